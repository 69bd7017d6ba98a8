"""The district's reports: lossless for machines, harmless for people, whole or absent."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.errors import FileRefused
from inventory.files import district_report
from inventory.files.district_report import MOST_LINES, Report, write_reports
from inventory.files.workbook import Cover

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("0012345", 3, 0.5, 640.0, "=1+1"),
    ("00,12\r\n", 0, None, None, None),
)
COVER = Cover("The district's devices", (), (("Schools", 2, "count"),), (("delivered", 2),))


def _report(rows: Sequence[Sequence[Any]] = ROWS, *, for_people: bool = True) -> Report:
    def each() -> Iterator[Sequence[Any]]:
        return iter(rows)

    columns: dict[str, district_report.Kind] = {
        "asset_tag": "text", "sightings": "count", "rate": "share", "value_at_risk": "money",
        "note": "text",
    }  # fmt: skip
    name = "schools" if for_people else "devices"
    return Report(name, name.title(), columns, each, for_people)


def _write(folder: Path, *reports: Report) -> district_report.Written:
    return write_reports(reports or (_report(),), COVER, folder, NOW)


def test_csv_gives_back_what_was_written(tmp_path: Path) -> None:
    """Codes as they are, formulas too: it is for machines."""
    _write(tmp_path / "out")
    with (tmp_path / "out" / "schools.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["asset_tag", "sightings", "rate", "value_at_risk", "note"]
    assert rows == [["0012345", "3", "0.5", "640.0", "=1+1"], ["00,12\r\n", "0", "", "", ""]]


def test_parquet_has_every_code_as_text(tmp_path: Path) -> None:
    """And counts as numbers; what is not known is null."""
    parquet = pytest.importorskip("pyarrow.parquet")
    done = _write(tmp_path / "out", _report(), _report(for_people=False))
    table = parquet.read_table(tmp_path / "out" / "devices.parquet")
    assert [str(field.type) for field in table.schema] == [
        "string", "int64", "double", "double", "string",
    ]  # fmt: skip
    assert [tuple(row.values()) for row in table.to_pylist()] == list(ROWS)
    assert (done.parquet, done.files) == (True, 5)
    assert len(list(done.folder.iterdir())) == 5


def test_an_empty_report_is_written_with_its_columns(tmp_path: Path) -> None:
    """A program that reads it finds what it looks for."""
    parquet = pytest.importorskip("pyarrow.parquet")
    _write(tmp_path / "out", _report(()))
    assert parquet.read_table(tmp_path / "out" / "schools.parquet").num_columns == 5
    assert (tmp_path / "out" / "schools.csv").read_text().count("\n") == 1


def test_nothing_in_the_workbook_runs_and_long_lists_are_cut(tmp_path: Path) -> None:
    """A formula is text; what only machines read is not in it."""
    many = [("0012345", n, 0.1, None, "=1+1") for n in range(MOST_LINES + 5)]
    _write(tmp_path / "out", _report(many), _report(for_people=False))
    book = openpyxl.load_workbook(tmp_path / "out" / "district.xlsx")
    assert book.sheetnames == ["Cover", "Schools"]
    sheet = book["Schools"]
    assert "schools.csv has all of them" in str(sheet["A1"].value)
    assert sheet.max_row == MOST_LINES + 2
    assert (sheet["A3"].value, sheet["E3"].value, sheet["E3"].data_type) == ("0012345", "=1+1", "s")


def test_without_pyarrow_there_is_csv_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an extra."""
    monkeypatch.setattr(district_report, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = _write(tmp_path / "out")
    assert (done.parquet, done.files) == (False, 2)
    assert sorted(one.name for one in done.folder.iterdir()) == ["district.xlsx", "schools.csv"]


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    """Whatever it holds."""
    (tmp_path / "out").mkdir()
    with pytest.raises(FileRefused, match="is there already"):
        _write(tmp_path / "out")
    with pytest.raises(FileRefused, match="There is no folder"):
        _write(tmp_path / "nowhere" / "out")
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_reports_that_break_off_leave_nothing(tmp_path: Path) -> None:
    """No half of a folder is taken for the whole."""

    def dies() -> Iterator[Sequence[Any]]:
        yield ROWS[0]
        raise OSError(28, "No space left on device")

    broken = Report("missing", "Missing", {str(n): "text" for n in range(5)}, dies)
    with pytest.raises(FileRefused, match="No space left"):
        _write(tmp_path / "out", _report(), broken)
    assert list(tmp_path.iterdir()) == []
