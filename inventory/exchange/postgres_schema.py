"""The hub's tables and roles: how they are made, and what is to be said of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from inventory.errors import ChampionError
from inventory.exchange.postgres_connect import (
    LOOK_AT_SERVER,
    Connection,
    close,
    connect,
    in_words,
    psycopg,
)
from inventory.exchange.postgres_url import Address, address_of

COLUMNS = (
    "event_id", "station_id", "seq", "hlc", "wall_time", "kind", "site", "device", "person",
    "parents", "group", "body", "actor", "schema", "prev_hash", "hash",
)  # fmt: skip
"""The fields of an event, in the order of the table's columns."""

NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
"""The same for a statement."""

TABLE_ROLE = "champion_table"
READER_ROLE = "champion_reader"

_TABLES = (
    "CREATE SCHEMA IF NOT EXISTS champion",
    """CREATE TABLE IF NOT EXISTS champion.event (
        event_id TEXT PRIMARY KEY, station_id TEXT NOT NULL, seq BIGINT NOT NULL,
        hlc TEXT NOT NULL, wall_time TEXT NOT NULL, kind TEXT NOT NULL, site TEXT NOT NULL,
        device TEXT, person TEXT, parents TEXT NOT NULL, "group" TEXT NOT NULL,
        body TEXT NOT NULL, actor TEXT NOT NULL, "schema" BIGINT NOT NULL,
        prev_hash TEXT NOT NULL, hash TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS event_in_order ON champion.event (station_id, seq)",
    "CREATE INDEX IF NOT EXISTS event_of_site ON champion.event (site, station_id)",
    """CREATE TABLE IF NOT EXISTS champion.claim (
        site TEXT NOT NULL, device TEXT NOT NULL, number BIGINT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('out', 'in')), event_id TEXT NOT NULL,
        station_id TEXT NOT NULL, table_name TEXT NOT NULL, person TEXT,
        at TIMESTAMPTZ NOT NULL DEFAULT now(), PRIMARY KEY (site, device, number))""",
)
"""Made in this order; each of them does nothing where it is there already."""

_GRANTS = {TABLE_ROLE: "SELECT, INSERT", READER_ROLE: "SELECT"}
_ALL_COLUMNS = f"SELECT {NAMES} FROM champion.event LIMIT 0"
_CLAIM_COLUMNS = (
    "SELECT site, device, number, kind, event_id, station_id, table_name, person, at"
    " FROM champion.claim LIMIT 0"
)
_STATEMENT_MS = 60_000
_SECONDS = 5
_HAND = f"CREATE ROLE {TABLE_ROLE} NOLOGIN; CREATE ROLE {READER_ROLE} NOLOGIN"


@dataclass(frozen=True, slots=True)
class HubReport:
    """What a hub is like for the login that asked."""

    name: str
    """Server and database."""
    engine: str
    """What the server calls itself."""
    login: str
    is_encrypted: bool
    may_add: bool
    may_change: bool
    """Whether this login could change or delete events: a table's should not."""
    has_roles: bool
    events: int
    stations: int
    milliseconds: float
    """For one question and its answer."""
    notes: tuple[str, ...]
    """What IT should do yet, a sentence each."""


def init_hub(url: str) -> HubReport:
    """Make the schema, the tables, the roles and their rights, as far as they aren't there yet.

    Nothing that is there is changed. Where the login may not make roles, the report says what an
    administrator has to do. Raises CarrierUnreachable, and ChampionError where the login may not
    make tables or the database can't keep every script.
    """
    address = address_of(url)
    with _open(address) as connection:
        _refuse_encoding(connection, address)
        try:
            for statement in _TABLES:
                _once_more(connection, statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise ChampionError(
                f"This login may not make tables in {address.name}.",
                "Set the hub up as the owner of the database, then give each table a login with"
                f" the role {TABLE_ROLE}.",
            ) from error
        with suppress(psycopg.errors.InsufficientPrivilege):
            for role in _GRANTS:
                _make_role(connection, role)
        for role in _roles(connection):
            connection.execute(f"GRANT USAGE ON SCHEMA champion TO {role}".encode())
            rights = f"GRANT {_GRANTS[role]} ON champion.event, champion.claim TO {role}"
            connection.execute(rights.encode())
        return _report(connection, address)


def check_hub(url: str) -> HubReport:
    """What the hub is like for this login. Nothing is written.

    Raises CarrierUnreachable, and ChampionError where the hub was not set up or the login may not
    read.
    """
    address = address_of(url)
    with _open(address) as connection:
        return _report(connection, address)


@contextmanager
def _open(address: Address) -> Iterator[Connection]:
    with in_words(address, away=LOOK_AT_SERVER):
        connection = connect(address, seconds=_SECONDS, statement_ms=_STATEMENT_MS)
        try:
            yield connection
        finally:
            close(connection)


def _once_more(connection: Connection, statement: str) -> None:
    """Run a statement; once more where somebody else just made the same thing."""
    try:
        connection.execute(statement.encode())
    except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable):
        connection.execute(statement.encode())


def _make_role(connection: Connection, role: str) -> None:
    if role not in _roles(connection):
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(f"CREATE ROLE {role} NOLOGIN".encode())


def _roles(connection: Connection) -> list[str]:
    found = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    return [role for role in _GRANTS if role in found]


def _refuse_encoding(connection: Connection, address: Address) -> None:
    encoding = str(_value(connection, "SHOW server_encoding"))
    if encoding.upper().replace("-", "") != "UTF8":
        raise ChampionError(
            f"The database {address.name} keeps text as {encoding}, and not every note fits that.",
            "Make one for the hub: CREATE DATABASE champion ENCODING 'UTF8' TEMPLATE template0",
        )


def _value(connection: Connection, statement: str) -> object:
    row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def _report(connection: Connection, address: Address) -> HubReport:
    connection.execute(_ALL_COLUMNS.encode())
    connection.execute(_CLAIM_COLUMNS.encode())
    began = time.perf_counter()
    login = str(_value(connection, "SELECT current_user"))
    milliseconds = (time.perf_counter() - began) * 1000
    counted = connection.execute(
        "SELECT count(*), count(DISTINCT station_id) FROM champion.event"
    ).fetchone()
    events, stations = counted or (0, 0)
    is_encrypted = bool(connection.pgconn.ssl_in_use)
    may_change = any(_may(connection, right) for right in ("UPDATE", "DELETE", "TRUNCATE"))
    has_roles = len(_roles(connection)) == len(_GRANTS)
    return HubReport(
        name=address.name,
        engine=str(_value(connection, "SELECT version()")).partition(" on ")[0],
        login=login,
        is_encrypted=is_encrypted,
        may_add=_may(connection, "INSERT"),
        may_change=may_change,
        has_roles=has_roles,
        events=events,
        stations=stations,
        milliseconds=milliseconds,
        notes=tuple(_notes(address, has_roles, is_encrypted, login if may_change else "")),
    )


def _may(connection: Connection, right: str) -> bool:
    """Whether this login has a right on either table."""
    tables = ("champion.event", "champion.claim")
    asked = [f"SELECT has_table_privilege('{table}', '{right}')" for table in tables]
    found = [bool(_value(connection, statement)) for statement in asked]
    return all(found) if right == "INSERT" else any(found)


def _notes(address: Address, has_roles: bool, is_encrypted: bool, mighty: str) -> Iterator[str]:
    if not has_roles:
        yield (
            f"The roles are missing, and this login may not make them. Let an administrator run"
            f" {_HAND} and then run champion hub init again."
        )
    if mighty:
        yield (
            f"The login {mighty} could change and delete what is on the hub. Keep it for IT, and"
            f" give each table a login that only has the role {TABLE_ROLE}."
        )
    if not address.is_here and not is_encrypted:
        yield (
            "The line to the hub is not encrypted: others on the network can read student numbers."
            " Add sslmode=verify-full to the address."
        )
    elif not address.is_here and address.sslmode != "verify-full":
        yield (
            "The line is encrypted, but nobody checks that it leads to the right server. Add"
            " sslmode=verify-full and sslrootcert=FILE to the address."
        )
