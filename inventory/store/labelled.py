"""What labels are printed of: devices and people, narrowed down, with what their label says."""

import json
from dataclasses import dataclass

from inventory.store import lay_out, search
from inventory.store.database import Database
from inventory.store.list_rules import LABEL, enrolled

_ALL = 2**31
"""More rows than any school has: labels are never cut short as a list on a screen is."""


@dataclass(frozen=True, slots=True)
class DeviceLabel:
    """One device, as its label says it."""

    device_id: str
    code: str
    """The tag, else the serial."""
    model: str
    site: str
    name: str = ""
    """For whom it is laid out; told only where that was asked for."""
    homeroom: str = ""


@dataclass(frozen=True, slots=True)
class PersonLabel:
    """One person, as their card says it; nothing else of them is read."""

    person_id: str
    name: str
    homeroom: str
    kind: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a device or person has to be; None and empty leave it open."""

    ids: tuple[str, ...] | None = None
    """These alone, whatever became of them; None is every one that is in use."""
    search: str = ""
    homeroom: str = ""
    place: str = ""
    by_homeroom: bool = False
    laid_out: bool = False
    """Only what is laid out and waits in stock, or for whom; by homeroom and name."""


def devices(database: Database, wanted: Narrowing) -> list[DeviceLabel]:
    """The devices, by tag or by the homeroom and name of who has them, or is meant to.

    A search also finds what the people have whom it finds, as F5 does.
    """
    where, values = [], _values(wanted)
    if wanted.ids is None:
        where.append("c.service <> 'RETIRED'")
    else:
        where.append("d.device_id IN (SELECT value FROM json_each(:ids))")
    if wanted.search:
        values["found"] = _found(database, "device", wanted.search)
        values["holders"] = _found(database, "person", wanted.search)
        where.append(
            "(d.position IN (SELECT value FROM json_each(:found))"
            " OR h.position IN (SELECT value FROM json_each(:holders)))"
        )
    if wanted.homeroom:
        where.append("(h.homeroom = :homeroom OR a.homeroom = :homeroom)")
    if wanted.place:
        where.append("(c.place = :place OR d.place = :place)")
    if wanted.laid_out:
        where.append(lay_out.waiting("a"))
    told = "trim(a.first_name || ' ' || a.last_name), a.homeroom" if wanted.laid_out else "'', ''"
    rows = database.each(
        f"SELECT d.device_id, {LABEL}, d.model, d.site,"
        f" {told} FROM device d JOIN custody c ON c.device = d.device_id"
        " LEFT JOIN person h ON h.person_id = c.person"
        " LEFT JOIN person a ON a.person_id = c.assigned_to"
        f" WHERE {' AND '.join(where)} ORDER BY {_device_order(wanted)}",
        values,
    )
    return [DeviceLabel(*row) for row in rows]


_ROOM = "coalesce(h.homeroom, a.homeroom, '')"
_DEVICE_ORDER = {
    False: "d.tag = '', d.tag, d.serial",
    True: (
        f"{_ROOM} = '', {_ROOM}, coalesce(h.sort_name, a.sort_name, ''), d.tag = '', d.tag,"
        " d.serial"
    ),
}
_LAID_OUT_ORDER = "a.homeroom = '', a.homeroom, a.sort_name, a.person_id, d.tag = '', d.tag"


def _device_order(wanted: Narrowing) -> str:
    return _LAID_OUT_ORDER if wanted.laid_out else _DEVICE_ORDER[wanted.by_homeroom]


def people(database: Database, wanted: Narrowing) -> list[PersonLabel]:
    """Enrolled students, by ID or by homeroom and name; of ``ids`` also anybody else."""
    where, values = [], _values(wanted)
    if wanted.ids is None:
        where.append(f"{enrolled()} AND p.kind = 'student'")
    else:
        where.append("p.person_id IN (SELECT value FROM json_each(:ids))")
    if wanted.search:
        values["found"] = _found(database, "person", wanted.search)
        where.append("p.position IN (SELECT value FROM json_each(:found))")
    if wanted.homeroom:
        where.append("p.homeroom = :homeroom")
    if wanted.laid_out:
        where.append(
            "EXISTS (SELECT 1 FROM custody c JOIN device d ON d.device_id = c.device"
            f" WHERE c.assigned_to = p.person_id AND {lay_out.waiting()})"
        )
    order = "p.homeroom = '', p.homeroom, p.sort_name, p.person_id"
    rows = database.each(
        "SELECT p.person_id, trim(p.first_name || ' ' || p.last_name), p.homeroom, p.kind"
        f" FROM person p WHERE {' AND '.join(where)}"
        f" ORDER BY {order if wanted.by_homeroom or wanted.laid_out else 'p.person_id'}",
        values,
    )
    return [PersonLabel(*row) for row in rows]


def devices_by_site(database: Database) -> dict[str, int]:
    """How many devices of each school's code are in use."""
    rows = database.rows(
        "SELECT d.site, count(*) FROM device d JOIN custody c ON c.device = d.device_id"
        " WHERE c.service <> 'RETIRED' GROUP BY d.site"
    )
    return dict(rows)


def number_of_students(database: Database) -> int:
    """How many students are enrolled."""
    sql = f"SELECT count(*) FROM person p WHERE {enrolled()} AND p.kind = 'student'"
    return int(database.value(sql))


def number_of_places(database: Database) -> int:
    """How many places there are."""
    return int(database.value("SELECT count(*) FROM place"))


def people_and_devices(database: Database) -> list[tuple[str, str, str]]:
    """Codes that are a person's ID and lead to a device, with the kinds of person and of code."""
    rows = database.rows(
        "SELECT p.person_id, p.kind, i.kind FROM person p"
        " JOIN identifier i ON i.norm = p.person_id AND i.active = 1"
    )
    return [(code, person, identifier) for code, person, identifier in rows]


def places_and_others(database: Database) -> list[str]:
    """Names of places that are a person's ID as well, or lead to a device."""
    rows = database.rows(
        "SELECT place FROM place JOIN person ON person_id = place"
        " UNION SELECT place FROM place JOIN identifier ON norm = place AND active = 1"
    )
    return [row[0] for row in rows]


def homerooms(database: Database) -> list[str]:
    """Every homeroom of somebody who is enrolled."""
    rows = database.rows(
        f"SELECT DISTINCT p.homeroom FROM person p WHERE {enrolled()} AND p.homeroom <> ''"
        " ORDER BY p.homeroom"
    )
    return [row[0] for row in rows]


def places_of_devices(database: Database) -> list[str]:
    """Every place where a device is or belongs."""
    rows = database.rows(
        "SELECT place FROM device WHERE place <> ''"
        " UNION SELECT place FROM custody WHERE place <> '' ORDER BY 1"
    )
    return [row[0] for row in rows]


def _found(database: Database, table: str, text: str) -> str:
    """The positions of what a text finds, as F5 finds it."""
    return json.dumps(search.find(database, table, text, _ALL))


def _values(wanted: Narrowing) -> dict[str, str]:
    return {
        "ids": json.dumps(wanted.ids or ()),
        "homeroom": wanted.homeroom,
        "place": wanted.place,
    }
