"""The rows that an import refused, kept as a file that can be mended and imported again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.choosing import REFUSED_HEADINGS
from inventory.files.entries import Reading
from inventory.files.plan import Plan
from inventory.files.profiles import known_headings
from inventory.files.records import Records
from inventory.files.rows import Row, Source
from inventory.files.sources import open_source
from inventory.files.spreadsheet import Cell, write_csv
from inventory.services import register
from inventory.services.mappings import saved_mappings
from inventory.services.office import Office


def save_refused(
    office: Office, plan: Plan, file: Path, reading: Reading, target: Path, *, replace: bool = False
) -> int:
    """Write the refused rows of a plan's file, each with its line and reason; how many.

    Only the columns that are read are in it, and the headings by which the system is known: what is
    never stored is not copied about either. A row with too many cells has all of them, those
    without a heading at its end. Raises FileRefused
    where the file is another one by now, or the target can't be written.
    """
    source = open_source(file, known_headings())
    if source.sha256 != plan.sha256:
        raise FileRefused(f"{plan.file} was changed since it was read.", "Import it again.")
    records = Records(source, plan.kind, reading, saved_mappings(office, plan.kind))
    columns = sorted(set(records.columns.values()))
    reasons = iter(register.refusals(office, plan))
    found = list(_refused(source, reasons, records.first_private))
    more = max((len(left) for _, left, *_ in found), default=0)
    header = (
        *(source.header[column] for column in (*columns, *records.telling)),
        *(f"left over {number}" for number in range(1, more + 1)),
        *REFUSED_HEADINGS,
    )
    blank = [""] * len(records.telling)
    rows: Iterator[list[Cell]] = (
        [
            *(cells[column] for column in columns),
            *blank,
            *left,
            *[""] * (more - len(left)),
            line,
            reason,
        ]
        for cells, left, line, reason in found
    )
    return write_csv(target, header, rows, for_spreadsheet=True, replace=replace)


_Found = tuple[Sequence[str], Sequence[str], int, str]


def _refused(
    source: Source, reasons: Iterator[tuple[int, str]], most: int | None
) -> Iterator[_Found]:
    """Cells, cells without a heading, line and reason of each refused row, in the file's order.

    Of a row with too many cells only so many are taken: behind them may be what is never stored.
    """
    width = len(source.header)
    line, reason = next(reasons, (0, ""))
    for row in source.rows():
        while 0 < line < row.line:
            line, reason = next(reasons, (0, ""))
        if not line:
            return
        if row.line == line:
            cells = row.cells if isinstance(row, Row) else row.cells[:most]
            yield (*cells[:width], *[""] * (width - len(cells))), cells[width:], line, reason
