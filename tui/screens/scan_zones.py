"""What a scan screen shows: zones that never move, filled from a verdict."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from inventory.model import Kind, Mode
from inventory.services import glance, pages, recent
from inventory.services.desk import Desk
from inventory.services.glance import Tally
from inventory.verdict import Code, Verdict
from tui.screens.pace import Pace
from tui.screens.page import Page
from tui.screens.side_panel import person_lines
from tui.widgets.event_feed import EventFeed, FeedRow
from tui.widgets.figures_line import Figure, FiguresLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.text_lines import TextLines
from tui.widgets.verdict_panel import VerdictPanel
from tui.widgets.who_panel import WhoPanel

FEED_ROWS = 60
"""Events that are read for the list of the last ones."""

UNSEEN = frozenset({Code.PERSON, Code.MODE})
"""Verdicts that the feed leaves out: they are about what comes next."""


class ScanZones(Page[None]):
    """One student, one verdict, the last events, one line to scan into."""

    MODE: ClassVar[Mode]
    DOES: ClassVar[Kind]
    """The kind of event that this screen counts."""

    IDLE: ClassVar[tuple[str, str, str]]
    """What the band says before the first scan."""

    desk: Desk
    """The table that this screen stands for."""

    LEFT_OUT = frozenset({"app.imports", "app.exports", "app.labels", "app.home"})
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012

    DEFAULT_CSS = """
    ScanZones #side { display: none; width: 46; padding: 1 2; border-left: vkey $panel; }
    ScanZones.-wide #side { display: block; }
    ScanZones #zones { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace()
        self._new_rows: list[FeedRow] = []
        """What goes on top of the last events in the next frame."""
        self._seen = 0
        """The journal's last position of which the last events tell."""
        self._told: Verdict | None = None
        """What the band says; None where it only says what to scan."""
        self._told_at = 0
        """The journal's last position then."""
        self._beside: str | None = None
        """Whose devices and history stand beside the zones on a wide screen."""

    def compose(self) -> ComposeResult:
        """Mode bar, who, verdict, last events, scan line, figures, keys."""
        yield ModeBar(self.WORD, self.TONE, self.right_text(), id="mode-bar")
        with Horizontal(id="zones"):
            with Vertical():
                yield from self.zones()
            yield TextLines(id="side")
        yield self.scan_line()
        yield FiguresLine(id="figures")
        yield KeyBar(id="key-bar", leave_out=self.LEFT_OUT)

    def show_recent(self) -> None:
        """Fill the last events from the journal."""
        self.keep_up()
        self.query_one(EventFeed).set_rows(self._rows(0, self._seen))

    def keep_up(self) -> None:
        """What is in the journal by now, this screen shows: it was recorded here."""
        self._seen = recent.last_position(self.office)

    def catch_up(self) -> None:
        """Show what was recorded meanwhile, on another screen or laptop, and what is so now."""
        self.show_news()
        self.desk.recount()
        told = self._told
        if told and not self.desk.waits and recent.is_past(self.office, told, self._told_at):
            self.let_go()
        self.show_who(self._told or Verdict("", Code.PERSON, ""))
        self.show_beside()
        self.query_one(ModeBar).show_right(self.right_text())

    def show_news(self) -> None:
        """Put what another screen has recorded since on top of the last events."""
        until = recent.last_position(self.office)
        rows = self._rows(self._seen, until)
        self.query_one(EventFeed).add(*self._new_rows, *reversed(rows))
        self._new_rows.clear()
        self._seen = until

    def let_go(self) -> None:
        """The verdict in the band is not the last word any more: say what to scan."""
        lines = self.idle_lines()
        self.desk.let_go()
        self.show_idle(lines)

    def show_idle(self, lines: tuple[str, str, str]) -> None:
        """Say in the band what to scan."""
        self._told = None
        self.query_one(VerdictPanel).show_idle(*lines)

    def idle_lines(self) -> tuple[str, str, str]:
        """What the band says where it has no verdict."""
        return self.IDLE

    def _rows(self, after: int, until: int) -> list[FeedRow]:
        found = recent.verdicts(self.office, FEED_ROWS, after, until)
        return [self.feed_row(verdict) for verdict in found if verdict.code not in UNSEEN]

    def zones(self) -> Iterable[Widget]:
        """Who, verdict, last events."""
        yield WhoPanel(id="who")
        yield VerdictPanel(id="verdict")
        yield EventFeed(id="feed")

    def scan_line(self) -> ScanInput:
        """The line to scan into."""
        return ScanInput(id="scan")

    def draw_verdict(self, verdict: Verdict) -> None:
        """Put the verdict into the band."""
        self.query_one(VerdictPanel).show(verdict)

    def who(self, verdict: Verdict) -> tuple[str | None, str]:
        """Whom the zone at the top shows, and a remark beside the name."""
        return self.desk.table.person or verdict.person, ""

    def show_who(self, verdict: Verdict) -> None:
        """Fill the zone at the top, in the frame of the verdict."""
        person_id, remark = self.who(verdict)
        self._beside = person_id if self.has_class("-wide") else None
        panel = self.query_one(WhoPanel)
        if person_id is None:
            place = self.desk.table.place
            panel.show(place or "", "what is scanned next goes there" if place else "")
            return
        card = pages.person_card(self.office, person_id, 0)
        panel.show(card.person.name, card.in_words(), remark)

    def show_nobody(self) -> None:
        """Empty the zone at the top."""
        self.query_one(WhoPanel).show("")

    def feed_row(self, verdict: Verdict) -> FeedRow:
        """A verdict among the last events."""
        return FeedRow.of(verdict)

    def show_beside(self) -> None:
        """Fill what stands beside the zones, in the frame after that of the verdict."""
        lines = person_lines(self.office, self._beside) if self._beside else []
        self.query_one("#side", TextLines).show(lines)

    def show_figures(self) -> None:
        """Count again, and fill the line under the scan line."""
        tally = glance.tally(self.office, self.DOES)
        self.query_one(FiguresLine).show(self.figures(tally))
        self.champion.show_inbox_count(self.query_one(KeyBar), tally.waiting)

    def figures(self, tally: Tally) -> list[Figure]:
        """The line under the scan line."""
        raise NotImplementedError

    def pace_words(self, left: int) -> list[Figure]:
        """How fast it goes, where that can be said already."""
        words = self._pace.in_words(left, self.office.clock.now())
        return [(words, "muted")] if words else []

    @property
    def line(self) -> ScanInput:
        """The line that scans arrive in."""
        return self.query_one(ScanInput)
