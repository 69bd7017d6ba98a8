"""What an audit asks for: places or categories, marked in a list."""

from collections.abc import Mapping
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.mark_table import MarkTable
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines


class ScopeTable(MarkTable):
    """The rows to mark."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open_row", "Go on", id="scope.go_on",
            tooltip="Go on with the marked rows; without marks with the row under the cursor",
        ),
    ]  # fmt: skip


class ScopeScreen(Page[tuple[str, ...] | None]):
    """Gives the names that were marked; None where it was left with Esc."""

    WORD = "Choose"
    TONE = "audit"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "ScopeTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="scope.leave", tooltip="Open nothing"),
    ]

    DEFAULT_CSS = """
    ScopeScreen #asks { height: 3; padding: 1 3 0 3; }
    """

    table = getters.query_one(ScopeTable)

    def __init__(self, title: str, names: Mapping[str, int]) -> None:
        """Ask for some of these, each with how many devices it has."""
        super().__init__()
        self._title = title
        self._names = list(names)
        self._columns = (
            Column("name", title, weight=1, priority=2),
            Column("devices", "Devices", width=7, align="right", sortable=False, priority=1),
        )
        self._rows = MemoryRows(self._columns, frozenset())
        self._rows.put({at: (name, f"{names[name]:,}") for at, name in enumerate(self._names)})

    def content(self) -> ComposeResult:
        """How to mark, and the list."""
        yield TextLines(
            [
                [("Space", "accent"), (" marks what the audit asks for. ", "plain"),
                 ("Enter", "accent"), (" goes on.", "plain")],
            ],
            id="asks",
        )  # fmt: skip
        yield ScopeTable(
            self._rows, self._columns, heading=self._title, empty="There is nothing to choose from."
        )

    @on(RecordTable.Opened)
    def go_on(self, message: RecordTable.Opened) -> None:
        """Enter takes what is marked, or the row under the cursor."""
        message.stop()
        keys = self.table.marked_keys or [message.key]
        self.dismiss(tuple(self._names[key] for key in keys))

    def action_leave(self) -> None:
        """Open nothing."""
        self.dismiss(None)
