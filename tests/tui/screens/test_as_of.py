"""A device's and a person's page as of another day."""

from typing import Any

import pytest
from textual.pilot import Pilot

from inventory.model import Mode
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.screens.sample_school import lines, says, shown, typed
from tests.tui.screens.test_pages import DEVICE, PERSON, history, open_page
from tests.two_tables import scan
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.device_page import DeviceScreen
from tui.screens.person_page import PersonScreen
from tui.widgets.mode_bar import ModeBar

FRIDAY, SATURDAY = "2026-11-20", "2026-11-21"


@pytest.fixture
def monday(sample_office: Office, clock: FixedClock) -> ChampionApp:
    """Maya was handed hers on Saturday and brought it on Monday, which is today."""
    clock.advance(2 * 86_400)
    scan(sample_office, DEVICE, mode=Mode.BACK)
    return ChampionApp(sample_office)


def bar(app: ChampionApp) -> str:
    """What stands in the bar at the top."""
    return app.screen.query_one(ModeBar).render_line(0).text


async def ask(app: ChampionApp, pilot: Pilot[Any], text: str) -> None:
    """Press A and write a day."""
    await typed(pilot, "a")
    await shown(AskTextScreen, app)
    await typed(pilot, *text, "enter")
    await until(lambda: not isinstance(app.screen, AskTextScreen))


async def test_a_device_is_shown_as_of_a_day_and_goes_back_to_now(monday: ChampionApp) -> None:
    """Who had it, the bar, and a history that ends with the day."""
    async with monday.run_test(size=(120, 40), notifications=True) as pilot:
        await open_page(monday, DeviceScreen(DEVICE))
        assert "In stock" in lines(monday, "record")
        now = len(history(monday))
        await ask(monday, pilot, SATURDAY)
        await says(monday, "record", "With Maya Okonkwo (8100442)")
        assert "As of 21 November 2026, at the end of the day" in lines(monday, "record")
        await until(lambda: "as of 21 November 2026" in bar(monday))
        assert len(history(monday)) == now - 1
        await ask(monday, pilot, "")
        await says(monday, "record", "In stock")
        await until(lambda: "as of" not in bar(monday))
        assert len(history(monday)) == now


async def test_a_person_is_shown_as_of_a_day_and_so_is_what_enter_leads_to(
    monday: ChampionApp,
) -> None:
    """What they had; the device of a line of the history is shown as of that day too."""
    async with monday.run_test(size=(120, 40), notifications=True) as pilot:
        await open_page(monday, PersonScreen(PERSON))
        assert DEVICE not in lines(monday, "record")
        await ask(monday, pilot, SATURDAY)
        await says(monday, "record", f"Had         {DEVICE}")
        await typed(pilot, "home", "enter")
        await shown(DeviceScreen, monday)
        await until(lambda: "as of 21 November 2026" in bar(monday))
        assert "With Maya Okonkwo" in lines(monday, "record")


async def test_before_the_journal_only_todays_list_speaks(monday: ChampionApp) -> None:
    """It says so, in words."""
    async with monday.run_test(notifications=True) as pilot:
        await open_page(monday, DeviceScreen(DEVICE))
        await ask(monday, pilot, FRIDAY)
        said = "Nothing was recorded by then: this is the district's list, as it is today."
        await says(monday, "record", said)
        assert history(monday) == []
        await open_page(monday, PersonScreen(PERSON))
        await ask(monday, pilot, FRIDAY)
        await says(monday, "record", "Had         nothing")


async def test_what_is_no_day_leaves_the_page_as_it_is(monday: ChampionApp) -> None:
    """One sentence, with what to write, where it was typed; Esc asks nothing."""
    async with monday.run_test(notifications=True) as pilot:
        await open_page(monday, DeviceScreen(DEVICE))
        await typed(pilot, "a")
        await shown(AskTextScreen, monday)
        await typed(pilot, *"monday", "enter")
        await says(monday, "strip", "“monday” is no date. Write it as 2026-")
        await typed(pilot, *["backspace"] * len("monday"), *"2027-01-01", "enter")
        await says(monday, "strip", "2027-01-01 has not come yet.")
        assert isinstance(monday.screen, AskTextScreen)
        await typed(pilot, "escape")
        await shown(DeviceScreen, monday)
        assert "In stock" in lines(monday, "record")


async def test_the_condition_is_set_now_and_not_on_a_day_that_is_over(
    monday: ChampionApp,
) -> None:
    """The key says how to go back."""
    async with monday.run_test(notifications=True) as pilot:
        await open_page(monday, DeviceScreen(DEVICE))
        await ask(monday, pilot, SATURDAY)
        await says(monday, "record", "With Maya Okonkwo")
        await typed(pilot, "c")
        await says(monday, "strip", "This is as of 21 November 2026.")
