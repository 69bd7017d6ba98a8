"""Signing an audit: its figures, what follows from a signature, and who signs."""

from collections.abc import Mapping
from textwrap import wrap
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from inventory.audit import Audit
from inventory.counts import Cover
from inventory.errors import ChampionError, NotRecorded
from inventory.rules.audit_life import Step, require
from inventory.services import audit_figures, audits
from tui import variance_words as words
from tui.event_words import OUTCOME_WORDS
from tui.record_words import Line
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.text_lines import TextLines

_LABEL, _NUMBER, _GAP, _RATE = 15, 7, 4, 24
_MARGIN = 3
_HOW: Line = [("Enter", "accent"), (" goes on, and behind the role it signs.", "muted")]


class SignScreen(Page[bool]):
    """Gives whether it was signed."""

    WORD = "Sign"
    TONE = "audit"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "#name"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="sign.leave", tooltip="Go back unsigned"),
    ]

    DEFAULT_CSS = """
    SignScreen #figures { padding: 1 3 0 3; }
    SignScreen Horizontal { height: 1; padding: 0 3; }
    SignScreen Horizontal TextLines { width: 15; padding: 0; }
    SignScreen Input { width: 1fr; max-width: 60; }
    SignScreen #role-line { margin: 1 0; }
    """

    name_field = getters.query_one("#name", Input)
    role_field = getters.query_one("#role", Input)

    def __init__(self, audit_id: str) -> None:
        super().__init__()
        self._audit_id = audit_id

    def bar_text(self) -> str:
        """The audit."""
        return f"{self._audit_id} · {self.office.school}"

    def content(self) -> ComposeResult:
        """The figures, the two fields, what Enter does."""
        lines = self._lines()
        figures = TextLines(lines, id="figures")
        figures.styles.height = len(lines) + 1
        yield figures
        with Horizontal():
            yield TextLines([[("Your name", "bold")]])
            yield Input(placeholder="for example Ada Park", id="name")
        with Horizontal(id="role-line"):
            yield TextLines([[("Your role", "bold")]])
            yield Input(placeholder="for example librarian", id="role")
        yield TextLines([_HOW], id="said")

    def refresh_page(self) -> None:
        """Say at once where it can't be signed, or not yet."""
        audit = self._audit
        try:
            require(audit, Step.SIGN, audit_figures.unexplained(self.office, audit))
        except ChampionError as refused:
            self.name_field.disabled = self.role_field.disabled = True
            self._show_refusal(refused)

    @on(Input.Submitted)
    def go_on(self, message: Input.Submitted) -> None:
        """Enter leads from the name to the role; there it signs, once both are written."""
        message.stop()
        if not self.is_active:
            return  # a second Enter was on its way
        if message.input is self.name_field:
            self.role_field.focus()
            return
        for field, asked in ((self.name_field, "The name"), (self.role_field, "The role")):
            if not field.value.strip():
                field.focus()
                self.show_strip((f"{asked} is still empty.", "ask"))
                return
        self._sign(self.name_field.value, self.role_field.value)

    def action_leave(self) -> None:
        """Go back unsigned."""
        self.dismiss(False)

    def _sign(self, name: str, role: str) -> None:
        from inventory.services import packets

        try:
            packets.sign(self.office, self._audit, name, role)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self._show_refusal(refused)
        else:
            self.dismiss(True)

    def _show_refusal(self, refused: ChampionError) -> None:
        said: list[Line] = [[(line, "ask")] for line in wrap(refused.message, self._width)]
        self.query_one("#said", TextLines).show([*said, [(refused.hint, "muted")]])

    @property
    def _audit(self) -> Audit:
        return audits.find(self.office, self._audit_id)

    @property
    def _width(self) -> int:
        return self.app.size.width - 2 * _MARGIN

    def _lines(self) -> list[Line]:
        cover = audit_figures.status(self.office, self._audit).cover
        variances = audit_figures.variances(self.office, self._audit)
        finds = {OUTCOME_WORDS[one]: n for one, n in cover.finds.items() if one.is_variance}
        return [
            *_figures(cover),
            *_consisting("Finds", finds, self._width),
            *_consisting("Explained", words.explained_as(variances), self._width),
            [],
            [("What is signed can't be changed any more. What could not be found is set", "plain")],
            [("missing, or to what its explanation says: in repair, lost, stolen.", "plain")],
            [],
        ]


def _figures(cover: Cover) -> list[Line]:
    """The cover sheet: what was counted, and what that comes to."""
    worth = f"{cover.value_at_risk:,.2f}"
    if cover.unpriced:
        known = cover.missing - cover.unpriced
        worth = f"{worth} for {known:,} of {cover.missing:,}" if known else "no prices set"
    rows = (
        ("Expected", cover.expected, "Sighted", _percent(cover.sighting_rate)),
        ("Sighted", cover.sighted, "Sighted or accounted for", _percent(cover.accountability)),
        ("Accounted for", cover.accounted, "Sighted as recorded", _percent(cover.accuracy)),
        ("Missing", cover.missing, "Value at risk", worth),
    )
    return [
        [
            *_counted(label, number),
            (f"{rate:<{_RATE}}  ", "muted"),
            (value, "bold"),
        ]
        for label, number, rate, value in rows
    ]


def _consisting(label: str, kinds: Mapping[str, int], width: int) -> list[Line]:
    """``Finds   4    2 not known, 1 resurfaced`` and so on, on as many lines as it takes."""
    front = _counted(label, sum(kinds.values()))
    indent = sum(len(text) for text, _ in front)
    first, *more = words.counts(kinds, max(20, width - indent))
    rest: list[Line] = [[(" " * indent + line, "plain")] for line in more]
    return [[*front, (first, "plain")], *rest]


def _counted(label: str, number: int) -> Line:
    return [(f"{label:<{_LABEL}}", "muted"), (f"{number:>{_NUMBER},}{' ' * _GAP}", "bold")]


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.1%}"
