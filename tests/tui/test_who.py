"""“Who is at the table”: picked by name and PIN, told by a badge, asked at the start."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from inventory.rules.duties import Role
from inventory.services import operators
from inventory.services.office import Office
from inventory.store import events
from tests.builders import FixedClock
from tests.tui.bursts import post_keys, post_strokes, strokes, until
from tests.tui.scanning import Driver, running
from tests.tui.screens.sample_school import lines, says, shown, typed
from tui.app import ChampionApp
from tui.screens.hand_out import HandOutScreen
from tui.screens.home import HomeScreen
from tui.screens.list_page import ListPage
from tui.screens.look_up import LookUpScreen
from tui.screens.who import StartScreen, WhoScreen
from tui.widgets.mode_bar import ModeBar
from tui.widgets.scan_input import ScanInput
from tui.widgets.strokes import Stroke

AMA, READY, LEFT, MAYAS = "8101839", "0012352", "8100508", "NS-104135"
ADA, BEA, CY = "Ada Park", "Bea Lind", "Cy Dahl"
BADGE = "STAFF-00417"


@pytest.fixture
def listed(sample_office: Office) -> Office:
    """Ada the champion has a PIN and a badge; Bea and Cy help, and Cy has a PIN."""
    operators.add(sample_office, ADA, Role.CHAMPION, badge=BADGE, pin="4711")
    operators.add(sample_office, BEA, Role.HELPER)
    operators.add(sample_office, CY, Role.HELPER, pin="2468")
    return sample_office


@asynccontextmanager
async def opened(
    office: Office, *, demo: bool = False
) -> AsyncIterator[tuple[ChampionApp, Pilot[str]]]:
    app = ChampionApp(office, demo=demo)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        yield app, pilot


async def at_the_table(
    app: ChampionApp, pilot: Pilot[str], clock: FixedClock, *keys: str
) -> Driver:
    """Press keys until Hand out is there, and sit down at it."""
    await typed(pilot, *keys)
    await shown(HandOutScreen, app)
    return Driver(app, pilot, clock)


def newest_actor(office: Office) -> str:
    return [event.actor for event in events.everything(office.database)][-1]


def bar(app: ChampionApp) -> str:
    return app.screen.query_one(ModeBar)._right


def test_a_start_without_a_list_loads_nothing_of_it() -> None:
    """Neither the question nor the cover, nor what a PIN needs: they are loaded when needed."""
    names = (
        "tui.seat", "tui.idle", "tui.palette", "tui.screens.who", "tui.screens.locked",
        "inventory.services.operators", "inventory.store.operators", "inventory.rules.duties",
    )  # fmt: skip
    code = f"import sys, tui.run; print({set(names)} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


async def test_without_a_list_nobody_is_asked(sample_office: Office, clock: FixedClock) -> None:
    """The setting names who writes, as ever; Ctrl+W says how a list is made, and Esc goes back."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA, READY)
        assert newest_actor(sample_office) == "champion"
        assert bar(table.app) == "Northside Middle · Table 1"
        await typed(table.pilot, "ctrl+w")
        await shown(WhoScreen, table.app)
        assert "champion operator add NAME" in lines(table.app, "question")
        await typed(table.pilot, "escape")
        await shown(HandOutScreen, table.app)


async def test_the_only_one_on_the_list_is_not_asked(
    sample_office: Office, clock: FixedClock
) -> None:
    """There is nobody to tell them from."""
    operators.add(sample_office, ADA, Role.CHAMPION)
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA)
        assert newest_actor(sample_office) == ADA
        assert bar(table.app).startswith(f"{ADA} · ")


async def test_the_pin_of_the_only_one_is_asked_for_at_the_start_too(
    sample_office: Office,
) -> None:
    """Else leaving the app and starting it again would get round it."""
    operators.add(sample_office, ADA, Role.CHAMPION, pin="4711")
    async with opened(sample_office) as (app, pilot):
        await shown(StartScreen, app)
        assert sample_office.operator.name == "champion"
        await typed(pilot, *"4711", "enter")
        await shown(HomeScreen, app)
        assert sample_office.operator.name == ADA


async def test_a_pin_that_is_typed_straight_away_is_not_shown(listed: Office) -> None:
    """With the name that has it marked its first digit begins it; else no digits are told."""
    async with opened(listed) as (app, pilot):
        await shown(StartScreen, app)
        await typed(pilot, *"4712", "enter")
        await says(app, "strip", "That is not the PIN of Ada Park.")
        await typed(pilot, "escape", "down")  # Bea, who has none
        await typed(pilot, *"4711", "enter")
        await says(app, "strip", f"Not recorded: 4 digits. {StartScreen.REFUSES}")
        post_keys(app, "4711\r")
        await says(app, "strip", "Not recorded: 2 scans, the last 4 digits.")
        assert "4711" not in screen_text(app)
        await typed(pilot, "up")
        post_strokes(app, [*strokes("4711", start=100, gap=0.2), Stroke("enter", None, 101)])
        await shown(HomeScreen, app)
        assert listed.operator.name == ADA


async def test_a_badge_of_digits_is_one_where_a_pin_could_be_typed(
    listed: Office,
) -> None:
    """However slowly the scanner types it."""
    operators.change(listed, BEA, badge="0099887766554433")
    async with opened(listed) as (app, pilot):
        await shown(StartScreen, app)
        await typed(pilot, *"0099887766554433", "enter")
        await shown(HomeScreen, app)
        assert listed.operator.name == BEA


async def test_at_the_start_somebody_has_to_say_who_they_are(listed: Office) -> None:
    """No other key works before, and Esc leads nowhere."""
    async with opened(listed) as (app, pilot):
        await shown(StartScreen, app)
        for key in ("escape", "f2", "f5", "f6", "ctrl+s", "ctrl+p", "f1", "ctrl+w", "alt+2"):
            await typed(pilot, key)
            assert isinstance(app.screen, StartScreen), key
        assert lines(app, "strip") == StartScreen.REFUSES
        await typed(pilot, "down", "enter")
        await shown(HomeScreen, app)
        assert listed.operator.name == BEA
        assert bar(app).startswith("Bea Lind (helper) · ")


async def test_what_is_scanned_before_the_first_frame_is_refused_aloud(
    listed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds the question, and does not count behind it; a badge is a badge."""
    early = lambda app: post_keys(app, f"{AMA}\r{READY}\r")  # noqa: E731
    monkeypatch.setattr(ChampionApp, "on_load", early, raising=False)
    app = ChampionApp(listed)
    before = events.count(listed.database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(StartScreen, app)
        await says(app, "strip", f"Not recorded: 2 scans, the last {READY}.")
        post_keys(app, f"{BADGE}\r")
        await shown(HomeScreen, app)
        await pilot.pause()
    assert listed.operator.name == ADA
    assert events.count(listed.database) == before


async def test_a_badge_takes_over_from_any_screen(listed: Office, clock: FixedClock) -> None:
    """On the scan screen and in a list; what is scanned right behind it counts already."""
    async with opened(listed) as (app, pilot):
        post_keys(app, f"{BADGE}\r")
        await shown(HomeScreen, app)
        table = await at_the_table(app, pilot, clock, "f2")
        await table.scan(AMA)
        assert newest_actor(listed) == ADA
        await typed(pilot, "ctrl+w")
        await shown(WhoScreen, app)
        await typed(pilot, "down", "enter")
        await shown(HandOutScreen, app)
        await table.scan(READY)
        assert newest_actor(listed) == BEA
        await typed(pilot, "f5", "x", "ctrl+w")
        await shown(WhoScreen, app)
        count = len(table.verdicts)
        post_keys(app, f"{BADGE}\r")
        await shown(LookUpScreen, app)
        await typed(pilot, "f2")
        table.clock.advance(5)
        table.type_keys("8100374\r")
        await table.settle(count + 1)
        assert newest_actor(listed) == ADA


async def test_a_burst_behind_the_badge_goes_where_the_table_is(
    listed: Office, clock: FixedClock
) -> None:
    """Badge, card and device in one go, with no gap: the first changes who is here, two count."""
    async with opened(listed) as (app, pilot):
        table = await at_the_table(app, pilot, clock, "down", "enter", "f2")
        await typed(pilot, "ctrl+w")
        await shown(WhoScreen, app)
        clock.advance(2)
        table.type_keys(f"{BADGE}\r{AMA}\r{READY}\r")
        await table.settle(2)
        assert table.band[0] == f"✓ HANDED OUT    {READY}"
        assert newest_actor(listed) == ADA


async def test_a_pin_is_asked_for_and_never_shown(listed: Office) -> None:
    """A wrong one says so, and nobody takes over; the right one does."""
    async with opened(listed) as (app, pilot):
        await shown(StartScreen, app)
        await typed(pilot, "enter")
        await until(lambda: app.screen.has_class("-pin"))
        assert "PIN of Ada Park" in lines(app, "asked")
        await typed(pilot, *"4712", "enter")
        await says(app, "strip", "That is not the PIN of Ada Park.")
        assert app.screen.query_one("#pin", Input).value == ""
        assert listed.operator.name == "champion"
        await typed(pilot, *"4711")
        shown_text = "".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "4711" not in shown_text
        await typed(pilot, "enter")
        await shown(HomeScreen, app)
        assert listed.operator.name == ADA


async def test_esc_in_the_pin_leads_to_the_names(listed: Office) -> None:
    """What was typed is gone."""
    async with opened(listed) as (app, pilot):
        await typed(pilot, "enter", "4", "escape")
        await until(lambda: not app.screen.has_class("-pin"))
        assert app.screen.query_one("#pin", Input).value == ""
        await typed(pilot, "down", "enter")
        await shown(HomeScreen, app)
        assert listed.operator.name == BEA


async def test_where_a_pin_is_asked_for_scans_are_still_badges(listed: Office) -> None:
    """A card is refused by name; digits in one go that nobody knows are the PIN, and not echoed."""
    async with opened(listed) as (app, pilot):
        await typed(pilot, "enter")
        await until(lambda: app.screen.has_class("-pin"))
        post_keys(app, f"{AMA}\r")
        await says(app, "strip", f"Not recorded: {AMA}.")
        post_keys(app, "4712\r")
        await until(lambda: app.screen.query_one("#pin", Input).value == "4712")
        assert "4712" not in lines(app, "strip")
        post_keys(app, f"{BADGE}\r")
        await shown(HomeScreen, app)
        assert listed.operator.name == ADA


async def test_a_slow_scanner_never_picks_the_marked_name(listed: Office) -> None:
    """Its Enter belongs to the code: a badge is one at any speed, and nothing else is."""
    async with opened(listed) as (app, pilot):
        await typed(pilot, "down")  # Bea, who has no PIN
        for code, said in (("QX7", "Not recorded: QX7."),):
            await typed(pilot, *code, "enter")
            await says(app, "strip", said)
            assert listed.operator.name == "champion"
        await typed(pilot, *"STAFF", "minus", *"00417", "enter")
        await shown(HomeScreen, app)
        assert listed.operator.name == ADA


async def test_a_pasted_badge_counts(listed: Office) -> None:
    """Some scanners paste; a card behind it does not count here."""
    from textual import events as textual_events

    async with opened(listed) as (app, _):
        app.post_message(textual_events.Paste(f"{AMA}\n"))
        await says(app, "strip", f"Not recorded: {AMA}.")
        app.post_message(textual_events.Paste(f"{BADGE}\n"))
        await shown(HomeScreen, app)
        assert listed.operator.name == ADA


async def test_what_is_open_at_the_table_stays_open(listed: Office, clock: FixedClock) -> None:
    """The champion takes over at a stop, overrides it with a reason, and the helper goes on."""
    async with opened(listed) as (app, pilot):
        table = await at_the_table(app, pilot, clock, "down", "enter", "f2")
        band = await table.scan(LEFT)
        assert "LEFT" in band[0]
        await typed(pilot, "ctrl+o")
        assert isinstance(app.screen, HandOutScreen), "the helper is not asked for a reason"
        assert table.band[1] == "Bea Lind is a helper: overriding a stop is for the champion."
        assert table.band[2] == "Ctrl+W: the champion takes over."
        before = events.count(listed.database)
        await typed(pilot, "ctrl+w")
        post_keys(app, f"{BADGE}\r")
        await shown(HandOutScreen, app)
        assert events.count(listed.database) == before
        await typed(pilot, "ctrl+o")
        await until(lambda: bool(app.screen.query(Input)))
        await typed(pilot, *"aunt", "enter")
        await until(lambda: events.count(listed.database) > before)
        assert newest_actor(listed) == ADA


async def test_a_helper_hears_the_sentence_and_scans_on(listed: Office, clock: FixedClock) -> None:
    """In the settings, in the Inbox and where tables are set up; no clear screen stops the line."""
    async with opened(listed) as (app, pilot):
        await typed(pilot, "down", "enter", "ctrl+s", "enter")
        await until(lambda: bool(app.screen.query(Input)))
        await typed(pilot, "x", "enter")
        await says(app, "strip", "Bea Lind is a helper: changing a setting is for the champion.")
        assert listed.setting("school") == "Northside Middle"
        await typed(pilot, "f6", "ctrl+z")
        await says(app, "strip", "Bea Lind is a helper: settling is for")
        await typed(pilot, "f8", "enter")
        await shown(ListPage, app)
        await typed(pilot, "e")
        await says(app, "strip", "Bea Lind is a helper: writing names is for")
        await typed(pilot, "escape", "t", "n")
        await says(app, "strip", "Bea Lind is a helper: setting up tables is for the champion.")
        table = await at_the_table(app, pilot, clock, "escape", "f2")
        await table.scan(AMA)
        assert newest_actor(listed) == BEA


async def test_a_helper_does_not_import(tmp_path: Path, listed: Office) -> None:
    """The thread that reads the file works for who sits at the window."""
    from inventory.files.profiles import RegisterKind
    from tui.screens.imports import ImportsScreen

    path = tmp_path / "school.db"
    path.write_bytes(listed.database.conn.serialize())
    office = Office.open(path, listed.clock)
    roster = tmp_path / "people.csv"
    roster.write_text("person_id,first_name,last_name\n8109999,Ines,Vale\n", "utf-8")
    async with opened(office) as (app, pilot):
        await typed(pilot, "down", "enter", "f7")
        await shown(ImportsScreen, app)
        assert isinstance(app.screen, ImportsScreen)
        app.screen.read_file(RegisterKind.PEOPLE, roster)
        refusal = "Bea Lind is a helper: importing a list is for the champion."
        await until(lambda: refusal in screen_text(app))
    office.close()


async def test_the_scan_line_keeps_what_was_typed(listed: Office, clock: FixedClock) -> None:
    """Ctrl+W and back leaves the line as it was."""
    async with opened(listed) as (app, pilot):
        await at_the_table(app, pilot, clock, "down", "enter", "f2")
        await typed(pilot, *"81", "ctrl+w")
        await shown(WhoScreen, app)
        await typed(pilot, "escape")
        await shown(HandOutScreen, app)
        assert app.screen.query_one(ScanInput).text == "81"


def screen_text(app: ChampionApp) -> str:
    """All that is drawn."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
