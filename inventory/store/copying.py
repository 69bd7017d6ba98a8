"""A backup from anywhere, taken as data: its rows are read, and nothing that is in it is ever run.

Whoever made the file may have put triggers, views or computed columns into it. So all of it is read
into memory, where it can't be written; its tables have to be exactly those of a format that there
was; and its rows go column by column into a file that is made anew.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

from inventory.errors import NotRecorded, StoreRefused
from inventory.store import migrations
from inventory.store.connection import UNREADABLE, connect, explain, is_of_content
from inventory.store.database import Database, first_bytes, read_version, version_in

LARGEST = 1024**3
"""Bytes that are read into memory; an event takes about one thousand."""
PATIENCE = 300.0
"""Seconds after which a file that is still being read is no backup of ours."""

_STEPS_BETWEEN = 20_000
"""Of the engine's virtual machine, between two looks at the clock."""
_LONGEST_VALUE = 64 * 1024**2
_HEADER = 100
_LARGEST_PAGE = 65_536
"""Bytes; the header says 1 for it (https://www.sqlite.org/fileformat.html, section 1.3.2)."""
_ROLLBACK_JOURNAL = b"\x01\x01"
"""What the header says at 18 and 19 of a file with the journal that ours have."""
_BOOKKEEPING = ("_sqlite_migrations", "sqlite_autoindex__sqlite_migrations_1")
"""The migrations' own record, which is not taken over."""
_ANOTHER = "Use another backup."
_MISFITS = (AttributeError, TypeError, ValueError)
"""What comes of values that no program of ours wrote."""


@contextmanager
def opened(
    path: Path, content: bytes | None = None, patience: float = PATIENCE
) -> Iterator[Database]:
    """The rows of a backup at one moment, in memory and only to be read.

    ``content`` is the file where it was sealed. Raises StoreRefused, naming ``path``, where it is
    damaged, foreign or newer, or has anything in it that no format of ours has.
    """
    source = Database(connect("file::memory:"), None)
    try:
        try:
            version = _read_into(source.conn, path, content)
            _limit(source.conn, patience)
            _refuse_other_tables(source.conn, version, path)
        except (*UNREADABLE, *_MISFITS, MemoryError) as error:
            raise _unusable(path, error) from error
        yield source
    finally:
        source.close()


def fill(source: Database, target: Database, name: Path) -> None:
    """Make an empty file a whole database of today's format, with all rows of the source.

    Raises StoreRefused, naming ``name``, where a row is one that no database of ours can have.
    """
    version = source.value("PRAGMA user_version")
    try:
        with target.immediate():
            migrations.build(target.conn, version)
            target.conn.execute("PRAGMA defer_foreign_keys = ON")
            for table, columns in _tables(target):
                _copy(source, target, table, columns, name)
            if version < migrations.SCHEMA_VERSION:
                migrations.migrate(target.conn)
    except NotRecorded as error:
        if is_of_content(error):
            raise StoreRefused(f"{name} is not a good copy. {error.message}", _ANOTHER) from error
        raise StoreRefused(error.message, error.hint) from error


def _read_into(conn: sqlite3.Connection, path: Path, content: bytes | None) -> int:
    """Bring all pages of the file into memory as they are; its version."""
    if content is not None:
        version = version_in(content[:_HEADER], path)
        _refuse_odd(path, len(content), content[:_HEADER])
        conn.deserialize(content)
        return version
    version = read_version(path)
    for tail in ("-journal", "-wal"):
        beside = path.with_name(path.name + tail)
        if beside.exists() and beside.stat().st_size:
            raise StoreRefused(
                f"{path} is not whole: {beside.name} beside it belongs to it, from a program that"
                " was cut off or is still writing.",
                _ANOTHER,
            )
    _refuse_odd(path, path.stat().st_size, first_bytes(path))
    with closing(connect(f"{path.absolute().as_uri()}?mode=ro")) as file:
        file.backup(conn)
    return version


def _refuse_odd(path: Path, size: int, header: bytes | None) -> None:
    if size > LARGEST:
        raise StoreRefused(f"{path} is far too large for a backup: {size >> 20:,} MB.", _ANOTHER)
    if header is None:
        return
    page = int.from_bytes(header[16:18], "big")
    if size % (page if page > 1 else _LARGEST_PAGE):
        raise StoreRefused(f"{path} was cut off: a part at its end is missing.", _ANOTHER)
    if header[18:20] != _ROLLBACK_JOURNAL:
        raise StoreRefused(f"{path} was changed by another program.", _ANOTHER)


def _limit(conn: sqlite3.Connection, patience: float) -> None:
    """From now on nothing is written, no value is huge, and nothing takes forever."""
    conn.execute("PRAGMA query_only = ON")
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    until = monotonic() + patience
    conn.set_progress_handler(lambda: monotonic() > until, _STEPS_BETWEEN)


def _refuse_other_tables(conn: sqlite3.Connection, version: int, path: Path) -> None:
    """Refuse whatever is not, to the last table, index and trigger, what its format has."""
    if version < 1:
        raise StoreRefused(f"{path} has no tables yet.", _ANOTHER)
    schema, things = migrations.expected(version)
    if _known(migrations.objects(conn)) != _known(things) or (
        migrations.fingerprint(conn) != schema
    ):
        raise StoreRefused(
            f"{path} was refused: its tables or guards were changed by another program,"
            " or it has some that Champion does not make.",
            _ANOTHER,
        )
    for (line,) in conn.execute("PRAGMA integrity_check"):
        if line != "ok":
            raise StoreRefused(f"{path} is not a good copy. It is damaged: {line}.", _ANOTHER)


def _known(things: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, str]]:
    return [
        (kind, name, table)
        for kind, name, table in things
        if not (kind in ("table", "index") and name in _BOOKKEEPING)
    ]


def _tables(target: Database) -> list[tuple[str, list[str]]]:
    """The tables whose rows are copied, each with its columns; all names are our own.

    The search index is worked out anew from the others.
    """
    named = target.rows(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT GLOB 'sqlite_*' AND name <> '_sqlite_migrations' ORDER BY name"
    )
    return [
        (name, [column for (column,) in target.rows("SELECT name FROM pragma_table_info(?)", name)])
        for name, _ in named
    ]


def _copy(source: Database, target: Database, table: str, columns: list[str], name: Path) -> None:
    """Bring over the rows of a table in their order; all of them count as not searchable yet."""
    read = ", ".join("0" if column == "indexed" else f'"{column}"' for column in columns)
    written = ", ".join(f'"{column}"' for column in columns)
    rows = _rows(source, f'SELECT {read} FROM "{table}"', name)
    marks = ",".join("?" * len(columns))
    target.write_many(f'INSERT INTO "{table}"({written}) VALUES ({marks})', rows)
    if target.value(f'SELECT count(*) FROM "{table}"') != source.value(
        f'SELECT count(*) FROM "{table}"'
    ):
        raise StoreRefused(f"{name} is not a good copy. Rows of {table} were lost.", _ANOTHER)


def _rows(source: Database, sql: str, name: Path) -> Iterator[tuple[object, ...]]:
    try:
        yield from source.conn.execute(sql)
    except UNREADABLE as error:
        raise _unusable(name, error) from error


def _unusable(path: Path, error: BaseException) -> StoreRefused:
    code = getattr(error, "sqlite_errorname", "") or ""
    if code == "SQLITE_INTERRUPT":
        said = "It takes far too long to read."
    elif isinstance(error, UNREADABLE):
        said = explain(error)[0]
    else:
        said = "The database file is damaged."
    return StoreRefused(f"{path} can't be used. {said}", _ANOTHER)
