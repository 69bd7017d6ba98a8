"""Plain lines of toned text, for pages that only show."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from rich.style import Style
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted, changed_lines

Tone = Literal["plain", "bold", "muted", "ok", "ask", "stop", "accent", "blue", "violet"]
Toned = tuple[str, Tone]
"""A piece of text, and how it is shown."""


class TextLines(Painted):
    """As many of the lines as there is room for, from the top."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text-lines--muted",
        "text-lines--ok",
        "text-lines--ask",
        "text-lines--stop",
        "text-lines--accent",
        "text-lines--violet",
    }

    DEFAULT_CSS = """
    TextLines {
        width: 1fr;
        height: 1fr;
        padding: 0 3;
        & > .text-lines--muted { color: $text-muted; }
        & > .text-lines--ok { color: $success; }
        & > .text-lines--ask { color: $warning; }
        & > .text-lines--stop { color: $error; }
        &:nocolor > .text-lines--ask { color: $foreground; text-style: bold; }
        &:nocolor > .text-lines--stop { color: $foreground; text-style: bold; }
        & > .text-lines--accent { color: $accent; text-style: bold; }
        & > .text-lines--violet { color: $mode-audit; }
    }
    """

    def __init__(
        self,
        lines: Sequence[Sequence[Toned]] = (),
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Show these lines."""
        super().__init__(id=id, classes=classes)
        self._lines = tuple(tuple(line) for line in lines)

    def show(self, lines: Sequence[Sequence[Toned]]) -> None:
        """Show other lines, if they are news."""
        shown = tuple(tuple(line) for line in lines)
        changed, self._lines = changed_lines(self._lines, shown), shown
        self.refresh_lines(changed)

    @property
    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """One line; nothing in it is taken as markup."""
        ground = self.ground
        width = self.content_size.width
        if y >= len(self._lines):
            return Strip.blank(width, ground)
        parts: list[Part] = [(text, self._style(tone)) for text, tone in self._lines[y]]
        return draw_line(parts, width, ground)

    def _style(self, tone: Tone) -> Style:
        """A tone's style; those that follow from another one need no rule of their own."""
        match tone:
            case "plain":
                return self.ground
            case "bold":
                return self.ground + Style(bold=True)
            case "blue":
                return self._style("accent") + Style(bold=False)
        return self.get_component_rich_style(f"text-lines--{tone}")
