"""An import on its way: what a file says, held aside until somebody says yes.

The tables are the connection's own: people and places in memory; devices, of which there may be a
million, in a file beside the database that nobody else can open, for their notes can hold names.
It has no name any more once it is open; where the system does not allow that, it goes when the
import ends, or is swept away. What of the register was read for comparing is still at hand when it
is written, so that the lock is short. Nothing here reads the database while a transaction is open:
scans would wait.
"""

import json
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inventory.errors import StoreRefused
from inventory.model import Device, Person, Place
from inventory.store import register
from inventory.store.database import Database
from inventory.text import bare, loose, shape

Entry = Device | Person | Place

CACHE_KIB = 32_768
STEP = 4_000
"""Rows of the register that are looked through at once."""
_PRAGMAS = (
    "aside.locking_mode = EXCLUSIVE",
    "aside.journal_mode = MEMORY",
    "aside.synchronous = OFF",  # it never outlives the connection
    f"aside.cache_size = -{CACHE_KIB}",
    f"main.cache_size = -{CACHE_KIB}",
)

_TAG_KEYS = "tag_loose, tag_bare, tag_shape, serial_loose, serial_bare, serial_shape"


@dataclass(frozen=True, slots=True)
class Staged:
    """One record that differs, as it will be in the register."""

    line: int
    value: Entry
    is_new: bool
    rebased: bool = False
    """Whether what it says of custody or condition differs."""
    moved: bool = False
    """Whether its tag or serial differs."""


@dataclass(frozen=True, slots=True)
class _Table:
    """How one kind of records is kept."""

    name: str
    key: str
    columns: str
    keys: str
    row: Callable[[Any], tuple[object, ...]]
    entry: Callable[[tuple[Any, ...]], Entry]
    codes: str
    """The columns by which a file may name a record."""
    never_gone: str = ""
    """What keeps a record from being gone, as a further condition."""


def _device_row(one: Device) -> tuple[object, ...]:
    return (*register.device_row(one), *_keys(one.tag), *_keys(one.serial))


def _keys(code: str) -> tuple[str, str, str]:
    return loose(code), bare(code), shape(code)


TABLES: Mapping[str, _Table] = {
    "devices": _Table(
        "device", "device_id", register.DEVICE, _TAG_KEYS, _device_row, register.as_device,
        "device_id, tag, serial",
    ),
    "people": _Table(
        "person", "person_id", register.PERSON, register.PERSON_KEYS, register.person_row,
        register.as_person, "person_id",
        " AND status <> 'UNKNOWN'",  # typed at the table: no list has had them yet
    ),
    "places": _Table(
        "place", "place", register.PLACE, register.PLACE_KEYS, register.place_row,
        register.as_place, "place",
    ),
}  # fmt: skip


class Staging:
    """What one file says, beside the register of a database."""

    def __init__(self, database: Database, kind: str, name: str) -> None:
        self.name = name
        """Tells it from what the same connection held before."""
        self.database = database
        self.kind = kind
        self.table = TABLES[kind]
        self._conn = database.conn
        self._file: Path | None = None
        self.drop()
        self._attach()
        columns = f"line, is_new, rebased, moved, {self.table.columns}, {self.table.keys}"
        for table in (
            f"staged(position INTEGER PRIMARY KEY, {columns})",
            "staged_code(code TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID",
            "staged_refused(code TEXT PRIMARY KEY) WITHOUT ROWID",
            "staged_refusal(line INTEGER, reason TEXT)",
            "staged_gone(key TEXT PRIMARY KEY) WITHOUT ROWID",
        ):
            self._conn.execute(f"CREATE TABLE aside.{table}")

    def drop(self) -> None:
        """Forget what was held."""
        if any(name == "aside" for _, name, _ in self.database.rows("PRAGMA database_list")):
            self._conn.execute("DETACH aside")
        if self._file is not None:
            _discard(self._file)

    def _attach(self) -> None:
        beside = self.database.path
        if self.kind == "devices" and beside is not None:
            self._file = beside.parent / f".{self.name}.db.{os.getpid()}.new"
            _make(self._file)
            weakref.finalize(self, _discard, self._file)
        self._conn.execute("ATTACH ? AS aside", (str(self._file or ":memory:"),))
        if self._file is not None and os.name == "posix":
            self._file.unlink()
        for pragma in _PRAGMAS:
            self._conn.execute(f"PRAGMA {pragma}")

    def put(self, lines: Mapping[str, int], staged: Sequence[Staged]) -> None:
        """Hold the codes of some rows with their lines, and the records that differ."""
        names = f"line, is_new, rebased, moved, {self.table.columns}, {self.table.keys}"
        marks = ",".join("?" * (names.count(",") + 1))
        row = self.table.row
        with self._aside():
            self._conn.executemany("INSERT OR IGNORE INTO staged_code VALUES (?,?)", lines.items())
            self._conn.executemany(
                f"INSERT INTO staged({names}) VALUES ({marks})",
                ((one.line, one.is_new, one.rebased, one.moved, *row(one.value)) for one in staged),
            )

    def refuse(self, refusals: Iterable[tuple[int, str]], codes: Iterable[str]) -> None:
        """Hold the lines that were refused with the reasons, and what they name."""
        with self._aside():
            self._conn.executemany("INSERT INTO staged_refusal VALUES (?,?)", refusals)
            self._conn.executemany(
                "INSERT OR IGNORE INTO staged_refused VALUES (?)", ((code,) for code in codes)
            )

    def refusals(self) -> list[tuple[int, str]]:
        """The lines that were refused, each with its reason."""
        rows = self.database.rows("SELECT line, reason FROM aside.staged_refusal ORDER BY line")
        return [(line, reason) for line, reason in rows]

    def lines(self, codes: Iterable[str]) -> dict[str, int]:
        """Those of the codes that rows so far have, with the line of the first."""
        return dict(
            self._rows(
                "SELECT code, line FROM aside.staged_code"
                " WHERE code IN (SELECT value FROM json_each(?))",
                codes,
            )
        )

    def owners(self, codes: Sequence[str]) -> dict[str, str]:
        """Those of the codes that lead to a device, with its id."""
        return dict(
            self._rows(
                "SELECT norm, device_id FROM identifier"
                " WHERE active = 1 AND norm IN (SELECT value FROM json_each(?))",
                codes,
            )
        )

    def zero_padded(self, codes: Sequence[str]) -> list[str]:
        """The codes of the register that are one of these with zeros in front."""
        source = {
            "devices": "SELECT norm AS code, bare FROM identifier WHERE active = 1",
            "people": "SELECT person_id AS code, bare FROM person",
        }.get(self.kind)
        if source is None or not codes:
            return []
        rows = self._rows(
            f"SELECT code FROM ({source}) WHERE code GLOB '0*'"
            " AND bare IN (SELECT value FROM json_each(?))",
            codes,
        )
        return [code for (code,) in rows]

    def entries(self, keys: Iterable[str]) -> list[Entry]:
        """The records of the register with these keys."""
        table = self.table
        rows = self._rows(
            f"SELECT {table.columns} FROM {table.name}"
            f" WHERE {table.key} IN (SELECT value FROM json_each(?))",
            keys,
        )
        return [table.entry(row) for row in rows]

    def other_meanings(self, codes: Sequence[str]) -> set[str]:
        """Those of the codes that mean a record of another kind as well."""
        found: set[str] = set()
        if self.kind != "people":
            found.update(
                code
                for (code,) in self._rows(
                    "SELECT person_id FROM person"
                    " WHERE person_id IN (SELECT value FROM json_each(?))",
                    codes,
                )
            )
        return found if self.kind == "devices" else found | self.owners(codes).keys()

    def find_gone(self, progress: Callable[[], None]) -> int:
        """Find what is listed and that no row names; how many. ``progress`` is called between."""
        table = self.table
        codes = f"({table.codes})"
        last = self._conn.execute(f"SELECT max(rowid) FROM {table.name}").fetchone()[0] or 0
        for start in range(0, last, STEP):
            progress()
            self._conn.execute(
                f"INSERT INTO staged_gone SELECT {table.key} FROM main.{table.name} AS known"
                f" WHERE listed = 1 AND rowid > ?1 AND rowid <= ?2{table.never_gone}"
                f" AND NOT EXISTS (SELECT 1 FROM staged_code WHERE code IN {codes})"
                f" AND NOT EXISTS (SELECT 1 FROM staged_refused WHERE code IN {codes})",
                (start, start + STEP),
            )
        return int(self._conn.execute("SELECT count(*) FROM staged_gone").fetchone()[0])

    def gone(self, limit: int = -1) -> Iterator[Entry]:
        """What is gone from the file, by key."""
        keys = [
            key
            for (key,) in self.database.rows(
                "SELECT key FROM staged_gone ORDER BY key LIMIT ?", limit
            )
        ]
        for start in range(0, len(keys), 1_000):
            some = self.entries(keys[start : start + 1_000])
            yield from sorted(some, key=lambda one: str(self.table.row(one)[0]))

    def changes(self) -> Iterator[tuple[int, Entry, Entry]]:
        """Every record that changes, with its line, as it is and as it will be; in file order."""
        last = 0
        while rows := self.database.rows(
            f"SELECT position, line, {self.table.columns} FROM aside.staged"
            " WHERE NOT is_new AND position > ? ORDER BY position LIMIT 1000",
            last,
        ):
            last = rows[-1][0]
            known = {self.table.row(one)[0]: one for one in self.entries(row[2] for row in rows)}
            for _, line, *row in rows:
                yield line, known[row[0]], self.table.entry(tuple(row))

    def count(self) -> int:
        """How many records are held."""
        last = self.database.value("SELECT max(position) FROM staged")
        return int(last or 0)

    def _rows(self, sql: str, codes: Iterable[str]) -> list[tuple[Any, ...]]:
        return self.database.rows(sql, json.dumps(list(codes)))

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """One transaction over these tables alone; the database itself is not touched."""
        self._conn.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._conn.execute("ROLLBACK")
            raise
        self._conn.execute("COMMIT")


def _make(path: Path) -> None:
    """An empty file for its owner only."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreRefused(
            f"The import can't be held aside in {path.parent}: {error.strerror}.",
            "Look whether the folder can be written and has space, and import again.",
        ) from error


def _discard(path: Path) -> None:
    with suppress(OSError):  # it is still open: swept away later
        path.unlink(missing_ok=True)
