"""The packet's own tables: their columns, a row for each thing, and what is in the cells."""

import csv
import io
from dataclasses import replace

import pytest

from inventory.audit import Explanation
from inventory.counts import Find, Result
from inventory.files import packet_tables as tables
from inventory.files.packet import Table, table_bytes
from inventory.files.packet_events import COLUMNS
from tests.builders import a_custody, a_device
from tests.inventory.counting import NINE
from tests.inventory.files.stories import (
    NAMES,
    SEPTEMBER,
    TEN,
    a_find,
    a_school,
    faults_in,
    header_of,
    known,
    rows_of,
    story_of,
)

STORY = a_school()
EVENTS = [
    ("0193", "0190", 1, "1.0", NINE, "sight", "NORTH", "0012345", None, "[]", "0194", "{}",
     "champion", 1, "0" * 64, "5e" * 32),
]  # fmt: skip
ALL = (
    tables.assets(STORY),
    tables.events(replace(STORY, events=EVENTS)),
    *tables.signed_tables(STORY),
    tables.proposals(STORY),
)
HEADERS = {
    "assets": (
        "device_id,asset_tag,serial_number,model,category,site,custody,person_id,place,service,"
        "since,last_seen_at,last_seen_place,listed_person,listed_place,listed_service"
    ),
    "events": ",".join(COLUMNS),
    "audit": (
        "number,kind,device_id,asset_tag,serial_number,model,category,expected_custody,"
        "expected_person,expected_place,expected_service,result,reason_code,evidence,evidence_at,"
        "evidence_note,observed_at,observed_place,observed_with,sightings,event_id,scanned,"
        "explanation,explanation_detail,explanation_note"
    ),
    "discrepancies": (
        "number,device_id,asset_tag,serial_number,reason_code,sentence,explanation,"
        "explanation_detail,explanation_note,proposed_action"
    ),
    "proposals": "device_id,field,listed,proposed,reason_code",
}


def row(table: Table, device: str) -> dict[str, str]:
    """The one row of a device."""
    (found,) = [one for one in rows_of(table) if one["device_id"] == device]
    return found


def told(table: Table, device: str) -> dict[str, str]:
    """The cells of a device's row that have something in them."""
    return {name: cell for name, cell in row(table, device).items() if cell}


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_a_table_has_the_columns_that_others_rely_on(table: Table) -> None:
    """Their names and their order are a promise; each says what it means."""
    assert header_of(table) == HEADERS[table.name]
    assert all(field.description for field in table.fields)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_a_table_keeps_what_it_says_of_itself(table: Table) -> None:
    """What is required is there, a code is one of its codes, a key is there once."""
    assert rows_of(table)
    assert faults_in(table) == []


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_nobody_stands_in_a_table_by_name(table: Table) -> None:
    """People are the district's numbers, which these tables do have."""
    content = table_bytes(table).decode()
    assert [name for name in NAMES if name in content] == []


def test_an_asset_is_what_is_known_now_beside_what_the_list_says() -> None:
    """The last known truth and the list's word, in columns of their own."""
    table = tables.assets(STORY)
    assert len(rows_of(table)) == len(STORY.devices)
    assert told(table, "NS-108") == {
        "device_id": "NS-108", "asset_tag": "NS-108", "serial_number": "5CDNS108",
        "model": "HP Chromebook 11", "category": "Chromebook", "site": "NORTH",
        "custody": "IN_STOCK", "place": "Cart 1", "service": "READY", "since": TEN,
        "last_seen_at": TEN, "last_seen_place": "Cart 1", "listed_person": "2002",
        "listed_service": "READY",
    }  # fmt: skip
    assert told(table, "NS-107")["person_id"] == "2002"
    assert told(table, "NS-107")["custody"] == "WITH_PERSON"
    assert (told(table, "NS-107")["service"], told(table, "NS-107")["listed_service"]) == (
        "MISSING", "LOST",
    )  # fmt: skip


def test_the_lines_come_first_and_the_finds_after_them() -> None:
    """Numbered through, expected devices in the order of the list."""
    rows = rows_of(tables.audit(STORY))
    assert [one["number"] for one in rows] == [str(number) for number in range(1, 16)]
    assert [one["kind"] for one in rows] == ["expected"] * 10 + ["find"] * 5
    assert [one["device_id"] for one in rows[:3]] == ["0012345", "NS-102", "NS-103"]


def test_a_line_that_was_seen_says_when_where_and_how_often() -> None:
    """With the event that shows it, and the evidence of a sighting."""
    assert told(tables.audit(STORY), "0012345") == {
        "number": "1", "kind": "expected", "device_id": "0012345", "asset_tag": "0012345",
        "serial_number": "0099123", "model": "HP Chromebook 11", "category": "Chromebook",
        "expected_custody": "IN_STOCK", "expected_place": "Room 204", "expected_service": "READY",
        "result": "VERIFIED", "reason_code": "found_ok", "evidence": "E5", "evidence_at": NINE,
        "observed_at": NINE, "observed_place": "Room 204", "sightings": "2",
        "event_id": "sight-0012345",
    }  # fmt: skip


def test_a_line_that_nobody_saw_says_what_it_rests_on() -> None:
    """Evidence with its age, but nothing observed; for a missing device when it was last seen."""
    accounted, missing = (told(tables.audit(STORY), one) for one in ("NS-105", "NS-106"))
    assert {name: accounted[name] for name in ("result", "evidence", "evidence_at")} == {
        "result": "ACCOUNTED", "evidence": "E3", "evidence_at": TEN,
    }  # fmt: skip
    assert accounted["evidence_note"] == "attested by the holder"
    assert (accounted["reason_code"], accounted["sightings"]) == ("accounted_not_seen", "0")
    assert (missing["result"], missing["evidence"], missing["evidence_at"]) == (
        "MISSING", "E0", SEPTEMBER,
    )  # fmt: skip
    for line in (accounted, missing):
        assert not {"observed_at", "observed_place", "observed_with", "event_id"} & line.keys()


def test_a_line_says_what_was_expected_and_not_what_came_after() -> None:
    """The frozen record: set missing since, and still expected to be ready."""
    missing = told(tables.audit(STORY), "NS-107")
    assert (missing["expected_custody"], missing["expected_person"]) == ("WITH_PERSON", "2002")
    assert (missing["expected_service"], missing["reason_code"]) == (
        "READY", "not_found_but_issued",
    )  # fmt: skip


def test_a_find_says_what_was_scanned_and_which_device_it_is() -> None:
    """A device where a list knows it; else only what was read or written down."""
    finds = [one for one in rows_of(tables.audit(STORY)) if one["kind"] == "find"]
    said = [(one["result"], one["reason_code"], one["device_id"], one["scanned"]) for one in finds]
    assert said == [
        ("LABEL_CONFLICT", "serial_mismatch", "", "5CDNS103"),
        ("STRAY", "unexpected_other_site", "NS-901", "NS-901"),
        ("RESURFACED", "resurfaced", "NS-151", "NS-151"),
        ("UNLISTED", "unexpected_unknown_tag", "", "=1+1"),
        ("UNREADABLE", "unreadable_label", "", "black HP, no sticker"),
    ]
    assert {one["observed_place"] for one in finds} == {"Cart 1"}
    assert {one["evidence"] for one in finds} == {"E5"}


def test_the_schools_word_stands_beside_each_variance() -> None:
    """On the line, on the find, and in the list of what has to be decided."""
    line = told(tables.audit(STORY), "NS-107")
    assert (line["explanation"], line["explanation_detail"], line["explanation_note"]) == (
        "reported_lost", "+1 (555) 010-0199", '=HYPERLINK("x")',
    )  # fmt: skip
    stray = told(tables.audit(STORY), "NS-901")
    assert (stray["explanation"], stray["explanation_detail"], stray["explanation_note"]) == (
        "other_school", "0012", "7",
    )  # fmt: skip
    assert "explanation" not in told(tables.audit(STORY), "NS-103")


def test_every_variance_and_nothing_else_has_to_be_decided() -> None:
    """With its reason, a sentence, and what is asked for: first what the audit missed again."""
    rows = rows_of(tables.discrepancies(STORY))
    said = [(one["device_id"], one["reason_code"], one["proposed_action"]) for one in rows]
    assert said == [
        ("NS-102", "found_wrong_location", "Take over the corrected record."),
        ("NS-103", "found_wrong_holder", ""),
        ("NS-104", "found_state_conflict", ""),
        ("NS-106", "not_found", "Write off: not found in two audits in a row."),
        ("NS-107", "not_found_but_issued", "Set to lost."),
        ("", "serial_mismatch", ""),
        ("NS-901", "unexpected_other_site", "Collect it, or give it to this school."),
        ("NS-151", "resurfaced", ""),
        ("", "unexpected_unknown_tag", ""),
        ("", "unreadable_label", "Send a new tag."),
    ]
    assert [one["number"] for one in rows] == [str(number) for number in range(1, 11)]
    assert rows[4]["sentence"] == "NS-107: not found; recorded with 2002, never seen before."
    assert rows[5]["sentence"].startswith("5CDNS103: tag and serial on one device")
    assert rows[9]["sentence"] == "black HP, no sticker: has no readable code; seen in Cart 1."


def test_what_was_not_asked_for_is_a_row_but_nothing_to_decide() -> None:
    """It is kept, and the district has nothing to do with it."""
    story = story_of([], [a_find(Find.OUT_OF_SCOPE, "NS-101")])
    assert [one["result"] for one in rows_of(tables.audit(story))] == ["OUT_OF_SCOPE"]
    assert rows_of(tables.discrepancies(story)) == []


def test_a_proposal_is_a_row_with_both_values() -> None:
    """A blank one proposes that nobody has it; the device is one of the assets."""
    rows = rows_of(tables.proposals(STORY))
    said = [(one["device_id"], one["field"], one["listed"], one["proposed"]) for one in rows]
    assert said == [
        ("NS-102", "place", "Room 204", "Cart 1"),
        ("NS-104", "holder", "", "2001"),
        ("NS-105", "holder", "", "0004711"),
        ("NS-106", "service", "READY", "MISSING"),
        ("NS-107", "service", "LOST", "MISSING"),
        ("NS-108", "place", "", "Cart 1"),
        ("NS-108", "holder", "2002", ""),
        ("NS-301", "holder", "", "2001"),
        ("NS-151", "service", "LOST", "NEEDS_CHECK"),
    ]
    assets = {one["device_id"] for one in rows_of(tables.assets(STORY))}
    assert {one["device_id"] for one in rows} <= assets
    assert tables.proposals(STORY).refers == (("device_id", "assets", "device_id"),)


def test_an_event_stands_as_it_was_written() -> None:
    """Cell by cell as the journal has it; nobody and no device are blank."""
    (one,) = rows_of(ALL[1])
    assert list(one.values()) == ["" if cell is None else str(cell) for cell in EVENTS[0]]


def test_leading_zeros_and_long_numbers_stay() -> None:
    """Tag, serial and a student's number, in every table that has them."""
    assert b"\r\n0012345,0012345,0099123," in table_bytes(tables.assets(STORY))
    assert b",0012345,0012345,0099123," in table_bytes(tables.audit(STORY))
    assert b",NS-901,,,unexpected_other_site," in table_bytes(tables.discrepancies(STORY))
    assert b",0012,7," in table_bytes(tables.discrepancies(STORY))
    assert b"NS-105,holder,,0004711," in table_bytes(tables.proposals(STORY))
    assert b",WITH_PERSON,0004711," in table_bytes(tables.assets(STORY))


ESCAPED = [
    ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
    ('@home, "left" shelf', '\'@home, "left" shelf'),
    ("-looked everywhere", "'-looked everywhere"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-1", "-1"),
    ("-2", "-2"),
    ("7", "7"),
    ("+1 (555) 010-0199", "+1 (555) 010-0199"),
    ("+15550100199", "+15550100199"),
    ("0012345", "0012345"),
    ("K", "K"),
]


@pytest.mark.parametrize(("note", "shown"), ESCAPED)
def test_only_what_people_open_is_kept_from_running_as_a_formula(note: str, shown: str) -> None:
    """And there a grade, a number or a telephone stays what it is; machines get every byte."""
    device = known(a_device(), a_custody(), Result.MISSING)
    said = {"NS-101": Explanation("NS-101", "no_action", note, note)}
    story = story_of([device], explanations=said)
    for table, wanted in ((tables.discrepancies(story), shown), (tables.audit(story), note)):
        (one,) = rows_of(table)
        assert (one["explanation_detail"], one["explanation_note"]) == (wanted, wanted)


def test_a_code_that_looks_like_a_formula_stays_as_it_was_scanned() -> None:
    """In the machine's table; the sentence for people begins with it, so there it is escaped."""
    content = table_bytes(tables.audit(STORY)).decode()
    assert ",=1+1,,," in content
    assert ",'=1+1: is in no list; seen in Cart 1.," in table_bytes(ALL[3]).decode("utf-8-sig")


def test_only_one_table_is_for_a_spreadsheet() -> None:
    """A byte order mark in front of any other would be read as part of its first column."""
    marked = [table.name for table in ALL if table_bytes(table).startswith(b"\xef\xbb\xbf")]
    assert marked == [table.name for table in ALL if table.for_spreadsheet] == ["discrepancies"]


def test_what_is_signed_is_the_lines_and_the_variances() -> None:
    """The two tables whose hashes stand in the signature, in the bytes that the packet has."""
    assert tables.signed_tables(STORY) == (tables.audit(STORY), tables.discrepancies(STORY))
    assert [table.name for table in tables.signed_tables(STORY)] == ["audit", "discrepancies"]


def test_an_audit_that_found_nothing_still_has_every_table() -> None:
    """A header and no rows."""
    nothing = story_of([])
    for table in (*tables.signed_tables(nothing), tables.assets(nothing), tables.events(nothing)):
        lines = list(csv.reader(io.StringIO(table_bytes(table).decode("utf-8-sig"))))
        assert [",".join(line) for line in lines] == [HEADERS[table.name]]
