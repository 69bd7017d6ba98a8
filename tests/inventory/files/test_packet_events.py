"""The journal's part in a packet, and the signature: whoever changes it is found."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.files.packet import Table, table_bytes, write_packet
from inventory.files.packet_check import Contents, faults, verify
from inventory.files.packet_events import COLUMNS, read_events
from inventory.journal.event import broken_links, digest
from inventory.model import Event, Kind
from tests.builders import STATION, Journal
from tests.inventory.files.packets import (
    a_small_packet,
    event_row,
    event_table,
    forged,
    sign,
    written,
)


def as_csv(rows: list[list[str]]) -> bytes:
    """The rows as ``events.csv``."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([list(COLUMNS), *rows])
    return stream.getvalue().encode()


def changed_events(small: Contents, change: Callable[[list[list[str]]], Any]) -> list[str]:
    """What is found where the lists fit, but the lines of ``events.csv`` were changed."""
    text = small.files["events.csv"].decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    change(rows)
    return faults(forged(small, {"events.csv": as_csv(rows)}))


def put(line: int, column: str, value: str) -> Callable[[list[list[str]]], None]:
    """Another value in one cell."""

    def change(rows: list[list[str]]) -> None:
        rows[line][COLUMNS.index(column)] = value

    return change


CHANGED = "events.csv: The content of event 1 of station 0190a0b0 was changed after it was written."


LOST = "events.csv: Numbers jump from 0 to 2 at event 2 of station 0190a0b0."


IN_CELLS = [
    *((column, "x", [CHANGED]) for column in ("event_id", "hlc", "wall_time", "kind", "site")),
    *((column, "x", [CHANGED]) for column in ("device", "person", "group", "actor")),
    ("device", "", [CHANGED]),
    ("body", '{"a":1}', [CHANGED]),
    ("parents", '["a"]', [CHANGED]),
    ("parents", "[1,null]", [CHANGED]),
    ("schema", "2", [CHANGED]),
    ("seq", "one", ["events.csv, line 2: seq is no number."]),
    ("seq", "²", ["events.csv, line 2: seq is no number."]),
    ("seq", "１", ["events.csv, line 2: seq is no number."]),
    ("seq", "-1", ["events.csv, line 2: seq is no number."]),
    ("seq", "9" * 5_000, ["events.csv, line 2: seq is no number."]),
    ("schema", "", ["events.csv, line 2: schema is no number."]),
    ("body", "", ["events.csv, line 2: body is no JSON."]),
    ("body", "[]", ["events.csv, line 2: parents is no list, or body no object."]),
    ("body", "[" * 100_000, ["events.csv, line 2: body is no JSON."]),
    ("body", '{"a":' + "1" * 5_000 + "}", ["events.csv, line 2: body is no JSON."]),
    (
        "body",
        '{"a":"\\ud800"}',
        ["events.csv, line 2: parents or body can't be written as JSON in UTF-8."],
    ),
    ("parents", "{}", ["events.csv, line 2: parents is no list, or body no object."]),
    ("parents", "x", ["events.csv, line 2: parents is no JSON."]),
]


@pytest.mark.parametrize(("column", "value", "sentences"), IN_CELLS)
def test_every_changed_cell_of_an_event_is_found(
    small: Contents, column: str, value: str, sentences: list[str]
) -> None:
    """By somebody who made both lists of hashes anew; what is no event is named by its line."""
    found = changed_events(small, put(0, column, value))
    assert found[: len(sentences)] == sentences


OTHER_FILES = [
    (b"", "events.csv has other columns than the events of a packet."),
    (b"\xff\xfe", "events.csv can't be read: it is no CSV in UTF-8."),
    (b'event_id,"station', "events.csv can't be read: it is no CSV in UTF-8."),
    (b"a,b\r\n", "events.csv has other columns than the events of a packet."),
    (b"\xef\xbb\xbf" + as_csv([]), "events.csv has other columns than the events of a packet."),
    (as_csv([["a"]]), "events.csv, line 2: it has 1 cells, and an event has 16."),
    (as_csv([[]]), "events.csv, line 2: it has 0 cells, and an event has 16."),
]


@pytest.mark.parametrize(("content", "sentence"), OTHER_FILES)
def test_a_journal_that_is_none_is_one_sentence(
    small: Contents, content: bytes, sentence: str
) -> None:
    """And then there is no signature."""
    found = faults(forged(small, {"events.csv": content}))
    assert found == [sentence, "Nobody signed audit.csv."]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_the_reader_stumble(content: bytes) -> None:
    """Neither as a file nor below the right header."""
    read_events(content)
    read_events(as_csv([]) + content)


CELLS = st.text(max_size=20) | st.sampled_from(
    ["1", "0", "[]", "{}", '["a"]', '{"a":NaN}', '{"":-0.0}']
)


@given(st.lists(st.lists(CELLS, min_size=16, max_size=16), max_size=3))
def test_no_cells_make_the_check_stumble(rows: list[list[str]]) -> None:
    """Whatever can be read as an event can also be hashed and chained."""
    read = read_events(as_csv(rows))
    assert len(read.events) + len(read.faults) == len(rows)
    assert len(list(broken_links(read.events, part=True))) >= len(read.events)


def chain(length: int, journal: Journal | None = None) -> list[Event]:
    """Events of one station."""
    journal = journal or Journal()
    return [journal.write(Kind.SIGHT) for _ in range(length)]


def found_in(tmp_path: Path, events: list[Event]) -> tuple[str, ...]:
    """What is wrong with a packet of these events and nothing else."""
    packet = a_small_packet(tables=(event_table(events),))
    return verify(write_packet(packet, tmp_path).path).faults


def test_a_packet_may_have_a_part_of_the_journal(tmp_path: Path) -> None:
    """From the middle of two stations' chains, in the order of time; the head is of both."""
    other = chain(5, Journal(STATION.replace("1", "2")))
    mixed = [event for pair in zip(chain(5), other, strict=True) for event in pair]
    packet = a_small_packet(tables=(event_table(mixed[4:]),))
    found = verify(write_packet(packet, tmp_path).path)
    assert found.faults == ()
    assert found.head == f"{mixed[-2].hash} {mixed[-1].hash}"


def test_the_order_of_the_lines_breaks_no_chain(tmp_path: Path) -> None:
    """The numbers say which event comes after which."""
    assert found_in(tmp_path, chain(5)[::-1]) == ()


def rehashed(event: Event, **changes: Any) -> Event:
    """An event changed by somebody who knows how it is hashed."""
    changed = replace(event, **changes)
    return replace(changed, hash=digest(changed))


TAMPERED: list[tuple[str, Callable[[list[Event]], list[Event]], str]] = [
    ("a gap", lambda all_: [*all_[2:3], *all_[4:]], "Numbers jump from 3 to 5 at event 5"),
    ("an event twice", lambda all_: [all_[2], *all_[2:]], "Numbers jump from 3 to 3 at event 3"),
    (
        "one written anew",
        lambda all_: [all_[2], rehashed(all_[3], person="2002"), all_[4]],
        "The chain is broken before event 5",
    ),
    (
        "another very first one",
        lambda all_: [rehashed(all_[0], prev_hash="f" * 64)],
        "The chain is broken before event 1",
    ),
    ("one before the first", lambda all_: [rehashed(all_[0], seq=0)], "Numbers jump from 0 to 0"),
]


@pytest.mark.parametrize(
    ("tamper", "sentence"), [row[1:] for row in TAMPERED], ids=[r[0] for r in TAMPERED]
)
def test_every_break_in_a_part_of_the_journal_is_found(
    tmp_path: Path, tamper: Callable[[list[Event]], list[Event]], sentence: str
) -> None:
    """Only what is before a station's first event is taken as given."""
    (found,) = found_in(tmp_path, tamper(chain(5)))
    assert found.startswith(f"events.csv: {sentence}")


def test_a_changed_event_is_found_in_a_part_too(tmp_path: Path) -> None:
    """Its content no longer fits its hash, though its neighbours' hashes fit."""
    all_ = chain(5)
    all_[3] = replace(all_[3], actor="somebody else")
    (found,) = found_in(tmp_path, all_[2:])
    assert found.startswith("events.csv: The content of event 4 of station 0190a0b0 was changed")


def signed(tmp_path: Path, body: Mapping[str, Any] | None) -> list[str]:
    """What is wrong with a packet with an audit and this signature."""
    packet = a_small_packet()
    journal = Journal()
    journal.write(Kind.SIGHT)
    if body is not None:
        journal.write(Kind.AUDIT_SIGN, None, None, body)
    tables = (packet.tables[0], event_table(journal.written))
    return faults(written(replace(packet, tables=tables), tmp_path))


SIGNATURES: list[tuple[Mapping[str, Any] | None, list[str]]] = [
    (None, ["Nobody signed audit.csv."]),
    ({}, ["The signature doesn't name audit.csv."]),
    ({"files": ["audit.csv"]}, ["The signature doesn't name audit.csv."]),
    ({"files": {"audit.csv": None}}, ["audit.csv is not the one that was signed."]),
    ({"files": {"audit.csv": "0" * 64}}, ["audit.csv is not the one that was signed."]),
    (
        {"files": {"audit.csv": "0" * 64, "discrepancies.csv": "0" * 64}},
        [
            "audit.csv is not the one that was signed.",
            "discrepancies.csv was signed, and is missing.",
        ],
    ),
]


@pytest.mark.parametrize(("body", "sentences"), SIGNATURES)
def test_a_signature_that_is_not_of_these_files_is_found(
    tmp_path: Path, body: Mapping[str, Any] | None, sentences: list[str]
) -> None:
    """Both directions: what was signed is here, and what is here was signed."""
    assert signed(tmp_path, body) == sentences


def test_the_last_signature_counts(tmp_path: Path) -> None:
    """One of the audit before may be in the same part of the journal."""
    packet = a_small_packet()
    before = replace(packet.tables[0], rows=[("0012399",)])
    journal = Journal()
    sign(journal, before)
    sign(journal, packet.tables[0])
    good, bad = event_table(journal.written), event_table(journal.written[:1])
    assert faults(written(replace(packet, tables=(packet.tables[0], good)), tmp_path)) == []
    other = replace(packet, name="q", tables=(packet.tables[0], bad))
    assert faults(written(other, tmp_path)) == ["audit.csv is not the one that was signed."]


@pytest.mark.parametrize(
    ("body", "name"),
    [({"name": "A"}, "A"), ({"role": "B"}, "B"), ({"name": 5, "role": ["x"]}, ""), ({}, "")],
)
def test_a_signer_without_a_name_is_shown_as_such(
    tmp_path: Path, body: Mapping[str, Any], name: str
) -> None:
    """Whatever stands in its place is not shown."""
    journal = Journal()
    journal.write(Kind.AUDIT_SIGN, None, None, body)
    packet = a_small_packet(tables=(event_table(journal.written),))
    assert verify(write_packet(packet, tmp_path).path).signed_by == name


def test_a_packet_without_a_journal_has_no_signature(tmp_path: Path) -> None:
    """A list is a packet too; an audit is none without its signature."""
    packet = a_small_packet(tables=())
    found = verify(write_packet(packet, tmp_path).path)
    assert (found.events, found.signed_by, found.signed_at, found.head) == (0, "", "", "")
    assert found.faults == ()
    audit: Table = a_small_packet().tables[0]
    alone = a_small_packet(name="q", tables=(audit,))
    assert verify(write_packet(alone, tmp_path).path).faults == ("Nobody signed audit.csv.",)


def test_a_huge_cell_is_read_and_the_limit_stays(tmp_path: Path) -> None:
    """A body of 300 kB, more than the library takes by itself; elsewhere it still takes no more."""
    before = csv.field_size_limit()
    journal = Journal()
    journal.write(Kind.NOTE, body={"note": 'x"y,\n' * 60_000})
    packet = a_small_packet(tables=(event_table(journal.written),))
    assert len(str(event_row(journal.written[0])[COLUMNS.index("body")])) > 300_000 > before
    assert verify(write_packet(packet, tmp_path).path).faults == ()
    assert csv.field_size_limit() == before
    with pytest.raises(csv.Error, match="limit"):
        list(csv.reader(io.StringIO(table_bytes(packet.tables[0]).decode(), newline="")))


def test_the_limit_stays_where_reading_fails() -> None:
    """Also after a file that is no CSV."""
    before = csv.field_size_limit()
    assert read_events(b'"' + b"x" * 300_000).faults
    assert csv.field_size_limit() == before
