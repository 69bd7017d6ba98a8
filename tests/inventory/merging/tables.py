"""What a laptop has of the events, what it believes, and how it writes its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from inventory.journal.event import Stamp, Tip, seal, unix_ms, uuid7
from inventory.model import Custody, Draft, Event, Kind
from inventory.rules.fold import Folded, fold
from tests.builders import MORNING, SITE
from tests.inventory.merging.physical import Spot

Fold: TypeAlias = Callable[[Custody, Iterable[Event], frozenset[str], frozenset[str]], Folded]


@dataclass
class Known:
    """Events that somebody has, in the order in which they came."""

    events: dict[str, Event] = field(default_factory=dict)
    of_device: dict[str, list[Event]] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    numbers: dict[tuple[str, int], str] = field(default_factory=dict)
    cloned: set[str] = field(default_factory=set)
    """Stations under whose name two laptops wrote."""

    def add(self, event: Event) -> bool:
        """Take an event in; whether it is new."""
        if event.event_id in self.events:
            return False
        self.events[event.event_id] = event
        if event.device:
            self.of_device.setdefault(event.device, []).append(event)
        if event.kind == Kind.VOID:
            self.voided.add(str(event.body["voids"]))
        number = (event.station_id, event.seq)
        if self.numbers.setdefault(number, event.event_id) != event.event_id:
            self.cloned.add(event.station_id)
        return True

    def told(self, start: Custody, by: Fold = fold) -> Folded:
        """What follows for one device."""
        events = self.of_device.get(start.device, ())
        return by(start, events, frozenset(self.voided), frozenset(self.cloned))

    def heads(self, device: str) -> tuple[str, ...]:
        """The newest events of a device: those that no other one here knew."""
        events = self.of_device.get(device, ())
        older = {parent for event in events for parent in event.parents}
        return tuple(event.event_id for event in events if event.event_id not in older)


@dataclass
class Action:
    """What one scan did, and where its devices were before."""

    group: str
    events: list[Event]
    before: dict[str, Spot]


@dataclass
class Table:
    """One laptop: its number, how far its clock is off, and what it knows."""

    number: int
    station_id: str
    starts: Mapping[str, Custody]
    clock_off: timedelta = timedelta()
    tip: Tip = field(default_factory=Tip)
    known: Known = field(default_factory=Known)
    own: list[Event] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    beliefs: dict[str, tuple[tuple[int, int, int], Custody]] = field(default_factory=dict)

    def belief(self, device: str) -> Custody:
        """What this table takes for true, by the fold of what it knows; worked out once."""
        known = self.known
        size = (len(known.of_device.get(device, ())), len(known.voided), len(known.cloned))
        if device not in self.beliefs or self.beliefs[device][0] != size:
            self.beliefs[device] = (size, known.told(self.starts[device]).custody)
        return self.beliefs[device][1]

    def write(self, drafts: Iterable[Draft], really: timedelta) -> list[Event]:
        """Append events as the desk does, by this table's own clock."""
        group = f"{self.number}-{len(self.actions)}-{len(self.own)}"
        stamp = Stamp(self.station_id, SITE, "champion", MORNING + really + self.clock_off, group)
        written = []
        for draft in drafts:
            event = seal(
                draft,
                stamp,
                self.tip,
                event_id=uuid7(unix_ms(stamp.now), self._entropy()),
                parents=self.known.heads(draft.device) if draft.device else (),
            )
            self.tip = Tip(event.seq, event.hlc, event.hash)
            self.known.add(event)
            self.own.append(event)
            written.append(event)
        return written

    def take(self, events: Iterable[Event]) -> int:
        """Take in what was carried here; how many were new."""
        return sum(self.known.add(event) for event in events)

    def _entropy(self) -> bytes:
        return (self.number << 64 | len(self.own) + 1).to_bytes(10, "big")


def station(number: int) -> str:
    """The id of a station."""
    return f"0190a0b0-c0d0-7000-8000-{number:012d}"
