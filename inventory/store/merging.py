"""Events of other stations taken in: a union, and what follows from it worked out again."""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.journal.lines import as_line
from inventory.model import Event, Kind, Person, PersonStatus
from inventory.store import (
    aftermath,
    audit_fold,
    deliveries,
    events,
    projections,
    register,
)
from inventory.store.database import Database
from inventory.store.pieces import rows_for


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of taking events in."""

    new: int
    known: int
    """Events that were here already, the same to the last character."""
    quarantined: int
    """Events with an id that is here with other content; they are kept aside and not followed."""
    devices: frozenset[str]
    """The devices that something new was said of."""
    cloned: tuple[str, ...] = ()
    """Stations of which it turned out that two laptops write as them."""


def merge(database: Database, arrived: Iterable[Event]) -> Merged:
    """Take events in, inside the open transaction; in what order and how often does not matter.

    Their own hashes have been checked. Nothing that is here is changed.
    """
    given = {event.hash: event for event in arrived}
    here = dict(
        rows_for(
            database,
            "SELECT event_id, hash FROM event WHERE event_id IN ({})",
            [event.event_id for event in given.values()],
        )
    )
    new: list[Event] = []
    other: list[Event] = []
    for event in sorted(given.values(), key=lambda e: (e.station_id, e.seq, e.event_id, e.hash)):
        if event.event_id not in here:
            new.append(event)
            here[event.event_id] = event.hash
        elif here[event.event_id] != event.hash:
            other.append(event)
    events.put(database, new)
    _put_aside(database, other)
    cloned = tuple(deliveries.find_clones(database, new))
    for station in cloned:
        deliveries.refold_later(database, station)
    touched = _follow(database, new)
    return Merged(len(new), len(given) - len(new) - len(other), len(other), touched, cloned)


def quarantined(database: Database) -> int:
    """How many events are kept aside."""
    return int(database.value("SELECT count(*) FROM quarantine"))


def _put_aside(database: Database, other: Iterable[Event]) -> None:
    database.write_many(
        "INSERT OR IGNORE INTO quarantine VALUES (?,?,?,?)",
        ((event.hash, event.event_id, event.station_id, as_line(event)) for event in other),
    )


def refold_some(database: Database, most: int = 100) -> int:
    """Work out some of the devices that a copied laptop left to be, in the open transaction.

    How many that were: 0 when all is done. In between they show what was known before.
    """
    devices = deliveries.next_to_refold(database, most)
    projections.refold(database, devices)
    deliveries.refolded(database, devices)
    return len(devices)


def _follow(database: Database, new: list[Event]) -> frozenset[str]:
    """Work out again all that new events have a say in; the devices among it."""
    undone = _voids(database, new)
    devices = {event.device for event in (*new, *undone) if event.device}
    projections.refold(database, sorted(devices))
    gone = projections.voided_among(database, [event.event_id for event in new])
    counting = [event for event in new if event.event_id not in gone]
    _follow_people(database, counting)
    for event in counting:
        if event.kind in (Kind.PARK, Kind.SETTLE):
            aftermath.fold(database, event)
    for event in undone:
        if event.kind != Kind.RETAG:
            projections.take_back(database, event)
    if any(event.kind == Kind.RETAG for event in (*new, *undone)):
        projections.relearn(database)
    audit_fold.fold_all(database, new)
    return frozenset(devices)


def _voids(database: Database, new: Iterable[Event]) -> list[Event]:
    """Remember what was undone; those of it that are here."""
    targets = []
    for event in new:
        if event.kind == Kind.VOID:
            projections.mark_void(database, event)
            targets.append(events.by_id(database, str(event.body.get("voids", ""))))
    return [event for event in targets if event]


def _follow_people(database: Database, new: Iterable[Event]) -> None:
    """Whoever was entered by hand elsewhere is known here by number; names do not travel."""
    for event in new:
        if event.kind != Kind.STUB or not event.person:
            continue
        if register.person(database, event.person) is None:
            register.put_people(database, [Person(event.person, status=PersonStatus.UNKNOWN)])
