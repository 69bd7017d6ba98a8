"""Finding a person by name; nothing is taken until a row is opened on purpose."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.services import reports
from tui.screens.page import Page
from tui.screens.tables import people_table
from tui.widgets.record_table import RecordTable


class FindPersonScreen(Page[str | None]):
    """Gives the ID of the person who was picked; None where it was left with Esc."""

    WORD = "Find a person"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="find.leave", tooltip="Go back without a person"),
    ]

    def content(self) -> ComposeResult:
        """The list of people, its filter open for typing."""
        yield people_table(self.office)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(RecordTable).filtering = True

    @on(RecordTable.Opened)
    def pick(self, message: RecordTable.Opened) -> None:
        """Enter on a row picks that person."""
        message.stop()
        self.dismiss(reports.person_of_key(self.office, message.key))

    def action_leave(self) -> None:
        """Go back without a person."""
        self.dismiss(None)
