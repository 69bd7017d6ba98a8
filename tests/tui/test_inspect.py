"""The inspection, as a champion sees it."""

import pytest

from inventory.model import Kind, Service
from inventory.services import pages
from inventory.services.office import Office
from inventory.store import events, parked
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tui.widgets.figures_line import FiguresLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.text_lines import TextLines

MAYAS, BENS = "NS-104135", "NS-104392"


def figures(table: Driver) -> str:
    """The line under the scan line."""
    return table.screen.query_one(FiguresLine).render_line(0).text


def last(office: Office, tag: str, kind: Kind) -> dict[str, object]:
    """The last thing of a kind that was said of a device."""
    history = pages.device_page(office, tag).history
    return dict([event.body for event in history if event.kind == kind][-1])


async def test_what_came_in_a_bag_is_checked_with_a_scan_and_keys(
    sample_office: Office, clock: FixedClock
) -> None:
    """Whose it was, which bag, what is left; and the keys that say what is wrong."""
    async with running(sample_office, clock, "f3", "ctrl+b") as table:
        await table.scan(MAYAS)
    async with running(sample_office, clock, "ctrl+k") as table:
        assert table.app.current_mode == "inspect"
        await until(lambda: "left to check" in figures(table))
        left = int(figures(table).split(" left")[0].split()[-1])
        band = await table.scan(MAYAS)
        assert band[0] == f"✓ CHECKED    {MAYAS}"
        assert band[1] == "HP Chromebook 11 G9. Condition B · charger back."
        assert band[2].split("   ")[:2] == ["C no charger", "F faulty charger"]
        assert table.who.startswith("Maya Okonkwo  bag 214")
        await until(lambda: f"{left - 1} left" in figures(table) or left == 1)
        for key in ("c", "c", "d", "s", "a"):
            assert table.screen.query_one(ScanInput).text == "", "a key that is not shown works"
            await table.pilot.press(key)
            await table.pilot.pause(0.25)
        assert table.band[0] == f"✓ NOTED    {MAYAS}"
        assert table.band[1] == (
            "Charger not returned, condition C (damaged but works), screen, cause: accident."
        )
        assert table.band[2].strip().split("   ") == [
            "F faulty charger", "B charger is here", "D damage", "G grade", "N note",
        ]  # fmt: skip
        said = last(sample_office, MAYAS, Kind.AMEND)
        assert (said["accessories"], said["parts"], said["cause"], said["grade"]) == (
            {"charger": "not returned"},
            ["screen"],
            "accident",
            "C",
        )
        await table.pilot.press("ctrl+z")
        await table.pilot.pause(0.25)
        assert "Now: Charger not returned, condition B" in table.band[1]


async def test_a_device_that_is_out_is_asked_about(
    sample_office: Office, clock: FixedClock
) -> None:
    """The same code again takes it back, checked."""
    async with running(sample_office, clock, "ctrl+k") as table:
        assert (await table.scan(MAYAS))[0] == f"? NOT TAKEN BACK    {MAYAS}"
        assert (await table.scan(MAYAS))[0] == f"✓ CHECKED    {MAYAS}"
        assert pages.device_page(sample_office, MAYAS).custody.service is Service.READY


async def test_a_wide_screen_lists_what_is_left(sample_office: Office, clock: FixedClock) -> None:
    """With bag and name; what was checked leaves the list with its verdict."""
    async with running(sample_office, clock, "f3", "ctrl+b", size=(120, 40)) as table:
        await table.scan(MAYAS)
    async with running(sample_office, clock, "ctrl+k", size=(120, 40)) as table:
        side = table.screen.query_one("#side", TextLines)
        await until(lambda: MAYAS in side.text)
        assert "bag 214  Maya Okonkwo" in side.text
        await table.scan(MAYAS)
        await until(lambda: MAYAS not in side.text)


async def test_a_question_is_parked_when_a_key_leads_away(
    sample_office: Office, clock: FixedClock
) -> None:
    """The Inbox has it at once, and whoever comes back sees where it is."""
    async with running(sample_office, clock, "ctrl+k") as table:
        inspect = table.screen
        await table.scan(MAYAS)
        assert parked.count(sample_office.database) == 0
        await table.pilot.press("f2")
        await until(lambda: table.app.current_mode == "hand_out")
        assert parked.count(sample_office.database) == 1
        await until(lambda: "1" in inbox_badge(table))
        await table.pilot.press("ctrl+k")
        await until(lambda: table.app.screen is inspect)
        assert table.band == (
            f"· PARKED    {MAYAS}",
            "Nobody answered: parked as P-01.",
            "It waits in the Inbox (F6). Or scan it again.",
        )
        assert (await table.scan(MAYAS))[0] == f"? NOT TAKEN BACK    {MAYAS}"
        assert (await table.scan(MAYAS))[0] == f"✓ CHECKED    {MAYAS}"
        assert parked.count(sample_office.database) == 1


async def test_a_question_stays_while_something_lies_over_the_screen(
    sample_office: Office, clock: FixedClock
) -> None:
    """Help and names are no other big screen: the same code again still answers."""
    async with running(sample_office, clock, "ctrl+k") as table:
        await table.scan(MAYAS)
        await table.pilot.press("f1", "escape", "ctrl+k")
        await until(lambda: table.app.screen is table.screen)
        assert (await table.scan(MAYAS))[0] == f"✓ CHECKED    {MAYAS}"
        assert parked.count(sample_office.database) == 0


@pytest.mark.parametrize("mode", ["f3", "ctrl+k"])
async def test_a_damage_without_its_cause_is_kept_when_a_key_leads_away(
    sample_office: Office, clock: FixedClock, mode: str
) -> None:
    """What was said counts; only the cause is not known."""
    async with running(sample_office, clock, mode) as table:
        await table.scan(*[MAYAS] * (1 if mode == "f3" else 2))
        for key in ("d", "s"):
            await table.pilot.press(key)
            await table.pilot.pause(0.25)
        await table.pilot.press("f10")
        await until(lambda: table.app.current_mode == "home")
        said = last(sample_office, MAYAS, Kind.AMEND)
        assert (said["parts"], said["grade"], "cause" in said) == (["screen"], "C", False)


@pytest.mark.parametrize("keys", [("d",), ("d", "s", "a"), ("d", "s", "escape"), ()])
async def test_what_was_not_begun_or_is_done_is_said_once(
    sample_office: Office, clock: FixedClock, keys: tuple[str, ...]
) -> None:
    """Leaving adds nothing to it."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        for key in keys:
            await table.pilot.press(key)
            await table.pilot.pause(0.25)
        before = events.count(sample_office.database)
        await table.pilot.press("f10")
        await until(lambda: table.app.current_mode == "home")
        assert events.count(sample_office.database) == before


def inbox_badge(table: Driver) -> str:
    """What stands behind the Inbox key of the screen in front."""
    keys = table.app.screen.query_one(KeyBar).keys
    return next((label for _, label in keys if label.startswith("Inbox")), "")
