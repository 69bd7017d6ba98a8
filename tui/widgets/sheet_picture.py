"""A sheet of labels in proportion: what is on each, what is used up, what stays free."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted
from tui.widgets.sheet_grid import Grid, Shape, grid
from tui.widgets.table_text import fit, shown, tail

USED = "░"
_CORNERS = {"top": ("┌", "┬", "┐"), "between": ("├", "┼", "┤"), "bottom": ("└", "┴", "┘")}
_LEAST_TITLE = 4
"""Cells that a title needs behind a code."""
_LEAST_CODE = 4
"""Cells in which an end of a code still says something."""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """What one label says."""

    code: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet; places count from 0, row by row."""

    shape: Shape
    caption: str
    labels: Mapping[int, OnSheet] = field(default_factory=dict)
    used: int = 0
    """Places at the beginning from which the labels are gone."""
    cursor: int = -1
    """The place that is shown large; -1 is none."""


class SheetPicture(Painted):
    """Draws one sheet; where it is too high, the rows around the marked label."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sheet-picture--edge",
        "sheet-picture--used",
        "sheet-picture--cursor",
    }

    DEFAULT_CSS = """
    SheetPicture {
        width: 1fr;
        height: 1fr;
        & > .sheet-picture--edge { color: $text-disabled; }
        & > .sheet-picture--used { color: $text-disabled; }
        & > .sheet-picture--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    """

    _view: SheetView | None = None
    _drawn: tuple[tuple[int, int], list[list[Part]]] | None = None

    def show(self, view: SheetView | None) -> None:
        """Show a sheet, or none."""
        self._view, self._drawn = view, None
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw anew in another theme."""
        self._drawn = None
        super().notify_style_update()

    @property
    def text(self) -> str:
        """The picture as plain text."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines())

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        lines, width = self._lines(), self.content_size.width
        if y >= len(lines):
            return Strip.blank(width, self.ground)
        return draw_line(lines[y], width, self.ground)

    def _lines(self) -> list[list[Part]]:
        room = (self.content_size.width, self.content_size.height)
        if self._drawn is None or self._drawn[0] != room:
            fits = self._view is not None and min(room) > 2
            self._drawn = room, self._draw(self._view, room) if fits and self._view else []
        return self._drawn[1]

    def _draw(self, view: SheetView, room: tuple[int, int]) -> list[list[Part]]:
        labels = view.labels.values()
        longest = max((cell_len(shown(one.code)) for one in labels), default=0)
        titles, row = any(one.title for one in labels), max(view.cursor, 0) // view.shape.columns
        cells = grid(view.shape, room, longest, titles, row)
        last = cells.first + cells.rows
        lines = [self._edge(view, cells, "top")]
        for row in range(cells.first, last):
            lines += [self._row(view, cells, row, line) for line in range(cells.text_lines)]
            if cells.height > 1 and row < last - 1:
                lines.append(self._edge(view, cells, "between"))
        return [*lines, self._edge(view, cells, "bottom")]

    def _edge(self, view: SheetView, cells: Grid, where: str) -> list[Part]:
        """A line of the grid; the topmost has the caption; dashed where the sheet goes on."""
        left, cross, right = _CORNERS[where]
        goes_on = (where == "top" and cells.first > 0) or (
            where == "bottom" and cells.first + cells.rows < view.shape.rows
        )
        dash = ("╌" if goes_on else "─") * (cells.width - 1)
        line = left + cross.join([dash] * view.shape.columns) + right
        edge = self._style("edge")
        caption = self._caption(view, cells) if where == "top" else ""
        if not caption or cell_len(caption) + 3 > len(line):
            return [(line, edge)]
        after = line[2 + cell_len(caption) :]
        return [(line[:2], edge), (caption, self.ground), (after, edge)]

    def _caption(self, view: SheetView, cells: Grid) -> str:
        if cells.rows == view.shape.rows:
            return f" {view.caption} "
        rows = f"rows {cells.first + 1}–{cells.first + cells.rows} of {view.shape.rows}"
        return f" {view.caption} · {rows} "

    def _row(self, view: SheetView, cells: Grid, row: int, line: int) -> list[Part]:
        parts: list[Part] = [("│", self._style("edge"))]
        for column in range(view.shape.columns):
            place = row * view.shape.columns + column
            parts += [self._cell(view, cells, place, line), ("│", self._style("edge"))]
        return parts

    def _cell(self, view: SheetView, cells: Grid, place: int, line: int) -> Part:
        width = cells.width - 1
        if place < view.used:
            return USED * width, self._style("used")
        label = view.labels.get(place)
        if label is None:
            return " " * width, self.ground
        marked = place == view.cursor
        text = _text(label, width, line, cells.text_lines, marked)
        lit = marked and line <= bool(label.title)
        return text, self._style("cursor") if lit else self.ground

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"sheet-picture--{name}")


def _text(label: OnSheet, width: int, line: int, lines: int, marked: bool) -> str:
    """What stands in one line of a label: the code, then the title below or beside it."""
    code, title = shown(label.code), shown(label.title)
    margin = 1 if width > cell_len(code) else 0
    if line == 0:
        if width < _LEAST_CODE:
            return fit("▪", width)
        text = tail(code, width - margin)
        room = width - margin - cell_len(text) - 1
        if lines == 1 and title and room >= _LEAST_TITLE:
            text = f"{text} {title}"
    else:
        text = title if line == 1 else ""
    pointer = "▸" if marked and line == 0 else " "
    return fit(f"{pointer * margin}{text}", width)
