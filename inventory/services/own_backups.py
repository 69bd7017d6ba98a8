"""The app's own backups by their names: which there are, and which is the newest.

Nothing here reads a database: a fault screen asks it too.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

STAMP = "%Y-%m-%d-%H%M%S"
"""The local time in the name of a backup."""
OWN_NAME = r"-(\d{4}-\d\d-\d\d-\d{6})-(\d+)-[0-9a-f]{8}"
"""What follows the database's name: the time, how much it holds, the start of the head."""

_MARKS = b"SQLite format 3\0"

_WRONG_CLOCK = timedelta(minutes=5)
"""A backup that is further in the future says nothing of when the last one was written."""


@dataclass(frozen=True, slots=True)
class OwnBackup:
    """One of the app's own backups, as its name says."""

    path: Path
    at: datetime
    """With the offset of the laptop's clock."""
    changes: int
    """Events and imports that it holds."""


def own_backups_of(database: Path) -> list[Path]:
    """The app's own backups of a database, newest first; none where their folder can't be read."""
    own = re.compile(re.escape(database.stem) + OWN_NAME + r"\.db")
    found: list[Path] = []
    with suppress(OSError):
        found = [one for one in (database.parent / "backups").iterdir() if own.fullmatch(one.name)]
    return sorted(found, reverse=True)


def newest_of(database: Path, now: datetime) -> OwnBackup | None:
    """The newest of the app's own backups of a database; None where there is none.

    One from a time that is still to come was written while the clock was wrong, and is passed over.
    """
    for path in own_backups_of(database):
        when, found = written_at(path), re.search(OWN_NAME, path.name)
        if when and found and when <= now.replace(tzinfo=None) + _WRONG_CLOCK:
            return OwnBackup(path, when.replace(tzinfo=now.tzinfo), int(found[2]))
    return None


def is_whole(path: Path) -> bool:
    """Whether a file begins as a database, and is as long as it says there.

    What is in it is not looked at. https://www.sqlite.org/fileformat.html, section 1.3
    """
    try:
        with path.open("rb") as file:
            header, length = file.read(100), path.stat().st_size
    except OSError:
        return False
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return header.startswith(_MARKS) and length == pages * (65_536 if page == 1 else page) > 0


def written_at(path: Path) -> datetime | None:
    """The local time in a backup's name; None where it is no time."""
    found = re.search(OWN_NAME, path.name)
    with suppress(ValueError):
        return datetime.strptime(found[1], STAMP) if found else None  # noqa: DTZ007
    return None
