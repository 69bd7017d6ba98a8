"""Which columns a table shows at a width, and where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tui.widgets.table_text import Align

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: either ``width`` in cells, or a ``weight`` with which it shares what is left."""

    name: str
    """What the source knows it by when it sorts."""
    title: str
    width: int = 0
    weight: int = 0
    sortable: bool = True
    align: Align = "left"
    priority: int = 0
    """Where the width is short the lowest goes first, and of equals the rightmost."""
    least: int = 8
    """The fewest cells in which a column with a weight is still of use."""

    def __post_init__(self) -> None:
        """Refuse a column with both a width and a weight, or with neither."""
        if (self.width > 0) == (self.weight > 0):
            raise ValueError(f"Column {self.name} needs either a width or a weight.")

    @property
    def needs(self) -> int:
        """The cells without which it is better hidden."""
        return self.width or self.least


@dataclass(frozen=True, slots=True)
class Placed:
    """A column that is shown: which cell of the row it takes, from where, and how wide."""

    column: Column
    index: int
    start: int
    width: int


@lru_cache(maxsize=64)
def place_columns(columns: tuple[Column, ...], width: int) -> tuple[Placed, ...]:
    """The columns that fit into ``width`` cells, in their order; always at least one."""
    kept = list(range(len(columns)))
    while len(kept) > 1 and _needs(columns, kept) > width:
        kept.remove(min(kept, key=lambda index: (columns[index].priority, -index)))
    spare = max(0, width - _needs(columns, kept))
    weights = sum(columns[index].weight for index in kept)
    placed: list[Placed] = []
    start = passed = 0
    for index in kept:
        column = columns[index]
        size = column.needs
        if column.weight:
            before, passed = passed, passed + column.weight
            size += spare * passed // weights - spare * before // weights
        placed.append(Placed(column, index, start, max(1, min(size, width - start))))
        start += size + GAP
    return tuple(placed)


def column_at(placed: Sequence[Placed], x: int) -> Column | None:
    """The column to sort by where this cell of its name is pressed; None where there is none."""
    for place in placed:
        if place.start <= x < place.start + place.width and place.column.sortable:
            return place.column
    return None


def _needs(columns: Sequence[Column], kept: Sequence[int]) -> int:
    return sum(columns[index].needs for index in kept) + GAP * (len(kept) - 1)
