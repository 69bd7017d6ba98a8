"""The test page that is held against a sheet of labels before the sheet is used up."""

import math

from inventory.files.labels.fonts import POINT, Face
from inventory.files.labels.furniture import ruler
from inventory.files.labels.marks import Anchor, Frame, Line, Mark, Page, Words, moved
from inventory.files.labels.setting import fitted
from inventory.files.labels.setup import DRIFT, Setup, check_setup
from inventory.files.labels.stock import INCH, STOCKS, Stock

_CROSS = 2.0
_HEAD = 9.0
_RULERS = ((4 * INCH, "4 in"), (100.0, "100 mm"))
_ROOM_FOR_WORDS = 15.0


def border_page(setup: Setup) -> Page:
    """Every label's outline and number, rulers, the stock and the nudge that is in force."""
    check_setup(setup)
    stock = setup.stock
    marks: list[Mark] = []
    for spot in range(stock.per_page):
        x, y = stock.corner(spot)
        marks += [Frame(x, y, stock.width, stock.height), *_crosses(stock, x, y)]
    marks += _said(setup)
    marks += _rulers(stock)
    return Page(stock.page_width, stock.page_height, tuple(moved(marks, setup.right, setup.down)))


def _crosses(stock: Stock, x: float, y: float) -> list[Mark]:
    corners = [(x + i * stock.width, y + j * stock.height) for i in (0, 1) for j in (0, 1)]
    return [
        line
        for at_x, at_y in corners
        for line in (
            Line(at_x - _CROSS, at_y, at_x + _CROSS, at_y),
            Line(at_x, at_y - _CROSS, at_x, at_y + _CROSS),
        )
    ]


def _said(setup: Setup) -> list[Mark]:
    """What the page is, in its first labels, and the numbers of the others for "start at"."""
    stock = setup.stock
    texts = [
        (f"Avery {stock.name}" if stock.name in STOCKS else stock.name, Face.TITLE),
        ("Print at 100 % (no 'fit to page')", Face.TITLE),
        (stock.words, Face.TEXT),
        (f"Nudge: {_nudge(setup)}", Face.TEXT),
    ]
    free, step = stock.height - 2 * DRIFT, _HEAD * POINT * 1.25
    per_label = max(int(free / step), math.ceil(len(texts) / stock.per_page))
    step = min(step, free / per_label)
    marks: list[Mark] = []
    for number, (text, face) in enumerate(texts):
        spot, row = divmod(number, per_label)
        x, y = stock.corner(spot)
        cut, size = fitted(text, face, min(_HEAD, step / POINT / 1.2), 4, stock.width - 2 * DRIFT)
        if cut:
            marks.append(Words(cut, x + DRIFT, y + DRIFT + (row + 0.8) * step, size, face))
    return marks + _numbers(stock, (len(texts) - 1) // per_label + 1)


def _numbers(stock: Stock, first: int) -> list[Mark]:
    """The labels' numbers, at their right, where no ruler ends."""
    marks: list[Mark] = []
    for spot in range(first, stock.per_page):
        x, y = stock.corner(spot)
        low = y + 0.5 * stock.height + 0.36 * _HEAD * POINT
        number = str(spot + 1)
        marks.append(Words(number, x + stock.width - 6, low, _HEAD, Face.TEXT, Anchor.MIDDLE))
    return marks


def _rulers(stock: Stock) -> list[Mark]:
    """One in inches and one in millimetres through a row of labels, or what a small page takes."""
    if stock.per_page == 1 and stock.page_width < 4 * INCH + 30:
        length = (stock.page_width - _ROOM_FOR_WORDS) // 10 * 10
        low = stock.height - DRIFT - 1
        return ruler(DRIFT, low, length, f"{length:g} mm") if length >= 10 else []
    row = min(2, stock.rows - 1)
    left = stock.left + 4
    top = stock.top + row * stock.pitch_y
    return [
        mark
        for (length, words), share in zip(_RULERS, (0.35, 0.75), strict=True)
        for mark in ruler(left, top + share * stock.height, length, words)
    ]


def _nudge(setup: Setup) -> str:
    ways = ((setup.right, "right", "left"), (setup.down, "down", "up"))
    parts = [f"{abs(mm):g} mm {forth if mm > 0 else back}" for mm, forth, back in ways if mm]
    return ", ".join(parts) or "none"
