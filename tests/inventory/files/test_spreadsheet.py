"""Writing CSV: lossless for machines, harmless for spreadsheets, whole or not at all."""

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import FileRefused
from inventory.files.reader import read_table
from inventory.files.spreadsheet import Cell, write_csv

HEADER = ("device", "name")

ESCAPED = [
    ("=1+1", "'=1+1"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2+3+cmd", "'-2+3+cmd"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("-", "'-"),
    ("-5\n", "'-5\n"),
    ("-5", "-5"),
    ("+1 (555) 010-4417", "+1 (555) 010-4417"),
    ("0012345", "0012345"),
    ("B+", "B+"),
    ("Kai [/] Brandt", "Kai [/] Brandt"),
    ("", ""),
]


def written(cell: Cell, *, for_spreadsheet: bool) -> bytes:
    """The bytes of a table with one row."""
    stream = io.BytesIO()
    assert write_csv(stream, HEADER, [("1", cell)], for_spreadsheet=for_spreadsheet) == 1
    return stream.getvalue()


@pytest.mark.parametrize(("value", "expected"), ESCAPED)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value: str, expected: str) -> None:
    """Numbers, grades and phones stay as they are; the machine form never changes a value."""
    for for_spreadsheet, cell in ((True, expected), (False, value)):
        text = written(value, for_spreadsheet=for_spreadsheet).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text, newline="")))[1] == ["1", cell]


def test_lines_end_as_rfc_4180_says_and_only_a_spreadsheet_gets_a_mark() -> None:
    """CR LF, quotes doubled, UTF-8, blanks for None; a byte order mark only where it is needed."""
    plain = b'device,name\r\n1,"\xc3\x81nh ""N"", \xe5\xb0\x8f"\r\n'
    assert written('Ánh "N", 小', for_spreadsheet=False) == plain
    assert written('Ánh "N", 小', for_spreadsheet=True) == b"\xef\xbb\xbf" + plain
    assert written(None, for_spreadsheet=False) == b"device,name\r\n1,\r\n"
    assert written(7, for_spreadsheet=False) == b"device,name\r\n1,7\r\n"


@given(st.lists(st.tuples(st.text(), st.text()).filter(any), max_size=8))
def test_the_machine_form_loses_nothing(rows: list[tuple[str, str]]) -> None:
    """Any text at all comes back as it was, quotation marks, line ends and all."""
    stream = io.BytesIO()
    assert write_csv(stream, HEADER, rows, for_spreadsheet=False) == len(rows)
    back = list(csv.reader(io.StringIO(stream.getvalue().decode(), newline="")))
    assert back == [list(HEADER), *map(list, rows)]


def test_our_own_reader_takes_the_apostrophe_away_again(tmp_path: Path) -> None:
    """A list that went through a spreadsheet can be imported."""
    path = tmp_path / "list.csv"
    write_csv(path, HEADER, [("0012345", "=1+1"), ("2", "-x")], for_spreadsheet=True)
    assert [row.cells for row in read_table(path).rows] == [("0012345", "=1+1"), ("2", "-x")]


def test_a_file_is_never_replaced_unasked(tmp_path: Path) -> None:
    """Without a word it stays; with it the new one takes its place whole."""
    path = tmp_path / "list.csv"
    path.write_text("mine")
    with pytest.raises(FileRefused, match=r"list\.csv is there already, .* Choose another name\."):
        write_csv(path, HEADER, [], for_spreadsheet=False)
    assert path.read_text() == "mine"
    write_csv(path, HEADER, [], for_spreadsheet=False, replace=True)
    assert path.read_bytes() == b"device,name\r\n"
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """What breaks off while it is written leaves nothing behind, also no half of it."""

    def rows() -> Iterator[tuple[str, str]]:
        yield "1", "a"
        raise RuntimeError("the disk was pulled")

    with pytest.raises(RuntimeError):
        write_csv(tmp_path / "list.csv", HEADER, rows(), for_spreadsheet=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["no", "file"])
def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path, folder: str) -> None:
    """With what to do next."""
    (tmp_path / "file").touch()
    with pytest.raises(FileRefused, match=f"There is no folder .*{folder}. Make it first"):
        write_csv(tmp_path / folder / "list.csv", HEADER, [], for_spreadsheet=False)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_list_of_students_is_for_its_owner_only(tmp_path: Path) -> None:
    """Whatever the user's umask says."""
    path = tmp_path / "list.csv"
    write_csv(path, HEADER, [], for_spreadsheet=False)
    assert path.stat().st_mode & 0o777 == 0o600
