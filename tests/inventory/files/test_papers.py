"""A paper as pages, workbook and CSV: all of it there, readable, and the same each time."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest

from inventory.errors import LabelRefused
from inventory.files.labels.fonts import Face, in_visual_order
from inventory.files.labels.marks import Words
from inventory.files.labels.stock import PAPERS
from inventory.files.papers.content import Column, Form, Holds, Paper, Part
from inventory.files.papers.files import as_file
from inventory.files.papers.pages import MARGIN, pages
from inventory.text import UNSAFE
from tests.trust.hostile import PAYLOADS

COLUMNS = (
    Column("name", "Name", Holds.NAME, share=4, instead="person"),
    Column("person", "ID", Holds.CODE),
    Column("device", "Device", Holds.CODE, share=2),
    Column("day", "Day", Holds.DAY, share=2),
    Column("price", "Price", Holds.MONEY, share=1.5),
    Column("box", "There", Holds.BOX, share=1),
    Column("line", "Remark", Holds.LINE, share=1),
)
ADA = ("Ada Ode", "8100442", "NS-104392", "2026-10-05", Decimal("1240.50"), None, None)
AT = datetime(2026, 11, 21, 9, 6, tzinfo=UTC)


def a_paper(*rows: tuple[str | Decimal | None, ...], **fields: object) -> Paper:
    """One part with these rows, Ada's where none are given."""
    paper = Paper("paper", "Not returned", "Northside", AT, COLUMNS, (Part(rows or (ADA,)),))
    return replace(paper, **fields)  # type: ignore[arg-type]


def named(name: str, number: int = 1) -> tuple[str | Decimal | None, ...]:
    """Ada's row under another name."""
    return (name, f"81{number:05}", f"NS-{number:06}", *ADA[3:])


def texts(content: bytes) -> list[str]:
    """What a reader finds on each page, runs of spaces as one."""
    document = pypdfium2.PdfDocument(content)
    try:
        found = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    finally:
        document.close()
    return [" ".join(text.split()) for text in found]


@pytest.mark.parametrize("size", ["letter", "a4"])
def test_a_page_has_its_heading_school_day_rows_and_number(size: str) -> None:
    """All that tells a sheet on a door from last week's."""
    content = as_file(a_paper(lines=("Due back on 28 May.",), signs=("Signature",)), Form.PDF, size)
    (text,) = texts(content)
    for words in (
        "Not returned", "Northside", "Saturday 21 November 2026, 09:06", "Due back on 28 May.",
        "Ada Ode", "NS-104392", "5 October", "1,240.50", "Signature", "page 1 of 1",
    ):  # fmt: skip
        assert words in text
    assert "8100442" not in text
    page = pypdfium2.PdfDocument(content)[0]
    points = tuple(side * 72 / 25.4 for side in PAPERS[size])
    assert page.get_size() == pytest.approx(points, abs=0.2)


def test_another_paper_is_refused() -> None:
    """In a sentence."""
    with pytest.raises(LabelRefused, match="no paper called legal"):
        pages(a_paper(), "legal")


def test_every_row_is_printed_once_and_columns_are_named_on_each_page() -> None:
    """A list of 100 is on as many pages as it takes, each with its number."""
    found = texts(as_file(a_paper(*(named(f"N{n}", n) for n in range(100))), Form.PDF))
    assert len(found) > 2
    for number, text in enumerate(found, 1):
        assert f"page {number} of {len(found)}" in text
        assert "Name Device Day Price There Remark" in text
    together = " ".join(found)
    assert [together.count(f"NS-{n:06}") for n in range(100)] == [1] * 100


def test_parts_apart_have_pages_and_numbers_of_their_own() -> None:
    """Each homeroom's sheet hangs on its own door."""
    parts = tuple(
        Part(tuple(named(f"P{room}", room * 100 + n) for n in range(30)), f"Homeroom {room}")
        for room in (214, 215)
    )
    found = texts(as_file(a_paper(parts=parts, apart=True, large=True), Form.PDF))
    assert [text.split("Northside")[0].strip() for text in found] == [
        "Not returned Homeroom 214", "Not returned Homeroom 214",
        "Not returned Homeroom 215", "Not returned Homeroom 215",
    ]  # fmt: skip
    assert ["page 1 of 2" in text for text in found] == [True, False, True, False]


def test_an_empty_paper_says_so_on_one_page() -> None:
    """No sheet without a word."""
    (text,) = texts(as_file(a_paper(parts=(), empty="Everything is back."), Form.PDF))
    assert "Everything is back." in text


@pytest.mark.parametrize("form", list(Form))
def test_the_same_paper_gives_the_same_bytes(form: Form) -> None:
    """Whatever was drawn before it."""
    once = as_file(a_paper(ADA, named("山田 Ode")), form)
    as_file(a_paper(named("Ένα")), form)
    assert as_file(a_paper(ADA, named("山田 Ode")), form) == once


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("小明 王", "8100001"),
        ("李 Smith", "Smith · 8100001"),
        ("Ada\x1b[2J\u202eOde", "Ada [2J Ode"),
        ("Zoë Ånström", "Zoë Ånström"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("\x00\x01", "8100001"),
    ],
)
def test_a_name_that_cannot_be_printed_stands_with_its_id(name: str, drawn: str) -> None:
    """Never an empty row, never a box for a letter, never half a name passed off as the whole."""
    paper = a_paper(named(name))
    (page,) = pages(paper)
    bold = [mark.text for mark in page.marks if isinstance(mark, Words) and mark.face is Face.TITLE]
    assert drawn in bold
    lacks = any("can't be printed" in mark.text for mark in page.marks if isinstance(mark, Words))
    assert lacks == ("8100001" in drawn and "\x00" not in name)


@pytest.mark.parametrize("name", ["محمد علي", "דוד לוי", "Ada محمد Ode"])
def test_a_name_from_right_to_left_is_read_back_as_it_was_written(name: str) -> None:
    """On paper its letters stand in the order of sight; a reader finds the words."""
    (page,) = pages(a_paper(named(name)))
    (words,) = [mark for mark in page.marks if isinstance(mark, Words) and mark.text == name]
    assert in_visual_order(words.text, words.face) != name
    (text,) = texts(as_file(a_paper(named(name)), Form.PDF))
    assert [word for word in name.split() if word not in text] == []


def test_nothing_hostile_breaks_a_page_or_leaves_it() -> None:
    """Each text as a name, a code and a heading: all on paper, and no row is lost."""
    rows = [named(each.text, number) for number, each in enumerate(PAYLOADS)]
    coded = [("Ada", "1", each.text, "", each.text, None, None) for each in PAYLOADS]
    parts = (
        Part(tuple(rows), heading=PAYLOADS[0].text, note=PAYLOADS[1].text, foot=PAYLOADS[2].text),
        *(Part((row,), heading=each.text) for row, each in zip(coded, PAYLOADS, strict=True)),
    )
    made = pages(a_paper(parts=parts, school=PAYLOADS[-1].text, lines=(PAYLOADS[-1].text,)))
    width, height = PAPERS["letter"]
    codes = []
    for page in made:
        for mark in page.marks:
            if isinstance(mark, Words):
                assert not UNSAFE.search(mark.text)
                assert 0 < mark.y < height - 6
                assert MARGIN - 0.01 <= mark.x < width - MARGIN
                codes.append(mark.text)
    assert [codes.count(f"NS-{n:06}") for n in range(len(PAYLOADS))] == [1] * len(PAYLOADS)
    found = texts(as_file(a_paper(parts=parts), Form.PDF))
    assert f"page {len(found)} of {len(found)}" in found[-1]


def test_csv_has_every_row_and_no_formula() -> None:
    """All columns but those for a pencil; amounts that a spreadsheet reads."""
    content = as_file(a_paper(ADA, named("=1+1")), Form.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == ["Name", "ID", "Device", "Day", "Price"]
    assert rows == [
        ["Ada Ode", "8100442", "NS-104392", "2026-10-05", "1240.50"],
        ["'=1+1", "8100001", "NS-000001", "2026-10-05", "1240.50"],
    ]


def test_a_workbook_has_every_row_with_days_and_amounts_as_such() -> None:
    """And the figures in front of them."""
    paper = a_paper(ADA, named("=1+1"), figures=(("Devices", 2), ("Total", Decimal("0.30"))))
    book = openpyxl.load_workbook(io.BytesIO(as_file(paper, Form.XLSX)))
    cover, sheet = book.worksheets
    figures = {row[0]: row[1] for row in cover.iter_rows(values_only=True) if row[0]}
    assert (figures["School"], figures["Devices"], figures["Total"]) == ("Northside", 2, 0.3)
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == ("Name", "ID", "Device", "Day", "Price")
    assert [row[:3] for row in rows] == [ADA[:3], ("=1+1", "8100001", "NS-000001")]
    assert rows[0][3].date().isoformat() == "2026-10-05"
    assert rows[0][4] == 1240.5
    assert sheet["A3"].data_type == "s"
