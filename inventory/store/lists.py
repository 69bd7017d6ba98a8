"""The lists: which devices and people, in which order, and a window of them at a time."""

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.store import search
from inventory.store.database import Database
from inventory.store.list_rules import EVERYWHERE, LABEL, OF_DEVICES, OF_PEOPLE
from inventory.store.list_rules import JOINED as _JOINED
from inventory.store.list_rules import Due as Due
from inventory.store.list_rules import ListName as ListName
from inventory.store.list_rules import PeopleList as PeopleList
from inventory.store.list_rules import Within as Within

MOST_FOUND = 250
"""Rows that a filter shows at the most; nobody pages further, and the next key comes sooner."""


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device with who or where answers for it."""

    key: int
    device: str
    device_id: str
    serial: str
    model: str
    category: str
    service: str
    custody: str
    person: str | None
    name: str
    grade: str
    homeroom: str
    place: str | None
    since: str | None
    event: str | None

    def as_json(self) -> dict[str, str | None]:
        """The object that ``champion list --json`` prints."""
        return {
            "device": self.device,
            "serial": self.serial,
            "model": self.model,
            "category": self.category,
            "service": self.service,
            "custody": self.custody,
            "person": self.person,
            "name": self.name,
            "grade": self.grade,
            "homeroom": self.homeroom,
            "place": self.place,
            "since": self.since,
            "event": self.event,
        }


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person with how many devices they have."""

    key: int
    person: str
    name: str
    grade: str
    homeroom: str
    kind: str
    status: str
    devices: int


_DEVICE_ORDER = {
    "device": "d.tag, d.serial",
    "serial": "d.serial",
    "model": "d.model, d.tag",
    "service": "c.service, d.tag",
    "custody": "c.state, d.tag",
    "name": "p.sort_name, d.tag",
    "homeroom": "p.homeroom, p.sort_name, d.tag",
    "grade": "length(p.grade), p.grade, p.homeroom, p.sort_name, d.tag",
    "place": "c.place, d.tag",
    "since": "c.since, d.tag",
}
_PERSON_ORDER = {
    "name": "p.sort_name, p.person_id",
    "person": "p.person_id",
    "grade": "length(p.grade), p.grade, p.homeroom, p.sort_name",
    "homeroom": "p.homeroom, p.sort_name",
    "status": "p.status, p.sort_name",
}


def device_keys(
    database: Database, which: ListName, due: Due, *, text: str = "", sort: str = "device",
    descending: bool = False, within: Within = EVERYWHERE,
) -> "array[int]":  # fmt: skip
    """The keys of a list's devices in order; with a text, those that match it, ``MOST_FOUND``."""
    values: dict[str, Any] = {**due.values(), **within.values()}
    where = OF_DEVICES[which] + within.where
    source = _JOINED
    if which is ListName.DEVICES and sort in ("device", "serial", "model"):
        source = "device d"
    if text.strip():
        where += _matching(database, text)
        source = _JOINED
    order = _directed(_DEVICE_ORDER[sort], descending)
    sql = f"SELECT d.position FROM {source} WHERE {where} ORDER BY {order}"
    return array("q", (row[0] for row in database.each(sql, values)))


def device_count(database: Database, which: ListName, due: Due, within: Within = EVERYWHERE) -> int:
    """How many devices are on a list."""
    values = {**due.values(), **within.values()}
    sql = f"SELECT count(*) FROM {_JOINED} WHERE {OF_DEVICES[which]}{within.where}"
    return int(next(database.each(sql, values))[0])


def device_lines(database: Database, keys: Sequence[int]) -> list[DeviceLine]:
    """The devices with these keys, in the order of the keys."""
    rows = database.rows(
        f"SELECT d.position, {LABEL}, d.device_id,"
        " d.serial, d.model, d.category, c.service, c.state, c.person,"
        " coalesce(trim(p.first_name || ' ' || p.last_name), ''), coalesce(p.grade, ''),"
        " coalesce(p.homeroom, ''), c.place, c.since,"
        f" c.loan FROM {_JOINED} WHERE d.position IN ({','.join('?' * len(keys))})",
        *keys,
    )
    found = {row[0]: DeviceLine(*row) for row in rows}
    return [found[key] for key in keys if key in found]


def person_keys(
    database: Database, which: PeopleList = PeopleList.PEOPLE, *, text: str = "",
    sort: str = "name", descending: bool = False, single: Iterable[str] = (),
    grades: Iterable[str] = (), within: Within = EVERYWHERE,
) -> "array[int]":  # fmt: skip
    """The keys of a list's people in order; with a text, those that match it, ``MOST_FOUND``.

    ``single`` are the categories of which one person may have one, ``grades`` those whose students
    are handed devices.
    """
    where = OF_PEOPLE[which] + within.where
    if text.strip():
        found = search.find(database, "person", text, MOST_FOUND)
        where += f" AND p.position IN ({','.join(map(str, found))})"
    order = _directed(_PERSON_ORDER[sort], descending)
    sql = f"SELECT p.position FROM person p WHERE {where} ORDER BY {order}"
    values = {**_said(single, grades), **within.values()}
    return array("q", (row[0] for row in database.each(sql, values)))


def person_count(
    database: Database, which: PeopleList, single: Iterable[str] = (), grades: Iterable[str] = ()
) -> int:
    """How many people are on a list; ``single`` and ``grades`` as in ``person_keys``."""
    sql = f"SELECT count(*) FROM person p WHERE {OF_PEOPLE[which]}"
    return int(next(database.each(sql, _said(single, grades)))[0])


def student_grades(database: Database) -> list[str]:
    """The grades that students are in, as they are written."""
    rows = database.rows("SELECT DISTINCT grade FROM person WHERE kind = 'student' ORDER BY 1")
    return [grade for (grade,) in rows]


def categories(database: Database) -> list[str]:
    """Every category of devices, as it is written."""
    return [name for (name,) in database.rows("SELECT DISTINCT category FROM device ORDER BY 1")]


def person_lines(database: Database, keys: Sequence[int]) -> list[PersonLine]:
    """The people with these keys, in the order of the keys."""
    rows = database.rows(
        "SELECT p.position, p.person_id, trim(p.first_name || ' ' || p.last_name), p.grade,"
        " p.homeroom, p.kind, p.status,"
        " (SELECT count(*) FROM custody c WHERE c.person = p.person_id)"
        f" FROM person p WHERE p.position IN ({','.join('?' * len(keys))})",
        *keys,
    )
    found = {row[0]: PersonLine(*row) for row in rows}
    return [found[key] for key in keys if key in found]


def device_key(database: Database, device_id: str) -> int | None:
    """The key of one device."""
    key: int | None = database.value("SELECT position FROM device WHERE device_id = ?", device_id)
    return key


def person_key(database: Database, person_id: str) -> int | None:
    """The key of one person."""
    key: int | None = database.value("SELECT position FROM person WHERE person_id = ?", person_id)
    return key


def _matching(database: Database, text: str) -> str:
    """The devices that the text finds, and what the people have whom it finds."""
    devices = search.find(database, "device", text, MOST_FOUND)
    people = search.find(database, "person", text, MOST_FOUND)
    held = database.rows(
        "SELECT d.position FROM person p JOIN custody c ON c.person = p.person_id"
        f" JOIN device d ON d.device_id = c.device WHERE p.position IN ({_numbers(people)})"
    )
    return f" AND d.position IN ({_numbers([*devices, *(row[0] for row in held)])})"


def _said(single: Iterable[str], grades: Iterable[str]) -> dict[str, str]:
    """What the school's rules say, as the rules of the lists call it."""
    return {"single": json.dumps(list(single)), "grades": json.dumps(list(grades))}


def _numbers(keys: Iterable[int]) -> str:
    return ",".join(map(str, keys))


def _directed(order: str, descending: bool) -> str:
    """An ORDER BY; the names are from the tables above, never from outside."""
    return ", ".join(f"{part} DESC" for part in order.split(", ")) if descending else order
