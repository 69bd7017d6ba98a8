"""How large the labels of a sheet are drawn in a terminal, and which of their rows."""

from dataclasses import dataclass

_TALLEST = 9
"""Lines that one label takes at most."""
_TITLE = 10
"""Cells for a title behind the code."""
_TITLE_BELOW = 18
"""Cells for a title below the code, and around it."""
_CELL = 2.0
"""A cell of a terminal is about twice as high as it is wide."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Labels of ``width`` × ``height`` cells with the line on their right and below them.

    Of rows that are one line high no line parts them. ``first`` is the first row that is shown, and
    ``rows`` is how many are.
    """

    width: int
    height: int
    first: int
    rows: int

    @property
    def text_lines(self) -> int:
        """Lines for words in each label."""
        return max(1, self.height - 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """What there is to draw: columns and rows, and how wide a label is for its height."""

    columns: int
    rows: int
    pitch_x: float
    pitch_y: float


def grid(shape: Shape, room: tuple[int, int], code: int, titles: bool, row: int) -> Grid:
    """The grid that fits into the room, in proportion where codes of that length allow it.

    Where not all rows fit those around ``row`` are shown.
    """
    widest = max(2, (room[0] - 1) // shape.columns)
    slope = _CELL * shape.pitch_x / shape.pitch_y
    height = min((room[1] - 1) // shape.rows, _TALLEST)
    while height > 1 and height * slope > widest + 1:
        height -= 1
    height = max(height, 1)
    wanted = code + 2
    if titles:
        wanted = code + 3 + _TITLE if height <= 2 else max(wanted, _TITLE_BELOW)
    width = max(2, min(max(round(height * slope), wanted), widest))
    shown = shape.rows if height > 1 else max(1, min(shape.rows, room[1] - 2))
    first = max(0, min(row - shown // 2, shape.rows - shown))
    return Grid(width, height, first, shown)
