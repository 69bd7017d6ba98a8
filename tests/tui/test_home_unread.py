"""Home and its pages on a file that can't be read: the clear screen, and no end of the app."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from inventory.errors import StoreRefused
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.home_states import STATES
from tests.tui.test_home import home_screen, numbers, read, rows_of
from tui import watch
from tui.app import ChampionApp
from tui.pages import PAGES
from tui.screens import home
from tui.screens.fault import FaultScreen
from tui.screens.home import HomeScreen
from tui.widgets.record_table import RecordTable
from tui.widgets.walk_lines import WalkLines


class Unreadable:
    """A connection to a file of which nothing can be read."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """As SQLite says it; how long to wait for others is no question to the file."""
        if sql.startswith("PRAGMA busy_timeout"):
            return self._conn.execute(sql, *values)
        message = "database disk image is malformed"
        raise sqlite3.DatabaseError(message)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)


@contextmanager
def unreadable(office: Office) -> Iterator[None]:
    """Meanwhile nothing of the file can be read."""
    database, conn = office.database, office.database.conn
    database.conn = cast("sqlite3.Connection", Unreadable(conn))
    try:
        yield
    finally:
        database.conn = conn


async def test_every_number_leads_to_the_clear_screen_where_the_file_can_not_be_read(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it opens; and to its list again once the file can be read."""
    for looking in (home, watch):  # the test opens, and nobody else looks
        monkeypatch.setattr(looking, "LOOK_EVERY", 3_600)
    STATES["wanting"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24), notifications=True):
        glance, screen = await read(app), home_screen(app)
        for door, number in numbers(glance).items():
            with unreadable(sample_office):
                assert glance.go_to(door)
                glance.action_open()
                await until(lambda: isinstance(app.screen, FaultScreen))
            await until(lambda: bool(app.screen.query("#fault")))
            app.screen.dismiss(None)
            await rows_of(app)
            await until(lambda: len(app.screen.query_one(RecordTable).row_keys) == number)  # noqa: B023
            screen._mark = None
            app.pop_screen()
            await until(lambda: screen._mark is not None)  # Home has read again, too


async def test_a_number_that_was_opened_as_the_fault_was_found_does_not_cover_it(
    sample_office: Office, clock: FixedClock
) -> None:
    """Its list could read nothing, and would say that there is nothing any more."""
    STATES["wanting"](sample_office, clock)
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        door, home_in_front = next(iter(numbers(await read(app)))), home_screen(app)
        with unreadable(sample_office):
            app.stop_scanning(StoreRefused("Nothing can be read.", "Try again."))
            home_in_front.open_door(WalkLines.Opened(door))
            await pilot.pause()
        assert [type(screen) for screen in app.screen_stack] == [HomeScreen, FaultScreen]


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_leads_to_the_clear_screen_where_the_file_can_not_be_read(
    sample_office: Office, name: str
) -> None:
    """And shows what it has to once the file can be read; papers are read when one is opened."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await read(app)
        with unreadable(sample_office):
            app.action_show_page(name)
            await until(lambda: len(app.screen_stack) > 1)
            if name == "papers":
                await pilot.press("enter")
            await until(lambda: isinstance(app.screen, FaultScreen))
        await until(lambda: bool(app.screen.query("#fault")))
        app.screen.dismiss(None)
        await until(lambda: type(app.screen).__name__ == PAGES[name].screen)
        await pilot.pause()
        assert app.is_running
