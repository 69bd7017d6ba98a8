"""Counts for the screen: how many are out, in, still to come."""

from dataclasses import dataclass

from inventory.store.database import Database


@dataclass(frozen=True, slots=True)
class Figures:
    """The school at a glance."""

    devices: int
    people: int
    with_people: int
    in_places: int
    in_stock: int
    in_repair: int
    gone: int
    """Lost, stolen or missing."""
    left_holding: int
    parked: int
    disputed: int = 0
    """Devices on which tables disagree."""


@dataclass(frozen=True, slots=True)
class GradeLine:
    """How far one grade is."""

    grade: str
    people: int
    have_one: int


_GONE = "('LOST', 'STOLEN', 'MISSING')"
_OUT_OF_ORDER = "('IN_REPAIR', 'LOST', 'STOLEN', 'MISSING', 'RETIRED')"


def figures(database: Database) -> Figures:
    """Counted from the projections; each device is in exactly one of the first groups."""
    row = (
        database.row(
            "SELECT count(*) FILTER (WHERE service <> 'RETIRED'),"
            f" count(*) FILTER (WHERE state = 'WITH_PERSON' AND service NOT IN {_OUT_OF_ORDER}),"
            f" count(*) FILTER (WHERE state = 'IN_PLACE' AND service NOT IN {_OUT_OF_ORDER}),"
            " count(*) FILTER (WHERE state NOT IN ('WITH_PERSON', 'IN_PLACE')"
            f" AND service NOT IN {_OUT_OF_ORDER}),"
            " count(*) FILTER (WHERE service = 'IN_REPAIR'),"
            f" count(*) FILTER (WHERE service IN {_GONE}) FROM custody"
        )
        or (0,) * 6
    )
    devices, with_people, in_places, in_stock, in_repair, gone = row or (0,) * 6
    people = database.value("SELECT count(*) FROM person WHERE status = 'ENROLLED'")
    left = database.value(
        "SELECT count(*) FROM custody c JOIN person p ON p.person_id = c.person"
        " WHERE p.status = 'LEFT' OR p.listed = 0"
    )
    parked = database.value("SELECT count(*) FROM parked WHERE settled_by IS NULL")
    disputed = count_disputes(database)
    return Figures(
        devices, people, with_people, in_places, in_stock, in_repair, gone, left, parked, disputed
    )


def count_disputes(database: Database) -> int:
    """Devices on which tables disagree."""
    return int(database.value("SELECT count(*) FROM conflict"))


def by_grade(database: Database) -> list[GradeLine]:
    """Enrolled students of each grade, and how many of them have a device."""
    rows = database.rows(
        "SELECT grade, count(*), sum(EXISTS(SELECT 1 FROM custody c WHERE c.person = p.person_id))"
        " FROM person p WHERE status = 'ENROLLED' AND kind = 'student'"
        " GROUP BY grade ORDER BY length(grade), grade"
    )
    return [GradeLine(*row) for row in rows]


def still_to_go(database: Database) -> int:
    """Enrolled students who have nothing yet."""
    return int(
        database.value(
            "SELECT count(*) FROM person p WHERE status = 'ENROLLED' AND kind = 'student'"
            " AND NOT EXISTS(SELECT 1 FROM custody c WHERE c.person = p.person_id)"
        )
    )


def out_now(database: Database) -> int:
    """Devices that people have."""
    return int(database.value("SELECT count(*) FROM custody WHERE state = 'WITH_PERSON'"))


def events_since(database: Database, kind: str, wall_time: str) -> int:
    """Events of a kind since a moment that were not undone."""
    return int(
        database.value(
            "SELECT count(*) FROM event WHERE position > (SELECT max(position) - 20000 FROM event)"
            " AND kind = ? AND wall_time >= ?"
            " AND event_id NOT IN (SELECT event_id FROM voided)",
            kind,
            wall_time,
        )
    )
