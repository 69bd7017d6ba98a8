"""A scan screen that was left and comes back: what it shows is so, whatever happened meanwhile."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.model import Kind, Mode
from inventory.rules.commands import Command
from inventory.services import bags, pages
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.verdict import Code
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tests.tui.screens.sample_school import typed
from tests.tui.tabling import Laptops, share
from tui.screens import scan_screen
from tui.screens.ask_text import AskTextScreen
from tui.screens.fault import FaultScreen
from tui.screens.hand_out import HandOutScreen
from tui.screens.help import HelpScreen
from tui.screens.home import HomeScreen
from tui.screens.inspect import InspectScreen
from tui.screens.scan_screen import ScanScreen
from tui.screens.take_back import TakeBackScreen
from tui.widgets.event_feed import EventFeed
from tui.widgets.mode_bar import ModeBar
from tui.widgets.text_lines import TextLines

AMA, SPARE, MAYAS = "8101839", "0012352", "NS-104135"
IDLE_OUT, IDLE_BACK = "Scan a student's card", "Scan a device"
TO_AMA = ("Scan a device", "It goes to Ama Adeyemi.", "Somebody else? Their card first.")

Step = Callable[[Driver], Awaitable[None]]


async def go(table: Driver, key: str, screen: type[ScanScreen] | type[HomeScreen]) -> None:
    """Press the key of a big screen, and wait for it."""
    await table.pilot.press(key)
    await until(lambda: isinstance(table.app.screen, screen) and table.app.screen.is_mounted)
    await table.pilot.pause()


def bar(table: Driver) -> str:
    """The line at the top, as it is drawn."""
    return table.screen.query_one(ModeBar).render_line(0).text


async def on_take_back(table: Driver, *codes: str) -> None:
    """Scan on the screen that takes back, and come back to the one that hands out."""
    await go(table, "f3", TakeBackScreen)
    back = Driver(table.app, table.pilot, table.clock)
    await back.scan(*codes)
    await go(table, "f2", HandOutScreen)


async def takes_it_back(table: Driver) -> None:
    """The device comes in again."""
    await on_take_back(table, SPARE)


async def undoes_it(table: Driver) -> None:
    """The barcode there takes back what was done here."""
    await on_take_back(table, "ZZUNDO")


@pytest.mark.parametrize(("step", "word"), [(takes_it_back, "taken back"), (undoes_it, "undone")])
async def test_a_hand_out_that_is_no_more_is_not_green_any_more(
    sample_office: Office, clock: FixedClock, step: Step, word: str
) -> None:
    """The band says what to scan, who is at the table has nothing, and the feed tells it once."""
    async with running(sample_office, clock, "f2", size=(120, 40)) as table:
        band = await table.scan(AMA, SPARE)
        assert "HANDED OUT" in band[0]
        assert "has nothing" not in table.who
        await step(table)
        assert table.band == TO_AMA
        assert table.who.startswith("Ama")
        assert "has nothing" in table.who
        beside = table.screen.query_one("#side", TextLines).text
        assert beside.startswith("Has now\nnothing")
        assert table.words[:2] == [word, "handed out"]


async def test_a_look_at_another_screen_leaves_the_verdict_where_it_is(
    sample_office: Office, clock: FixedClock
) -> None:
    """Nothing was recorded there."""
    async with running(sample_office, clock, "f2") as table:
        before = len(table.words)
        band = await table.scan(AMA, SPARE)
        await until(lambda: table.words[0] == "handed out" and len(table.words) > before)
        rows = table.screen.query_one(EventFeed).rows
        who = table.who
        await go(table, "f10", HomeScreen)
        await go(table, "f2", HandOutScreen)
        assert table.band == band
        assert table.who == who
        assert table.screen.query_one(EventFeed).rows == rows


async def test_a_dialog_that_is_answered_on_coming_back_hides_no_news(
    sample_office: Office, clock: FixedClock
) -> None:
    """It lay over the screen while something was recorded elsewhere."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        await typed(table.pilot, "n", "b", "e", "n", "t")
        await table.pilot.press("f2")
        await until(lambda: isinstance(table.app.screen, HandOutScreen))
        await Driver(table.app, table.pilot, clock).scan(AMA, SPARE)
        await table.pilot.press("f3")
        await until(lambda: isinstance(table.app.screen, AskTextScreen))
        await typed(table.pilot, "enter")
        await until(lambda: "NOTED" in table.band[0])
        await until(lambda: table.words[:3] == ["noted", "handed out", "taken back"])


async def test_a_question_stays_in_the_band(sample_office: Office, clock: FixedClock) -> None:
    """What is scanned next would answer it, so it has to be seen; the feed has the news."""
    async with running(sample_office, clock, "f2") as table:
        band = await table.scan(AMA, MAYAS)
        assert table.verdicts[-1].severity == "ASK"
        await on_take_back(table, SPARE)
        assert table.band == band
        assert table.words[0] != band[0]


async def test_what_is_scanned_behind_the_news_is_taken(
    sample_office: Office, clock: FixedClock
) -> None:
    """At once, too, and as no echo of what was handed out before."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA, SPARE)
        await go(table, "f3", TakeBackScreen)
        await Driver(table.app, table.pilot, clock).scan(SPARE, after=0.2)
        await go(table, "f2", HandOutScreen)
        band = await table.scan(SPARE, after=0.2)
        assert "HANDED OUT" in band[0]
        await until(lambda: table.words[:3] == ["handed out", "taken back", "handed out"])


async def test_the_keys_of_a_return_go_with_it(sample_office: Office, clock: FixedClock) -> None:
    """They would speak of a device that is not in the band any more."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        assert table.screen.line.hot_keys
        await go(table, "f2", HandOutScreen)
        await Driver(table.app, table.pilot, clock).scan("ZZUNDO")
        await go(table, "f3", TakeBackScreen)
        assert table.band[0] == IDLE_BACK
        assert not table.screen.line.hot_keys
        assert table.who == ""
        await table.pilot.press("d")
        await until(lambda: table.words[0] == "no key")
        assert table.words[1] == "undone"


async def test_keys_and_scans_in_one_go_are_told_once_on_each_screen(
    sample_office: Office, clock: FixedClock
) -> None:
    """The screens change faster than the last events are filled."""
    async with running(sample_office, clock, "f2") as table:
        before = len(table.words)
        table.type_keys(f"{AMA}\r{SPARE}\r")
        table.type_key("f3")
        table.type_keys(f"{SPARE}\r")
        table.type_key("f2")
        await until(lambda: table.words[:2] == ["taken back", "handed out"])
        await table.pilot.pause(0.1)
        assert table.words[:2] == ["taken back", "handed out"]
        assert len(table.words) == before + 2
        assert table.band == TO_AMA


async def test_other_news_leaves_the_keys_of_a_return(
    sample_office: Office, clock: FixedClock
) -> None:
    """A card was scanned, another device handed out: of this one more can be said."""
    async with running(sample_office, clock, "f3") as table:
        band = await table.scan(MAYAS)
        await go(table, "f2", HandOutScreen)
        await Driver(table.app, table.pilot, clock).scan(AMA, SPARE)
        await go(table, "f3", TakeBackScreen)
        assert table.band == band
        assert table.words[:2] == ["handed out", "taken back"]
        await table.pilot.press("c")
        await until(lambda: "NOTED" in table.band[0])


@pytest.mark.parametrize("code", ["XYZZY-99-Q", "9999999"])
async def test_what_was_parked_and_is_undone_is_not_parked_any_more(
    sample_office: Office, clock: FixedClock, code: str
) -> None:
    """A thing or a person that nobody knows; the feed has both."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(code)
        assert "P-01" in table.band[1]
        await on_take_back(table, "ZZUNDO")
        assert table.band[0] == IDLE_OUT
        assert table.words[0] == "undone"


async def test_what_was_parked_elsewhere_is_among_the_last_events(
    sample_office: Office, clock: FixedClock
) -> None:
    """Nobody knows a thing or a person by it."""
    async with running(sample_office, clock, "f2") as table:
        band = await table.scan(AMA, SPARE)
        await on_take_back(table, "XYZZY-99-Q")
        assert table.words[:2] == ["not known", "handed out"]
        assert table.band == band


async def test_what_an_inspection_parked_on_the_way_out_is_told(
    sample_office: Office, clock: FixedClock
) -> None:
    """In the band, and among the last events, whatever happened in between."""
    async with running(sample_office, clock, "ctrl+k") as table:
        await table.scan(MAYAS)
        await go(table, "f2", HandOutScreen)
        await Driver(table.app, table.pilot, clock).scan(AMA, SPARE)
        await go(table, "ctrl+k", InspectScreen)
        assert table.band[1] == "Nobody answered: parked as P-01."
        assert table.words[:2] == ["handed out", "parked"]


async def say_damage_and_ask_for_help(table: Driver) -> None:
    """Its part, and before its cause is said, F1."""
    await table.scan(MAYAS)
    await typed(table.pilot, "d", "s", "f1")
    await until(lambda: isinstance(table.app.screen, HelpScreen))


async def test_damage_that_was_said_outlives_a_look_elsewhere(
    sample_office: Office, clock: FixedClock
) -> None:
    """Its cause is asked still; the next device leaves it unknown."""
    async with running(sample_office, clock, "f3") as table:
        await say_damage_and_ask_for_help(table)
        other = Desk(sample_office)
        other.scan(AMA)
        other.scan(SPARE)
        await go(table, "escape", TakeBackScreen)
        await table.scan("8100374")
        kinds = [event.kind for event in pages.device_page(sample_office, MAYAS).history]
        assert Kind.AMEND in kinds


async def test_damage_of_a_return_that_is_undone_is_refused_in_words(
    sample_office: Office, clock: FixedClock
) -> None:
    """While its cause was asked, another window undid the return."""
    async with running(sample_office, clock, "f3") as table:
        await say_damage_and_ask_for_help(table)
        Desk(sample_office, Mode.BACK).command(Command.UNDO)
        await go(table, "escape", TakeBackScreen)
        assert table.band[1] == "That return was undone, or the device has moved on since."
        assert not table.screen.line.hot_keys


async def test_an_open_bag_is_still_open(sample_office: Office, clock: FixedClock) -> None:
    """What was undone lies in it no more, on the bar too, whatever waits in it."""
    async with running(sample_office, clock, "f3", "ctrl+b", size=(120, 40)) as table:
        await table.scan(MAYAS, "9999999")
        assert "bag 214 · 1 in it" in bar(table)
        await go(table, "f2", HandOutScreen)
        await Driver(table.app, table.pilot, clock).scan("ZZUNDO", "ZZUNDO")
        await go(table, "f3", TakeBackScreen)
        assert table.band[0] == IDLE_BACK
        assert table.band[1] == "It lies in a bag: it says whose."
        assert "bag ? · 0 in it" in bar(table)


async def test_what_can_t_be_read_on_coming_back_is_so_once_it_can(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdict that is past goes then."""
    async with running(sample_office, clock, "f3") as table:
        await table.scan(MAYAS)
        await go(table, "f2", HandOutScreen)
        await Driver(table.app, table.pilot, clock).scan("ZZUNDO")
        with monkeypatch.context() as patch:
            patch.setattr(bags, "last_bag", unreadable)
            await table.pilot.press("f3")
            await until(lambda: isinstance(table.app.screen, FaultScreen))
            await table.pilot.pause()
        await go(table, "ctrl+r", TakeBackScreen)
        assert table.band[0] == IDLE_BACK
        assert table.words[:2] == ["undone", "taken back"]


def unreadable(_: Office) -> str:
    """As a disk answers that fails."""
    raise StoreRefused("The database can't be read.", "Ctrl+R tries again.")


async def test_news_stands_above_what_waits_for_the_next_frame(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screens change faster than the last events are drawn."""
    monkeypatch.setattr(scan_screen, "FEED_AFTER", 0.6)
    async with running(sample_office, clock, "f2") as table:
        before = len(table.words)
        await table.scan(AMA, SPARE)
        await on_take_back(table, SPARE)
        await table.pilot.pause(0.7)
        assert table.words[:2] == ["taken back", "handed out"]
        assert len(table.words) == before + 2


async def test_what_another_laptop_did_counts_as_well(tmp_path: Path, clock: FixedClock) -> None:
    """It took the device back, and both have shared."""
    laptops = Laptops(tmp_path, clock)
    with laptops.table("Table 2") as here, laptops.champion() as there:
        async with running(here, clock, "f2") as table:
            band = await table.scan("2002", "NS-201")
            assert "HANDED OUT" in band[0]
            assert "1 Hotspot" in table.who
            share(here, laptops.stick)
            clock.advance(1)
            share(there, laptops.stick)
            assert Desk(there, Mode.BACK).scan("NS-201").code is Code.RETURNED
            clock.advance(1)
            share(there, laptops.stick)
            clock.advance(1)
            share(here, laptops.stick)
            await go(table, "f10", HomeScreen)
            await go(table, "f2", HandOutScreen)
            assert table.band[0] == "Scan a device"
            assert "Hotspot" not in table.who
