"""What labels are printed on: three well-known sheets, and any size in millimetres.

The sheets' numbers are those of gLabels' templates, which differ from others by up to 0.8 mm;
the nudge and the border page are for that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inventory.errors import LabelRefused
from inventory.text import safe

INCH = 25.4
CUT_MARGIN = 8.0
"""Kept free around labels on plain paper; most printers don't reach further out than 6 mm."""

SMALLEST = (20.0, 12.5)
"""What takes the bars of one character with the code under them; less takes none."""

LARGEST = 300.0
PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"letter": (8.5 * INCH, 11 * INCH), "a4": (210.0, 297.0)}
)
_PAPER_NAMES = {"letter": "Letter", "a4": "A4"}


@dataclass(frozen=True, slots=True)
class Stock:
    """Labels in columns and rows on a page, in millimetres.

    ``find_stock(stock.name)`` gives it back. ``cut`` is for plain paper, which has to be cut.
    """

    name: str
    words: str
    page_width: float
    page_height: float
    width: float
    height: float
    columns: int
    rows: int
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    cut: bool = False

    @property
    def per_page(self) -> int:
        """How many labels one page has."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Where the top left corner of a label is; ``place`` counts from 0, row by row."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the labels of other stock stand: how many, from where, and how far apart.

    A pitch of 0 is the label's own size, and a left or top of -1 puts them in the middle.
    """

    columns: int
    rows: int
    left: float = -1
    top: float = -1
    pitch_x: float = 0
    pitch_y: float = 0


STOCKS: Mapping[str, Stock] = MappingProxyType({
    "5160": Stock(
        "5160", "30 labels of 66.7 × 25.4 mm, Letter", *PAPERS["letter"], 2.625 * INCH, INCH,
        3, 10, 0.15625 * INCH, 0.5 * INCH, 2.78125 * INCH, INCH,
    ),
    "5167": Stock(
        "5167", "80 labels of 44.5 × 12.7 mm, Letter", *PAPERS["letter"], 1.75 * INCH, 0.5 * INCH,
        4, 20, 0.28125 * INCH, 0.5 * INCH, 2.0625 * INCH, 0.5 * INCH,
    ),
    "L7160": Stock(
        "L7160", "21 labels of 63.5 × 38.1 mm, A4", *PAPERS["a4"], 63.5, 38.1,
        3, 7, 7.48, 15.49, 66.04, 38.1,
    ),
})  # fmt: skip

_SAME_AS_5160 = (
    "5260 5510 5520 5560 5810 5920 5960 5970 5971 5972 5979 5980 6231 6233 6245 6460 6498 8160"
    " 8250 8460 8560 8620 8660 8810 8920 8930 15160 18160 18660 25160"
)
_SAME_AS_5167 = "5267 5667 5927 6467 6504 8167 8567 8667 8927 15167 15267 18167 18667"
_SAME = {
    **dict.fromkeys(_SAME_AS_5160.split(), "5160"),
    **dict.fromkeys(_SAME_AS_5167.split(), "5167"),
    **dict.fromkeys(("7160", "J8160"), "L7160"),
}
_NUMBER = r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)"
_SIZE = re.compile(
    rf"{_NUMBER} *(?:mm)? *[x×*] *{_NUMBER} *(?:mm)?"
    r"(?: *@ *([0-9]{1,3}) *[x×*] *([0-9]{1,3}))?"
    rf"(?: +from +{_NUMBER} *[x×*,] *{_NUMBER})?"
    rf"(?: +every +{_NUMBER} *[x×*,] *{_NUMBER})?"
    r"(?: +(?:on +)?(letter|a4))?",
    re.IGNORECASE,
)
_HINT = (
    "Name a stock (5160, 5167, L7160) or a size in mm such as 50x25, 50x25 on letter, or "
    "70x36@3x8 on a4."
)


def find_stock(text: str, page: str = "", *, grid: Grid | None = None) -> Stock:
    """The stock of a name or a size. Raises LabelRefused where there is none.

    - ``5160``, ``Avery 8160``: a sheet, or one with the same labels under another number.
    - ``50x25``: one label on each page of that size, for a label printer.
    - ``50x25 on letter`` (or ``page="letter"``): as many as plain paper takes, to be cut.
    - ``70x36@3x8 from 0x4.5 every 70x36 on a4``: any other sheet; ``from`` is the first label's
      left and top edge, ``every`` the step from one to the next. ``grid`` says the same.
    """
    plain = " ".join(text.split())
    number = re.sub("^avery[ -]*", "", plain, flags=re.IGNORECASE).upper()
    if stock := STOCKS.get(_SAME.get(number, number)):
        return stock
    size = _SIZE.fullmatch(plain)
    if not size:
        raise LabelRefused(f"There is no stock called {safe(plain)[:40] or 'nothing'}.", _HINT)
    width, height = (_length(part) for part in size.group(1, 2))
    paper = (size[9] or page).casefold()
    if paper and paper not in PAPERS:
        raise LabelRefused(f"There is no paper called {safe(paper)[:40]}.", "Use letter or a4.")
    _check_size(width, height)
    if not paper and not grid and not any(size.group(3, 5, 7)):
        name = f"{_mm(width)}x{_mm(height)}"
        words = f"One label of {_mm(width)} × {_mm(height)} mm on each page"
        return Stock(name, words, width, height, width, height, 1, 1, 0, 0, width, height)
    if not grid and size[3]:
        grid = Grid(int(size[3]), int(size[4]), *_pair(size, 5, -1), *_pair(size, 7, 0))
    elif size[5] or size[7]:
        raise LabelRefused(f"{plain} doesn't say how many labels a page has.", _HINT)
    return _on_sheet(width, height, paper or "letter", grid)


def _on_sheet(width: float, height: float, paper: str, grid: Grid | None) -> Stock:
    """Labels of a size on a paper: as the grid says, or as many as go on it, to be cut."""
    across, down = PAPERS[paper]
    cut = grid is None
    if grid is None:
        columns = int((across - 2 * CUT_MARGIN + 0.001) // width)
        rows = int((down - 2 * CUT_MARGIN + 0.001) // height)
        if not columns or not rows:
            raise LabelRefused(
                f"A label of {_mm(width)} × {_mm(height)} mm doesn't fit on {_PAPER_NAMES[paper]} "
                f"with margins of {_mm(CUT_MARGIN)} mm.",
                f"It may be up to {_mm(across - 2 * CUT_MARGIN)} × {_mm(down - 2 * CUT_MARGIN)}.",
            )
        grid = Grid(columns, rows)
    pitch_x, pitch_y = grid.pitch_x or width, grid.pitch_y or height
    wide = (grid.columns - 1) * pitch_x + width
    high = (grid.rows - 1) * pitch_y + height
    left = (across - wide) / 2 if grid.left < 0 else grid.left
    top = (down - high) / 2 if grid.top < 0 else grid.top
    stock = Stock(
        _name(width, height, paper, None if cut else grid),
        f"{grid.columns * grid.rows} labels of {_mm(width)} × {_mm(height)} mm, "
        f"{_PAPER_NAMES[paper]}{', to cut' if cut else ''}",
        across, down, width, height, grid.columns, grid.rows, left, top, pitch_x, pitch_y, cut,
    )  # fmt: skip
    _check_grid(stock, wide, high)
    return stock


def _check_size(width: float, height: float) -> None:
    if width < SMALLEST[0] or height < SMALLEST[1] or max(width, height) > LARGEST:
        raise LabelRefused(
            f"A label of {_mm(width)} × {_mm(height)} mm can't be printed.",
            f"It has to be at least {_mm(SMALLEST[0])} × {_mm(SMALLEST[1])} mm and at most "
            f"{_mm(LARGEST)} mm each way; the width comes first.",
        )


def _check_grid(stock: Stock, wide: float, high: float) -> None:
    if not stock.columns or not stock.rows:
        raise LabelRefused("The page would have no labels.", "Say columns × rows, as in @3x8.")
    if stock.pitch_x < stock.width or stock.pitch_y < stock.height:
        raise LabelRefused(
            f"Labels of {_mm(stock.width)} × {_mm(stock.height)} mm every "
            f"{_mm(stock.pitch_x)} × {_mm(stock.pitch_y)} mm would lie on one another.",
            "The step from one label to the next is at least the label's size.",
        )
    # A hundredth is what is lost when a sheet's inches are written as millimetres.
    over_x, over_y = stock.left + wide, stock.top + high
    if (
        min(stock.left, stock.top) < 0
        or over_x > stock.page_width + 0.01
        or over_y > (stock.page_height + 0.01)
    ):
        raise LabelRefused(
            f"{stock.columns} × {stock.rows} labels take {_mm(max(over_x, wide))} × "
            f"{_mm(max(over_y, high))} mm with their margins, and the paper has "
            f"{_mm(stock.page_width)} × {_mm(stock.page_height)}.",
            "Take fewer labels or smaller margins, or the other paper.",
        )


def _name(width: float, height: float, paper: str, grid: Grid | None) -> str:
    parts = [f"{_mm(width)}x{_mm(height)}"]
    if grid:
        parts[0] += f"@{grid.columns}x{grid.rows}"
        if grid.left >= 0 or grid.top >= 0:
            parts.append(f"from {_mm(max(grid.left, 0))}x{_mm(max(grid.top, 0))}")
        if grid.pitch_x or grid.pitch_y:
            parts.append(f"every {_mm(grid.pitch_x or width)}x{_mm(grid.pitch_y or height)}")
    return " ".join([*parts, "on", paper])


def _pair(size: re.Match[str], first: int, otherwise: float) -> tuple[float, float]:
    if size[first] is None:
        return otherwise, otherwise
    return _length(size[first]), _length(size[first + 1])


def _length(text: str) -> float:
    return float(text.replace(",", "."))


def _mm(length: float) -> str:
    return f"{length:.3f}".rstrip("0").rstrip(".")
