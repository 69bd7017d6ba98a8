"""Connections to a hub, and what the server's refusals mean for the one at the table.

Nothing but PostgreSQL's protocol and plain SQL is used, so that other engines which speak it can
be the hub.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from inventory.errors import CarrierUnreachable, ChampionError
from inventory.exchange.postgres_url import PASSWORD_FILE, Address, password
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

SAFE_HERE = "What is recorded here stays here, and is sent when the hub answers."
LOOK_AT_SERVER = "Is the server on, is the address right, and can this computer get to it?"
"""For who sets up or looks: nothing waits there to be sent."""

_REFUSALS = re.compile(
    "authentication failed|does not exist|not permitted to log in|no pg_hba.conf entry"
    "|pg_hba.conf rejects|permission denied for database"
)
"""What a server says that is there and lets this login not in."""

_DEAD_ENDS = re.compile("Multiple connection attempts failed|^- host: ")
_WHERE_FAILED = ("failed: ", "FATAL: ", "ERROR: ", "connection is bad: ", "fe_sendauth: ")
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
def in_words(address: Address, *, away: str = SAFE_HERE) -> Iterator[None]:
    """Turn what the driver and the server say into one sentence, without password and data.

    CarrierUnreachable where the server is not there, with the hint ``away``; ChampionError where
    it refuses.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise _not_connected(safe(address.name), error, away) from error
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


def _not_connected(
    name: str, error: psycopg.OperationalError, away: str
) -> CarrierUnreachable | ChampionError:
    """Nobody there, or somebody who lets this login not in."""
    why = reason(error)
    if error.pgconn is not None and error.pgconn.needs_password:
        return ChampionError(
            f"The hub {name} asks for a password.",
            f"Set PGPASSWORD, or let {PASSWORD_FILE} name the file that it is in.",
        )
    if error.sqlstate is None and _REFUSALS.search(why):
        return ChampionError(
            f"The hub {name} refuses this login: {why}.",
            "Look at the login and the database in the address, and at the password.",
        )
    return CarrierUnreachable(f"The hub {name} can't be reached: {why}.", away)


def reason(error: psycopg.Error) -> str:
    """What the server or the driver says, on one line; never the row that it is about.

    The driver adds its guesses in lines of their own, and where several servers were tried, all
    of their failures. A server that answered is heard first.
    """
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    said = [line for line in lines if line[:1].strip() and not _DEAD_ENDS.search(line)]
    text = next((line for line in said if "FATAL: " in line), "".join(said[:1]))
    for mark in _WHERE_FAILED:
        text = text.rpartition(mark)[2]
    text = safe(re.sub(r"\[Errno [^]]*\] ", "", text)).strip().rstrip(".")
    if text[1:2].islower():
        text = text[0].lower() + text[1:]
    return text or type(error).__name__


def is_lost(connection: Connection) -> bool:
    """Whether nothing can be said over this connection any more."""
    return connection.closed or connection.broken


def close(connection: Connection | None) -> None:
    """Close a connection, whatever became of it."""
    if connection is not None:
        with suppress(psycopg.Error):
            connection.close()
