"""One audit: how it stands, and what can be done with it now, the next step first."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.audit import Audit, AuditState
from inventory.errors import ChampionError, NotRecorded
from inventory.services import audit_figures, audits, glance
from tui.screens import audit_state as words
from tui.screens.audit_words import Line
from tui.screens.choices import Choices
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines

Choice = tuple[str, str]
"""The id of what can be done, and what it says; an empty id makes a heading."""


class AuditPage(Page[None]):
    """An audit's state in plain words, its figures, and its steps."""

    WORD = "Audits"
    AUTO_FOCUS = "Choices"

    DEFAULT_CSS = """
    AuditPage #audit { height: auto; padding: 1 3 0 3; }
    """

    options = getters.query_one(Choices)

    def __init__(self) -> None:
        super().__init__()
        self.audit: Audit | None = None

    def content(self) -> ComposeResult:
        """How it stands, and below it what can be done."""
        yield TextLines(id="audit")
        yield Choices([])

    def read(self) -> None:
        """Read again what the page is about."""
        raise NotImplementedError

    def facts(self) -> list[Line]:
        """How it stands."""
        if self.audit is None:
            return []
        status = audit_figures.status(self.office, self.audit)
        lines = words.head_lines(status, self.office.clock.now())
        if not self._hides_what_is_expected:
            return [*lines, *words.figure_lines(status), []]
        scanned = glance.audit_count(self.office, self.audit).scanned
        return [*lines, [(f"{scanned:,} scanned", "plain")], []]

    def steps(self) -> list[Choice]:
        """What can be done, the next step first."""
        if self.audit is None:
            return []
        waiting = audit_figures.unexplained(self.office, self.audit)
        steps = list(_steps(self.audit.state, waiting))
        if not self._hides_what_is_expected:
            so_far = " so far" if self.audit.state is AuditState.OPEN else ""
            steps.append(("variances", f"All variances{so_far}"))
        return steps

    def refresh_page(self) -> None:
        """Read again how it stands; the mark goes to the next step where that is another one."""
        if not self.is_current:
            return  # the scan screen went on top at once
        self.read()
        facts = self.facts()
        text = self.query_one("#audit", TextLines)
        text.show(facts)
        text.styles.height = len(facts) + 1
        shown = [option.id for option in self.options.options]
        steps = self.steps()
        at = self.options.highlighted
        self.options.set_options(_option(*step) for step in steps)
        same = shown == [step[0] or None for step in steps]
        self.options.highlighted = at if same and at is not None else 0

    @on(OptionList.OptionSelected)
    def pick(self, message: OptionList.OptionSelected) -> None:
        """Enter picks."""
        message.stop()
        self.take_step(str(message.option_id))

    def take_step(self, step: str) -> None:
        """Do what was picked: each step has a screen of its own."""
        if self.audit is None:
            return
        audit_id = self.audit.audit_id
        if step == "explain":
            from tui.screens.explain import ExplainScreen

            self.app.push_screen(ExplainScreen(audit_id))
        elif step == "sign":
            from tui.screens.sign_audit import SignScreen

            self.app.push_screen(SignScreen(audit_id))
        elif step == "packet":
            from tui.screens.audit_packet import write_packet

            write_packet(self, audit_id)
        elif step == "answer":
            from tui.screens.answer import read_answer

            read_answer(self, audit_id)
        elif step == "answered":
            from tui.screens.answer import AnswerScreen

            self.app.push_screen(AnswerScreen(audit_id))
        elif step == "variances":
            from tui.screens.audit_variances import VariancesScreen

            self.app.push_screen(VariancesScreen(audit_id))

    def act_later(self, act: Callable[[], None]) -> None:
        """Once this page is back in front, which clears its strip."""
        self.call_later(self._act, act)

    def _act(self, act: Callable[[], None]) -> None:
        try:
            act()
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.refresh_page()
            self.show_strip((refused.message, "ask"))

    @property
    def _hides_what_is_expected(self) -> bool:
        audit = self.audit
        return audit is not None and audit.scope.blind and audit.state is AuditState.OPEN


def _option(name: str, said: str) -> Option:
    return Option(Content(said), id=name or None, disabled=not name)


def _steps(state: AuditState, waiting: int) -> Iterable[Choice]:
    reopen = ("reopen", "Scan on: reopens it, with a reason")
    match state:
        case AuditState.OPEN:
            yield "scan", "Go on scanning"
            yield "finish", "Finish scanning"
        case AuditState.LOCKED:
            yield "explain", f"Explain {waiting:,} variance{'' if waiting == 1 else 's'}"
            yield reopen
        case AuditState.EXPLAINED:
            yield "sign", "Sign"
            yield "explain", "Change explanations"
            yield reopen
        case AuditState.SIGNED:
            yield "packet", "Write the packet for IT"
        case AuditState.SUBMITTED:
            yield "answer", "Read the district's answer"
            yield "packet", "Write the packet for IT once more"
        case AuditState.ANSWERED:
            yield "answered", "Show the district's answer"
            yield "answer", "Read a newer answer"


class EarlierAuditScreen(AuditPage):
    """An audit of a quarter before; Esc goes back to the one of now."""

    WORD = "Earlier audit"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="audits.leave", tooltip="Back to the audits"),
    ]

    def __init__(self, audit_id: str) -> None:
        """The page of the audit with this id."""
        super().__init__()
        self._audit_id = audit_id

    def read(self) -> None:
        """Find the audit with this id."""
        self.audit = audits.find(self.office, self._audit_id)

    def steps(self) -> list[Choice]:
        """What can be done; scanning goes on for the audit of now only."""
        return [step for step in super().steps() if step[0] not in ("scan", "finish", "reopen")]

    def action_leave(self) -> None:
        """Back to the audits."""
        self.dismiss(None)
