"""What bears on a layout, and what is laid out: read from register, custody and journal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inventory.model import Device, Person
from inventory.rules.lay_out import Freed, Had, Stocked
from inventory.store import register
from inventory.store.database import Database
from inventory.store.list_rules import LABEL, NOT_UNDONE, OURS, enrolled

_NAME = "coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), c.assigned_to)"
_OF_WHOM = "coalesce(p.homeroom, ''), coalesce(p.grade, '')"
_IN_STOCK = "c.state = 'IN_STOCK' AND c.disputed IS NULL"
FIT = f"{_IN_STOCK} AND c.service IN ('READY', 'DAMAGED_USABLE')"
"""A device ``c`` that can go out as it is."""
_OF_CATEGORY = f"lower(d.category) = lower(:category) AND d.listed = 1 AND {OURS}"
_AND_FOR_WHOM = (
    "FROM custody c JOIN device d ON d.device_id = c.device"
    f" LEFT JOIN person p ON p.person_id = c.assigned_to AND {enrolled()}"
)
_TO_BE_HAD = "(c.service = 'READY' OR (c.service = 'DAMAGED_USABLE' AND p.person_id IS NOT NULL))"
"""Ready; or damaged, usable and laid out for somebody ``p``, with whom it stays."""
_BY_NAME = "p.homeroom = '', p.homeroom, p.sort_name, p.person_id"
_BY_TAG = "d.tag = '', d.tag, d.serial, d.device_id"


def has_one(person: str = "p") -> str:
    """Whether somebody has a device of the category of ``d``."""
    return (
        "EXISTS (SELECT 1 FROM custody o JOIN device e ON e.device_id = o.device"
        f" WHERE o.person = {person}.person_id AND lower(e.category) = lower(d.category))"
    )


def wants(person: str = "p") -> str:
    """Somebody for whom ``d`` is laid out, and who is to get it: nobody who has one already."""
    return f"{enrolled(person)} AND NOT {has_one(person)}"


def waiting(person: str = "p") -> str:
    """A device ``c``, ``d`` that waits for the person for whom it is laid out; said only here."""
    return f"{FIT} AND {wants(person)}"


_LAID_OUT = (
    "custody c JOIN device d ON d.device_id = c.device JOIN person p ON p.person_id = c.assigned_to"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom, and what: all of it narrows down."""

    category: str
    homerooms: tuple[str, ...] = ()
    """None is all."""
    site: str = ""
    """This school's code; empty is every device."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A device in stock that is laid out for somebody."""

    device: str
    label: str
    model: str
    category: str
    service: str
    person: str
    name: str
    grade: str
    homeroom: str
    key: int
    """The device's key in a list."""


def lacking(database: Database, category: str) -> list[Person]:
    """Everybody at the school without a device of the category, by homeroom and name."""
    rows = database.each(
        f"SELECT {register.PERSON} FROM person p WHERE {enrolled()}"
        " AND NOT EXISTS (SELECT 1 FROM custody c JOIN device d ON d.device_id = c.device"
        " WHERE c.person = p.person_id AND lower(d.category) = lower(:category))"
        f" ORDER BY {_BY_NAME}",
        {"category": category},
    )
    return [register.as_person(row) for row in rows]


def stock(database: Database, wanted: Wanted) -> list[Stocked]:
    """The category's devices that are in stock and ours and can be laid out, by tag."""
    rows = database.each(
        f"SELECT d.device_id, {LABEL}, d.model, coalesce(p.person_id, ''),"
        f" coalesce(c.assigned_to, ''), p.person_id IS NOT NULL AND {has_one()},"
        f" c.service <> 'READY' {_AND_FOR_WHOM} WHERE {_IN_STOCK} AND {_TO_BE_HAD}"
        f" AND {_OF_CATEGORY} ORDER BY {_BY_TAG}",
        _values(wanted),
    )
    return [
        Stocked(device, label, model, owner, written, bool(spare), bool(damaged))
        for device, label, model, owner, written, spare, damaged in rows
    ]


def not_ready(database: Database, wanted: Wanted) -> int:
    """How many of the category are in stock and first have to be checked or mended."""
    sql = (
        f"SELECT count(*) {_AND_FOR_WHOM} WHERE {_IN_STOCK} AND {_OF_CATEGORY}"
        " AND c.service IN ('NEEDS_CHECK', 'DAMAGED_USABLE', 'IN_REPAIR')"
        f" AND NOT {_TO_BE_HAD}"
    )
    return int(next(database.each(sql, _values(wanted)))[0])


def away(database: Database, wanted: Wanted) -> list[Freed]:
    """Devices of the category that are laid out for somebody and are not to be had now."""
    rows = database.each(
        f"SELECT d.device_id, {LABEL}, c.assigned_to, {_NAME}, {_OF_WHOM}, d.model"
        " FROM custody c JOIN device d ON d.device_id = c.device"
        " LEFT JOIN person p ON p.person_id = c.assigned_to"
        f" WHERE c.assigned_to IS NOT NULL AND NOT ({FIT} AND d.listed = 1)"
        " AND coalesce(c.person, '') <> c.assigned_to AND lower(d.category) = lower(:category)"
        f" ORDER BY {_BY_TAG}",
        _values(wanted),
    )
    return [Freed(*row) for row in rows]


def not_handed_out(database: Database, wanted: Wanted) -> list[Freed]:
    """What is laid out for somebody who does not have it; without a category of all of them."""
    rows = database.each(
        f"SELECT d.device_id, {LABEL}, c.assigned_to, {_NAME}, {_OF_WHOM}, d.model"
        " FROM custody c JOIN device d ON d.device_id = c.device"
        " LEFT JOIN person p ON p.person_id = c.assigned_to"
        " WHERE c.assigned_to IS NOT NULL AND coalesce(c.person, '') <> c.assigned_to"
        " AND (:category = '' OR lower(d.category) = lower(:category))"
        " AND (:all_rooms OR p.homeroom IN (SELECT value FROM json_each(:homerooms)))"
        f" ORDER BY p.person_id IS NULL, {_BY_NAME}, {_BY_TAG}",
        _values(wanted),
    )
    return [Freed(*row) for row in rows]


def last_had(database: Database, category: str) -> dict[str, Had]:
    """The last device of the category that each person gave back, as returns and loans say."""
    rows = database.each(
        "SELECT h.person, h.device, max(h.until) FROM ("
        " SELECT person, device, until FROM loan WHERE person IS NOT NULL AND until IS NOT NULL"
        " UNION ALL SELECT person, device, wall_time FROM event WHERE kind = 'return'"
        f" AND person IS NOT NULL AND {NOT_UNDONE}) h"
        " JOIN device d ON d.device_id = h.device WHERE lower(d.category) = lower(:category)"
        " GROUP BY h.person",
        {"category": category},
    )
    return {person: Had(device, until) for person, device, until in rows}


LAID_OUT_FOR = (
    f"SELECT {', '.join(f'd.{column.strip()}' for column in register.DEVICE.split(','))}"
    f" FROM {_LAID_OUT} WHERE c.assigned_to = ? AND c.device <> ? AND lower(d.category) = lower(?)"
    f" AND {waiting()} ORDER BY d.tag, d.device_id LIMIT 1"
)


def laid_out_for(database: Database, person: str, like: Device) -> Device | None:
    """Another device of the same category that waits for a person.

    Asked at every hand-out: one look-up in the index of what is laid out.
    """
    row = database.row(LAID_OUT_FOR, person, like.device_id, like.category)
    return register.as_device(row) if row else None


def who_wants(database: Database, device: str) -> str | None:
    """For whom a device is laid out who is to get it still; where it is itself is not asked."""
    row = database.row(
        f"SELECT p.person_id FROM {_LAID_OUT} WHERE c.device = ? AND {wants()}", device
    )
    return row[0] if row else None


def waiting_for(database: Database, person: str) -> list[str]:
    """What waits for a person, by tag; asked at every card."""
    rows = database.rows(
        f"SELECT {LABEL} FROM {_LAID_OUT} WHERE c.assigned_to = ? AND {waiting()}"
        f" ORDER BY {_BY_TAG}",
        person,
    )
    return [label for (label,) in rows]


def laid_out(
    database: Database, category: str = "", homerooms: Sequence[str] = ()
) -> list[LaidOut]:
    """What waits for the person for whom it is laid out, by homeroom and name; empty is all."""
    rows = database.each(
        f"SELECT d.device_id, {LABEL}, d.model, d.category, c.service, c.assigned_to,"
        " trim(p.first_name || ' ' || p.last_name), p.grade, p.homeroom, d.position"
        f" FROM {_LAID_OUT} WHERE {waiting()}"
        " AND (:category = '' OR lower(d.category) = lower(:category))"
        " AND (:all_rooms OR p.homeroom IN (SELECT value FROM json_each(:homerooms)))"
        f" ORDER BY {_BY_NAME}, {_BY_TAG}",
        _values(Wanted(category, tuple(homerooms))),
    )
    return [LaidOut(*row) for row in rows]


def number_laid_out(database: Database) -> int:
    """How many devices wait for the person for whom they are laid out."""
    return int(database.value(f"SELECT count(*) FROM {_LAID_OUT} WHERE {waiting()}"))


def categories(database: Database) -> list[str]:
    """Every category that is not retired, that of the most devices first."""
    rows = database.rows(
        "SELECT min(d.category) FROM device d JOIN custody c ON c.device = d.device_id"
        " WHERE c.service <> 'RETIRED' AND d.category <> ''"
        " GROUP BY lower(d.category) ORDER BY count(*) DESC, 1"
    )
    return [name for (name,) in rows]


def _values(wanted: Wanted) -> dict[str, Any]:
    return {
        "category": wanted.category,
        "site": wanted.site,
        "homerooms": json.dumps(wanted.homerooms),
        "all_rooms": not wanted.homerooms,
    }
