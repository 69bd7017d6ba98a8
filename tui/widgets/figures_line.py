"""The line of figures: how many are done, how many are left, and when it will be over."""

from collections.abc import Sequence
from typing import ClassVar, Final, Literal

from rich.cells import cell_len
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted
from tui.widgets.table_text import shown

Tone = Literal["plain", "muted", "ok", "ask", "stop"]
Figure = tuple[str, Tone]

GAP: Final = "   "


class FiguresLine(Painted):
    """Figures beside each other; the last ones are left out where they don't fit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "figures-line--plain",
        "figures-line--muted",
        "figures-line--ok",
        "figures-line--ask",
        "figures-line--stop",
    }

    DEFAULT_CSS = """
    FiguresLine {
        width: 1fr;
        height: 1;
        padding: 0 3;
        & > .figures-line--plain { color: $foreground; }
        & > .figures-line--muted { color: $text-muted; }
        & > .figures-line--ok { color: $success; }
        & > .figures-line--ask { color: $warning; }
        & > .figures-line--stop { color: $error; }
        &:nocolor > .figures-line--ask { color: $foreground; text-style: bold; }
        &:nocolor > .figures-line--stop { color: $foreground; text-style: bold; }
    }
    """

    def __init__(
        self,
        figures: Sequence[Figure] = (),
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """A line with these figures."""
        super().__init__(id=id, classes=classes)
        self._figures = tuple(figures)

    def show(self, figures: Sequence[Figure]) -> None:
        """Show these figures, if they are news."""
        if self._figures != tuple(figures):
            self._figures = tuple(figures)
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """As many whole figures as fit."""
        width = self.content_size.width
        parts: list[Part] = []
        used = 0
        for text, tone in self._figures:
            used += cell_len(shown(text))
            if parts and used > width:
                break
            parts.append((text, self.get_component_rich_style(f"figures-line--{tone}")))
            parts.append((GAP, self.ground))
            used += len(GAP)
        return draw_line(parts[:-1], width, self.ground)
