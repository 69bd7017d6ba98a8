"""Finding a person by name; nothing is taken until a row is opened on purpose."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.services import pages, reports
from tui.screens.page import MODE_KEYS, Page
from tui.screens.tables import choose, people_table
from tui.widgets.record_table import RecordTable


class FindPersonScreen(Page[str | None]):
    """Gives the ID of the person who was picked; None where it was left with Esc."""

    WORD = "Find a person"
    LEFT_OUT = MODE_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="find.leave", tooltip="Go back without a person"),
    ]

    def content(self) -> ComposeResult:
        """The list of people, its filter open for typing."""
        yield people_table(self.office)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(RecordTable).filtering = True

    def take_scan(self, text: str, at: float) -> None:
        """A scanned person gets the cursor; Enter picks them."""
        match = pages.meaning_of(self.office, text)
        line = reports.person_line(self.office, match.person) if match.person else None
        if line:
            card = pages.person_card(self.office, line.person, 0)
            self.show_strip((f"{card.person.name}  ", "bold"), (card.in_words(), "muted"))
            choose(self.query_one(RecordTable), line.key)
        elif match.device:
            wanted = "Scan a person's card, or type a name."
            self.show_strip((f"{match.code} is a device. ", "ask"), (wanted, "muted"))
        else:
            super().take_scan(text, at)

    @on(RecordTable.Opened)
    def pick(self, message: RecordTable.Opened) -> None:
        """Enter on a row picks that person."""
        message.stop()
        self.dismiss(reports.person_of_key(self.office, message.key))

    def action_leave(self) -> None:
        """Go back without a person."""
        self.dismiss(None)
