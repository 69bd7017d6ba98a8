"""Looking up: all devices and all people, found by typing, sorted, opened, saved."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.services import reports
from inventory.services.reports import ListName
from tui.screens.page import MODE_KEYS, Page
from tui.screens.tables import device_table, people_table, show_scanned
from tui.widgets.record_table import RecordTable


class LookUpScreen(Page[None]):
    """Two lists, one in sight; what is typed into the filter goes along to the other."""

    WORD = "Look up"
    LEFT_OUT = MODE_KEYS - {"app.hand_out", "app.take_back"}
    AUTO_FOCUS = "#devices"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "show_list('people')", "People", key_display="Tab", id="look_up.people",
            tooltip="Look for the same among people", priority=True,
        ),
        Binding(
            "tab", "show_list('devices')", "Devices", key_display="Tab", id="look_up.devices",
            tooltip="Look for the same among devices", priority=True,
        ),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._shown = "devices"
        self._just_read = True

    def content(self) -> ComposeResult:
        """The devices; the people are read once somebody looks for one."""
        empty = "No devices yet. F7 imports the district's list."
        yield device_table(self.office, ListName.DEVICES, "Devices", empty)

    def on_mount(self) -> None:
        """Type at once."""
        self.table.filtering = True

    @property
    def table(self) -> RecordTable:
        """The list in sight."""
        return self.query_one(f"#{self._shown}", RecordTable)

    def refresh_page(self) -> None:
        """Read the list in sight again; the other one is when it comes into sight."""
        if not self._just_read:
            self.table.refresh_rows()
        self._just_read = False

    def take_scan(self, text: str, at: float) -> None:
        """Say what was scanned, and put the cursor on it where its list shows it."""
        super().take_scan(text, at)
        show_scanned(self.office, text, self.query(RecordTable))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Tab leads to the list that is out of sight, on this screen alone."""
        if action != "show_list":
            return True
        return self.is_current and parameters != (self._shown,)

    def action_show_list(self, name: str) -> None:
        """Show the other list, once what was typed before has arrived in this one."""
        self.table.call_later(self._switch_to, name)

    @on(RecordTable.Opened, "#devices")
    def open_device(self, message: RecordTable.Opened) -> None:
        """Enter on a device opens its page."""
        from tui.screens.device_page import DeviceScreen

        message.stop()
        self.app.push_screen(DeviceScreen(reports.device_of_key(self.office, message.key)))

    @on(RecordTable.Opened, "#people")
    def open_person(self, message: RecordTable.Opened) -> None:
        """Enter on a person opens their page."""
        from tui.screens.person_page import PersonScreen

        message.stop()
        self.app.push_screen(PersonScreen(reports.person_of_key(self.office, message.key)))

    async def _switch_to(self, name: str) -> None:
        before = self.table
        if name == before.id:
            return
        text = before.filter_text
        if not self.query(f"#{name}"):
            await self.mount(people_table(self.office), after=before)
        self._shown = name
        before.display = False
        self.table.display = True
        self.table.filter_by(text)
        self.table.refresh_rows()
        self.table.focus()
        self.table.filtering = True
        self.refresh_bindings()
