"""What the scan screens share: one way from a scan to its verdict."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotAllowed
from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.services import pages
from inventory.services.desk import Desk
from inventory.verdict import Code, Severity, Verdict
from tui.refusals import Refusals
from tui.screens.find_person import FindPersonScreen
from tui.screens.scan_zones import UNSEEN, ScanZones
from tui.screens.table_questions import ask_name, ask_reason
from tui.widgets.event_feed import EventFeed, FeedRow
from tui.widgets.key_sorter import Burst
from tui.widgets.scan_input import ScanInput

FEED_AFTER = 0.02
"""Seconds until the last events move: the frame with the verdict goes out before."""

FIGURES_AFTER = 0.15
"""Seconds after the last scan until the figures are counted again, off the way of the verdict."""

_PACED = frozenset({Code.ISSUED, Code.SWAPPED, Code.RETURNED, Code.CHECKED})
"""Verdicts that move the line on."""


class ScanScreen(ScanZones):
    """A scan comes in by one way, and leaves as a verdict in the zones."""

    TAKES_SCANS = True
    AUTO_FOCUS = "ScanInput"
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

    def __init__(self) -> None:
        super().__init__()
        self._figures_due = False
        self._feed_due = False
        self._scans_left: list[tuple[str, float]] | None = None
        """While another mode takes over: scans that came behind the command."""

    def open_desk(self) -> Desk:
        """The table that this screen stands for."""
        return Desk(self.office, self.MODE)

    def on_mount(self) -> None:
        """Open the desk and show what was recorded last."""
        self.desk = self.open_desk()
        if self.office.scanner and self.office.scanner.suffix:
            self.query_one(ScanInput).suffixed = True
        self.show_idle(self.idle_lines())
        self.show_recent()

    def on_unmount(self) -> None:
        """Leave no question behind that nobody will answer; a file that is gone can't keep it."""
        with suppress(ChampionError):
            self.desk.leave()

    def refresh_page(self) -> None:
        """Read and count again what another screen may have changed."""
        with self._stopping_at_faults():
            self.catch_up()
        self._show_figures()

    def show_strip(self, *parts: object) -> None:
        """A scan screen has its band for this."""

    @on(ScanInput.Scanned)
    def scan_arrived(self, message: ScanInput.Scanned) -> None:
        """The line posted a scan."""
        message.stop()
        raw, behind = message.raw, message.behind
        if behind and self._is_only_behind(raw, behind):
            self._tell_typed("left out", raw[: -len(behind)], "part of this scan?")
            raw = behind
        self.take_scan(raw, message.at)

    def _is_only_behind(self, raw: str, behind: str) -> bool:
        """Whether nobody knows the whole, and what came behind its first letter is a code.

        The letter was typed by mistake then; where the whole is known, this laptop stood still.
        """
        try:
            return not pages.is_known(self.office, raw) and pages.is_known(self.office, behind)
        except ChampionError:
            return False  # the file can't be read: the scan itself will say so

    @on(ScanInput.LeftOut)
    def tell_left_out(self, message: ScanInput.LeftOut) -> None:
        """A key long before the next ones is left out of their scan: say so among the last events.

        Whether it was typed by mistake or this laptop stood still behind it can't be told.
        """
        message.stop()
        self._tell_typed("left out", message.text, "part of next scan?")

    @on(ScanInput.Refused)
    def tell_refused_key(self, message: ScanInput.Refused) -> None:
        """A letter that was typed alone and means nothing here: say so among the last events."""
        message.stop()
        self.champion.ring()
        self._tell_typed("no key", message.text, self.no_key())

    def no_key(self) -> str:
        """Why a letter that was typed alone did nothing."""
        return "does nothing here"

    def _tell_typed(self, word: str, text: str, remark: str) -> None:
        at = f"{self.office.clock.now():%H:%M:%S}"
        self._show_later(FeedRow(at, Severity.NOTE, word, text, remark))

    def step_back(self, refused: Refusals) -> None:
        """Scans were refused while this screen was covered: whoever stands here now is another.

        What is scanned next must not go to the person before them.
        """
        at = f"{self.office.clock.now():%H:%M:%S}"
        which, what = refused.last, "while this was covered"
        if refused.number > 1:
            which, what = f"{refused.number} scans", f"last {refused.last}"
        self._show_later(FeedRow(at, Severity.STOP, "not recorded", which, what))
        table = self.desk.table
        if self.champion.is_stopped:  # nothing is written, and nobody stands here all the same
            self.desk.table = replace(table, person=None, cleared={}, asked=None)
        elif table.person or table.held or table.asked:
            self.answer(lambda: self.desk.command(Command.NEXT))

    def take_scan(self, text: str, at: float) -> None:
        """Record a scan, and only then show its verdict; while work is stopped, refuse it."""
        if self._scans_left is not None:
            self._scans_left.append((text, at))
            return
        if self.champion.refuses_scan(text, at):
            return
        try:
            verdict = self.desk.scan(text, at)
        except ChampionError as fault:
            self.champion.stop_scanning(fault, text)
            return
        with self._stopping_at_faults():
            if verdict.code in _PACED:
                self._pace.add(at)
            self.show_verdict(verdict)

    @contextmanager
    def _stopping_at_faults(self) -> Iterator[None]:
        """A disk that refuses, in writing or in reading, leads to the one clear screen."""
        try:
            yield
        except NotAllowed as refused:
            self.say_refused(refused)
        except ChampionError as fault:
            self.champion.stop_scanning(fault)

    def show_verdict(self, verdict: Verdict) -> None:
        """Put a verdict into the zones; ring if a person has to look."""
        self.keep_up()
        if verdict.code is Code.MODE and self.desk.table.mode is not self.MODE:
            self._feed_later(verdict)
            self._go_to(self.desk.table.mode)
            return
        self._feed_later(verdict)
        if verdict.code is Code.BOUNCE:
            return  # a tick among the last events; the verdict before it stays in sight
        self._told, self._told_at = verdict, self._seen
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
        """Do what a key asks of the desk, and show what came of it.

        A screen that is being made has no desk yet: then it is done as soon as there is one.
        """
        if not self.is_mounted:
            self.call_after_refresh(self.answer, act)
            return
        with self._stopping_at_faults():
            self.show_news()  # a dialog over this screen may answer before it has come back
            self.show_verdict(act())

    def hear_claim(self, verdict: Verdict, *, now: bool) -> None:
        """Another table was first: in the band where it is ``now``, else among the last events.

        An open question keeps the band: the next scan would answer what nobody sees.
        """
        if now and not self.desk.table.asked:
            with self._stopping_at_faults():
                self.show_verdict(verdict)
        else:
            self._feed_later(verdict)

    def say_no(self, why: str) -> None:
        """A key that has nothing to do here says so."""
        self.champion.ring()
        self.draw_verdict(Verdict("", Code.NOTHING_TO_CONFIRM, why, "Go on with the next scan."))

    def say_refused(self, refused: NotAllowed) -> None:
        """What a helper asked for is the champion's."""
        self.champion.ring()
        self.draw_verdict(Verdict("", Code.NOT_ALLOWED, refused.message, refused.hint))

    def _feed_later(self, verdict: Verdict) -> None:
        """Put the verdict on top of the last events, in the frame after the band's."""
        if verdict.parked_before:
            at, claim = verdict.at[11:19], verdict.parked_before
            scan, why = verdict.parked_scan, f"{claim} not answered before"
            self._new_rows.append(FeedRow(at, Severity.NOTE, Code.PARKED.word, scan, why))
        if verdict.code not in UNSEEN:
            self._new_rows.append(self.feed_row(verdict))
        self._show_later()

    def _show_later(self, *rows: FeedRow) -> None:
        self._new_rows += rows
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
        by_bag = self.desk.table.bag is not None
        self.desk = Desk(self.office, self.MODE)
        self.show_idle(self.idle_lines())
        self.show_nobody()
        self._scans_left = []
        command = Command.BAG if by_bag else Command.BACK if mode is Mode.BACK else None
        scan = Burst(command, self.office.clock.monotonic()) if command else None
        self.champion.show_mode(mode, leaving=self, scan=scan)

    def scans_left(self) -> list[tuple[str, float]]:
        """The scans, with their times, that came behind the command which led away from here."""
        left, self._scans_left = self._scans_left or [], None
        return left
