"""The page of one person."""

from collections.abc import Sequence

from inventory.model import Event
from inventory.services import pages
from tui.record_words import Line, person_lines
from tui.screens.history import PERSON_HISTORY
from tui.screens.record_page import RecordPage


class PersonScreen(RecordPage):
    """Who it is, what they have, and all that happened with them."""

    WORD = "Person"
    COLUMNS = PERSON_HISTORY
    OF_DEVICE = False

    def read_record(self) -> tuple[list[Line], Sequence[Event]]:
        """The card, and the person's events."""
        page = pages.person_page(self.office, self.record_id, self.at)
        return person_lines(self.office, page), page.history

    def open_other(self, event: Event) -> None:
        """Go on to the device; Esc leads back to the list from there too."""
        if not event.device:
            self.show_strip(("This line names no device.", "muted"))
            return
        from tui.screens.device_page import DeviceScreen

        page = pages.device_page(self.office, event.device)
        self.app.switch_screen(DeviceScreen(page.device.device_id, self.at))
