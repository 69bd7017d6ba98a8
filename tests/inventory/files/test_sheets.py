"""Excel workbooks: which sheet is read, and what its cells come to as text."""

import random
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.entries import Reading
from inventory.files.profiles import RegisterKind
from inventory.files.reader import Refused, Row, Source
from inventory.files.records import Record, Records
from inventory.files.sources import open_bytes, open_source
from inventory.files.values import CellRefused, identifier
from inventory.model import Device
from inventory.text import loose

KNOWN = frozenset(map(loose, ("Asset Tag", "Serial Number", "Status")))


def book(*rows: list[Any], zeros: str = "") -> bytes:
    """A workbook of one sheet; a cell whose number format is to be zeros is named by ``zeros``."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if zeros:
        made.active[zeros].number_format = "0000000"
    return saved(made)


def saved(made: Any) -> bytes:
    """The workbook as a file."""
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def with_formula(value: str | float | bool) -> bytes:
    """A workbook with a formula whose result was saved, as Excel does."""
    data = BytesIO()
    with xlsxwriter.Workbook(data) as made:
        sheet = made.add_worksheet("Devices")
        sheet.write_row(0, 0, ["tag", "note"])
        sheet.write(1, 0, "LPS1")
        sheet.write_formula(1, 1, '=IF(A1="x",1,"")', None, value)
    return data.getvalue()


def edited(data: bytes, member: str, old: str, new: str) -> bytes:
    """The workbook with one of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(
                name, text.replace(old.encode(), new.encode()) if name == member else text
            )
    return out.getvalue()


def opened(data: bytes) -> Source:
    """The workbook as it is read."""
    return open_bytes("list.xlsx", data, KNOWN)


def cells(data: bytes) -> list[tuple[str, ...]]:
    """The cells of each row."""
    return [row.cells for row in opened(data).rows() if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0012345", "0012345"),
        (12345, "12345"),
        (12345.0, "12345"),
        (-2, "-2"),
        (0.1 + 0.2, "0.3"),
        (1234.5, "1234.5"),
        (999_999_999_999_999, "999999999999999"),
        (1_234_567_890_123_456, "1.23457E+15"),
        (6.37702e15, "6.37702E+15"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 10, 20), "2026-10-20"),
        (datetime.combine(date(2026, 10, 20), time()), "2026-10-20"),
        (datetime.combine(date(2026, 10, 20), time(8, 30)), "2026-10-20 08:30:00"),
        (time(8, 30), "08:30:00"),
        ("#N/A", "#N/A"),
        ("#REF!", "#REF!"),
        ("  Núñez\u00a0 ", "Núñez"),
        ("e\u0301", "é"),
        ("two\nlines", "two\ufffdlines"),
        ("a_x000D_b", "a\ufffdb"),
        ("_x005F_x0041_", "_x0041_"),
        ("'=1", "=1"),
    ],
)
def test_a_cell_is_the_text_that_was_meant(value: Any, expected: str) -> None:
    """Codes keep their digits, dates are ISO 8601, and what Excel cut short shows it."""
    assert cells(book(["a", "b"], ["x", value])) == [("x", expected)]


def test_a_number_that_excel_cut_short_is_refused_by_the_rules_for_codes() -> None:
    """Its last digits are lost, so it must not pass for the code that it was."""
    [(_, damaged)] = cells(book(["a", "b"], ["x", 12345678901234567]))
    with pytest.raises(CellRefused, match="damaged by Excel"):
        identifier(damaged, "Serial")


def test_leading_zeros_that_a_number_format_shows_are_kept() -> None:
    """``0000000`` is how Excel's users keep them."""
    assert cells(book(["a", "b"], [12345, 12345], zeros="A2")) == [("0012345", "12345")]


def formatted(value: Any, number_format: str, note: str = "x") -> bytes:
    """A list of one device whose tag and model are this cell."""
    made = openpyxl.Workbook()
    made.active.append(["asset_tag", "serial", "model", "notes"])
    made.active.append([value, "5CD1", value, note])
    made.active["A2"].number_format = made.active["C2"].number_format = number_format
    return saved(made)


def device(data: bytes) -> Device | Refused:
    """The one device that the list gives, or why it doesn't."""
    [found] = Records(opened(data), RegisterKind.DEVICES, Reading())
    if isinstance(found, Refused):
        return found
    assert isinstance(found, Record)
    assert isinstance(found.value, Device)
    return found.value


@pytest.mark.parametrize(
    ("value", "number_format", "tag"),
    [
        (123, "00000", "00123"),
        (123, "00000;-00000", "00123"),
        (123, "00000_)", "00123"),
        (123, "_-* 00000_-", "00123"),
        (123, "[$-409]00000", "00123"),
        (123, "[Red]00000", "00123"),
        (123, "[>9]00000", "00123"),
        (123, "[Blue][>=9.5]00000;General", "00123"),
        (123, "00000;@", "00123"),
        (0, "00000;@", "00000"),
        (0, "00000;-00000;000", "000"),
        (123, "#00000", "00123"),
        (123, '""00000', "00123"),
        (-5, "00000", "-00005"),
        (-5, "00000;-00000", "-00005"),
        (-5, "00000;@", "-00005"),
        (123456, "00000", "123456"),
        (123, "General", "123"),
        (123, "@", "123"),
        (123, "0", "123"),
        (123, "#", "123"),
        (123, "0.00", "123"),
        (123, "0.00_);[Red](0.00)", "123"),
        (1234567, "#,##0", "1234567"),
        (1234567, "#,###", "1234567"),
        (1234567, "#,##0.00", "1234567"),
        (1234567, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "1234567"),
        (12345.0, "0", "12345"),
        ("12.5", "General", "12.5"),
        ("2026-03-12", "General", "2026-03-12"),
        ("0000-0126", "0000-0000", "0000-0126"),
    ],
)
def test_a_tag_has_the_leading_zeros_that_its_format_shows(
    value: Any, number_format: str, tag: str
) -> None:
    """The part of the format that counts for the number, without colours, places and paddings.

    What only parts the thousands or adds decimals is no part of a code.
    """
    found = device(formatted(value, number_format))
    assert isinstance(found, Device)
    assert (found.tag, found.model) == (tag, tag)


@pytest.mark.parametrize("note", ["x", "Núñez\u00a0", " x", "'=1"])
@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (123, '"CB-"00000', "123"),
        (123, r"\C\B00000", "123"),
        (123, "00000-", "123"),
        (126, "0000-0000", "126"),
        (5551234567, "[<=9999999]###-####;(###) ###-####", "5551234567"),
        (123, '"a;b"00000', "123"),
        (123, 'General" kg"', "123"),
        (5, "[>9]00000", "5"),
        (-5, "00000;(00000)", "-5"),
        (-5, "00000;00000", "-5"),
        (0, '0;-0;"none"', "0"),
        (123, ";;;", "123"),
        (123, "00000.00", "123"),
        (123, "0,000", "123"),
        (12000, "0,", "12000"),
        (1, "0%", "1"),
        (123, "[$€-407]00000", "123"),
        (50_000_000_000, "0.00E+00", "50000000000"),
        (0.1 + 0.2, "General", "0.3"),
        (12.5, "0", "12.5"),
        (date(2026, 3, 12), "yyyy-mm-dd", "2026-03-12"),
        (date(2026, 3, 12), "d-mmm", "2026-03-12"),
        (datetime.combine(date(2026, 3, 12), time(8, 30)), "d.m.yy h:mm", "2026-03-12 08:30:00"),
        (time(8, 30), "h:mm", "08:30:00"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
    ],
)
def test_a_number_that_excel_shows_as_another_code_is_no_code(
    value: Any, number_format: str, text: str, note: str
) -> None:
    """``CB-00123`` must not be taken for ``123``, whatever else is in the row."""
    refused = device(formatted(value, number_format, note))
    assert isinstance(refused, Refused)
    assert refused.reason == (
        f'asset_tag "{text}" is a number or a date in Excel, which may show it in another way:'
        " save the sheet as CSV UTF-8, or type the code as text."
    )


def test_such_a_number_is_the_text_in_any_other_column() -> None:
    """A model or a note may be a date or a fraction."""
    made = openpyxl.Workbook()
    made.active.append(["asset_tag", "model", "notes"])
    made.active.append(["A1", 12.5, date(2026, 3, 12)])
    found = device(saved(made))
    assert isinstance(found, Device)
    assert (found.tag, found.model, found.notes) == ("A1", "12.5", "2026-03-12")


def test_the_same_text_in_a_csv_is_a_code() -> None:
    """There it is what somebody sees."""
    for tag in ("12.5", "2026-03-12", "0.3"):
        source = open_bytes("a.csv", f"asset_tag,serial\n{tag},5CD1\n".encode())
        [found] = Records(source, RegisterKind.DEVICES, Reading())
        assert isinstance(found, Record)
        assert isinstance(found.value, Device)
        assert found.value.tag == tag


def test_the_line_is_the_row_of_the_sheet() -> None:
    """Blank rows are left out, short ones are padded, and the headings may have a title above."""
    source = opened(
        book(["Packing list"], [], ["Asset Tag", "Serial Number", None], ["1"], [], ["2", "B"])
    )
    assert list(source.rows()) == [Row(4, ("1", "")), Row(6, ("2", "B"))]
    assert source.notes == ("The headings are on line 3; the row above them was skipped.",)
    assert (source.encoding, source.delimiter) == ("Excel workbook", ",")
    assert source.how == 'the sheet "Sheet" of a workbook'


def test_a_row_with_more_cells_than_headings_is_refused_with_what_it_says() -> None:
    """There are no lines in a workbook, so its cells are shown as CSV."""
    [refused] = opened(book(["a", "b"], ["1, 2", "3", "stray"])).rows()
    assert isinstance(refused, Refused)
    assert (refused.line, refused.text) == (2, '"1, 2",3,stray')


def sheets(**titled: list[list[str]]) -> Any:
    """A workbook of several sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in titled.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


HEADINGS = ["Asset Tag", "Status"]


@pytest.mark.parametrize(
    ("made", "title", "left_out"),
    [
        (sheets(A=[["x"], ["1"]], B=[HEADINGS, ["1", "2"]]), "B", '"A"'),
        (sheets(A=[HEADINGS], B=[HEADINGS, ["1", "2"]]), "B", '"A"'),
        (sheets(A=[], B=[["x"], ["1"]], C=[["y"], ["2"]]), "B", '"C"'),
    ],
)
def test_of_several_sheets_the_first_with_known_headings_and_rows_is_read(
    made: Any, title: str, left_out: str
) -> None:
    """Else the first one with anything in it; and it is said which ones were not."""
    source = opened(saved(made))
    assert source.how == f'the sheet "{title}" of a workbook'
    assert source.notes == (f'The sheet "{title}" is read; left out: {left_out}.',)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_named(state: str) -> None:
    """Who exported the list may not know that last year's is still in it."""
    made = sheets(Old=[HEADINGS, ["1", "2"]], New=[["x"], ["9"]])
    made["Old"].sheet_state = state
    source = opened(saved(made))
    assert [row.cells for row in source.rows() if isinstance(row, Row)] == [("9",)]
    assert source.notes == ('Hidden sheets are left out: "Old".',)


@pytest.mark.parametrize(("value", "expected"), [("ok", "ok"), (5, "5"), (False, "FALSE")])
def test_a_formula_gives_the_result_that_was_saved(value: Any, expected: str) -> None:
    """As Excel shows it."""
    assert cells(with_formula(value)) == [("LPS1", expected)]


def test_the_empty_text_is_a_result_too() -> None:
    """``=IF(…,"")`` is in many lists."""
    empty = edited(with_formula("ok"), "xl/worksheets/sheet1.xml", "<v>ok</v>", "<v></v>")
    assert cells(empty) == [("LPS1", "")]


def test_a_formula_without_a_saved_result_is_refused_with_its_cell() -> None:
    """It would read as empty, and clear what the register knows."""
    with pytest.raises(FileRefused, match=r'sheet "Sheet", cell B2: a formula without a saved'):
        opened(book(["a", "b"], ["x", '=A1&"y"']))
    missing = edited(with_formula(5), "xl/worksheets/sheet1.xml", "<v>5</v>", "")
    with pytest.raises(FileRefused, match="cell B2: a formula without a saved result") as refusal:
        opened(missing)
    assert refusal.value.hint == "Open it in Excel, save it once, then read it again."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (saved(sheets(A=[])), "has no sheet with anything in it that isn't hidden."),
        (book(["a", "b"]), 'sheet "Sheet" has headings, but no rows below them.'),
        (book(["a"], ["1"])[:-400], "is an archive or a workbook that is damaged."),
        (book([f"c{n}" for n in range(2001)], ["1"]), "2,001 columns, and at most 2,000 are read."),
        (
            edited(book(["a"], ["1"]), "xl/worksheets/sheet1.xml", "<row", "<rwo"),
            "is a workbook that is damaged, or not quite one.",
        ),
        (
            edited(book(["a"], ["1"]), "xl/worksheets/sheet1.xml", 'r="2"', 'r="2000000"'),
            "is a workbook that is damaged, or not quite one.",
        ),
    ],
)
def test_a_workbook_that_is_no_table_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    """Never another exception."""
    with pytest.raises(FileRefused, match=re.escape(sentence)):
        opened(data)


def test_an_impossible_date_is_an_error_cell_and_no_warning_on_the_screen() -> None:
    """A warning would be written across the app."""
    data = edited(
        book(["a", "b"], ["x", date(2026, 10, 20)]), "xl/worksheets/sheet1.xml",
        "46315", "99999999",
    )  # fmt: skip
    assert cells(data) == [("x", "#VALUE!")]


def test_a_workbook_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """As for any other file."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(["a"], ["1"], ["2"]))
    source = open_source(path)
    path.write_bytes(book(["a"], ["1"], ["2"], ["3"] * 50))
    with pytest.raises(FileRefused, match=r"a\.xlsx was changed while it was read\."):
        list(source.rows())


WHOLE = with_formula("ok")


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_no_damage_to_a_workbook_raises_anything_but_a_refusal(seed: int, flips: int) -> None:
    """Bytes flipped anywhere, in the archive's own parts and in the sheets' XML."""
    chance = random.Random(seed)
    if seed % 2:
        data = bytearray(WHOLE)
        for _ in range(flips):
            data[chance.randrange(len(data))] = chance.randrange(256)
    else:
        data = bytearray(_with_damaged_xml(chance, flips))
    with suppress(FileRefused):
        source = opened(bytes(data))
        rows = [row for row in source.rows() if isinstance(row, Row)]
        assert all(len(row.cells) == len(source.header) for row in rows)


def _with_damaged_xml(chance: random.Random, flips: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(WHOLE)) as before, zipfile.ZipFile(out, "w") as after:
        names = before.namelist()
        hurt = chance.choice(names)
        for name in names:
            text = bytearray(before.read(name))
            for _ in range(flips if name == hurt else 0):
                text[chance.randrange(len(text))] = chance.choice(b'<>"/0123456789 aZ\xff')
            after.writestr(name, bytes(text))
    return out.getvalue()
