"""The schema, step by step; a step is never edited once it has been released."""

import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from inventory.errors import StoreRefused
from inventory.store import schema, tallies

if TYPE_CHECKING:
    from sqlite_utils import Migrations
    from sqlite_utils.db import Database

APPLICATION_ID = 0x43484D50
"""``CHMP`` in the file's header: the file is ours."""

SCHEMA_VERSION = 6

GOLDEN = "e7f10a17b4e67aea602d3a66631c207bf862c52c8180f191dec00f595019c031"
"""What ``fingerprint`` says of a whole schema; anything else was changed by another hand."""


STEPS = (
    ("first_schema", schema.FIRST),
    ("audits", schema.AUDITS),
    ("imports", schema.IMPORTS),
    ("tables", schema.TABLES),
    ("trust", schema.TRUST),
    ("year", schema.YEAR),
)
"""Each step's name and its statements, in order; the n-th leads to version n."""


def _steps() -> "Migrations":
    """The steps in order; the library is loaded only where a file needs one of them."""
    from sqlite_utils import Migrations

    steps = Migrations("champion")
    for name, script in STEPS:
        _add(steps, name, _statements(script))
    return steps


def _add(steps: "Migrations", name: str, statements: list[str]) -> None:
    @steps(name=name)
    def step(db: "Database") -> None:
        for statement in statements:
            db.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script, triggers whole."""
    statements, lines = [], []
    for line in script.strip().splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            statements.append("\n".join(lines).strip())
            lines = []
    return statements


def migrate(conn: sqlite3.Connection) -> None:
    """Bring an open file to the newest schema, all or nothing, in the transaction of the caller."""
    from sqlite_utils.db import Database

    _steps().apply(Database(conn, execute_plugins=False))
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    check_schema(conn)
    tallies.count_all(conn)


def build(conn: sqlite3.Connection, version: int) -> None:
    """Give an empty file the schema of this version, in the transaction of the caller."""
    from sqlite_utils.db import Database

    later = STEPS[version][0] if version < SCHEMA_VERSION else None
    _steps().apply(Database(conn, execute_plugins=False), stop_before=later)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {version}")


@cache
def expected(version: int) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """The fingerprint of a version's schema, and everything that there is in it by its name."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        build(conn, version)
        return fingerprint(conn), objects(conn)


def objects(conn: sqlite3.Connection) -> tuple[tuple[str, str, str], ...]:
    """Type, name and table of all that a file holds, the engine's own tables and indexes too."""
    rows = conn.execute("SELECT type, name, tbl_name FROM sqlite_master ORDER BY 1, 2, 3")
    return tuple(rows)


def fingerprint(conn: sqlite3.Connection) -> str:
    """SHA-256 over the SQL of every table, index, trigger and view that is ours, in hex.

    The search engine's shadow tables and the migrations' own record are left out: their SQL is
    the library's.
    """
    rows = conn.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND NOT (type = 'table' AND name GLOB '*_search_*')"
        " AND name <> '_sqlite_migrations' ORDER BY type, name"
    ).fetchall()
    text = "\n".join(" ".join((kind, name, *sql.split())) for kind, name, sql in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def check_schema(conn: sqlite3.Connection) -> None:
    """Refuse a file whose tables, indexes or guards are not exactly those of this version."""
    if fingerprint(conn) != GOLDEN:
        raise StoreRefused(
            "The database's tables or guards were changed by another program.",
            "Restore the newest backup: champion restore FILE.",
        )
