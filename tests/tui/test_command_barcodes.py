"""Command barcodes in the app: they work on the screen in front, and never half-way."""

from functools import partial

import pytest

from inventory.model import CustodyState
from inventory.services import pages, sample
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.rest import rest
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


@pytest.mark.parametrize(
    ("key", "code"),
    [
        *((key, code) for key in ("ctrl+f", "ctrl+o") for code in ("ZZUNDO", "ZZBACK", "ZZYES")),
        ("f1", "ZZUNDO"),
        ("f1", "ZZSCREEN"),
    ],
)
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


@pytest.mark.parametrize("code", ["ZZOUT", "ZZBACK"])
async def test_a_mode_closes_the_help_and_counts(
    sample_office: Office, clock: FixedClock, code: str
) -> None:
    """The page that lists the barcodes is where one is tried: it gives way."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("f1")
        table.type_keys(f"{code}\r{AMA}\r{READY if code == 'ZZOUT' else MAYAS}\r")
        await until(
            lambda: (
                holder(sample_office, READY) == AMA
                if code == "ZZOUT"
                else state(sample_office, MAYAS) is CustodyState.IN_STOCK
            )
        )
        assert len(table.app.screen_stack) == 1


def _refuses(table: Driver, code: str) -> bool:
    return f"{code} does nothing here" in strip(table)


async def test_after_a_mode_was_refused_no_scan_counts_in_the_one_before(
    sample_office: Office, clock: FixedClock
) -> None:
    """Who scans ZZBACK behind an open dialog and goes on scanning hands nothing out."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("ctrl+f")
        for code in ("ZZBACK", AMA, READY):
            table.type_keys(f"{code}\r")
            await until(partial(_refuses, table, code))
            clock.advance(2.0)
        assert holder(sample_office, READY) is None
        table.app.screen.dismiss(None)
        await until(lambda: table.app.screen is table.screen)
        await table.scan(AMA, READY)
        assert holder(sample_office, READY) == AMA


async def test_a_scan_closes_the_palette_that_would_cover_its_verdict(
    sample_office: Office, clock: FixedClock
) -> None:
    """A device counts and is seen to; a mode leads to its screen."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("ctrl+p")
        table.type_keys(f"{AMA}\r")
        await until(lambda: table.app.screen is table.screen)
        clock.advance(2.0)
        table.type_keys(f"{READY}\r")
        await until(lambda: holder(sample_office, READY) == AMA)
        table.app.action_command_palette()
        await until(lambda: table.app.screen is not table.screen)
        clock.advance(2.0)
        table.type_keys(f"ZZBACK\r{MAYAS}\r")
        await until(lambda: state(sample_office, MAYAS) is CustodyState.IN_STOCK)


async def test_a_card_that_is_scanned_behind_a_page_is_told_there(
    sample_office: Office, clock: FixedClock
) -> None:
    """Who looks for a name and scans the card after all sees that it was taken."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("ctrl+f")
        table.type_keys(f"{AMA}\r")
        await until(lambda: f"{AMA} was scanned behind this page." in strip(table))
        await until(lambda: table.screen.desk.table.person == AMA)


async def test_a_key_leads_away_from_the_scanner_check(
    sample_office: Office, clock: FixedClock
) -> None:
    """F2 is Hand out, wherever the check was begun; and the next scan counts there."""
    async with running(sample_office, clock, "f2") as table:
        for away in ("f2", "f3"):
            table.app.action_check_scanner()
            await until(lambda: table.app.screen is not table.screen)
            await table.pilot.press(away)
        await table.pilot.press("f2")
        await until(lambda: table.app.screen is table.screen)
        await table.scan(AMA, READY)
        assert holder(sample_office, READY) == AMA


async def test_an_audit_that_is_not_open_loses_no_scan(
    sample_office: Office, clock: FixedClock
) -> None:
    """Three screens in one stall, two of them new."""
    async with running(sample_office, clock, "f2") as table:
        table.type_keys(f"ZZAUDIT\rZZBACK\r{MAYAS}\rZZOUT\r{AMA}\r{READY}\r")
        await until(lambda: holder(sample_office, READY) == AMA)
        assert state(sample_office, MAYAS) is CustodyState.IN_STOCK


async def test_what_stood_on_the_line_is_no_part_of_a_scan_that_is_passed_on(
    sample_office: Office, clock: FixedClock
) -> None:
    """Two digits that somebody typed on Take back before, and left there."""
    async with running(sample_office, clock, "f2") as table:
        await table.pilot.press("f3", "8", "1", "f2")
        await table.pilot.pause(0.3)
        table.type_keys(f"ZZBACK\r{MAYAS}\r")
        await until(lambda: state(sample_office, MAYAS) is CustodyState.IN_STOCK)


_PLAYS = [
    ["ZZBACK", MAYAS, "ZZUNDO", "ZZOUT", AMA, READY, "ZZAUDIT", "ZZOUT", AMA, MAYAS],
    ["ZZAUDIT", "ZZAUDIT", "ZZBACK", LIBRARY, MAYAS, "ZZSCREEN", "ZZOUT", "ZZBACK", READY],
    [AMA, "ZZBACK", "ZZOUT", READY, AMA, "ZZBACK", READY, "ZZGRADEA", "ZZNEXT", "ZZUNDO"],
    ["ZZOUT", "ZZOUT", AMA, READY, "ZZBACK", "ZZBACK", READY, MAYAS, "ZZUNDO", "ZZOUT", "QX-1"],
]


def scanned(office: Office) -> list[tuple[object, ...]]:
    """What the journal holds of a play."""
    rows = office.database.rows(
        "SELECT kind, device, person, body ->> '$.scan', body ->> '$.verdict' FROM event"
        " ORDER BY position"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("play", _PLAYS)
async def test_a_burst_leaves_the_journal_that_slow_scans_leave(
    clock: FixedClock, play: list[str]
) -> None:
    """Whatever screens the commands in it lead to."""
    journals = []
    for slowly in (True, False):
        office = Office.in_memory(FixedClock())
        sample.fill(office)
        begun = len(scanned(office))
        async with running(office, FixedClock(), "f2") as table:
            for code in play:
                table.clock.advance(2.0)
                table.type_keys(f"{code}\r")
                if slowly:
                    await rest(table.pilot)
            await rest(table.pilot)
        journals.append(scanned(office)[begun:])
        office.close()
    assert journals[0] == journals[1]
    assert len(journals[0]) >= len(play) // 2
