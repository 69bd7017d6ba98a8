"""The bar at the top: what a scan means here, as a colour and a word."""

from typing import ClassVar, Literal

from rich.cells import cell_len
from textual.strip import Strip

from tui.widgets.lines import draw_line
from tui.widgets.painted import Painted
from tui.widgets.table_text import head, shown

ModeTone = Literal["out", "back", "check", "audit", "rest"]


class ModeBar(Painted):
    """The mode's word at the left, the school and the table at the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "mode-bar--out",
        "mode-bar--back",
        "mode-bar--check",
        "mode-bar--audit",
        "mode-bar--rest",
    }

    DEFAULT_CSS = """
    ModeBar {
        dock: top;
        width: 1fr;
        height: 1;
        & > .mode-bar--out { background: $mode-out; color: $mode-text; text-style: bold; }
        & > .mode-bar--back { background: $mode-back; color: $mode-text; text-style: bold; }
        & > .mode-bar--check { background: $mode-check; color: $mode-text; text-style: bold; }
        & > .mode-bar--audit { background: $mode-audit; color: $mode-text; text-style: bold; }
        & > .mode-bar--rest { background: $mode-rest; color: $mode-text; text-style: bold; }
    }
    """

    def __init__(
        self,
        word: str,
        tone: ModeTone = "rest",
        right: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """The bar of a mode; the word is shown in capitals."""
        super().__init__(id=id, classes=classes)
        self._word, self._tone, self._right = word, tone, right

    def show(self, word: str, tone: ModeTone, right: str = "") -> None:
        """Show another mode."""
        self._word, self._tone, self._right = word, tone, right
        self.refresh()

    def show_right(self, right: str) -> None:
        """Change what stands at the right."""
        self._right = right
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """One line; where both don't fit, the right side is cut and the word stays whole."""
        style = self.get_component_rich_style(f"mode-bar--{self._tone}")
        width = self.size.width
        word = f" {shown(self._word.upper())}"
        right = head(shown(self._right), width - cell_len(word) - 3)
        space = " " * (width - cell_len(word) - cell_len(right) - 1)
        return draw_line([(word, style), (space, style), (right, style)], width, style)
