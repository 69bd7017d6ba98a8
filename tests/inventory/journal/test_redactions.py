"""Text that a purge took out is no damage; everything else that was changed is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from inventory.errors import FileRefused
from inventory.journal.bundle import make, pack, unpack
from inventory.journal.event import GENESIS, broken_links, digest, redactions
from inventory.model import PURGED, Event, Kind
from tests.builders import STATION, Journal

LATER = "0190a0b0-c0d0-7000-8000-00000000aaaa"


def a_purged_journal() -> list[Event]:
    """Three events, the text of the second taken out by a purge that begins a station."""
    old = Journal()
    old.write(Kind.SIGHT)
    old.write(Kind.SERVICE, body={"note": "Anaïs dropped it"})
    old.write(Kind.SIGHT)
    old.written[1] = replace(old.written[1], body={"note": PURGED})
    new = Journal(LATER)
    new.write(Kind.NOTE, None, body={"table": "Table 1"})
    redacted = {old.written[1].event_id: digest(old.written[1])}
    new.write(Kind.PURGE, None, body={"redacted": redacted, "people": 1})
    new.write(Kind.SIGHT)
    return [*old.written, *new.written]


def changed(at: int, **fields: object) -> Callable[[list[Event]], list[Event]]:
    """An attack: an event is changed by hand."""

    def attack(events: list[Event]) -> list[Event]:
        return [replace(one, **fields) if n == at else one for n, one in enumerate(events)]  # type: ignore[arg-type]

    return attack


def without_the_purge(events: list[Event]) -> list[Event]:
    """An attack: the text is taken out and no purge says so."""
    return events[:3]


def said_later(events: list[Event], **fields: object) -> list[Event]:
    """An attack: a purge that was written by hand, with its hash, but does not fit its chain."""
    forged = replace(events[4], **fields)  # type: ignore[arg-type]
    forged = replace(forged, hash=digest(forged))
    return [*events[:3], forged]


def another_text(events: list[Event]) -> list[Event]:
    """An attack: what stands there now is not what the purge left."""
    return changed(1, body={"note": f"{PURGED} and more"})(events)


def no_mark(events: list[Event]) -> list[Event]:
    """An attack: a purge names an event that has another text and no sign of one taken out."""
    other = replace(events[1], body={"note": "he stole it"})
    body = {"redacted": {other.event_id: digest(other)}, "people": 1}
    purge = replace(events[4], body=body)
    purge = replace(purge, hash=digest(purge))
    return [events[0], other, events[2], events[3], purge]


ATTACKS = {
    "the redacted event is changed": another_text,
    "a redaction without a purge": without_the_purge,
    "another event is changed": changed(2, device="NS-999"),
    "the purge itself is changed": changed(4, body={"redacted": {}, "people": 0}),
    "a forged purge with a gap before it": lambda events: said_later(events, seq=9),
    "a forged purge that is not linked": lambda events: said_later(events, prev_hash="0" * 64),
    "a forged purge as the first of a station, wrongly linked": lambda events: said_later(
        events, seq=1, prev_hash="1" * 64
    ),
    "a forged purge in the old station": lambda events: said_later(
        events, station_id=STATION, seq=4, prev_hash=GENESIS
    ),
    "no mark where text was taken out": no_mark,
}


@pytest.mark.parametrize("own", [None, frozenset({LATER}), frozenset({STATION})])
def test_a_text_that_a_purge_took_out_is_no_damage(own: frozenset[str] | None) -> None:
    """Whichever station is this file's own."""
    assert list(broken_links(a_purged_journal(), own=own)) == []


def test_a_part_of_a_journal_may_begin_anywhere() -> None:
    """As in a packet, whose events begin behind the last signature."""
    events = a_purged_journal()
    part = [*events[1:3], *events[4:]]
    assert list(broken_links(part, part=True)) == []
    assert redactions(part, part=True)[events[1].event_id] == {digest(events[1])}
    assert list(broken_links(part)) != [], "of a whole journal the beginning must be there"


@pytest.mark.parametrize("own", [None, frozenset({LATER}), frozenset({STATION})])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_each_attack_is_found(
    attack: Callable[[list[Event]], list[Event]], own: frozenset[str] | None
) -> None:
    """Whichever station is this file's own, and whatever else the attack left whole."""
    attacked = sorted(attack(a_purged_journal()), key=lambda one: (one.station_id, one.seq))
    assert [one for one in broken_links(attacked, own=own) if "changed after" in one]


def test_a_second_purge_takes_more_out_of_the_same_event() -> None:
    """The next year's purge is written behind the first one's events."""
    events = a_purged_journal()
    twice = replace(events[1], body={"note": PURGED}, actor=PURGED)
    later = Journal(LATER[:-4] + "bbbb")
    body = {"redacted": {twice.event_id: digest(twice)}, "people": 2}
    later.write(Kind.PURGE, None, body=body)
    assert list(broken_links([events[0], twice, *events[2:], *later.written])) == []


def packed(events: list[Event]) -> bytes:
    """The events as a file."""
    at = "2026-11-22T09:00:00.000+00:00"
    return pack(make(events, station=LATER, table="Table 1", site="NORTH", exported_at=at))


def test_a_bundle_brings_redacted_events_with_their_purge() -> None:
    """A table made from a purged laptop's seed reads what that laptop shares."""
    events = a_purged_journal()
    assert sorted(unpack(packed(events), "x").events, key=lambda one: one.event_id) == sorted(
        events, key=lambda one: one.event_id
    )


def test_a_bundle_without_the_purge_is_refused() -> None:
    """Nobody can tell whether it was a purge that changed the event."""
    with pytest.raises(FileRefused, match="does not fit its hash"):
        unpack(packed(a_purged_journal()[:3]), "x")
