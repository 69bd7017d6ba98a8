"""Lists: who has what, what is overdue, what is in stock; to look through and to save."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.rules.phrases import day
from inventory.services import reports
from inventory.services.office import Office
from inventory.services.reports import ListName, PeopleList
from tui.screens.list_page import ListPage, parked_table
from tui.screens.page import Page
from tui.screens.tables import DEVICE_COLUMNS, PERSON_COLUMNS, DeviceRows, PersonRows
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines

_OUT_COLUMNS = tuple(
    replace(column, priority=0 if column.name in ("custody", "service") else column.priority)
    for column in DEVICE_COLUMNS
)
"""The same columns; where the width is short, what all rows have in common goes first."""

_TITLE_WIDTH = 30
_COUNT_WIDTH = 7


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its title, how many it has, what to know of it, its table."""

    title: str
    count: Callable[[Office], int]
    note: Callable[[Office], str]
    table: Callable[[Office], RecordTable]


class ExportsScreen(Page[None]):
    """The lists with their counts; Enter opens one."""

    WORD = "Lists"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("S", "share_now", "Share now", "exports.share", "Share with the tables"),
        letter_key("T", "show_tables", "Tables", "exports.tables", "Who has delivered"),
    ]
    DEFAULT_CSS = """
    ExportsScreen #intro { height: 6; padding: 1 3; }
    ExportsScreen #lists { height: 1fr; }
    ExportsScreen #lists:focus { background-tint: $background 0%; }
    """

    lists = getters.query_one("#lists", OptionList)

    def content(self) -> ComposeResult:
        """What to do here, and the lists."""
        yield TextLines(
            [
                [("Enter", "accent"), (" opens a list.  ", "plain"), ("E", "accent"),
                 (" in it saves the rows shown, for a spreadsheet.", "plain")],
                [("Nothing leaves this laptop unless you save or share it.", "muted")],
                [],
                [("S", "accent"), (" shares with the other tables now.  ", "plain"),
                 ("T", "accent"), (" shows who has delivered.", "plain")],
            ],
            id="intro",
        )  # fmt: skip
        yield OptionList(id="lists")

    def refresh_page(self) -> None:
        """Count again."""
        at = self.lists.highlighted or 0
        self.lists.set_options(
            Option(_line(self.office, listing), id=name) for name, listing in LISTS.items()
        )
        self.lists.highlighted = at

    @on(OptionList.OptionSelected, "#lists")
    def open_list(self, message: OptionList.OptionSelected) -> None:
        """Show the list on a page of its own."""
        message.stop()
        name = message.option_id or ""
        self.app.push_screen(ListPage(name, LISTS[name].table))

    def action_share_now(self) -> None:
        """Exchange with the folder or the hub of the settings; the first time, ask for a folder."""
        from tui.screens.share_now import share_now

        share_now(self)

    def action_show_tables(self) -> None:
        """Show who has delivered."""
        from tui.screens.tables_page import TablesPage

        self.app.push_screen(TablesPage())


def _line(office: Office, listing: Listing) -> Content:
    number = f"{listing.count(office):,}".rjust(_COUNT_WIDTH)
    note = listing.note(office)
    return Content.assemble(listing.title.ljust(_TITLE_WIDTH), (number, "bold"), f"   {note}")


def _devices(
    which: ListName, title: str, empty: str, note: str = "", sort: str = "device"
) -> Listing:
    return Listing(
        title,
        partial(_count, which=which),
        lambda _: note,
        lambda office: _table(office, which, title, empty, sort),
    )


def _table(office: Office, which: ListName, title: str, empty: str, sort: str) -> RecordTable:
    out = which in (ListName.OUT, ListName.OVERDUE, ListName.LEFT)
    columns = _OUT_COLUMNS if out else DEVICE_COLUMNS
    rows = DeviceRows(office, which)
    return RecordTable(rows, columns, heading=title, empty=empty, sort=sort, id="devices")


def _count(office: Office, which: ListName | PeopleList) -> int:
    return reports.list_count(office, which)


def _overdue() -> Listing:
    def due(office: Office) -> str:
        date = office.policy.due_back
        if not date:
            return "no date set: Ctrl+S sets it"
        today = office.clock.now().date()
        return f"{'were' if date < today.isoformat() else 'are'} due {day(date, today)}"

    def table(office: Office) -> RecordTable:
        empty = f"Nothing is overdue: devices {due(office)}."
        if not office.policy.due_back:
            empty = "No date is set by which devices are due back. Ctrl+S sets it."
        return _table(office, ListName.OVERDUE, "Not returned", empty, "homeroom")

    return Listing("Not returned", partial(_count, which=ListName.OVERDUE), due, table)


def _without_device(office: Office) -> RecordTable:
    return RecordTable(
        PersonRows(office, PeopleList.WITHOUT), PERSON_COLUMNS, heading="Without a device",
        empty="Everybody on the roster has a device.", sort="homeroom", id="people",
    )  # fmt: skip


def _more_than_one(office: Office) -> RecordTable:
    return RecordTable(
        PersonRows(office, PeopleList.MANY), PERSON_COLUMNS, heading="More than one",
        empty="Nobody has more of one kind than one person may have.", sort="homeroom",
        id="people",
    )  # fmt: skip


LISTS: Mapping[str, Listing] = {
    "out-by-homeroom": _devices(
        ListName.OUT, "Out, by homeroom", "Nothing is out. F2 hands out.", sort="homeroom"
    ),
    "out-by-grade": _devices(
        ListName.OUT, "Out, by grade", "Nothing is out. F2 hands out.", sort="grade"
    ),
    "not-returned": _overdue(),
    "left-still-holding": _devices(
        ListName.LEFT, "Left, still holding", "Nobody who left still has a device.",
        "gone from the roster", "name",
    ),
    "in-stock": _devices(ListName.STOCK, "In stock", "Nothing is in stock."),
    "all-devices": _devices(
        ListName.DEVICES, "All devices", "No devices yet. F7 imports the district's list."
    ),
    "without-a-device": Listing(
        "People without a device",
        partial(_count, which=PeopleList.WITHOUT),
        lambda _: "enrolled students and staff",
        _without_device,
    ),
    "more-than-one": Listing(
        "More than one",
        partial(_count, which=PeopleList.MANY),
        lambda _: "of one kind, where one is allowed",
        _more_than_one,
    ),
    "parked": Listing(
        "Parked", lambda office: len(reports.parked_now(office)), lambda _: "F6 settles them",
        parked_table,
    ),
}  # fmt: skip
"""The lists, by what a file with one is called, in the order shown."""
