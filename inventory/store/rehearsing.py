"""A copy of the database to rehearse on, and who and what is on the sheet for it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from inventory.model import Person
from inventory.store import register
from inventory.store.connection import explained
from inventory.store.database import Database
from inventory.store.list_rules import LABEL, OURS, enrolled


@dataclass(frozen=True, slots=True)
class Pair:
    """A student and a device for the rehearsal, as their barcodes say them."""

    person_id: str
    name: str
    homeroom: str
    device: str
    """Its code: the tag, else the serial; empty where there is none left."""
    model: str
    has_it: bool
    """Whether it is to be taken back; else it is to be handed out."""


def copy_into(database: Database, path: Path) -> None:
    """All of the database in a new file for its owner only, which nobody keeps.

    It is not looked through, as a backup is: that takes long, and nothing rests on it.
    Raises Replaced, Unreadable and OSError.
    """
    database.refuse_replaced()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with explained():
        database.conn.execute("VACUUM INTO ?", (str(path),))


_NAME = "p.person_id, trim(p.first_name || ' ' || p.last_name), p.homeroom"
_ENROLLED = f"{enrolled()} AND p.kind = 'student' AND p.block = ''"
_ORDER = "p.homeroom = '', p.homeroom, p.sort_name, p.person_id"
_OF_KIND = "d.category = :category COLLATE NOCASE"
_HERE = f"c.state = 'IN_STOCK' AND c.service = 'READY' AND d.listed = 1 AND {OURS} AND {_OF_KIND}"


def who_has_one(database: Database, most: int, category: str) -> list[Pair]:
    """Students with a device of a category each, by homeroom and name."""
    rows = database.each(
        f"SELECT {_NAME}, min({LABEL}), d.model FROM person p"
        " JOIN custody c ON c.person = p.person_id JOIN device d ON d.device_id = c.device"
        f" WHERE {_ENROLLED} AND c.disputed IS NULL AND c.service = 'READY' AND {_OF_KIND}"
        f" GROUP BY p.person_id ORDER BY {_ORDER} LIMIT :most",
        {"category": category, "most": most},
    )
    return [Pair(*(*row, True)) for row in rows]


def who_has_none(
    database: Database, most: int, site: str, category: str, may: Callable[[Person], bool]
) -> list[Pair]:
    """Students without a device who ``may`` have one, each with one of a category.

    It is the one laid out for them or the next in stock. ``site`` is the school's code; devices of
    another one are left out.
    """
    people = database.rows(
        f"SELECT {register.PERSON} FROM person AS p WHERE {_ENROLLED}"
        " AND p.person_id NOT IN (SELECT person FROM custody WHERE person IS NOT NULL)"
        f" ORDER BY {_ORDER}",
    )
    entitled = list(islice(filter(may, map(register.as_person, people)), most))
    said = {"site": site, "category": category, "most": most}
    by_tag = "coalesce(c.assigned_to, '') = '' ORDER BY d.tag = '', d.tag, d.serial LIMIT :most"
    free = iter(_ready(database, by_tag, said))
    pairs = []
    for one in entitled:
        meant = _ready(database, "c.assigned_to = :person", {**said, "person": one.person_id})
        code, model = meant[0] if meant else next(free, ("", ""))
        pairs.append(Pair(one.person_id, one.name, one.homeroom, code, model, False))
    return pairs


def _ready(database: Database, which: str, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The code and model of devices that can be handed out here."""
    sql = f"SELECT {LABEL}, d.model FROM device d JOIN custody c ON c.device = d.device_id"
    return [
        (code, model) for code, model in database.each(f"{sql} WHERE {_HERE} AND {which}", said)
    ]
