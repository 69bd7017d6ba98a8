"""The app on a rehearsal: every screen says so, and nothing is shared, sent out or backed up."""

from pathlib import Path

import pytest

from inventory.services import rehearsal
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.screens.sample_school import says, shown, typed
from tui.app import ChampionApp
from tui.screens.page import Page
from tui.screens.tables_page import TablesPage
from tui.widgets.mode_bar import ModeBar


@pytest.fixture
def path(sample_bytes: bytes, tmp_path: Path) -> Path:
    """The sample school's database on a disk, as if it were somebody's own."""
    path = tmp_path / "data" / "school.db"
    path.parent.mkdir()
    path.write_bytes(sample_bytes)
    path.chmod(0o600)
    return path


def bar(app: ChampionApp) -> str:
    """The line at the top."""
    return app.screen.query_one(ModeBar).render_line(0).text


async def test_every_big_screen_says_that_it_is_a_rehearsal(path: Path) -> None:
    """At its right, first."""
    with rehearsal.copied(path, FixedClock()) as copy:
        office = Office.open(copy, FixedClock())
        app = ChampionApp(office, rehearsal=True)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            for key in ("f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10"):
                await typed(pilot, key)
                await until(lambda: isinstance(app.screen, Page) and app.screen.is_mounted)
                assert " REHEARSAL · " in bar(app)
                assert "· rehearsal" not in bar(app)
        office.close()


async def test_nothing_of_it_is_shared_or_backed_up(path: Path) -> None:
    """Not by itself, not by a key, not by the palette; no table is set up from it."""
    with rehearsal.copied(path, FixedClock()) as copy:
        office = Office.open(copy, FixedClock())
        app = ChampionApp(office, rehearsal=True)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            assert not app.may_share()
            await typed(pilot, "f8", "t")
            await shown(TablesPage, app)
            for key in ("s", "n", "o"):
                app.screen.query_one("#strip").show([])  # type: ignore[attr-defined]
                await typed(pilot, key)
                await says(app, "strip", "A rehearsal is not shared.")
            app.action_back_up()
            app._upkeep.back_up_if_due()
            await until(lambda: any("not backed up" in one.message for one in app._notifications))
            await app.workers.wait_for_complete()
        assert app.sharing is None
        assert not (copy.parent / "backups").exists()
        office.close()
