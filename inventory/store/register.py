"""The register's tables: devices, people and places as the district's files say."""

from collections.abc import Iterable
from typing import Any

from inventory.model import Device, Person, PersonStatus, Place, Service
from inventory.store import identifiers
from inventory.store.database import Database
from inventory.text import bare, fold, loose, shape

DEVICE = (
    "device_id, tag, serial, model, category, place, service, site, assigned_to, holder, notes,"
    " listed, google_id, synced_at"
)
DEVICE_OF_D = ", ".join(f"d.{column.strip()}" for column in DEVICE.split(","))
"""The same of a table that a statement calls ``d``."""

PERSON = (
    "person_id, first_name, last_name, grade, homeroom, email, status, left_on, kind, block, listed"
)
PERSON_KEYS = "loose, bare, shape, sort_name, first_key"
"""What a person is found and sorted by."""
PLACE = "place, kind, capacity, listed"
PLACE_KEYS = "loose, shape"


def device(database: Database, device_id: str) -> Device | None:
    """One device by its id."""
    row = database.row(f"SELECT {DEVICE} FROM device WHERE device_id = ?", device_id)
    return as_device(row) if row else None


def device_with_clock(database: Database, device_id: str) -> tuple[Device, str] | None:
    """One device, and the clock of the import that last changed its service."""
    row = database.row(f"SELECT {DEVICE}, service_hlc FROM device WHERE device_id = ?", device_id)
    return (as_device(row[:-1]), row[-1]) if row else None


def devices(database: Database) -> list[Device]:
    """All devices, in the order of their ids."""
    return [
        as_device(row) for row in database.rows(f"SELECT {DEVICE} FROM device ORDER BY device_id")
    ]


def synced(database: Database) -> dict[str, str]:
    """When Google last heard of each device of which its list says so."""
    return dict(database.rows("SELECT device_id, synced_at FROM device WHERE synced_at <> ''"))


def person(database: Database, person_id: str) -> Person | None:
    """One person by the district's number."""
    row = database.row(f"SELECT {PERSON} FROM person WHERE person_id = ?", person_id)
    return as_person(row) if row else None


def people(database: Database) -> list[Person]:
    """All people, in the order of their ids."""
    return [
        as_person(row) for row in database.rows(f"SELECT {PERSON} FROM person ORDER BY person_id")
    ]


def places(database: Database) -> list[Place]:
    """All places, by name."""
    rows = database.rows(f"SELECT {PLACE} FROM place ORDER BY place")
    return [as_place(row) for row in rows]


def place(database: Database, name: str) -> Place | None:
    """One place by its name."""
    row = database.row(f"SELECT {PLACE} FROM place WHERE place = ?", name)
    return as_place(row) if row else None


def held_by(database: Database, person_id: str) -> list[Device]:
    """What a person has now, oldest loan first."""
    rows = database.rows(
        f"SELECT {DEVICE_OF_D} FROM custody c JOIN device d ON d.device_id = c.device"
        " WHERE c.person = ? ORDER BY c.since, d.device_id",
        person_id,
    )
    return [as_device(row) for row in rows]


def listed_with(database: Database, person_id: str) -> list[str]:
    """The ids of the devices that the district's list has with a person."""
    rows = database.rows(
        "SELECT device_id FROM device WHERE holder = ? ORDER BY device_id", person_id
    )
    return [str(device_id) for (device_id,) in rows]


def put_devices(database: Database, new: Iterable[Device], hlc: str) -> None:
    """Enter devices that are new; identifiers must be free."""
    new = list(new)
    database.write_many(
        f"INSERT INTO device({DEVICE}, service_hlc) VALUES ({','.join('?' * 15)})",
        ((*device_row(one), hlc) for one in new),
    )
    identifiers.put(database, new)


def change_device(database: Database, before: Device, after: Device, hlc: str) -> None:
    """Replace what the register says of a device; a new word on its shape gets the clock."""
    columns = [f"{column.strip()} = ?" for column in DEVICE.split(",")]
    database.write(
        f"UPDATE device SET {', '.join(columns)}, indexed = 0 WHERE device_id = ?",
        *device_row(after),
        after.device_id,
    )
    if before.service is not after.service:
        database.write(
            "UPDATE device SET service_hlc = ? WHERE device_id = ?", hlc, after.device_id
        )
    identifiers.change(database, before, after)


def put_people(database: Database, people: Iterable[Person]) -> None:
    """Enter people, or replace what the roster says of them."""
    updates = ", ".join(
        f"{column} = excluded.{column}" for column in _columns(PERSON) if column != "person_id"
    )
    database.write_many(
        f"INSERT INTO person({PERSON}, {PERSON_KEYS})"
        f" VALUES ({','.join('?' * 16)}) ON CONFLICT(person_id) DO UPDATE SET {updates},"
        " sort_name = excluded.sort_name, first_key = excluded.first_key, indexed = 0",
        map(person_row, people),
    )


def address_count(database: Database) -> int:
    """How many people have an e-mail address here."""
    return int(database.value("SELECT count(*) FROM person WHERE email <> ''"))


def forget_addresses(database: Database) -> None:
    """Take everybody's e-mail address away; the search index follows."""
    database.write("UPDATE person SET email = '', indexed = 0 WHERE email <> ''")


def forget_stub(database: Database, person_id: str) -> None:
    """Take a person out again who was entered by hand and whom no roster knows."""
    database.write(
        "DELETE FROM person_search WHERE rowid = (SELECT position FROM person WHERE person_id = ?"
        " AND status = 'UNKNOWN')",
        person_id,
    )
    database.write("DELETE FROM person WHERE person_id = ? AND status = 'UNKNOWN'", person_id)


def put_places(database: Database, places: Iterable[Place]) -> None:
    """Enter places, or replace what is known of them."""
    database.write_many(
        f"INSERT INTO place({PLACE}, {PLACE_KEYS}) VALUES (?,?,?,?,?,?)"
        " ON CONFLICT(place) DO UPDATE SET kind = excluded.kind, capacity = excluded.capacity,"
        " listed = excluded.listed",
        map(place_row, places),
    )


def unlist(database: Database, kind: str, keys: Iterable[str]) -> None:
    """Mark records that a file no longer has; they stay, and say so."""
    table, key = {
        "devices": ("device", "device_id"),
        "people": ("person", "person_id"),
        "places": ("place", "place"),
    }[kind]
    database.write_many(f"UPDATE {table} SET listed = 0 WHERE {key} = ?", ((one,) for one in keys))


def _columns(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def as_device(row: tuple[Any, ...]) -> Device:
    """A row of the columns ``DEVICE``."""
    (device_id, tag, serial, model, category, place, service, site, assigned_to, holder, notes,
     listed, google_id, synced_at) = row  # fmt: skip
    return Device(
        device_id, tag, serial, model, category, place, Service(service), site, assigned_to, holder,
        notes, bool(listed), google_id, synced_at,
    )  # fmt: skip


def device_row(one: Device) -> tuple[object, ...]:
    """The columns ``DEVICE``."""
    return (
        one.device_id, one.tag, one.serial, one.model, one.category, one.place, one.service.value,
        one.site, one.assigned_to, one.holder, one.notes, one.listed, one.google_id, one.synced_at,
    )  # fmt: skip


def as_person(row: tuple[Any, ...]) -> Person:
    """A row of the columns ``PERSON``."""
    (person_id, first, last, grade, homeroom, email, status, left_on, kind, block, listed) = row
    return Person(
        person_id, first, last, grade, homeroom, email, PersonStatus(status), left_on, kind, block,
        bool(listed),
    )  # fmt: skip


def person_row(one: Person) -> tuple[object, ...]:
    """The columns ``PERSON``, then ``PERSON_KEYS``."""
    code = one.person_id
    by_name = fold(f"{one.last_name or one.first_name} {one.first_name}")
    return (
        code, one.first_name, one.last_name, one.grade, one.homeroom, one.email, one.status.value,
        one.left_on, one.kind, one.block, one.listed,
        loose(code), bare(code), shape(code), by_name, fold(one.first_name),
    )  # fmt: skip


def as_place(row: tuple[Any, ...]) -> Place:
    """A row of the columns ``PLACE``."""
    place, kind, capacity, listed = row
    return Place(place, kind, capacity, bool(listed))


def place_row(one: Place) -> tuple[object, ...]:
    """The columns ``PLACE``, then ``PLACE_KEYS``."""
    return one.place, one.kind, one.capacity, one.listed, loose(one.place), shape(one.place)
