"""Swaps: devices that went round among people, found by what was seen, and put right at once."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakKeyDictionary

from inventory.errors import ChampionError, NotFound
from inventory.model import Custody, Device, Draft, Kind, Person
from inventory.rules.duties import Duty
from inventory.rules.phrases import a_list
from inventory.rules.swaps import (
    Cycle,
    Mark,
    Move,
    Step,
    circle_of,
    cycles,
    mark_of,
    still_out,
    surely_after,
)
from inventory.services import pages
from inventory.services.office import Office
from inventory.services.pages import DevicePage
from inventory.store import deliveries, events, figures, loans, register
from inventory.store import swaps as store
from inventory.store.database import Database

DAYS = timedelta(days=120)
"""How long a device that somebody else brought in explains where others are."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Devices that went round, or a part of a round of which the rest was not seen yet."""

    swap_id: str
    moves: tuple[Move, ...]
    closed: bool
    """Whether all of it is known: only then it is sure enough to be counted and proposed."""
    waits_for: tuple[Device, ...] = ()
    """What the last one has by the record, and nobody has seen."""
    seen_too: tuple[Device, ...] = ()
    """What the last one has by the record and was seen with: they may only have carried the other.
    """

    @property
    def corrections(self) -> tuple[Move, ...]:
        """What is put right: each device that is still out, once."""
        return still_out(self.moves)

    @property
    def at(self) -> str:
        """When the newest of it was seen."""
        return max(move.at for move in self.moves)


def waiting(office: Office) -> list[Swap]:
    """The swaps of which all is known, then what was only seen with another than on record."""
    return [_swap(office, one) for one in _cycles(office)]


def count(office: Office) -> int:
    """How many swaps are closed; what was only seen with another than on record is none.

    It is asked for often, and worked out only where something was written since.
    """
    if office.database.conn.in_transaction:  # what is not stored yet may be rolled back
        return sum(one.closed for one in _cycles(office))
    version = figures.mark(office.database)
    counted = _COUNTED.get(office.database)
    if counted is None or counted[0] != version:
        ready = sum(one.closed for one in _cycles(office))
        counted = _COUNTED[office.database] = version, ready
    return counted[1]


_COUNTED: WeakKeyDictionary[Database, tuple[tuple[int, int], int]] = WeakKeyDictionary()


def find(office: Office, which: str) -> Swap:
    """The swap with this id, or with the device that a code leads to; NotFound where none is."""
    found = waiting(office)
    by_id = next((one for one in found if one.swap_id == which), None)
    if by_id:
        return by_id
    page = pages.look_up(office, which)
    if not isinstance(page, DevicePage):
        raise NotFound(f"“{which}” is a person, not a device.", "Name the device by tag or serial.")
    device = page.device
    if with_it := _with(found, device.device_id):
        return with_it
    raise NotFound(
        f"{device.label} is in no swap: nobody saw it with another one than who has it on record.",
        f"champion show {device.label} says where it was seen last.",
    )


def of_device(office: Office, device_id: str) -> Swap | None:
    """The swap that a device which is still out is in; None where there is none."""
    if store.out_of(office.database, device_id) is None:
        return None
    return _with(waiting(office), device_id)


def _with(found: Iterable[Swap], device_id: str) -> Swap | None:
    """The swap in which this device is corrected."""
    for one in found:
        if any(move.device.device_id == device_id for move in one.corrections):
            return one
    return None


def settle(office: Office, swap_id: str) -> str:
    """Record each device with who has it, as one action that one undo takes back; what was done.

    Limits on how many somebody may have do not stop it: nothing is handed out. Refuses where
    something of it was scanned or settled meanwhile, and to a helper.
    """
    office.refuse_helper(Duty.SETTLE)
    group = office.new_id()

    def work() -> str:
        found = next((one for one in waiting(office) if one.swap_id == swap_id), None)
        if found is None:
            raise ChampionError(
                "This swap is not as it was: something of it was scanned or settled meanwhile.",
                "Look at it again in the Inbox.",
            )
        for move in found.corrections:
            office.record(_corrected(office, move), group)
        return f"Corrected: {_now(found.corrections)}."

    return office.write(work)


def circle(office: Office, first: Step, days: timedelta = DAYS) -> tuple[Move, ...]:
    """The moves that close a circle with a step that is just being taken; empty where none do."""
    steps = store.steps_from(office.database, [first], _since(office, days))
    return tuple(_move(office, step) for step in circle_of(first, steps))


def step_of(
    office: Office, device: Device, custody: Custody, hands: str, *, came_in: bool = False
) -> Step:
    """A step that is just being taken with a device that a person has: it has no event yet."""
    recorded, category = str(custody.person), device.category.casefold()
    began = _began(office, custody)
    return Step(device.device_id, category, recorded, hands, "", "", came_in, began)


def counterpart(office: Office, custody: Custody, owner: str, days: timedelta) -> Device | None:
    """A device of one person that the holder of another device brought in while having that one.

    The last one; None where it was given to somebody since, or the person got another one.
    """
    began = _began(office, custody)
    for step in reversed(store.came_in(office.database, owner, _since(office, days))):
        if step.hands == custody.person and surely_after(step.seen, began):
            return register.device(office.database, step.device)
    return None


def _began(office: Office, custody: Custody) -> Mark | None:
    """When it was given to who has it; None where only the district's list says so."""
    event = events.by_id(office.database, custody.settled_by or "")
    return mark_of(event, deliveries.cloned_stations(office.database)) if event else None


def _cycles(office: Office) -> list[Cycle]:
    return cycles(store.steps_from(office.database, None, _since(office, DAYS)))


def _since(office: Office, days: timedelta) -> str:
    return (office.clock.now() - days).date().isoformat()


def _swap(office: Office, cycle: Cycle) -> Swap:
    moves = tuple(_move(office, step) for step in cycle.steps)
    said = "\n".join(f"{one.device}\t{one.recorded}\t{one.hands}" for one in cycle.corrections)
    swap_id = hashlib.sha256(said.encode()).hexdigest()[:16]
    if cycle.closed:
        return Swap(swap_id, moves, closed=True)
    known = {step.device for step in cycle.steps}
    last, database = cycle.steps[-1], office.database
    held = [
        device
        for device in register.held_by(database, last.hands)
        if device.device_id not in known and device.category.casefold() == last.category
    ]
    unseen = tuple(one for one in held if not store.was_seen(database, one.device_id))
    seen_too = tuple(one for one in held if store.is_with(database, one.device_id, last.hands))
    return Swap(swap_id, moves, closed=False, waits_for=unseen, seen_too=seen_too)


def _move(office: Office, step: Step) -> Move:
    database = office.database
    return Move(
        register.device(database, step.device) or Device(step.device, tag=step.device),
        register.person(database, step.recorded) or Person(step.recorded),
        register.person(database, step.hands) or Person(step.hands),
        step.at,
        step.came_in,
    )


def _corrected(office: Office, move: Move) -> list[Draft]:
    """One correction: the loan on record ends, and whoever has the device has it from now on.

    What went out with the device goes along; where no loan says so, nothing did. Nobody saw
    anything now, so it is no sighting; and what an audit found of it has its explanation.
    """
    device, hands = move.device.device_id, move.hands.person_id
    kept = {"correction": True, "put_right": True}
    given = loans.given_with(office.database, device)
    explained = [
        Draft(
            Kind.EXPLAIN,
            device=device,
            body={
                "audit": audit,
                "subjects": [[device, "WRONG_HOLDER"]],
                "disposition": "record_corrected",
            },
        )
        for audit in store.lines_to_explain(office.database, device, hands)
    ]
    return [
        Draft(Kind.RETURN, device, move.recorded.person_id, {**kept, "received_from": hands}),
        Draft(Kind.ISSUE, device, hands, {**kept, **({"accessories": given} if given else {})}),
        *explained,
    ]


def _now(moves: Iterable[Move]) -> str:
    """``NS-101 is with Ada Lovelace and NS-102 is with Ben Ode``."""
    return a_list([f"{move.device.label} is with {move.hands.name}" for move in moves])
