"""The database as it was, kept among the backups before a newer Champion changes its format."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from inventory.errors import StoreRefused
from inventory.store import events
from inventory.store.backup import file_faults, head
from inventory.store.connection import UNREADABLE, connect, explain
from inventory.store.database import Database
from inventory.store.publishing import discard, publish

_HEAD = 8
"""Characters of the head in a name."""


def keep_earlier(database: Database) -> Path | None:
    """Keep a verified copy of a file of an earlier format, inside the transaction that changes it.

    Its name tells the format, how many events it has, and the start of the head; one that is there
    already, from a start that was stopped, is as good. None where there are no tables yet. Raises
    StoreRefused where it can't be written, or where the file itself is damaged: then nothing is
    changed.
    """
    path = database.path
    if path is None or not _tables(database):
        return None
    if fault := next(_faults(database), ""):
        raise StoreRefused(
            f"{path} can't be brought to the format of this Champion: {fault}",
            "Restore the newest backup: champion restore FILE.",
        )
    for number in count(1):
        kept = path.parent / "backups" / _name(database, path, number)
        if not os.path.lexists(kept):
            _write(database, kept)
            return kept
        if _is_the_same(database, kept):
            return kept
    raise AssertionError("numbers do not end")


def _name(database: Database, path: Path, number: int) -> str:
    version = database.value("PRAGMA user_version")
    held = start = ""
    if "event" in _tables(database):
        held, start = f"-{events.count(database)}", f"-{head(database)[:_HEAD]}"
    again = f"-{number}" if number > 1 else ""
    return f"{path.stem}-format-{version}{held}{start}{again}.db"


def _write(database: Database, kept: Path) -> None:
    """All of it in a new file, verified before it gets its name."""
    assert database.path
    unfinished = kept.with_name(f".{kept.name}.{os.getpid()}.new")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        # The connection that writes can't be copied from; nobody else can write meanwhile.
        with closing(connect(f"{database.path.absolute().as_uri()}?mode=ro")) as reader:
            reader.execute("VACUUM INTO ?", (str(unfinished),))
        if not _is_the_same(database, unfinished):
            raise _unwritable(database, kept, "what was read back is not what it should be")
        publish(unfinished, kept)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unwritable(database, kept, reason) from error
    except sqlite3.Error as error:
        raise _unwritable(database, kept, explain(error)[0].rstrip(".")) from error
    finally:
        discard(unfinished)


def _unwritable(database: Database, kept: Path, reason: str) -> StoreRefused:
    return StoreRefused(
        f"{database.path} was left as it is: before this newer Champion changes its format, a copy"
        f" is kept as {kept}, and that can't be written: {reason}.",
        "Make room for it or allow writing there, then start again.",
    )


def _is_the_same(database: Database, path: Path) -> bool:
    """Whether the file is sound and has the same tables, rows by number, and journal."""
    try:
        with closing(connect(f"{path.absolute().as_uri()}?mode=ro")) as conn:
            copy = Database(conn, None)
            return next(_faults(copy), "") == "" and _told(copy) == _told(database)
    except (StoreRefused, *UNREADABLE):
        return False


def _told(database: Database) -> tuple[object, ...]:
    """The format, how many rows each table has, and the head of the journal."""
    tables = _tables(database)
    rows = {name: database.value(f'SELECT count(*) FROM "{name}"') for name in tables}
    version = database.value("PRAGMA user_version")
    return version, rows, head(database) if "event" in tables else ""


def _faults(database: Database) -> Iterator[str]:
    """What can be said of a file of any format; how it is folded was another matter then."""
    return file_faults(database, with_journal="event" in _tables(database))


def _tables(database: Database) -> list[str]:
    rows = database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name.replace('"', '""') for (name,) in rows]
