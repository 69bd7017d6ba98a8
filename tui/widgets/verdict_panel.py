"""The band that says what came of the last scan, to be read from two metres."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.style import Style
from textual.strip import Strip

from inventory.model import Severity, Verdict
from tui.widgets.lines import Part, draw_line, recolour, wrap_once
from tui.widgets.painted import Painted

EDGE: Final = "▌  "
INDENT: Final = 3
GAP: Final = "    "

Line = list[Part]


class VerdictPanel(Painted):
    """Three lines on a tinted band: outcome and subject, the fact, what to do next.

    The tints are drawn cell by cell and not set as classes: styles are worked out again after a
    class has changed, and the first frame would show the new words on the old tint.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "verdict-panel--ok",
        "verdict-panel--note",
        "verdict-panel--ask",
        "verdict-panel--stop",
        "verdict-panel--text",
        "verdict-panel--muted",
    }

    DEFAULT_CSS = """
    VerdictPanel {
        width: 1fr;
        height: 5;
        & > .verdict-panel--ok { color: $success; background: $success-muted; }
        & > .verdict-panel--note { color: $foreground; background: $panel; }
        & > .verdict-panel--ask { color: $warning; background: $warning-muted; }
        & > .verdict-panel--stop { color: $error; background: $error-muted; }
        & > .verdict-panel--text { color: $foreground; }
        & > .verdict-panel--muted { color: $text-muted; }
    }
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """An empty band."""
        super().__init__(id=id, classes=classes)
        self._severity: Severity | None = None
        self._outcome = ""
        self._subject = ""
        self._fact = ""
        self._next = ""
        self._hot: tuple[tuple[str, str], ...] = ()

    def show(self, verdict: Verdict, hot: Sequence[tuple[str, str]] = ()) -> None:
        """Show a verdict; ``hot`` keys and their labels stand in the third line instead."""
        self._severity = verdict.severity
        self._outcome = f"{verdict.code.glyph} {verdict.code.word.upper()}"
        self._subject = verdict.subject
        self._fact, self._next = verdict.say, verdict.next
        self._hot = tuple(hot)
        self.refresh()

    def show_idle(self, title: str, fact: str = "", next: str = "") -> None:  # noqa: A002
        """Show what to do before the first scan."""
        self._severity = None
        self._outcome, self._subject = title, ""
        self._fact, self._next = fact, next
        self._hot = ()
        self.refresh()

    @property
    def lines(self) -> tuple[str, str, str]:
        """The three lines as plain text."""
        first, second, third = ("".join(text for text, _ in line) for line in self._lines(1000))
        return first, second, third

    def render_line(self, y: int) -> Strip:
        """Pad, three lines, pad."""
        band = self._band
        width = self.size.width
        edge = (EDGE, Style(color=band.color, bgcolor=band.bgcolor))
        lines = self._lines(width - 2 * INDENT)
        inner = lines[y - 1] if 1 <= y <= len(lines) else []
        strip = draw_line([edge, *inner], width - INDENT, band)
        return strip.adjust_cell_length(width, band)

    @property
    def _band(self) -> Style:
        name = (self._severity or Severity.NOTE).value.lower()
        return self.get_component_rich_style(f"verdict-panel--{name}")

    def _lines(self, width: int) -> list[Line]:
        band = self._band
        text = recolour(self.get_component_rich_style("verdict-panel--text"), band)
        muted = recolour(self.get_component_rich_style("verdict-panel--muted"), band)
        bold = Style(bold=True)
        first: Line = [(self._outcome, band + bold)]
        if self._subject:
            first += [(GAP, band), (self._subject, text + bold)]
        fact, following = self._fact, self._next
        if not following and not self._hot:
            fact, following = wrap_once(fact, width)
            return [first, [(fact, text)], [(following, text)]]
        return [first, [(fact, text)], self._third(following, text, muted)]

    def _third(self, following: str, text: Style, muted: Style) -> Line:
        """The hot keys, or what to do next; what answers a question stands out in it."""
        bold = text + Style(bold=True)
        if self._hot:
            spans = [((f"{key} ", bold), (f"{label}   ", muted)) for key, label in self._hot]
            return [part for span in spans for part in span]
        lead, colon, rest = following.partition(": ")
        if self._severity is Severity.ASK and colon:
            return [(f"{lead}: ", bold), (rest, muted)]
        return [(following, muted)]
