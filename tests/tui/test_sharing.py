"""Sharing by itself: quiet, beside the work, and only what needs a person is said."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory.exchange.postgres import Hub
from inventory.model import Kind
from inventory.services import exchange, tables
from inventory.services.office import Office
from inventory.store import events, figures
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import running
from tests.tui.screens.sample_school import lines, says, shown, typed
from tests.tui.tabling import Laptops, dialog, hand_out, share
from tests.tui.test_claims import closed_port
from tui.app import ChampionApp
from tui.screens import share_now
from tui.screens.exports import ExportsScreen
from tui.screens.pick_folder import PickFolderScreen
from tui.sharing import FOLDER_EVERY, Sharing
from tui.widgets.key_bar import KeyBar
from tui.widgets.mode_bar import ModeBar


@pytest.fixture
def laptops(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Laptops:
    """No laptop yet; the home folder is the test's."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return Laptops(tmp_path, clock)


def said(app: ChampionApp) -> list[str]:
    """What stands in the corner."""
    return [one.message for one in app._notifications]


async def rests(app: ChampionApp) -> None:
    """Wait until sharing has begun and is done."""
    await until(lambda: app.sharing is not None and not app.sharing._busy)


def bundles(folder: Path) -> int:
    """How many files tables have left in a folder."""
    return len([*folder.glob("champion-share/*.bundle")])


async def look_again(app: ChampionApp, clock: FixedClock, after: float = FOLDER_EVERY) -> None:
    """The next look, so much later."""
    await rests(app)
    clock.seconds += after
    assert app.sharing is not None
    app.sharing.look()
    await rests(app)


async def test_a_stick_that_appears_is_shared_with_by_itself(laptops: Laptops) -> None:
    """What was recorded here goes out, what others recorded comes in; nobody pressed a key."""
    with laptops.table("Table 2") as second:
        hand_out(second, "2001", "NS-101")
        share(second, laptops.stick)
    laptops.stick.rename(laptops.folder / "in a pocket")
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.folder / "stick"))
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await rests(app)
            assert said(app) == []
            (laptops.folder / "in a pocket").rename(laptops.folder / "stick")
            await look_again(app, laptops.clock, 0)
            await until(lambda: len(events.of_kind(office.database, Kind.ISSUE)) == 1)
            await until(lambda: said(app) != [])
            (line,) = said(app)
            assert line.endswith("events of other tables came in.")
            await look_again(app, laptops.clock)
            await pilot.pause()
            assert said(app) == [line]
        assert bundles(laptops.stick) == 2


async def test_a_scan_screen_is_left_alone_unless_somebody_is_needed(laptops: Laptops) -> None:
    """What came in is not said there; that tables disagree is, with the bell and the badge."""
    with laptops.table("Table 2") as second, laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        hand_out(second, "2002", "NS-201")
        share(second, laptops.stick)
        async with running(office, laptops.clock, "f2") as driver:
            await rests(driver.app)
            await until(lambda: len(events.of_kind(office.database, Kind.ISSUE)) == 1)
            assert said(driver.app) == []
            await driver.scan("2005", "NS-102")
            hand_out(second, "2001", "NS-102")
            laptops.clock.advance(60)
            share(second, laptops.stick)
            await look_again(driver.app, laptops.clock)
            await until(lambda: figures.count_disputes(office.database) == 1)
            await until(lambda: said(driver.app) != [])
            (line,) = said(driver.app)
            assert line == "Tables disagree on 1 device: F6."
            keys = dict(driver.screen.query_one(KeyBar).keys)
            assert keys["F6"] == "Inbox 1"


async def test_a_damaged_file_is_said_once(laptops: Laptops) -> None:
    """The others are taken in; the same file at every look would be noise."""
    with laptops.table("Table 2") as second:
        hand_out(second, "2001", "NS-101")
        share(second, laptops.stick)
    (good,) = laptops.stick.glob("champion-share/*.bundle")
    shutil.copy(good, good.with_name("NORTH_Table-9_000001-000002_00000000.bundle"))
    good.with_name("NORTH_Table-9_000001-000002_00000000.bundle").write_bytes(b"not a bundle")
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        async with running(office, laptops.clock, "f2") as driver:
            await until(lambda: said(driver.app) != [])
            (line,) = said(driver.app)
            assert "Table-9" in line
            await look_again(driver.app, laptops.clock)
            await driver.pilot.pause()
            assert said(driver.app) == [line]
            assert len(events.of_kind(office.database, Kind.ISSUE)) == 1


async def test_share_now_asks_for_a_folder_the_first_time(laptops: Laptops) -> None:
    """It is kept in the settings, and what came of it stands on the page."""
    with laptops.table("Table 2") as second:
        hand_out(second, "2001", "NS-101")
        share(second, laptops.stick)
    with laptops.champion() as office:
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await rests(app)
            await typed(pilot, "f8", "s")
            await dialog(PickFolderScreen, app)
            await into(app, pilot, laptops.stick)
            await shown(ExportsScreen, app)
            await says(app, "strip", "✓ Shared ")
            assert "events in, " in lines(app, "strip")
            await typed(pilot, "s")
            await says(app, "strip", "✓ Shared nothing new.")
        assert office.setting("share") == str(laptops.stick)


async def into(app: ChampionApp, pilot: Pilot[str], folder: Path) -> None:
    """Choose a folder in the dialog."""
    dialog = app.screen
    assert isinstance(dialog, PickFolderScreen)
    dialog.dismiss(folder)
    await pilot.pause()


async def test_a_folder_that_is_gone_is_asked_for_again(laptops: Laptops) -> None:
    """A stick has another name today; by itself nothing is said of one that is not there."""
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.folder / "yesterday"))
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await rests(app)
            assert said(app) == []
            await typed(pilot, "f8", "s")
            await dialog(PickFolderScreen, app)


async def test_without_folder_and_hub_nothing_is_done(laptops: Laptops) -> None:
    """No thread, no exchange."""
    with laptops.champion() as office, pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange, "share", _never)
        patch.setattr(exchange, "open_carrier", _never)
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await rests(app)
            assert app.sharing is not None
            app.sharing.look()
            await pilot.pause(0.1)
            assert not app.sharing._busy


async def test_the_sample_school_never_shares(laptops: Laptops) -> None:
    """Not even with a folder in its settings."""
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        app = ChampionApp(office, demo=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(1.3)
            assert app.sharing is None
        assert bundles(laptops.stick) == 0


def _never(*_: object) -> None:
    raise AssertionError("this must not be called")


async def test_a_hub_is_shared_with_by_itself(laptops: Laptops, hub_url: str) -> None:
    """What one table pushes the other has a look later; the bar says nothing."""
    with laptops.table("Table 2") as second:
        hand_out(second, "2001", "NS-101")
        _share_hub(second, hub_url)
    with laptops.champion() as office:
        office.change_setting("hub", hub_url)
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)):
            await rests(app)
            await until(lambda: len(events.of_kind(office.database, Kind.ISSUE)) == 1)
            assert "offline" not in app.screen.query_one(ModeBar)._right
    hub = Hub(hub_url)
    assert len(hub.vector()) == 2
    hub.close()


def _share_hub(office: Office, url: str) -> None:
    carrier = exchange.open_carrier(office, url)
    exchange.share(office, carrier)
    carrier.close()


async def test_a_hub_that_is_not_there_stands_in_the_bar_of_every_page(laptops: Laptops) -> None:
    """Two words, no bell, no corner; and they go when the hub is no longer set."""
    with laptops.champion() as office:
        office.change_setting("hub", f"postgresql://nobody@127.0.0.1:{closed_port()}/champion")
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(lambda: "hub offline" in app.screen.query_one(ModeBar)._right)
            await typed(pilot, "f8")
            await shown(ExportsScreen, app)
            await until(lambda: app.screen.query_one(ModeBar)._right.startswith("hub offline · "))
            assert said(app) == []
            office.change_setting("hub", "")
            assert app.sharing is not None
            app.sharing.look()
            await until(lambda: "hub offline" not in app.screen.query_one(ModeBar)._right)


def test_nothing_of_it_is_loaded_with_the_app() -> None:
    """No driver, no bundles, no threads for the first frame."""
    code = (
        "import sys, tui.app; print([name for name in sys.modules if"
        " name.startswith(('tui.sharing', 'tui.claiming', 'inventory.exchange', 'psycopg',"
        " 'pyrage', 'inventory.services.exchange', 'inventory.services.claims'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


async def test_a_gap_that_closes_is_said(laptops: Laptops) -> None:
    """It was the reason why results were provisional."""
    with laptops.table("Table 2") as second:
        hand_out(second, "2001", "NS-101")
        share(second, laptops.stick)
        (first,) = laptops.stick.glob("champion-share/*")
        hand_out(second, "2005", "NS-102")
        share(second, laptops.stick)
    first.rename(laptops.folder / first.name)
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24), notifications=True):
            await until(lambda: said(app) != [])
            assert tables.provisional(office)
            (laptops.folder / first.name).rename(first)
            await look_again(app, laptops.clock)
            await until(lambda: len(said(app)) == 2)
            assert "Nothing is missing any more: Table 2: 1–" in said(app)[1]
            assert tables.provisional(office) == ()


async def test_an_unforeseen_error_is_told_once(
    laptops: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself in the corner and never again; where it was asked for, each time on the page."""

    def breaks(*_: object) -> None:
        raise TypeError("of Anaïs Quetzalwood")

    monkeypatch.setattr(exchange, "share", breaks)
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        app = ChampionApp(office)
        async with app.run_test(size=(100, 24), notifications=True) as pilot:
            await until(lambda: said(app) != [])
            (line,) = said(app)
            assert line.startswith("Sharing failed inside Champion (TypeError).")
            assert "Anaïs" not in line
            await look_again(app, laptops.clock)
            await pilot.pause()
            assert said(app) == [line]
            await typed(pilot, "f8", "s")
            await says(app, "strip", "✗ Sharing failed inside Champion (TypeError).")


async def test_looking_for_the_folder_may_fail_too(
    laptops: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share whose server forbids even that: a sentence, and the next look is made."""

    def forbidden(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Sharing, "_is_due", forbidden)
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        app = ChampionApp(office)
        async with app.run_test(size=(100, 24), notifications=True):
            await until(lambda: said(app) != [])
            assert "PermissionError" in said(app)[0]
            await rests(app)


async def test_an_answer_is_never_empty(laptops: Laptops) -> None:
    """Not even where the setting is gone by the time."""
    with laptops.champion() as office:
        app = ChampionApp(office)
        async with app.run_test(size=(100, 24)) as pilot:
            await rests(app)
            await typed(pilot, "f8")
            await shown(ExportsScreen, app)
            assert isinstance(app.screen, ExportsScreen)
            share_now._share(app.screen)
            await says(app, "strip", "✗ Nothing was shared.")
