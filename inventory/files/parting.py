"""Lines to records: what parts the cells, and what a quotation mark means."""

import csv
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from inventory.errors import FileRefused
from inventory.files.rows import LONGEST_CELL, Record, find_heading

RAREST_FIRST = "\t^|;,"
"""The delimiters; of two that fit equally well, the one that is rarer inside text."""

_SAMPLE = 50
_CLOSE_THE_QUOTE = "Close or remove the quotation mark on that line, or export the file again."


class Doubled(csv.excel):
    """As RFC 4180 says: a quotation mark inside a quoted cell is doubled."""

    strict = True


class Escaped(Doubled):
    """A quotation mark inside a quoted cell has a backslash before it, as Apple writes."""

    doublequote = False
    escapechar = "\\"


class Literal(Doubled):
    """No cell is quoted and every quotation mark is text, as PowerSchool writes."""

    quoting = csv.QUOTE_NONE


class Dialect(NamedTuple):
    start: int
    """How many lines stand before the table."""
    delimiter: str
    quoting: type[Doubled] = Doubled


def guess_delimiter(sample: Sequence[str], known: Container[str]) -> str:
    """The delimiter that cuts most of the first records into as many cells as the header."""
    fits = {mark: _fit(sample, mark, known) for mark in RAREST_FIRST}
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] > (0, 0) else ","


def _fit(sample: Sequence[str], delimiter: str, known: Container[str]) -> tuple[int, int]:
    found: list[Record] = []
    try:
        for line, cells, _ in records("", sample, Dialect(0, delimiter), 0):
            if any(cells):
                found.append((line, cells, ()))
            if len(found) == _SAMPLE:
                break
    except FileRefused:
        pass  # the records before the fault are enough to judge by; reading will name it
    heading = find_heading(iter(found), known)
    if heading is None or len(heading.cells) == 1:
        return (0, 0)
    width = len(heading.cells)
    same = sum(len(cells) == width for line, cells, _ in found if line >= heading.line)
    return same, width


def records(name: str, lines: Iterable[str], dialect: Dialect, width: int) -> Iterator[Record]:
    """The records from the dialect's first line on; raises FileRefused at a broken quotation."""
    said: list[str] = []
    reader = csv.reader(
        _remembered(islice(lines, dialect.start, None), said),
        dialect.quoting,
        delimiter=dialect.delimiter,
    )
    first = dialect.start + 1
    try:
        for cells in reader:
            if width and len(said) > 1:
                _refuse_swallowed_lines(name, (first, cells, said), dialect.delimiter, width)
            yield first, cells, said
            said.clear()
            first = dialect.start + reader.line_num + 1
    except csv.Error as error:
        # The csv module ends a cell at 131,072 characters, and with it a quotation without an end.
        if "limit" in str(error):
            raise FileRefused(
                f"{name}, line {first}: a cell is longer than {LONGEST_CELL:,} characters.",
                "Shorten it. If it looks short, a quotation mark before it is not closed.",
            ) from error
        raise FileRefused(
            f"{name}, line {first}: a quotation mark is not closed, or not at a cell's end.",
            _CLOSE_THE_QUOTE,
        ) from error


def _remembered(lines: Iterable[str], said: list[str]) -> Iterator[str]:
    for line in lines:
        said.append(line)
        yield line


def _refuse_swallowed_lines(name: str, record: Record, delimiter: str, width: int) -> None:
    """Raise FileRefused where a record over several lines looks like several records.

    A quotation mark that isn't closed runs on to the next one and takes the records between with
    it. It shows: cells are missing, one is very long, a line inside is as wide as a record, or the
    first and the last line both are.
    """
    first, cells, said = record
    marks = [line.count(delimiter) for line in said]
    if (
        len(cells) < width
        or max(map(len, cells)) > LONGEST_CELL
        or max(marks[1:-1], default=-1) >= width - 1
        or min(marks[0], marks[-1]) >= width - 1
    ):
        last = first + len(said) - 1
        raise FileRefused(
            f"{name}, line {first}: a quotation mark is not closed until line {last},"
            " and what stands between looks like other rows.",
            _CLOSE_THE_QUOTE,
        )
