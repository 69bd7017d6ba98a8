"""Explaining: everything an audit did not find as recorded, and the school's word on it."""

from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.counts import Variance
from inventory.errors import ChampionError
from inventory.rules.audit import code_subject
from inventory.rules.phrases import count
from inventory.services import audit_figures, audits, pages
from tui import variance_words as words
from tui.screens.explain_one import ExplainOneScreen
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.mark_table import MarkTable
from tui.widgets.mode_bar import ModeBar
from tui.widgets.record_table import RecordTable

_EMPTY = "Nothing has to be explained: all was found as recorded."


class VarianceTable(MarkTable):
    """The rows to explain."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open_row", "Explain", id="explain.open",
            tooltip="Explain the marked rows; without marks the row that the cursor is on",
        ),
    ]  # fmt: skip


class ExplainScreen(Page[None]):
    """All variances, the unexplained first; Enter leads to the explanations."""

    WORD = "Explain"
    TONE = "audit"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "#variances"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="explain.leave", tooltip="Back to the audit"),
    ]

    table = getters.query_one(VarianceTable)

    def __init__(self, audit_id: str) -> None:
        super().__init__()
        self._audit_id = audit_id
        self._rows = MemoryRows(words.COLUMNS, words.AS_GIVEN)
        self._numbers: dict[str, int] = {}
        self._variances: dict[int, Variance] = {}

    def compose(self) -> ComposeResult:
        """The zones; the bar says how many there are."""
        self._read()
        yield from super().compose()

    def content(self) -> ComposeResult:
        """One list."""
        yield VarianceTable(
            self._rows, words.COLUMNS, heading="Variances", empty=_EMPTY, id="variances"
        )

    def bar_text(self) -> str:
        """``NORTH-2026-Q4 · 43 variances, 12 to explain``."""
        every, waiting = len(self._variances), self._waiting
        left = f"{waiting:,} to explain" if waiting else "all explained"
        left = left if every else "nothing to explain"
        return f"{self._audit_id} · {count(every, 'variance')}, {left}"

    def refresh_page(self) -> None:
        """Read again what there is to explain."""
        self._read()
        self.table.refresh_rows()
        self.query_one(ModeBar).show_right(self.right_text())

    def take_scan(self, text: str, at: float) -> None:
        """A scanned device gets the cursor, where it is one of these."""
        super().take_scan(text, at)
        try:
            page = pages.look_up(self.office, text)
        except ChampionError:
            subject = code_subject(text)
        else:
            subject = page.device.device_id if isinstance(page, pages.DevicePage) else ""
        if subject in self._numbers:
            self.table.select_key(self._numbers[subject])

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved list is called."""
        return f"{self._audit_id}-variances"

    @on(RecordTable.Opened)
    def open_marked(self, message: RecordTable.Opened) -> None:
        """Enter explains the marked rows, or the one under the cursor."""
        message.stop()
        if self.is_active:  # a second Enter may have been on its way
            self._explain(self.table.marked_keys or [message.key])

    def action_leave(self) -> None:
        """Back to the audit."""
        self.dismiss(None)

    @property
    def _waiting(self) -> int:
        return sum(one.explanation is None for one in self._variances.values())

    def _explain(self, keys: list[int], said: str = "") -> None:
        some = [self._variances[key] for key in keys]
        again = audit_figures.missing_again(self.office, audits.find(self.office, self._audit_id))
        screen = ExplainOneScreen(self._audit_id, some, frozenset(again), said)
        goes_on = len(some) == 1 and some[0].explanation is None
        self.app.push_screen(screen, partial(self._explained, keys, goes_on))

    def _explained(self, keys: list[int], goes_on: bool, said: str | None) -> None:
        """Go on with the next one, after one; else say how it stands."""
        if said is None:
            return
        order = list(self.table.row_keys)
        at = order.index(keys[-1]) if keys[-1] in order else -1
        self.table.mark(())
        self.refresh_page()
        left = [
            key for key in (*order[at + 1 :], *order[:at])
            if key in self._variances and self._variances[key].explanation is None
        ]  # fmt: skip
        if left:
            self.table.select_key(left[0])
        if left and goes_on:
            self._explain(left[:1], said)
        else:
            self.call_later(self._say, said, bool(left))

    def _say(self, said: str, left: bool) -> None:
        """Once the list is back in front, which clears the strip."""
        if not self._waiting:
            self.show_strip(("✓ All are explained. ", "ok"), ("Esc, then sign.", "muted"))
            return
        if not left:
            rest = f" None of those shown is left; {self._waiting:,} to explain are not shown."
        else:
            rest = ""
        self.show_strip((f"✓ {said}", "ok"), (rest, "muted"))

    def _read(self) -> None:
        audit = audits.find(self.office, self._audit_id)
        found = audit_figures.variances(self.office, audit)
        found.sort(key=lambda one: one.explanation is not None)
        self._variances = {
            self._numbers.setdefault(one.subject, len(self._numbers)): one for one in found
        }
        self._rows.put({key: words.cells(self.office, one) for key, one in self._variances.items()})
