"""The rows of a paper as they stand below each other, with their columns' names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inventory.files.labels.fonts import POINT, Face, text_width
from inventory.files.labels.marks import Frame, Line, Mark, Words
from inventory.files.labels.setting import fitted, wrapped
from inventory.files.papers.content import Cell, Column, Holds, Paper, Part, as_text
from inventory.files.papers.printable import printed, printed_name
from inventory.rules.phrases import day

_GAP = 3.0
_NAMES = 9.5
_SMALLER = 0.8
_MOST_LINES = 3
_BOX = 5.0


@dataclass(frozen=True, slots=True)
class Block:
    """Marks from their own top left corner, kept together on a page."""

    height: float
    marks: tuple[Mark, ...]
    with_next: bool = False
    """Never the last one on a page."""

    above: "Block | None" = None
    """What is repeated above it where it begins a page."""


class Table:
    """The columns of a paper, each at its place, and rows that are set into them."""

    def __init__(self, paper: Paper, inner: float, size: float) -> None:
        """Share ``inner`` millimetres among the columns that are printed; rows have ``size``."""
        self._paper = paper
        self._size = size
        self._at = {column.key: at for at, column in enumerate(paper.columns)}
        self._inner = inner
        self._placed: list[tuple[Column, float, float]] = []
        shown = [column for column in paper.columns if column.share and self._is_used(column)]
        room = inner - _GAP * (len(shown) - 1)
        every = sum(column.share for column in shown)
        x = 0.0
        for column in shown:
            width = room * column.share / every
            self._placed.append((column, x, width))
            x += width + _GAP

    def blocks(self, part: Part) -> Iterator[Block]:
        """The names of the columns and each row; nothing where there are no rows."""
        names = self._names()
        if part.rows and names:
            yield names
        for row in part.rows:
            yield self._row(row, replace(names, with_next=False) if names else None)

    def _names(self) -> Block | None:
        """The names of the columns; none where none has a name."""
        if not any(column.title for column, _, _ in self._placed):
            return None
        y = _NAMES * POINT * 1.2
        marks: list[Mark] = []
        for column, x, width in self._placed:
            text, size = fitted(printed(column.title, Face.TITLE), Face.TITLE, _NAMES, 6, width)
            if column.is_number:
                x += width - text_width(text, Face.TITLE, size)
            marks.append(Words(text, x, y, size, Face.TITLE))
        marks.append(Line(0, y + 1.5, self._inner, y + 1.5))
        return Block(y + 2.5, tuple(marks), with_next=True)

    def _row(self, row: tuple[Cell, ...], names: Block | None) -> Block:
        marks: list[Mark] = []
        first = 0.6 + self._size * POINT
        low = first
        for column, x, width in self._placed:
            if column.holds is Holds.BOX:
                marks.append(Frame(x, 1.2, _BOX, _BOX))
                low = max(low, _BOX + 1)
            elif column.holds is Holds.LINE:
                marks.append(Line(x, _BOX + 1, x + width, _BOX + 1))
                low = max(low, _BOX + 1)
            else:
                y = first
                for text, size, face in self._lines(column, row, width):
                    right = (
                        width - text_width(text, face, size) if self._is_number(column, row) else 0
                    )
                    marks.append(Words(text, x + right, y, size, face))
                    low = max(low, y)
                    y += size * POINT * 1.25
        high = low + self._size * POINT * 0.25 + 0.6
        marks.append(Line(0, high, self._inner, high))
        return Block(high + 0.3, tuple(marks), above=names)

    def _is_used(self, column: Column) -> bool:
        """Whether anything stands in the column, or is to be written there."""
        at = self._at[column.key]
        return column.on_paper_only or any(row[at] not in (None, "") for row in self._paper.rows)

    def _is_number(self, column: Column, row: tuple[Cell, ...]) -> bool:
        """Whether the cell stands at the right of its column; words in place of a price don't."""
        return not isinstance(row[self._at[column.key]], str) and column.is_number

    def _lines(
        self, column: Column, row: tuple[Cell, ...], width: float
    ) -> list[tuple[str, float, Face]]:
        """What stands in a cell, line by line."""
        text = as_text(row[self._at[column.key]])
        if not text:
            return []
        size = self._size * _SMALLER if column.small else self._size
        if column.holds is Holds.CODE:
            cut, size = fitted(printed(text, Face.CODE), Face.CODE, size, 5.5, width)
            return [(cut, size, Face.CODE)]
        face = Face.TITLE if column.holds is Holds.NAME else Face.TEXT
        drawn = self._drawn(column, row, text)
        if column.small or column.holds is Holds.NAME:  # rather smaller than on two lines
            once, shrunk = fitted(drawn, face, size, 0.8 * size, width)
            if once == drawn:
                return [(once, shrunk, face)]
        size = min(
            (fitted(word, face, size, 0.7 * size, width)[1] for word in drawn.split()),
            default=size,
        )
        return [(line, size, face) for line in wrapped(drawn, face, size, width, _MOST_LINES)]

    def _drawn(self, column: Column, row: tuple[Cell, ...], text: str) -> str:
        """The words of a cell as they can be printed."""
        if column.holds is Holds.NAME:
            instead = as_text(row[self._at[column.instead]]) if column.instead else ""
            return printed_name(text, instead, Face.TITLE)
        return day(text, self._paper.at.date()) if column.holds is Holds.DAY else printed(text)
