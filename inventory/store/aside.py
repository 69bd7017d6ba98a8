"""The bytes of a database that can't be used, kept before another one takes its place."""

import os
import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from inventory.errors import StoreRefused
from inventory.store.connection import connect, error_name, explain
from inventory.store.database import Database, first_bytes
from inventory.store.publishing import publish

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file; it would be applied to the one that takes its place."""
_MAGIC = b"SQLite format 3\0"
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_MIB = 1024**2


def put_aside(path: Path, kept: Path, until: ExitStack) -> None:
    """Keep the bytes of a file that can't be used as a database, and what lies beside it.

    Nobody can write into it until the stack is closed, where SQLite can still lock it. Raises
    StoreRefused where somebody is writing into it, or where the bytes can't be kept.
    """
    unfinished = kept.with_name(f".{kept.name}.new")
    is_locked = _lock(path, until)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        # It stays open as long as the lock: closing it would take that away.
        old = until.enter_context(path.open("rb"))
        with unfinished.open("r+b") as new:
            shutil.copyfileobj(old, new, _MIB)
        publish(unfinished, kept)
        for suffix in () if is_locked else _BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StoreRefused(
            f"{path} can't be kept as {kept}: {error.strerror}.", "Free some space and try again."
        ) from error


def _lock(path: Path, until: ExitStack) -> bool:
    """Keep others from writing; False where it is no database any more, into which nobody can."""
    if not (first_bytes(path) or _MAGIC).startswith(_MAGIC):
        return False
    try:
        conn = connect(f"{path.absolute().as_uri()}?mode=rw")
        until.enter_context(closing(Database(conn, path)))
        conn.execute("BEGIN IMMEDIATE")
    except (sqlite3.Error, StoreRefused) as error:
        if error_name(error).startswith(_DAMAGED):
            return False
        if isinstance(error, StoreRefused):
            raise
        raise StoreRefused(*explain(error)) from error
    return True
