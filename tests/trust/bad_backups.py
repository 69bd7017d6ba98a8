"""Backups as they should not be: damaged, foreign, from another time, or made to do harm."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inventory.store import migrations

PAGE = 4096
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
"""Rows without end for whoever reads them."""


@dataclass(frozen=True, slots=True)
class Bad:
    """One way in which a backup is not as it was written."""

    name: str
    make: Callable[[Path], None]
    """Spoils the good backup that lies at the path."""
    can_be_good: bool = False
    """Whether it may be restored all the same: where what was hit holds nothing."""


def damaged(chance: random.Random, good: bytes, times: int) -> Iterator[Bad]:
    """Bits flipped where something is, pages exchanged, emptied or doubled, files cut off."""
    size = len(good)
    pages = size // PAGE
    written = [place for place, byte in enumerate(good) if byte]
    for number in range(times * 5):
        place, bit = chance.choice(written), 1 << chance.randrange(8)
        yield Bad(f"flip {number}", _flip(place, bit), True)
    for number in range(times):
        first, second = chance.sample(range(pages), 2)
        yield Bad(f"pages {first} and {second} exchanged", _exchange(first, second), True)
        yield Bad(f"page {first} emptied", _put(first * PAGE, bytes(PAGE)), True)
        yield Bad(f"page {first} is page {second}", _repeat(first, second), True)
        yield Bad(f"cut off, {number}", _cut(chance.randrange(size)))
    for left in (0, 1, 99, 100, PAGE, size - PAGE, size - 1):
        yield Bad(f"cut off after {left} bytes", _cut(left))


def _flip(place: int, bit: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[place] ^= bit
        path.write_bytes(data)

    return make


def _put(place: int, content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(place)
            file.write(content)

    return make


def _page(data: bytes, number: int) -> bytes:
    return data[number * PAGE : (number + 1) * PAGE]


def _exchange(first: int, second: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        data = path.read_bytes()
        _put(first * PAGE, _page(data, second))(path)
        _put(second * PAGE, _page(data, first))(path)

    return make


def _repeat(first: int, second: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        _put(first * PAGE, _page(path.read_bytes(), second))(path)

    return make


def _cut(left: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(left)

    return make


def foreign() -> Iterator[Bad]:
    """What is no backup of this program, or of a later one."""
    yield Bad("a text", _put(0, b"no database at all\n" * 400))
    yield Bad("another database", _another)
    yield Bad("another one with our mark", _another_with_our_mark)
    yield Bad("a later format", _sql(f"PRAGMA user_version = {migrations.SCHEMA_VERSION + 1}"))
    yield Bad(
        "an earlier one in name", _sql(f"PRAGMA user_version = {migrations.SCHEMA_VERSION - 1}")
    )
    yield Bad("no format", _sql("PRAGMA user_version = 0"))
    yield Bad("a write that was cut off", _with_journal)


def _another(path: Path) -> None:
    path.unlink()
    _sql("CREATE TABLE event(a)", "INSERT INTO event VALUES ('theirs')")(path)


def _another_with_our_mark(path: Path) -> None:
    _another(path)
    _sql(
        f"PRAGMA application_id = {migrations.APPLICATION_ID}",
        f"PRAGMA user_version = {migrations.SCHEMA_VERSION}",
    )(path)


def _with_journal(path: Path) -> None:
    path.with_name(path.name + "-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 600)


def _sql(*statements: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as conn:
            for statement in statements:
                conn.execute(statement)

    return make


def _schema(old: str, new: str, name: str) -> Callable[[Path], None]:
    """Write another text into the schema behind the engine's back."""
    return _sql(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
        "PRAGMA writable_schema = RESET",
    )


def hostile() -> Iterator[Bad]:
    """What would run or never end if it were trusted."""
    view = "SELECT x AS loan_id, x AS device, NULL AS person, 'p' AS place FROM c"
    rewrite = "BEGIN UPDATE custody SET state = 'UNKNOWN', person = NULL; END"
    yield Bad("an endless view", _sql("DROP TABLE loan", f"CREATE VIEW loan AS {ENDLESS} {view}"))
    yield Bad(
        "a trigger that rewrites",
        _sql(f"CREATE TRIGGER t AFTER UPDATE ON station {rewrite}"),
    )
    yield Bad(
        "one hidden by its name",
        _sql(f"CREATE TRIGGER a_search_b AFTER UPDATE ON station {rewrite}"),
    )
    yield Bad("one table more", _sql("CREATE TABLE extra(a)"))
    yield Bad("one table more, hidden by its name", _sql("CREATE TABLE a_search_b(a)"))
    yield Bad(
        "a view in place of the search",
        _sql(
            "PRAGMA writable_schema = ON",
            "DELETE FROM sqlite_master WHERE name = 'device_search_data'",
            "INSERT INTO sqlite_master VALUES ('view', 'device_search_data', 'device_search_data',"
            f" 0, 'CREATE VIEW device_search_data AS {ENDLESS} SELECT x AS id, x AS block FROM c')",
        ),
    )
    yield Bad("a computed column", _sql("ALTER TABLE place ADD COLUMN g TEXT AS (hex(place))"))
    yield Bad("a lost guard", _sql("DROP TRIGGER event_is_never_changed"))
    yield Bad("a lost index", _sql("DROP INDEX one_open_loan"))
    yield Bad("an index that computes", _sql("CREATE INDEX i ON device(hex(notes))"))
    yield Bad("a loosened table", _schema(" STRICT", "", "place"))
    yield Bad(
        "a guard for nothing", _schema("BEFORE DELETE", "AFTER INSERT", "event_is_never_deleted")
    )
    yield Bad(
        "tables exchanged",
        _sql(
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
            " WHERE name = 'voided') WHERE name = 'clone'",
        ),
    )
    yield Bad("another journal", _sql("PRAGMA journal_mode = WAL"))
    yield Bad("rows of another hand", _sql("UPDATE person SET first_name = 'Mallory'"))
    yield Bad("a custody of another hand", _sql("UPDATE custody SET grade = 'X'"))


def older(whole: Path, path: Path, version: int) -> None:
    """The same school as an earlier release would have kept it."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN")
        migrations.build(conn, version)
        conn.execute("COMMIT")
        conn.execute("ATTACH ? AS whole", (str(whole),))
        tables = conn.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table',"
            " 'virtual') AND name NOT GLOB 'sqlite_*' AND name <> '_sqlite_migrations'"
        ).fetchall()
        for (name,) in tables:
            rows = conn.execute("SELECT name FROM pragma_table_info(?, 'main')", (name,))
            columns = ", ".join(f'"{column}"' for (column,) in rows)
            if name.endswith("_search"):
                columns = "rowid, words"
            conn.execute(f"INSERT INTO {name}({columns}) SELECT {columns} FROM whole.{name}")


def copied(good: Path, path: Path) -> Path:
    """The good backup at another path, to be spoilt."""
    for tail in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
    shutil.copy(good, path)
    return path
