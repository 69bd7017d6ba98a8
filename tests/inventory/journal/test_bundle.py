"""Bundles: whole or refused, the same bytes each time, and nothing in them that needn't travel."""

import contextlib
import gzip
import hashlib
import json
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.journal import bundle as bundles
from inventory.journal.bundle import (
    Bundle,
    check,
    file_name,
    make,
    pack,
    peek,
    unpack,
)
from inventory.journal.event import GENESIS, digest
from inventory.journal.lines import as_line
from inventory.journal.vector import Span
from inventory.model import Event, Kind
from tests.builders import PEOPLE, STATION, Journal

OTHER = "0190a0b0-c0d0-7000-8000-00000000ffff"
_TWIN = "ffffffff-0000-7000-8000-000000000000"
NAME = "NORTH_Table-3.bundle"


def _events(count: int = 3, station: str = STATION) -> list[Event]:
    journal = Journal(station)
    for number in range(count):
        journal.write(Kind.ISSUE, f"NS-{number}", "2001", {"scan": f"NS-{number}", "pläce": "日本"})
    return journal.written


def _made(events: list[Event], **fields: str) -> Bundle:
    given_ = {
        "station": STATION,
        "table": "Table 3",
        "site": "NORTH",
        "exported_at": "2026-11-21T10:00:00.000+00:00",
    }
    return make(events, **{**given_, **fields})


def _refusal(data: bytes, read: Callable[[bytes, str], object] = unpack) -> str:
    with pytest.raises(FileRefused) as refused:
        read(data, NAME)
    assert NAME in refused.value.message
    assert refused.value.hint
    return refused.value.message


def _packed_lines(*lines: object) -> bytes:
    """Lines of whatever kind, packed as a bundle is."""
    text = "".join(f"{one if isinstance(one, str) else _json(one)}\n" for one in lines)
    return _gzip(text.encode())


def _gzip(data: bytes) -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + gzip.compress(data, mtime=0)[10:]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rewritten(change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """A bundle changed by somebody who knows how to make the count and the sum right again."""
    text = gzip.decompress(pack(_made(_events()))).decode()
    lines = [json.loads(line) for line in text.splitlines()]
    change(lines)
    body = "".join(f"{_json(line)}\n" for line in lines[1:])
    lines[0]["events"] = len(lines) - 1
    lines[0]["sha256"] = hashlib.sha256(body.encode()).hexdigest()
    lines[0].pop("manifest")
    own = hashlib.sha256(_json(lines[0]).encode()).hexdigest()
    return _packed_lines({**lines[0], "manifest": own}, *lines[1:])


def test_a_bundle_comes_back_as_it_was_and_gives_the_same_bytes_again() -> None:
    """Export of an import is the same file, byte for byte."""
    data = pack(_made(_events()))
    read = unpack(data, NAME)
    assert read == _made(_events())
    assert pack(read) == data


def test_the_same_events_in_any_order_and_twice_give_the_same_bytes() -> None:
    """By station, number and id; nothing in the file tells when or where it was packed."""
    events = [*_events(), *_events(station=OTHER)]
    assert pack(_made(events)) == pack(_made([*reversed(events), *events]))


def test_the_manifest_says_what_is_in_it() -> None:
    """Ranges for each station with the hashes they hang together by, count and sum."""
    events = _events(5)
    made = _made([*events[:2], *events[3:], *_events(1, OTHER)], register="r7")
    manifest = made.manifest
    assert manifest.spans == (Span(STATION, 1, 2), Span(STATION, 4, 5), Span(OTHER, 1, 1))
    assert [ends.before for ends in manifest.ends] == [GENESIS, events[2].hash, GENESIS]
    assert [ends.hash for ends in manifest.ends[:2]] == [events[1].hash, events[4].hash]
    lines = "".join(f"{as_line(event)}\n" for event in made.events)
    assert manifest.sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert (manifest.events, manifest.register, manifest.forked) == (5, "r7", ())
    assert (manifest.station, manifest.table, manifest.site) == (STATION, "Table 3", "NORTH")


def test_a_station_with_a_number_twice_is_said_to_be_forked() -> None:
    """Both events are kept: that one of them is another's must be seen by everybody."""
    events = _events(2)
    twin = replace(events[1], event_id=_TWIN, device="NS-9", hash="")
    twin = replace(twin, hash=digest(twin))
    made = _made([*events, twin])
    assert made.manifest.forked == (STATION,)
    assert [event.event_id for event in unpack(pack(made), NAME).events] == [
        events[0].event_id,
        events[1].event_id,
        _TWIN,
    ]


def test_an_event_that_is_not_chained_to_the_one_before_is_a_fork_too() -> None:
    """The end of such a span proves nothing about its beginning."""
    events = _events(2)
    loose = replace(events[1], prev_hash="f" * 64)
    assert _made([events[0], replace(loose, hash=digest(loose))]).manifest.forked == (STATION,)


def test_an_empty_bundle_is_a_bundle() -> None:
    """Nothing to tell is no error."""
    data = pack(_made([]))
    assert unpack(data, NAME).events == ()
    assert peek(data, NAME).spans == ()


def test_unknown_kinds_and_fields_of_a_body_pass_a_version_that_does_not_know_them() -> None:
    """And so does a text in any script, with a line feed or a separator of lines in it."""
    event = replace(
        _events(1)[0], kind="teleport", schema=9, body={"to": "Ω\n\u2028\x00é", "x": {}}
    )
    event = replace(event, hash=digest(event))
    assert unpack(pack(_made([event])), NAME).events == (event,)


def test_student_numbers_travel_and_names_do_not() -> None:
    """The manifest has nothing of the roster, and an event only what it was written with."""
    text = gzip.decompress(pack(_made(_events()))).decode()
    assert '"person":"2001"' in text
    for person in PEOPLE:
        assert person.first_name not in text
        assert person.last_name not in text
    assert set(json.loads(text.splitlines()[0])) == {
        "format", "station", "table", "site", "spans", "events", "sha256", "exported_at",
        "register", "forked", "manifest",
    }  # fmt: skip


_DATA = pack(_made(_events()))
_TEXT = gzip.decompress(_DATA)


@given(st.integers(0, len(_DATA) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(place: int, flip: int) -> None:
    """Nothing in between: a byte that carries nothing may differ, all others may not."""
    data = _DATA[:place] + bytes([_DATA[place] ^ flip]) + _DATA[place + 1 :]
    _refused_or_same(data)


def test_only_bits_behind_the_last_one_of_the_compressed_data_are_free() -> None:
    """Each bit of a file turned round in turn, those of the head included: all others are seen."""
    free = set()
    for place in range(len(_DATA)):
        for bit in range(8):
            data = _DATA[:place] + bytes([_DATA[place] ^ 1 << bit]) + _DATA[place + 1 :]
            with contextlib.suppress(FileRefused):
                assert unpack(data, NAME) == _made(_events())
                free.add(place)
    assert free <= {len(_DATA) - 9}


@given(st.integers(0, len(_DATA) - 1))
def test_a_bundle_cut_anywhere_is_refused(end: int) -> None:
    """A stick that was pulled out while it was copied."""
    _refusal(_DATA[:end])
    _refusal(_DATA[:end], check)


@given(st.integers(0, len(_DATA)), st.binary(min_size=1, max_size=20))
def test_bytes_put_in_anywhere_are_refused_or_change_nothing(place: int, more: bytes) -> None:
    """In front, in the middle, behind."""
    _refused_or_same(_DATA[:place] + more + _DATA[place:])


@given(st.integers(0, len(_TEXT) - 1), st.integers(1, 255))
def test_a_changed_byte_of_what_is_packed_is_always_refused(place: int, flip: int) -> None:
    """Unpacked, changed and packed again with a right sum of gzip: no byte of it is free."""
    _refusal(_gzip(_TEXT[:place] + bytes([_TEXT[place] ^ flip]) + _TEXT[place + 1 :]))


@given(st.binary(max_size=200))
def test_whatever_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    """Never another error."""
    for read in (unpack, check, peek):
        _refusal(data, read)
        _refusal(_gzip(data), read)


def _refused_or_same(data: bytes) -> None:
    try:
        read = unpack(data, NAME)
    except FileRefused:
        return
    assert pack(read) == _DATA


_BY_HAND: list[tuple[str, Callable[[list[dict[str, Any]]], object], str]] = [
    ("person", lambda lines: lines[2].update(person="2002"), "line 3 does not fit its hash"),
    ("order", lambda lines: lines.insert(1, lines.pop(3)), "not in order"),
    ("twice", lambda lines: lines.insert(1, lines[1]), "not in order"),
    ("one less", lambda lines: lines.pop(), "its first line tells of other events"),
    ("a field more", lambda lines: lines[1].update(colour="red"), "line 2 is no event (colour"),
    ("a field less", lambda lines: lines[1].pop("actor"), "line 2 is no event (actor is missing)"),
    ("type", lambda lines: lines[1].update(seq="1"), "line 2 is no event (seq is not a number)"),
    ("spans", lambda lines: lines[0]["spans"][0].__setitem__(2, 9), "tells of other events"),
    ("ends", lambda lines: lines[0]["spans"][0].__setitem__(4, "f" * 64), "tells of other events"),
    ("forked", lambda lines: lines[0].update(forked=[OTHER]), "tells of other events"),
    ("type in front", lambda lines: lines[0].update(table=3), "first line is not as it was"),
    ("field in front", lambda lines: lines[0].update(more=3), "first line is not as it was"),
    ("none in front", lambda lines: lines[0].pop("site"), "first line is not as it was"),
    ("span in front", lambda lines: lines[0].update(spans=[[1]]), "first line is not as it was"),
]


@pytest.mark.parametrize(("what", "change", "reason"), _BY_HAND, ids=[row[0] for row in _BY_HAND])
def test_a_bundle_that_was_edited_by_hand_is_refused(
    what: str, change: Callable[[list[dict[str, Any]]], object], reason: str
) -> None:
    """Although its count and its sum are right: the events' own hashes and the order tell."""
    assert reason in _refusal(_rewritten(change))


def test_rewriting_without_a_change_is_not_refused() -> None:
    """The control of the tests above: their way of packing is right."""
    assert unpack(_rewritten(lambda lines: None), NAME) == _made(_events())


def test_a_wrong_count_and_a_wrong_sum_are_found_without_reading_events() -> None:
    """So looking at a folder costs little, and what is damaged counts for nothing."""
    first, rest = _TEXT.split(b"\n", 1)
    cut = _gzip(first + b"\n" + rest.split(b"\n", 1)[1])
    swapped = _gzip(_TEXT.replace(b'"person":"2001"', b'"person":"2002"'))
    for read in (unpack, check):
        assert "has 2 events and should have 3" in _refusal(cut, read)
        assert "do not fit its first line" in _refusal(swapped, read)


def test_a_newer_format_says_so() -> None:
    """The champion needs an update, not another copy."""
    data = _gzip(_TEXT.replace(b"champion-bundle/1", b"champion-bundle/2"))
    for read in (unpack, check, peek):
        assert _refusal(data, read) == f"{NAME} was written by a newer Champion."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", f"{NAME} is empty."),
        (b"asset_tag,serial\n", f"{NAME} is not a bundle of Champion."),
        (_packed_lines("asset_tag,serial"), f"{NAME} is not a bundle of Champion."),
        (_packed_lines({"format": "zip"}), f"{NAME} is not a bundle of Champion."),
        (_gzip(b"no line feed"), f"{NAME} is not a bundle of Champion."),
        (_DATA[:40], f"{NAME} is cut off: its end is missing."),
        (b"age-encryption.org/v1\n-> ", f"{NAME} is sealed with a passphrase."),
    ],
)
def test_each_kind_of_wrong_file_has_its_sentence(data: bytes, sentence: str) -> None:
    """What it is, in words that say what to do."""
    assert _refusal(data) == sentence


def test_peek_reads_the_first_line_alone() -> None:
    """Although the rest is damaged; and it says the same as reading all of it."""
    made = _made(_events(2_000))
    data = pack(made)
    assert peek(data[: len(data) // 2], NAME) == made.manifest == check(data, NAME)
    assert "cut off" in _refusal(data[: len(data) // 2], check)


@pytest.mark.parametrize("read", [unpack, check, peek])
@pytest.mark.parametrize("head", [b"", _TEXT.split(b"\n", 1)[0] + b"\n"])
def test_a_bomb_stops_while_it_is_unpacked(
    head: bytes, read: Callable[[bytes, str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file that would fill the memory: no more of it is unpacked than a bundle may have."""
    monkeypatch.setattr(bundles, "LARGEST", 4 * 1024**2)
    monkeypatch.setattr(bundles, "LARGEST_MANIFEST", 4 * 1024**2)
    data = _gzip(head + b"0" * 100 * 1024**2)
    if read is peek and head:
        assert peek(data, NAME).events == 3
        return
    tracemalloc.start()
    sentence = _refusal(data, read)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "4 MB" in sentence or "is not a bundle" in sentence
    assert peak < 16 * 1024**2


def test_no_two_bundles_have_one_name() -> None:
    """Other events, another station of the same name, another time: another name."""
    made = [
        _made(_events()),
        _made(_events(2)),
        _made(_events(station=OTHER), station=OTHER),
        _made(_events(), exported_at="2026-11-21T10:00:01.000+00:00"),
    ]
    names = [file_name(one, pack(one)) for one in made]
    assert len(set(names)) == 4
    assert names[0].startswith("NORTH_Table-3_000001-000003_")
    assert names[0].endswith(hashlib.sha256(pack(made[0])).hexdigest()[:8] + ".bundle")


@pytest.mark.parametrize(
    ("site", "table", "start"),
    [
        ("École/../Nord", "Table: 3*", "Ecole-Nord_Table-3_000001-"),
        ("", "", "school_table_000001-"),
        ("日本", "CON", "school_CON_000001-"),
        ("N" * 99, "T" * 99, "N" * 24 + "_" + "T" * 24 + "_000001-"),
    ],
)
def test_a_name_has_only_what_every_disk_takes(site: str, table: str, start: str) -> None:
    """Letters, digits, dashes; never a path."""
    made = _made(_events(), site=site, table=table)
    assert file_name(made, pack(made)).startswith(start)


def test_a_bundle_of_others_events_is_named_for_those() -> None:
    """A laptop that only carries on what it was given."""
    made = _made(_events(7)[4:], station=OTHER)
    assert "_000005-000007_" in file_name(made, pack(made))


def test_three_hundred_hand_outs_are_read_and_checked_in_no_time() -> None:
    """30 ms, with room for a slow laptop; the best of five, for others work here too."""
    data = pack(_made(_events(300)))
    best = 9.0
    for _ in range(5):
        start = time.process_time()
        unpack(data, NAME)
        best = min(best, time.process_time() - start)
    assert best < 0.06
