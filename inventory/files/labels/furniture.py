"""What stands on a page beside the labels: rulers that show the scale, and ticks to cut along."""

from inventory.files.labels.fonts import POINT, Face, text_width
from inventory.files.labels.marks import Line, Mark, Words
from inventory.files.labels.stock import Stock

RULER = 50.0
_LEAST_MARGIN = 9.0
_UNPRINTABLE = 6.0
_TICK = 3.5
_SMALL = 6.5


def furniture(stock: Stock) -> list[Mark]:
    """A ruler in the top or bottom margin where one has room, and ticks on paper to be cut."""
    marks: list[Mark] = []
    bottom = stock.page_height - stock.top - (stock.rows - 1) * stock.pitch_y - stock.height
    left = max(stock.left, _UNPRINTABLE)
    if stock.cut:
        marks += _ticks(stock)
    if left + RULER + 45 > stock.page_width:
        return marks
    if stock.top >= _LEAST_MARGIN:
        off = _TICK + 1 if stock.cut else 2
        marks += _scale(left, min(_UNPRINTABLE + 1, stock.top - off))
    elif bottom >= _LEAST_MARGIN:
        marks += _scale(left, stock.page_height - bottom + 2)
    return marks


def ruler(x: float, y: float, length: float, words: str) -> list[Mark]:
    """A line with an end mark on each side, and what it is, to its right."""
    end = 1.0
    return [
        Line(x, y, x + length, y),
        Line(x, y - end, x, y + end),
        Line(x + length, y - end, x + length, y + end),
        Words(words, x + length + 2, y + 0.36 * _SMALL * POINT, _SMALL, Face.TEXT),
    ]


def page_words(words: str, x: float, y: float) -> Words:
    """Small words from x on."""
    return Words(words, x, y, _SMALL, Face.TEXT)


def small_width(words: str) -> float:
    """How wide small words are."""
    return text_width(words, Face.TEXT, _SMALL)


def _scale(x: float, y: float) -> list[Mark]:
    return ruler(x, y, RULER, f"print at 100 % – this line is {RULER:g} mm")


def _ticks(stock: Stock) -> list[Mark]:
    """Short lines in the margins, at both sides of each column and row."""
    right = stock.left + (stock.columns - 1) * stock.pitch_x + stock.width
    bottom = stock.top + (stock.rows - 1) * stock.pitch_y + stock.height
    across = {stock.left + n * stock.pitch_x for n in range(stock.columns)}
    down = {stock.top + n * stock.pitch_y for n in range(stock.rows)}
    xs = sorted({round(x + wide, 3) for x in across for wide in (0, stock.width)})
    ys = sorted({round(y + high, 3) for y in down for high in (0, stock.height)})
    marks: list[Mark] = []
    for x in xs:
        marks += [Line(x, stock.top - _TICK, x, stock.top - 1)]
        marks += [Line(x, bottom + 1, x, bottom + _TICK)]
    for y in ys:
        marks += [Line(stock.left - _TICK, y, stock.left - 1, y)]
        marks += [Line(right + 1, y, right + _TICK, y)]
    return marks
