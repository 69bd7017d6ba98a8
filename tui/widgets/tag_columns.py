"""Short labels beside each other in columns, under a line that says what they are."""

from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted
from tui.widgets.table_text import fit, shown

GAP: Final = "   "
KEPT: Final = 200
"""Labels that are of use: no terminal shows more."""


class TagColumns(Painted):
    """As many labels as there is room for; the last column says how many more there are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tag-columns--muted"}

    DEFAULT_CSS = """
    TagColumns {
        width: 1fr;
        height: 1fr;
        padding: 1 3 0 3;
        color: $foreground;
        & > .tag-columns--muted { color: $text-muted; }
    }
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Show nothing yet."""
        super().__init__(id=id, classes=classes)
        self._title = ""
        self._labels: tuple[str, ...] = ()
        self._total = 0

    def show(self, title: str, labels: Sequence[str] = (), total: int | None = None) -> None:
        """Show other labels, if they are news; ``total`` is how many there are, if not all came."""
        known = self._title, self._labels, self._total
        self._title, self._labels = title, tuple(map(shown, labels))
        self._total = len(labels) if total is None else total
        if known != (self._title, self._labels, self._total):
            self.refresh()

    @property
    def text(self) -> str:
        """The title and all labels, one a line."""
        return "\n".join([self._title, *self._labels])

    def render_line(self, y: int) -> Strip:
        """The title, then the labels row by row."""
        width, height = self.content_size
        muted = self.get_component_rich_style("tag-columns--muted")
        if y == 0:
            return draw_line([(self._title, muted)], width, self.ground)
        cells, more = self._cells(width, height - 1)
        column = max(map(cell_len, [*cells, more]))
        per_line = _per_line(width, column)
        styled: list[Part] = [(cell, self.ground) for cell in cells]
        styled += [(more, muted)] if more else []
        parts: list[Part] = []
        for cell, style in styled[(y - 1) * per_line : y * per_line]:
            parts += [(fit(cell, column), style), (GAP, self.ground)]
        return draw_line(parts[:-1], width, self.ground)

    def _cells(self, width: int, lines: int) -> tuple[tuple[str, ...], str]:
        """The labels that fit, and ``+12 more`` in place of the last one where some don't."""
        widest = list(accumulate(map(cell_len, self._labels), max))
        for kept in range(len(self._labels), 0, -1):
            left = self._total - kept
            more = f"+{left:,} more" if left else ""
            column = max(widest[kept - 1], len(more))
            if kept + bool(more) <= _per_line(width, column) * lines:
                return self._labels[:kept], more
        return (), f"{self._total:,} in all" if self._total and lines > 0 else ""


def _per_line(width: int, column: int) -> int:
    return max(1, (width + len(GAP)) // (column + len(GAP)))
