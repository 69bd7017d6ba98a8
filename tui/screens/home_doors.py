"""What a number on Home opens: a list, a big screen or a page, each loaded when it is opened."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inventory.services.reports import EVERYWHERE, ListName, PeopleList, Within

if TYPE_CHECKING:
    from inventory.services.office import Office
    from tui.app import ChampionApp
    from tui.widgets.record_table import RecordTable


@dataclass(frozen=True, slots=True)
class Door:
    """One number and what it leads to."""

    name: str
    """What a saved list is called; of a screen or a page, how the app calls it."""
    title: str = ""
    which: ListName | PeopleList | None = None
    within: Within = EVERYWHERE
    sort: str = "homeroom"
    empty: str = "Nothing any more: it was settled meanwhile."
    """What its list says while there is nothing on it."""
    row: int | None = field(default=None, compare=False)
    """The place of its bar among all bars, where it is one: they scroll."""


@dataclass(frozen=True, slots=True)
class ScreenDoor:
    """A number that is settled on a big screen."""

    mode: str


@dataclass(frozen=True, slots=True)
class PageDoor:
    """A line that a page says more of."""

    page: str


PARKED = Door("parked")


def go_through(app: "ChampionApp", door: object) -> None:
    """Open what a door leads to, unless the clear screen has come to stand before Home."""
    if app.is_stopped:
        app.ring()
        return
    match door:
        case ScreenDoor(mode):
            app.action_show_mode(mode)
        case PageDoor(page):
            app.action_show_page(page)
        case Door():
            from tui.screens.list_page import ListPage

            app.push_screen(ListPage(door.name, lambda office: _table(office, door)))


def _table(office: "Office", door: Door) -> "RecordTable":
    from tui.screens.list_page import parked_table
    from tui.screens.tables import list_table

    if door.which is None:
        return parked_table(office)
    return list_table(
        office, door.which, door.title, door.empty, sort=door.sort, within=door.within
    )
