"""One device's or one person's page, and what a code leads to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inventory.errors import ChampionError, NotFound
from inventory.model import Custody, Device, Event, Kind, Person, PersonStatus
from inventory.rules import as_of
from inventory.rules.codes import Match, Meaning
from inventory.rules.commands import Command
from inventory.rules.fold import Folded
from inventory.rules.phrases import a_list, count
from inventory.services.office import Office
from inventory.services.reading import CERTAIN, read
from inventory.store import deliveries, events, identifiers, projections, register
from inventory.store.identifiers import STICKER


@dataclass(frozen=True, slots=True)
class DevicePage:
    """All that is known of one device."""

    device: Device
    custody: Custody
    holder: Person | None
    identifiers: tuple[tuple[str, str], ...]
    history: tuple[Event, ...]
    """Oldest first."""
    at: date | None = None
    """At the end of which day all this was so; None: now. What the lists say is always today's."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that is known of one person."""

    person: Person
    holdings: tuple[Device, ...]
    history: tuple[Event, ...]
    """Oldest first."""
    at: date | None = None
    """At the end of which day all this was so; None: now. What the roster says is always today's"""
    disputed: frozenset[str] = frozenset()
    """Those of the holdings, by their ids, on which tables disagreed on that day."""
    by_list: frozenset[str] = frozenset()
    """Those of which only the district's list says so, and that is today's."""


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
    hint = "Look for a part of it."
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


def meaning_of(office: Office, text: str) -> Match:
    """What a scanned text is, by an exact look-up; a code can be a person's and a device's."""
    directory = identifiers.StoredDirectory(office.database)
    match = read(office, directory, text).match(directory)
    return match if match.meaning in CERTAIN else Match(match.code, Meaning.UNKNOWN)


def is_known(office: Office, text: str) -> bool:
    """Whether a scanned text is a command, a person, a device or a place by an exact look-up."""
    directory = identifiers.StoredDirectory(office.database)
    reading = read(office, directory, text)
    return bool(reading.other) or reading.match(directory).meaning in CERTAIN


def read_day(office: Office, text: str) -> date | None:
    """The day that somebody typed, as 2026-11-03; None where it is empty, which means now.

    Refuses what is no date, and a day that has not come yet.
    """
    if not text.strip():
        return None
    today = office.clock.now().date()
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ChampionError(
            f"“{text.strip()}” is no date.", f"Write it as {today.isoformat()}."
        ) from None
    if day > today:
        raise ChampionError(f"{day.isoformat()} has not come yet.", "No day means today.")
    return day


def device_page(office: Office, device_id: str, at: date | None = None) -> DevicePage:
    """One device with its history; with a date, as it was at the end of that day."""
    found = register.device_with_clock(office.database, device_id)
    if found is None:
        raise NotFound(f"There is no device {device_id} in the register.", "Import the list again.")
    device, clock = found
    history = events.of_device(office.database, device_id)
    codes = identifiers.of_device(office.database, device_id)
    if at is None:
        custody = projections.custody_of(office.database, device_id)
    else:
        folded = _folded(office, device, clock, history, at)
        later = {_code(one) for one in history} - {_code(one) for one in folded.order}
        codes = [(kind, code) for kind, code in codes if kind != STICKER or code not in later]
        history, custody = as_of.by_clock(folded.order), folded.custody
    return DevicePage(
        device=device,
        custody=custody,
        holder=register.person(office.database, custody.person) if custody.person else None,
        identifiers=tuple(codes),
        history=tuple(history),
        at=at,
    )


def _code(event: Event) -> str:
    """The code that was taught to lead to the device; empty where none was."""
    return str(event.body.get("code", "")) if event.kind == Kind.RETAG else ""


def person_page(office: Office, person_id: str, at: date | None = None) -> PersonPage:
    """One person with what they have and their history; with a date, at the end of that day."""
    person = register.person(office.database, person_id)
    if person is None:
        raise NotFound(
            f"There is nobody with the ID {person_id} in the roster.", "Import it again."
        )
    history = events.of_person(office.database, person_id)
    if at is None:
        held = tuple(register.held_by(office.database, person_id))
        return PersonPage(person, held, tuple(history))
    return _person_at(office, person, history, at)


def _person_at(office: Office, person: Person, history: list[Event], at: date) -> PersonPage:
    """What they had by what was known of each device that they may have had."""
    had = dict.fromkeys(event.device for event in history if event.device)
    had |= dict.fromkeys(register.listed_with(office.database, person.person_id))
    known, held = [event for event in history if not event.device], []
    known = [event for event in known if event.wall_time[:10] <= at.isoformat()]
    for device_id in had:
        found = register.device_with_clock(office.database, device_id)
        if found is None:
            continue
        folded = _folded(office, *found, events.of_device(office.database, device_id), at)
        known += [event for event in folded.order if event.person == person.person_id]
        if folded.custody.person == person.person_id:
            held.append((folded.custody, found[0]))
    held.sort(key=lambda one: (one[0].since or "", one[1].device_id))
    return PersonPage(
        person,
        tuple(device for _, device in held),
        tuple(as_of.by_clock(known)),
        at,
        frozenset(device.device_id for custody, device in held if custody.disputed),
        frozenset(device.device_id for custody, device in held if not custody.since),
    )


def _folded(
    office: Office, device: Device, clock: str, history: Sequence[Event], at: date
) -> Folded:
    cloned = deliveries.cloned_stations(office.database)
    now = office.clock.now()
    known = as_of.known_by(history, at, cloned, now.date())
    return as_of.folded_at(device, clock, known, at, cloned, now.tzinfo)


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


def _counted(devices: Sequence[Device]) -> str:
    """``1 Chromebook and 1 Hotspot``, or ``nothing``."""
    kinds = Counter(device.category or "device" for device in devices)
    return a_list([count(number, kind) for kind, number in kinds.items()]) or "nothing"
