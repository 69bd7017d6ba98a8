"""Swapped devices in the app: in the Inbox, on their own screen, corrected with one key."""

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from inventory.rules.duties import Operator, Role
from inventory.services import pages
from inventory.services.office import Office
from tests.tui import swapped
from tests.tui.bursts import post_keys, until
from tests.tui.forms import on_screen
from tests.tui.screens.sample_school import lines, says, scan_presses_nothing, shown, typed
from tests.tui.swapped import AMA, AMAS, MAYA, MAYAS, PATRICK, PATRICKS
from tui.app import ChampionApp
from tui.screens.inbox import InboxScreen
from tui.screens.swap import SwapScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.record_table import RecordTable


@pytest.fixture
def school(sample_office: Office) -> ChampionApp:
    """The app, where Maya and Patrick have each other's device."""
    swapped.swap(sample_office)
    return ChampionApp(sample_office)


def rows(app: ChampionApp) -> list[tuple[str, ...]]:
    """What waits, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


def holders(app: ChampionApp) -> tuple[str | None, str | None]:
    """Who has Maya's and who has Patrick's by the record."""
    mine, theirs = (pages.device_page(app.office, one).custody for one in (MAYAS, PATRICKS))
    return mine.person, theirs.person


async def open_swap(app: ChampionApp, pilot: Pilot[str]) -> None:
    """Open the Inbox and what stands first in it."""
    await pilot.press("f6")
    await shown(InboxScreen, app)
    await pilot.press("home", "enter")
    await shown(SwapScreen, app)
    await until(lambda: PATRICKS in lines(app, "moves"))


async def test_the_inbox_has_a_swap_and_one_key_corrects_all_of_it(school: ChampionApp) -> None:
    """Ctrl+Z makes it wait again; the key of the Inbox counts it, on a scan screen too."""
    async with school.run_test(size=(120, 40), notifications=True) as pilot:
        await open_swap(school, pilot)
        await typed(pilot, "y")
        await shown(InboxScreen, school)
        await says(
            school, "strip",
            "✓ Corrected: NS-104101 is with Maya Okonkwo and NS-104135 is with Patrick O'Neill.",
        )  # fmt: skip
        assert (holders(school), rows(school)) == ((PATRICK, MAYA), [])
        await pilot.press("ctrl+z")
        await says(school, "strip", "the swap waits to be corrected again.")
        assert holders(school) == (MAYA, PATRICK)
        (row,) = rows(school)
        assert (row[2], row[3]) == ("swap", "NS-104101 +1")
        assert row[5] == "Maya Okonkwo and Patrick O'Neill"
        await pilot.press("f2")
        await until(lambda: dict(school.screen.query_one(KeyBar).keys).get("F6") == "Inbox 1")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_each_device_stands_with_both_names(
    school: ChampionApp, size: tuple[int, int]
) -> None:
    """Who has it on record, who has it in fact; within the width."""
    async with school.run_test(size=size, notifications=True) as pilot:
        await open_swap(school, pilot)
        assert lines(school, "swap-head").startswith("A swap")
        first, second = lines(school, "moves").splitlines()
        assert first.index("Patrick O'Neill") < first.index("Maya Okonkwo")
        assert second.index("Maya Okonkwo") < second.index("Patrick O'Neill")
        assert "Y  Correct it: record 2 devices with who has them" in lines(school, "ways")
        assert all(cell_len(line) <= size[0] - 6 for line in lines(school, "moves").splitlines())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_headings_stay_while_a_long_round_is_scrolled(
    sample_office: Office, size: tuple[int, int]
) -> None:
    """Else nobody could tell who has it on record from who has it in fact."""
    swapped.long_round(sample_office)
    school = ChampionApp(sample_office)
    async with school.run_test(size=size, notifications=True) as pilot:
        await pilot.press("f6")
        await shown(InboxScreen, school)
        await pilot.press("home", "enter")
        await shown(SwapScreen, school)
        await until(lambda: "On record with" in on_screen(school))
        scroll = school.screen.query_one("#scroll")
        await pilot.press("end")
        await until(lambda: scroll.max_scroll_y > 0 and scroll.scroll_y == scroll.max_scroll_y)
        await pilot.pause()
        said = on_screen(school).splitlines()
        headings = [number for number, line in enumerate(said) if "On record with" in line]
        assert len(headings) == 1
        last = lines(school, "moves").splitlines()[-1].split()[0]
        assert any(last in line for line in said[headings[0] :])


async def test_what_waits_for_another_device_says_for_which(school: ChampionApp) -> None:
    """It can be corrected without waiting; the line says that it is another thing."""
    swapped.show(school.office, (AMA, MAYAS))
    async with school.run_test(notifications=True) as pilot:
        await pilot.press("f6")
        await shown(InboxScreen, school)
        assert [row[2] for row in rows(school)] == ["seen with another"]
        await pilot.press("home", "enter")
        await shown(SwapScreen, school)
        await until(lambda: "Waits for NS-104102: not seen yet" in lines(school, "swap-head"))
        assert "Y  Do not wait, correct it: record 2 devices" in lines(school, "ways")
        await typed(pilot, "y")
        await shown(InboxScreen, school)
        assert holders(school) == (AMA, MAYA)
        assert pages.device_page(school.office, AMAS).custody.person == AMA


async def test_esc_leaves_it_and_a_scan_presses_nothing(school: ChampionApp) -> None:
    """A barcode with the letter of a key does not correct."""
    async with school.run_test(notifications=True) as pilot:
        await open_swap(school, pilot)
        await scan_presses_nothing(school)
        await typed(pilot, "escape")
        await shown(InboxScreen, school)
        assert holders(school) == (MAYA, PATRICK)


async def test_a_second_enter_corrects_nothing_unread(school: ChampionApp) -> None:
    """It says which key does; the barcode for yes does too."""
    async with school.run_test(notifications=True) as pilot:
        await open_swap(school, pilot)
        await typed(pilot, "enter")
        await says(school, "strip", "Enter does nothing here. Y corrects it.")
        assert holders(school) == (MAYA, PATRICK)
        post_keys(school, "ZZYES\r")
        await shown(InboxScreen, school)
        await until(lambda: holders(school) == (PATRICK, MAYA))


async def test_a_helper_is_told_that_it_is_for_the_champion(school: ChampionApp) -> None:
    """And nothing is written."""
    async with school.run_test(notifications=True) as pilot:
        await open_swap(school, pilot)
        school.office.operator = Operator("Hal", Role.HELPER)
        await typed(pilot, "y")
        await says(school, "strip", "Hal is a helper: settling is for the champion.")
        assert holders(school) == (MAYA, PATRICK)


async def test_what_was_put_right_meanwhile_leaves_by_itself(school: ChampionApp) -> None:
    """In another window, while this screen was covered or the key was on its way."""
    async with school.run_test(notifications=True) as pilot:
        await open_swap(school, pilot)
        swapped.show(school.office, (MAYA, MAYAS), (PATRICK, PATRICKS))
        await typed(pilot, "y")
        await shown(InboxScreen, school)
        await says(school, "strip", "NS-104101 is in no swap any more.")
        assert "✓" not in lines(school, "strip")
        assert holders(school) == (MAYA, PATRICK)
