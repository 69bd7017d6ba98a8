"""The last events at this table, the newest on top."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from rich.style import Style
from textual.strip import Strip

from inventory.verdict import Code, Severity, Verdict
from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import Painted
from tui.widgets.table_text import fit, shown

KEPT: Final = 100
"""Rows kept, more than the tallest terminal shows."""
SHOWN: Final = 12
"""Rows shown at the most: they all move with each scan, and each costs bytes on the way to the
terminal."""
ABOVE: Final = 2
"""Lines above the first row: an empty one and the rule."""
INDENT: Final = 3
GAP: Final = "  "
GLYPHS: Final = {code.severity: code.glyph for code in Code}


class Widths(NamedTuple):
    """The cells of each column."""

    at: int
    outcome: int
    device: int
    name: int
    homeroom: int


LEAST: Final = Widths(at=8, outcome=18, device=13, name=21, homeroom=6)
"""What 80 columns have room for: the longest common word, tag and name."""
MOST: Final = Widths(at=8, outcome=21, device=22, name=40, homeroom=12)
"""Longest word of an outcome, longest serial seen, and room for long names."""


def column_widths(width: int) -> Widths:
    """The columns for so many cells: names grow last; names shrink, if any must."""
    spare = width - sum(LEAST) - len(GAP) * (len(LEAST) - 1)
    if spare < 0:
        return LEAST._replace(name=max(1, LEAST.name + spare))
    widths = LEAST
    for column in ("outcome", "device", "homeroom", "name"):
        grow = min(spare, getattr(MOST, column) - getattr(LEAST, column))
        widths = widths._replace(**{column: getattr(widths, column) + grow})
        spare -= grow
    return widths


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One event: plain strings as they came, cut to their columns when drawn."""

    at: str
    """``09:13:58``."""
    severity: Severity
    word: str
    device: str
    """The device's label, or the raw scan."""
    name: str = ""
    """The person's name, or a remark; it has the homeroom's room too where there is none."""
    homeroom: str = ""
    glyph: str = ""
    """The severity's own glyph where empty."""

    @classmethod
    def of(cls, verdict: Verdict, remark: str = "") -> "FeedRow":
        """The row of a verdict; the remark stands where there is no name."""
        is_named = verdict.device or verdict.code is Code.UNDONE
        parked = f"parked as {verdict.claim}" if verdict.claim else ""
        return cls(
            at=verdict.at[11:19],
            severity=verdict.severity,
            word=verdict.code.word,
            device=(verdict.subject or verdict.device or "") if is_named else verdict.scan,
            name=parked or verdict.name or remark,
            homeroom=verdict.homeroom,
            glyph=verdict.code.glyph,
        )


class EventFeed(Painted):
    """A rule, and under it as many of the last events as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "event-feed--rule",
        "event-feed--time",
        "event-feed--ok",
        "event-feed--note",
        "event-feed--ask",
        "event-feed--stop",
    }

    DEFAULT_CSS = """
    EventFeed {
        width: 1fr;
        height: 1fr;
        color: $foreground;
        & > .event-feed--rule { color: $text-muted; }
        & > .event-feed--time { color: $text-muted; }
        & > .event-feed--ok { color: $success; }
        & > .event-feed--note { color: $text-muted; }
        & > .event-feed--ask { color: $warning; }
        & > .event-feed--stop { color: $error; }
        &:nocolor > .event-feed--ask { color: $foreground; text-style: bold; }
        &:nocolor > .event-feed--stop { color: $foreground; text-style: bold; }
    }
    """

    def __init__(
        self,
        rows: Iterable[FeedRow] = (),
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """A feed with these rows, newest first."""
        super().__init__(id=id, classes=classes)
        self._rows: deque[FeedRow] = deque(rows, maxlen=KEPT)

    @property
    def rows(self) -> tuple[FeedRow, ...]:
        """The rows kept, newest first."""
        return tuple(self._rows)

    def add(self, *rows: FeedRow) -> None:
        """Put rows on top, the last one highest."""
        self._rows.extendleft(rows)
        self._repaint_rows()

    def set_rows(self, rows: Iterable[FeedRow]) -> None:
        """Show these rows instead, newest first."""
        self._rows = deque(rows, maxlen=KEPT)
        self._repaint_rows()

    def render_line(self, y: int) -> Strip:
        """An empty line, the rule, then a row a line."""
        ground = self.ground
        width = self.size.width
        if y == ABOVE - 1:
            rule = self.get_component_rich_style("event-feed--rule")
            line = "─" * (width - 2 * INDENT)
            return draw_line([(" " * INDENT, ground), (line, rule)], width, ground)
        if ABOVE <= y < ABOVE + self._in_sight:
            return self._draw_row(self._rows[y - ABOVE], width, ground)
        return Strip.blank(width, ground)

    @property
    def _in_sight(self) -> int:
        return min(len(self._rows), SHOWN, self.size.height - ABOVE - 1)

    def _repaint_rows(self) -> None:
        self.refresh_lines(range(ABOVE, ABOVE + self._in_sight))

    def _draw_row(self, row: FeedRow, width: int, ground: Style) -> Strip:
        columns = column_widths(width - 2 * INDENT)
        time = self.get_component_rich_style("event-feed--time")
        tone = self.get_component_rich_style(f"event-feed--{row.severity.value.lower()}")
        outcome = f"{row.glyph or GLYPHS[row.severity]} {row.word}"
        device = fit(shown(row.device), columns.device)
        room = columns.name if row.homeroom else columns.name + len(GAP) + columns.homeroom
        parts: list[Part] = [
            (f"{' ' * INDENT}{fit(row.at, columns.at)}{GAP}", time),
            (f"{fit(outcome, columns.outcome)}{GAP}", tone),
            (f"{device}{GAP}{fit(shown(row.name), room)}", ground),
        ]
        if row.homeroom:
            parts.append((f"{GAP}{fit(shown(row.homeroom), columns.homeroom)}", time))
        return draw_line(parts, width, ground)
