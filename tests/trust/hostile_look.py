"""Going through the screens inside this process, and searching each of them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from inventory.errors import ChampionError
from inventory.services.office import Office
from tests.terminal.school import School
from tests.trust.hostile import PAYLOADS, live, marks_in, unsafe_on
from tests.trust.hostile_pages import pages, refused_texts
from tests.trust.hostile_walk import Step
from tests.tui.bursts import post_keys, until
from tui.app import ChampionApp
from tui.clock import SystemClock
from tui.refused import RefusedApp

ROWS, COLUMNS = 34, 110


@dataclass
class Seen:
    """What came of walking through the screens."""

    screens: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    """Screen and mark of a text that could be read on it."""
    found: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    classes: set[type] = field(default_factory=set)
    """What was looked at inside this process."""

    def look(self, name: str, app: App[Any]) -> None:
        """Search the screen in front for what a click would follow, and for characters."""
        self.classes |= {type(app), type(app.screen)}
        self.links += [f"{name}: {each}" for each in live(app)]
        self.found += [f"{name}: {each!r}" for each in unsafe_on(app)]
        self.pairs |= {(name, mark) for mark in marks_in(text_of(app))}

    def note(self, step: Step, text: str) -> None:
        """A screen was reached."""
        self.screens.add(step.name)
        self.pairs |= {(step.name, mark) for mark in marks_in(text)}


def text_of(app: App[Any]) -> str:
    """The screen in front as text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def go(app: ChampionApp, pilot: Pilot[str], step: Step) -> None:
    """The same way inside this process."""

    async def sees(pattern: str) -> None:
        try:
            await until(lambda: bool(re.search(pattern, text_of(app))))
        except TimeoutError:
            raise AssertionError(f"{step.name}: no {pattern!r} in\n{text_of(app)}") from None

    for each in step.keys:
        if each.startswith("^"):
            await sees(each[1:])
        elif each.startswith("="):
            post_keys(app, f"{each[1:]}\r")
            await pilot.pause(0.1)
        else:
            await pilot.press(each)
            await pilot.pause(0.06)
    await sees(step.seen)


async def look(app: ChampionApp, steps: Iterable[Step], seen: Seen) -> None:
    """Go through the screens, and look for what a click would follow."""
    async with app.run_test(size=(COLUMNS, ROWS), notifications=True) as pilot:
        for step in steps:
            await go(app, pilot, step)
            seen.note(step, text_of(app))
            seen.look(step.name, app)
    if app.return_code:
        seen.crashes.append(f"exit {app.return_code}")


async def look_at_stops(app: ChampionApp, seen: Seen) -> None:
    """What is said in a corner and on the screen that stops the work, and what is scanned there."""
    async with app.run_test(size=(COLUMNS, ROWS), notifications=True) as pilot:
        await pilot.pause()
        for each in PAYLOADS:
            error = ChampionError(each.text[:200], each.text[:200])
            app.warn(error)
            app.stop_scanning(error)
            await pilot.pause()
            app.pass_on_scan(each.text[:200], 1.0)
            await pilot.pause()
            seen.look("stopped", app)
            await pilot.press("ctrl+r")
            app.clear_notifications()
    if app.return_code:
        seen.crashes.append(f"exit {app.return_code}")
    seen.screens |= {"stopped", "a word in the corner"}


async def look_further(app: ChampionApp, home: Path, seen: Seen) -> None:
    """Open the screens at the end of long ways, and search them in the same way."""
    async with app.run_test(size=(COLUMNS, ROWS), notifications=True) as pilot:
        await pilot.pause()
        for page, keys in pages(app.office, home):
            await app.push_screen(page)
            await pilot.press(*keys)
            await pilot.pause()
            assert app.screen is page
            seen.look(type(page).__name__, app)
            seen.screens.add(type(page).__name__)
            await app.pop_screen()


async def look_at_refusals(folder: Path, seen: Seen) -> None:
    """A file that is not opened, whatever it is called and whatever is said of it."""
    for text in refused_texts():
        app = RefusedApp(ChampionError(text, text), folder / text.replace("/", "_")[:80])
        async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
            post_keys(app, f"{text[:40]}\r")
            await pilot.pause()
            seen.look("RefusedApp", app)
    seen.screens.add("RefusedApp")


@contextmanager
def opened(school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app in this process, on the school and its home folder."""
    for name, value in school.environment.items():
        monkeypatch.setenv(name, value)
    office = Office.open(school.database, SystemClock())
    try:
        yield ChampionApp(office)
    finally:
        office.close()
