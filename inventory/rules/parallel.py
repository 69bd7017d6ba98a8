"""The order in which one device's events can have happened, by what each station knew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

from inventory.model import Event


@dataclass(frozen=True)
class Knowledge:
    """A device's events, sorted so that each comes after all that its station knew of.

    Positions in ``events`` stand for them; sets of positions are the bits of a number.
    """

    events: Sequence[Event]
    before: Sequence[int]
    """For each event the set of all that came before it for certain."""
    missing: frozenset[str]
    """Events that a station knew and that are not here."""

    @cached_property
    def is_line(self) -> bool:
        """Whether each event came after all others before it."""
        return all(known == (1 << at) - 1 for at, known in enumerate(self.before))

    def stretches(self) -> Iterator[range]:
        """The events in stretches: all of one came before all of the next."""
        count = len(self.events)
        known_by_all_later = [0] * count
        common = -1
        for at in range(count - 1, -1, -1):
            common &= self.before[at]
            known_by_all_later[at] = common
        start = 0
        for end in range(1, count + 1):
            everything = (1 << end) - 1
            if end == count or known_by_all_later[end] & everything == everything:
                yield range(start, end)
                start = end

    def heads(self, among: Iterable[int]) -> list[int]:
        """Those of some events that came before none of the others."""
        among = list(among)
        covered = 0
        for at in among:
            covered |= self.before[at]
        return [at for at in among if not covered >> at & 1]

    def by_clock(self, among: Iterable[int]) -> list[int]:
        """Some events as the clocks have them, as far as that is possible."""
        among = list(among)
        members = _bits(among)
        waits_for = {at: self.before[at] & members for at in among}
        return _sorted(waits_for, lambda at: (self.events[at].hlc, at))


def knowledge(events: Iterable[Event], cloned: frozenset[str]) -> Knowledge:
    """What came before what: what an event's station knew, and each station's own numbers.

    The numbers of a ``cloned`` station say nothing: two laptops gave them. Where events contradict
    each other (no honest station writes such), their numbers decide.
    """
    listed = sorted(events, key=lambda event: (event.station_id, event.seq, event.event_id))
    at_of = {event.event_id: at for at, event in enumerate(listed)}
    direct: dict[int, int] = {}
    missing = set()
    for at, event in enumerate(listed):
        known = 0
        for parent in event.parents:
            if parent in at_of:
                known |= 1 << at_of[parent]
            else:
                missing.add(parent)
        if at and event.station_id == listed[at - 1].station_id not in cloned:
            known |= 1 << at - 1
        direct[at] = known & ~(1 << at)
    order = _sorted(direct, lambda at: (at,))
    place = {at: position for position, at in enumerate(order)}
    before: list[int] = []
    for at in order:
        known = 0
        for position in sorted(place[other] for other in _members(direct[at])):
            if position < len(before):
                known |= 1 << position | before[position]
        before.append(known)
    return Knowledge([listed[at] for at in order], before, frozenset(missing))


def _sorted(waits_for: dict[int, int], key: Callable[[int], tuple[object, ...]]) -> list[int]:
    """Each after all that it waits for, else by the key; a circle is cut where the key is least."""
    followers: dict[int, list[int]] = {at: [] for at in waits_for}
    open_count = {}
    for at, others in waits_for.items():
        members = [other for other in _members(others) if other in waits_for]
        open_count[at] = len(members)
        for other in members:
            followers[other].append(at)
    ready = [(key(at), at) for at, number in open_count.items() if number == 0]
    heapify(ready)
    done: dict[int, None] = {}
    while len(done) < len(waits_for):
        if not ready:
            cut = min((at for at in waits_for if at not in done), key=key)
            heappush(ready, (key(cut), cut))
        at = heappop(ready)[1]
        if at in done:
            continue
        done[at] = None
        for follower in followers[at]:
            open_count[follower] -= 1
            if open_count[follower] == 0:
                heappush(ready, (key(follower), follower))
    return list(done)


def _bits(positions: Iterable[int]) -> int:
    total = 0
    for at in positions:
        total |= 1 << at
    return total


def _members(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
