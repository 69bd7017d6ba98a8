"""A disputed device in the app: where it shows, both stories, and one key for each way."""

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from inventory.model import PersonStatus
from inventory.services import disputes, pages
from inventory.services.disputes import HERE, Choice
from inventory.services.office import Office
from tests.builders import a_person, enrol
from tests.tui.bursts import until
from tests.tui.screens.sample_school import lines, says, scan_presses_nothing, shown
from tests.two_tables import beside, call, dispute, scan, take_in
from tui.app import ChampionApp
from tui.screens.device_page import DeviceScreen
from tui.screens.dispute import DisputeScreen
from tui.screens.inbox import InboxScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.record_table import RecordTable

AMA, PATRICK, JAYDEN = "8101839", "8102590", "8102963"
DEVICE = "NS-104101"

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture
def disputed(sample_office: Office) -> ChampionApp:
    """A scan is parked; Table 1 gave NS-104101 to Ama, and Table 2 to Patrick."""
    call(sample_office, "Table 1")
    scan(sample_office, PATRICK, "7719-X")
    dispute(sample_office, [AMA, DEVICE], [[PATRICK, DEVICE]])
    return ChampionApp(sample_office)


async def open_dispute(app: ChampionApp, pilot: Pilot[str]) -> None:
    """Open the Inbox and what stands first in it."""
    await pilot.press("f6")
    await shown(InboxScreen, app)
    await pilot.press("home", "enter")
    await shown(DisputeScreen, app)
    await pilot.pause()


def rows(app: ChampionApp) -> list[tuple[str, ...]]:
    """What waits, from the top."""
    table = app.screen.query_one(RecordTable)
    cells = table.source.rows(table.row_keys)
    return [cells[key] for key in table.row_keys]


def badge(app: ChampionApp) -> str:
    """What stands behind F6."""
    return dict(app.screen.query_one(KeyBar).keys)["F6"]


def custody(app: ChampionApp) -> tuple[str | None, bool]:
    found = pages.device_page(app.office, DEVICE).custody
    return found.person, bool(found.disputed)


async def test_home_and_the_inbox_key_count_it_and_the_inbox_has_it_first(
    disputed: ChampionApp,
) -> None:
    """Beside the parked scan, with both names."""
    async with disputed.run_test(size=(120, 40), notifications=True) as pilot:
        await until(lambda: "1 disputed " in lines(disputed, "glance"))
        await pilot.press("f2")
        await until(lambda: badge(disputed) == "Inbox 2")
        await pilot.press("f6")
        await shown(InboxScreen, disputed)
        first, second = rows(disputed)
        assert (first[2], *first[4:]) == (
            "disputed", DEVICE, "Ama Adeyemi or Patrick O'Neill", "Table 1 and Table 2",
        )  # fmt: skip
        assert second[0] == "P-01"


@SIZES
async def test_both_stories_stand_side_by_side_with_what_settles_them(
    disputed: ChampionApp, size: tuple[int, int]
) -> None:
    """Table, who has it with homeroom, since when, what happened; then a key for each way."""
    async with disputed.run_test(size=size, notifications=True) as pilot:
        await open_dispute(disputed, pilot)
        title, who, since, _, happened = lines(disputed, "stories").splitlines()
        assert title.split() == ["1", "Table", "1", "2", "Table", "2"]
        assert "With Ama Adeyemi, homeroom 114" in who
        assert "With Patrick O'Neill, homeroom 308" in who
        assert who.index("With Patrick") == since.rindex("since 09:") == title.index("2  Table 2")
        first, _, second = happened.partition("Ama Adeyemi")
        assert first.split() == ["09:02", "handed", "out"]
        assert second.split() == ["09:03", "handed", "out", "Patrick", "O'Neill"]
        ways = lines(disputed, "ways")
        assert "1  Table 1 is right: with Ama Adeyemi" in ways
        assert "2  Table 2 is right: with Patrick O'Neill" in ways
        assert "3  It is here: it lies on this table, in stock" in ways
        assert "By the clocks Table 2 was the last." in ways
        for line in (*lines(disputed, "stories").splitlines(), *ways.splitlines()):
            assert cell_len(line) <= size[0] - 6


@pytest.mark.parametrize(
    ("key", "person", "said"),
    [
        ("1", AMA, "NS-104101 is settled: with Ama Adeyemi, as Table 1 says."),
        ("2", PATRICK, "NS-104101 is settled: with Patrick O'Neill, as Table 2 says."),
        ("3", None, "NS-104101 is settled: it is here, in stock."),
    ],
)
async def test_one_key_settles_it_and_ctrl_z_makes_it_wait_again(
    disputed: ChampionApp, key: str, person: str | None, said: str
) -> None:
    """The Inbox says what holds now and what the undo took back, and counts anew."""
    async with disputed.run_test(notifications=True) as pilot:
        await open_dispute(disputed, pilot)
        await pilot.press(key)
        await shown(InboxScreen, disputed)
        await says(disputed, "strip", said)
        assert custody(disputed) == (person, False)
        assert [row[0] for row in rows(disputed)] == ["P-01"]
        await pilot.press("ctrl+z")
        await says(disputed, "strip", "NS-104101 is disputed again")
        assert custody(disputed)[1]
        assert len(rows(disputed)) == 2


async def test_esc_leaves_it_and_keys_that_stand_for_nothing_do_nothing(
    disputed: ChampionApp,
) -> None:
    """Four is the third story's key, and there is none."""
    async with disputed.run_test(notifications=True) as pilot:
        await open_dispute(disputed, pilot)
        await pilot.press("4", "9", "enter")
        await pilot.pause(0.1)
        assert isinstance(disputed.screen, DisputeScreen)
        await pilot.press("escape")
        await shown(InboxScreen, disputed)
        assert custody(disputed)[1]


async def test_a_scan_presses_no_key(disputed: ChampionApp) -> None:
    """Not even one of digits only: nothing is settled by it."""
    async with disputed.run_test(notifications=True) as pilot:
        await open_dispute(disputed, pilot)
        await scan_presses_nothing(disputed)
        assert custody(disputed)[1]


async def test_what_somebody_else_settled_meanwhile_leads_back_with_a_word(
    disputed: ChampionApp,
) -> None:
    """Nothing is written over it."""
    async with disputed.run_test(notifications=True) as pilot:
        await open_dispute(disputed, pilot)
        (view,) = disputes.waiting(disputed.office)
        disputes.settle(disputed.office, view.conflict_id, Choice(2))
        await pilot.press("1")
        await shown(InboxScreen, disputed)
        await says(disputed, "strip", "NS-104101 was settled meanwhile.")
        assert custody(disputed) == (PATRICK, False)


async def test_what_a_table_told_more_of_meanwhile_is_shown_before_it_is_settled(
    disputed: ChampionApp,
) -> None:
    """Two other people settled it differently: the key settles nothing that was not read."""
    async with disputed.run_test(notifications=True) as pilot:
        third = beside(disputed.office, "Table 3", 7)
        await open_dispute(disputed, pilot)
        (view,) = disputes.waiting(third)
        disputes.settle(third, view.conflict_id, Choice(2))
        disputes.settle(disputed.office, view.conflict_id, HERE)
        take_in(disputed.office, third)
        await pilot.press("1")
        await says(disputed, "strip", "a table has told more of it since")
        assert "Table 3" in lines(disputed, "stories")
        assert "dispute settled" in lines(disputed, "stories")
        assert custody(disputed)[1]


async def test_the_page_of_the_device_says_so(disputed: ChampionApp) -> None:
    """With the tables' names and the key that leads on; after it is settled, what never was."""
    async with disputed.run_test(notifications=True) as pilot:
        disputed.push_screen(DeviceScreen(DEVICE))
        await shown(DeviceScreen, disputed)
        record = lines(disputed, "record")
        assert "By the clocks with Patrick O'Neill" in record
        assert "Table 1 and Table 2 say different things. F6 settles it." in record
        assert {row[4] for row in rows(disputed)} == {"Table 1", "Table 2"}
        (view,) = disputes.waiting(disputed.office)
        disputes.settle(disputed.office, view.conflict_id, Choice(1))
        await pilot.press("escape")
        disputed.push_screen(DeviceScreen(DEVICE))
        await shown(DeviceScreen, disputed)
        assert "Disputed" not in lines(disputed, "record")
        told = {row[1]: row for row in rows(disputed) if row[2] != "Ama Adeyemi"}
        assert told["handed out"][2:4] == ("Patrick O'Neill", "never received · charger given")
        assert rows(disputed)[0][1:4] == (
            "dispute settled", "Ama Adeyemi", "as Table 1 says",
        )  # fmt: skip


async def test_names_in_brackets_and_wide_names_are_text(sample_office: Office) -> None:
    """Nothing is taken for markup, and the columns stay in line."""
    wide = a_person("8888", first_name="美咲", last_name="[/]", homeroom="[b]")
    enrol(sample_office, people=[wide])
    call(sample_office, "Table [red]")
    dispute(sample_office, ["8888", DEVICE], [[PATRICK, DEVICE]])
    app = ChampionApp(sample_office)
    async with app.run_test(notifications=True) as pilot:
        await open_dispute(app, pilot)
        told = lines(app, "stories").splitlines()
        assert told[0].startswith("1  Table [red] ")
        assert told[1].startswith("With 美咲 [/], homeroom [b] ")
        assert len({cell_len(line[: line.rindex("With")]) for line in told[1:2]}) == 1
        assert cell_len(told[1][: told[1].index("With Patrick")]) == told[0].index("2  Table 2")
        await pilot.press("1")
        await shown(InboxScreen, app)
        await says(app, "strip", "with 美咲 [/], as Table [red] says.")
    assert wide.status is PersonStatus.ENROLLED


async def test_three_stories_have_the_keys_one_two_and_four(sample_office: Office) -> None:
    """Three is “it is here”; all of it is in sight at 80×24."""
    call(sample_office, "Table 1")
    dispute(sample_office, [AMA, DEVICE], [[PATRICK, DEVICE], [JAYDEN, DEVICE]])
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_dispute(app, pilot)
        assert "Three tables say different things." in lines(app, "dispute-head")
        assert "4  Table 3 is right: with Jayden Williams" in lines(app, "ways")
        assert app.screen.query_one("#scroll").max_scroll_y == 0
        await pilot.press("4")
        await shown(InboxScreen, app)
        await says(app, "strip", "with Jayden Williams, as Table 3 says.")
