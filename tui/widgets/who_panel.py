"""Who stands at the table."""

from typing import ClassVar

from rich.style import Style
from textual.strip import Strip

from tui.widgets.lines import draw_line
from tui.widgets.painted import Painted


class WhoPanel(Painted):
    """Two lines: the name, and what else is known of the person."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"who-panel--name", "who-panel--muted"}

    DEFAULT_CSS = """
    WhoPanel {
        width: 1fr;
        height: 4;
        padding: 1 3;
        & > .who-panel--name { color: $foreground; text-style: bold; }
        & > .who-panel--muted { color: $text-muted; }
    }
    """

    def __init__(
        self,
        name_line: str = "",
        details: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Show nobody, or these two lines."""
        super().__init__(id=id, classes=classes)
        self._lines = (name_line, "", details)

    def show(self, name_line: str, details: str = "", remark: str = "") -> None:
        """Show a person; the remark stands beside the name, as in ``brought by herself``."""
        self._lines = (name_line, remark, details)
        self.refresh_lines((0, 1))

    @property
    def text(self) -> str:
        """What is shown, in one line."""
        return "  ".join(line for line in self._lines if line)

    def render_line(self, y: int) -> Strip:
        """The name and the remark, then the details."""
        ground = self.ground
        muted = self.get_component_rich_style("who-panel--muted")
        name_line, remark, details = self._lines
        parts: list[tuple[str, Style]] = [(details, muted)]
        if y == 0:
            name_style = self.get_component_rich_style("who-panel--name")
            parts = [(name_line, name_style), (f"  {remark}" if remark else "", muted)]
        return draw_line(parts if y < 2 else [], self.content_size.width, ground)
