"""Labels to pages, and the reasons why one can't be printed."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Bars, Symbology, encode
from inventory.files.labels.border import border_page
from inventory.files.labels.content import Label
from inventory.files.labels.furniture import furniture
from inventory.files.labels.marks import Anchor, Bar, Frame, Line, Mark, Page, Words, moved
from inventory.files.labels.placing import needs, place
from inventory.files.labels.poster import Panel, Section, poster
from inventory.files.labels.setup import MODULE, QUIET, Setup, check_setup
from inventory.files.labels.stock import LARGEST, STOCKS, Stock
from inventory.rules.codes import clean

__all__ = [
    "MODULE", "QUIET", "Anchor", "Bar", "Frame", "Line", "Mark", "Page", "Panel", "Section",
    "Setup", "Unfit", "Words", "border_page", "pages", "poster", "unfit",
]  # fmt: skip

_EXACT = 0.001


@dataclass(frozen=True, slots=True)
class Unfit:
    """A label that can't be printed on this stock: why, and what would take it."""

    label: Label
    why: str
    hint: str


def unfit(labels: Iterable[Label], setup: Setup) -> list[Unfit]:
    """Those that can't be printed on this stock, in their order."""
    found = []
    for label in labels:
        try:
            fitting_bars(label, setup)
        except LabelRefused as error:
            found.append(Unfit(label, error.message, error.hint))
    return found


def fitting_bars(label: Label, setup: Setup) -> Bars:
    """The label's bars. Raises LabelRefused where the code, they or the stock won't do."""
    bars = encode(label.code, setup.symbology)
    _refuse_misread(label.code)
    if not _takes(setup.stock, bars):
        raise LabelRefused(_why(bars, setup.stock), _hint(bars, setup.stock))
    return bars


def _refuse_misread(code: str) -> None:
    """Raise LabelRefused where the app itself would take a scan of the code for another one."""
    read = clean(code)
    if read == code:
        return
    if code != code.strip():
        why = "blanks before and behind a code don't count"
    elif code.startswith("]"):
        why = f"scanners put signs like {code[:3]} before a code, so they don't count"
    elif code.startswith("*"):
        why = "a scanner takes the stars away"
    else:
        why = "of a web address only the tag in it counts"
    raise LabelRefused(
        f"“{code}” would be read as {f'“{read}”' if read else 'nothing'}: {why}.",
        "Change the code where the list comes from, and import it again.",
    )


def pages(labels: Iterable[Label], setup: Setup) -> Iterator[Page]:
    """The labels on their pages. Raises LabelRefused at one that can't be printed."""
    check_setup(setup)
    stock = setup.stock
    around = furniture(stock)
    marks: list[Mark] = []
    spot = setup.start - 1
    for label in labels:
        if spot == stock.per_page:
            yield _page(around, marks, setup)
            spot, marks = 0, []
        x, y = stock.corner(spot)
        marks += moved(place(label, fitting_bars(label, setup), stock), x, y)
        spot += 1
    if marks:
        yield _page(around, marks, setup)


def _page(around: list[Mark], marks: list[Mark], setup: Setup) -> Page:
    everything = [*around, *marks]
    if setup.right or setup.down:
        everything = moved(everything, setup.right, setup.down)
    return Page(setup.stock.page_width, setup.stock.page_height, tuple(everything))


def _takes(stock: Stock, bars: Bars) -> bool:
    need = needs(bars)
    return need.width <= stock.width + _EXACT and need.height <= stock.height + _EXACT


def _why(bars: Bars, stock: Stock) -> str:
    need = needs(bars)
    subject, asked, has, way = f"{bars.text} with its bars", need.height, stock.height, "high"
    if need.width > stock.width + _EXACT:
        subject = f"{bars.text} as {bars.symbology.spoken}"
        asked, has, way = need.width, stock.width, "wide"
    return (
        f"{subject} needs a label {_tenths(asked, math.ceil):g} mm {way}, "
        f"and {stock.name} is {_tenths(has + 0.05, math.floor):g}."
    )


def _tenths(length: float, way: Callable[[float], int]) -> float:
    return way(round(length * 10, 6)) / 10


def _hint(bars: Bars, stock: Stock) -> str:
    """The other bars, or the smallest label that takes these, on the same paper if it can be."""
    if bars.symbology is Symbology.CODE39 and _takes(stock, encode(bars.text)):
        return "Print it as Code 128: then it fits."
    need = needs(bars)
    wide, high = math.ceil(need.width), math.ceil(need.height)
    size = f"{wide} mm wide" if need.width > stock.width else f"{high} mm high"
    same_paper = (stock.page_width, stock.page_height)
    for other in sorted(
        (other for other in STOCKS.values() if _takes(other, bars)),
        key=lambda other: (
            (other.page_width, other.page_height) != same_paper,
            other.width * other.height,
        ),
    ):
        return f"It needs a label at least {size}: Avery {other.name} takes it."
    if max(wide, high) > LARGEST:
        return "No label is that large: print a shorter code."
    return f"It needs a label at least {size}: give that as the size, as in {wide}x{max(high, 20)}."
