"""A paper as the bytes of a file: the same for the same paper."""

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from inventory.files import spreadsheet
from inventory.files.papers.content import Cell, Column, Form, Holds, Paper

if TYPE_CHECKING:
    from inventory.files.workbook import Column as OfSheet
    from inventory.files.workbook import Kind

_KINDS: dict[Holds, "Kind"] = {Holds.DAY: "date", Holds.COUNT: "count", Holds.MONEY: "money"}
_WIDTHS = {Holds.NAME: 28, Holds.CODE: 16, Holds.DAY: 12, Holds.COUNT: 8, Holds.MONEY: 14}


def as_file(paper: Paper, form: Form, size: str = "letter") -> bytes:
    """The paper as PDF, workbook or CSV; ``size`` is the paper of a PDF, letter or a4.

    Raises LabelRefused for another size, and FileRefused for more rows than a sheet holds.
    """
    if form is Form.CSV:
        return _csv(paper)
    if form is Form.XLSX:
        return _workbook(paper)
    from inventory.files.labels.pdf import as_pdf
    from inventory.files.papers.pages import pages

    return as_pdf(pages(paper, size), f"{paper.title} · {paper.school}", paper.at)


def _csv(paper: Paper) -> bytes:
    stream = io.BytesIO()
    spreadsheet.write_csv(
        stream, [column.title or column.key for column in paper.in_files],
        (list(map(_in_csv, paper.cells(row))) for row in paper.rows), for_spreadsheet=True,
    )  # fmt: skip
    return stream.getvalue()


def _in_csv(cell: Cell) -> spreadsheet.Cell:
    """An amount without signs between thousands: a spreadsheet reads it as a number."""
    return f"{cell:.2f}" if isinstance(cell, Decimal) else cell


def _workbook(paper: Paper) -> bytes:
    from inventory.files.workbook import Cover, Sheet, Workbook, workbook_bytes

    facts = [("School", paper.school), ("Written", f"{paper.at:%Y-%m-%d %H:%M}")]
    facts += [("", line) for line in (*paper.lines, *paper.closing)]
    cover = Cover(
        paper.title, facts,
        [
            (label, float(figure), "money")
            if isinstance(figure, Decimal)
            else (label, figure, "count")
            for label, figure in paper.figures
        ],
        (),
    )  # fmt: skip
    rows = [tuple(map(_in_workbook, paper.cells(row))) for row in paper.rows]
    sheet = Sheet(paper.title, tuple(map(_column, paper.in_files)), rows)
    return workbook_bytes(Workbook(cover, (sheet,), paper.at))


def _in_workbook(cell: Cell) -> str | int | float | None:
    return float(cell) if isinstance(cell, Decimal) else cell


def _column(column: Column) -> "OfSheet":
    from inventory.files.workbook import Column as OfSheet

    return OfSheet(
        column.title or column.key, _WIDTHS.get(column.holds, 20), _KINDS.get(column.holds, "text")
    )
