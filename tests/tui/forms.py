"""The four forms in which a state of a screen is pictured, and how the app is brought there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.builders import FixedClock
from tests.tui.bursts import PATIENCE, post_keys
from tests.tui.scanning import Driver
from tests.tui.screens.sample_school import typed
from tui.app import ChampionApp
from tui.screens.scan_screen import ScanScreen

Compare = Callable[..., bool]
Play = Callable[[Pilot[Any]], Awaitable[None]]
Looks = Callable[[ChampionApp, Play], bool]
Step = str | Callable[[ChampionApp], object]


@dataclass(frozen=True, slots=True)
class Form:
    """How large the terminal is, and whether it has colours."""

    size: tuple[int, int]
    colour: bool = True


SMALL, LARGE = (80, 24), (120, 40)
FORMS = pytest.mark.parametrize(
    "form",
    [Form(SMALL), Form(LARGE), Form(SMALL, colour=False), Form(LARGE, colour=False)],
    ids=["80x24", "120x40", "80x24-mono", "120x40-mono"],
)


@pytest.fixture
def looks(form: Form, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Compares an app that is made from now on with its picture in this form."""
    if form.colour:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", "1")

    def compare(app: ChampionApp, play: Play) -> bool:
        assert app.no_color is not form.colour, "the app was made before its form was set"
        return snap_compare(app, terminal_size=form.size, run_before=play)

    return compare


def playing(*steps: Step) -> Play:
    """Take these steps, and wait until nothing on the screen is due any more.

    ``f3`` is a key, ``=8101839`` a scan at a table, ``~8101839`` one that goes astray, ``@papers``
    a page, ``+2`` lets two seconds pass, ``?words`` waits until the words are on the screen; a
    function is called with the app.
    """

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ChampionApp)
        for step in steps:
            await _take(app, pilot, step)
        await _until(lambda: not _is_due(app))
        await pilot.pause()

    return play


def on_screen(app: ChampionApp) -> str:
    """All that can be read on the screen in front."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def _take(app: ChampionApp, pilot: Pilot[Any], step: Step) -> None:
    if callable(step):
        step(app)
        await pilot.pause()
        return
    what, rest = step[0], step[1:]
    clock = app.office.clock
    assert isinstance(clock, FixedClock)
    match what:
        case "=":
            await _until(lambda: isinstance(app.screen, ScanScreen) and app.screen.is_mounted)
            await Driver(app, pilot, clock).scan(rest)
        case "~":
            post_keys(app, f"{rest}\r")
        case "@":
            app.action_show_page(rest)
            await pilot.pause()
        case "+":
            clock.advance(float(rest))
        case "?":
            await _until(lambda: rest in on_screen(app), lambda: f"no {rest!r} in {on_screen(app)}")
        case _:
            await typed(pilot, step)


def _is_due(app: ChampionApp) -> bool:
    """Whether a scan screen has something to say in a moment."""
    screen = app.screen
    return isinstance(screen, ScanScreen) and (screen._feed_due or screen._figures_due)


async def _until(condition: Callable[[], bool], lacks: Callable[[], str] = str) -> None:
    """Look every few milliseconds: most of what a picture waits for is a timer."""
    began = monotonic()
    while not condition():
        assert monotonic() - began < PATIENCE, lacks()
        await asyncio.sleep(0.01)
