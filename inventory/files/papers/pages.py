"""A paper as pages to print: black on white, with heading, school, day and page number."""

from collections.abc import Iterator
from dataclasses import replace

from inventory.errors import LabelRefused
from inventory.files.labels.fonts import POINT, Face, text_width
from inventory.files.labels.marks import Line, Mark, Page, Words, moved
from inventory.files.labels.setting import fitted, wrapped
from inventory.files.labels.stock import PAPERS
from inventory.files.papers.content import Paper, Part
from inventory.files.papers.printable import LACKING, is_lacking, printed
from inventory.files.papers.table import Block, Table
from inventory.rules.phrases import long_day

MARGIN = 15.0
FOOT = 14.0
"""From the lower edge up to the lowest line; most printers don't reach lower than 6 mm."""

_TITLE, _HEADING, _LARGE, _WORDS, _SMALL = 20.0, 14.0, 34.0, 11.0, 9.0
_SIGN = 16.0
_ROWS = (10.5,)
_ROWS_ON_A_DOOR = (14.0, 13.0, 12.0, 11.0)
"""Points in which rows are set: the largest with which there are the fewest pages."""


def pages(paper: Paper, size: str = "letter") -> list[Page]:
    """The paper on as many pages as it takes; at least one.

    Where the parts are apart each has pages, and page numbers, of its own. ``size`` is letter or
    a4; raises LabelRefused for another one.
    """
    if size not in PAPERS:
        raise LabelRefused(f"There is no paper called {size[:40]}.", "Use letter or a4.")
    parts = paper.parts or (Part(()),)
    groups = [(part,) for part in parts] if paper.apart else [parts]
    return [page for group in groups for page in _group(paper, group, *PAPERS[size])]


def _group(paper: Paper, parts: tuple[Part, ...], width: float, height: float) -> Iterator[Page]:
    """The pages of parts that are numbered together."""
    inner = width - 2 * MARGIN
    head = _head(paper, parts[0].heading if paper.apart else "", inner)
    room = height - MARGIN - FOOT - 2 - head.height
    sizes = _ROWS_ON_A_DOOR if paper.large else _ROWS
    tried = (list(_filled(list(_blocks(paper, parts, inner, size)), room)) for size in sizes)
    filled = min(tried, key=len)  # the first of those with the fewest
    lacking = _lacks(paper, parts)
    for number, marks in enumerate(filled, 1):
        words = f"page {number} of {len(filled)}"
        yield Page(
            width, height,
            (
                *moved(head.marks, MARGIN, MARGIN),
                *moved(marks, MARGIN, MARGIN + head.height),
                *_foot(words, LACKING if lacking else "", width, height),
            ),
        )  # fmt: skip


def _filled(blocks: list[Block], room: float) -> Iterator[list[Mark]]:
    """The blocks page by page; a row never stands without the names of its columns above it."""
    marks: list[Mark] = []
    y = 0.0
    for at, block in enumerate(blocks):
        end = at
        while blocks[end].with_next and end + 1 < len(blocks):
            end += 1
        if marks and y + sum(part.height for part in blocks[at : end + 1]) > room:
            yield marks
            marks, y = [], 0.0
            if block.above:
                marks += block.above.marks
                y = block.above.height
        marks += moved(block.marks, 0, y)
        y += block.height
    yield marks


def _blocks(
    paper: Paper, parts: tuple[Part, ...], inner: float, size: float
) -> Iterator[Block]:  # fmt: skip
    for line in paper.lines:
        yield _words(line, inner, _WORDS)
    table = Table(paper, inner, size)
    for part in parts:
        if part.heading and not paper.apart:
            yield replace(_words(part.heading, inner, _HEADING, Face.TITLE, 5), with_next=True)
        if part.note:
            yield replace(_words(part.note, inner, _WORDS), with_next=True)
        yield from table.blocks(part)
        if not part.rows:
            yield _words(paper.empty, inner, _HEADING)
        if part.foot:
            yield _words(part.foot, inner, _WORDS, Face.TITLE, 2)
    for line in paper.closing:
        yield _words(line, inner, _WORDS, above=2)
    if paper.signs:
        yield _signatures(paper.signs, inner)


def _head(paper: Paper, heading: str, inner: float) -> Block:
    """Title, what the page is about, and below a rule's width the school and the moment."""
    marks: list[Mark] = []
    y = 0.0
    for text, most, floor in ((paper.title, _TITLE, 12.0), (heading, _LARGE, 16.0)):
        if text:
            drawn, size = fitted(printed(text, Face.TITLE), Face.TITLE, most, floor, inner)
            y += size * POINT * 1.05
            marks.append(Words(drawn, 0, y, size, Face.TITLE))
            y += 1.5
    when = f"{long_day(paper.at.date())} {paper.at:%Y, %H:%M}"
    across = text_width(when, Face.TEXT, _WORDS)
    school, size = fitted(printed(paper.school), Face.TEXT, _WORDS, 8, inner - across - 6)
    y += _WORDS * POINT * 1.2 + (1.5 if heading else 0)
    marks += [
        Words(school, 0, y, size, Face.TEXT),
        Words(when, inner - across, y, _WORDS, Face.TEXT),
        Line(0, y + 2, inner, y + 2),
    ]
    return Block(y + 6, tuple(marks))


def _words(
    text: str, inner: float, size: float, face: Face = Face.TEXT, above: float = 0
) -> Block:  # fmt: skip
    """A paragraph of up to six lines."""
    marks: list[Mark] = []
    y = above
    for line in wrapped(printed(text, face), face, size, inner, 6):
        y += size * POINT * 1.3
        marks.append(Words(line, 0, y, size, face))
    return Block(y + 2, tuple(marks))


def _signatures(signs: tuple[str, ...], inner: float) -> Block:
    """A line for each who signs, with the day beside it, never parted by the end of a page."""
    marks: list[Mark] = []
    y = 2.0
    for sign in signs:
        y += _SIGN
        marks += [Line(0, y, inner * 0.62, y), Line(inner * 0.7, y, inner, y)]
        low = y + _SMALL * POINT * 1.2
        marks += [
            Words(
                fitted(printed(sign), Face.TEXT, _SMALL, 7, inner * 0.62)[0],
                0, low, _SMALL, Face.TEXT,
            ),
            Words("Date", inner * 0.7, low, _SMALL, Face.TEXT),
        ]  # fmt: skip
    return Block(y + 6, tuple(marks))


def _foot(words: str, note: str, width: float, height: float) -> list[Mark]:
    y = height - FOOT + 4
    across = text_width(words, Face.TEXT, _SMALL)
    marks: list[Mark] = [Words(words, width - MARGIN - across, y, _SMALL, Face.TEXT)]
    if note:
        size = fitted(note, Face.TEXT, _SMALL, 5, width - 2 * MARGIN - across - 4)[1]
        marks.append(Words(note, MARGIN, y, size, Face.TEXT))
    return marks


def _lacks(paper: Paper, parts: tuple[Part, ...]) -> bool:
    """Whether anything on these pages can't be printed as it is."""
    texts = [paper.title, paper.school, *paper.lines, *paper.closing]
    texts += (text for part in parts for text in (part.heading, part.note, part.foot))
    shown = [at for at, column in enumerate(paper.columns) if column.share]
    cells = (row[at] for part in parts for row in part.rows for at in shown)
    return any(is_lacking(text) for text in (*texts, *cells) if isinstance(text, str))
