"""The band that says what came of the last scan, to be read from two metres."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from inventory.verdict import Severity, Verdict
from tui.widgets.lines import Part, draw_line, recolour, wrap_once
from tui.widgets.painted import Painted
from tui.widgets.table_text import shown

EDGE: Final = "▌  "
INDENT: Final = 3
GAP: Final = "    "
HOT_GAP: Final = 3
"""Cells between two hot keys, where there is room."""
ROWS: Final = 4
"""Lines that leave the first row of the band empty."""
MOST_LINES: Final = 5

Line = list[Part]


class VerdictPanel(Painted):
    """Outcome and subject, the fact, what to do next: a line each, on a tinted band of five rows.

    A sentence that is too long for its line takes a second one from the empty rows.

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
        &:nocolor > .verdict-panel--ok { color: $foreground; }
        &:nocolor > .verdict-panel--ask { color: $foreground; }
        &:nocolor > .verdict-panel--stop { color: $foreground; }
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
        above = 1 if len(lines) <= ROWS else 0
        inner = lines[y - above] if above <= y < above + len(lines) else []
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
        fact = [[(part, text)] for part in wrapped(self._fact, width)]
        return [first, *fact, *self._third(width, text, muted)][:MOST_LINES]

    def _third(self, width: int, text: Style, muted: Style) -> list[Line]:
        """The hot keys, or what to do next; what answers a question stands out in it."""
        bold = text + Style(bold=True)
        if self._hot:
            return self._hot_lines(width, bold, muted)
        parts = wrapped(self._next, width)
        lead, colon, rest = parts[0].partition(": ")
        lines: list[Line] = [[(part, muted)] for part in parts]
        if self._severity is Severity.ASK and colon:
            lines[0] = [(f"{lead}: ", bold), (rest, muted)]
        return lines

    def _hot_lines(self, width: int, bold: Style, muted: Style) -> list[Line]:
        """The hot keys beside each other, whole entries only; closer where one line has them so."""
        lines: list[Line] = [[]]
        sizes = [cell_len(shown(f"{key} {label}")) for key, label in self._hot]
        spare = (width - sum(sizes)) // max(1, len(sizes) - 1)
        apart = spare if 0 < spare < HOT_GAP else HOT_GAP
        used = 0
        for needed, (key, label) in zip(sizes, self._hot, strict=True):
            if lines[-1] and used + needed > width:
                lines.append([])
                used = 0
            gap = " " * min(apart, width - used - needed)
            lines[-1] += [(f"{key} ", bold), (f"{label}{gap}", muted)]
            used += needed + len(gap)
        return lines


def wrapped(text: str, width: int) -> list[str]:
    """The text in two lines at the most; an empty one where there is no text."""
    first, rest = wrap_once(text, width)
    return [first, rest] if rest else [first]
