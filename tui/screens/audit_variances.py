"""All variances of an audit, to look through and to save; explaining them has its own screen."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.counts import Variance
from inventory.services import audit_figures, audits, pages
from tui import variance_words as words
from tui.event_words import OUTCOME_WORDS
from tui.screens.memory_rows import Cells, MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable

COLUMNS = (
    Column("outcome", "What", width=16, priority=9),
    Column("device", "Device", width=13, priority=10),
    Column("model", "Model", weight=2, least=14, priority=3),
    Column("recorded", "Recorded", weight=2, least=12, priority=7),
    Column("seen", "Seen", weight=2, least=12, priority=8),
    Column("last", "Last seen", width=12, priority=5, sortable=False),
    Column("explanation", "Explanation", weight=3, least=14, priority=6),
)


class VariancesScreen(Page[None]):
    """One list; Enter opens the device, where there is one."""

    WORD = "Variances"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="variances.leave", tooltip="Back to the audit"),
    ]

    def __init__(self, audit_id: str) -> None:
        """The variances of the audit with this id."""
        super().__init__()
        self._audit_id = audit_id
        self._rows = MemoryRows(COLUMNS, frozenset({"outcome"}))
        self._variances: list[Variance] = []

    def content(self) -> ComposeResult:
        """The list."""
        self._read()
        yield RecordTable(
            self._rows, COLUMNS, heading="Variances", id="variances",
            empty="All was found as recorded so far.",
        )  # fmt: skip

    def refresh_page(self) -> None:
        """Read again what did not match."""
        self._read()
        self.query_one(RecordTable).refresh_rows()

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved list is called."""
        return f"{self._audit_id}-variances"

    @on(RecordTable.Opened)
    def open_device(self, message: RecordTable.Opened) -> None:
        """Enter on a device opens its page."""
        from tui.screens.device_page import DeviceScreen

        message.stop()
        subject = self._variances[message.key].subject
        if pages.device(self.office, subject):
            self.app.push_screen(DeviceScreen(subject))
        else:
            self.show_strip(("No device is known for it.", "ask"))

    def action_leave(self) -> None:
        """Back to the audit."""
        self.dismiss(None)

    def _read(self) -> None:
        audit = audits.find(self.office, self._audit_id)
        self._variances = audit_figures.variances(self.office, audit)
        self._rows.put({key: self._cells(one) for key, one in enumerate(self._variances)})

    def _cells(self, variance: Variance) -> Cells:
        return (
            OUTCOME_WORDS[variance.outcome],
            variance.label,
            words.model_of(self.office, variance),
            words.recorded(self.office, variance),
            words.seen(self.office, variance),
            words.last_seen(variance, self.office.clock.now()),
            words.explanation_of(variance),
        )
