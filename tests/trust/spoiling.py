"""Ways in which a file is changed by chance or by hand, and a reader that knows nothing of ours."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

PAGE = 4096
NOT_CONTENT = frozenset({
    ("device", "indexed"), ("person", "indexed"),  # whether the search has still to be told
    ("_sqlite_migrations", "id"), ("_sqlite_migrations", "applied_at"),  # when a step was taken
})  # fmt: skip

_MAY_BE_EMPTY = frozenset({"to_refold", "clone", "audit_proof"})
"""Tables that hold something only for moments, or where laptops were copied."""

Change = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Spoiled:
    """One change, as a failing run names it."""

    how: str
    change: Change

    @property
    def kind(self) -> str:
        """The first words of it."""
        return self.how.partition(":")[0]


def content(path: Path) -> object:
    """All that the file says: its tables, every row, every word that is found, or why not."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
        conn.text_factory = bytes
        try:
            made = [(kind, name, _in_words(name, sql)) for kind, name, sql in conn.execute(
                "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")]  # fmt: skip
            rows = {name: _rows(conn, name.decode()) for kind, name, sql in made
                    if kind == b"table" and b"search" not in name}  # fmt: skip
            found = [_findable(conn, table) for table in ("device_search", "person_search")]
            version = [conn.execute(f"PRAGMA {name}").fetchone()
                       for name in ("user_version", "application_id", "encoding")]  # fmt: skip
        except (sqlite3.Error, UnicodeDecodeError) as error:
            return f"unreadable: {error}"
        return made, rows, found, version


def _in_words(name: bytes, sql: bytes | None) -> bytes | None:
    """A statement as it counts: of the engine's own tables without the case of its letters."""
    return sql.lower() if sql and (b"_search_" in name or name[:1] == b"_") else sql


def _findable(conn: sqlite3.Connection, table: str) -> object:
    """What is in a search index, where each part of a word is, and who is found by each word."""
    conn.execute(
        f"CREATE VIRTUAL TABLE temp.v_{table} USING fts5vocab('main', '{table}', 'instance')"
    )
    kept = conn.execute(f"SELECT rowid, words FROM {table} ORDER BY rowid").fetchall()
    places = conn.execute(f"SELECT term, doc, col, offset FROM v_{table}").fetchall()
    asked = sorted({word for _, said in kept for word in (said or b"").split() if len(word) > 2})
    answers = [
        conn.execute(f"SELECT rowid FROM {table} WHERE words MATCH ? ORDER BY 1",
                     (b'"' + word.replace(b'"', b'""') + b'"',)).fetchall() for word in asked
    ]  # fmt: skip
    return kept, places, answers


def _rows(conn: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    wanted = ", ".join(f'"{name}"' for name in columns(conn, table))
    return sorted(conn.execute(f'SELECT {wanted} FROM "{table}"').fetchall(), key=repr)


def columns(conn: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table that are content, each with its type."""
    told = conn.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
    text = [[one.decode() if isinstance(one, bytes) else one for one in row] for row in told]
    return {name: kind for name, kind in text if (table, name) not in NOT_CONTENT}


def by_chance(whole: bytes, other: bytes, dice: random.Random, share: float) -> Iterator[Spoiled]:
    """Flips, zeroes, cuts, exchanged and foreign pages; ``share`` of the quick profile's number."""
    used = [at for at, byte in enumerate(whole) if byte]
    for _ in range(int(300 * share)):
        at, bit = (
            dice.choice(used) if dice.random() < 0.8 else dice.randrange(len(whole)),
            dice.randrange(8),
        )
        yield _bytes(f"a bit flipped: bit {bit} of byte {at}", at, bytes([whole[at] ^ 1 << bit]))
    pages = len(whole) // PAGE
    for _ in range(int(40 * share)):
        page = dice.randrange(pages)
        yield _bytes(f"a page zeroed: {page}", page * PAGE, bytes(PAGE))
    for _ in range(int(30 * share)):
        at, size = dice.choice(used), dice.choice((16, 512))
        size = min(size, len(whole) - at)
        yield _bytes(f"a piece zeroed: {size} bytes at {at}", at, bytes(size))
    for _ in range(int(30 * share)):
        size = dice.choice((dice.randrange(pages) * PAGE, dice.randrange(len(whole))))
        yield Spoiled(f"cut off: after {size} bytes", partial(_keep, size=size))
    for _ in range(int(40 * share)):
        one, two = dice.sample(range(pages), 2)
        yield Spoiled(f"pages exchanged: {one} and {two}", partial(_swap, one=one, two=two))
    foreign = len(other) // PAGE
    for _ in range(int(40 * share)):
        page, theirs = dice.randrange(pages), dice.randrange(foreign)
        piece = other[theirs * PAGE : (theirs + 1) * PAGE]
        yield _bytes(f"a page of another school: {theirs} as {page}", page * PAGE, piece)


def other_files(dice: random.Random) -> Iterator[Spoiled]:
    """Files that are no database of ours at all."""
    head = b"SQLite format 3\0"
    foreign = (
        b"", b"\0" * PAGE, dice.randbytes(3 * PAGE), head, b"name,grade\nA,7\n",
        b"PK\x03\x04" + dice.randbytes(500), b"\xef\xbb\xbf{}", head + bytes(84),
    )  # fmt: skip
    for content_ in foreign:
        yield Spoiled(f"another file: {content_[:12]!r}", partial(_put, said=content_))
    yield Spoiled("another file: an empty database", _empty_database)
    yield Spoiled("another file: somebody else's database", _foreign_database)


def by_hand(path: Path, dice: random.Random) -> Iterator[Spoiled]:
    """Each column of each table changed in one row, and a row lost; the guards are put back."""
    with closing(sqlite3.connect(path)) as conn:
        tables = [name for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
            " AND name NOT GLOB '*_search*' ORDER BY name"
        )]  # fmt: skip
        for table in tables:
            count = conn.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            assert count or table in _MAY_BE_EMPTY, f"nothing in {table} to change"
            if not count:
                yield _sql(f"a row added: {table}", _insert(conn, table))
                continue
            for column, kind in columns(conn, table).items():
                row = dice.randrange(count)
                yield _sql(
                    f"a row changed: {column} of {table}, row {row}",
                    _update(table, column, kind, row),
                )
            row = dice.randrange(count)
            yield _sql(
                f"a row lost: {table}, row {row}", f'DELETE FROM "{table}" WHERE {_nth(table, row)}'
            )
    yield _sql("names exchanged: two people",
        "UPDATE person AS p SET first_name = (SELECT other.first_name FROM person AS other"
        " WHERE other.person_id = iif(p.person_id = '2001', '2002', '2001'))"
        " WHERE person_id IN ('2001', '2002')")  # fmt: skip
    yield _sql(
        "the newest events lost",
        "DELETE FROM event WHERE position > (SELECT max(position) - 2 FROM event)",
    )


def guards_dropped(path: Path) -> Iterator[Spoiled]:
    """Each trigger and each index that keeps a promise, dropped and not put back."""
    with closing(sqlite3.connect(path)) as conn:
        named = conn.execute("SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR"
            " (type = 'index' AND sql LIKE 'CREATE UNIQUE%') ORDER BY name").fetchall()  # fmt: skip
    for kind, name in named:
        yield Spoiled(f"a guard dropped: {name}", partial(_run, sql=f"DROP {kind} {name}"))


def forged(path: Path) -> Iterator[tuple[str, str]]:
    """Each column of an event in the middle changed: what it is, and its statement."""
    with closing(sqlite3.connect(path)) as conn:
        for column, kind in columns(conn, "event").items():
            if column != "position":
                yield f"an event forged: {column}", _update("event", column, kind, 7)


def run_past_guards(path: Path, sql: str) -> None:
    """A statement by somebody who drops what stands in the way, and puts it back exactly."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute("BEGIN")
        guards = conn.execute("SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR"
            " (type = 'index' AND sql LIKE 'CREATE UNIQUE%')").fetchall()  # fmt: skip
        for kind, name, _ in guards:
            conn.execute(f"DROP {kind} {name}")
        conn.execute(sql)
        for _, _, made in guards:
            conn.execute(made)
        conn.execute("COMMIT")


def _update(table: str, column: str, kind: str, row: int) -> str:
    """One cell changed into another value that fits there."""
    other = {
        "INTEGER": f'CASE WHEN "{column}" IN (0, 1) THEN 1 - "{column}" ELSE "{column}" + 9 END',
        "REAL": f'coalesce("{column}", 0) + 9',
        "BLOB": f"x'00' || \"{column}\"",
    }.get(kind, (
        f"CASE WHEN \"{column}\" LIKE '{{%' THEN '{{\"other\":1}}'"
        f" WHEN \"{column}\" LIKE '[%' THEN '[\"other\"]'"
        f" WHEN length(\"{column}\") >= 36 THEN replace(substr(\"{column}\", 1, 35), '0', '1')"
        f" || 'e' || substr(\"{column}\", 37) ELSE coalesce(\"{column}\", '') || 'x' END"
    ))  # fmt: skip
    if column in ("position", "number"):
        other = f"{column} + 1000000"
    return f'UPDATE "{table}" SET "{column}" = {other} WHERE {_nth(table, row)}'


def _insert(conn: sqlite3.Connection, table: str) -> str:
    values = {"INTEGER": "1", "REAL": "1.0"}
    said = ", ".join(values.get(kind, "'x'") for kind in columns(conn, table).values())
    return f'INSERT INTO "{table}" VALUES ({said})'


_KEYS = {
    "audit_line": "audit, device",
    "audit_sighting": "event_id",
    "audit_explanation": "audit, subject, outcome, number",
    "audit_proposal": "audit, device, field",
}
"""Of the tables that have no row numbers."""


def _nth(table: str, row: int) -> str:
    key = _KEYS.get(table, "rowid")
    return f'({key}) = (SELECT {key} FROM "{table}" LIMIT 1 OFFSET {row})'


def _sql(how: str, sql: str) -> Spoiled:
    return Spoiled(how, lambda path: run_past_guards(path, sql))


def _run(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute(sql)


def _bytes(how: str, at: int, piece: bytes) -> Spoiled:
    return Spoiled(how, lambda path: _overwrite(path, at, piece))


def _overwrite(path: Path, at: int, piece: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(piece)


def _keep(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


def _swap(path: Path, one: int, two: int) -> None:
    whole = path.read_bytes()
    first, second = (whole[page * PAGE : (page + 1) * PAGE] for page in (one, two))
    _overwrite(path, one * PAGE, second)
    _overwrite(path, two * PAGE, first)


def _put(path: Path, said: bytes) -> None:
    path.write_bytes(said)


def _empty_database(path: Path) -> None:
    path.unlink()
    _run(path, "VACUUM")


def _foreign_database(path: Path) -> None:
    path.unlink()
    _run(path, "CREATE TABLE event(a)")
