"""What follows for one device where several tables worked without knowing of each other.

A line of events, each of which knew all before it, is taken as it is. Where the history forks,
every order of the parallel acts is tried in which each station's own order is kept and each act is
physically possible. If all of them end in one custody, that is the truth, for the real order is one
of them. If none is possible or they end differently, the device is disputed: the clocks' order is
only proposed, and a person says which story holds. Clocks decide nothing, but for whom a device is
laid out, which is an intent and moves nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inventory.model import Custody, CustodyState, Event, Kind, Service
from inventory.rules.custody import after, came_in, handed_again, handed_out, replay
from inventory.rules.parallel import Knowledge, knowledge
from inventory.rules.possible import CAP, Where, all_orders, in_line

__all__ = ["CAP", "MOST", "MOST_STORIES", "Dispute", "Folded", "Story", "fold"]

MOST = 400
"""Events of one fork that are weighed; a year of one device has fifty, a forged file any number."""
MOST_STORIES = 16
"""Sides of one fork that are told; a person can't weigh more."""


@dataclass(frozen=True, slots=True)
class Story:
    """What one side of a fork says, as if the other side had not happened."""

    head: str
    """Its newest act."""
    station: str
    custody: Custody


@dataclass(frozen=True, slots=True)
class Dispute:
    """Stories about one device that can't all be true, or of which nobody can tell the order."""

    conflict_id: str
    """SHA-256 over the sorted heads, in hex: every station gives it the same name."""
    device: str
    heads: tuple[str, ...]
    stories: tuple[Story, ...]
    proposal: Custody
    """What the clocks would say."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What follows from one device's events."""

    custody: Custody
    order: tuple[Event, ...]
    """The order in which they are told; of a dispute that of the clocks."""
    dispute: Dispute | None
    forked: bool
    """Whether stations worked on it without knowing of each other."""
    missing: frozenset[str]
    """Events that a station knew and that are not here: what follows is provisional."""
    anew: frozenset[str] = frozenset()
    """Hand-outs that settled a dispute, or were written as seen again: each begins a loan."""


def fold(
    start: Custody,
    events: Iterable[Event],
    voided: frozenset[str],
    cloned: frozenset[str] = frozenset(),
) -> Folded:
    """The custody after a device's events, whatever the order in which they arrived.

    ``voided`` were undone; of the stations in ``cloned`` two laptops wrote under one name.
    """
    known = knowledge(events, cloned)
    if known.is_line:
        custody = replay(start, known.events, voided)
        return Folded(custody, tuple(known.events), None, False, known.missing)
    folding = _Folding(known, start, voided)
    for stretch in known.stretches():
        folding.take(stretch)
    heads = tuple(known.events[at].event_id for at in known.heads(range(len(known.events))))
    return Folded(
        replace(
            folding.custody,
            heads=heads,
            disputed=folding.dispute.conflict_id if folding.dispute else None,
        ),
        tuple(folding.order),
        folding.dispute,
        True,
        known.missing,
        frozenset(folding.anew),
    )


class _Folding:
    """Goes through the stretches of a history with every custody that is possible so far."""

    def __init__(self, known: Knowledge, start: Custody, voided: frozenset[str]) -> None:
        self._known = known
        self._voided = voided
        self.custody = start
        self.order: list[Event] = []
        self.dispute: Dispute | None = None
        self.anew: set[str] = set()
        self._possible: tuple[Where, ...] = (Where.of(start),)

    def take(self, stretch: range) -> None:
        """One stretch more."""
        acts = [at for at in stretch if self._is_act(self._known.events[at])]
        heads = self._known.heads(acts)
        before = self.custody
        if self._in_line(at for at in stretch if at in acts or self._undoes(at)):
            self._possible = in_line(self._possible, [self._known.events[at] for at in acts])
            self._tell(stretch)
        elif len(stretch) > MOST:
            self._possible = ()
            self._tell(stretch)
        else:
            found = all_orders(self._known, acts, self._possible)
            self._possible = found.ends
            self._tell(self._filled(stretch, found.order) if found.decided else stretch)
        self._judge(before, heads, stretch)
        if len(stretch) > MOST:
            self.custody = replace(self.custody, service=Service.NEEDS_CHECK, grade=None)
        elif len(self._known.heads(stretch)) > 1:
            self._weigh_service(before, stretch)
            self._weigh_intent(stretch)

    def _is_act(self, event: Event) -> bool:
        """Whether it has a say in custody."""
        acts = event.kind in _ACTS or came_in(event) or handed_again(event)
        return acts and event.event_id not in self._voided

    def _undoes(self, at: int) -> bool:
        """Whether it takes an act back: who did not know of that may have acted on it."""
        return self._known.events[at].kind == Kind.VOID

    def _in_line(self, positions: Iterable[int]) -> bool:
        """Whether each of them came after all before it."""
        seen = 0
        for at in positions:
            if self._known.before[at] & seen != seen:
                return False
            seen |= 1 << at
        return True

    def _filled(self, stretch: range, acts: Sequence[int]) -> list[int]:
        """The acts in their order, each with what came before it for certain; then the rest."""
        told: dict[int, None] = {}
        for act in (*acts, *stretch):
            known = self._known.before[act]
            told.update((at, None) for at in stretch if known >> at & 1)
            told[act] = None
        return list(told)

    def _tell(self, order: Iterable[int]) -> None:
        for at in order:
            event = self._known.events[at]
            self.order.append(event)
            if event.event_id in self._voided:
                continue
            if self.dispute and event.kind == Kind.ISSUE:
                self.anew.add(event.event_id)
                self.custody = replace(self.custody, loan=None)
            self.custody = after(self._out_again(event), event)

    def _out_again(self, event: Event) -> Custody:
        """Out before it was seen with them again, where it had been taken back elsewhere."""
        if handed_again(event) and self.custody.state is CustodyState.IN_STOCK:
            self.anew.add(event.event_id)
            return handed_out(self.custody, event, event.body.get("at_place"))
        return self.custody

    def _judge(self, before: Custody, heads: Sequence[int], stretch: range) -> None:
        """Whether all that is possible is one custody; else there is a dispute."""
        places = {where.place for where in self._possible}
        ends = {where.settled for where in self._possible}
        if len(ends) == 1:
            self.dispute = None
            self.custody = self._possible[0].put_on(self.custody, sure=len(places) == 1)
        elif len(heads) > 1 or self.dispute is None:
            self._argue(before, heads, stretch)

    def _argue(self, before: Custody, heads: Sequence[int], stretch: range) -> None:
        """Tell the stretch again by the clocks, and keep what each side says."""
        if len(stretch) <= MOST:
            del self.order[len(self.order) - len(stretch) :]
            self.custody = before
            self._tell(self._known.by_clock(stretch))
        stories = [self._story(before, head, stretch) for head in heads[-MOST_STORIES:]]
        if not self._possible:
            self._possible = tuple(dict.fromkeys(Where.of(one.custody) for one in stories))
        names = tuple(sorted(self._known.events[at].event_id for at in heads))
        self.dispute = Dispute(
            hashlib.sha256("\n".join(names).encode()).hexdigest(),
            self.custody.device,
            names,
            tuple(sorted(stories, key=lambda story: story.head)),
            self.custody,
        )

    def _story(self, before: Custody, head: int, stretch: range) -> Story:
        side = self._side(head, stretch)
        event = self._known.events[head]
        return Story(event.event_id, event.station_id, self._told_alone(before, side))

    def _side(self, head: int, stretch: range) -> list[Event]:
        known = self._known.before[head] | 1 << head
        return [self._known.events[at] for at in stretch if known >> at & 1]

    def _told_alone(self, before: Custody, side: Iterable[Event]) -> Custody:
        return replay(before, side, self._voided)

    def _weigh_service(self, before: Custody, stretch: range) -> None:
        """Where parallel stations said different things of its shape, somebody has to look."""
        unsaid = replace(before, service_since=None, grade=None)
        sides = [
            self._told_alone(unsaid, self._side(head, stretch))
            for head in self._known.heads(stretch)
        ]
        words = {side.service for side in sides if side.service_since}
        grades = {side.grade for side in sides if side.grade}
        if len(words) > 1:
            self.custody = replace(self.custody, service=Service.NEEDS_CHECK)
        elif words:
            self.custody = replace(self.custody, service=words.pop())
        if len(grades) > 1:
            self.custody = replace(self.custody, grade=None)

    def _weigh_intent(self, stretch: range) -> None:
        """For whom it is laid out is an intent: of parallel words the last by the clocks counts."""
        for at in self._known.by_clock(stretch):
            event = self._known.events[at]
            if event.kind == Kind.ASSIGN and event.event_id not in self._voided:
                self.custody = replace(self.custody, assigned_to=event.person)


_ACTS = frozenset({Kind.ISSUE, Kind.RETURN, Kind.MOVE, Kind.RESOLVE})
