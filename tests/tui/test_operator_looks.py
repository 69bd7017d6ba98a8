"""Pictures of who is at the table, and of the covered screen.

After a change that is meant: ``pytest tests/tui/test_operator_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from inventory.rules.duties import Role
from inventory.services import operators
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import post_keys, until
from tests.tui.scanning import Driver
from tests.tui.screens.sample_school import says, shown, typed
from tui import seat
from tui.app import ChampionApp
from tui.screens.hand_out import HandOutScreen
from tui.screens.home import HomeScreen
from tui.screens.locked import LockedListScreen, LockedScreen
from tui.screens.who import StartScreen, WhoScreen

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
Compare = Callable[..., bool]
Size = tuple[int, int]


@pytest.fixture
def listed(sample_office: Office) -> Office:
    """Two champions and three helpers, one of them with a long name."""
    for number, (name, role, pin) in enumerate(
        (
            ("Ada Park", Role.CHAMPION, "4711"),
            ("Wilhelmina Featherstonehaugh-Nkemelu", Role.CHAMPION, "2468"),
            ("Bea Lind", Role.HELPER, ""),
            ("Cy Dahl", Role.HELPER, "1357"),
            ("李小龍", Role.HELPER, ""),
        )
    ):
        entropy = CountedEntropy(number)
        operators.add(sample_office, name, role, pin=pin, entropy=entropy)
    return sample_office


async def sit_down(app: ChampionApp, pilot: Pilot[Any]) -> None:
    """Bea begins, and hands out."""
    await shown(StartScreen, app)
    await typed(pilot, "down", "down", "enter")
    await shown(HomeScreen, app)
    await typed(pilot, "f2")
    await shown(HandOutScreen, app)


@SIZES
@pytest.mark.parametrize("what", ["list", "pin", "refused", "nobody"])
def test_who_is_at_the_table_looks_as_it_did(
    snap_compare: Compare, listed: Office, size: Size, what: str
) -> None:
    """Asked with Ctrl+W; with a PIN; a card that is no badge; where there is no list."""
    app = ChampionApp(listed)

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(app, pilot)
        if what == "nobody":
            for one in reversed(operators.everybody(listed)):
                with listed.database.immediate():
                    listed.database.write("DELETE FROM operator WHERE name = ?", one.name)
            listed.operator, app.at_table = None, ""
        await typed(pilot, "ctrl+w")
        await shown(WhoScreen, app)
        if what == "pin":
            await typed(pilot, "up", "up", "enter", *"471")
            await until(lambda: app.screen.has_class("-pin"))
        if what == "refused":
            post_keys(app, "8101839\r")
            await says(app, "strip", "8101839")
        await pilot.pause(0.25)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_question_at_the_start_looks_as_it_did(
    snap_compare: Compare, listed: Office, size: Size
) -> None:
    """With a card that somebody scanned too early."""
    app = ChampionApp(listed)

    async def play(pilot: Pilot[Any]) -> None:
        await shown(StartScreen, app)
        post_keys(app, "8101839\r")
        await says(app, "strip", "8101839")
        await pilot.pause(0.25)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_covered_screen_looks_as_it_did(
    snap_compare: Compare, sample_office: Office, size: Size
) -> None:
    """Where nobody keeps a list."""
    app = ChampionApp(sample_office)

    async def play(pilot: Pilot[Any]) -> None:
        seat.lock(app, 5)
        await shown(LockedScreen, app)
        await pilot.pause(0.25)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_covered_screen_with_a_list_looks_as_it_did(
    snap_compare: Compare, listed: Office, size: Size
) -> None:
    """Who was there is marked."""
    app = ChampionApp(listed)

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(app, pilot)
        seat.lock(app, 5)
        await shown(LockedListScreen, app)
        await pilot.pause(0.25)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_who_is_at_the_table_stands_at_the_top(
    snap_compare: Compare, listed: Office, clock: FixedClock, size: Size
) -> None:
    """And what a helper hears who would override a stop."""
    app = ChampionApp(listed)

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(app, pilot)
        await Driver(app, pilot, clock).scan("8100508")
        await typed(pilot, "ctrl+o")
        await pilot.pause(0.25)

    assert snap_compare(app, terminal_size=size, run_before=play)
