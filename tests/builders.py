"""Devices, people, places and events with sensible defaults, and a small school made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from inventory.journal.event import Stamp, Tip, seal
from inventory.model import (
    Custody,
    CustodyState,
    Device,
    Draft,
    Event,
    Kind,
    Person,
    PersonStatus,
    Place,
    Service,
)
from inventory.rules.case import Case
from inventory.rules.policy import Policy
from inventory.services.office import Office
from inventory.store import projections, register, search

MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
STATION = "0190a0b0-c0d0-7000-8000-000000000001"
SITE = "NORTH"


@dataclass
class FixedClock:
    """A clock that stands still until it is told to go on."""

    wall: datetime = MORNING
    seconds: float = 100.0

    def now(self) -> datetime:
        """The wall clock."""
        return self.wall

    def monotonic(self) -> float:
        """Seconds that the wall clock's being set does not touch."""
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class CountedEntropy:
    """Random bytes that are the same in every run, and never twice the same."""

    drawn: int = 0

    def __call__(self, size: int) -> bytes:
        """The next bytes."""
        self.drawn += 1
        return self.drawn.to_bytes(size, "big")


def a_device(device_id: str = "NS-101", **fields: Any) -> Device:
    """A Chromebook of this school, ready and in stock."""
    device = Device(
        device_id,
        tag=device_id,
        serial=f"5CD{device_id}".replace("-", ""),
        model="HP Chromebook 11",
        category="Chromebook",
        site=SITE,
    )
    return replace(device, **fields)


def a_person(person_id: str = "2001", **fields: Any) -> Person:
    """An enrolled student of grade 7."""
    person = Person(person_id, "Anaïs", "Quetzalwood", grade="7", homeroom="204")
    return replace(person, **fields)


def a_place(name: str = "Room 204", **fields: Any) -> Place:
    """A room for 32 devices."""
    return replace(Place(name, "room", 32), **fields)


def a_custody(device: str = "NS-101", **fields: Any) -> Custody:
    """In stock, and no event yet."""
    return replace(Custody(device), **fields)


def out_to(person: str, **fields: Any) -> Custody:
    """The custody of a device that a person has since half past eight."""
    return a_custody(
        state=CustodyState.WITH_PERSON, person=person, since="2026-11-21T08:30:00+00:00", **fields
    )


def a_case(**fields: Any) -> Case:
    """A device in stock on the table, with nobody there yet."""
    case = Case(MORNING, Policy(site=SITE), a_device(), a_custody())
    return replace(case, **fields)


@dataclass
class Journal:
    """Writes events in a row, each chained to the one before and to its device's newest."""

    station_id: str = STATION
    clock: FixedClock = field(default_factory=FixedClock)
    tip: Tip = field(default_factory=Tip)
    written: list[Event] = field(default_factory=list)

    def write(
        self,
        kind: Kind,
        device: str | None = "NS-101",
        person: str | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Event:
        """One more event, a second after the last one."""
        self.clock.advance(1)
        stamp = Stamp(self.station_id, SITE, "champion", self.clock.now(), "group")
        parents = tuple(e.event_id for e in self.written if e.device == device)[-1:]
        event = seal(
            Draft(kind, device, person, body or {}),
            stamp,
            self.tip,
            event_id=f"{self.station_id[:24]}{self.tip.seq + 1:012d}",
            parents=parents,
        )
        self.tip = Tip(event.seq, event.hlc, event.hash)
        self.written.append(event)
        return event


PEOPLE = (
    a_person(),
    a_person("2002", first_name="Bayo", last_name="Zephyrine", homeroom="210"),
    a_person(
        "2003", first_name="Cleo", last_name="Wintergreen", status=PersonStatus.LEFT,
        left_on="2026-08-12",
    ),
    a_person("2004", first_name="Dov", last_name="Kestrelmann", block="Form is missing"),
    a_person("2005", first_name="Esme", last_name="Thistlewood", kind="staff", grade=""),
    a_person("0004711", first_name="Farida", last_name="Nightingale"),
)  # fmt: skip
DEVICES = (
    a_device("NS-101"),
    a_device("NS-102"),
    a_device("NS-103"),
    a_device("NS-110", holder="2002"),
    a_device("NS-151", service=Service.LOST),
    a_device("NS-152", service=Service.STOLEN),
    a_device("NS-153", service=Service.MISSING),
    a_device("NS-154", service=Service.RETIRED),
    a_device("NS-155", service=Service.IN_REPAIR),
    a_device("NS-156", service=Service.NEEDS_CHECK),
    a_device("NS-201", category="Hotspot", model="Hotspot M2"),
    a_device("NS-301", category="Charger", model="Charger 45 W", serial=""),
    a_device("NS-901", site="RIVERSIDE"),
    a_device("0004711", serial="5CD4711"),
)
PLACES = (a_place(), a_place("Cart 1", kind="cart"), a_place("Cart 2", kind="cart"))


def enrol(
    office: Office,
    devices: Iterable[Device] = (),
    people: Iterable[Person] = (),
    places: Iterable[Place] = (),
) -> None:
    """Write records into the register, as an import does, and make them findable."""
    with office.database.immediate():
        register.put_devices(office.database, devices, "")
        register.put_people(office.database, people)
        register.put_places(office.database, places)
        projections.put_bases(office.database)
    while search.index_some(office.database):
        pass


def open_school(office: Office) -> Office:
    """The office with the small school in its register."""
    enrol(office, DEVICES, PEOPLE, PLACES)
    office.change_setting("site", SITE)
    return office
