"""What papers list: devices with their people, what is in a place, what somebody brought back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory.model import Device, Service
from inventory.store import register
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE
from inventory.store.whose import Act, whose

_DEVICES = len(register.DEVICE.split(","))


@dataclass(frozen=True, slots=True)
class Held:
    """One device that a person has."""

    device: Device
    service: Service
    since: str
    """When it was handed out; empty where only the district's list says so."""
    disputed: bool
    person: str
    first_name: str
    last_name: str
    grade: str
    homeroom: str
    kind: str
    """``student``, ``staff``…; empty where the roster doesn't know the person."""
    has_left: bool
    left_on: str
    accessories: Mapping[str, str]
    """What went out with it, by what its loan says."""

    @property
    def name(self) -> str:
        """First and last name; the ID where the roster has none."""
        return f"{self.first_name} {self.last_name}".strip() or self.person


@dataclass(frozen=True, slots=True)
class Brought:
    """One device that came in."""

    event: str
    device: Device
    at: str
    person: str | None
    """Who answered for it until then."""
    bringer: str


@dataclass(frozen=True, slots=True)
class InPlace:
    """One device that is in a place by the record."""

    device: Device
    service: Service
    handed_out: bool
    """Whether it was handed out to that place, not only kept there."""


_HELD = (
    f"SELECT {register.DEVICE_OF_D}, c.service, coalesce(c.since, ''),"
    " c.disputed IS NOT NULL, c.person,"
    " coalesce(p.first_name, ''), coalesce(p.last_name, ''), coalesce(p.grade, ''),"
    " coalesce(p.homeroom, ''), coalesce(p.kind, ''),"
    " coalesce(p.status = 'LEFT' OR p.listed = 0, 0), coalesce(p.left_on, ''),"
    " coalesce(l.accessories, '{}')"
    " FROM custody c JOIN device d ON d.device_id = c.device"
    " LEFT JOIN person p ON p.person_id = c.person LEFT JOIN loan l ON l.loan_id = c.loan"
    " WHERE c.state = 'WITH_PERSON'"
)
_BY_HOMEROOM = " ORDER BY p.homeroom, p.sort_name, p.person_id, c.person, d.tag, d.serial"


def held(database: Database) -> list[Held]:
    """Every device that a person has, by homeroom, name and tag."""
    return [_held(row) for row in database.rows(_HELD + _BY_HOMEROOM)]


def held_by(database: Database, person_id: str) -> list[Held]:
    """What one person has, in the order in which it was handed out."""
    sql = f"{_HELD} AND c.person = ? ORDER BY c.since, d.tag, d.serial"
    return [_held(row) for row in database.rows(sql, person_id)]


def brought_on(database: Database, person_id: str, day: str) -> list[Brought]:
    """What came in on a day that a person had or brought; what was undone is left out.

    A device that came in at a table which did not know that it was out is there too; one that was
    scanned at two tables is there once.
    """
    acts = database.rows(
        "SELECT event_id, device, kind, person, hlc, wall_time,"
        " coalesce(body ->> '$.received_from', '') FROM event"
        " WHERE kind IN ('return', 'sight') AND substr(wall_time, 1, 10) = ?"
        " AND (kind = 'return' OR event_id IN (SELECT ended_by FROM loan))"
        f" AND body ->> '$.correction' IS NULL AND {NOT_UNDONE} ORDER BY hlc",
        day,
    )
    owners = whose(database, (Act(*row[:-1]) for row in acts))
    found: dict[tuple[str, str], Brought] = {}
    for event, device, _, _, _, at, received_from in acts:
        owner = owners[event]
        bringer = owner.received_from or received_from
        known = register.device(database, device) if person_id in (owner.person, bringer) else None
        if known:
            key = (device, owner.loan)
            found.setdefault(key, Brought(event, known, at, owner.person, bringer))
    return list(found.values())


def in_place(database: Database, place: str) -> list[InPlace]:
    """What is in a place by the record, by tag."""
    rows = database.rows(
        f"SELECT {register.DEVICE_OF_D}, c.service, c.state = 'IN_PLACE' FROM custody c"
        " JOIN device d ON d.device_id = c.device"
        " WHERE c.place = ? AND c.state IN ('IN_PLACE', 'IN_STOCK') ORDER BY d.tag, d.serial",
        place,
    )
    return [
        InPlace(register.as_device(row[:_DEVICES]), Service(row[-2]), bool(row[-1]))
        for row in rows
    ]  # fmt: skip


def used_places(database: Database) -> list[tuple[str, int]]:
    """Each place in which devices are by the record, with how many."""
    rows = database.rows(
        "SELECT place, count(*) FROM custody WHERE place <> '' AND state IN ('IN_PLACE',"
        " 'IN_STOCK') GROUP BY place ORDER BY place"
    )
    return [(str(place), int(number)) for place, number in rows]


def _held(row: tuple[Any, ...]) -> Held:
    (service, since, disputed, person, first, last, grade, homeroom, kind, has_left, left_on,
     accessories) = row[_DEVICES:]  # fmt: skip
    return Held(
        register.as_device(row[:_DEVICES]), Service(service), since, bool(disputed), person, first,
        last, grade, homeroom, kind, bool(has_left), left_on, json.loads(accessories),
    )  # fmt: skip
