"""What the pages of a device and of a person share: what is known, and the whole history below."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError
from inventory.model import Event
from tui.record_words import Line
from tui.screens.history import history_rows
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines


class RecordPage(Page[None]):
    """One record of the register; Enter on a line of its history leads to its other side."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    OF_DEVICE: ClassVar[bool]
    LEFT_OUT = MODE_KEYS
    ONLY_SHOWS = True
    AUTO_FOCUS = "#history"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="record.leave", tooltip="Back to the list"),
    ]

    DEFAULT_CSS = """
    RecordPage #record { height: auto; padding: 1 3 0 3; }
    """

    def __init__(self, record_id: str) -> None:
        """The page of the record with this id, which the register has."""
        super().__init__()
        self.record_id = record_id
        self._history: Sequence[Event] = ()
        self._rows = MemoryRows(self.COLUMNS, frozenset({"when"}))

    def content(self) -> ComposeResult:
        """What is known, and the history, newest first."""
        lines = self._read()
        record = TextLines(lines, id="record")
        record.styles.height = len(lines) + 1
        yield record
        yield RecordTable(
            self._rows, self.COLUMNS, heading="History", empty="Nothing has happened yet.",
            sort="when", descending=True, id="history",
        )  # fmt: skip

    def read_record(self) -> tuple[list[Line], Sequence[Event]]:
        """What stands at the top, and the events, oldest first."""
        raise NotImplementedError

    def open_other(self, event: Event) -> None:
        """Go on to the person, or the device, that the event is about."""
        raise NotImplementedError

    def refresh_page(self) -> None:
        """Read the record again."""
        lines = self._read()
        record = self.query_one("#record", TextLines)
        record.show(lines)
        record.styles.height = len(lines) + 1
        self.query_one(RecordTable).refresh_rows()

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What a saved history is called."""
        return f"{self.record_id}-history"

    @on(RecordTable.Opened)
    def open_event(self, message: RecordTable.Opened) -> None:
        """Enter goes on to the other side of the event."""
        message.stop()
        try:
            self.open_other(self._history[message.key])
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    def _read(self) -> list[Line]:
        lines, self._history = self.read_record()
        self._rows.put(history_rows(self.office, self._history, self.OF_DEVICE))
        return lines
