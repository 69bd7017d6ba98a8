"""Columns that stay in line whatever script the names are in."""

from collections.abc import Sequence

from rich.cells import cell_len

from inventory.text import safe

GAP = "  "


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line for each row, every column as wide as its widest cell on the screen."""
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    return [_line(row, widths) for row in cells]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
    )
    return GAP.join(padded).rstrip()
