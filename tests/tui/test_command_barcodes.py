"""Command barcodes in the app: they work on the screen in front, and never half-way."""

import pytest

from inventory.model import CustodyState
from inventory.services import pages
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tui.screens.find_person import FindPersonScreen
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines

AMA, LEFT, READY, MAYAS = "8101839", "8100508", "0012352", "NS-104135"
LIBRARY = "Library cart 1"


def holder(office: Office, tag: str) -> str | None:
    """Who has a device."""
    return pages.device_page(office, tag).custody.person


def state(office: Office, tag: str) -> CustodyState:
    """Where a device is."""
    return pages.device_page(office, tag).custody.state


def strip(table: Driver) -> str:
    """The line above the keys of the screen in front."""
    assert isinstance(table.app.screen, Page)
    return table.app.screen.query_one("#strip", TextLines).text


@pytest.mark.parametrize("start", [(), ("f5",), ("f6",), ("f8",), ("ctrl+s",)])
async def test_a_morning_begins_with_a_scan(
    sample_office: Office, clock: FixedClock, start: tuple[str, ...]
) -> None:
    """ZZOUT leads to Hand out from any big screen; what is scanned right behind it counts there."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("f10", *start)
        table.type_keys(f"ZZOUT\r{AMA}\r{READY}\r")
        await until(lambda: holder(sample_office, READY) == AMA)
        assert table.app.current_mode == "hand_out"


async def test_a_morning_begins_with_a_scan_on_a_screen_that_was_never_open(
    sample_office: Office, clock: FixedClock
) -> None:
    """No key is lost while the screen is made."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("f10")
        table.type_keys(f"ZZBACK\r{MAYAS}\rZZSCREEN\rZZOUT\r{AMA}\r{READY}\r")
        await until(lambda: holder(sample_office, READY) == AMA)
        assert state(sample_office, MAYAS) is CustodyState.IN_STOCK
        assert pages.device_page(sample_office, MAYAS).history[-1].body["parts"] == ["screen"]


async def test_a_scan_right_behind_a_change_of_mode_belongs_to_the_new_mode(
    sample_office: Office, clock: FixedClock
) -> None:
    """All at once, and back and forth: each device goes where its own mode says."""
    async with running(sample_office, clock, "f2") as table:
        table.type_keys(
            f"{AMA}\r{READY}\rZZBACK\r{READY}\r{MAYAS}\rZZOUT\r{AMA}\r{MAYAS}\rZZBACK\r{LIBRARY}\r"
            f"{MAYAS}\rZZOUT\r{AMA}\r{READY}\r"
        )
        await until(lambda: len(pages.device_page(sample_office, READY).history) == 3)
        await until(lambda: holder(sample_office, READY) == AMA)
        custody = pages.device_page(sample_office, MAYAS).custody
        assert (custody.state, custody.place) == (CustodyState.IN_STOCK, LIBRARY)


@pytest.mark.parametrize("cut", range(1, len(MAYAS)))
async def test_a_code_is_not_cut_in_two_by_the_change_of_the_screen(
    sample_office: Office, clock: FixedClock, cut: int
) -> None:
    """Half of it came before the new screen stood, half of it afterwards."""
    async with running(sample_office, clock, "f2") as table:
        table.type_keys(f"ZZBACK\r{MAYAS[:cut]}")
        await until(lambda: table.app.current_mode == "take_back")
        table.type_keys(f"{MAYAS[cut:]}\r")
        await until(lambda: state(sample_office, MAYAS) is CustodyState.IN_STOCK)


@pytest.mark.parametrize("code", ["ZZUNDO", "ZZBACK", "ZZYES", "ZZSCREEN"])
@pytest.mark.parametrize("key", ["ctrl+f", "ctrl+o", "f1"])
async def test_a_command_does_nothing_behind_a_dialog(
    sample_office: Office, clock: FixedClock, key: str, code: str
) -> None:
    """Nobody sees what it would do there: the strip says what to do first."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA, READY)
        await table.scan(LEFT)
        verdicts = len(table.verdicts)
        await table.pilot.press(key)
        assert table.app.screen is not table.screen
        table.type_keys(f"{code}\r")
        await until(lambda: code in strip(table))
        assert "Esc" in strip(table)
        assert (holder(sample_office, READY), table.app.current_mode) == (AMA, "hand_out")
        assert len(table.verdicts) == verdicts


async def test_a_command_is_no_text_for_a_field(sample_office: Office, clock: FixedClock) -> None:
    """Where a name is typed, the command is not typed into it."""
    async with running(sample_office, clock, "f2", "ctrl+f") as table:
        assert isinstance(table.app.screen, FindPersonScreen)
        table.type_keys("ZZNEXT\r")
        await until(lambda: "ZZNEXT" in strip(table))


@pytest.mark.parametrize("code", ["ZZUNDO", "ZZYES", "ZZSCREEN", "ZZHELP"])
async def test_a_command_of_the_table_says_so_elsewhere(
    sample_office: Office, clock: FixedClock, code: str
) -> None:
    """On Home there is nothing to undo: it says where the command works."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA, READY)
        await table.pilot.press("f10")
        table.type_keys(f"{code}\r")
        await until(lambda: code in strip(table))
        assert "Hand out" in strip(table)
        assert holder(sample_office, READY) == AMA
