"""The hub as a carrier, on a real server."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.errors import CarrierUnreachable, ChampionError
from inventory.exchange.postgres import PAGE, Hub
from inventory.journal.lines import as_line
from inventory.journal.vector import Mark
from inventory.model import Event, Kind
from tests.builders import SITE, Journal
from tests.inventory.exchange.server import Server
from tests.inventory.exchange.stations import (
    bundle_of,
    lines,
    marks_without_gap,
    station_id,
    written,
)


def database_of(url: str) -> str:
    """The database that a test's URL names."""
    return url.partition("@/")[2].partition("?")[0]


def test_what_is_pushed_is_pulled_byte_for_byte(hub_url: str) -> None:
    """Every field of every event, in other scripts and with every kind of value."""
    events = written(1, 40) + written(2, 7)
    with closing(Hub(hub_url)) as hub:
        assert hub.push(bundle_of(events)) == 47
        assert lines(hub.pull({})) == sorted(map(as_line, events))
        assert hub.refused == []


def test_pushing_again_or_in_overlapping_parts_adds_nothing_twice(hub_url: str) -> None:
    """What comes again is not new."""
    events = written(1, 30)
    with closing(Hub(hub_url)) as hub:
        counts = [hub.push(bundle_of(part)) for part in (events[:20], events[10:], events, [])]
        assert counts == [20, 10, 0, 0]
        assert lines(hub.pull({})) == sorted(map(as_line, events))


def test_the_vector_stops_before_a_gap(hub_url: str) -> None:
    """3 and 4 are missing: the station is there as far as 2, not as far as 9."""
    events, unbegun = written(1, 9), written(2, 5)
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(events[:2] + events[4:] + unbegun[1:]))
        assert hub.vector() == {station_id(1): Mark(2, events[1].hash)}
        hub.push(bundle_of(events[2:4]))
        assert hub.vector() == {station_id(1): Mark(9, events[8].hash)}


def test_only_what_is_lacking_is_pulled(hub_url: str) -> None:
    """Behind the mark, and stations that were not known."""
    events, others = written(1, 9), written(2, 3)
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(events + others))
        have = marks_without_gap(events[:6])
        assert lines(hub.pull(have)) == sorted(map(as_line, events[6:] + others))
        assert list(hub.pull(marks_without_gap(events + others))) == []


def copied_pair(after: int) -> tuple[list[Event], list[Event]]:
    """What a laptop wrote, and what its copy wrote beside it; the first events are the same."""
    return written(1, 8), written(1, 5, copied_after=after)


def test_of_a_copied_station_everything_is_pulled(hub_url: str) -> None:
    """Two laptops with one station's numbers: numbers alone don't tell what is lacking."""
    original, copied = copied_pair(after=2)
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(original))
        pulled = lines(hub.pull(marks_without_gap(copied)))
        assert pulled == sorted(map(as_line, original))


def test_a_hub_that_has_both_copies_gives_both(hub_url: str) -> None:
    """Whoever is as far as one of them gets the other, though its own number and hash are there."""
    original, copied = copied_pair(after=2)
    both = sorted({as_line(event) for event in original + copied})
    with closing(Hub(hub_url)) as hub:
        assert hub.push(bundle_of(original)) == 8
        assert hub.push(bundle_of(copied)) == 3
        assert hub.vector() == {}
        assert lines(hub.pull(marks_without_gap(original))) == both
        assert lines(hub.pull(marks_without_gap(copied))) == both


def test_a_copy_whose_first_own_event_is_lost_is_seen_by_the_chain(hub_url: str) -> None:
    """No number comes twice: 1 to 3 are the original's, 4 and 5 its copy's."""
    original, copied = copied_pair(after=2)
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(original[:3] + copied[3:]))
        assert hub.vector() == {}
        pulled = lines(hub.pull(marks_without_gap(copied)))
        assert pulled == sorted(map(as_line, original[:3] + copied[3:]))


def test_who_is_further_than_the_hub_gets_what_the_hub_has(hub_url: str) -> None:
    """Whether it is the same chain can't be known there; too much is harmless."""
    original, copied = copied_pair(after=2)
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(copied))
        assert lines(hub.pull(marks_without_gap(original))) == sorted(map(as_line, copied))


def test_many_events_come_in_bundles_of_a_bounded_size(hub_url: str) -> None:
    """Also where a page ends between two events of one number."""
    original = written(1, PAGE + 20)
    copied = written(1, PAGE + 20, copied_after=PAGE - 5)
    with closing(Hub(hub_url)) as hub:
        assert hub.push(bundle_of(original)) == PAGE + 20
        assert hub.push(bundle_of(copied)) == 25
        bundles = list(hub.pull({}))
    assert [len(bundle.events) for bundle in bundles] == [PAGE, 45]
    assert lines(bundles) == sorted({as_line(event) for event in original + copied})


def test_a_row_that_was_changed_on_the_hub_is_refused_and_the_others_go_on(
    hub_url: str, server: Server
) -> None:
    """An administrator can change it, but nobody takes it in."""
    events = written(1, 9)
    database = database_of(hub_url)
    changes = {2: "person = '2099'", 4: "body = 'nonsense'", 6: "parents = '[]'", 8: "seq = 80"}
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(events))
        for seq, change in changes.items():
            server.execute(
                f"UPDATE champion.event SET {change} WHERE event_id = '{events[seq - 1].event_id}'",
                database,
            )
        pulled = lines(hub.pull({}))
        assert pulled == sorted(as_line(event) for event in events if event.seq not in changes)
        assert [error.message for error in hub.refused] == [
            f"Event {seq} of station {station_id(1)[:8]} was changed on the hub {hub.name};"
            " it was not taken in."
            for seq in (2, 4, 6, 80)
        ]


def test_an_event_that_nobody_could_follow_is_refused_and_the_others_go_on(hub_url: str) -> None:
    """Its hash is right: it was written so, by another program."""
    journal = Journal(station_id(1))
    journal.write(Kind.ISSUE, "NS-101", "2001")
    journal.write(Kind.RETURN, "NS-101", "2001", {"accessories": 5})
    journal.write(Kind.ISSUE, "NS-102", "2001")
    first, odd, last = journal.written
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(journal.written))
        assert lines(hub.pull({})) == sorted(map(as_line, (first, last)))
        (refused,) = hub.refused
        assert refused.message == (
            f"Event {odd.seq} of station {station_id(1)[:8]} on the hub {hub.name} is not of the"
            " form that Champion writes: “accessories” is not an object of texts;"
            " it was not taken in."
        )
        assert (hub.current, hub.sites()) == ("", frozenset({SITE}))


def test_a_table_of_one_school_does_not_read_the_others(hub_url: str) -> None:
    """On a district's hub; what another school's station wrote stays there."""
    ours, theirs = written(1, 6), written(2, 6, site="RIVERSIDE")
    with closing(Hub(hub_url)) as everything, closing(Hub(hub_url, site=SITE)) as school:
        everything.push(bundle_of(ours + theirs))
        assert set(everything.vector()) == {station_id(1), station_id(2)}
        assert set(school.vector()) == {station_id(1)}
        assert lines(school.pull({})) == sorted(map(as_line, ours))


def test_a_database_that_was_not_set_up_is_told_in_a_sentence(empty_url: str) -> None:
    """With what IT has to do."""
    with (
        closing(Hub(empty_url)) as hub,
        pytest.raises(ChampionError, match="champion hub init URL"),
    ):
        hub.push(bundle_of(written(1, 1)))


def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    """For every call, and nothing of the address but server and database is told."""
    hub = Hub(f"postgresql://somebody@/champion?host={tmp_path}&port=5432")
    calls: list[Callable[[], object]] = [
        hub.vector, lambda: hub.push(bundle_of(written(1, 1))), lambda: list(hub.pull({})),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(CarrierUnreachable, match="champion on this computer can't be reached"):
            call()
    hub.close()


def test_the_line_is_opened_again_after_the_server_was_restarted(
    hub_url: str, server: Server
) -> None:
    """The same carrier goes on, without being told."""
    with closing(Hub(hub_url)) as hub:
        hub.push(bundle_of(written(1, 3)))
        server.stop()
        with pytest.raises(CarrierUnreachable):
            hub.vector()
        server.start()
        assert hub.vector()[station_id(1)].seq == 3
        server.stop()
        server.start()
        assert hub.push(bundle_of(written(1, 5))) == 2


def test_a_note_that_no_database_can_keep_is_refused_in_a_sentence(hub_url: str) -> None:
    """A zero byte in a field; nothing of the event is told."""
    bad = replace(written(1, 1)[0], person="20\x0001")
    with closing(Hub(hub_url)) as hub, pytest.raises(ChampionError, match="refused") as refused:
        hub.push(bundle_of([bad]))
    assert "20" not in str(refused.value).replace("(0x00)", "")
