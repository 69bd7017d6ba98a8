"""A terminal's screen as rows of runs: stretches of text that look the same."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tests.terminal.terminal import Picture


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as ``#rrggbb``, ``""`` for the terminal's own, and the weight."""

    ink: str = ""
    ground: str = ""
    bold: bool = False
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Some text that begins in a column, counted from 0, and takes so many cells."""

    column: int
    width: int
    text: str
    look: Look


Row = tuple[Run, ...]


class Screen(Picture):
    """What the bytes written so far look like, with colours."""

    def runs(self) -> tuple[Row, ...]:
        """Every row from the top."""
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        return tuple(
            _row([buffer[line][column] for column in columns]) for line in range(self._screen.lines)
        )


def _row(cells: list[Any]) -> Row:
    """The second cell of a wide character is empty, and looks as the first."""
    runs, column = [], 0
    for look, group in groupby(cells, key=_look):
        alike = list(group)
        runs.append(Run(column, len(alike), "".join(cell.data for cell in alike), look))
        column += len(alike)
    return tuple(runs)


def _look(cell: Any) -> Look:
    ink, ground = _colour(cell.fg), _colour(cell.bg)
    if cell.reverse:
        ink, ground = ground, ink
    return Look(ink, ground, cell.bold, cell.underscore)


def _colour(name: str) -> str:
    return "" if name == "default" else f"#{int(name, 16):06x}"
