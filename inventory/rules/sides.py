"""What each side of a disputed history did that the other sides did not know of."""

from collections.abc import Iterable, Mapping, Sequence

from inventory.model import Event, Kind
from inventory.rules.parallel import knowledge

_UNTOLD = frozenset({Kind.VOID, Kind.NOTE})
"""What says nothing of where the device is."""


def sides(
    events: Iterable[Event],
    heads: Sequence[str],
    voided: frozenset[str],
    cloned: frozenset[str] = frozenset(),
) -> Mapping[str, tuple[Event, ...]]:
    """By head the events that lead to it and not to every other head, oldest first.

    What all knew is left out, and so is what was undone.
    """
    known = knowledge(events, cloned)
    at_of = {event.event_id: at for at, event in enumerate(known.events)}
    reach = {head: known.before[at_of[head]] | 1 << at_of[head] for head in heads if head in at_of}
    common = -1
    for each in reach.values():
        common &= each
    return {
        head: tuple(
            event
            for at, event in enumerate(known.events)
            if (each & ~common) >> at & 1
            and event.event_id not in voided
            and event.kind not in _UNTOLD
        )
        for head, each in reach.items()
    }
