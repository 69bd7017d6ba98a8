"""The app on a copy of the sample school, and what the tests of its pages ask it."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot

from inventory.services import sample
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import post_keys, until
from tui import preferences
from tui.app import ChampionApp
from tui.screens.page import Page
from tui.widgets.letter_keys import counts_alone
from tui.widgets.strokes import Stroke
from tui.widgets.text_lines import TextLines

AnyPage = TypeVar("AnyPage", bound=Page[Any])
DEVICE = "NS-104101"
SLOW = (0.04, 0.06, 0.09)
"""Seconds between two keys of slow scanners: too far apart for a burst, too close for a person."""


@cache
def _template() -> Path:
    """The sample school after its morning, made once."""
    folder = Path(mkdtemp(prefix="champion-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "sample.db"
    office = Office.create(path, FixedClock())
    sample.fill(office)
    office.close()
    return path


@contextmanager
def sample_app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on a copy in the folder, which is the home folder too."""
    monkeypatch.setattr(preferences, "_path", lambda: folder / "preferences.json")
    monkeypatch.setattr(Path, "home", lambda: folder)
    path = folder / "data" / "school.db"
    path.parent.mkdir()
    shutil.copyfile(_template(), path)
    office = Office.open(path, FixedClock())
    try:
        yield ChampionApp(office)
    finally:
        office.close()


def page(app: ChampionApp) -> Page[object]:
    """The page in front."""
    assert isinstance(app.screen, Page)
    return app.screen


def lines(app: ChampionApp, name: str) -> str:
    """The lines of text with this id on the page in front."""
    return page(app).query_one(f"#{name}", TextLines).text


async def shown(kind: type[Page[Any]], app: ChampionApp) -> None:
    """Wait until a page of this kind is in front and stands."""
    await until(lambda: isinstance(app.screen, kind) and app.screen.is_mounted)


async def opened(kind: type[AnyPage], app: ChampionApp) -> AnyPage:
    """The page of this kind, once it is in front."""
    await shown(kind, app)
    assert isinstance(app.screen, kind)
    return app.screen


async def says(app: ChampionApp, name: str, text: str) -> None:
    """Wait until a page is in front and those lines of it hold the text."""
    await until(lambda: isinstance(app.screen, Page) and text in lines(app, name))


async def typed(pilot: Pilot[Any], *keys: str) -> None:
    """Keys as a person types them: far enough apart that the gate takes none for a scanner's."""
    for key in keys:
        stroke = Stroke(key, key if len(key) == 1 else None, 0.0)
        waits = counts_alone(pilot.app.screen, stroke)
        await pilot.press(key)
        await pilot.pause(0.16 if waits else 0.06)


def dump(office: Office) -> list[str]:
    """All that is in the database, as SQL."""
    return list(office.database.conn.iterdump())


async def scan_presses_nothing(app: ChampionApp) -> None:
    """Scan a known device, an unknown code of the letters that are keys somewhere, and, as a slow
    scanner does, codes of the letters and digits that are keys here."""
    front, focused, before = app.screen, app.focused, dump(app.office)
    for code in (DEVICE, "ILES/SEIL"):
        post_keys(app, f"{code}\r")
        await says(app, "strip", code)
        assert app.screen is front
        assert app.focused is focused
    keys = sorted(key for key in front.active_bindings if key.isalnum() and len(key) == 1)
    for at, key in enumerate(keys):
        # From behind each key, so that each one's code begins with it, and ends before now.
        code = f"{key}5{''.join(keys[at:] + keys[:at])}4X"
        gap = SLOW[at % len(SLOW)]
        post_keys(app, f"{code}\r", start=monotonic() - gap * (len(code) + 1), gap=gap)
        await says(app, "strip", code)
        assert app.screen is front
        assert app.focused is focused
    assert dump(app.office) == before
