"""Who has whose device: what was seen in other hands than those on record, and what puts it right.

Each fact is a step from the person on record to the person who has the device. Steps that end
where they began are a circle: everybody in it was seen with a device of another or brought one, and
each that is still out is put right by one correction, the fewest there can be. What is left is a
trail: who stands at its end was seen with a device of another, and may only have carried it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from inventory.model import Device, Event, Kind, Mode, Person
from inventory.rules.phrases import a_list
from inventory.verdict import Code


@dataclass(frozen=True, slots=True)
class Mark:
    """When an event was written: its number where one station wrote both, else its clock."""

    station: str
    """Empty for one whose numbers say nothing, as two laptops gave them."""
    seq: int
    ms: int
    """Milliseconds since 1970, by the clock of the journal."""


def mark_of(event: Event, cloned: frozenset[str]) -> Mark:
    """When an event was written; of the stations in ``cloned`` only the clock is asked."""
    station = "" if event.station_id in cloned else event.station_id
    return Mark(station, event.seq, int(event.hlc.split(".")[0]))


def surely_after(later: Mark | None, earlier: Mark | None) -> bool:
    """Whether one came after the other for certain, though clocks of two stations are never alike.

    None as the later one is now, and as the earlier one before all that was recorded.
    """
    if later is None or earlier is None:
        return True
    if later.station and later.station == earlier.station:
        return later.seq > earlier.seq
    return later.ms - earlier.ms > _CLOCKS_APART


_CLOCKS_APART = 30 * 60 * 1000
"""By how many milliseconds clocks of two tables may be apart."""


@dataclass(frozen=True, slots=True)
class Step:
    """One device in other hands than those on record."""

    device: str
    category: str
    recorded: str
    """The person who has it by the record; for one that came in, who had."""
    hands: str
    """Who had it in fact."""
    event: str
    """What shows it: a sighting, or the return that somebody else brought."""
    at: str
    """When, ISO 8601."""
    came_in: bool = False
    """Whether it is in stock by now: it explains the others, and needs no correction."""
    began: Mark | None = None
    """When the person on record was given it; None where only a list says so."""
    seen: Mark | None = None
    """When it was shown; None: now."""
    audit: str = ""
    """The audit that saw it, if one did."""

    def goes_with(self, other: "Step") -> bool:
        """Whether one that came in did so while the other was out as it is now."""
        return not (
            (self.came_in and not surely_after(self.seen, other.began))
            or (other.came_in and not surely_after(other.seen, self.began))
        )


@dataclass(frozen=True, slots=True)
class Cycle:
    """Steps of which each begins where the one before ended."""

    steps: tuple[Step, ...]

    @property
    def closed(self) -> bool:
        """Whether the last one ends where the first began."""
        return self.steps[-1].hands == self.steps[0].recorded

    @property
    def corrections(self) -> tuple[Step, ...]:
        """What has to be corrected: each device that is still out, once."""
        return still_out(self.steps)


@dataclass(frozen=True, slots=True)
class Move:
    """A step with all that is known of it: the device, who had it by the record, and who in fact.

    ``at`` and ``came_in`` are those of the step.
    """

    device: Device
    recorded: Person
    hands: Person
    at: str
    came_in: bool


_Moved = TypeVar("_Moved", Step, Move)


def still_out(moved: Iterable[_Moved]) -> tuple[_Moved, ...]:
    """What has to be corrected: all but what came in."""
    return tuple(one for one in moved if not one.came_in)


def rest_in_words(moves: Sequence[Move]) -> str:
    """``Ada's NS-2 is with Cleo and Cleo's NS-3 came with Ben``: a circle without its first.

    Of a long one the first moves are told, for there is room for two lines.
    """
    told = [
        f"{_first(move.recorded)}'s {move.device.label}"
        f" {'came' if move.came_in else 'is'} with {_first(move.hands)}"
        for move in moves[1 : _MOST_TOLD + 1]
    ]
    more = len(moves) - 1 - len(told)
    return a_list([*told, f"{more} more"] if more else told)


def swap_of(number: int) -> str:
    """``a swap``, ``a swap of three``."""
    return "a swap" if number == _PAIR else f"a swap of {_NUMBERS.get(number, number)}"


_PAIR = 2
_MOST_TOLD = 2
_NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six"}


def _first(person: Person) -> str:
    return person.first_name or person.name


def hands_in(event: Event) -> str:
    """In whose hands an event shows its device; empty where it does not say.

    Whoever is handed what they have already has it there, and so has who says so in an audit.
    """
    body = event.body
    if event.kind == Kind.SIGHT:
        if said := body.get("in_hands_of"):
            return str(said)
        again = body.get("mode") == Mode.OUT and body.get("verdict") == Code.SIGHTED
        return (event.person or "") if again else ""
    says = event.kind == Kind.ISSUE or (event.kind == Kind.NOTE and bool(body.get("attested_by")))
    return (event.person or "") if says else ""


def cycles(seen: Iterable[Step]) -> list[Cycle]:
    """What the steps come to: the circles first, then the trails that wait for more.

    Devices of one category are taken together where that closes a circle; a step is used once.
    What came in stands in a circle or a trail only where something in it is still out.
    """
    ways = _Ways(sorted(seen, key=lambda step: (step.at, step.event)))
    found = []
    for alike in (True, False):
        for step in ways.out:
            circle = () if step in ways.used else ways.circle(step, alike=alike)
            if circle:
                ways.used.update(circle)
                found.append(Cycle(_begun(circle)))
    return [*found, *ways.trails()]


def circle_of(step: Step, seen: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that close a circle with this one, which comes first; empty where none do."""
    ways = _Ways([step, *(one for one in seen if one.device != step.device)])
    return ways.circle(step, alike=True) or ways.circle(step, alike=False)


class _Ways:
    """Steps by where they begin, and which of them are used up."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self.used: set[Step] = set()
        self.out = [step for step in steps if not step.came_in]
        self._numbered = list(enumerate(steps))
        self._came = [(at, step) for at, step in self._numbered if step.came_in]
        self._at = {step: at for at, step in self._numbered}
        self._ruled_out: dict[Step, int] = {}
        self._by_recorded: dict[str, list[Step]] = {}
        for step in steps:
            self._by_recorded.setdefault(step.recorded, []).append(step)
        for ways in self._by_recorded.values():
            ways.sort(key=lambda step: step.came_in)  # what is out shows more

    def circle(self, first: Step, *, alike: bool) -> tuple[Step, ...]:
        """The shortest way from where a step ends back to where it began, behind that step.

        ``alike`` takes devices of its category only. Of two ways to one person the longer one is
        left only where it rules out less of what could follow.
        """
        ways = {first.hands: [self._against(first)]}
        todo: deque[tuple[tuple[Step, ...], int]] = deque([((first,), ways[first.hands][0])])
        while todo:
            way, against = todo.popleft()
            for step in self._from(way[-1].hands):
                if (alike and step.category != first.category) or against >> self._at[step] & 1:
                    continue
                if step.hands == first.recorded:
                    return (*way, step)
                ruled_out = against | self._against(step)
                known = ways.setdefault(step.hands, [])
                if not any(one & ruled_out == one for one in known):
                    known.append(ruled_out)
                    todo.append(((*way, step), ruled_out))
        return ()

    def _against(self, step: Step) -> int:
        """What doesn't go with a step, a bit for each; of what is out all goes together."""
        if step not in self._ruled_out:
            others = self._numbered if step.came_in else self._came
            self._ruled_out[step] = sum(
                1 << at for at, one in others if one is not step and not step.goes_with(one)
            )
        return self._ruled_out[step]

    def trails(self) -> list[Cycle]:
        """What closes no circle, as long ways of which each step is in one."""
        ends = {step.hands for step in self._steps if step not in self.used}
        found = []
        for step in sorted(self.out, key=lambda one: one.recorded in ends):
            if step not in self.used:
                found.append(Cycle(tuple(self._trail(step))))
        return sorted(found, key=lambda one: (one.steps[0].at, one.steps[0].event))

    def _trail(self, step: Step) -> Iterator[Step]:
        """The way on from a step, of its category where there is a choice."""
        trail: list[Step] = []
        following: Step | None = step
        while following:
            step = following
            self.used.add(step)
            trail.append(step)
            yield step
            on = [one for one in self._from(step.hands) if all(map(one.goes_with, trail))]
            alike = [one for one in on if one.category == step.category]
            following = next(iter(alike or on), None)

    def _from(self, person: str) -> list[Step]:
        return [one for one in self._by_recorded.get(person, ()) if one not in self.used]


def _begun(circle: tuple[Step, ...]) -> tuple[Step, ...]:
    """The circle from its oldest step on that is still out."""
    first = min(
        (step for step in circle if not step.came_in), key=lambda step: (step.at, step.event)
    )
    at = circle.index(first)
    return (*circle[at:], *circle[:at])
