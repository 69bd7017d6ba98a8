"""Writing the workbook: text stays text, the pages are ready to print, the bytes never vary."""

import hashlib
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.workbook import (
    MOST_TEXT,
    Column,
    Cover,
    Kind,
    Sheet,
    Value,
    Workbook,
    workbook_bytes,
)
from inventory.text import safe

Cells = dict[str, str | float]

COVER = Cover(
    "Reconciliation of Lincoln & Gold",
    facts=[("School", "Lincoln & Gold"), ("Signed by", "=Kai [/] Brandt")],
    figures=[
        ("Expected", 1240, "count"),
        ("Sighting rate", 0.964, "share"),
        ("Value at risk", 1240.5, "money"),
        ("Finds", None, "count"),
    ],
    chart=[("Verified", 1195), ("Wrong place", 0), ("Missing", 45)],
    chart_title="Results",
)
COLUMNS = (Column("Tag"), Column("Seen", 12, "date"), Column("Scans", 8, "count"))
DEVICES = Sheet("Devices", COLUMNS, [("0012345", "2026-01-30", 2), ("=1+1", "never", None)], "All")
EMPTY = Sheet("Missing", COLUMNS, [])
BOOK = Workbook(COVER, (DEVICES, EMPTY), datetime(2026, 1, 30, 9, 15, tzinfo=UTC))

AS_TEXT = [
    "0012345",
    "5E10234",
    "-5",
    "1,240",
    "2026-01-30",
    "TRUE",
    "=1+1",
    "+1",
    "@SUM(A1)",
    "{=1+1}",
    "https://example.org/a?b=1&c=2",
    "mailto:kai@example.org",
    "Kai [/] Brandt",
    "<b>&amp;</b> ]]>",
    "<r>a</r>",
    "<r><t>a</t></r>",
    "_x0041_",
    " two  spaces ",
    "小 Ánh محمد 🙂",
    "x" * 5_000,
]


class Opened:
    """An .xlsx file as XML; each part of it is parsed."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.infos = archive.infolist()
            self.parts = {i.filename: ElementTree.fromstring(archive.read(i)) for i in self.infos}
        shared = self.parts.get("xl/sharedStrings.xml", ElementTree.Element("sst"))
        self.strings = [_plain(entry) for entry in shared.iterfind("{*}si")]

    def sheet(self, number: int) -> ElementTree.Element:
        """The sheet in this place; 1 is the cover."""
        return self.parts[f"xl/worksheets/sheet{number}.xml"]

    def cells(self, number: int) -> Cells:
        """What is in each cell that isn't blank: text as str, numbers as float."""
        found: Cells = {}
        for cell in self.sheet(number).iterfind(".//{*}c"):
            assert cell.find("{*}f") is None
            value = cell.findtext("{*}v", "")
            match cell.get("t"):
                case "s":
                    content: str | float = self.strings[int(value)]
                case "inlineStr":
                    content = _plain(cell)
                case kind:
                    assert kind is None
                    content = float(value)
            found[cell.get("r", "")] = content
        return found

    def number_format(self, number: int, cell: str) -> str:
        """The format that the cell shows its value in."""
        styles = self.parts["xl/styles.xml"]
        formats = {
            f.get("numFmtId"): f.get("formatCode") for f in styles.iter() if f.get("formatCode")
        }
        style = one(self.sheet(number), f".//{{*}}c[@r='{cell}']").get("s", "0")
        used = styles.findall("{*}cellXfs/{*}xf")[int(style)]
        return formats.get(used.get("numFmtId")) or "General"

    def defined(self, name: str) -> list[str]:
        """The ranges that have this name."""
        names = self.parts["xl/workbook.xml"].iterfind(".//{*}definedName")
        return sorted(entry.text or "" for entry in names if entry.get("name") == f"_xlnm.{name}")

    def titles(self) -> list[str]:
        """The names on the tabs."""
        return [s.get("name", "") for s in self.parts["xl/workbook.xml"].iterfind(".//{*}sheet")]


def _plain(entry: ElementTree.Element) -> str:
    """The text in an element, with Excel's own escapes undone."""
    text = "".join(part.text or "" for part in entry.iterfind(".//{*}t"))
    return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def one(element: ElementTree.Element, path: str) -> ElementTree.Element:
    """The first element there, which has to exist."""
    found = element.find(path)
    assert found is not None, path
    return found


def column(values: Sequence[Value], kind: Kind = "text") -> list[str | float]:
    """What a sheet of one column holds below its header after these were written to it."""
    sheet = Sheet("Sheet", (Column("Header", kind=kind),), [(value,) for value in values])
    cells = Opened(workbook_bytes(replace(BOOK, sheets=(sheet,)))).cells(2)
    assert cells.pop("A1") == "Header"
    return list(cells.values())


def test_text_stays_the_same_text() -> None:
    """Zeros, exponents, formulas, links and markup are written as they stand, and as text."""
    assert column(AS_TEXT) == AS_TEXT
    opened = Opened(workbook_bytes(BOOK))
    assert opened.number_format(2, "A3") == "@"
    assert opened.cells(1)["B4"] == "=Kai [/] Brandt"
    assert not [name for name in opened.parts if "sheet2.xml.rels" in name]


def test_what_xml_cant_hold_is_replaced() -> None:
    """Controls, direction marks, lone surrogates and non-characters become U+FFFD."""
    hostile = ["a\x00b", "a\x1bb", "a\rb", "a\u202eb", "a\ud800b", "a\ufffeb", "a\uffffb"]
    assert column(hostile) == ["a\ufffdb"] * len(hostile)


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1), min_size=1))
@settings(max_examples=40, deadline=None)
def test_any_text_can_be_written(texts: list[str]) -> None:
    """Whatever the characters, the file can be read and the safe text is in it."""
    replaced = str.maketrans("\ufffe\uffff", "\ufffd\ufffd")
    assert column(texts) == [safe(text).translate(replaced) for text in texts]


def test_text_is_cut_where_a_cell_is_full() -> None:
    """The longest text fits; one more character, or half an emoji, gives way to an ellipsis."""
    full, emoji = "x" * MOST_TEXT, "🙂" * (MOST_TEXT // 2)
    cut = [full[:-1] + "…", emoji + "…"]
    assert column([full, full + "x", emoji + "xx"]) == [full, *cut]
    assert column([emoji + "x", emoji + "🙂"]) == [emoji + "x", cut[1]]


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("count", 1240, 1240.0),
        ("count", "0012", "0012"),
        ("count", 10**15, "1000000000000000"),
        ("share", 0.964, 0.964),
        ("money", 1240.5, 1240.5),
        ("money", float("nan"), "nan"),
        ("money", float("inf"), "inf"),
        ("date", "2026-01-30", 46052.0),
        ("date", "1900-03-01", 61.0),
        ("date", "1900-02-28", "1900-02-28"),
        ("date", "2026-02-30", "2026-02-30"),
        ("date", "20260130", "20260130"),
        ("date", "30 January", "30 January"),
        ("date", 46052, "46052"),
        ("text", 12, "12"),
        ("text", 0, "0"),
    ],
)
def test_only_a_columns_kind_makes_a_number(kind: Kind, value: Value, cell: str | float) -> None:
    """Text is never taken for a number, and what Excel can't hold exactly stays text."""
    assert column([value], kind) == [cell]


def test_a_long_table_is_there_to_the_last_row() -> None:
    """Every row is in its place, none twice, and the sheet says how far it reaches."""
    rows = [(f"{number:06}", "2026-01-30", number) for number in range(3_000)]
    opened = Opened(workbook_bytes(replace(BOOK, sheets=(replace(DEVICES, rows=rows),))))
    cells = opened.cells(2)
    assert [cells[f"A{row}"] for row in range(3, 3_003)] == [row[0] for row in rows]
    assert [cells[f"C{row}"] for row in range(3, 3_003)] == [row[2] for row in rows]
    numbers = [row.get("r") for row in opened.sheet(2).iterfind(".//{*}row")]
    assert numbers == [str(number) for number in range(1, 3_003)]
    assert one(opened.sheet(2), "{*}dimension").get("ref") == "A1:C3002"


def test_nothing_is_written_for_a_blank() -> None:
    """None and empty text leave their cell out, so that it counts as blank; nought is a value."""
    assert column([None, "", 0], "count") == [0.0]


def test_the_header_stays_in_sight_and_on_each_page() -> None:
    """The pane is frozen below the header, which is repeated in print; the filter spans all."""
    opened = Opened(workbook_bytes(BOOK))
    pane = one(opened.sheet(2), ".//{*}pane")
    assert (pane.get("topLeftCell"), pane.get("state")) == ("A3", "frozen")
    assert one(opened.sheet(2), "{*}autoFilter").get("ref") == "A2:C4"
    assert opened.defined("Print_Titles") == ["Devices!$2:$2", "Missing!$1:$1"]
    assert opened.cells(2) == {
        "A1": "All", "A2": "Tag", "B2": "Seen", "C2": "Scans",
        "A3": "0012345", "B3": 46052.0, "C3": 2.0, "A4": "=1+1", "B4": "never",
    }  # fmt: skip
    widths = [c.get("width", "")[:2] for c in opened.sheet(2).iterfind("{*}cols/{*}col")]
    assert widths == ["14", "12", "8."]


def test_each_page_prints_one_page_wide_with_a_footer() -> None:
    """Letter, landscape, as many pages down as it takes; the title, the sheet and the number."""
    opened = Opened(workbook_bytes(BOOK))
    for number in (1, 2, 3):
        setup = one(opened.sheet(number), "{*}pageSetup").attrib
        assert setup == {"paperSize": "1", "fitToHeight": "0", "orientation": "landscape"}
        assert one(opened.sheet(number), ".//{*}pageSetUpPr").get("fitToPage") == "1"
        footer = one(opened.sheet(number), ".//{*}oddFooter").text
        assert footer == "&LReconciliation of Lincoln && Gold: &A&RPage &P of &N"


@pytest.mark.parametrize(
    ("title", "printed"),
    [("A&G", "A&& G"), ("&[Picture]", "&& [Picture]"), ("&" * 90, "&&" * 79 + "…")],
)
def test_no_title_breaks_the_footer(title: str, printed: str) -> None:
    """An ampersand prints as one and is no code for a picture; a long title is cut."""
    book = replace(BOOK, cover=replace(COVER, title=title))
    footer = one(Opened(workbook_bytes(book)).sheet(1), ".//{*}oddFooter").text
    assert footer == f"&L{printed}: &A&RPage &P of &N"


def test_the_cover_comes_first_with_facts_and_figures() -> None:
    """It is the sheet that opens; numbers are numbers with a format, and an unknown is a dash."""
    opened = Opened(workbook_bytes(BOOK))
    assert opened.titles() == ["Cover", "Devices", "Missing"]
    selected = [one(opened.sheet(n), ".//{*}sheetView").get("tabSelected") for n in (1, 2, 3)]
    assert selected == ["1", None, None]
    cells = opened.cells(1)
    assert (cells["A1"], cells["A3"], cells["B3"]) == (COVER.title, "School", "Lincoln & Gold")
    figures = {
        cells[f"A{row}"]: (cells[f"B{row}"], opened.number_format(1, f"B{row}"))
        for row in range(6, 10)
    }
    assert figures == {
        "Expected": (1240.0, "#,##0"),
        "Sighting rate": (0.964, "0.0%"),
        "Value at risk": (1240.5, "#,##0.00"),
        "Finds": ("—", "#,##0"),
    }


def test_the_chart_shows_the_results_on_the_cover() -> None:
    """Its bars refer to the cells that hold the labels and numbers, noughts included."""
    opened = Opened(workbook_bytes(BOOK))
    cells, chart = opened.cells(1), opened.parts["xl/charts/chart1.xml"]
    assert one(chart, ".//{*}barDir").get("val") == "bar"
    expected: list[tuple[str, list[str]]] = [
        ("A", ["Verified", "Wrong place", "Missing"]),
        ("B", ["1195", "0", "45"]),
    ]
    for axis, (letter, values) in zip(("cat", "val"), expected, strict=True):
        data = one(chart, f".//{{*}}{axis}")
        assert one(data, ".//{*}f").text == f"Cover!${letter}$11:${letter}$13"
        assert [point.text for point in data.iterfind(".//{*}v")] == values
    assert [cells[f"A{row}"] for row in (11, 12, 13)] == expected[0][1]
    assert [cells[f"B{row}"] for row in (11, 12, 13)] == [1195.0, 0.0, 45.0]
    assert one(chart, ".//{*}title//{*}t").text == "Results"
    about = one(opened.parts["xl/drawings/drawing1.xml"], ".//{*}cNvPr").get("descr")
    assert about == "Verified 1,195, Wrong place 0, Missing 45"


def test_a_sheet_without_rows_is_whole() -> None:
    """It has its header and filter; a cover without anything has no chart; neither fails."""
    opened = Opened(workbook_bytes(BOOK))
    assert opened.cells(3) == {"A1": "Tag", "B1": "Seen", "C1": "Scans"}
    assert one(opened.sheet(3), "{*}autoFilter").get("ref") == "A1:C1"
    bare = Opened(workbook_bytes(Workbook(Cover("T", (), (), ()), (), BOOK.created)))
    assert bare.titles() == ["Cover"]
    assert not [name for name in bare.parts if "chart" in name]


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["a[b]c:d*e?f/g\\h"], ["a b c d e f g h"]),
        (["x" * 31, "x" * 32], ["x" * 31, "x" * 30 + "…"]),
        (["y" * 40, "Y" * 50], ["y" * 30 + "…", "Y" * 26 + "… (2)"]),
        (["🙂" * 16], ["🙂" * 15 + "…"]),
        (["Missing", "missing", "MISSING"], ["Missing", "missing (2)", "MISSING (3)"]),
        (["cover", "History"], ["cover (2)", "History (2)"]),
        (["'Devon's'", " ", "?"], ["Devon's", "Sheet", "Sheet (2)"]),
        (["a\x00\ud800"], ["a\ufffd\ufffd"]),
    ],
)
def test_a_title_is_bent_to_what_excel_takes(titles: list[str], names: list[str]) -> None:
    """No sign that Excel refuses, 31 characters, no name twice, none that Excel keeps."""
    sheets = tuple(replace(EMPTY, title=title) for title in titles)
    assert Opened(workbook_bytes(replace(BOOK, sheets=sheets))).titles()[1:] == names


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the sheet and both numbers; the last row that fits is written."""
    many = Sheet("All devices", (), [()] * 1_048_576)
    with pytest.raises(FileRefused, match=r"All devices has 1,048,576 rows.* holds 1,048,575"):
        workbook_bytes(replace(BOOK, sheets=(many,)))
    monkeypatch.setattr("inventory.files.workbook.MOST_ROWS", 5)
    fits = replace(DEVICES, rows=[("a", "b", 3)] * 3)
    assert Opened(workbook_bytes(replace(BOOK, sheets=(fits,)))).cells(2)["A5"] == "a"
    with pytest.raises(FileRefused, match="Devices has 4 rows, and a sheet holds 3"):
        workbook_bytes(replace(BOOK, sheets=(replace(fits, rows=[("a", "b", 3)] * 4),)))


def test_a_row_that_doesnt_fit_its_columns_is_a_mistake() -> None:
    """A value without a column, or a column without a value, would shift what people read."""
    for row in (("a", "b"), ("a", "b", 3, 4)):
        with pytest.raises(ValueError, match="zip"):
            workbook_bytes(replace(BOOK, sheets=(replace(DEVICES, rows=[row]),)))


def test_the_same_workbook_is_the_same_bytes_on_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of the file knows when it was written; only ``created`` is in it."""
    first = workbook_bytes(BOOK)
    later = time.time() + 400 * 86_400
    with monkeypatch.context() as moved:
        moved.setattr(time, "time", lambda: later)
        assert workbook_bytes(BOOK) == first
    opened = Opened(first)
    assert {info.date_time for info in opened.infos} == {(1980, 1, 1, 0, 0, 0)}
    core = opened.parts["docProps/core.xml"]
    dates = [one(core, f"{{*}}{name}").text for name in ("created", "modified")]
    assert dates == ["2026-01-30T09:15:00Z"] * 2
    assert workbook_bytes(replace(BOOK, created=BOOK.created + timedelta(days=1))) != first


def test_created_is_told_in_utc() -> None:
    """The same moment gives the same bytes in any zone; without a zone it is taken for UTC."""
    there = datetime(2026, 1, 30, 4, 15, tzinfo=timezone(timedelta(hours=-5)))
    for same in (there, BOOK.created.replace(tzinfo=None)):
        assert workbook_bytes(replace(BOOK, created=same)) == workbook_bytes(BOOK)


def test_another_process_writes_the_same_bytes_and_loads_the_writer_late() -> None:
    """No order in the file comes from hashing, and the start of the app stays fast."""
    script = """
import sys, hashlib, inventory.files.workbook as workbook
assert "xlsxwriter" not in sys.modules
from tests.inventory.files.test_workbook import BOOK
print(hashlib.sha256(workbook.workbook_bytes(BOOK)).hexdigest())
"""
    expected = hashlib.sha256(workbook_bytes(BOOK)).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    root = Path(__file__).parents[3]
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, check=True
    )
    assert answer.stdout.decode().strip() == expected
