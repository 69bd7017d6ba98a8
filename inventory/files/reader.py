"""Bytes to rows: a table of text, or a sentence on why the file can't be read as one."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from inventory.errors import FileRefused
from inventory.files.decoding import ANOTHER_EXPORT, contents, decode
from inventory.text import loose, safe

LONGEST_CELL = 4096
MOST_COLUMNS = 200

_SAMPLE = 50
_SAMPLE_LINES = 5000
_LONGEST_QUOTE = 500

_RAREST_FIRST = "\t^|;,"
"""The delimiters; of two that fit equally well, the one that is rarer inside text."""

_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)

_CLOSE_THE_QUOTE = "Close or remove the quotation mark on that line, or export the file again."


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it stands in the file: as many cells as the header, all of them text."""

    line: int
    """The line on which it starts, counted from 1 as an editor does."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that was not taken, with the reason as a sentence."""

    line: int
    reason: str
    text: str
    """What it said, safe to show and shortened."""


@dataclass(frozen=True, slots=True)
class Table:
    """A whole file, and how it was read."""

    name: str
    sha256: str
    encoding: str
    """As it is called on screen: ``UTF-8``, ``UTF-16``, ``UTF-32`` or ``Windows-1252``."""
    delimiter: str
    """The character itself; a comma where there is only one column."""
    header: tuple[str, ...]
    """The headings as they are written, without empty ones at the end."""
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]


class _Record(NamedTuple):
    first: int
    last: int
    cells: list[str]


def read_table(path: Path) -> Table:
    """The file's rows. Raises FileRefused, and nothing else, where it can't be read as a table."""
    name = safe(path.name) or "The file"
    return table_from_bytes(name, contents(path, name))


def table_from_bytes(name: str, data: bytes) -> Table:
    """The rows in a file's content; ``name`` is what the messages call it. Raises FileRefused."""
    text, encoding = decode(name, data)
    lines = io.StringIO(text, newline="").readlines()
    start, delimiter = _start(name, lines)
    delimiter = delimiter or _guess_delimiter(name, lines, start)
    records = _records(name, lines, start, delimiter)
    header = _header(name, records)
    rows: list[Row] = []
    refused: list[Refused] = []
    for record in records:
        if record.last > record.first:
            _refuse_swallowed_lines(name, record, lines, delimiter, len(header))
        reason = _fault(record.cells, header)
        if reason:
            said = safe(" ".join(lines[record.first - 1 : record.last]).strip())
            refused.append(Refused(record.first, reason, said[:_LONGEST_QUOTE]))
        elif any(cells := tuple(map(_clean, record.cells))):
            padding = ("",) * (len(header) - len(cells))
            rows.append(Row(record.first, cells[: len(header)] + padding))
    if not rows and not refused:
        raise FileRefused(
            f"{name} has headings, but no rows below them.", "Export it with its rows."
        )
    digest = hashlib.sha256(data).hexdigest()
    return Table(name, digest, encoding, delimiter, header, tuple(rows), tuple(refused))


def _start(name: str, lines: Sequence[str]) -> tuple[int, str]:
    """How many lines stand before the table, and the delimiter that a ``sep=`` line names."""
    first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    named = _SEPARATOR.fullmatch(lines[first]) if first < len(lines) else None
    if named is None:
        return first, ""
    if named[1] not in _RAREST_FIRST:
        raise FileRefused(
            f'{name}, line {first + 1}: "{safe(lines[first].strip())}" names a delimiter'
            " that is not read here.",
            "Use a comma, a semicolon, a tab, | or ^ between the columns.",
        )
    return first + 1, named[1]


def _guess_delimiter(name: str, lines: Sequence[str], start: int) -> str:
    """The delimiter that cuts most of the first records into as many cells as the header."""
    sample = lines[: start + _SAMPLE_LINES]
    fits = {mark: _fit(name, sample, start, mark) for mark in _RAREST_FIRST}
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] > (0, 0) else ","


def _fit(name: str, lines: Sequence[str], start: int, delimiter: str) -> tuple[int, int]:
    widths: list[int] = []
    try:
        for record in _records(name, lines, start, delimiter):
            if any(record.cells):
                widths.append(len(record.cells))
            if len(widths) == _SAMPLE:
                break
    except FileRefused:
        pass  # the records before the fault are enough to judge by; reading will name it
    if not widths or widths[0] == 1:
        return (0, 0)
    return widths.count(widths[0]), widths[0]


def _records(name: str, lines: Sequence[str], start: int, delimiter: str) -> Iterator[_Record]:
    """The records from the line with this index on; raises FileRefused at a broken quotation."""
    reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
    first = start + 1
    try:
        for cells in reader:
            last = start + reader.line_num
            yield _Record(first, last, cells)
            first = last + 1
    except csv.Error as error:
        if "limit" in str(error):
            raise FileRefused(
                f"{name}, line {first}: a cell is longer than {LONGEST_CELL:,} characters.",
                "Shorten it. If it looks short, a quotation mark before it is not closed.",
            ) from error
        raise FileRefused(
            f"{name}, line {first}: a quotation mark is not closed, or not at a cell's end.",
            _CLOSE_THE_QUOTE,
        ) from error


def _header(name: str, records: Iterator[_Record]) -> tuple[str, ...]:
    """The first record that isn't blank, as headings; raises FileRefused where two are the same."""
    for record in records:
        headings = list(map(_clean, record.cells))
        while headings and not headings[-1]:
            headings.pop()
        if headings:
            break
    else:
        raise FileRefused(f"{name} has no headings.", ANOTHER_EXPORT)
    if len(headings) > MOST_COLUMNS:
        raise FileRefused(
            f"{name}, line {record.first}: {len(headings)} columns,"
            f" and at most {MOST_COLUMNS} are read.",
            "Export only the columns that are needed.",
        )
    if max(map(len, headings)) > LONGEST_CELL:
        raise FileRefused(
            f"{name}, line {record.first}: a heading is longer than {LONGEST_CELL:,} characters.",
            ANOTHER_EXPORT,
        )
    columns: dict[str, int] = {}
    for number, heading in enumerate(headings, 1):
        first = columns.setdefault(loose(heading) or heading, number)
        if heading and first != number:
            raise FileRefused(
                f'{name}, line {record.first}: columns {first} ("{headings[first - 1][:40]}") and'
                f' {number} ("{heading[:40]}") have the same heading.',
                "Rename or delete one of them.",
            )
    return tuple(headings)


def _refuse_swallowed_lines(
    name: str, record: _Record, lines: Sequence[str], delimiter: str, width: int
) -> None:
    """Raise FileRefused where a record over several lines looks like several records.

    A quotation mark that isn't closed runs on to the next one and takes the records between with
    it. It shows: cells are missing, one is very long, a line inside is as wide as a record, or the
    first and the last line both are.
    """
    marks = [line.count(delimiter) for line in lines[record.first - 1 : record.last]]
    if (
        len(record.cells) < width
        or max(map(len, record.cells)) > LONGEST_CELL
        or max(marks[1:-1], default=-1) >= width - 1
        or min(marks[0], marks[-1]) >= width - 1
    ):
        raise FileRefused(
            f"{name}, line {record.first}: a quotation mark is not closed until line {record.last},"
            " and what stands between looks like other rows.",
            _CLOSE_THE_QUOTE,
        )


def _fault(cells: Sequence[str], header: Sequence[str]) -> str:
    """Why a row can't be taken, as a sentence; empty where it can."""
    for number, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL:
            return f"The cell in column {number} is longer than {LONGEST_CELL:,} characters."
        if (number > len(header) or not header[number - 1]) and _clean(cell):
            return (
                f'Column {number} has no heading, but holds "{_clean(cell)[:40]}" here;'
                " perhaps a delimiter inside a value split it."
            )
    return ""


def _clean(cell: str) -> str:
    """The cell without spaces round it, unsafe characters, and the escape before a formula.

    Snipe-IT escapes with a back-tick, spreadsheets and our own exports with an apostrophe.
    """
    text = cell.strip(" ")
    if not text.isprintable():
        text = safe(text)
    if text[:1] in ("`", "'") and text[1:2] in ("=", "+", "-", "@"):
        return text[1:]
    return text
