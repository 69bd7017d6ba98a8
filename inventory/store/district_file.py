"""The district's own database file, and what any database has to do to take its place."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from inventory.errors import StoreRefused
from inventory.store import district_schema
from inventory.store.connection import UNREADABLE, Unreadable, connect, explain
from inventory.store.database import Database
from inventory.store.folder import refuse_unsafe, unreadable
from inventory.store.publishing import discard, publish

_CACHE_KIB = 128 * 1024
"""Room for the index of a million events; a smaller one would read and write it over and over."""
_SPILL_PAGES = 30_000
"""Nobody else reads while it is written, so what is larger may go to the file early."""
_HEADER_SIZE = 100
_HINT = "Name a new file, or one that champion consolidate made."
MISFITS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, OverflowError)
"""What a value raises that a table does not take."""


class Target(Protocol):
    """A database for the district: SQL with ``?`` for each value, in the words of all engines."""

    @property
    def name(self) -> str:
        """What the screen calls it."""

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def each(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after the other, however many."""

    def write(self, sql: str, *values: Any) -> int:
        """Run one statement inside the transaction; how many rows it touched."""

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one statement for each row inside the transaction; how many rows it touched."""

    def immediate(self) -> AbstractContextManager[None]:
        """All of the block, or nothing of it."""

    def attempt(self) -> AbstractContextManager[None]:
        """Inside a transaction: all of the block or nothing of it, and the rest stands.

        Raises Misfit where a value is none that the tables take.
        """

    def close(self) -> None:
        """Let go of it."""


class Misfit(Exception):  # noqa: N818
    """A value that the tables don't take; the disk has nothing to do with it."""


class DistrictFile:
    """The file, opened with the durable settings of a school's, and a cache of its own size."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        database.conn.execute(f"PRAGMA cache_spill = {_SPILL_PAGES}")
        database.conn.execute("PRAGMA secure_delete = OFF")  # nobody is forgotten here by name

    @property
    def name(self) -> str:
        """The file."""
        return str(self._database.path)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._database.rows(sql, *values)

    def each(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after the other."""
        try:
            yield from self._database.conn.execute(sql, values)
        except sqlite3.Error as error:
            raise Unreadable(*explain(error)) from error

    def write(self, sql: str, *values: Any) -> int:
        """Run one statement inside the transaction; how many rows it touched."""
        return self._database.write(sql, *values)

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one statement for each row inside the transaction; how many rows it touched."""
        before = self._database.conn.total_changes
        self._database.write_many(sql, rows)
        return self._database.conn.total_changes - before

    def immediate(self) -> AbstractContextManager[None]:
        """All of the block is on disk when it ends, or nothing of it."""
        return self._database.immediate()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """All of the block or nothing of it, and the rest of the transaction stands."""
        conn = self._database.conn
        conn.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException as error:
            with suppress(sqlite3.Error):
                conn.execute("ROLLBACK TO attempt")
                conn.execute("RELEASE attempt")
            if isinstance(error, MISFITS):
                raise Misfit(str(error)) from error
            raise
        conn.execute("RELEASE attempt")

    def close(self) -> None:
        """Close the file; what was committed is on disk already."""
        self._database.close()


def open_district(path: Path) -> DistrictFile:
    """Open a district's file, or make it; refuse any other with a sentence."""
    refuse_unsafe(path)
    if not path.exists():
        _make(path)
    _refuse_foreign(path)
    conn = connect(f"{path.absolute().as_uri()}?mode=rw")
    try:
        district_schema.check_schema(conn)
        return DistrictFile(Database(conn, path))
    except UNREADABLE as error:
        conn.close()
        raise StoreRefused(*explain(error)) from error
    except BaseException:
        conn.close()
        raise


def _make(path: Path) -> None:
    """A new file for its owner only, which gets its name once it is whole."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        uri = f"{unfinished.absolute().as_uri()}?mode=rw"
        with closing(connect(uri)) as conn, Database(conn, unfinished).immediate():
            district_schema.create(conn)
        publish(unfinished, path)
    except OSError as error:
        discard(unfinished)
        raise StoreRefused(
            f"The database {path} can't be made: {error.strerror or type(error).__name__}.",
            "Choose a folder that is there and that you may write to.",
        ) from error
    except BaseException:
        discard(unfinished)
        raise


def _refuse_foreign(path: Path) -> None:
    """Read the header before SQLite sees the file."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
    except OSError as error:
        raise unreadable(path, error) from error
    ours = header[68:72] == district_schema.APPLICATION_ID.to_bytes(4, "big")
    if len(header) < _HEADER_SIZE or not header.startswith(b"SQLite format 3\0") or not ours:
        what = "is empty" if not header else "is no database of a district"
        raise StoreRefused(f"{path} {what}; it was left as it is.", _HINT)
    version = int.from_bytes(header[60:64], "big")
    if version != district_schema.SCHEMA_VERSION:
        raise StoreRefused(
            f"{path} was written by another Champion"
            f" (format {version}, this one knows {district_schema.SCHEMA_VERSION}).",
            "Update Champion, or consolidate into a new file; this one was not touched.",
        )
