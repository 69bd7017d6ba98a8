"""Counts for the look before the day: what is ready, who has nothing, what goes with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.store.database import Database
from inventory.store.lay_out import FIT
from inventory.store.list_rules import EXPECTED, OURS, STUDENTS


@dataclass(frozen=True, slots=True)
class Stock:
    """One category of devices, of this school."""

    category: str
    ready: int
    """In stock, and nothing is known against handing it out."""
    to_check: int
    out: int
    """With people or in places."""


@dataclass(frozen=True, slots=True)
class Students:
    """The enrolled students of the grades that are handed devices."""

    people: int
    without: int
    """Those with no device of the category to whom the table hands one."""
    blocked: int
    """Those with none to whom nothing may be handed out yet: a form is missing."""
    laid_out: int
    """Of those without: for how many one lies ready that is meant for them."""
    otherwise: int
    """Of those without: how many have a device of another category."""


def stock(database: Database, site: str) -> list[Stock]:
    """Every category that the district's list has for this school; an empty site is every one."""
    rows = database.each(
        "SELECT d.category,"
        " count(*) FILTER (WHERE c.state = 'IN_STOCK' AND c.service = 'READY'),"
        " count(*) FILTER (WHERE c.state = 'IN_STOCK' AND c.service = 'NEEDS_CHECK'),"
        " count(*) FILTER (WHERE c.state IN ('WITH_PERSON', 'IN_PLACE'))"
        " FROM device d JOIN custody c ON c.device = d.device_id WHERE d.listed = 1"
        f" AND {OURS}"
        " GROUP BY d.category COLLATE NOCASE ORDER BY count(*) DESC, d.category",
        {"site": site},
    )
    return [Stock(*row) for row in rows]


def students(database: Database, category: str, grades: Sequence[str]) -> Students:
    """The students of these grades, and who of them has no device of a category."""
    holds = _of_category("c.person = p.person_id")
    meant = _of_category(f"c.assigned_to = p.person_id AND {FIT}")
    anything = "EXISTS (SELECT 1 FROM custody c WHERE c.person = p.person_id)"
    rows = database.each(
        "SELECT count(*), count(*) FILTER (WHERE expected AND NOT has),"
        " count(*) FILTER (WHERE NOT expected AND NOT has),"
        f" count(*) FILTER (WHERE expected AND NOT has AND {meant}),"
        f" count(*) FILTER (WHERE expected AND NOT has AND {anything})"
        f" FROM (SELECT p.person_id, {EXPECTED} AS expected, {holds} AS has FROM person p"
        f" WHERE {STUDENTS}) AS p",
        {"category": category, "grades": json.dumps(list(grades))},
    )
    return Students(*next(rows))


def came_back_without(database: Database, category: str, since: str) -> dict[tuple[str, str], int]:
    """How many of each accessory came back otherwise than it should, and how, since a day."""
    rows = database.rows(
        "SELECT j.key, j.value, count(*) FROM loan l JOIN json_each(l.accessories) j"
        " JOIN device d ON d.device_id = l.device WHERE l.until >= ?2 AND l.accessories <> '{}'"
        " AND j.value IN ('not returned', 'returned faulty') AND d.category = ?1 COLLATE NOCASE"
        " GROUP BY j.key, j.value",
        category,
        since,
    )
    return {(str(what), str(how)): number for what, how, number in rows}


def last_labels(database: Database) -> str:
    """When labels were written to a file last, as wall time; empty where they never were."""
    found = database.value(
        "SELECT wall_time FROM event WHERE kind = 'note' AND device IS NULL AND person IS NULL"
        " AND body ->> '$.export' = 'labels' ORDER BY position DESC LIMIT 1"
    )
    return str(found or "")


def _of_category(condition: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM custody c JOIN device d ON d.device_id = c.device WHERE {condition}"
        " AND d.category = :category COLLATE NOCASE)"
    )
