"""The Inbox: what waits, each way of settling it, and undoing that."""

from textual.pilot import Pilot

from inventory.model import PersonStatus
from inventory.services import inbox, pages
from tests.tui.bursts import post_keys, until
from tests.tui.screens.sample_school import dump, lines, says, scan_presses_nothing, shown
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.choices import Choices
from tui.screens.find_device import FindDeviceScreen
from tui.screens.inbox import InboxScreen
from tui.screens.settle import SettleScreen
from tui.widgets.record_table import RecordTable


async def open_claim(app: ChampionApp, pilot: Pilot[str], claim: str) -> None:
    """Open the Inbox and what waits under a claim number."""
    await pilot.press("f6")
    await shown(InboxScreen, app)
    at = [row[0] for row in rows(app)].index(claim)
    await pilot.press("home", *["down"] * at, "enter")
    await shown(SettleScreen, app)
    await pilot.pause()


def rows(app: ChampionApp) -> list[tuple[str, ...]]:
    """What waits, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


def under_the_cursor(app: ChampionApp) -> str:
    """The claim number that the cursor is on."""
    table = app.screen.query_one(RecordTable)
    key = table.cursor_key
    return table.source.rows([key])[key][0] if key is not None else ""


def choices(app: ChampionApp) -> list[str]:
    """What can be done."""
    options = app.screen.query_one(Choices)
    return [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]


async def test_an_empty_inbox_says_what_comes_here(school: ChampionApp) -> None:
    """Nothing is to be done."""
    async with school.run_test(notifications=True) as pilot:
        await pilot.press("f6")
        await shown(InboxScreen, school)
        table = school.screen.query_one(RecordTable)
        await until(lambda: "Nothing waits." in table.render_line(3).text)


async def test_the_inbox_lists_what_waits_oldest_first(parked_school: ChampionApp) -> None:
    """Claim, what, the code as scanned, device, person."""
    async with parked_school.run_test(notifications=True) as pilot:
        await pilot.press("f6")
        await shown(InboxScreen, parked_school)
        assert [(row[0], row[2], row[3]) for row in rows(parked_school)] == [
            ("P-01", "not known", "7719-X"),
            ("P-02", "out to someone else", "NS-104135"),
            ("P-03", "another school's", "NS-104446"),
            ("P-04", "parked", ""),
            ("P-05", "person not known", "8109999"),
        ]
        assert rows(parked_school)[1][4:6] == ("NS-104135", "Patrick O'Neill")


async def test_an_unknown_code_is_bound_to_a_device(parked_school: ChampionApp) -> None:
    """The device is found by typing; from then on the code leads to it."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-01")
        assert "7719-X, scanned at 09:02 while handing out." in lines(parked_school, "question")
        assert choices(parked_school)[0] == "It belongs to a device: let this code lead to it"
        await pilot.press("enter")
        await shown(FindDeviceScreen, parked_school)
        await pilot.press(*"104392", "enter", "enter")
        await shown(InboxScreen, parked_school)
        await says(parked_school, "strip", "P-01 is settled: 7719-X leads to NS-104392")
        assert under_the_cursor(parked_school) == "P-02"
    page = pages.look_up(parked_school.office, "7719-X")
    assert isinstance(page, pages.DevicePage)
    assert page.device.tag == "NS-104392"


async def test_a_scan_finds_the_device_but_enter_picks_it(parked_school: ChampionApp) -> None:
    """A scan puts the cursor on it; nothing is settled before Enter."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-01")
        await pilot.press("enter")
        await shown(FindDeviceScreen, parked_school)
        post_keys(parked_school, "5CD9326FW0\r")
        await until(lambda: under_the_cursor(parked_school) == "NS-104392")
        assert isinstance(parked_school.screen, FindDeviceScreen)
        await pilot.press("enter", "enter")
        await shown(InboxScreen, parked_school)
        await says(parked_school, "strip", "7719-X leads to NS-104392")


async def test_a_device_is_handed_over_from_its_holder(parked_school: ChampionApp) -> None:
    """The choice names both people, and one undo takes all of it back."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-02")
        assert choices(parked_school) == [
            "Hand NS-104135 to Patrick O'Neill now: taken back from Maya Okonkwo",
            "Say what was done",
        ]
        await pilot.press("enter")
        await shown(InboxScreen, parked_school)
        await says(parked_school, "strip", "P-02 is settled: NS-104135 is with Patrick O'Neill")
        assert holder(parked_school) == "8102590"
        await pilot.press("ctrl+z")
        await says(parked_school, "strip", "P-02 waits again")
        assert holder(parked_school) == "8100442"
        assert [row[0] for row in rows(parked_school)][1] == "P-02"


def holder(app: ChampionApp) -> str | None:
    """Who has Maya's device."""
    return pages.device_page(app.office, "NS-104135").custody.person


async def test_an_unknown_person_is_entered_by_hand(parked_school: ChampionApp) -> None:
    """With the ID that was scanned; the last row settled leaves the cursor on the one before."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-05")
        await pilot.press("enter")
        await shown(AskTextScreen, parked_school)
        await pilot.press(*"Ada [/] Byron", "enter")
        await shown(InboxScreen, parked_school)
        await says(parked_school, "strip", "Ada [/] Byron is entered with the ID 8109999.")
        assert under_the_cursor(parked_school) == "P-04"
    someone = pages.person(parked_school.office, "8109999")
    assert someone is not None
    assert (someone.name, someone.status) == ("Ada [/] Byron", PersonStatus.UNKNOWN)


async def test_a_stray_is_settled_with_words(parked_school: ChampionApp) -> None:
    """What was written is what the Inbox says and keeps."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-03")
        assert choices(parked_school) == ["Sent back or set aside: say what was done"]
        await pilot.press("enter")
        await shown(AskTextScreen, parked_school)
        await pilot.press(*"Sent [/] back", "enter")
        await shown(InboxScreen, parked_school)
        await says(parked_school, "strip", "P-03 is settled: Sent [/] back")
        assert [row[0] for row in rows(parked_school)] == ["P-01", "P-02", "P-04", "P-05"]


async def test_what_was_settled_meanwhile_is_refused_in_the_strip(
    parked_school: ChampionApp,
) -> None:
    """Another window was quicker: the sentence says how it ended."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-02")
        inbox.settle(parked_school.office, inbox.find(parked_school.office, "P-02"), "done")
        await pilot.press("enter")
        await says(parked_school, "strip", "P-02 is settled already: done.")
        assert isinstance(parked_school.screen, SettleScreen)


async def test_undo_in_the_inbox_leaves_other_actions_alone(parked_school: ChampionApp) -> None:
    """The last action was at a table: that is undone there."""
    async with parked_school.run_test(notifications=True) as pilot:
        await pilot.press("f6")
        await shown(InboxScreen, parked_school)
        before = dump(parked_school.office)
        await pilot.press("ctrl+z")
        await says(parked_school, "strip", "no settling")
        assert dump(parked_school.office) == before


async def test_leaving_lets_it_wait(parked_school: ChampionApp) -> None:
    """Esc at every step; the same row is still marked."""
    async with parked_school.run_test(notifications=True) as pilot:
        await open_claim(parked_school, pilot, "P-03")
        await pilot.press("enter")
        await shown(AskTextScreen, parked_school)
        await pilot.press("escape")
        await shown(SettleScreen, parked_school)
        await pilot.press("escape")
        await shown(InboxScreen, parked_school)
        assert under_the_cursor(parked_school) == "P-03"
        assert len(rows(parked_school)) == 5


async def test_bursts_press_nothing_in_the_inbox_or_beneath(parked_school: ChampionApp) -> None:
    """Not on the list, and not on the choices, where Enter would hand a device over."""
    async with parked_school.run_test(notifications=True) as pilot:
        await pilot.press("f6")
        await shown(InboxScreen, parked_school)
        await scan_presses_nothing(parked_school)
        await open_claim(parked_school, pilot, "P-02")
        await scan_presses_nothing(parked_school)
