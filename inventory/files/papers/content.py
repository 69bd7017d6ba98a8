"""What stands on a paper, whatever it is written as: columns, and rows under headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from inventory.rules.charges import in_words

Cell = str | int | Decimal | None
"""Blank for None; an amount of money is a decimal, and where there is no price text says so."""


class Form(StrEnum):
    """What kind of file a paper is written as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


class Holds(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NAME = "name"
    """Of a person; ``Column.instead`` stands beside letters that can't be printed."""
    CODE = "code"
    """Never broken; in letters that tell 0 from O."""
    DAY = "day"
    """An ISO date."""
    COUNT = "count"
    MONEY = "money"
    BOX = "box"
    """A square to tick, on paper only."""
    LINE = "line"
    """A line to write on, on paper only."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    title: str
    holds: Holds = Holds.TEXT
    share: float = 0
    """Of the paper's width, beside the others' shares; 0 is in files and on screen only."""
    instead: str = ""
    """The key of the column that stands for a name that can't be printed."""
    small: bool = False
    """Whether it is printed smaller than the others: what is only looked up now and then."""

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the right of it."""
        return self.holds in (Holds.MONEY, Holds.COUNT)

    @property
    def on_paper_only(self) -> bool:
        """Whether it is there for a pencil."""
        return self.holds in (Holds.BOX, Holds.LINE)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under a heading."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""
    note: str = ""
    foot: str = ""
    """What they add up to."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as of one moment."""

    name: str
    """What a file with it is called, without the day."""
    title: str
    school: str
    at: datetime
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    lines: tuple[str, ...] = ()
    """What there is to know, under the title."""
    figures: tuple[tuple[str, int | Decimal], ...] = ()
    """What it adds up to, by name."""
    closing: tuple[str, ...] = ()
    """What stands below the last row."""
    signs: tuple[str, ...] = ()
    """Who signs, each on a line of their own."""
    apart: bool = False
    """Whether each part has its own pages, to be hung up or signed by itself."""
    large: bool = False
    """Whether it is to be read on a door."""
    empty: str = "Nothing."
    people: bool = True
    """Whether it has names of people."""

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """All rows, in order."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def in_files(self) -> tuple[Column, ...]:
        """The columns that a table has."""
        return tuple(column for column in self.columns if not column.on_paper_only)

    def cells(self, row: Sequence[Cell]) -> tuple[Cell, ...]:
        """What a table has of a row."""
        pairs = zip(self.columns, row, strict=True)
        return tuple(cell for column, cell in pairs if not column.on_paper_only)

    def as_objects(self) -> list[Mapping[str, str | int | float | None]]:
        """Each row by the keys of its columns, as JSON knows it."""
        keys = [column.key for column in self.in_files]
        return [dict(zip(keys, map(_plain, self.cells(row)), strict=True)) for row in self.rows]


def _plain(cell: Cell) -> str | int | float | None:
    return float(cell) if isinstance(cell, Decimal) else cell


def as_text(cell: Cell) -> str:
    """A cell in words: amounts with two places, blank for None."""
    if isinstance(cell, Decimal):
        return in_words(cell)
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell
