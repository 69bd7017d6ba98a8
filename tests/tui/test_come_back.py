"""A scan screen that was left and comes back: what it shows is so, whatever happened meanwhile."""

from collections.abc import Awaitable, Callable

import pytest

from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tui.screens.hand_out import HandOutScreen
from tui.screens.home import HomeScreen
from tui.screens.scan_screen import ScanScreen
from tui.screens.take_back import TakeBackScreen
from tui.widgets.event_feed import EventFeed
from tui.widgets.text_lines import TextLines

AMA, SPARE, MAYAS = "8101839", "0012352", "NS-104135"
IDLE_OUT, IDLE_BACK = "Scan a student's card", "Scan a device"

Step = Callable[[Driver], Awaitable[None]]


async def go(table: Driver, key: str, screen: type[ScanScreen] | type[HomeScreen]) -> None:
    """Press the key of a big screen, and wait for it."""
    await table.pilot.press(key)
    await until(lambda: isinstance(table.app.screen, screen) and table.app.screen.is_mounted)
    await table.pilot.pause()


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
        assert table.band[0] == IDLE_OUT
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
        assert table.band[0] == IDLE_OUT
