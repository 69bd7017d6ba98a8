"""One label on its stock: where its bars and words stand, from its own top left corner.

From top to bottom: title, lines, bars, code. Where the label is too low for that, some words go
beside the code, under the bars, and the others are left out. Bars and code never are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from inventory.files.labels.bars import Bars
from inventory.files.labels.content import Label
from inventory.files.labels.fonts import POINT, Face, drawable, text_width
from inventory.files.labels.marks import Anchor, Bar, Mark, Words
from inventory.files.labels.setting import fitted
from inventory.files.labels.setup import DRIFT, MODULE, QUIET
from inventory.files.labels.stock import Stock

LOWEST_BARS = 6.35
LOWEST_SHARE = 0.15
"""Of the bars' own width: what the standards ask of bars that are scanned by hand."""

HIGHEST_BARS = 25.0
SMALLEST_CODE = 6.5
_FLOOR_TITLE, _FLOOR_LINE = 7.0, 5.5
_ASCENT, _DESCENT = 0.76, 0.24
"""Of the size, for all three faces."""

_LEADING = 0.1
"""Of the size, between two rows of words."""

_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Needs:
    """The smallest label, in millimetres, that takes some bars with the code under them."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Points and millimetres that suit a label of some height."""

    title: float
    line: float
    code: float
    gap: float
    bars: float


@dataclass(frozen=True, slots=True)
class _Row:
    """Words in a row that is as high as ``of`` points ask, so that the bars of a sheet line up."""

    text: str
    face: Face
    size: float
    of: float

    @property
    def height(self) -> float:
        return self.of * POINT * (_ASCENT + _DESCENT)


def needs(bars: Bars) -> Needs:
    """What a label has to measure for these bars."""
    wide = len(bars.modules) * MODULE
    code = SMALLEST_CODE * POINT * (_ASCENT + _DESCENT)
    return Needs(wide + 2 * QUIET * MODULE + 2 * DRIFT, _lowest(wide) + _gap(0) + code + 2 * DRIFT)


def place(label: Label, bars: Bars, stock: Stock) -> list[Mark]:
    """The marks of a label that is known to fit."""
    free = stock.height - 2 * DRIFT
    sizes = _sizes(free)
    lowest = _lowest(len(bars.modules) * MODULE)
    room = stock.width - 2 * DRIFT
    code = _code(label, sizes.code, room)
    for rows in _choices(drawable(label.title, Face.TITLE), _lines(label), sizes):
        set_rows = [_fit(row, room) for row in rows]
        under = sizes.gap + code.height
        over = _height(set_rows) + sizes.gap
        if set_rows and free - over - under >= lowest:
            return _stacked(set_rows, code, bars, stock, sizes)
    return _low(label, bars, stock)


def bar_marks(bars: Bars, x: float, y: float, height: float) -> list[Mark]:
    """The bars from x on, each one its own rectangle."""
    return [Bar(x + at * MODULE, y, wide * MODULE, height) for at, wide in runs(bars.modules)]


@lru_cache(maxsize=4096)
def runs(modules: str) -> tuple[tuple[int, int], ...]:
    """Where each bar begins, and how many modules it is wide."""
    found, at = [], 0
    for kind, run in groupby(modules):
        wide = len(list(run))
        if kind == "1":
            found.append((at, wide))
        at += wide
    return tuple(found)


@lru_cache(maxsize=64)
def _sizes(free: float) -> _Sizes:
    def between(least: float, size: float, most: float) -> float:
        return round(min(max(size, least), most), 1)

    return _Sizes(
        title=between(_FLOOR_TITLE, 0.25 * free + 5.5, 20),
        line=between(6, 0.12 * free + 4.4, 12),
        code=between(SMALLEST_CODE, 0.16 * free + 5.4, 16),
        gap=_gap(free),
        bars=min(0.5 * free, HIGHEST_BARS),
    )


def _gap(free: float) -> float:
    """Between bars and words."""
    return min(max(0.05 * free, 0.6), 1.6)


def _lowest(wide: float) -> float:
    return max(LOWEST_BARS, LOWEST_SHARE * wide)


def _lines(label: Label) -> list[str]:
    return [text for line in label.lines if (text := drawable(line, Face.TEXT))]


def _choices(title: str, lines: list[str], sizes: _Sizes) -> Iterator[list[_Row]]:
    """The words as rows above the bars, from all of them to the one that matters most."""
    head = [_Row(title, Face.TITLE, sizes.title, sizes.title)] if title else []

    def small(texts: list[str]) -> list[_Row]:
        return [_Row(text, Face.TEXT, sizes.line, sizes.line) for text in texts]

    yield head + small(lines[:3])
    yield head + small([_BETWEEN.join(lines)] if lines else [])
    yield head + small(lines[:1])
    yield head or small(lines[:1])


def _fit(row: _Row, room: float) -> _Row:
    floor = _FLOOR_TITLE if row.face is Face.TITLE else _FLOOR_LINE
    text, size = fitted(row.text, row.face, row.size, min(floor, row.size), room)
    return _Row(text, row.face, size, row.size)


def _code(label: Label, size: float, room: float) -> _Row:
    return _Row(label.code, Face.CODE, fitted(label.code, Face.CODE, size, 0, room)[1], size)


def _height(rows: list[_Row]) -> float:
    """Of the rows with the space between them."""
    return sum(row.height for row in rows) + sum(row.of * POINT * _LEADING for row in rows[:-1])


def _stacked(rows: list[_Row], code: _Row, bars: Bars, stock: Stock, sizes: _Sizes) -> list[Mark]:
    """Words over bars over code, in the middle of the label."""
    free = stock.height - 2 * DRIFT
    words = _height(rows) + code.height + 2 * sizes.gap
    wide = len(bars.modules) * MODULE
    high = min(free - words, max(sizes.bars, _lowest(wide)))
    middle = stock.width / 2
    y = (stock.height - words - high) / 2
    marks: list[Mark] = []
    for row in rows:
        marks.append(_centred(row, middle, y))
        y += row.height + row.of * POINT * _LEADING
    y += sizes.gap - rows[-1].of * POINT * _LEADING
    marks += bar_marks(bars, middle - wide / 2, y, high)
    marks.append(_centred(code, middle, y + high + sizes.gap))
    return marks


def _low(label: Label, bars: Bars, stock: Stock) -> list[Mark]:
    """Bars, and under them the code with one line of words beside it, or alone."""
    free, room = stock.height - 2 * DRIFT, stock.width - 2 * DRIFT
    sizes = _sizes(free)
    wide = len(bars.modules) * MODULE
    spare = free - _lowest(wide) - SMALLEST_CODE * POINT * (_ASCENT + _DESCENT)
    gap = max(min(sizes.gap, spare), _gap(0))
    most = (free - gap - _lowest(wide)) / POINT / (_ASCENT + _DESCENT)
    size = max(min(sizes.code, int(most * 10) / 10), SMALLEST_CODE)
    code = _code(label, size, room)
    beside = _beside(label, code, wide) or _beside(label, code, room, cut=True)
    high = min(free - gap - code.height, max(2 * sizes.bars, _lowest(wide)))
    middle, y = stock.width / 2, (stock.height - high - gap - code.height) / 2
    marks = bar_marks(bars, middle - wide / 2, y, high)
    under = y + high + gap
    if beside is None:
        return [*marks, _centred(code, middle, under)]
    code_wide = text_width(code.text, code.face, code.size)
    words_wide = text_width(beside.text, beside.face, beside.size)
    block = max(min(wide, room), code_wide + words_wide + code.size * POINT)
    left, baseline = middle - block / 2, under + code.size * POINT * _ASCENT
    return [
        *marks,
        Words(code.text, left, baseline, code.size, code.face),
        Words(beside.text, left + block - words_wide, baseline, beside.size, beside.face),
    ]


def _beside(label: Label, code: _Row, room: float, *, cut: bool = False) -> _Row | None:
    """The title, or else the first line, if the room takes it next to the code, whole or cut."""
    title = drawable(label.title, Face.TITLE)
    text, face = (title, Face.TITLE) if title else (next(iter(_lines(label)), ""), Face.TEXT)
    left = room - text_width(code.text, code.face, code.size) - code.size * POINT
    if not text or left < 4 * code.size * POINT:
        return None
    shown, size = fitted(text, face, min(6.5, code.size), _FLOOR_LINE, left)
    return _Row(shown, face, size, size) if shown == text or (cut and shown) else None


def _centred(row: _Row, x: float, top: float) -> Words:
    baseline = top + row.of * POINT * _ASCENT
    return Words(row.text, x, baseline, row.size, row.face, Anchor.MIDDLE)
