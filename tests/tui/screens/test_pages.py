"""The pages of a device and of a person, and saying what shape a device is in."""

from contextlib import AbstractAsyncContextManager

import pytest
from textual.pilot import Pilot

from inventory.model import Mode, Service
from inventory.rules.commands import Command
from inventory.services import pages, service_state
from inventory.services.desk import Desk
from tests.tui.screens.sample_school import lines, says, scan_presses_nothing, shown
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.condition import ConditionScreen
from tui.screens.device_page import DeviceScreen
from tui.screens.home import HomeScreen
from tui.screens.person_page import PersonScreen
from tui.screens.record_page import RecordPage
from tui.widgets.record_table import RecordTable

DEVICE = "NS-104135"
PERSON = "8100442"


def history(app: ChampionApp) -> list[tuple[str, ...]]:
    """The rows of the history, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


async def open_page(app: ChampionApp, page: RecordPage) -> None:
    """Put a page in front."""
    await app.push_screen(page)
    await shown(type(page), app)


async def test_a_device_page_says_who_has_it_and_what_it_is(school: ChampionApp) -> None:
    """Custody in words, condition, codes, home."""
    async with school.run_test(notifications=True):
        await open_page(school, DeviceScreen(DEVICE))
        said = lines(school, "record")
        assert "With Maya Okonkwo (8100442), homeroom 214, since" in said
        assert "Condition   ready" in said
        assert "tag NS-104135 · serial 5CD1042DDK" in said
        assert "Room 116 · site NORTHSIDE" in said


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ("NS-104252", "in repair"),
        ("NS-104119", "lost"),
        ("NS-104357", "missing since an audit"),
        ("NS-104221", "retired by the district"),
        ("NS-104446", "site RIVERSIDE"),
    ],
)
async def test_a_device_that_never_moved_has_the_districts_word(
    school: ChampionApp, device: str, said: str
) -> None:
    """Nothing is known but the register, and the page says so."""
    async with school.run_test(notifications=True):
        await open_page(school, DeviceScreen(device))
        assert said in lines(school, "record")
        assert "as the district's list says" in lines(school, "record")
        table = school.screen.query_one(RecordTable)
        assert table.render_line(3).text.strip() == "Nothing has happened yet."


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("8102744", "Kai [/] Brandt"),
        ("8100673", "Wilhelmina Anastasia Guadalupe"),
        ("8101774", "ليلى الحسن"),
        ("8100508", "left the school"),
        ("8101633", "Block "),
    ],
)
async def test_a_person_page_says_what_the_roster_says(
    school: ChampionApp, person: str, said: str
) -> None:
    """Names as they are, and what stands against a hand-out."""
    async with school.run_test(notifications=True):
        await open_page(school, PersonScreen(person))
        assert said in lines(school, "record")


async def test_the_history_is_newest_first_and_says_what_was_undone(
    school: ChampionApp,
) -> None:
    """An undone hand-out stays in sight, with a word on it."""
    desk = Desk(school.office, Mode.BACK)
    desk.scan(DEVICE)
    desk.command(Command.UNDO)
    async with school.run_test(notifications=True):
        await open_page(school, DeviceScreen(DEVICE))
        assert [row[1:3] for row in history(school)] == [
            ("undone", "Maya Okonkwo"),
            ("taken back", "Maya Okonkwo"),
            ("handed out", "Maya Okonkwo"),
        ]
        assert history(school)[0][3].startswith("taken back at 2026-11-21")
        assert history(school)[1][3].startswith("undone later")


async def test_enter_goes_to_the_other_side_and_does_not_stack(school: ChampionApp) -> None:
    """Device, person, device: Esc leads back to where the first page was opened."""
    async with school.run_test(notifications=True) as pilot:
        await open_page(school, DeviceScreen(DEVICE))
        for kind in (PersonScreen, DeviceScreen, PersonScreen):
            await pilot.press("enter")
            await shown(kind, school)
            await pilot.pause()
        assert len(school.screen_stack) == 2
        await pilot.press("escape")
        await shown(HomeScreen, school)


@pytest.mark.parametrize(("kind", "record"), [(DeviceScreen, DEVICE), (PersonScreen, PERSON)])
async def test_a_burst_presses_nothing_on_a_page(
    school: ChampionApp, kind: type[RecordPage], record: str
) -> None:
    """A scan that lands here says what it is."""
    async with school.run_test(notifications=True):
        await open_page(school, kind(record))
        await scan_presses_nothing(school)


def the_app(app: ChampionApp) -> AbstractAsyncContextManager[Pilot[str]]:
    """The app at its smallest size."""
    return app.run_test(size=(80, 24), notifications=True)


async def test_a_condition_without_a_note_is_kept_at_once(school: ChampionApp) -> None:
    """C, down, Enter: to be checked."""
    async with the_app(school) as pilot:
        await open_page(school, DeviceScreen(DEVICE))
        await pilot.press("c")
        await shown(ConditionScreen, school)
        await pilot.press("down", "enter")
        await shown(DeviceScreen, school)
        await says(school, "strip", "✓ Recorded: to be checked.")
        assert "Condition   to be checked · since 09:00" in lines(school, "record")
        assert history(school)[0][1] == "condition"


async def test_a_stolen_device_needs_the_number_of_the_report(school: ChampionApp) -> None:
    """It is asked for, kept, and shown with the condition."""
    async with the_app(school) as pilot:
        await open_page(school, DeviceScreen(DEVICE))
        await pilot.press("c")
        await shown(ConditionScreen, school)
        await pilot.press("end", "enter")
        await shown(AskTextScreen, school)
        assert "the number of the police report" in lines(school, "question")
        await pilot.press(*"Report [/] 12", "enter")
        await shown(DeviceScreen, school)
        await says(school, "record", "stolen · since 09:00 · “Report [/] 12”")
    custody = pages.device_page(school.office, DEVICE).custody
    assert (custody.service, custody.person) == (Service.STOLEN, PERSON)


@pytest.mark.parametrize("stop_at", [ConditionScreen, AskTextScreen])
async def test_leaving_the_condition_changes_nothing(
    school: ChampionApp, stop_at: type[ConditionScreen] | type[AskTextScreen]
) -> None:
    """Esc on either screen."""
    async with the_app(school) as pilot:
        await open_page(school, DeviceScreen(DEVICE))
        await pilot.press("c")
        await shown(ConditionScreen, school)
        if stop_at is AskTextScreen:
            await pilot.press("end", "enter")
            await shown(AskTextScreen, school)
        await pilot.press("escape")
        await shown(DeviceScreen, school)
        await pilot.pause()
    assert len(pages.device_page(school.office, DEVICE).history) == 1


async def test_a_condition_that_says_nothing_new_is_refused_in_the_strip(
    school: ChampionApp,
) -> None:
    """It is ready, and ready is picked."""
    async with the_app(school) as pilot:
        await open_page(school, DeviceScreen(DEVICE))
        await pilot.press("c")
        await shown(ConditionScreen, school)
        await scan_presses_nothing(school)
        await pilot.press("enter")
        await shown(DeviceScreen, school)
        await says(school, "strip", "That is its condition already.")


async def test_an_undone_condition_leaves_the_one_before(school: ChampionApp) -> None:
    """Ctrl+Z on a scan screen takes it back by name."""
    service_state.set_service(school.office, DEVICE, Service.LOST, "on the bus")
    undone = Desk(school.office, Mode.OUT).command(Command.UNDO)
    assert undone.say.startswith(f"No longer “condition set”: {DEVICE}")
    async with the_app(school):
        await open_page(school, DeviceScreen(DEVICE))
        assert "Condition   ready" in lines(school, "record")
