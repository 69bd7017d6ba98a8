"""Driving the app as a scanner and a person do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic

from textual import events
from textual.pilot import Pilot

from inventory.services.office import Office
from inventory.verdict import Verdict
from tests.builders import FixedClock
from tests.tui.bursts import key_name, until
from tui.app import ChampionApp
from tui.screens.scan_screen import ScanScreen
from tui.widgets.event_feed import EventFeed
from tui.widgets.verdict_panel import VerdictPanel
from tui.widgets.who_panel import WhoPanel


class Driver:
    """The app on a scan screen, with what it shows as plain text."""

    def __init__(self, app: ChampionApp, pilot: Pilot[str], clock: FixedClock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock
        self._start = monotonic() - clock.monotonic()
        self._verdicts: list[Verdict] = []
        self._watch()

    def _watch(self) -> None:
        """Count the verdicts that the screen in front shows."""
        screen = self.screen
        show = screen.show_verdict

        def counted(verdict: Verdict) -> None:
            show(verdict)
            self._verdicts.append(verdict)

        screen.show_verdict = counted  # type: ignore[method-assign]

    def _more_than(self, count: int) -> bool:
        return len(self._verdicts) > count

    @property
    def verdicts(self) -> list[Verdict]:
        """All verdicts that were shown, oldest first."""
        return self._verdicts

    @property
    def screen(self) -> ScanScreen:
        """The scan screen in front, or beneath what is in front."""
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, ScanScreen):
                return screen
        raise AssertionError("no scan screen is open")

    @property
    def band(self) -> tuple[str, str, str]:
        """The three lines of the verdict."""
        return self.screen.query_one(VerdictPanel).lines

    @property
    def who(self) -> str:
        """The zone of the person, in one line."""
        return self.screen.query_one(WhoPanel).text

    @property
    def words(self) -> list[str]:
        """The outcomes in the feed, newest first."""
        return [row.word for row in self.screen.query_one(EventFeed).rows]

    def type_keys(self, text: str) -> None:
        """Post the keys of a text without waiting for any of them, CR as Enter."""
        for char in text:
            self.type_key(key_name(char), char if char.isprintable() else None)

    def type_key(self, key: str, character: str | None = None) -> None:
        """Post one key without waiting for it."""
        event = events.Key(key, character)
        event.time = self._start + self.clock.monotonic()
        self.app.post_message(event)

    async def settle(self, count: int) -> None:
        """Wait until so many verdicts were shown."""
        await until(partial(self._more_than, count - 1))

    async def scan(self, *codes: str, after: float = 2.0) -> tuple[str, str, str]:
        """Scan one code after the other; the band after the last one."""
        for code in codes:
            self.clock.advance(after)
            answered = len(self._verdicts)
            self.type_keys(f"{code}\r")
            await until(partial(self._more_than, answered))
        return self.band


@asynccontextmanager
async def running(
    office: Office, clock: FixedClock, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Driver]:
    """The app, with these keys pressed."""
    app = ChampionApp(office)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        yield Driver(app, pilot, clock)
