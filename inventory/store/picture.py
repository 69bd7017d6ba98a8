"""What Home counts, in few passes: where the devices are, homerooms, and what was done today."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from inventory.store.connection import Unreadable
from inventory.store.database import Database
from inventory.store.list_rules import (
    EXPECTED,
    JOINED,
    OF_DEVICES,
    OUT_OF_ORDER,
    Due,
    ListName,
    enrolled,
    of_today,
)


@dataclass(frozen=True, slots=True)
class Class:
    """The students of one homeroom and one grade."""

    homeroom: str
    grade: str
    people: int
    """Those who have something, and those who are to go."""
    to_go: int
    """With nothing handed out to them, though the table would hand them a device."""
    still_out: int
    """Devices that they have and that work."""


@dataclass(frozen=True, slots=True)
class Served:
    """Somebody who was at the table today."""

    at: str
    """ISO 8601, by the clock of that table."""
    homeroom: str
    grade: str


def counts(database: Database, which: Sequence[ListName], due: Due) -> Mapping[ListName, int]:
    """How many devices are on each of these lists."""
    filters = ", ".join(f"count(*) FILTER (WHERE {OF_DEVICES[name]})" for name in which)
    row = next(iter(database.each(f"SELECT {filters} FROM {JOINED}", due.values())))
    return dict(zip(which, map(int, row), strict=True))


def classes(database: Database, grades: Sequence[str]) -> list[Class]:
    """Every homeroom with its grades; students whose homeroom nobody knows stand under ``""``.

    ``grades`` are those whose students are handed devices. Where nobody has one or is to go, there
    is no class.
    """
    works = f"service NOT IN {OUT_OF_ORDER}"
    rows = database.each(
        "SELECT p.homeroom, p.grade, count(*), count(*) - count(h.person),"
        " coalesce(sum(h.working), 0) FROM person p LEFT JOIN"
        f" (SELECT person, count(*) FILTER (WHERE {works}) AS working FROM custody"
        " WHERE person IS NOT NULL GROUP BY person) h ON h.person = p.person_id"
        f" WHERE {enrolled()} AND p.kind = 'student'"
        f" AND (h.person IS NOT NULL OR {EXPECTED}) GROUP BY p.homeroom, p.grade",
        {"grades": json.dumps(list(grades))},
    )
    return [Class(*row) for row in rows]


def people(database: Database) -> int:
    """Enrolled students and staff."""
    return int(database.value(f"SELECT count(*) FROM person p WHERE {enrolled()}"))


def given_out(database: Database, due: Due) -> list[Served]:
    """Each enrolled student who was handed something out today, when it was the first time."""
    return _served(database, due, "issue", "min(e.wall_time)", "GROUP BY e.person")


def brought_back(database: Database, due: Due) -> list[Served]:
    """Each device that an enrolled student had and that was taken back today."""
    return _served(database, due, "return", "max(e.wall_time)", "GROUP BY e.device")


def _served(database: Database, due: Due, kind: str, when: str, each: str) -> list[Served]:
    rows = database.each(
        f"SELECT {when}, p.homeroom, p.grade FROM"
        f" (SELECT wall_time, device, person {of_today(kind)}) e"
        f" JOIN person p ON p.person_id = e.person"
        f" WHERE {enrolled()} AND p.kind = 'student' {each}",
        due.values(),
    )
    return [Served(*row) for row in rows]


def tables(database: Database, kind: str, due: Due) -> int:
    """How many tables did something of a kind today."""
    found = database.each(f"SELECT count(DISTINCT station_id) {of_today(kind)}", due.values())
    return int(next(found)[0])


@contextmanager
def if_free(database: Database) -> Iterator[None]:
    """Read without waiting; where another program has the file for itself, the rest is skipped."""
    database.conn.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    except Unreadable as error:
        code = getattr(error.__cause__, "sqlite_errorcode", None)
        if code != sqlite3.SQLITE_BUSY:
            raise
    finally:
        database.conn.execute(f"PRAGMA busy_timeout = {database.patience_ms}")
