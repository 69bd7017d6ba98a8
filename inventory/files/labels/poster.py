"""Pages of barcodes with words beside them, to be scanned from the page.

Between two barcodes, in whichever direction, there are at least 12 mm, so that a scanner that is
aimed at one can't read the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Bars, Symbology, encode
from inventory.files.labels.content import Label
from inventory.files.labels.fonts import POINT, Face, drawable
from inventory.files.labels.furniture import page_words, ruler, small_width
from inventory.files.labels.marks import Anchor, Line, Mark, Page, Words, moved
from inventory.files.labels.placing import bar_marks
from inventory.files.labels.setting import fitted, wrapped
from inventory.files.labels.setup import MODULE, QUIET
from inventory.files.labels.stock import PAPERS

MARGIN = 15.0
BARS = 13.0
APART = 12.0
_PITCH = BARS + APART + 3.0
_TITLE, _HEADING, _NAME, _SMALL, _CODE = 18.0, 12.0, 13.0, 8.5, 9.0
_BESIDE = 3.0
_LEAST_WORDS = 28.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One barcode on the page: its title and lines stand beside it."""

    label: Label
    symbology: Symbology = Symbology.CODE128


@dataclass(frozen=True, slots=True)
class Section:
    """Barcodes under one heading, and a line of explanation below it."""

    heading: str
    panels: tuple[Panel, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Marks from their own top left corner, kept together on a page."""

    height: float
    marks: tuple[Mark, ...]
    with_next: bool = False
    """Never the last one on a page."""

    tail: float = 0
    """White at its end, which the last one on a page does without."""


_Row = list[tuple[Panel, Bars]]
"""Barcodes beside one another."""


def poster(
    title: str, sections: Sequence[Section], paper: str = "letter", *, note: str = ""
) -> list[Page]:
    """The sections on as many pages as they take, two barcodes in a row where they have room.

    ``paper`` is letter or a4. Raises LabelRefused for a code that no barcode can say, or whose
    bars are wider than the page.
    """
    if paper not in PAPERS:
        raise LabelRefused(f"There is no paper called {paper[:40]}.", "Use letter or a4.")
    width, height = PAPERS[paper]
    inner = width - 2 * MARGIN
    blocks = [_head(title, note, inner)]
    rows = [list(_rows(section.panels, inner)) for section in sections]
    wide = (inner - APART) / 2
    halves = [bars for each in rows for row in each for _, bars in row if _halves(bars, wide)]
    words_at = max(map(_wide, halves), default=0) + _BESIDE
    for section, its_rows in zip(sections, rows, strict=True):
        blocks += _section(section, its_rows, inner, words_at)
    filled = list(_filled(blocks, height - 2 * MARGIN))
    return [
        Page(width, height, (*marks, *_foot(title, number, len(filled), width, height)))
        for number, marks in enumerate(filled, 1)
    ]


def _filled(blocks: list[_Block], room: float) -> Iterator[list[Mark]]:
    """The blocks page by page; a heading goes with what it is the heading of."""
    marks: list[Mark] = []
    y = 0.0
    for at, block in enumerate(blocks):
        end = at
        while blocks[end].with_next and end + 1 < len(blocks):
            end += 1
        together = sum(part.height for part in blocks[at : end + 1]) - blocks[end].tail
        if marks and y + together > room:
            yield marks
            marks, y = [], 0.0
        marks += moved(block.marks, MARGIN, MARGIN + y)
        y += block.height
    yield marks


def _head(title: str, note: str, inner: float) -> _Block:
    text, size = fitted(drawable(title, Face.TITLE), Face.TITLE, _TITLE, 10, inner)
    y = 0.8 * _TITLE * POINT
    marks: list[Mark] = [Words(text, 0, y, size, Face.TITLE)]
    y += 2.5
    for line in wrapped(drawable(note), Face.TEXT, _NAME, inner, 4):
        y += _NAME * POINT * 1.3
        marks.append(Words(line, 0, y, _NAME, Face.TEXT))
    return _Block(y + 5, tuple(marks), with_next=True)


def _section(section: Section, rows: list[_Row], inner: float, words_at: float) -> Iterator[_Block]:
    """The heading, and a block for each row; words stand ``words_at`` on the whole sheet."""
    text, size = fitted(drawable(section.heading, Face.TITLE), Face.TITLE, _HEADING, 8, inner)
    y = 1 + _HEADING * POINT * 0.8
    marks: list[Mark] = [Words(text, 0, y, size, Face.TITLE)]
    y += 1.8
    marks.append(Line(0, y, inner, y))
    for line in wrapped(drawable(section.note), Face.TEXT, _SMALL, inner, 3):
        y += _SMALL * POINT * 1.35
        marks.append(Words(line, 0, y, _SMALL, Face.TEXT))
    yield _Block(y + 5, tuple(marks), with_next=bool(section.panels))
    wide = (inner - APART) / 2
    for row in rows:
        pieces: list[Mark] = []
        for at, (panel, bars) in enumerate(row):
            half = _halves(bars, wide)
            x, room = (words_at, wide) if half else (_wide(bars) + _BESIDE, inner)
            pieces += moved(_panel(panel, bars, x, room), at * (wide + APART), 0)
        yield _Block(_PITCH, tuple(pieces), tail=APART)


def _rows(panels: Iterable[Panel], inner: float) -> Iterator[_Row]:
    """Two and two; one that is too wide for half the page has a row of its own."""
    row: _Row = []
    wide = (inner - APART) / 2
    for panel in panels:
        bars = encode(panel.label.code, panel.symbology)
        if _wide(bars) > inner:
            raise LabelRefused(
                f"{bars.text} as {bars.symbology.spoken} needs {_wide(bars):.0f} mm, and the page "
                f"has {inner:.0f}.",
                "Print a shorter code.",
            )
        if not _halves(bars, wide):
            if row:
                yield row
            yield [(panel, bars)]
            row = []
            continue
        row.append((panel, bars))
        if len(row) == 2:
            yield row
            row = []
    if row:
        yield row


def _halves(bars: Bars, wide: float) -> bool:
    return _wide(bars) + _BESIDE + _LEAST_WORDS <= wide


def _wide(bars: Bars) -> float:
    """With the quiet zones."""
    return (len(bars.modules) + 2 * QUIET) * MODULE


def _panel(panel: Panel, bars: Bars, x: float, width: float) -> list[Mark]:
    """Bars over their code, words from ``x`` on; bars as wide as the page have words below."""
    label, wide = panel.label, _wide(bars)
    marks = bar_marks(bars, QUIET * MODULE, 0, BARS)
    text, size = fitted(label.code, Face.CODE, _CODE, 0, wide)
    low = BARS + 1 + 0.76 * _CODE * POINT
    marks.append(Words(text, wide / 2, low, size, Face.CODE, Anchor.MIDDLE))
    room = width - x
    if room < _LEAST_WORDS:
        words = " · ".join(part for part in (label.title, *label.lines) if part)
        cut, size = fitted(drawable(words, Face.TITLE), Face.TITLE, _SMALL, 6, width)
        return [*marks, Words(cut, 0, low + _SMALL * POINT * 1.4, size, Face.TITLE)]
    return [*marks, *_words(label, x, room)]


def _words(label: Label, x: float, room: float) -> list[Mark]:
    """Title and lines, as one piece in the middle of the bars' height."""
    rows = [
        (text, _NAME, Face.TITLE)
        for text in wrapped(drawable(label.title, Face.TITLE), Face.TITLE, _NAME, room, 2)
    ]
    for line in label.lines:
        wraps = wrapped(drawable(line), Face.TEXT, _SMALL, room, 2)
        rows += [(text, _SMALL, Face.TEXT) for text in wraps][: 4 - len(rows)]
    y = max(BARS - sum(size * POINT * 1.25 for _, size, _ in rows), 0) / 2
    marks: list[Mark] = []
    for text, size, face in rows:
        marks.append(Words(text, x, y + size * POINT * 0.95, size, face))
        y += size * POINT * 1.25
    return marks


def _foot(title: str, number: int, of: int, width: float, height: float) -> list[Mark]:
    """A ruler, and on which page one is."""
    y = height - 8.0
    words = f"{title} · page {number} of {of}" if of > 1 else title
    words = drawable(words)
    return [
        *ruler(MARGIN, y, 50.0, "print at 100 % – this line is 50 mm"),
        page_words(words, width - MARGIN - small_width(words), y + 0.8),
    ]
