"""One list, to filter, sort, open and save."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.rules.phrases import since
from inventory.services import lay_out, pages, reports
from inventory.services.office import Office
from tui.inbox_words import label_of, name_of, word_of_code
from tui.screens.inbox import COLUMNS
from tui.screens.memory_rows import Cells, MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable


class ListPage(Page[None]):
    """A table; Enter opens the device or the person, Esc goes back to the lists."""

    WORD = "Lists"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="list.leave", tooltip="Back to the lists"),
    ]

    def __init__(self, name: str, make_table: Callable[[Office], RecordTable]) -> None:
        """The list that files are called ``name``."""
        super().__init__()
        self._list_name = name
        self._make_table = make_table

    def content(self) -> ComposeResult:
        """The table."""
        yield self._make_table(self.office)

    def refresh_page(self) -> None:
        """Read again what is listed."""
        self.query_one(RecordTable).refresh_rows()

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved list is called."""
        return self._list_name

    @on(RecordTable.Opened, "#devices")
    def open_device(self, message: RecordTable.Opened) -> None:
        """Enter on a device opens its page."""
        message.stop()
        with self.champion.stopping_at_faults():
            self._show_device(reports.device_of_key(self.office, message.key))

    @on(RecordTable.Opened, "#people")
    def open_person(self, message: RecordTable.Opened) -> None:
        """Enter on a person opens their page."""
        from tui.screens.person_page import PersonScreen

        message.stop()
        with self.champion.stopping_at_faults():
            self.app.push_screen(PersonScreen(reports.person_of_key(self.office, message.key)))

    @on(RecordTable.Opened, "#parked")
    def open_parked(self, message: RecordTable.Opened) -> None:
        """Enter on a parked scan opens its device, where one is known."""
        message.stop()
        with self.champion.stopping_at_faults():
            device = reports.parked_now(self.office)[message.key].device
            if device and pages.device(self.office, device):
                self._show_device(device)
            else:
                self.show_strip(("No device is known for it. ", "ask"), ("F6 settles it.", "muted"))

    def _show_device(self, device_id: str) -> None:
        from tui.screens.device_page import DeviceScreen

        self.app.push_screen(DeviceScreen(device_id))

    def action_leave(self) -> None:
        """Back to the lists."""
        self.dismiss(None)


LAID_OUT_COLUMNS = (
    Column("homeroom", "Room", width=8, priority=5),
    Column("name", "Name", weight=3, least=14, priority=6),
    Column("device", "Device", weight=2, least=10, priority=7),
    Column("model", "Model", weight=2, least=14, priority=2),
    Column("grade", "Grade", width=5, priority=3),
    Column("person", "ID", width=10, priority=1),
)


def laid_out_table(office: Office) -> RecordTable:
    """What waits in stock for the person for whom it is laid out, by homeroom and name."""

    def read() -> dict[int, Cells]:
        return {
            one.key: (one.homeroom, one.name, one.label, one.model, one.grade, one.person)
            for one in lay_out.laid_out(office)
        }

    rows = MemoryRows(LAID_OUT_COLUMNS, frozenset({"homeroom"}), read)
    return RecordTable(
        rows, LAID_OUT_COLUMNS, heading="Laid out", id="devices", sort="homeroom",
        empty="Nothing is laid out. Home, then L, lays out.",
    )  # fmt: skip


def parked_table(office: Office) -> RecordTable:
    """What waits in the Inbox, oldest first."""

    def read() -> dict[int, Cells]:
        return {
            key: (
                one.claim,
                since(one.at, office.clock.now()),
                word_of_code(one.code),
                one.raw,
                label_of(office, one.device),
                name_of(office, one.person),
                one.place or "",
            )
            for key, one in enumerate(reports.parked_now(office))
        }

    rows = MemoryRows(COLUMNS, frozenset({"claim", "when"}), read)
    return RecordTable(rows, COLUMNS, heading="Parked", empty="Nothing is parked.", id="parked")
