"""What a file holds when it is opened after a fault: SQLite's word, and the product's own check."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inventory.store import backup, migrations
from inventory.store.connection import connect
from inventory.store.database import Database
from tests.trust.heard_disk import native_name

NAME = "school.db"
"""What the database is called on every simulated disk."""
_BESIDE = ("-journal", "-wal")


@dataclass(frozen=True, slots=True)
class Found:
    """What one database file holds once SQLite has opened it."""

    digest: str
    """SHA-256 over the schema and every row of every table; empty where there is no file."""
    events: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()


class Inspector:
    """Opens files, and knows again those that hold the same bytes as others that it opened."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is where the files are written to be opened."""
        self._path = folder / "inspected" / NAME
        self._path.parent.mkdir()
        self._as_they_were: dict[bytes, Found] = {}
        self._once_opened: dict[bytes, Found] = {}

    def inspect(self, contents: Mapping[str, bytes], name: str = NAME) -> Found:
        """What a file of a disk holds, with the journal that lies beside it.

        Integrity, schema, chain and replay are checked as well.
        """
        if name not in contents:
            return Found("")
        files = {tail: contents.get(f"{name}{tail}", b"") for tail in ("", *_BESIDE)}
        mark = b"".join(hashlib.sha256(data).digest() for data in files.values())
        if mark not in self._as_they_were:
            self._as_they_were[mark] = self._opened(files)
        return self._as_they_were[mark]

    def _opened(self, files: Mapping[str, bytes]) -> Found:
        """What is there once SQLite has rolled back what was not finished."""
        for tail, data in files.items():
            path = self._path.with_name(f"{NAME}{tail}")
            path.unlink(missing_ok=True)
            if data or not tail:
                path.write_bytes(data)
        try:
            with closing(_open(self._path)) as conn:
                conn.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a message may quote what is torn
            return Found("unreadable", faults=(f"The file can't be opened: {error}.",))
        mark = hashlib.sha256(self._path.read_bytes()).digest()
        if mark not in self._once_opened:
            self._once_opened[mark] = _look_through(self._path)
        return self._once_opened[mark]


def _open(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A plain connection that nobody listens to, with none of the product's settings."""
    uri = f"{path.absolute().as_uri()}?mode={mode}&vfs={native_name()}"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _look_through(path: Path) -> Found:
    try:
        with closing(_open(path)) as conn:
            lines = [line for (line,) in conn.execute("PRAGMA integrity_check") if line != "ok"]
            events = frozenset(one for (one,) in conn.execute("SELECT event_id FROM event"))
            return Found(_digest(conn), events, (*lines, *_faults(conn, path)))
    except sqlite3.Error as error:
        return Found("unreadable", faults=(f"The file can't be read: {error}.",))


def _faults(conn: sqlite3.Connection, path: Path) -> Iterator[str]:
    """What the product's own check finds, in a file of the newest format."""
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if conn.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
        yield "The file is not marked as Champion's."
    if version != migrations.SCHEMA_VERSION:
        return
    if migrations.fingerprint(conn) != migrations.GOLDEN:
        yield "The tables or guards are not those of this version."
    uri = f"{path.absolute().as_uri()}?mode=rw&vfs={native_name()}"
    with closing(Database(connect(uri), None)) as database:
        yield from backup.faults(database)


def _digest(conn: sqlite3.Connection) -> str:
    found = hashlib.sha256()
    for pragma in ("application_id", "user_version"):
        found.update(repr(conn.execute(f"PRAGMA {pragma}").fetchone()).encode())
    tables = conn.execute(
        "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    ).fetchall()
    found.update(repr(tables).encode())
    for kind, name, sql in tables:
        if kind == "table" and not sql.startswith("CREATE VIRTUAL"):
            rows = conn.execute(f'SELECT * FROM "{name}"').fetchall()
            found.update(repr((name, sorted(map(repr, rows)))).encode())
    return found.hexdigest()
