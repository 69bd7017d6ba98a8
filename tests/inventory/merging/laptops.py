"""Laptops that take events in: one that only folds, for speed, and one with a real database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeAlias

from inventory.journal.vector import Mark, Span, Vector
from inventory.model import Custody, CustodyState, Event
from inventory.rules.custody import from_register
from inventory.rules.fold import Folded, fold
from inventory.store import custody_rows, deliveries, events, merging, projections, register
from inventory.store.connection import connect
from inventory.store.database import Database, memory_database
from tests.inventory.merging.physical import Spot
from tests.inventory.merging.tables import Fold, Known
from tests.inventory.merging.world import DEVICES


@dataclass(frozen=True, slots=True)
class Told:
    """What is taken for true of one device: where it is, or the name of the dispute about it."""

    spot: Spot | None
    state: CustodyState | None
    disputed: str | None

    @staticmethod
    def by(custody: Custody) -> "Told":
        """What a custody says; of a disputed one only which dispute it is."""
        if custody.disputed:
            return Told(None, None, custody.disputed)
        return Told(Spot.said_by(custody), custody.state, None)


class Laptop(Protocol):
    """What takes events in and says what follows from them."""

    def take(self, arrived: Iterable[Event]) -> int:
        """Take events in; how many were new."""

    def has(self) -> list[Event]:
        """All events that are here."""

    def told(self) -> dict[str, Told]:
        """What is taken for true, by device."""

    def facts(self) -> object:
        """All that follows, to compare; the order of arrival is no part of it."""

    def is_as_rebuilt(self) -> bool:
        """Whether what was worked out piece by piece is what follows from everything anew."""


Maker: TypeAlias = Callable[[], Laptop]
"""Makes an empty laptop that knows the register."""


class Folding:
    """No database: every device is folded from all of its events, in the order of arrival."""

    def __init__(self, by: Fold = fold) -> None:
        self._fold = by
        self._known = Known()
        self._starts = {one.device_id: from_register(one) for one in DEVICES}

    def take(self, arrived: Iterable[Event]) -> int:
        """Take events in; how many were new."""
        return sum(self._known.add(event) for event in arrived)

    def has(self) -> list[Event]:
        """All events that are here."""
        return list(self._known.events.values())

    def told(self) -> dict[str, Told]:
        """What is taken for true, by device."""
        return {name: Told.by(folded.custody) for name, folded in self.folded().items()}

    def facts(self) -> object:
        """The events, and all that the fold says."""
        said = {
            name: (one.custody, one.order, one.dispute, one.missing)
            for name, one in self.folded().items()
        }
        return sorted(self._known.events), said

    def is_as_rebuilt(self) -> bool:
        """Whether a laptop that gets everything at once says the same."""
        other = Folding(self._fold)
        other.take(reversed(self.has()))
        return other.facts() == self.facts()

    def folded(self) -> dict[str, Folded]:
        """What the fold says, by device."""
        return {name: self._known.told(one, self._fold) for name, one in self._starts.items()}


Marks: TypeAlias = Callable[[Database], Mapping[str, Mark]]


class Stored:
    """A real database in memory, and the real merge."""

    def __init__(self, marks: Marks = deliveries.marks) -> None:
        self._marks = marks
        self.database = Database(connect("file::memory:"), None)
        _template().conn.backup(self.database.conn)

    def take(self, arrived: Iterable[Event]) -> int:
        """Merge events; how many were new."""
        with self.database.immediate():
            merged = merging.merge(self.database, arrived)
            while merging.refold_some(self.database):
                pass
            return merged.new

    def write(self, event: Event) -> None:
        """Take in an event that this laptop writes itself, as the desk does."""
        with self.database.immediate():
            events.put(self.database, [event])
            projections.refold(self.database, projections.apply(self.database, event))

    def has(self) -> list[Event]:
        """All events that are here."""
        return list(events.everything(self.database))

    def told(self) -> dict[str, Told]:
        """What is taken for true, by device."""
        return {
            name: Told.by(custody)
            for name, custody in custody_rows.custodies(self.database).items()
        }

    def facts(self) -> object:
        """The events, and every row that follows from them."""
        return sorted(event.event_id for event in self.has()), projections.digest(self.database)

    def is_as_rebuilt(self) -> bool:
        """Whether dropping what follows and working it out anew gives the same rows."""
        live = projections.digest(self.database)
        with self.database.immediate():
            projections.rebuild(self.database)
        return projections.digest(self.database) == live

    def vector(self) -> Vector:
        """How far each station's events are here."""
        return self._marks(self.database)

    def lacking(self, theirs: Vector) -> Iterator[Event]:
        """What somebody lacks who has that much."""
        return deliveries.lacking(self.database, theirs)

    def gaps(self) -> list[Span]:
        """Numbers that are lacking."""
        return deliveries.gaps(self.database)


@cache
def _template() -> Database:
    """A database with the register in it, made once; every laptop gets a copy."""
    database = memory_database()
    with database.immediate():
        register.put_devices(database, DEVICES, "")
        projections.put_bases(database)
    return database
