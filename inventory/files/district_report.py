"""The district's reports: CSV for machines, one workbook for people, Parquet where it can be."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from inventory.errors import FileRefused
from inventory.files.spreadsheet import Cell, write_csv
from inventory.files.whole import (
    discard,
    discard_leftovers,
    is_folder,
    refuse_taken,
    sync_folder,
    write_file,
)
from inventory.files.workbook import Column, Cover, Sheet, Workbook, workbook_bytes

Kind = Literal["text", "count", "share", "money"]
Rows = Callable[[], Iterator[Sequence[Any]]]

MOST_LINES = 20_000
"""Rows of a sheet in the workbook; nobody scrolls through more, and the CSV has all of them."""
_AT_ONCE = 50_000
"""Rows that Parquet keeps in memory, and one of its groups."""
_WIDTHS: dict[Kind, int] = {"text": 20, "count": 11, "share": 11, "money": 14}


@dataclass(frozen=True, slots=True)
class Report:
    """One table; ``rows`` gives them anew each time."""

    name: str
    title: str
    columns: Mapping[str, Kind]
    rows: Rows
    for_people: bool = True
    for_spreadsheet: bool = False
    """Whether its CSV has what people typed: nothing in it may run as a formula."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    folder: Path
    files: int
    parquet: bool
    """Whether Parquet could be written: pyarrow is an extra."""


def refuse_reports(folder: Path) -> None:
    """Raise FileRefused where reports could not be written into this new folder."""
    refuse_taken(folder)
    if not is_folder(folder.absolute().parent):
        raise FileRefused(
            f"There is no folder {folder.parent}.", "Make it first, or choose another one."
        )


def write_reports(
    reports: Sequence[Report], cover: Cover, folder: Path, created: datetime
) -> Written:
    """All reports in a folder that is there whole or not at all.

    Raises FileRefused where it is there already, or can't be written.
    """
    refuse_reports(folder)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        discard_leftovers(folder.absolute().parent, folder.name)
        unfinished.mkdir(mode=0o700)
        parquet = find_spec("pyarrow") is not None
        for report in reports:
            _write_csv(report, unfinished)
            if parquet:
                _write_parquet(report, unfinished)
        write_file(unfinished / "district.xlsx", _workbook(reports, cover, created))
        sync_folder(unfinished)
        refuse_taken(folder)
        unfinished.rename(folder)
        sync_folder(folder.absolute().parent)
    except OSError as error:
        raise FileRefused(
            f"{folder} can't be written: {error.strerror or type(error).__name__}.",
            "Choose another folder.",
        ) from error
    finally:
        discard(unfinished)
    return Written(folder, len(reports) * (1 + parquet) + 1, parquet)


def _write_csv(report: Report, folder: Path) -> None:
    """Lossless: a code stays as it is, a share is a fraction of 1, a blank is not known."""
    rows = ([_cell(cell) for cell in row] for row in report.rows())
    path = folder / f"{report.name}.csv"
    write_csv(path, list(report.columns), rows, for_spreadsheet=report.for_spreadsheet)


def _cell(cell: Any) -> Cell:
    return str(round(cell, 6)) if isinstance(cell, float) else cell


def _write_parquet(report: Report, folder: Path) -> None:
    """The same with types: text but for counts and shares; https://parquet.apache.org/."""
    import pyarrow
    from pyarrow import parquet

    types: dict[Kind, Any] = {
        "text": pyarrow.string(), "count": pyarrow.int64(), "share": pyarrow.float64(),
        "money": pyarrow.float64(),
    }  # fmt: skip
    schema = pyarrow.schema([(name, types[kind]) for name, kind in report.columns.items()])
    path = folder / f"{report.name}.parquet"
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with parquet.ParquetWriter(file, schema) as writer:
            rows = report.rows()
            while some := list(islice(rows, _AT_ONCE)):
                columns = [
                    pyarrow.array(cells, type=field.type)
                    for cells, field in zip(zip(*some, strict=True), schema, strict=True)
                ]
                writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
        file.flush()
        os.fsync(descriptor)


def _workbook(reports: Iterable[Report], cover: Cover, created: datetime) -> bytes:
    sheets = tuple(_sheet(report) for report in reports if report.for_people)
    return workbook_bytes(Workbook(cover, sheets, created))


def _sheet(report: Report) -> Sheet:
    rows = list(islice(report.rows(), MOST_LINES + 1))
    note = ""
    if len(rows) > MOST_LINES:
        note = f"The first {MOST_LINES:,} rows; {report.name}.csv has all of them."
    columns = tuple(
        Column(name.replace("_", " "), _WIDTHS[kind], kind) for name, kind in report.columns.items()
    )
    return Sheet(report.title, columns, rows[:MOST_LINES], note)
