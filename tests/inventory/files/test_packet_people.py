"""What people read: one page of text and a workbook, with the same figures as the tables."""

from dataclasses import replace

import pytest

from inventory.audit import Scope
from inventory.counts import Cover, Find, Result, SampleFigures
from inventory.files import packet_tables as tables
from inventory.files.packet import Table
from inventory.files.packet_people import reconciliation, scope_words, summary
from inventory.files.packet_tables import Story
from tests.builders import a_custody, a_device
from tests.inventory.files.stories import (
    NAMES,
    SIGNED,
    a_school,
    known,
    opened,
    rows_of,
    story_of,
)

STORY = a_school()
BOOK = opened(reconciliation(STORY).content)


def lines_of(story: Story) -> list[str]:
    """The lines of the page."""
    return summary(story).content.decode().split("\r\n")


def figures(story: Story) -> dict[str, str]:
    """What stands at the end of each line, by what stands before it."""
    found = (line.rpartition(" ") for line in lines_of(story))
    return {words.strip(): figure for words, _, figure in found if words}


def test_the_page_says_which_audit_it_is_and_who_signed() -> None:
    """With its times, its scope, and the hashes that prove it."""
    lines = lines_of(STORY)
    assert lines[:8] == [
        "Audit NORTH-2026-Q4, North Middle",
        "",
        "Opened    2026-11-21T09:00:00.000+00:00",
        "Scanned   until 2026-11-21T10:00:00.000+00:00",
        "Signed    2026-11-21T11:00:00.000+00:00, Esme Thistlewood, librarian",
        "Due       2026-12-15",
        "Scope     the whole allocation",
        "",
    ]
    assert f"SHA-256 of the frozen list  {'5e' * 32}" in lines
    assert f"Hash of the signature       {'4e' * 32}" in lines


def test_the_figures_of_the_page_are_those_of_the_cover() -> None:
    """Each result and each find as a line; counts are gross."""
    said = figures(STORY)
    assert {name: said[name] for name in (
        "Expected", "Sighted", "Accounted for, not seen", "Missing", "Stray, resurfaced, unlisted",
        "Sightings beyond the first", "Sighting rate", "Accountability", "Accuracy",
    )} == {
        "Expected": "10", "Sighted": "7", "Accounted for, not seen": "1", "Missing": "2",
        "Stray, resurfaced, unlisted": "3", "Sightings beyond the first": "1",
        "Sighting rate": "70.0%", "Accountability": "80.0%", "Accuracy": "57.1%",
    }  # fmt: skip
    assert [said[name] for name in (
        "verified", "wrong place", "wrong holder", "record disagrees", "accounted for, not seen",
        "missing",
    )] == ["4", "1", "1", "1", "1", "2"]  # fmt: skip
    assert [said[f"find: {name}"] for name in (
        "of another school", "resurfaced", "in no list", "labels disagree", "no readable code",
        "ours, not asked for",
    )] == ["1", "1", "1", "1", "1", "0"]  # fmt: skip


def test_the_figures_of_the_page_are_those_of_the_lines() -> None:
    """Counted anew in the machine's table."""
    said = figures(STORY)
    rows = rows_of(tables.audit(STORY))
    results = [one["result"] for one in rows if one["kind"] == "expected"]
    assert said["Expected"] == str(len(results))
    assert said["verified"] == str(results.count("VERIFIED"))
    assert said["missing"] == str(results.count("MISSING"))
    assert said["Sighted"] == str(sum(one["evidence"] == "E5" for one in rows[: len(results)]))
    assert said["Sightings beyond the first"] == str(
        sum(int(one["sightings"]) - 1 for one in rows if one["sightings"] != "0")
    )


def test_the_page_says_what_was_left_out_and_what_it_does_not_know() -> None:
    """The value at risk is as good as the price list; what came late is named."""
    lines = lines_of(STORY)
    assert "Value at risk                   640.00" in lines
    assert "Not expected: 1 device reported lost" in lines
    assert "Not expected: 2 devices retired" in lines
    assert not any("price list" in line or "Came after" in line for line in lines)
    devices = [
        known(a_device(category="Tablet"), a_custody(), Result.MISSING),
        known(a_device("NS-102", category="Tablet"), a_custody(), Result.MISSING),
    ]
    late = story_of(devices, audit=replace(SIGNED, late=("0012401", "NS-402")))
    assert "  without 2 devices that the price list does not have" in lines_of(late)
    assert "Came after the list was frozen, out of scope: 0012401, NS-402" in lines_of(late)


def test_rates_of_nothing_are_left_out() -> None:
    """Nothing expected has no rate, and nothing sighted no accuracy."""
    words = " ".join(lines_of(story_of([])))
    assert "rate" not in words
    assert "Acc" not in words.replace("Accounted for, not seen", "")
    unseen = story_of([known(a_device(), a_custody(), Result.MISSING)])
    said = figures(unseen)
    assert (said["Sighting rate"], said["Accountability"]) == ("0.0%", "0.0%")
    assert "Accuracy" not in said


def test_large_figures_have_their_thousands_apart() -> None:
    """A district reads them faster so."""
    results = {Result.VERIFIED: 11_000, Result.MISSING: 1_345}
    cover = Cover(12_345, results, {Find.STRAY: 1_000}, 0, 1_234_567.5, 0)
    said = figures(replace(STORY, cover=cover))
    assert (said["Expected"], said["verified"], said["find: of another school"]) == (
        "12,345", "11,000", "1,000",
    )  # fmt: skip
    assert said["Value at risk"] == "1,234,567.50"


SCOPES = [
    (Scope(), "the whole allocation"),
    (Scope(places=("Cart 1", "Room 204")), "places: Cart 1, Room 204"),
    (Scope(categories=("Chromebook",)), "categories: Chromebook"),
    (Scope(sample=30, floor=10, seed="2026-Q4"), "a sample of 30, drawn with 2026-Q4"),
    (Scope(places=("Cart 1",), blind=True), "places: Cart 1; blind"),
]


@pytest.mark.parametrize(("scope", "words"), SCOPES, ids=[words for _, words in SCOPES])
def test_the_scope_is_said_in_words(scope: Scope, words: str) -> None:
    """On the page and on the cover."""
    story = story_of([], audit=replace(SIGNED, scope=scope))
    assert scope_words(story) == words
    assert f"Scope     {words}" in lines_of(story)


def test_a_sample_has_its_pass_rate() -> None:
    """Passed of all that was drawn and picked; another audit has none."""
    cover = Cover(30, {Result.VERIFIED: 27}, {}, 0, 0, 0, SampleFigures(30, 27, 10, 9))
    said = figures(replace(STORY, cover=cover))
    assert said["Pass rate of the sample"] == "90.0%"
    assert "Pass rate of the sample" not in figures(STORY)


def test_the_page_ends_its_lines_as_every_editor_reads_them() -> None:
    """CR LF, as the tables have it, and the last line too."""
    content = summary(STORY).content
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_workbook_begins_with_the_cover_and_the_variances() -> None:
    """What has to be decided comes before what is well."""
    assert list(BOOK.sheets) == ["Cover", "Variances", "Proposals", "By place", "Audit"]


def test_the_cover_has_the_figures_of_the_page() -> None:
    """Counts as numbers, rates as fractions of one, money as money; and every result."""
    cover = {row[0]: row[1] for row in BOOK.sheets["Cover"] if len(row) > 1}
    counts = {"Expected": 10, "Sighted": 7, "Missing": 2, "Stray, resurfaced, unlisted": 3}
    assert {name: float(cover[name]) for name in counts} == counts
    assert float(cover["Sighting rate"]) == pytest.approx(0.7)
    assert float(cover["Accuracy"]) == pytest.approx(4 / 7)
    assert (float(cover["Value at risk"]), float(cover["Missing without a price"])) == (640, 0)
    assert (float(cover["verified"]), float(cover["find: of another school"])) == (4, 1)
    assert (cover["School"], cover["Site"], cover["Due"]) == ("North Middle", "NORTH", "2026-12-15")
    assert cover["Signed"].endswith("Esme Thistlewood, librarian")
    assert cover["Hash of the signature"] == "4e" * 32


@pytest.mark.parametrize(
    ("sheet", "table"),
    [("Variances", tables.discrepancies(STORY)), ("Proposals", tables.proposals(STORY))],
)
def test_a_sheet_has_the_rows_of_its_table(sheet: str, table: Table) -> None:
    """A line above them says what they are; no cell is escaped, for none can be a formula."""
    note, header, *rows = BOOK.sheets[sheet]
    assert len(note) == 1
    assert header == [field.name.replace("_", " ") for field in table.fields]
    wanted = [["" if cell is None else str(cell) for cell in row] for row in table.rows]
    assert [[cell for cell in row if cell] for row in rows] == [
        [cell for cell in row if cell] for row in wanted
    ]


def test_the_sheet_of_lines_has_what_people_read() -> None:
    """Every line and every find with fewer columns; audit.csv has all of them."""
    _, header, *rows = BOOK.sheets["Audit"]
    every = [field.name.replace("_", " ") for field in tables.audit(STORY).fields]
    assert header == [name for name in every if name in header]
    assert {"asset tag", "serial number", "result", "evidence", "observed place"} <= set(header)
    assert len(rows) == len(STORY.lines) + len(STORY.finds)


def test_the_places_add_up() -> None:
    """Where devices were expected, how many were seen there, and how many are missing."""
    _, header, *rows = BOOK.sheets["By place"]
    assert header == ["Place", "Expected", "Sighted", "Missing"]
    assert rows == [
        ["Cart 1", "1", "1", "0"], ["Room 204", "3", "2", "1"],
        ["nobody knows where", "6", "4", "1"],
    ]  # fmt: skip
    assert [sum(int(row[at]) for row in rows) for at in (1, 2, 3)] == [
        STORY.cover.expected, STORY.cover.sighted, STORY.cover.missing,
    ]  # fmt: skip


def test_a_code_is_text_in_the_workbook() -> None:
    """With its leading zeros, its sign, and whatever else it begins with."""
    cells = {cell for rows in BOOK.sheets.values() for row in rows for cell in row}
    assert {"0012345", "0099123", "0004711", "-1", "+1 (555) 010-0199"} <= cells
    assert {'=HYPERLINK("x")', '@home, "left" shelf', "=1+1"} <= cells
    strings = BOOK.parts["xl/sharedStrings.xml"].decode()
    assert "<t>0012345</t>" in strings


def test_nobody_is_named_on_the_page_or_in_the_workbook() -> None:
    """But who signed; every part of the workbook was looked through."""
    signer = "Esme Thistlewood"
    parts = {**BOOK.parts, "summary.txt": summary(STORY).content}
    found = {
        part: name for part, content in parts.items() for name in NAMES if name.encode() in content
    }
    assert found == {}
    assert signer.encode() in parts["summary.txt"]
    assert signer.encode() in parts["xl/sharedStrings.xml"]


def test_the_same_story_is_the_same_bytes() -> None:
    """Page and workbook carry no time but those of the audit."""
    for make in (summary, reconciliation):
        assert make(a_school()) == make(STORY)
    assert b"2026-11-21T11:00:00Z" in BOOK.parts["docProps/core.xml"]
