"""Lists: who has what, what is overdue, what is in stock; to look through and to save."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.rules.phrases import count, day
from inventory.services import lay_out, reports
from inventory.services.office import Office
from inventory.services.reports import ListName, PeopleList
from tui.screens.list_page import ListPage, laid_out_table, parked_table
from tui.screens.page import Page
from tui.screens.tables import list_table
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines

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
        letter_key("P", "app.show_page('papers')", "Papers", "exports.papers", "Lists to print"),
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
                [("P", "accent"), (" makes papers: for doors, to sign, with costs.", "plain")],
                [("Nothing leaves this laptop unless you save or share it.", "muted")],
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
        lambda office: list_table(office, which, title, empty, sort=sort),
    )


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
        return list_table(office, ListName.OVERDUE, "Overdue", empty, sort="homeroom")

    return Listing("Overdue", partial(_count, which=ListName.OVERDUE), due, table)


def _people(which: PeopleList, title: str, empty: str, note: str) -> Listing:
    return Listing(
        title,
        partial(_count, which=which),
        lambda _: note,
        lambda office: list_table(office, which, title, empty, sort="homeroom"),
    )


def _days(which: ListName, title: str, empty: str, days: Callable[[Office], int]) -> Listing:
    return Listing(
        title,
        partial(_count, which=which),
        lambda office: f"more than {count(days(office), 'day')}: Ctrl+S sets it",
        lambda office: list_table(office, which, title, empty, sort="since"),
    )


LISTS: Mapping[str, Listing] = {
    "out-by-homeroom": _devices(
        ListName.OUT, "Out, by homeroom", "Nothing is out. F2 hands out.", sort="homeroom"
    ),
    "out-by-grade": _devices(
        ListName.OUT, "Out, by grade", "Nothing is out. F2 hands out.", sort="grade"
    ),
    "overdue": _overdue(),
    "left-still-holding": _devices(
        ListName.LEFT, "Left, still holding", "Nobody who left still has a device.",
        "gone from the roster", "name",
    ),
    "in-stock": _devices(ListName.STOCK, "In stock", "Nothing is in stock."),
    "all-devices": _devices(
        ListName.DEVICES, "All devices", "No devices yet. F7 imports the district's list."
    ),
    "without-a-device": _people(
        PeopleList.WITHOUT, "People without a device", "Everybody on the roster has a device.",
        "enrolled students and staff",
    ),
    "laid-out": Listing(
        "Laid out", lay_out.number_laid_out, lambda _: "waits in stock for its student",
        laid_out_table,
    ),
    "more-than-one": _people(
        PeopleList.MANY, "More than one",
        "Nobody has more of one kind than one person may have.",
        "of one kind, where one is allowed",
    ),
    "out-too-long": _days(
        ListName.OUT_LONG, "Out too long", "Nothing has been out for so long.",
        lambda office: office.policy.out_days,
    ),
    "not-seen": _days(
        ListName.UNSEEN, "Not seen for long", "Everything was seen lately.",
        lambda office: office.policy.unseen_days,
    ),
    "to-be-checked": _devices(
        ListName.TO_CHECK, "To be checked", "Nothing waits to be checked.", "in stock, not ready"
    ),
    "in-repair": _devices(ListName.REPAIR, "In repair", "Nothing is in repair."),
    "lost-or-missing": _devices(
        ListName.GONE, "Lost or missing", "Nothing is lost, stolen or missing."
    ),
    "parked": Listing(
        "Parked", lambda office: len(reports.parked_now(office)), lambda _: "F6 settles them",
        parked_table,
    ),
}  # fmt: skip
"""The lists, by what a file with one is called, in the order shown."""
