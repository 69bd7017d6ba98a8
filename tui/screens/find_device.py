"""Finding a device by hand or by scan; nothing is taken until a row is opened on purpose."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.services import pages, reports
from inventory.services.reports import ListName
from tui.screens.page import MODE_KEYS, Page
from tui.screens.tables import choose, device_table
from tui.widgets.record_table import RecordTable


class FindDeviceScreen(Page[str | None]):
    """Gives the id of the device that was picked; None where it was left with Esc."""

    WORD = "Find a device"
    LEFT_OUT = MODE_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="find.leave", tooltip="Go back without a device"),
    ]

    def content(self) -> ComposeResult:
        """The list of devices, its filter open for typing."""
        empty = "No devices yet. F7 imports the district's list."
        yield device_table(self.office, ListName.DEVICES, "Devices", empty)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(RecordTable).filtering = True

    def take_scan(self, text: str, at: float) -> None:
        """A scanned device gets the cursor; Enter picks it."""
        match = pages.meaning_of(self.office, text)
        if match.person and not match.device:
            wanted = "Scan a device, or type a part of its code."
            self.show_strip((f"{match.code} is a person. ", "ask"), (wanted, "muted"))
            return
        super().take_scan(text, at)
        line = reports.device_line(self.office, match.device) if match.device else None
        if line:
            choose(self.query_one(RecordTable), line.key)

    @on(RecordTable.Opened)
    def pick(self, message: RecordTable.Opened) -> None:
        """Enter on a row picks that device."""
        message.stop()
        self.dismiss(reports.device_of_key(self.office, message.key))

    def action_leave(self) -> None:
        """Go back without a device."""
        self.dismiss(None)
