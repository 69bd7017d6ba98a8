"""What the scan screens share: zones that never move, one way from a scan to its verdict."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from inventory.errors import ChampionError
from inventory.model import Kind, Mode
from inventory.rules.commands import Command
from inventory.services import glance, pages
from inventory.services.desk import Desk
from inventory.services.glance import Tally
from inventory.verdict import Code, Severity, Verdict
from tui.screens.find_person import FindPersonScreen
from tui.screens.pace import Pace
from tui.screens.page import Page
from tui.screens.side_panel import person_lines
from tui.screens.table_questions import ask_name, ask_reason
from tui.widgets.event_feed import EventFeed, FeedRow
from tui.widgets.figures_line import Figure, FiguresLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.text_lines import TextLines
from tui.widgets.verdict_panel import VerdictPanel
from tui.widgets.who_panel import WhoPanel

FEED_AFTER = 0.02
"""Seconds until the last events move: the frame with the verdict goes out before."""

FIGURES_AFTER = 0.15
"""Seconds after the last scan until the figures are counted again, off the way of the verdict."""

_UNSEEN = frozenset({Code.PERSON, Code.MODE})
"""Verdicts that the feed leaves out: they are about what comes next."""

_PACED = frozenset({Code.ISSUED, Code.SWAPPED, Code.RETURNED})
"""Verdicts that move the line on."""


class ScanScreen(Page[None]):
    """One student, one verdict, the last events, one line to scan into."""

    MODE: ClassVar[Mode]
    DOES: ClassVar[Kind]
    """The kind of event that this screen counts."""

    IDLE: ClassVar[tuple[str, str, str]]
    """What the band says before the first scan."""

    TAKES_SCANS = True
    LEFT_OUT = frozenset({"app.imports", "app.exports", "app.labels", "app.home"})
    AUTO_FOCUS = "ScanInput"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", "Undo", id="scan.undo", tooltip="Undo this table's last action"),
        Binding("ctrl+f", "find_person", "Name", id="scan.name", tooltip="Find a person by name"),
        Binding(
            "ctrl+o", "override", "Override", id="scan.override", show=False,
            tooltip="Do what was stopped all the same, with a reason",
        ),
        Binding(
            "ctrl+n", "enter_person", "New name", id="scan.enter_person", show=False,
            tooltip="Enter a person whom the roster doesn't know",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    ScanScreen #side { display: none; width: 46; padding: 1 2; border-left: vkey $panel; }
    ScanScreen.-wide #side { display: block; }
    ScanScreen #zones { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace()
        self._figures_due = False
        self._feed_due = False
        self._new_rows: list[FeedRow] = []
        self._scans_left: list[tuple[str, float]] | None = None
        """While another mode takes over: scans that came behind the command."""
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

    def zones(self) -> Iterable[Widget]:
        """Who, verdict, last events."""
        yield WhoPanel(id="who")
        yield VerdictPanel(id="verdict")
        yield EventFeed(id="feed")

    def scan_line(self) -> ScanInput:
        """The line to scan into."""
        return ScanInput(id="scan")

    def open_desk(self) -> Desk:
        """The table that this screen stands for."""
        return Desk(self.office, self.MODE)

    def on_mount(self) -> None:
        """Open the desk and show what was recorded last."""
        self.desk = self.open_desk()
        if self.office.scanner and self.office.scanner.suffix:
            self.query_one(ScanInput).suffixed = True
        self.query_one(VerdictPanel).show_idle(*self.IDLE)
        rows = [verdict for verdict in pages.recent(self.office, 60) if verdict.code not in _UNSEEN]
        self.query_one(EventFeed).set_rows(self.feed_row(verdict) for verdict in rows)

    def on_unmount(self) -> None:
        """Leave no question behind that nobody will answer; a file that is gone can't keep it."""
        with suppress(ChampionError):
            self.desk.leave()

    def refresh_page(self) -> None:
        """Count again what another screen may have changed."""
        self._show_figures()

    def show_strip(self, *parts: object) -> None:
        """A scan screen has its band for this."""

    @on(ScanInput.Scanned)
    def scan_arrived(self, message: ScanInput.Scanned) -> None:
        """The line posted a scan."""
        message.stop()
        self.take_scan(message.raw, message.at)

    def take_scan(self, text: str, at: float) -> None:
        """Record a scan, and only then show its verdict; while work is stopped, refuse it."""
        if self._scans_left is not None:
            self._scans_left.append((text, at))
            return
        if self.champion.refuses_scan(text, at):
            return
        with self._stopping_at_faults():
            verdict = self.desk.scan(text, at)
            if verdict.code in _PACED:
                self._pace.add(at)
            self.show_verdict(verdict)

    @contextmanager
    def _stopping_at_faults(self) -> Iterator[None]:
        """A disk that refuses, in writing or in reading, leads to the one clear screen."""
        try:
            yield
        except ChampionError as fault:
            self.champion.stop_scanning(fault)

    def show_verdict(self, verdict: Verdict) -> None:
        """Put a verdict into the zones; ring if a person has to look."""
        if verdict.code is Code.MODE and self.desk.table.mode is not self.MODE:
            self._feed_later(verdict)
            self._go_to(self.desk.table.mode)
            return
        self._feed_later(verdict)
        if verdict.code is Code.BOUNCE:
            return  # a tick among the last events; the verdict before it stays in sight
        self.draw_verdict(verdict)
        self.show_who(verdict)
        if verdict.severity in (Severity.ASK, Severity.STOP):
            self.champion.ring()
        if not self._figures_due:
            self._figures_due = True
            self.set_timer(FIGURES_AFTER, self._show_figures)

    def action_undo(self) -> None:
        """Undo this table's last action."""
        self.answer(lambda: self.desk.command(Command.UNDO))

    def action_override(self) -> None:
        """Ask for the reason, on a screen of its own."""
        ask_reason(self)

    def action_enter_person(self) -> None:
        """Ask for the name of the person whom the roster doesn't know."""
        ask_name(self)

    def action_find_person(self) -> None:
        """Find a person by name, and pick one on purpose."""
        self.app.push_screen(
            FindPersonScreen(),
            lambda person: self.answer(lambda: self.desk.pick_person(person)) if person else None,
        )

    def answer(self, act: Callable[[], Verdict]) -> None:
        """Do what a key asks of the desk, and show what came of it."""
        with self._stopping_at_faults():
            self.show_verdict(act())

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

    def hear_claim(self, verdict: Verdict, *, now: bool) -> None:
        """Another table was first: in the band where it is ``now``, else among the last events.

        An open question keeps the band: the next scan would answer what nobody sees.
        """
        if now and not self.desk.table.asked:
            self.show_verdict(verdict)
        else:
            self._feed_later(verdict)

    def say_no(self, why: str) -> None:
        """A key that has nothing to do here says so."""
        self.champion.ring()
        self.draw_verdict(Verdict("", Code.NOTHING_TO_CONFIRM, why, "Go on with the next scan."))

    def _feed_later(self, verdict: Verdict) -> None:
        """Put the verdict on top of the last events, in the frame after the band's."""
        if verdict.parked_before:
            at, claim = verdict.at[11:19], verdict.parked_before
            parked = FeedRow(at, Severity.NOTE, Code.PARKED.word, claim, "not answered before")
            self._new_rows.append(parked)
        if verdict.code not in _UNSEEN:
            self._new_rows.append(self.feed_row(verdict))
        if not self._feed_due:
            self._feed_due = True
            self.set_timer(FEED_AFTER, self._show_feed)

    def _show_feed(self) -> None:
        self._feed_due = False
        self.query_one(EventFeed).add(*self._new_rows)
        self._new_rows.clear()
        if self.champion.sharing:
            self.champion.sharing.nudge()
        with self._stopping_at_faults():
            self.show_beside()

    def _show_figures(self) -> None:
        self._figures_due = False
        with self._stopping_at_faults():
            self.show_figures()

    def _go_to(self, mode: Mode) -> None:
        """A command barcode named another mode: that screen takes over, this one starts anew."""
        self.desk = Desk(self.office, self.MODE)
        self.query_one(VerdictPanel).show_idle(*self.IDLE)
        self.show_nobody()
        self._scans_left = []
        self.champion.show_mode(mode, leaving=self)

    @property
    def line(self) -> ScanInput:
        """The line that scans arrive in."""
        return self.query_one(ScanInput)

    def scans_left(self) -> list[tuple[str, float]]:
        """The scans, with their times, that came behind the command which led away from here."""
        left, self._scans_left = self._scans_left or [], None
        return left
