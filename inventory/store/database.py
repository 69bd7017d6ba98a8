"""One database file: checked before it is opened, opened with durable settings, written one way."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from weakref import WeakSet

from inventory.errors import AlreadyThere, ChampionError, NotRecorded, StoreRefused
from inventory.store import migrations, tallies
from inventory.store.connection import (
    BUSY_MS,
    POLL_MS,
    REPLACED_HINT,
    UNREADABLE,
    URGENT_AFTER,
    URGENT_POLL,
    Replaced,
    Unreadable,
    connect,
    explain,
    explained,
)
from inventory.store.folder import refuse_unsafe, unreadable
from inventory.store.publishing import discard, leftovers, publish_new

_HEADER_SIZE = 100  # https://www.sqlite.org/fileformat.html#the_database_header


class Database:
    """An open file. Reads at any time; writes only inside ``immediate()``."""

    def __init__(self, conn: sqlite3.Connection, path: Path | None) -> None:
        self.conn = conn
        self.path = path
        self.patience_ms = BUSY_MS
        """How long a write waits before it says that another program is in the way."""
        self.identity = _identity(path)
        """Device and inode of the file that was opened."""
        if path is not None:
            with _GUARD:
                _OPEN.add(self)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query; Unreadable where the file can't be read."""
        try:
            return self.conn.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise Unreadable(*explain(error)) from error

    def each(
        self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one; Unreadable where the file can't be read."""
        with explained():
            yield from self.conn.execute(sql, values)

    def row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query; None where there is none."""
        try:
            found: tuple[Any, ...] | None = self.conn.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise Unreadable(*explain(error)) from error
        return found

    def value(self, sql: str, *values: Any) -> Any:
        """The first value of the first row; None where there is none."""
        row = self.row(sql, *values)
        return row[0] if row else None

    def write(self, sql: str, *values: Any) -> int:
        """Run one statement inside the transaction that is open; how many rows it touched."""
        if not self.conn.in_transaction:
            raise RuntimeError("a write outside immediate()")
        return self.conn.execute(sql, values).rowcount

    def write_many(self, sql: str, rows: Any) -> None:
        """Run one statement for each row inside the transaction that is open."""
        if not self.conn.in_transaction:
            raise RuntimeError("a write outside immediate()")
        self.conn.executemany(sql, rows)

    @contextmanager
    def immediate(self) -> Iterator[None]:
        """The only way to write: all of the block is on disk when it ends, or nothing of it.

        Raises NotRecorded with the reason where the file can't be written. An error at the very
        commit leaves open whether it was stored: the caller reads back what it wrote.
        """
        self.refuse_replaced()
        try:
            self._begin()
            tallies.watch(self.conn)
            yield
            self.conn.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise NotRecorded(*explain(error)) from error
            if isinstance(error, Unreadable):
                raise NotRecorded(error.message, error.hint) from error
            raise

    def _begin(self) -> None:
        """Begin to write, as soon as nobody else does; who has waited long comes before others."""
        self.conn.execute(f"PRAGMA busy_timeout = {min(POLL_MS, self.patience_ms)}")
        began, urgent = monotonic(), False
        try:
            while True:
                try:
                    self.conn.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    waited = monotonic() - began
                    busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
                    if not busy or waited >= self.patience_ms / 1000:
                        raise
                if urgent:
                    sleep(URGENT_POLL)
                elif waited >= URGENT_AFTER:
                    self.conn.execute("PRAGMA busy_timeout = 0")
                    urgent = True
        finally:
            self.conn.execute(f"PRAGMA busy_timeout = {self.patience_ms}")

    def refuse_replaced(self) -> None:
        """A file that was deleted or exchanged under the app would swallow writes in silence.

        Raises Replaced; what is asked of the disk is its name and number, and nothing is read.
        """
        if self.identity != _identity(self.path):
            raise Replaced(
                f"The database {self.path} was moved, deleted or replaced while it was open.",
                REPLACED_HINT,
            )

    def close(self) -> None:
        """Close the file; what was committed is on disk already."""
        self.conn.close()
        with _GUARD:
            _OPEN.discard(self)


_OPEN: WeakSet[Database] = WeakSet()
_GUARD = threading.Lock()


def open_database(path: Path) -> Database:
    """Open a file that is there; refuse it with a sentence if it isn't ours, newer, or not safe."""
    refuse_unsafe(path)
    version = read_version(path)
    conn = connect(f"{path.absolute().as_uri()}?mode=rw")
    database = Database(conn, path)
    try:
        if version < migrations.SCHEMA_VERSION:
            _bring_up_to_date(database)
        migrations.check_schema(conn)
    except UNREADABLE as error:
        conn.close()
        raise StoreRefused(*explain(error)) from error
    except BaseException:
        conn.close()
        raise
    return database


def _bring_up_to_date(database: Database) -> None:
    """Take the steps that are lacking, once a copy of the file as it was is kept and verified."""
    from inventory.store.earlier import keep_earlier  # it is needed once in a year
    from inventory.store.read_back import is_stored

    try:
        with database.immediate():
            if database.value("PRAGMA user_version") < migrations.SCHEMA_VERSION:
                keep_earlier(database)
                migrations.migrate(database.conn)
    except NotRecorded:
        steps = "SELECT max(name) FROM _sqlite_migrations WHERE name = ?"
        if not is_stored(database, steps, migrations.STEPS[-1][0], "the steps were taken"):
            raise


def create_database(path: Path) -> Database:
    """Make a new file, readable by its owner only; it gets its name once it is whole.

    Raises AlreadyThere where one has the name, be it that another program was quicker.
    """
    refuse_unsafe(path)
    there = AlreadyThere(f"{path} is there already.", "Open it, or choose another name.")
    stale = leftovers(path)
    if path.exists():
        raise there
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        uri = f"{unfinished.absolute().as_uri()}?mode=rw"
        with closing(connect(uri)) as conn, Database(conn, unfinished).immediate():
            migrations.migrate(conn)
        is_ours = publish_new(unfinished, path, stale)
    except (OSError, sqlite3.Error, StoreRefused, NotRecorded) as error:
        discard(unfinished)
        raise StoreRefused(
            f"The database {path} can't be made: {_reason(error)}.",
            "Choose a folder that you may write to.",
        ) from error
    if not is_ours:
        discard(unfinished)
        raise there
    return open_database(path)


def memory_database() -> Database:
    """A whole database in memory, for trying things out."""
    database = Database(connect("file::memory:"), None)
    with database.immediate():
        migrations.migrate(database.conn)
    return database


def read_version(path: Path) -> int:
    """The schema version in the file's header, read before SQLite sees the file; else refused.

    A file that this process has open is asked through SQLite: whoever closes it as a plain file
    takes away the lock of the scan that is just being written, and another process could write at
    the same time (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    header = first_bytes(path)
    if header is None:
        with closing(connect(f"{path.absolute().as_uri()}?mode=rw")) as conn:
            return _checked(conn.execute("PRAGMA user_version").fetchone()[0], path)
    return version_in(header, path)


def first_bytes(path: Path) -> bytes | None:
    """The first bytes of a file, or None where this process has it open; refused where it can't be.

    See ``read_version`` on what reading an open file would do.
    """
    try:
        with _GUARD:
            return None if _is_open(path) else _header(path)
    except FileNotFoundError:
        raise StoreRefused(f"There is no database at {path}.", "Start with champion.") from None
    except OSError as error:
        raise unreadable(path, error) from error


def version_in(header: bytes, path: Path) -> int:
    """The schema version in the first bytes of a file; refused, by its name, where it isn't ours.

    A newer one's is refused too.
    """
    ours = header[68:72] == migrations.APPLICATION_ID.to_bytes(4, "big")
    if len(header) < _HEADER_SIZE or not header.startswith(b"SQLite format 3\0") or not ours:
        what = "is empty" if not header else "is not a Champion database"
        raise StoreRefused(
            f"{path} {what}; it was left as it is.",
            "Name another file, or restore a backup: champion restore FILE.",
        )
    return _checked(int.from_bytes(header[60:64], "big"), path)


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER_SIZE)


def _is_open(path: Path) -> bool:
    """Whether this process has the file open, by whatever name; asked under the guard."""
    identity = _identity(path)
    return any(database.identity == identity for database in _OPEN)


def _checked(version: int, path: Path) -> int:
    """The version; refused where a newer Champion wrote the file."""
    if version > migrations.SCHEMA_VERSION:
        raise StoreRefused(
            f"{path} was written by a newer Champion"
            f" (format {version}, this one knows {migrations.SCHEMA_VERSION}).",
            "Update Champion on this laptop; the file was not touched.",
        )
    return version


def _identity(path: Path | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)


def _reason(error: BaseException) -> str:
    if isinstance(error, ChampionError):
        return error.message
    return getattr(error, "strerror", None) or str(error)
