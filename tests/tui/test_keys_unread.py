"""The keys of every page on a file that can't be read: the clear screen, and no end of the app."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from inventory.rules.duties import Role
from inventory.services import it_notes, papers, terms
from inventory.services.office import Office
from tests.tui import swapped
from tests.tui.bursts import until
from tests.tui.screens.sample_school import lines, page, typed
from tests.tui.test_home_unread import unreadable
from tests.two_tables import call, dispute
from tui.app import ChampionApp
from tui.screens import home
from tui.screens.fault import FaultScreen
from tui.screens.papers import PAPERS
from tui.widgets.record_table import RecordTable

READS_NOTHING = frozenset({"sort_rows", "reverse_rows", "ask_day", "say_key"})
"""What works on what is in memory, or only asks."""


def as_it_is(_: Office) -> None:
    """The sample school after its morning."""


def with_a_dispute(office: Office) -> None:
    """Two tables tell another story of one device."""
    call(office, "Table 1")
    dispute(office, ["8101839", "NS-104101"], [["8102590", "NS-104101"]])


def with_a_note(office: Office) -> None:
    """One note for IT."""
    it_notes.add(office, "training", "Lock the carts")


def with_a_term(office: Office) -> None:
    """Ada serves."""
    terms.add(office, "Ada", Role.CHAMPION)


Way = tuple[Callable[[Office], None], tuple[str, ...]]

WAYS: dict[str, Way] = {
    "Home": (as_it_is, ("f10",)),
    "Year": (as_it_is, ("f10", "y")),
    "Who serves": (with_a_term, ("f10", "y", "t")),
    "Before the day": (as_it_is, ("f10", "b")),
    "Notes for IT": (with_a_note, ("f10", "n")),
    "Paper": (as_it_is, ("f8", "p", "enter")),
    "Lay out": (as_it_is, ("f10", "l")),
    "Device": (as_it_is, ("f5", *"ns", "minus", *"104135", "enter", "enter")),
    "Swap": (swapped.swap, ("f6", "home", "enter")),
    "Disputed": (with_a_dispute, ("f6", "home", "enter")),
}
"""Word of a page → how the school is, and the keys that lead there."""


async def go(app: ChampionApp, pilot: Pilot[str], *keys: str) -> None:
    """Press keys that lead from page to page; each waits for what the one before shows."""
    for key in keys:
        await until(lambda: all(table.row_keys for table in page(app).query(RecordTable)))
        await typed(pilot, key)
        await until(lambda: page(app).is_mounted)
        await pilot.pause()


async def clear_screen(app: ChampionApp) -> None:
    """Wait for it, and leave it."""
    await until(lambda: isinstance(app.screen, FaultScreen))
    await until(lambda: bool(app.screen.query("#fault")))


def own_keys(app: ChampionApp) -> dict[str, str]:
    """The keys that the line of keys shows of the page and its list, and what each does."""
    return {
        key: active.binding.action.partition("(")[0]
        for key, active in app.screen.active_bindings.items()
        if active.binding.show
        and key not in ("escape", "slash", "delete", "backspace")
        and (active.node is not app or len(key) == 1)
    }


@pytest.mark.parametrize(("word", "way"), WAYS.items(), ids=WAYS.keys())
async def test_every_key_of_a_page_leads_to_the_clear_screen(
    sample_office: Office, word: str, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And back to the page once the file can be read; none is forgotten, none says it otherwise."""
    monkeypatch.setattr(home, "LOOK_EVERY", 3_600)  # the keys read, and nobody else looks
    prepare, steps = way
    prepare(sample_office)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await go(app, pilot, *steps)
        front = page(app)
        assert word == front.WORD
        keys = own_keys(app)
        assert any(action not in READS_NOTHING for action in keys.values())
        for key, action in keys.items():
            with unreadable(sample_office):
                await typed(pilot, key)
                if action not in READS_NOTHING:
                    await clear_screen(app)
                await pilot.pause()
            if isinstance(app.screen, FaultScreen):
                app.screen.dismiss(None)
                await until(lambda: not isinstance(app.screen, FaultScreen))
            if front not in app.screen_stack:  # the key led away from it for good
                await go(app, pilot, *steps)
                front = page(app)
            while app.screen is not front:
                app.pop_screen()
                await pilot.pause()
            assert app.is_running
            assert "malformed" not in lines(app, "strip")


@pytest.mark.parametrize("kind", PAPERS)
async def test_every_paper_leads_to_the_clear_screen(
    sample_office: Office, kind: papers.Kind
) -> None:
    """Of those that ask first, once it is answered where asking reads nothing."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await go(app, pilot, "f8", "p")
        rows = app.screen.query_one(OptionList)
        rows.highlighted = list(PAPERS).index(kind)
        with unreadable(sample_office):
            await typed(pilot, "enter")
            await pilot.pause()
            if app.screen.query(Input):
                await typed(pilot, *"n1")
            await clear_screen(app)
        assert app.is_running
