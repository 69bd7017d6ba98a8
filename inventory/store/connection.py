"""A connection with the settings that the promises rest on, and what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from inventory.errors import NotRecorded, StoreRefused

BUSY_MS = 10_000
"""How long a write waits for another program on the same file."""
POLL_MS = 8
"""How long SQLite itself waits for its turn before it is asked again.

Left to itself it sleeps longer each time, up to 100 ms, and misses the moments between the pieces
in which another program writes: a scan would wait for all of them, and where many tables write to
one file, some would hardly ever get their turn.
"""

URGENT_AFTER = 1.0
"""Seconds after which a write that waits for its turn asks again at once, before all others.

Turns are drawn by chance; without it one of ten windows that write without a pause could wait for
seconds on a slow disk.
"""
URGENT_POLL = 0.0005

SPILL_PAGES = 12_000
"""Pages of 4 KiB that one transaction may change before they go to the file early.

From then on readers are shut out until it ends. An import of 40,000 devices stays below.
"""

_PRAGMAS = (
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",  # macOS: a plain fsync stops at the drive's cache
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE goes round the delete guard
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # names must not get into a folder that all share
    "PRAGMA mmap_size = 0",
    f"PRAGMA cache_spill = {SPILL_PAGES}",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged file raises; its bytes can be in SQLite's own message."""
MISFITS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
"""What writing a value raises that a table does not take; the disk has nothing to do with it."""


REPLACED_HINT = "Nothing more is recorded. Close the app, put the file back, and start again."
"""What to do where the open file is no longer the one of its name."""

_OF_CONTENT = frozenset({"SQLITE_ERROR", "SQLITE_MISMATCH", "SQLITE_RANGE", "SQLITE_TOOBIG"})


class Unreadable(StoreRefused):
    """A read failed: the file is damaged, locked, or gone."""


class Replaced(NotRecorded):
    """The file was moved, deleted or exchanged under the app; nothing is written any more."""


class PerhapsRecorded(NotRecorded):
    """A commit failed, and the file can't be read back: whether it is stored is not known."""


def connect(uri: str) -> sqlite3.Connection:
    """A connection with the settings that the promises rest on; ``uri`` as SQLite reads it."""
    with explained():
        conn = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=256)
    try:
        for pragma in _PRAGMAS:
            conn.execute(pragma)
    except UNREADABLE as error:
        conn.close()
        raise StoreRefused(*explain(error)) from error
    return conn


@contextmanager
def explained() -> Iterator[None]:
    """What SQLite raises inside comes out as Unreadable, in a sentence."""
    try:
        yield
    except UNREADABLE as error:
        raise Unreadable(*explain(error)) from error


def is_of_content(error: BaseException) -> bool:
    """Whether a write failed for what was to be written, and not for the disk or for others."""
    while error.__cause__ is not None:
        error = error.__cause__
    name = getattr(error, "sqlite_errorname", "") or ""
    return isinstance(error, MISFITS) or name in _OF_CONTENT


def error_name(error: BaseException | None) -> str:
    """SQLite's name of what went wrong, as ``SQLITE_FULL``; empty where SQLite did not say it.

    A refusal is asked for what caused it.
    """
    while error is not None:
        if isinstance(error, UnicodeDecodeError):
            return "SQLITE_CORRUPT"
        if name := getattr(error, "sqlite_errorname", ""):
            return str(name)
        error = error.__cause__
    return ""


def explain(error: Exception) -> tuple[str, str]:
    """What an error of the database means, and what to do next."""
    name = error_name(error)
    safe = "What was confirmed before is safe."
    if name.startswith("SQLITE_FULL"):
        return "The disk is full: nothing more can be recorded.", f"Free some space. {safe}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "Another program is writing to the database.", "Close it, then scan again."
    if name == "SQLITE_READONLY_DBMOVED":
        return "The database was moved, deleted or replaced while it was open.", REPLACED_HINT
    if name.startswith("SQLITE_READONLY"):
        return "The database can't be written to: it is read-only.", f"Allow writing. {safe}"
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return "The database file is damaged.", "Restore the newest backup: champion restore FILE."
    if name.startswith("SQLITE_CANTOPEN"):
        return "The database can't be opened.", "Check the folder and its permissions."
    if name.startswith("SQLITE_IOERR"):
        return f"The disk gave an error ({name}).", f"Look whether it is still there. {safe}"
    return f"The database gave an error ({name or error}).", f"Scan again. {safe}"
