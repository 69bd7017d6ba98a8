"""The audits: the one of now with its next step, how to open one, and those before."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from inventory.audit import Audit, AuditState, Scope
from inventory.errors import ChampionError
from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.services import audit_draft, audits, glance
from inventory.services.audit_draft import AuditDraft
from inventory.services.desk import Desk
from inventory.verdict import Code, Severity, Verdict
from tui.screens import audit_state as words
from tui.screens.ask_text import AskTextScreen
from tui.screens.audit_due import due_words, quarter_words
from tui.screens.audit_page import AuditPage, Choice, EarlierAuditScreen
from tui.screens.audit_words import Line
from tui.screens.finish_audit import FinishScreen
from tui.screens.open_audit import ask_scope, openings
from tui.screens.page import Page
from tui.screens.scan_screen import FIGURES_AFTER
from tui.widgets.key_sorter import Burst
from tui.widgets.text_lines import Tone

_TONES: Mapping[Severity, Tone] = {
    Severity.OK: "ok",
    Severity.NOTE: "muted",
    Severity.ASK: "ask",
    Severity.STOP: "stop",
}


class AuditsScreen(AuditPage):
    """What lies under F4; while an audit is open its scan screen lies on top."""

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        """Where the champion stands, kept while the scan screen is closed."""
        self._draft: AuditDraft | None = None
        """What could be opened; None where nothing can."""
        self._earlier: list[Audit] = []
        self._why_not: ChampionError | None = None
        self._figures_due = False

    def on_unmount(self) -> None:
        """Leave no question behind that nobody will answer; a file that is gone can't keep it."""
        with suppress(ChampionError):
            if self._desk:
                self._desk.leave()

    def scan_on(self) -> None:
        """Go to the scan screen, where an audit is open."""
        from tui.screens.audit import AuditScreen

        if glance.open_audit(self.office):
            screen = AuditScreen(self._desk)
            self.app.push_screen(screen, lambda _: self._keep_desk(screen.desk))

    def read(self) -> None:
        """The audit that is open, else the newest; and what could be opened now."""
        every = audits.all_audits(self.office)
        newest = next(iter(every), None)
        self.audit = next((one for one in every if one.state is AuditState.OPEN), newest)
        self._earlier = [one for one in every if one is not self.audit]
        self._draft = self._why_not = None
        if self._may_open:
            try:
                self._draft = audit_draft.draft(self.office, Scope())
            except ChampionError as refused:
                self._why_not = refused

    def facts(self) -> list[Line]:
        """The audit of now; where there is none, which one is due."""
        if self.audit:
            return super().facts()
        due = audit_draft.next_due(self.office)
        today = self.office.clock.now().date()
        late = due.on < today
        lines: list[Line] = [
            [(f"{quarter_words(due.quarter)} audit   ", "bold"),
             (due_words(due.on, today), "ask" if late else "muted")],
            [("Not open yet. An audit counts what is there, and says what is not.", "plain")],
        ]  # fmt: skip
        if self._why_not:
            said = f"{self._why_not.message} {self._why_not.hint}"
            lines += [[], [(said, "ask")]]
        return [*lines, []]

    def steps(self) -> list[Choice]:
        """The next step, what can be opened, and the audits before."""
        now = self.office.clock.now()
        earlier = [
            (
                f"audit:{one.audit_id}",
                f"{words.audit_name(one):<12}{words.state_words(one, 0, now)}",
            )
            for one in self._earlier
        ]
        steps = super().steps()
        steps += openings(self._draft) if self._draft else []
        return [*steps, ("", ""), ("", "Earlier audits"), *earlier] if earlier else steps

    def take_step(self, step: str) -> None:
        """Open, scan, finish, reopen, or go to an audit before; the rest as on every such page."""
        kind, _, name = step.partition(":")
        match kind:
            case "scan":
                self.scan_on()
            case "finish" if self.audit:
                self.app.push_screen(FinishScreen(self.audit, self.count_scan))
            case "reopen":
                self._ask_reason()
            case "audit":
                self.app.push_screen(EarlierAuditScreen(name))
            case "open" if self._draft:
                ask_scope(self, name, self._draft, self._begin)
            case _:
                super().take_step(step)

    def take_scan(self, text: str, at: float) -> None:
        """While an audit is open, a scan counts here too."""
        self.count_scan(self, text, at)

    def count_scan(self, page: Page[Any], text: str, at: float) -> None:
        """Count a scan that arrived on this page in front, and say in its strip what came of it."""
        if glance.open_audit(self.office) is None:
            Page.take_scan(page, text, at)
            return
        if self.champion.refuses_scan(text, at):
            return
        if self._desk is None:
            self._desk = Desk(self.office, Mode.AUDIT)
        try:
            verdict = self._desk.scan(text, at)
        except ChampionError as fault:
            self.champion.stop_scanning(fault, text)
            return
        self._show_verdict(page, verdict)

    def _show_verdict(self, page: Page[Any], verdict: Verdict) -> None:
        assert self._desk  # it has just scanned
        if verdict.code is Code.MODE and self._desk.table.mode is not Mode.AUDIT:
            left, self._desk = self._desk.table, None
            by_bag = left.bag is not None
            scan = Burst(Command.BAG, self.office.clock.monotonic()) if by_bag else None
            self.champion.show_mode(left.mode, scan=scan)
            return
        tone = _TONES[verdict.severity]
        page.show_strip(
            (f"{verdict.code.glyph} {verdict.code.word}  ", tone),
            (f"{verdict.subject}  ", "bold"),
            (verdict.say, "muted"),
        )
        if verdict.severity in (Severity.ASK, Severity.STOP):
            self.champion.ring()
        if not self._figures_due:
            self._figures_due = True
            self.set_timer(FIGURES_AFTER, self._count_again)

    def _count_again(self) -> None:
        self._figures_due = False
        self.refresh_page()

    def _keep_desk(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _may_open(self) -> bool:
        """Whether another audit can be opened: this one is done with, or its quarter is over."""
        audit = self.audit
        if audit is None or audit.state.is_closed:
            return True
        due = audit_draft.next_due(self.office)
        return audit.state is not AuditState.OPEN and audit.quarter != due.quarter

    def _ask_reason(self) -> None:
        self.app.push_screen(
            AskTextScreen(
                "Scan on",
                "Why is it reopened? The reason is kept with the audit.",
                "cart 2 was overlooked",
            ),
            lambda reason: self.act_later(partial(self._reopen, reason)) if reason else None,
        )

    def _reopen(self, reason: str) -> None:
        if self.audit:
            audits.reopen(self.office, self.audit, reason)
            self._scan_anew()

    def _begin(self, draft: AuditDraft) -> None:
        self.act_later(partial(self._open, draft))

    def _open(self, draft: AuditDraft) -> None:
        audits.open_audit(self.office, draft)
        self._scan_anew()

    def _scan_anew(self) -> None:
        """Stand nowhere: the place of the last time may be another one by now."""
        self._desk = None
        self.scan_on()
