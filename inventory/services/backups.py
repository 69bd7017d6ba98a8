"""Backups: written by themselves while people work, verified, and kept for as long as they help."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inventory.files.whole import refuse_taken, save_whole
from inventory.journal.sealing import seal_for
from inventory.rules.retention import to_let_go
from inventory.services.keys import district_key
from inventory.services.office import Office
from inventory.store import backup, events, imports, leftovers
from inventory.store.backup import Copy

EVERY = timedelta(minutes=15)
AFTER = 200
"""Events after which a backup is due, whatever the time."""

STAMP = "%Y-%m-%d-%H%M%S"
"""The local time in the name of a backup."""
OWN_NAME = r"-(\d{4}-\d\d-\d\d-\d{6})-(\d+)-[0-9a-f]{8}"
"""What follows the database's name: the time, how much it holds, the start of the head."""

_WRONG_CLOCK = timedelta(minutes=5)
"""A backup that is further in the future says nothing of when the last one was written."""


@dataclass(frozen=True, slots=True)
class OwnBackup:
    """One of the app's own backups, as its name says."""

    at: datetime
    changes: int
    """Events and imports that it holds."""


def back_up(office: Office, target: Path, *, sealed: bool = False) -> Copy:
    """Write a verified copy to a path that is free; sealed, only the district's key opens it.

    Raises StoreRefused or FileRefused where it can't be written, ChampionError where there is no
    key of the district.
    """
    _sweep(office)
    if not sealed:
        return backup.write_copy(office.database, target)
    key = district_key(office)
    refuse_taken(target)
    content, copy = backup.content_of(office.database, target)
    save_whole({target: seal_for(content, key)})
    return copy


def backup_folder(office: Office) -> Path | None:
    """Where the app's own backups go: beside the database; None for one in memory."""
    path = office.database.path
    return path.parent / "backups" if path else None


def own_backups(office: Office) -> list[Path]:
    """The app's own backups, newest first."""
    folder, path = backup_folder(office), office.database.path
    if folder is None or path is None or not folder.is_dir():
        return []
    own = re.compile(re.escape(path.stem) + OWN_NAME + r"\.db")
    return sorted((one for one in folder.iterdir() if own.fullmatch(one.name)), reverse=True)


def back_up_by_itself(office: Office) -> Copy | None:
    """Write one more of the app's own backups and let go of old ones; None for one in memory.

    Its name has the time, how much had happened, and the start of the head hash.
    """
    folder, path = backup_folder(office), office.database.path
    if folder is None or path is None:
        return None
    _sweep(office)
    stamp = office.clock.now().strftime(STAMP)
    number, head = _changes(office), backup.head(office.database)
    target = folder / f"{path.stem}-{stamp}-{number}-{head[:8]}.db"
    if target.exists():
        return backup.inspect_copy(target)
    copy = backup.write_copy(office.database, target)
    for old in no_longer_kept(own_backups(office), office.clock.now()):
        with suppress(OSError):  # it is one more than there need be
            old.unlink()
    return copy


def no_longer_kept(own: list[Path], now: datetime) -> list[Path]:
    """Which of the app's own backups, by the times in their names, need not be kept."""
    dated = [(one, when) for one in own if (when := written_at(one))]
    gone = to_let_go([when for _, when in dated], now.replace(tzinfo=None))
    return [dated[place][0] for place in gone]


def written_at(path: Path) -> datetime | None:
    """The local time in a backup's name; None where it is no time."""
    found = re.search(OWN_NAME, path.name)
    with suppress(ValueError):
        return datetime.strptime(found[1], STAMP) if found else None  # noqa: DTZ007
    return None


def last_backup(office: Office) -> OwnBackup | None:
    """What the name of the app's newest own backup says; None where there is none.

    One from a time that is still to come was written while the clock was wrong.
    """
    now = office.clock.now()
    for path in own_backups(office):
        when, found = written_at(path), re.search(OWN_NAME, path.name)
        if when and found and when <= now.replace(tzinfo=None) + _WRONG_CLOCK:
            return OwnBackup(when.replace(tzinfo=now.tzinfo), int(found[2]))
    return None


def backup_is_due(office: Office) -> bool:
    """Whether something changed and the last backup is too old or too many events behind."""
    number = _changes(office)
    last = last_backup(office)
    if last is None:
        return number > 0
    age = office.clock.now() - last.at
    return number != last.changes and (age >= EVERY or abs(number - last.changes) >= AFTER)


def changed_since_backup(office: Office) -> bool:
    """Whether the last backup lacks events."""
    last = last_backup(office)
    return _changes(office) != (last.changes if last else 0)


def _changes(office: Office) -> int:
    """How much has happened: events and imports, both of which only grow."""
    return events.count(office.database) + imports.count(office.database)


def _sweep(office: Office) -> None:
    if office.database.path is not None:
        leftovers.sweep(office.database.path)
