"""The envelope of an event: canonical form, chain, clock and id."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journal.event import (
    GENESIS,
    Stamp,
    Tip,
    broken_links,
    canonical,
    digest,
    id_at,
    next_hlc,
    seal,
    unix_ms,
    uuid7,
)
from inventory.model import Draft, Event, Kind
from tests.builders import MORNING, Journal


def _three() -> list[Event]:
    journal = Journal()
    journal.write(
        Kind.ISSUE, person="2001", body={"scan": "NS-101", "accessories": {"b": 1, "a": 2}}
    )
    journal.write(Kind.RETURN, person="2001", body={"grade": "B"})
    journal.write(Kind.NOTE, device=None, body={"scan": "é\x00"})
    return journal.written


def test_the_canonical_form_is_one_line_of_sorted_json() -> None:
    """Every field but the hash, in one spelling that another program can write too."""
    assert canonical(_three()[0]).decode() == (
        '{"actor":"champion","body":{"accessories":{"a":2,"b":1},"scan":"NS-101"},'
        '"device":"NS-101","event_id":"0190a0b0-c0d0-7000-8000-000000000001","group":"group",'
        '"hlc":"1795251601000.00000","kind":"issue","parents":[],"person":"2001",'
        f'"prev_hash":"{GENESIS}","schema":1,"seq":1,"site":"NORTH",'
        '"station_id":"0190a0b0-c0d0-7000-8000-000000000001",'
        '"wall_time":"2026-11-21T09:00:01.000+00:00"}'
    )


def test_other_scripts_stay_and_controls_are_escaped_in_the_canonical_form() -> None:
    """UTF-8 as it is written, and no byte that could end a line."""
    assert b'"scan":"\xc3\xa9\\u0000"' in canonical(_three()[2])


def test_the_hash_is_that_of_the_canonical_form() -> None:
    """Anybody can check it with a tool that knows SHA-256."""
    event = _three()[0]
    assert event.hash == hashlib.sha256(canonical(event)).hexdigest()


def test_each_event_is_chained_to_the_one_before() -> None:
    """The first to nothing, each other to the hash before it."""
    first, second, third = _three()
    assert [first.prev_hash, second.prev_hash, third.prev_hash] == [
        GENESIS,
        first.hash,
        second.hash,
    ]


def test_a_whole_chain_has_no_broken_link() -> None:
    """Two stations' chains do not disturb each other."""
    other = Journal(station_id="0190a0b0-c0d0-7000-8000-00000000ffff")
    other.write(Kind.NOTE)
    assert list(broken_links([*_three(), *other.written])) == []


_CHANGED = "The content of event 2 of station 0190a0b0 was changed after it was written."
_TAMPERED: list[tuple[str, Callable[[list[Event]], list[Event]], list[str]]] = [
    (
        "a changed body",
        lambda all_: [all_[0], replace(all_[1], body={"grade": "A"}), all_[2]],
        [_CHANGED],
    ),
    ("a changed person", lambda all_: [all_[0], replace(all_[1], person="9")], [_CHANGED]),
    (
        "a changed event with a new hash",
        lambda all_: [all_[0], _resealed(replace(all_[1], person="9")), all_[2]],
        ["The chain is broken before event 3 of station 0190a0b0."],
    ),
    (
        "a missing event",
        lambda all_: [all_[0], all_[2]],
        ["Numbers jump from 1 to 3 at event 3 of station 0190a0b0."],
    ),
    (
        "a missing first event",
        lambda all_: all_[1:],
        ["Numbers jump from 0 to 2 at event 2 of station 0190a0b0."],
    ),
    (
        "reordered events",
        lambda all_: [all_[0], all_[2], all_[1]],
        [
            "Numbers jump from 1 to 3 at event 3 of station 0190a0b0.",
            "Numbers jump from 3 to 2 at event 2 of station 0190a0b0.",
        ],
    ),
    (
        "an event twice",
        lambda all_: [all_[0], all_[0]],
        ["Numbers jump from 1 to 1 at event 1 of station 0190a0b0."],
    ),
    (
        "another first event",
        lambda all_: [_resealed(replace(all_[0], prev_hash="f" * 64))],
        ["The chain is broken before event 1 of station 0190a0b0."],
    ),
]


def _resealed(event: Event) -> Event:
    return replace(event, hash=digest(event))


@pytest.mark.parametrize(
    ("what", "tamper", "sentences"), _TAMPERED, ids=[row[0] for row in _TAMPERED]
)
def test_whatever_was_done_to_the_journal_is_found_and_located(
    what: str, tamper: Callable[[list[Event]], list[Event]], sentences: list[str]
) -> None:
    """The sentence says which event of which station."""
    assert list(broken_links(tamper(_three()))) == sentences


def test_an_id_has_the_layout_of_the_standard() -> None:
    """The example of RFC 9562, appendix A.6: its time, its random bits, its text."""
    random = (0xCC3 << 64 | 0x18C4DC0C0C07398F & (1 << 62) - 1).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_an_id_says_its_version_its_variant_and_its_time(milliseconds: int, entropy: bytes) -> None:
    """Whatever the random bytes are; so ids sort by the time of writing."""
    made = uuid.UUID(uuid7(milliseconds, entropy))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, milliseconds)


@given(
    st.lists(st.tuples(st.integers(0, 2 * 10**12), st.binary(min_size=10, max_size=10)), min_size=2)
)
def test_the_ids_of_a_station_sort_as_it_wrote(written: list[tuple[int, bytes]]) -> None:
    """Whatever the wall clock did in between; version and variant stay as the standard has them."""
    hlc, made = "", []
    for milliseconds, entropy in written:
        hlc = next_hlc(hlc, milliseconds)
        made.append(id_at(hlc, entropy))
    assert made == sorted(set(made))
    assert {(uuid.UUID(one).version, uuid.UUID(one).variant) for one in made} == {
        (7, uuid.RFC_4122)
    }
    assert id_at("0000000000001.99999", bytes(10)) > id_at("0000000000001.00031", b"\xff" * 10)


@given(st.lists(st.integers(-(10**6), 2 * 10**12), min_size=2, max_size=30))
def test_the_hybrid_clock_never_goes_back(wall: list[int]) -> None:
    """Every reading sorts after the one before as text, whatever the wall clock does."""
    readings = [""]
    for milliseconds in wall:
        readings.append(next_hlc(readings[-1], milliseconds))
    assert readings == sorted(set(readings))


@pytest.mark.parametrize(
    ("last", "milliseconds", "reading"),
    [
        ("", 1_795_251_600_000, "1795251600000.00000"),
        ("1795251600000.00000", 1_795_251_600_001, "1795251600001.00000"),
        ("1795251600000.00000", 1_795_251_600_000, "1795251600000.00001"),
        ("1795251600000.00041", 5, "1795251600000.00042"),
        ("1795251600000.99999", 5, "1795251600001.00000"),
    ],
)
def test_a_clock_that_stands_or_goes_back_is_counted_on(
    last: str, milliseconds: int, reading: str
) -> None:
    """Even for a hundred thousand events after a date that was set far ahead by mistake."""
    assert next_hlc(last, milliseconds) == reading


def test_an_event_is_later_than_all_that_was_known_of_its_device() -> None:
    """A register that was imported under a clock set ahead can't outweigh what happened after."""
    stamp = Stamp("s", "", "", MORNING, "g")
    known = f"{unix_ms(MORNING) + 86_400_000:013d}.00007"
    event = seal(Draft(Kind.NOTE), stamp, Tip(), event_id="e", parents=(), known=known)
    assert event.hlc == f"{unix_ms(MORNING) + 86_400_000:013d}.00008"
