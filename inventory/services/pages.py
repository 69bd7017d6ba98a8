"""One device's or one person's page, and what a code leads to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inventory.errors import NotFound
from inventory.model import Custody, Device, Event, Kind, Person, PersonStatus
from inventory.rules.codes import Meaning
from inventory.rules.commands import Command
from inventory.rules.custody import from_register, replay
from inventory.rules.phrases import a_list, count
from inventory.services.office import Office
from inventory.services.reading import CERTAIN, read
from inventory.store import events, identifiers, projections, register
from inventory.verdict import Code, Verdict


@dataclass(frozen=True, slots=True)
class DevicePage:
    """All that is known of one device."""

    device: Device
    custody: Custody
    holder: Person | None
    identifiers: tuple[tuple[str, str], ...]
    history: tuple[Event, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that is known of one person."""

    person: Person
    holdings: tuple[Device, ...]
    history: tuple[Event, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a table has to know of a person."""

    person: Person
    holdings: tuple[Device, ...]
    history: tuple[Event, ...]
    """The last events but for mere scans, newest first."""

    def in_words(self) -> str:
        """``8100442 · grade 7 · homeroom 214 · has 1 Chromebook`` in one line."""
        person = self.person
        said = [
            person.person_id,
            f"grade {person.grade}" if person.grade else "",
            f"homeroom {person.homeroom}" if person.homeroom else "",
            "not in the roster yet" if person.status is PersonStatus.UNKNOWN else "",
            f"has {_counted(self.holdings)}",
        ]
        return " · ".join(part for part in said if part)


def look_up(office: Office, code: str) -> DevicePage | PersonPage:
    """The page of the device or the person that a code leads to exactly; else NotFound.

    A code that is both leads to the device; a person is then found by name.
    """
    directory = identifiers.StoredDirectory(office.database)
    reading = read(office, directory, code)
    match = reading.match(directory)
    if match.meaning in (Meaning.DEVICE, Meaning.BOTH) and match.device:
        return device_page(office, match.device)
    if match.meaning is Meaning.PERSON and match.person:
        return person_page(office, match.person)
    hint = "Look for a part of it: champion find TEXT."
    if match.meaning is Meaning.UNSURE:
        near = match.device or match.person or match.place
        hint = f"Did you mean {near}? {match.remark[:1].upper()}{match.remark[1:]}."
    elif reading.other:
        hint = f"It {match.remark}: type the one that is meant."
    raise NotFound(f"No device and no person has the code “{reading.code}”.", hint)


def command_in(office: Office, text: str) -> Command | None:
    """The command that a scanned text is; None where it is none."""
    directory = identifiers.StoredDirectory(office.database)
    return read(office, directory, text).match(directory).command


def is_known(office: Office, text: str) -> bool:
    """Whether a scanned text is a command, a person, a device or a place by an exact look-up."""
    directory = identifiers.StoredDirectory(office.database)
    reading = read(office, directory, text)
    return bool(reading.other) or reading.match(directory).meaning in CERTAIN


def device_page(office: Office, device_id: str, at: date | None = None) -> DevicePage:
    """One device with its history; with a date, as it was at the end of that day."""
    found = register.device_with_clock(office.database, device_id)
    if found is None:
        raise NotFound(f"There is no device {device_id} in the register.", "Import the list again.")
    device, clock = found
    history = events.of_device(office.database, device_id)
    custody = projections.custody_of(office.database, device_id)
    if at is not None:
        history = [event for event in history if event.wall_time[:10] <= at.isoformat()]
        voided = frozenset(
            str(event.body.get("voids")) for event in history if event.kind == Kind.VOID
        )
        custody = replay(from_register(device, clock), history, voided)
    return DevicePage(
        device=device,
        custody=custody,
        holder=register.person(office.database, custody.person) if custody.person else None,
        identifiers=tuple(identifiers.of_device(office.database, device_id)),
        history=tuple(history),
    )


def person_page(office: Office, person_id: str) -> PersonPage:
    """One person with what they have and their history."""
    person = register.person(office.database, person_id)
    if person is None:
        raise NotFound(
            f"There is nobody with the ID {person_id} in the roster.", "Import it again."
        )
    return PersonPage(
        person,
        tuple(register.held_by(office.database, person_id)),
        tuple(events.of_person(office.database, person_id)),
    )


def person_card(office: Office, person_id: str, most_events: int) -> PersonCard:
    """A person at the table; somebody whom the roster doesn't know goes by the ID."""
    known = register.person(office.database, person_id)
    history = events.of_person(office.database, person_id) if most_events else []
    history = [event for event in history if event.kind != Kind.NOTE]
    return PersonCard(
        known or Person(person_id, status=PersonStatus.UNKNOWN),
        tuple(register.held_by(office.database, person_id)),
        tuple(reversed(history[-most_events:])) if most_events else (),
    )


def person(office: Office, person_id: str) -> Person | None:
    """One person of the roster."""
    return register.person(office.database, person_id)


def device(office: Office, device_id: str) -> Device | None:
    """One device of the register."""
    return register.device(office.database, device_id)


def recent(office: Office, count: int) -> list[Verdict]:
    """The last verdicts as the journal has them, newest first; without their sentences."""
    return [_as_verdict(office, event) for event in events.latest_verdicts(office.database, count)]


def _as_verdict(office: Office, event: Event) -> Verdict:
    someone = register.person(office.database, event.person) if event.person else None
    thing = register.device(office.database, event.device) if event.device else None
    known = {code.value: code for code in Code}
    return Verdict(
        scan=str(event.body.get("scan", "")),
        code=known.get(str(event.body.get("verdict")), Code.CONFIRMED),
        say="",
        subject=thing.label if thing else "",
        device=thing.label if thing else None,
        person=event.person,
        event=event.event_id,
        claim=event.body.get("claim"),
        at=event.wall_time,
        name=someone.name if someone else "",
        homeroom=someone.homeroom if someone else "",
    )


def _counted(devices: Sequence[Device]) -> str:
    """``1 Chromebook and 1 Hotspot``, or ``nothing``."""
    kinds = Counter(device.category or "device" for device in devices)
    return a_list([count(number, kind) for kind, number in kinds.items()]) or "nothing"
