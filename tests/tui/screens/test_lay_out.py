"""The page on which devices are laid out: shown before Enter, narrowed down by keys."""

from time import monotonic

import pytest
from textual.pilot import Pilot

from inventory.model import Service
from inventory.rules.duties import Operator, Role
from inventory.services import lay_out
from tests.builders import FixedClock
from tests.tui.bursts import post_keys
from tests.tui.screens.sample_school import dump, lines, says, scan_presses_nothing, shown, typed
from tui.app import ChampionApp
from tui.screens.lay_out import LayOutPage
from tui.screens.lay_out_pick import LayOutPick
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines


def rows(app: ChampionApp) -> list[tuple[str, ...]]:
    """The lines shown, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


async def open_page(app: ChampionApp) -> None:
    """As the palette does."""
    app.action_show_page("lay_out")
    await shown(LayOutPage, app)
    await says(app, "plan", "Chromebook")


async def pick(app: ChampionApp, pilot: Pilot[str], key: str, which: int) -> None:
    """Pick from what a letter offers; 0 is all of them."""
    await typed(pilot, key)
    await shown(LayOutPick, app)
    await typed(pilot, *["down"] * which, "enter")
    await shown(LayOutPage, app)


async def alone(app: ChampionApp, pilot: Pilot[str]) -> None:
    """Enter, a while after all else."""
    wait(app, 1.0)
    await typed(pilot, "enter")


def wait(app: ChampionApp, seconds: float) -> None:
    """Let so many seconds pass."""
    assert isinstance(app.office.clock, FixedClock)
    app.office.clock.advance(seconds)


async def test_enter_close_to_another_key_or_to_the_opening_writes_nothing(
    school: ChampionApp,
) -> None:
    """It may be the suffix of a slow scanner; a second later it is a person's."""
    async with school.run_test(notifications=True) as pilot:
        await open_page(school)
        before = dump(school.office)
        await typed(pilot, "enter")
        await says(school, "strip", "Enter by itself writes it.")
        for seconds in (0.2, 0.9):
            school.screen.query_one("#strip", TextLines).show([])
            wait(school, 5.0)
            await typed(pilot, "down")
            wait(school, seconds)
            await typed(pilot, "enter")
            await says(school, "strip", "Enter by itself writes it.")
        assert dump(school.office) == before
        await alone(school, pilot)
        await says(school, "strip", "✓ Laid out: 79 devices.")


async def test_a_slow_scanners_code_writes_nothing(school: ChampionApp) -> None:
    """Neither its letters nor its Enter are keys of the page."""
    async with school.run_test(notifications=True):
        await open_page(school)
        before, plan = dump(school.office), lines(school, "plan")
        wait(school, 5.0)
        post_keys(school, "CHX-1\r", monotonic(), gap=0.05)
        await says(school, "strip", "CHX-1")
        assert (dump(school.office), lines(school, "plan")) == (before, plan)


async def test_enter_writes_what_is_shown_and_a_second_time_nothing(school: ChampionApp) -> None:
    """By homeroom and name; before Enter the file is as it was."""
    async with school.run_test(notifications=True) as pilot:
        before = dump(school.office)
        await open_page(school)
        assert "89 students have none; each gets one." in lines(school, "plan")
        assert "Enter lays 79 out." in lines(school, "plan")
        assert "3 students are left out, as the table would stop them" in lines(school, "plan")
        assert rows(school)[0][:2] == ("112", "Tucker Bennett")
        assert dump(school.office) == before
        await alone(school, pilot)
        await says(school, "strip", "✓ Laid out: 79 devices.")
        assert lay_out.number_laid_out(school.office) == 89
        written = dump(school.office)
        await alone(school, pilot)
        await says(school, "strip", "Nothing to do: all of it is laid out already.")
        assert dump(school.office) == written
        await scan_presses_nothing(school)


async def test_keys_narrow_it_down_to_a_homeroom_and_a_category(school: ChampionApp) -> None:
    """And back to all of them; Esc leaves it as it was."""
    async with school.run_test(notifications=True) as pilot:
        await open_page(school)
        await pick(school, pilot, "h", 1)
        assert "in homeroom 112" in lines(school, "plan")
        assert {row[0] for row in rows(school)} == {"112"}
        await pick(school, pilot, "c", 2)
        assert lines(school, "plan").startswith("Hotspot: ")
        assert [row[2] for row in rows(school)][-1] == "none left"
        await typed(pilot, "h")
        await shown(LayOutPick, school)
        await typed(pilot, "escape")
        await shown(LayOutPage, school)
        assert "in homeroom 112" in lines(school, "plan")
        await pick(school, pilot, "h", 0)
        assert "in homeroom" not in lines(school, "plan")


@pytest.mark.parametrize("clears", [False, True])
async def test_enter_with_a_filter_writes_nothing(school: ChampionApp, clears: bool) -> None:
    """It is for all of them, and not all of them are shown; without the filter it writes."""
    async with school.run_test(notifications=True) as pilot:
        await open_page(school)
        said, number = "lays out all 79.", 89
        if clears:
            await typed(pilot, "x")
            await says(school, "plan", "10 devices are laid out and not handed out")
            said, number = "clears all 10.", 0
        before, every = dump(school.office), len(rows(school))
        school.screen.query_one(RecordTable).filter_by("osei" if clears else "112")
        assert 0 < len(rows(school)) < every
        await alone(school, pilot)
        await says(school, "strip", f"Enter {said} Esc clears the filter; H picks one homeroom.")
        assert dump(school.office) == before
        await typed(pilot, "escape")
        assert len(rows(school)) == every
        await alone(school, pilot)
        await says(school, "strip", "✓ ")
        assert lay_out.number_laid_out(school.office) == number


async def test_x_shows_what_would_be_cleared_and_enter_clears_it(school: ChampionApp) -> None:
    """Ten are laid out by the district's list."""
    async with school.run_test(notifications=True) as pilot:
        await open_page(school)
        await typed(pilot, "x")
        await says(school, "plan", "10 devices are laid out and not handed out")
        assert {row[3] for row in rows(school)} == {"for nobody then"}
        assert ("212", "Adaeze Osei", "NS-104113", "for nobody then") in [
            row[:4] for row in rows(school)
        ]
        assert all(all(row) for row in rows(school)), "an empty cell looks like a fault"
        by_room = [row[0] for row in rows(school)]
        assert by_room == sorted(by_room), "the mark of the order stands at Homeroom"
        await alone(school, pilot)
        await says(school, "strip", "✓ Cleared: 10 devices are for nobody now.")
        assert lay_out.number_laid_out(school.office) == 0
        cleared = dump(school.office)
        assert "Nothing is laid out and waits in stock." in lines(school, "plan")
        await alone(school, pilot)
        await typed(pilot, "x")
        await says(school, "plan", "Enter lays 89 out.")
        assert dump(school.office) == cleared


async def test_a_helper_sees_it_and_writes_nothing(school: ChampionApp) -> None:
    """It is the champion's."""
    school.office.operator = Operator("Bea", Role.HELPER)
    async with school.run_test(notifications=True) as pilot:
        await open_page(school)
        await alone(school, pilot)
        await says(school, "strip", "Bea is a helper: laying out devices is for the champion.")
        assert lay_out.number_laid_out(school.office) == 10


async def test_what_changed_meanwhile_is_shown_and_not_written(
    school: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window handed one out: look again."""
    async with school.run_test(notifications=True) as pilot:
        await open_page(school)
        device = lay_out.plan(school.office).layout.lines[0].device.device
        school.office.database.conn.execute(
            "UPDATE custody SET service = ? WHERE device = ?", (Service.IN_REPAIR.value, device)
        )
        await alone(school, pilot)
        await says(school, "strip", "Something was handed out, taken back or laid out since")
        assert lay_out.number_laid_out(school.office) == 10
        assert device not in {row[2] for row in rows(school)}
