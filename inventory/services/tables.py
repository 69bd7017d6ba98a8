"""The tables of a school: who has delivered, what is lacking, and how a new one is set up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inventory.errors import ChampionError, NotFound
from inventory.journal.vector import Span
from inventory.model import Draft, Kind
from inventory.rules.duties import Duty
from inventory.services.naming import announce, names, register_version, spoken, table_name
from inventory.services.office import Office
from inventory.services.seeds import Opened, add_table, checked_name, open_seed
from inventory.store import announced, delivered, deliveries, events
from inventory.store.announced import Announcement, Written
from inventory.text import safe

__all__ = [
    "Opened", "TableState", "add_table", "announce", "checked_name", "cloned_sentences",
    "gap_sentences", "is_anything_waiting", "namesake_sentences", "open_seed", "provisional",
    "register_version", "remove_table", "table_name", "tables",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableState:
    """What is here of one laptop."""

    name: str
    """``Table 3``; empty where it never said what it is called."""
    station: str
    """As which it writes now; empty where nothing of it is here yet."""
    events: int
    newest_at: str
    """Wall time of its newest event, by its own clock."""
    delivered_at: str
    """When something new of it was taken in last; empty for this laptop, and for what a seed had.
    """
    gaps: tuple[Span, ...]
    """Numbers that are lacking, of it and of the stations as which it wrote before."""
    register_is_old: bool
    """Whether it works with an earlier register than is known here."""
    clock_off: float | None
    """By how many seconds its clock is ahead, at least; None where that can't be told."""
    is_own: bool
    is_waited_for: bool
    """Whether a seed was written for it, and nothing of it came in since."""


def tables(office: Office) -> list[TableState]:
    """Every laptop that something is known of: this one first, then by name."""
    seen = _Seen(office)
    found = [seen.state(station) for station in seen.writing()]
    found += [seen.awaited(name) for name in seen.waited_for() if name not in seen.named()]
    return sorted(found, key=lambda one: (not one.is_own, _in_order(one.name), one.station))


def remove_table(office: Office, name: str) -> str:
    """Expect a table no more that was set up by mistake; its name as it was written then.

    Raises NotFound where no table is called so, ChampionError where something of it came in.
    """
    office.refuse_helper(Duty.TABLES)
    wanted = " ".join(name.split()).casefold()
    called_so = [one for one in tables(office) if one.name.casefold() == wanted]
    if not called_so:
        raise NotFound(
            f"No table is called “{safe(name)}”.", "champion table list shows what they are called."
        )
    one = called_so[0]
    if one.is_own:
        raise ChampionError(f"{one.name} is this laptop.", "Ctrl+S gives it another name.")
    if any(other.station for other in called_so):
        raise ChampionError(
            f"{one.name} has delivered, so it can't be removed.",
            "What it recorded stays; it counts as complete once all of that is here.",
        )
    note = Draft(Kind.NOTE, body={"table": one.name, "removed": True})
    group = office.new_id()
    office.write(lambda: office.record([note], group))
    return one.name


def is_anything_waiting(office: Office) -> bool:
    """Whether something recorded here is in no file yet that this laptop read or wrote."""
    own = office.station_id
    reached = max(
        (
            span.last
            for manifest in delivered.manifests(office.database).values()
            for span in manifest.spans
            if span.station == own
        ),
        default=0,
    )
    return events.tip_of(office.database, own).seq > reached


def provisional(office: Office) -> tuple[str, ...]:
    """Sentences on what is missing before the results are complete; empty where nothing is."""
    waited = [f"{one.name}: nothing has come in yet" for one in tables(office) if one.is_waited_for]
    return (*waited, *gap_sentences(office))


def gap_sentences(office: Office) -> tuple[str, ...]:
    """``Table 3: 201–240 missing`` for each stretch of numbers that did not arrive."""
    called = names(office)
    return tuple(
        f"{spoken(called.get(span.station, ''), span.station)}: {_numbers(span)} missing"
        for span in deliveries.gaps(office.database)
    )


def cloned_sentences(office: Office) -> tuple[str, ...]:
    """A sentence for each station as which two laptops wrote."""
    called = names(office)
    return tuple(
        f"Two laptops write as {spoken(called.get(station, ''), station)} since number {seq}:"
        " one is a copy of the other. All of both is kept."
        for station, seq in deliveries.clones(office.database)
    )


def namesake_sentences(office: Office) -> tuple[str, ...]:
    """A sentence for each name that several laptops have: they give the same claim numbers."""
    names = Counter(one.name for one in tables(office) if one.name and one.station)
    return tuple(
        f"{'Two' if number == 2 else number} laptops are called {name}:"
        f" give {'one' if number == 2 else 'each'} another name with Ctrl+S."
        for name, number in names.items()
        if number > 1
    )


def _numbers(span: Span) -> str:
    return str(span.first) if span.first == span.last else f"{span.first}–{span.last}"


def _in_order(name: str) -> tuple[bool, int, str]:
    """By name, ``Table 10`` behind ``Table 9``; laptops without a name last."""
    digits = "".join(filter(str.isdecimal, name))
    return not name, int(digits or 0), name.casefold()


class _Seen:
    """All that the file says of the tables, read once."""

    def __init__(self, office: Office) -> None:
        database = office.database
        self._own = office.station_id
        said = announced.announcements(database)
        self._seeds = [one for one in said if one.is_seed]
        self._set_up = announced.set_up(said)
        self._latest = {one.station: one for one in said if one.is_own_name}
        self._names = names(office)
        self._written = announced.written(database)
        self._gaps = deliveries.gaps(database)
        self._new_at = delivered.new_at(database)
        self._brought = delivered.own_words(database)
        self._versions = announced.register_versions(database)
        self._heirs = self._find_heirs(announced.own_stations(database))

    def writing(self) -> list[str]:
        """The stations as which laptops write now."""
        return [one for one in {*self._written, self._own} if one not in self._heirs]

    def named(self) -> frozenset[str]:
        """The names of laptops of which something is here."""
        return frozenset(self._names.get(station, "") for station in self.writing())

    def waited_for(self) -> list[str]:
        """The names of tables of which nothing came in since a seed was written for them."""
        newest = {seed.table: seed for seed in self._set_up}
        return [name for name, seed in newest.items() if not self._came_after(seed)]

    def state(self, station: str) -> TableState:
        """What is here of the laptop that writes as this station."""
        all_of_it = [station, *(one for one in self._heirs if self._heir(one) == station)]
        there = [self._written[one] for one in all_of_it if one in self._written]
        newest = self._written.get(station) or max(
            there, key=lambda one: one.position, default=None
        )
        name = self._names.get(station, "")
        return TableState(
            name=name,
            station=station,
            events=sum(one.events for one in there),
            newest_at=newest.newest_at if newest else "",
            delivered_at=max((self._new_at.get(one, "") for one in all_of_it), default=""),
            gaps=tuple(span for span in self._gaps if span.station in all_of_it),
            register_is_old=self._is_old(station),
            clock_off=self._clock_off(all_of_it),
            is_own=station == self._own,
            is_waited_for=station != self._own and name in self.waited_for(),
        )

    @staticmethod
    def awaited(name: str) -> TableState:
        """A table that was set up and that nothing is here of."""
        return TableState(name, "", 0, "", "", (), False, None, False, True)

    def _find_heirs(self, own: Iterable[str]) -> dict[str, str]:
        """For each station as which nobody writes any more the one that the laptop took then."""
        heirs = {one: self._own for one in own if one != self._own}
        for station, said in self._latest.items():
            for before in said.before:
                if before != station and self._names.get(before, said.table) == said.table:
                    heirs.setdefault(before, station)
        return heirs

    def _heir(self, station: str) -> str:
        """The last of a row of heirs; a row that closes on itself ends where it began."""
        passed = [station]
        while (heir := self._heirs.get(passed[-1])) and heir not in passed:
            passed.append(heir)
        return passed[-1]

    def _came_after(self, seed: Announcement) -> bool:
        """Whether something of a table of this name came in, or was written, after its seed."""
        of_it = [
            self._written.get(station)
            for station, name in self._names.items()
            if name == seed.table and station != seed.station
        ]
        return self._names[self._own] == seed.table or any(_is_after(one, seed) for one in of_it)

    def _is_old(self, station: str) -> bool:
        """Whether a station works with what the register was before its last import."""
        if station == self._own:
            seeding = {seed.station for seed in self._seeds} - {self._own}
            said = {one.register for one in self._latest.values() if one.station in seeding}
            return bool(said - {"", *self._versions})
        told = self._latest.get(station)
        return bool(told and told.register in self._versions[:-1])

    def _clock_off(self, stations: Iterable[str]) -> float | None:
        """By the bundle that came quickest: a long way here looks like a slow clock."""
        found = [_ahead(one) for one in self._brought if one.station in stations]
        return max((seconds for seconds in found if seconds is not None), default=None)


def _is_after(written: Written | None, seed: Announcement) -> bool:
    return written is not None and (
        written.position > seed.position or written.newest_at >= seed.wall_time
    )


def _ahead(one: delivered.Delivery) -> float | None:
    try:
        exported, taken = map(datetime.fromisoformat, (one.exported_at, one.taken_at))
        return (exported - taken).total_seconds()
    except (ValueError, TypeError):  # no time, or one without an offset
        return None
