"""The lists: their counts, their order, what opens from them."""

import pytest
from textual.widgets import Input

from inventory.model import Mode
from inventory.services import reports
from inventory.services.desk import Desk
from tests.tui.bursts import asked, until
from tests.tui.screens.sample_school import opened, scan_presses_nothing, shown, typed
from tui.app import ChampionApp
from tui.screens.device_page import DeviceScreen
from tui.screens.exports import LISTS, ExportsScreen
from tui.screens.list_page import ListPage
from tui.screens.person_page import PersonScreen
from tui.screens.save_as import SaveAsScreen
from tui.widgets.record_table import RecordTable


async def open_lists(app: ChampionApp) -> ExportsScreen:
    app.switch_mode("exports")
    screen = await opened(ExportsScreen, app)
    await until(lambda: screen.lists.option_count == len(LISTS))
    return screen


async def open_list(app: ChampionApp, name: str) -> RecordTable:
    screen = await open_lists(app)
    screen.lists.highlighted = screen.lists.get_option_index(name)
    screen.lists.action_select()
    await shown(ListPage, app)
    await until(lambda: bool(app.screen.query(RecordTable)))
    return app.screen.query_one(RecordTable)


def rows(screen: ExportsScreen) -> dict[str, str]:
    """Each list's line without its title, by its name."""
    return {
        name: " ".join(str(screen.lists.get_option(name).prompt).removeprefix(one.title).split())
        for name, one in LISTS.items()
    }


async def test_every_list_shows_its_count(app: ChampionApp) -> None:
    """The counts are those of the sample school after its morning."""
    async with app.run_test(notifications=True):
        screen = await open_lists(app)
        assert rows(screen) == {
            "out-by-homeroom": "140",
            "out-by-grade": "140",
            "overdue": "0 no date set: Ctrl+S sets it",
            "left-still-holding": "0 gone from the roster",
            "in-stock": "106",
            "all-devices": "260",
            "without-a-device": "104 enrolled students and staff",
            "laid-out": "10 waits in stock for its student",
            "more-than-one": "0 of one kind, where one is allowed",
            "out-too-long": "0 more than 300 days: Ctrl+S sets it",
            "not-seen": "0 more than 180 days: Ctrl+S sets it",
            "to-be-checked": "3 in stock, not ready",
            "in-repair": "6",
            "lost-or-missing": "6",
            "parked": "0 F6 settles them",
        }


@pytest.mark.parametrize("name", list(LISTS))
async def test_the_count_is_that_of_the_rows(app: ChampionApp, name: str) -> None:
    """What the line says is what the list shows, one parked scan included."""
    Desk(app.office, Mode.OUT).scan("NOBODY-KNOWS-[/]")
    async with app.run_test(notifications=True):
        counted = rows(await open_lists(app))[name].split()[0]
        table = await open_list(app, name)
        assert len(table.row_keys) == int(counted)
        assert len(table.source.rows(table.row_keys)) == int(counted)


async def test_overdue_lists_devices_once_the_date_has_passed(app: ChampionApp) -> None:
    """The line says the date that is set."""
    app.office.change_setting("due_back", "2026-11-20")
    async with app.run_test(notifications=True):
        screen = await open_lists(app)
        number, _, note = rows(screen)["overdue"].partition(" ")
        assert note == "were due 20 November"
        assert int(number) == len(reports.device_keys(app.office, reports.ListName.OVERDUE)) > 0
        app.office.change_setting("due_back", "2027-05-28")
        screen.refresh_page()
        assert rows(screen)["overdue"] == "0 are due 28 May 2027"


@pytest.mark.parametrize(("name", "order"), [("out-by-homeroom", 4), ("out-by-grade", 5)])
async def test_what_is_out_comes_in_its_order(app: ChampionApp, name: str, order: int) -> None:
    """By homeroom, or by grade, whose column is in sight on 80 columns."""
    async with app.run_test(size=(80, 24), notifications=True):
        table = await open_list(app, name)
        cells = table.source.rows(table.row_keys)
        values = [cells[key][order] for key in table.row_keys]
        assert values == sorted(values, key=lambda value: (len(value), value))
        assert len(set(values)) > 2


async def test_people_without_a_device_have_none(app: ChampionApp) -> None:
    """Enrolled, and no device in their name; Enter opens the person."""
    async with app.run_test(notifications=True) as pilot:
        table = await open_list(app, "without-a-device")
        people = reports.person_lines(app.office, table.row_keys)
        assert {(one.status, one.devices) for one in people} == {("ENROLLED", 0)}
        await typed(pilot, "enter")
        await shown(PersonScreen, app)


async def test_enter_opens_the_device_and_escape_leads_back(app: ChampionApp) -> None:
    """List, device, list, lists."""
    async with app.run_test(notifications=True) as pilot:
        await open_lists(app)
        await typed(pilot, "enter")
        await shown(ListPage, app)
        await typed(pilot, "enter")
        await shown(DeviceScreen, app)
        await typed(pilot, "escape")
        await shown(ListPage, app)
        await typed(pilot, "escape")
        await shown(ExportsScreen, app)


async def test_a_list_asks_where_to_save_under_its_own_name(app: ChampionApp) -> None:
    """E suggests the list's name."""
    async with app.run_test(notifications=True) as pilot:
        await open_list(app, "in-stock")
        await typed(pilot, "e")
        await asked(app, SaveAsScreen, Input)
        assert isinstance(app.screen, SaveAsScreen)
        assert "in-stock" in str(app.screen._default_file)


async def test_a_scan_presses_nothing_on_the_lists(app: ChampionApp) -> None:
    """Its Enter opens no list."""
    async with app.run_test(notifications=True):
        await open_lists(app)
        await scan_presses_nothing(app)


async def test_a_scan_presses_nothing_on_a_list(app: ChampionApp) -> None:
    """Neither E nor S nor Enter of a scan is a key."""
    async with app.run_test(notifications=True):
        table = await open_list(app, "all-devices")
        before = (table.order, table.cursor_key, table.filter_text)
        await scan_presses_nothing(app)
        assert (table.order, table.cursor_key, table.filter_text) == before
