"""What the pages of a device and of a person share: what is known, and the whole history below."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, StoreRefused
from inventory.model import Event
from inventory.services import pages
from tui.record_words import Line, as_of
from tui.screens.ask_text import AskTextScreen
from tui.screens.history import history_rows
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.letter_keys import letter_key
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
        letter_key(
            "A", "ask_day", "As of", "record.as_of", "Show it as it was at the end of another day"
        ),
        Binding("escape", "leave", "Back", id="record.leave", tooltip="Back to the list"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    RecordPage #record { height: auto; padding: 1 3 0 3; }
    """

    def __init__(self, record_id: str, at: date | None = None) -> None:
        """The page of the record with this id, which the register has; as of a day, if given."""
        super().__init__()
        self.record_id = record_id
        self.at = at
        self._history: Sequence[Event] = ()
        self._rows = MemoryRows(self.COLUMNS, frozenset({"when"}))

    def content(self) -> ComposeResult:
        """What is known, and the history, newest first."""
        lines: list[Line] = []
        with self.champion.stopping_at_faults():
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
        return f"{self.record_id}-history{f'-as-of-{self.at}' if self.at else ''}"

    def bar_text(self) -> str:
        """As of which day it is shown, if that is not now."""
        return as_of(self.at) if self.at else super().bar_text()

    def action_ask_day(self) -> None:
        """Ask for a day, on a screen of its own."""
        explanation = "What was on record at the end of that day. Empty: as it is now."
        example = self.office.clock.now().date().isoformat()
        asks = AskTextScreen(
            "As of which day?", explanation, example, may_be_empty=True,
            check=partial(pages.read_day, self.office),
        )  # fmt: skip
        self.app.push_screen(asks, self._go_to)

    def _go_to(self, text: str | None) -> None:
        """After the screen has come back to the front, which clears its strip."""
        if text is not None:
            self.call_later(self._show_day, text)

    def _show_day(self, text: str) -> None:
        with self.champion.stopping_at_faults():
            self.at = pages.read_day(self.office, text)
            self.refresh_page()
        self.champion.show_bar()

    @on(RecordTable.Opened)
    def open_event(self, message: RecordTable.Opened) -> None:
        """Enter goes on to the other side of the event."""
        message.stop()
        try:
            self.open_other(self._history[message.key])
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    def _read(self) -> list[Line]:
        lines, self._history = self.read_record()
        self._rows.put(history_rows(self.office, self._history, self.OF_DEVICE))
        return lines
