"""Many tables at one hub at a time, and a hub that is away in the middle of a day."""

import random
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from inventory.errors import CarrierUnreachable
from inventory.exchange.folder import Folder
from inventory.exchange.postgres import Hub
from inventory.exchange.postgres_claims import Claims
from inventory.journal.lines import as_line
from inventory.journal.vector import Mark
from inventory.model import Event
from tests.builders import SITE, FixedClock
from tests.inventory.exchange.server import Server
from tests.inventory.exchange.stations import (
    bundle_of,
    lines,
    marks_without_gap,
    station_id,
    written,
)


def as_lines(events: Iterable[Event]) -> list[str]:
    """Events as the bytes they are, each once."""
    return sorted({as_line(event) for event in events})


def test_a_folder_and_the_hub_give_the_same_events_byte_for_byte(
    hub_url: str, tmp_path: Path
) -> None:
    """Whatever came in, in whatever parts and how often: gaps, repetitions, a copied station."""
    copy = written(2, 12, copied_after=4)
    journals = [written(1, 30), written(2, 20), copy, written(3, 25)]
    chance = random.Random(7)
    parts = [chance.sample(journal, 9) for journal in journals for _ in range(4)]
    everything = as_lines(event for part in parts for event in part)
    with closing(Hub(hub_url)) as hub, closing(Folder(tmp_path)) as folder:
        for part in parts:
            assert hub.push(bundle_of(part)) == Folder(tmp_path).push(bundle_of(part))
        got = [sorted(set(lines(carrier.pull({})))) for carrier in (hub, folder)]
        assert got == [everything, everything]
        assert hub.vector() == folder.vector()


class Follower:
    """Somebody who reads from the hub again and again, with one cursor or another."""

    def __init__(self, hub: Hub, *, by_maximum: bool = False) -> None:
        self.hub = hub
        self.by_maximum = by_maximum
        self.events: dict[str, Event] = {}

    def read(self) -> None:
        """Take in what the hub gives for what is here."""
        for bundle in self.hub.pull(self.cursor()):
            self.events.update({event.event_id: event for event in bundle.events})

    def cursor(self) -> dict[str, Mark]:
        """What it says that it has."""
        if not self.by_maximum:
            return marks_without_gap(self.events.values())
        ordered = sorted(self.events.values(), key=lambda event: event.seq)
        return {event.station_id: Mark(event.seq, event.hash) for event in ordered}

    def has_all(self, events: Iterable[Event]) -> bool:
        """Whether nothing was missed."""
        return as_lines(self.events.values()) == as_lines(events)


def test_what_arrives_out_of_order_is_not_missed(hub_url: str) -> None:
    """Through another table 21 to 40 are there first; a maximum as cursor never sees 1 to 20."""
    events = written(1, 40)
    with closing(Hub(hub_url)) as hub:
        ours, by_maximum = Follower(hub), Follower(hub, by_maximum=True)
        for part in (events[20:], events[:20]):
            hub.push(bundle_of(part))
            ours.read()
            by_maximum.read()
        assert ours.has_all(events)
        assert as_lines(by_maximum.events.values()) == as_lines(events[20:])


def write_in_parts(url: str, parts: list[list[Event]], faults: list[Exception]) -> None:
    """One table that pushes again and again."""
    try:
        with closing(Hub(url, connect_timeout=30)) as hub:
            for part in parts:
                hub.push(bundle_of(part))
    except Exception as error:
        faults.append(error)


def test_a_follower_misses_nothing_while_ten_tables_write(hub_url: str) -> None:
    """Each table passes on parts of all stations' events in an order of its own."""
    journals = [written(number, 60) for number in range(1, 6)]
    events = [event for journal in journals for event in journal]
    chance = random.Random(11)
    parts = [journal[start : start + 6] for journal in journals for start in range(0, 60, 6)]
    tables = [chance.sample(parts, len(parts)) for _ in range(10)]
    faults: list[Exception] = []
    writers = [
        threading.Thread(target=write_in_parts, args=(hub_url, table, faults)) for table in tables
    ]
    with closing(Hub(hub_url)) as hub:
        follower = Follower(hub)
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            follower.read()
        follower.read()
        assert faults == []
        assert follower.has_all(events)
        assert {station: mark.seq for station, mark in hub.vector().items()} == {
            station_id(number): 60 for number in range(1, 6)
        }


class Laptop:
    """A table with its own journal, which claims, and shares now and then."""

    def __init__(self, number: int, url: str, clock: FixedClock) -> None:
        self.number = number
        self.journal = written(number, 90)
        self.events = 0
        self.states: list[str] = []
        self.got: dict[str, Event] = {}
        self.hub = Hub(url)
        self.claims = Claims(url, timeout_ms=20_000, clock=clock.monotonic)

    def hand_out(self) -> None:
        """Three more events in the own journal, and a claim of the device."""
        event = self.journal[self.events]
        self.events += 3
        assert event.device is not None
        result = self.claims.claim(
            SITE,
            event.device,
            event.event_id,
            event.station_id,
            f"Table {self.number}",
            event.person,
        )
        self.states.append(result.state)

    def share(self) -> bool:
        """Give and take; whether the hub was there."""
        try:
            theirs = self.hub.vector().get(station_id(self.number))
            own = self.journal[: self.events]
            self.hub.push(bundle_of(own[theirs.seq if theirs else 0 :]))
            mine = marks_without_gap([*self.got.values(), *own])
            for bundle in self.hub.pull(mine):
                self.got.update({event.event_id: event for event in bundle.events})
        except CarrierUnreachable:
            return False
        return True

    def close(self) -> None:
        """Put the laptop away."""
        self.hub.close()
        self.claims.close()


def test_the_hub_stops_in_the_middle_of_the_day_and_nothing_is_lost(
    hub_url: str, server: Server
) -> None:
    """Three tables go on handing out; what they wrote meanwhile arrives when it is back."""
    clock = FixedClock()
    laptops = [Laptop(number, hub_url, clock) for number in (1, 2, 3)]
    shared = []
    for turn in range(30):
        if turn == 10:
            server.stop()
        if turn == 20:
            server.start()
        for laptop in laptops:
            laptop.hand_out()
            if turn % 3 == laptop.number % 3 or turn == 29:
                shared.append((turn, laptop.share()))
        clock.advance(20)
    assert all(ok == (not 10 <= turn < 20) for turn, ok in shared)
    states = ["granted"] * 10 + ["offline"] * 10 + ["granted"] * 10
    assert [laptop.states for laptop in laptops] == [states] * 3
    everything = [event for laptop in laptops for event in laptop.journal]
    for laptop in laptops:
        assert laptop.share()
        got = [*laptop.got.values(), *laptop.journal]
        assert as_lines(got) == as_lines(everything)
        laptop.close()
