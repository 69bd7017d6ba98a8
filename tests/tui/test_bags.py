"""Taking back by bag, as a champion sees it."""

import pytest

from inventory.model import CustodyState, Service
from inventory.services import pages
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running

MAYAS, BENS, AMA, READY = "NS-104135", "NS-104392", "8101839", "0012352"


def state(office: Office, tag: str) -> CustodyState:
    """Where a device is."""
    return pages.device_page(office, tag).custody.state


def service(office: Office, tag: str) -> Service:
    """What shape a device is in."""
    return pages.device_page(office, tag).custody.service


async def test_a_bag_begins_with_a_key_and_the_bar_counts_what_is_in_it(
    sample_office: Office, clock: FixedClock
) -> None:
    """Ctrl+B again is the next bag, and Ctrl+L the line."""
    async with running(sample_office, clock, "f3", "ctrl+b") as table:
        assert table.screen.bar_text().startswith("bag ? · 0 in it · ")
        band = await table.scan(MAYAS)
        assert band[1] == "HP Chromebook 11 G9. In 214's bag, to be checked."
        assert "no charger" not in band[2]
        assert table.screen.bar_text().startswith("bag 214 · 1 in it · ")
        await table.pilot.press("ctrl+b")
        assert table.screen.bar_text().startswith("bag ? · 0 in it · ")
        await table.pilot.press("ctrl+l")
        assert not table.screen.bar_text().startswith("bag")
        assert service(sample_office, MAYAS) is Service.NEEDS_CHECK


@pytest.mark.parametrize("start", ["f2", "f4", "f5", "f10", "ctrl+s", "ctrl+k"])
async def test_a_bag_begins_with_a_scan_wherever_one_stands(
    sample_office: Office, clock: FixedClock, start: str
) -> None:
    """What is scanned right behind the command lies in the bag already."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("f10", start)
        table.type_keys(f"ZZBAG\r{MAYAS}\r")
        await until(lambda: service(sample_office, MAYAS) is Service.NEEDS_CHECK)
        assert table.app.current_mode == "take_back"
        assert table.screen.bar_text().startswith("bag 214 · 1 in it")


async def test_a_bag_and_the_inspection_in_one_burst(
    sample_office: Office, clock: FixedClock
) -> None:
    """Two screens that were never open, one stall, and nothing lost between them."""
    async with running(sample_office, clock, "f2") as table:
        table.type_keys(f"ZZBAG\r{MAYAS}\rZZCHECK\r{MAYAS}\rZZSCREEN\rZZOUT\r{AMA}\r{READY}\r")
        await until(lambda: pages.device_page(sample_office, READY).custody.person == AMA)
        custody = pages.device_page(sample_office, MAYAS).custody
        assert (custody.state, custody.service) == (
            CustodyState.IN_STOCK,
            Service.DAMAGED_USABLE,
        )
        assert pages.device_page(sample_office, MAYAS).history[-1].body["parts"] == ["screen"]


def typed(table: Driver, *codes: str) -> None:
    """Codes with their Enter, and names of keys between them, typed apart but read in one stall."""
    for code in codes:
        table.clock.advance(2.0)
        if code in _KEYS:
            table.type_key(code)
        else:
            table.type_keys(f"{code}\r")


_KEYS = frozenset({"ctrl+b", "ctrl+k", "ctrl+l", "ctrl+z", "f2", "f3"})


def written(office: Office, after: int) -> list[str]:
    """What was written of devices, with the bag that each lay in."""
    rows = office.database.rows(
        "SELECT kind || ' ' || device || coalesce(' in ' || (body ->> '$.bag'), '') FROM event"
        " WHERE position > ? AND kind IN ('issue', 'return', 'sight', 'void') ORDER BY position",
        after,
    )
    return [text for (text,) in rows]


@pytest.mark.parametrize("key", ["ctrl+b", "ctrl+l", "ctrl+z"])
async def test_a_key_right_behind_the_first_zzback_waits_for_the_screen(
    sample_office: Office, clock: FixedClock, key: str
) -> None:
    """Take back was never open; what is scanned behind the key counts there."""
    async with running(sample_office, clock, "f2") as table:
        typed(table, "ZZBACK", key, MAYAS)
        await until(lambda: state(sample_office, MAYAS) is CustodyState.IN_STOCK)
        in_bag = service(sample_office, MAYAS) is Service.NEEDS_CHECK
        assert in_bag == (key == "ctrl+b")


_PLAYS = [
    (
        ["f3", "ZZOUT", AMA, READY, "f3", MAYAS, "f2", AMA, "f3", "ctrl+b", BENS],
        [f"issue {READY}", f"return {MAYAS}", f"return {BENS} in 114"],
    ),
    (
        ["ZZBAG", MAYAS, "ctrl+b", "ctrl+l", BENS, "ctrl+z", "ctrl+b", "ctrl+b", BENS],
        [f"return {MAYAS} in 214", f"return {BENS}", f"void {BENS}", f"return {BENS} in 114"],
    ),
    (
        ["ZZBACK", "ZZOUT", AMA, "f3", "f2", READY, "ctrl+k", "f3", MAYAS, "ctrl+k", MAYAS],
        [f"issue {READY}", f"return {MAYAS}", f"sight {MAYAS}"],
    ),
]


@pytest.mark.parametrize(("play", "expected"), _PLAYS)
async def test_keys_between_scans_keep_their_place_in_a_stall(
    sample_office: Office, clock: FixedClock, play: list[str], expected: list[str]
) -> None:
    """Whatever screens they lead to, what is written is what slow hands would have written."""
    begun = sample_office.database.value("SELECT max(position) FROM event")
    async with running(sample_office, clock, "f2") as table:
        typed(table, *play)
        await until(lambda: len(written(sample_office, begun)) >= len(expected))
        assert written(sample_office, begun) == expected


async def test_zzback_leads_to_the_line_from_anywhere(
    sample_office: Office, clock: FixedClock
) -> None:
    """And not into the bag that is open there."""
    async with running(sample_office, clock, "f3", "ctrl+b") as table:
        await table.scan(MAYAS)
        for start in ("f2", "f10"):
            await table.pilot.press("f3", "ctrl+b", start)
            typed(table, "ZZBACK")
            await until(lambda: table.app.current_mode == "take_back")
            await until(lambda: table.screen.desk.table.bag is None)


async def test_a_bag_in_the_midst_of_which_champion_was_closed_is_told(
    sample_office: Office, clock: FixedClock
) -> None:
    """And what was undone on another screen lies in no bag."""
    async with running(sample_office, clock, "f3", "ctrl+b") as table:
        await table.scan(MAYAS)
    async with running(sample_office, clock, "f3") as table:
        told = "The last device came in 214's bag: Ctrl+B goes on with it."
        assert table.band[2] == told
        typed(table, "ZZOUT")
        await until(lambda: table.app.current_mode == "hand_out")
        await table.pilot.press("f3")
        await until(lambda: table.app.current_mode == "take_back")
        assert table.band[2] == told
        await table.pilot.press("ctrl+b")
        await table.scan(BENS)
        await table.pilot.press("f2", "ctrl+z", "f3")
        await until(lambda: table.screen.bar_text().startswith("bag ? · 0 in it"))
