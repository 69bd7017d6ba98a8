"""Excel workbooks (.xlsx): one sheet's rows as text, by what the cells hold, not how they look."""

import re
import warnings
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import dropwhile, islice
from typing import Any
from xml.parsers import expat

from inventory.errors import FileRefused
from inventory.files.archives import opened_archive
from inventory.files.decoding import Content, sha256_of
from inventory.files.number_formats import as_shown
from inventory.files.rows import (
    ENOUGH,
    Heading,
    Record,
    Refused,
    Row,
    Source,
    find_heading,
    make_layout,
    skipped_note,
)
from inventory.files.values import Restyled
from inventory.text import safe

MOST_ROWS = 1_048_576
"""Excel's own limit: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_STEP = 1024**2


@dataclass(frozen=True, slots=True)
class _Sheet:
    index: int
    title: str
    path: str
    """The name of its file in the archive."""
    visible: bool


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: _Sheet
    heading: Heading
    has_rows: bool


def sheet_source(content: Content, known: Container[str] = frozenset()) -> Source:
    """The rows of a workbook's sheet; ``known`` as ``find_heading`` takes it.

    It is the first sheet with rows whose headings are known, else the first one with anything in
    it; hidden ones are left out. Raises FileRefused for a workbook that is damaged or without rows,
    and for a formula of which no result was saved.
    """
    sha256 = sha256_of(content)
    with _workbook(content) as book:
        sheets = _sheets(book)
        found = list(_survey(content, book, sheets, known))
    content.unchanged()
    sheet, heading = _choose(content, found)
    layout = make_layout(f'{content.name}, sheet "{sheet.title}"', heading, "")
    _refuse_unsaved_formulas(content, sheet)

    def read(mend_names: bool) -> Iterator[Row | Refused]:
        with _workbook(content) as book:
            records = _below(heading, _records(content, book, sheet))
            yield from layout.rows(records, mend_names)
        content.unchanged()

    left_out = [other.sheet for other in found if other.sheet is not sheet]
    return Source(
        content.name, sha256, "Excel workbook", ",", layout.header,
        f'the sheet "{sheet.title}" of a workbook',
        (*_notes(sheet, left_out, sheets), *skipped_note(heading)), read,
    )  # fmt: skip


def _survey(
    content: Content, book: Any, sheets: Sequence[_Sheet], known: Container[str]
) -> Iterator[_Found]:
    """The visible sheets that have something in them."""
    for sheet in sheets:
        heading = sheet.visible and find_heading(_records(content, book, sheet), known)
        if heading:
            below = _below(heading, _records(content, book, sheet))
            yield _Found(sheet, heading, any("".join(cells).strip() for _, cells, _ in below))


def _choose(content: Content, found: Sequence[_Found]) -> tuple[_Sheet, Heading]:
    if not found:
        raise FileRefused(
            f"{content.name} has no sheet with anything in it that isn't hidden.",
            "Choose another file.",
        )
    filled = [one for one in found if one.has_rows]
    if not filled:
        raise FileRefused(
            f'{content.name}, sheet "{found[0].sheet.title}" has headings, but no rows below them.',
            "Export it with its rows.",
        )
    chosen = next((one for one in filled if one.heading.known >= ENOUGH), filled[0])
    return chosen.sheet, chosen.heading


def _below(heading: Heading, records: Iterator[Record]) -> Iterator[Record]:
    return islice(dropwhile(lambda record: record[0] != heading.line, records), 1, None)


def _notes(sheet: _Sheet, others: Sequence[_Sheet], sheets: Sequence[_Sheet]) -> Iterator[str]:
    if others:
        left = ", ".join(f'"{other.title}"' for other in others)
        yield f'The sheet "{sheet.title}" is read; left out: {left}.'
    if hidden := ", ".join(f'"{other.title}"' for other in sheets if not other.visible):
        yield f"Hidden sheets are left out: {hidden}."


@contextmanager
def _workbook(content: Content) -> Iterator[Any]:
    """The workbook, read as a stream. Raises FileRefused where it can't be opened."""
    import openpyxl  # it takes a moment, and most files are no workbooks

    # It warns of parts that it skips, such as rules for colours, and of impossible dates, which it
    # gives as errors; neither is for the screen.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    with content.opened() as file:
        book = _guarded(
            content,
            lambda: openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False),
        )
        try:
            yield book
        finally:
            book.close()


def _guarded(content: Content, step: Callable[[], Any]) -> Any:
    """What the step gives. openpyxl raises whatever a damaged part happens to lead to."""
    try:
        return step()
    except Exception as error:
        content.unchanged()
        raise _damaged(content) from error


def _sheets(book: Any) -> list[_Sheet]:
    return [
        _Sheet(index, safe(sheet.title), sheet._worksheet_path, sheet.sheet_state == "visible")
        for index, sheet in enumerate(book.worksheets)
    ]


def _records(content: Content, book: Any, sheet: _Sheet) -> Iterator[Record]:
    rows = _guarded(content, lambda: _rows(book.worksheets[sheet.index]))
    number = 0
    while (cells := _guarded(content, lambda: _next(rows))) is not None:
        number += 1
        if number > MOST_ROWS:
            raise _damaged(content)
        yield number, cells, ()


def _rows(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()  # they may be wrong, and would widen each row to the widest one
    rows: Iterator[Any] = sheet.iter_rows()
    return rows


def _next(rows: Iterator[Any]) -> list[str] | None:
    cells = next(rows, None)
    return None if cells is None else [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """The value as text: codes as they were typed, dates as ISO 8601 says."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return as_shown(value, cell.number_format or "General")
    if isinstance(value, datetime):
        day = value.time() == time()
        return Restyled(value.date().isoformat() if day else value.isoformat(" "))
    return Restyled(value.isoformat() if isinstance(value, date | time) else value)


def _refuse_unsaved_formulas(content: Content, sheet: _Sheet) -> None:
    """Raise FileRefused where a formula's result was not saved: its cell would read as empty."""
    if not _has_formulas(content, sheet):
        return
    finder = _UnsavedFormula()
    with opened_archive(content) as archive, archive.open(sheet.path) as file:
        while (chunk := file.read(_STEP)) and not finder.cell:
            _guarded(content, partial(finder.add, chunk))
    if finder.cell:
        raise FileRefused(
            f'{content.name}, sheet "{sheet.title}", cell {safe(finder.cell)[:20]}: a formula'
            " without a saved result.",
            "Open it in Excel, save it once, then read it again.",
        )


def _has_formulas(content: Content, sheet: _Sheet) -> bool:
    tail = b""
    with opened_archive(content) as archive, archive.open(sheet.path) as file:
        while chunk := file.read(_STEP):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


class _UnsavedFormula:
    """The first cell of a sheet's XML that has a formula and no value; the empty text is one."""

    def __init__(self) -> None:
        self.cell = ""
        self._attributes: dict[str, str] = {}
        self._formula = self._value = self._inside = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def add(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._attributes, self._formula, self._value = attributes, False, False
        self._formula = self._formula or tag == "f"
        self._inside = tag == "v"

    def _characters(self, data: str) -> None:
        self._value = self._value or (self._inside and bool(data))

    def _end(self, name: str) -> None:
        self._inside = False
        unsaved = self._formula and not self._value and self._attributes.get("t") != "str"
        if name.endswith(" c") and unsaved:
            self.cell = self.cell or self._attributes.get("r", "?")


def _damaged(content: Content) -> FileRefused:
    return FileRefused(
        f"{content.name} is a workbook that is damaged, or not quite one.",
        "Open it in Excel and save it anew, or save its sheet as CSV UTF-8.",
    )
