"""Connections to a hub, and what the server's refusals mean for the one at the table.

Nothing but PostgreSQL's protocol and plain SQL is used, so that other engines which speak it can
be the hub.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from inventory.errors import CarrierUnreachable, ChampionError
from inventory.exchange.postgres_url import Address, password
from inventory.text import safe

try:
    import psycopg as psycopg  # the other modules of the hub take it from here
except ImportError as error:
    raise ChampionError(
        "A hub needs psycopg, which is not installed here.", "Run: pip install 'champion[hub]'"
    ) from error

Connection = psycopg.Connection[tuple[Any, ...]]

CLASHES = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
"""What a server says when two were at the same rows: try again."""

_SAFE_HERE = "What is recorded here stays here, and is sent when the hub answers."
_NOT_SET_UP = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.InvalidSchemaName,
)


def connect(address: Address, *, seconds: int, statement_ms: int) -> Connection:
    """An open connection in which each statement stands for itself.

    Raises psycopg's errors, to be put into words by ``in_words``. ``seconds`` is for connecting
    to one server, and at least 2; a line that has gone dead is noticed after as long.
    """
    standing = {
        "connect_timeout": seconds,
        "application_name": "champion",
        "client_encoding": "UTF8",
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 1000 * max(2, seconds),
    }
    wanted: dict[str, Any] = {k: v for k, v in standing.items() if k not in address.given}
    wanted["sslmode"] = address.sslmode
    secret = password()
    if secret is not None:
        wanted["password"] = secret
    # Statements are not prepared: a pooler may give each of them to another server process.
    connection = psycopg.connect(address.url, autocommit=True, prepare_threshold=None, **wanted)
    with suppress(psycopg.Error):  # not every engine knows it
        connection.execute(f"SET statement_timeout = {statement_ms:d}".encode())
    return connection


@contextmanager
def in_words(address: Address) -> Iterator[None]:
    """Turn what the driver and the server say into one sentence, without password and data.

    CarrierUnreachable where the server is not there; ChampionError where it refuses.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise CarrierUnreachable(
            f"The hub {safe(address.name)} can't be reached: {reason(error)}.", _SAFE_HERE
        ) from error
    except _NOT_SET_UP as error:
        raise ChampionError(
            f"The hub {safe(address.name)} is not set up for this Champion: {reason(error)}.",
            "IT sets it up once: champion hub init URL",
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise ChampionError(
            f"The hub {safe(address.name)} does not allow that: {reason(error)}.",
            "Ask IT to give this login the role champion_table.",
        ) from error
    except psycopg.Error as error:
        raise ChampionError(
            f"The hub {safe(address.name)} refused: {reason(error)}.",
            "Nothing is lost here. Show this to IT.",
        ) from error


def reason(error: psycopg.Error) -> str:
    """What the server or the driver says, on one line; never the row that it is about."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    text = lines[-1] if lines else type(error).__name__
    for mark in ("failed: ", "FATAL: ", "ERROR: "):
        text = text.rpartition(mark)[2]
    return safe(text).strip().rstrip(".") or type(error).__name__


def is_lost(connection: Connection) -> bool:
    """Whether nothing can be said over this connection any more."""
    return connection.closed or connection.broken


def close(connection: Connection | None) -> None:
    """Close a connection, whatever became of it."""
    if connection is not None:
        with suppress(psycopg.Error):
            connection.close()
