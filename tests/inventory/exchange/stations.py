"""Events of several stations, as their journals write them, and bundles of them."""

from collections.abc import Iterable, Sequence

from inventory.journal.bundle import Bundle, make
from inventory.journal.event import Stamp, Tip, seal
from inventory.journal.lines import as_line
from inventory.journal.vector import Mark
from inventory.model import Draft, Event, Kind
from tests.builders import MORNING, SITE, FixedClock


def station_id(number: int) -> str:
    """The id of station 1, 2, 3…"""
    return f"0190a0b0-c0d0-7000-8{number:03d}-000000000001"


def written(
    number: int, events: int, *, copied_after: int | None = None, site: str = SITE
) -> list[Event]:
    """A station's journal: hand-outs, returns, and something in every other field.

    With ``copied_after`` the laptop's copy writes what comes after that number, other things under
    the same numbers.
    """
    clock, tip, found = FixedClock(), Tip(), list[Event]()
    for turn in range(events):
        clock.advance(1)
        seq = turn + 1
        copy = copied_after is not None and seq > copied_after
        body = {"note": f'«Ünï» 桜 \t"{copy}"', "nested": {"z": [1, 2.5, None], "a": True}}
        kind = (Kind.ISSUE, Kind.RETURN, Kind.NOTE)[turn % 3]
        event = seal(
            Draft(kind, None if turn % 9 == 8 else f"NS-{number}{turn // 3:03d}", "2001", body),
            Stamp(station_id(number), site, "champion", clock.now(), f"group {turn}"),
            tip,
            event_id=f"{station_id(number)[:24]}{int(copy):04d}{seq:08d}",
            parents=tuple(one.event_id for one in found[-(turn % 3) :][: turn % 3]),
        )
        tip = Tip(event.seq, event.hlc, event.hash)
        found.append(event)
    return found


def bundle_of(events: Sequence[Event], table: str = "Table 3") -> Bundle:
    """These events on their way."""
    station = events[0].station_id if events else station_id(0)
    at = MORNING.isoformat()
    return make(events, station=station, table=table, site=SITE, exported_at=at)


def lines(bundles: Iterable[Bundle]) -> list[str]:
    """All events of some bundles as the bytes they are, sorted; what comes twice comes twice."""
    return sorted(as_line(event) for bundle in bundles for event in bundle.events)


def marks_without_gap(events: Iterable[Event]) -> dict[str, Mark]:
    """How far a follower is that has these events: each station's highest without a gap."""
    marks: dict[str, Mark] = {}
    for event in sorted(events, key=lambda event: (event.station_id, event.seq)):
        mark = marks.get(event.station_id)
        if event.seq == (mark.seq if mark else 0) + 1:
            marks[event.station_id] = Mark(event.seq, event.hash)
    return marks
