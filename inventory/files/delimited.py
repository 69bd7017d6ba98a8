"""Text with delimiters to rows: one reading for the whole file, and it is said which."""

import io
import re
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import dropwhile, islice

from inventory.errors import FileRefused
from inventory.files.decoding import ANOTHER_EXPORT, Content, Encoding, examine
from inventory.files.parting import (
    RAREST_FIRST,
    Dialect,
    Doubled,
    Escaped,
    Literal,
    guess_delimiter,
    records,
)
from inventory.files.rows import (
    Layout,
    Record,
    Refused,
    Row,
    Source,
    find_heading,
    make_layout,
    skipped_note,
)
from inventory.text import safe

_SAMPLE_LINES = 5000
_SAMPLE_CHARACTERS = 2_000_000

_IN_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_ESCAPE = re.compile(r'\\["\\]')

_NOTES = {
    Doubled: (),
    Escaped: ("A backslash before a quotation mark is read as its escape, in the whole file.",),
    Literal: (
        "Quotation marks are read as part of the text: this file does not put cells in them.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Text:
    content: Content
    encoding: Encoding
    dialect: Dialect

    @contextmanager
    def lines(self) -> Iterator[Iterable[str]]:
        """The lines from the first one on, each with its end as it is written."""
        with self.content.opened() as file:
            file.read(self.encoding.mark)
            with io.TextIOWrapper(file, encoding=self.encoding.codec, newline="") as text:
                yield text

    def records(self, width: int = 0) -> Iterator[Record]:
        """Every record; ``width`` is the header's, where swallowed lines are to be looked for."""
        with self.lines() as lines:
            try:
                yield from records(self.content.name, lines, self.dialect, width)
            except (FileRefused, UnicodeError) as error:
                self.content.unchanged()
                if isinstance(error, FileRefused):
                    raise
                raise FileRefused(
                    f"{self.content.name} can't be read as {self.encoding.name}.", ANOTHER_EXPORT
                ) from error
        self.content.unchanged()

    def below(self, layout: Layout) -> Iterator[Record]:
        """The records below the headings."""
        records = self.records(len(layout.header))
        return islice(dropwhile(lambda record: record[0] != layout.line, records), 1, None)


def text_source(
    content: Content, known: Container[str] = frozenset(), *, may_be_empty: bool = False
) -> Source:
    """The table in a text file, and how it was read; ``known`` as ``find_heading`` takes it.

    Raises FileRefused where it can't be read as one, and where it has no rows unless it may.
    """
    encoding = examine(content)
    text = _Text(content, encoding, Dialect(0, ","))
    text = replace(text, dialect=_find_dialect(text, known))
    text, layout, notes = _settle(text, known)

    def read(mend_names: bool) -> Iterator[Row | Refused]:
        return layout.rows(text.below(layout), mend_names)

    if not may_be_empty and next(read(False), None) is None:
        raise FileRefused(
            f"{content.name} has headings, but no rows below them.", "Export it with its rows."
        )
    delimiter = text.dialect.delimiter
    parted = f"parted by {_IN_WORDS.get(delimiter, delimiter)}"
    how = f"{encoding.name}, {'one column' if layout.width == 1 else parted}"
    if encoding.name == "Mac Roman":
        notes = (*notes, "It was read as Mac Roman, as old Macs write: look at accented letters.")
    return Source(
        content.name, encoding.sha256, encoding.name, delimiter, layout.header, how, notes, read
    )


def _find_dialect(text: _Text, known: Container[str]) -> Dialect:
    """Where the table starts and what parts its cells, told from the first lines."""
    sample: list[str] = []
    size = 0
    with text.lines() as lines:
        first = 0
        for line in lines:
            if not sample and not line.strip():
                first += 1
                continue
            sample.append(line)
            size += len(line)
            if len(sample) > _SAMPLE_LINES or size > _SAMPLE_CHARACTERS:
                break
    named = _SEPARATOR.fullmatch(sample[0]) if sample else None
    if named is None:
        return Dialect(first, guess_delimiter(sample, known))
    if named[1] not in RAREST_FIRST:
        raise FileRefused(
            f'{text.content.name}, line {first + 1}: "{safe(sample[0].strip())}" names a'
            " delimiter that is not read here.",
            "Use a comma, a semicolon, a tab, | or ^ between the columns.",
        )
    return Dialect(first + 1, named[1])


def _settle(text: _Text, known: Container[str]) -> tuple[_Text, Layout, tuple[str, ...]]:
    """The meaning of quotation marks by which the whole file can be read, and its headings.

    One meaning for every row, and another than RFC 4180's only where that one fails and the other
    cuts each record as wide as the headings. Raises the fault of the first one where none does.
    """
    try:
        return _headed(text, known)
    except FileRefused as fault:
        if not text.encoding.quotes:
            raise
        for quoting, is_sound in ((Escaped, _is_escaped), (Literal, _is_literal)):
            other = replace(text, dialect=text.dialect._replace(quoting=quoting))
            try:
                settled = _headed(other, known)
                if _all_fit(other, settled[1]) and is_sound(other, settled[1]):
                    return settled
            except FileRefused:
                continue
        raise fault


def _headed(text: _Text, known: Container[str]) -> tuple[_Text, Layout, tuple[str, ...]]:
    """The headings, and every quotation mark checked that follows them."""
    heading = find_heading(text.records(), known)
    if heading is None:
        raise FileRefused(f"{text.content.name} has no headings.", ANOTHER_EXPORT)
    layout = make_layout(text.content.name, heading, text.dialect.delimiter)
    if text.encoding.quotes:
        for _ in text.below(layout):
            pass
    return text, layout, (*skipped_note(heading), *_NOTES[text.dialect.quoting])


def _all_fit(text: _Text, layout: Layout) -> bool:
    """Whether each record is as wide as the headings, or blank."""
    return all(
        len(cells) == layout.width or not "".join(cells).strip()
        for _, cells, _ in text.below(layout)
    )


def _is_escaped(text: _Text, layout: Layout) -> bool:
    """Whether a backslash stands only before a quotation mark or a backslash, every quotation mark
    inside a cell has one, and all others open or close a cell.
    """
    edge = re.escape(layout.delimiter) + r"\r\n"
    inside = re.compile(f'(?<=[^{edge}])"(?=[^{edge}])')
    for _, cells, lines in text.below(layout):
        said = "".join(lines)
        rest = _ESCAPE.sub("x", said)
        marks = sum(cell.count('"') for cell in cells)
        if "\\" in rest or inside.search(rest) or marks != _ESCAPE.findall(said).count('\\"'):
            return False
    return True


def _is_literal(text: _Text, layout: Layout) -> bool:
    """Whether quotation marks that open a cell come in pairs, and none was meant to hold a cell.

    It was where a heading stands in them, where one is doubled, and where a column has whole cells
    in them but none with text behind, such as ``"Bo" Ng``.
    """
    if any(name.startswith('"') for name in layout.header):
        return False
    whole: set[int] = set()
    part: set[int] = set()
    for _, cells, _ in text.below(layout):
        for column, cell in enumerate(map(str.strip, cells)):
            if cell.startswith('"'):
                if cell.count('"') % 2 or '""' in cell[1:-1]:
                    return False
                (whole if cell.endswith('"') and cell.count('"') == 2 else part).add(column)
    return whole <= part
