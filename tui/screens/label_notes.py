"""All that is not printed as it was asked for: what doesn't fit, what nobody knows, lost words."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.services.labels import Chosen, Sheet
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable

Note = tuple[str, str, str]
"""The code, what is the matter with it, and what to do."""

_COLUMNS = (
    Column("code", "Code", width=14, priority=3),
    Column("what", "What", weight=5, priority=2),
    Column("do", "What to do", weight=4, priority=1, sortable=False),
)


class NotesScreen(Page[None]):
    """A table of them, to look through and to save."""

    WORD = "Labels"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="notes.leave", tooltip="Back to the sheet"),
    ]

    def __init__(self, notes: list[Note]) -> None:
        super().__init__()
        self._rows = MemoryRows(_COLUMNS, frozenset({"code"}))
        self._rows.put(dict(enumerate(notes)))

    def content(self) -> ComposeResult:
        """The table."""
        yield RecordTable(
            self._rows, _COLUMNS, heading="Not printed as asked", sort="code",
            empty="All of it is printed.", id="labels-not-printed",
        )  # fmt: skip

    @on(RecordTable.Opened)
    def show_whole(self, message: RecordTable.Opened) -> None:
        """Enter shows a row over the whole width."""
        message.stop()
        _, what, do = self._rows.rows([message.key])[message.key]
        self.show_strip((f"{what} ", "plain"), (do, "muted"))

    def action_leave(self) -> None:
        """Back to the sheet."""
        self.dismiss(None)


def notes_of(chosen: Chosen, sheet: Sheet) -> list[Note]:
    """What is not printed, or not as it was asked for; what doesn't fit comes first."""
    look_up = "F5 finds it, if it is there."
    return [
        *((one.label.code, one.why, one.hint) for one in sheet.unfit),
        *((code, "Nobody answers to this code.", look_up) for code in chosen.unknown),
        *((code, "Known, but the other rows leave it out.", "Set them to all.")
          for code in chosen.left_out),
        *((code, "It is in the list twice, and printed once.", "") for code in chosen.repeated),
        *((one.code, one.said, "It is printed.") for one in chosen.twofold),
        *((one.code, f"{one.text}: the label font can't write all of it.", "The rest is printed.")
          for one in chosen.unwritten),
    ]  # fmt: skip
