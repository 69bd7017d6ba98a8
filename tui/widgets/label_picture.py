"""One label as it will be printed: its words, its bars in half blocks, its code."""

from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted
from tui.widgets.table_text import ELLIPSIS, head, shown

_CELLS = {"11": "█", "10": "▌", "01": "▐", "00": " "}
_QUIET = 2
"""Cells of white paper kept on each side of what stands on it."""
_ROOMY = 6
"""Lines from which title and lines stand below each other."""


def bar_cells(modules: str) -> str:
    """Bars as half blocks, two modules in a cell, each exactly as wide as it is printed."""
    even = modules + "0" * (len(modules) % 2)
    return "".join(_CELLS[even[at : at + 2]] for at in range(0, len(even), 2))


class LabelPicture(Painted):
    """White paper with black bars on any ground; in monochrome the blocks are the bars."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"label-picture--paper"}

    DEFAULT_CSS = """
    LabelPicture {
        width: 1fr;
        & > .label-picture--paper { background: #e8ecf3; color: #0b0e14; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """No label yet."""
        super().__init__(id=id)
        self._code, self._title, self._lines, self._modules = "", "", "", ""

    def show(self, code: str, title: str, lines: tuple[str, ...], modules: str) -> None:
        """Show a label; ``modules`` are its bars, "1" for black. Without a code nothing."""
        self._code, self._title, self._modules = code, title, modules
        self._lines = " · ".join(lines)
        self.refresh()

    @property
    def text(self) -> str:
        """What stands on the paper, one line each."""
        return "\n".join(text for text, _ in self._rows())

    def render_line(self, y: int) -> Strip:
        """One line of the paper, in the middle of which everything stands."""
        width = self.content_size.width
        rows = self._rows()
        if y >= len(rows):
            return Strip.blank(width, self.ground)
        paper = self.get_component_rich_style("label-picture--paper")
        room = min(width, max(cell_len(text) for text, _ in rows) + 2 * _QUIET)
        text, style = rows[y]
        kept = head(text, room)
        left = (room - cell_len(kept)) // 2
        parts: list[Part] = [
            (" " * left, paper),
            (kept, paper + style),
            (" " * (room - left - cell_len(kept)), paper),
        ]
        return draw_line(parts, width, self.ground)

    def _rows(self) -> list[tuple[str, Style]]:
        """What stands on the paper, from top to bottom; the bars take what the words leave."""
        if not self._code:
            return []
        bold, plain = Style(bold=True), Style()
        title, lines = shown(self._title), shown(self._lines)
        height = self.content_size.height
        words = [(title, bold), (lines, plain)]
        if height < _ROOMY and title and lines:
            words = [(f"{title} · {lines}", bold)]
        words = [row for row in words if row[0]]
        bars = max(1, height - len(words) - 1)
        return [*words, *[(self._bars(), plain)] * bars, (shown(self._code), bold)]

    def _bars(self) -> str:
        """The bars; those of a long code go on to the right of the screen."""
        cells = bar_cells(self._modules)
        room = self.content_size.width
        return cells if len(cells) <= room else cells[: room - 1] + ELLIPSIS
