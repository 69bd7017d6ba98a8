"""Records to rows: cells made clean, each row as wide as the header, or refused with a reason."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from inventory.errors import FileRefused
from inventory.files.private import is_private
from inventory.text import loose, safe

LONGEST_CELL = 4096
"""In characters."""
MOST_COLUMNS = 2000
"""GAM writes a column for each item of a list, hundreds of them."""
MOST_CELLS = 40_000_000
"""Rows times columns."""

_LONGEST_QUOTE = 500
_SEARCHED = 20
"""The headings are among as many of the first records."""
ENOUGH = 2
"""As many known headings make a record the one with the headings."""

_LAST_FIRST = ("lastfirst", "studentslastfirst")
_SUFFIX = re.compile(r"\s*\[[^\[\]]*\]\s*$")

# What web pages and word processors put between words; the last ones are marks without width.
_INVISIBLE = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u202f", " "), **dict.fromkeys("\u00ad\u200b\u2060\ufeff")}
)
# A joiner means something between two letters (in Persian, Sinhala and others), but not at an end.
_AT_ENDS = " \u200c\u200d"


class Row(NamedTuple):
    """One record as it stands in the file, all of it text."""

    line: int
    """The line on which it starts, counted from 1 as an editor does; in a workbook, the row."""
    cells: tuple[str, ...]
    """Exactly as many as the header has."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that was not taken, with the reason as a sentence."""

    line: int
    reason: str
    text: str
    """What it said, safe to show and shortened."""
    mended: tuple[str, ...] = ()
    """The cells as they would be with a split name joined again; empty where that isn't it."""
    cells: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """All that stood in it, however many there are."""


@dataclass(frozen=True, slots=True)
class Source:
    """How a file was read. Nothing of its rows is held: reading starts anew each time."""

    name: str
    sha256: str
    """Of the file; where others beside it are read along, of all their hashes together."""
    encoding: str
    """As it is called on screen: ``UTF-8``, ``UTF-16``, ``UTF-32``, ``Windows-1252``,
    ``Mac Roman``, or ``Excel workbook``."""
    delimiter: str
    """The character itself; a comma where there is only one column, or a workbook."""
    header: tuple[str, ...]
    """The headings as they are written, without empty ones at the end; some may be the same."""
    how: str
    """In words for the screen: ``UTF-8, parted by commas``."""
    notes: tuple[str, ...]
    """What a person should know before these rows are used, as sentences."""
    read: Callable[[bool], Iterator[Row | Refused]] = field(repr=False, compare=False)
    """What ``rows`` answers with; told whether to mend names."""
    is_part: bool = False
    """Whether it says of itself that it lists only some: what it lacks is not gone."""

    def rows(self, *, mend_names: bool = False) -> Iterator[Row | Refused]:
        """The rows from the first one on, in the file's order; blank ones are left out.

        ``mend_names`` gives the mended row in place of one that is refused for a split name. Raises
        FileRefused, while it goes on, at what can't be read at all, and at the end where the file
        was changed since it was opened.
        """
        return self.read(mend_names)


Record = tuple[int, Sequence[str], Sequence[str]]
"""The line, the cells as they were parted, and the lines that they stand on.

There are a million of them, so it is the plainest thing that holds three. The lines are kept only
until the next record is read; where there never were any, there are none.
"""


class Heading(NamedTuple):
    """The record that was found to hold the headings."""

    line: int
    cells: tuple[str, ...]
    above: int
    """How many records stand above it that aren't blank."""
    known: int
    """How many of its headings are known."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What rows are measured by: the headings, and how they were parted."""

    name: str
    """What the messages call the file."""
    line: int
    header: tuple[str, ...]
    width: int
    """The number of cells where the headings stand, empty ones at the end included."""
    delimiter: str
    last_first: int | None
    """The only column with names that have a comma, where a comma is also the delimiter."""

    def rows(self, records: Iterator[Record], mend_names: bool) -> Iterator[Row | Refused]:
        """The records below the headings as rows; raises FileRefused where they are too many."""
        width = len(self.header)
        whole = all(self.header)
        most = MOST_CELLS // width
        for number, record in enumerate(records):
            if number >= most:
                raise self._too_many()
            line, cells, _ = record
            if whole and len(cells) == width and _is_clean(cells):
                if any(cells):
                    yield Row(line, tuple(cells))
            elif row := self._row(record):
                if mend_names and isinstance(row, Refused) and row.mended:
                    row = Row(row.line, row.mended)
                yield row

    def _row(self, record: Record) -> Row | Refused | None:
        line, said, _ = record
        if mended := self._mended(said):
            reason = (
                "There is one cell too many: the comma in"
                f" {self.header[self.last_first or 0]} has split the name."
            )
            return Refused(line, reason, _said(record), mended, _kept(said))
        if reason := self._fault(said):
            return Refused(line, reason, _said(record), (), _kept(said))
        cells = self._fitted(said)
        return Row(line, cells) if any(cells) else None

    def _fitted(self, cells: Sequence[str]) -> tuple[str, ...]:
        width = len(self.header)
        cleaned = tuple(map(clean, cells[:width]))
        return cleaned + ("",) * (width - len(cleaned))

    def _fault(self, cells: Sequence[str]) -> str:
        """Why a row can't be taken, as a sentence; empty where it can."""
        for number, cell in enumerate(cells, 1):
            if len(cell) > LONGEST_CELL:
                return f"The cell in column {number} is longer than {LONGEST_CELL:,} characters."
            if cell and (number > len(self.header) or not self.header[number - 1]) and clean(cell):
                private = any(map(is_private, self.header))
                what = "something" if private else f'"{clean(cell)[:40]}"'
                return (
                    f"Column {number} has no heading, but holds {what} here;"
                    " perhaps a delimiter inside a value split it."
                )
        return ""

    def _mended(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The row with a split name joined; empty where no name was split.

        One more cell than headings shows it. Where the last cell is empty, that may also be a comma
        at the end of the line; then a name without a comma, and a space before the next cell.
        """
        if (at := self.last_first) is None or at + 1 >= len(cells):
            return ()
        filled = next((n for n in range(len(cells), 0, -1) if clean(cells[n - 1])), 0)
        spare = len(cells) == self.width + 1 and cells[at + 1].startswith(" ")
        if filled != len(self.header) + 1 and not (spare and filled <= len(self.header)):
            return ()
        last, first = clean(cells[at]), clean(cells[at + 1])
        if not last or "," in last:
            return ()
        name = ", ".join(filter(None, (last, first)))
        joined = [*cells[:at], name, *cells[at + 2 :]]
        return () if self._fault(joined) else self._fitted(joined)

    def _too_many(self) -> FileRefused:
        return FileRefused(
            f"{self.name} has more than {MOST_CELLS:,} cells.",
            "Export only the columns that are needed, or fewer rows at once.",
        )


def find_heading(records: Iterator[Record], known: Container[str]) -> Heading | None:
    """The record with the headings; None where every record is blank.

    The first one that isn't blank, unless one of those that follow has two known headings or more
    and the first one doesn't: packing lists have a title above. ``known`` holds headings as
    ``text.loose`` gives them; a suffix such as `` [Required]`` is no part of one.
    """
    filled = ((line, tuple(map(clean, cells))) for line, cells, _ in records)
    some = ((line, cells) for line, cells in filled if any(cells))
    first: Heading | None = None
    for above, (line, cells) in enumerate(islice(some, _SEARCHED)):
        heading = Heading(line, cells, above, _known(cells, known))
        if heading.known >= ENOUGH:
            return heading
        first = first or heading
    return first


def make_layout(name: str, heading: Heading, delimiter: str) -> Layout:
    """What the rows below these headings are measured by. Raises FileRefused where too many."""
    headings = list(heading.cells)
    while not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise FileRefused(
            f"{name}, line {heading.line}: {len(headings):,} columns,"
            f" and at most {MOST_COLUMNS:,} are read.",
            "Export only the columns that are needed.",
        )
    if max(map(len, headings)) > LONGEST_CELL:
        raise FileRefused(
            f"{name}, line {heading.line}: a heading is longer than {LONGEST_CELL:,} characters.",
            "Shorten it, or choose another file.",
        )
    names = [n for n, text in enumerate(headings) if loose(text) in _LAST_FIRST]
    splits = names[0] if len(names) == 1 and delimiter == "," else None
    return Layout(name, heading.line, tuple(headings), len(heading.cells), delimiter, splits)


def skipped_note(heading: Heading) -> tuple[str, ...]:
    """A sentence on what stands above the headings; none where nothing does."""
    if not heading.above:
        return ()
    rows = "row above them was" if heading.above == 1 else f"{heading.above} rows above them were"
    return (f"The headings are on line {heading.line}; the {rows} skipped.",)


def clean(cell: str) -> str:
    """The cell in NFC, without spaces round it, invisible marks, unsafe characters, and the escape
    before a formula.

    Snipe-IT escapes with a back-tick, spreadsheets and our own exports with an apostrophe.
    """
    text = cell
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_INVISIBLE).strip(_AT_ENDS)
        text = safe(unicodedata.normalize("NFC", text))
    text = text.strip(" ")
    if text[:1] in ("`", "'") and text[1:2] in ("=", "+", "-", "@"):
        return text[1:]
    return text


def _is_clean(cells: Sequence[str]) -> bool:
    """Whether ``clean`` would surely leave each cell as it is, and none is too long."""
    text = "|".join(cells)
    return (
        len(text) <= LONGEST_CELL
        and text.isascii()
        and text.isprintable()
        and "'" not in text
        and "`" not in text
        and "| " not in text
        and " |" not in text
        and text[:1] != " "
        and text[-1:] != " "
    )


def _known(headings: Sequence[str], known: Container[str]) -> int:
    names = {loose(heading): loose(_SUFFIX.sub("", heading)) for heading in headings}
    return sum(whole in known or short in known for whole, short in names.items())


def _kept(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean(cell)[:LONGEST_CELL] for cell in cells)


def _said(record: Record) -> str:
    """What the record said; cells that never stood on a line are written as CSV."""
    _, cells, lines = record
    text = " ".join(lines)
    if not lines:
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        text = line.getvalue()
    return safe(text.strip())[:_LONGEST_QUOTE]
