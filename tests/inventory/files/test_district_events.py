"""The fast check of a packet: the sentences of ``champion verify``, and the same events."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.files.district_events import check, event_of, row_of
from inventory.files.packet_check import Contents, look_into
from inventory.files.packet_events import EVENTS, read_events
from inventory.journal.event import digest
from tests.inventory.a_district import ASchool, devices_of, packet_of
from tests.inventory.files.packets import a_packet, forged, written


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """A packet with awkward names in its events."""
    return written(a_packet(), tmp_path_factory.mktemp("packet"))


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """A school's whole audit."""
    one = ASchool("NORTH", devices_of("NORTH", 12), frozenset({"NORTH-003"}), ["0012345", "=1+1"])
    return written(packet_of(one), tmp_path_factory.mktemp("school"))


def test_a_packet_that_is_well_gives_the_events_of_the_slow_way(
    packet: Contents, school: Contents
) -> None:
    """Every field of every event, and the signature."""
    for one in (packet, school):
        checked = check(one)
        slow = read_events(one.files[EVENTS]).events
        assert checked.faults == ()
        assert list(checked.events) == [row_of(event) for event in slow]
        assert [event_of(row) for row in checked.events] == list(slow)
        assert checked.sign == slow[-1]


_CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a letter in a body": lambda data: data.replace(b"Thistlewood", b"Thistlewoof", 1),
    "the first line left out": lambda data: _without_line(data, 1),
    "a line in the middle left out": lambda data: _without_line(data, 4),
    "the last line left out": lambda data: _without_line(data, -1),
    "two lines swapped": lambda data: _swapped(data, 2, 3),
    "a line twice": lambda data: b"".join([*data.splitlines(True), data.splitlines(True)[3]]),
    "an event made up behind the signature": lambda data: (
        data + data.splitlines(True)[3].replace(b"NORTH-0", b"NORTH-9")
    ),
    "an event hashed anew, and not the one after it": lambda data: _hashed_anew(data, 3),
    "a number that is none": lambda data: data.replace(b",2,", b",two,", 1),
    "a leading zero": lambda data: data.replace(b",2,", b",02,", 1),
    "number 0": lambda data: data.replace(b",1,", b",0,", 1),
    "a body that is a list": lambda data: data.replace(b'"{""', b'"[""', 1),
    "a body that is no JSON": lambda data: data.replace(b'"{""', b'"{', 1),
    "blanks in a body": lambda data: data.replace(b'"{""', b'"{ ""', 1),
    "parents that are an object": lambda data: data.replace(b",[],", b",{},", 1),
    "parents with a blank": lambda data: data.replace(b",[],", b",[ ],", 1),
    "a column of another name": lambda data: data.replace(b"actor", b"author", 1),
    "a column more": lambda data: data.replace(b"\r\n", b",x\r\n", 1),
    "a cell more": lambda data: data[:-2] + b",x\r\n",
    "no UTF-8": lambda data: data.replace(b"Esme", b"\xff\xfeme", 1),
    "an open quote": lambda data: data + b'"',
    "half of a pair": lambda data: data.replace(b'"{""', b'"{""\\ud800"":1,""', 1),
    "deeper than anybody nests": lambda data: data.replace(b",[],", b"," + b"[" * 9999 + b",", 1),
    "nothing": lambda data: b"",
    "only the header": lambda data: data.splitlines(True)[0],
}


def _hashed_anew(data: bytes, at: int) -> bytes:
    """Somebody changed who has a device, and knows how events are hashed."""
    lines = data.splitlines(True)
    event = read_events(b"".join([lines[0], lines[at]])).events[0]
    changed = replace(event, person="4711")
    lines[at] = (
        lines[at]
        .replace(str(event.person).encode(), b"4711")
        .replace(event.hash.encode(), digest(changed).encode())
    )
    return b"".join(lines)


def _without_line(data: bytes, number: int) -> bytes:
    lines = data.splitlines(True)
    del lines[number]
    return b"".join(lines)


def _swapped(data: bytes, one: int, other: int) -> bytes:
    lines = data.splitlines(True)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


@pytest.mark.parametrize("change", _CHANGES.values(), ids=list(_CHANGES))
def test_damaged_events_have_the_same_faults(school: Contents, change: Callable[[bytes], bytes]
) -> None:  # fmt: skip
    """By hand, and by somebody who knows how to make the lists of hashes anew."""
    events = change(school.files[EVENTS])
    assert events != school.files[EVENTS]
    plain = Contents({**school.files, EVENTS: events})
    for one in (plain, forged(school, {EVENTS: events})):
        assert check(one).faults == look_into(one).faults
    assert look_into(plain).faults


@pytest.mark.parametrize("name", ["assets.csv", "audit.csv", "SHA256SUMS", "datapackage.json"])
def test_any_other_changed_or_missing_file_has_the_same_faults(school: Contents, name: str) -> None:
    """One byte, or the whole file; and one that was added."""
    files = dict(school.files)
    changed = Contents({**files, name: files[name][:-3] + b"#" + files[name][-2:]})
    missing = Contents({one: data for one, data in files.items() if one != name})
    added = Contents({**files, f"{name}.bak": b""}, ("notes was added; it is a link.",))
    linked = Contents(files, ("notes was added; it is a link.",))
    for one in (changed, missing, added, linked):
        assert check(one).faults == look_into(one).faults != ()
        assert check(one).events == ()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**9), byte=st.integers(0, 255), sealed_anew=st.booleans())
def test_no_byte_can_be_changed_that_only_one_of_them_sees(
    school: Contents, at: int, byte: int, sealed_anew: bool
) -> None:
    """Anywhere in the journal."""
    data = bytearray(school.files[EVENTS])
    data[at % len(data)] = byte
    changed = {EVENTS: bytes(data)}
    one = forged(school, changed) if sealed_anew else Contents({**school.files, **changed})
    assert check(one).faults == look_into(one).faults


def test_what_two_laptops_wrote_is_linked_for_each_of_them(tmp_path: Path) -> None:
    """Events of two stations lie mixed; a broken link of the second is seen."""
    one = ASchool("NORTH", devices_of("NORTH", 3), number=1)
    contents = written(packet_of(one), tmp_path)
    other = written(
        packet_of(ASchool("NORTH", devices_of("NORTH", 3), number=2)), _made(tmp_path / "b")
    )
    header, *mine = contents.files[EVENTS].splitlines(True)
    theirs = other.files[EVENTS].splitlines(True)[1:]
    mixed = [line for pair in zip(theirs, mine, strict=True) for line in pair]
    for lines in (mixed, mixed[:2] + mixed[4:]):
        changed = forged(contents, {EVENTS: b"".join([header, *lines])})
        assert check(changed).faults == look_into(changed).faults
    assert look_into(changed).faults


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
