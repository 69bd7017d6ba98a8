"""The district's database on a PostgreSQL server, or an engine that speaks its protocol.

The tables and queries are those of the file, word for word but for the names of types.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any

from inventory.errors import ChampionError, StoreRefused
from inventory.exchange.postgres_connect import (
    LOOK_AT_SERVER,
    Connection,
    connect,
    in_words,
    psycopg,
)
from inventory.exchange.postgres_url import Address, address_of
from inventory.store import district_schema
from inventory.store.district_file import Misfit, Target

SCHEMA = "champion_district"
_VERSION = str(district_schema.SCHEMA_VERSION)
_SECONDS = 10
_STATEMENT_MS = 600_000
_AT_ONCE = 1_000
_LOCK = 0x43484D44
"""Of all who write here, so that two runs at a time wait for one another."""


class DistrictServer:
    """The tables in the schema ``champion_district`` of a server's database."""

    def __init__(self, address: Address, connection: Connection) -> None:
        self._address = address
        self._connection = connection

    @property
    def name(self) -> str:
        """Database and server, without user and password."""
        return self._address.name

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with in_words(self._address, away=LOOK_AT_SERVER):
            return self._connection.execute(_spoken(sql), values).fetchall()

    def each(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, some at a time: the server keeps the others."""
        with (
            in_words(self._address, away=LOOK_AT_SERVER),
            self._connection.transaction(),
            self._connection.cursor("champion_rows") as cursor,
        ):
            cursor.itersize = 10_000
            yield from cursor.execute(_spoken(sql), values)

    def write(self, sql: str, *values: Any) -> int:
        """Run one statement inside the transaction; how many rows it touched."""
        return self._connection.execute(_spoken(sql), values).rowcount

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one statement for each row inside the transaction; how many rows it touched."""
        spoken, touched, left = _spoken(sql), 0, iter(rows)
        with self._connection.cursor() as cursor:
            while some := list(islice(left, _AT_ONCE)):
                cursor.executemany(spoken, some)
                touched += cursor.rowcount
        return touched

    @contextmanager
    def immediate(self) -> Iterator[None]:
        """All of the block, or nothing of it; another one that writes here waits."""
        with in_words(self._address, away=LOOK_AT_SERVER), self._connection.transaction():
            self.write("SELECT pg_advisory_xact_lock(?)", _LOCK)
            yield

    def attempt(self) -> AbstractContextManager[None]:
        """All of the block or nothing of it, and the rest of the transaction stands."""
        return self._attempt()

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        try:
            with self._connection.transaction():
                yield
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            raise Misfit(error.diag.message_primary or type(error).__name__) from error

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()


def open_postgres(url: str) -> Target:
    """The district's tables on a server, made where they aren't there yet.

    Raises CarrierUnreachable where the server is not there; ChampionError where the URL is none or
    has a password in it, and where the login may not make tables; StoreRefused where the tables are
    those of another version.
    """
    address = address_of(url)
    with in_words(address, away=LOOK_AT_SERVER):
        connection = connect(address, seconds=_SECONDS, statement_ms=_STATEMENT_MS)
    server = DistrictServer(address, connection)
    try:
        _prepare(server)
    except BaseException:
        server.close()
        raise
    return server


def _prepare(server: DistrictServer) -> None:
    with server.immediate():
        server.write(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        server.write(f"SET search_path TO {SCHEMA}")
        there = server.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?", SCHEMA
        )
        if not there:
            for statement in district_schema.STATEMENTS:
                server.write(_as_server_says(statement))
            server.write("INSERT INTO state VALUES ('version', ?)", _VERSION)
        elif ("state",) not in there:
            raise ChampionError(
                f"{server.name} has other tables in the schema {SCHEMA}.", "Name another database."
            )
        if server.rows("SELECT value FROM state WHERE key = 'version'") != [(_VERSION,)]:
            raise StoreRefused(
                f"{server.name} was written by another Champion.",
                "Update Champion, or name another database; this one was not touched.",
            )


def _as_server_says(statement: str) -> str:
    """A statement of the schema without what only SQLite knows; text sorts as it does there."""
    statement = re.sub(r"\)\s*STRICT(?:, WITHOUT ROWID)?$", ")", statement.strip())
    for ours, theirs in (
        ("REAL", "double precision"), ("INTEGER", "bigint"), ("TEXT", 'text COLLATE "C"'),
    ):  # fmt: skip
        statement = re.sub(rf"\b{ours}\b", theirs, statement)
    return statement


def _spoken(sql: str) -> bytes:
    """The statement with the driver's own marks for values."""
    return sql.replace("%", "%%").replace("?", "%s").encode()
