"""Where devices really are, and which records can be true of that; written apart from the fold."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from inventory.model import Custody, CustodyState, Draft, Event, Kind


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a device really is: with a person, in a place that got it, or in stock."""

    person: str | None = None
    place: str | None = None

    @staticmethod
    def said_by(custody: Custody) -> "Spot":
        """Where a custody says that it is; on which shelf of the stock is left out."""
        if custody.state is CustodyState.IN_PLACE:
            return Spot(place=custody.place)
        return Spot(custody.person)


STOCK = Spot()


def happened(spot: Spot, act: Draft | Event, *, bringer_had_it: bool = True) -> Spot | None:
    """Where a device is after what was written down; None where it can't have happened.

    ``bringer_had_it``: whoever is recorded to have brought a device in had it until then.
    """
    place = act.body.get("place")
    if act.kind == Kind.ISSUE:
        target = Spot(act.person) if act.person else Spot(place=place)
        return target if spot in (STOCK, target) else None
    if act.kind == Kind.SIGHT and act.body.get("mode") == "out":
        # Seen again with them, by the record; they go away with it, wherever it came from.
        target = Spot(act.person) if act.person else Spot(place=act.body.get("at_place"))
        return target if spot in (STOCK, target) else None
    if act.kind == Kind.RETURN:
        return STOCK if _can_come_back(spot, act) else None
    if act.kind == Kind.SIGHT and act.body.get("mode") == "back":
        doubted = bringer_had_it and act.person is not None and act.person != spot.person
        return None if doubted else STOCK
    if act.kind == Kind.MOVE:
        return None if spot.person else Spot(place=place) if spot.place else STOCK
    if act.kind == Kind.RESOLVE:
        return (
            Spot(act.person, place)
            if act.body["state"] == CustodyState.IN_PLACE
            else Spot(act.person)
        )
    return spot


def _can_come_back(spot: Spot, act: Draft | Event) -> bool:
    """Whoever brings it had it, whatever that table believed.

    Where it is handed out, or looked at on a bench, it may lie there already.
    """
    bringer = act.body.get("received_from")
    if not act.person:
        return spot.place is not None
    if spot == STOCK:
        return act.body.get("mode") in ("out", "check")
    return bool(spot.person) and (not bringer or spot.person in (act.person, bringer))


def possible_ends(
    start: Spot, events: Iterable[Event], voided: frozenset[str], *, bringer_had_it: bool = True
) -> frozenset[Spot]:
    """Where a device can be after all of its events, in any order that can have been.

    Nothing clever: every order in which each event comes after what its table knew and after what
    its table did before; the ``voided`` changed nothing.
    """
    left = {event.event_id: event for event in events}
    before: dict[str, set[str]] = {
        one.event_id: {
            other.event_id
            for other in left.values()
            if other.event_id in one.parents
            or (other.station_id == one.station_id and other.seq < one.seq)
        }
        for one in left.values()
    }

    @cache
    def ends(done: frozenset[str], spot: Spot) -> frozenset[Spot]:
        if len(done) == len(left):
            return frozenset({spot})
        found: set[Spot] = set()
        for name, event in left.items():
            if name in done or not before[name] <= done:
                continue
            was_undone = name in voided
            then = spot if was_undone else happened(spot, event, bringer_had_it=bringer_had_it)
            if then is not None:
                found |= ends(done | {name}, then)
        return frozenset(found)

    return ends(frozenset(), start)
