"""Keys in the dialogs for files and folders, whose list is filled piece by piece."""

import asyncio
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input
from textual_fspicker.parts import DirectoryNavigation
from textual_fspicker.parts.directory_navigation import DirectoryEntry

from tests.tui.bursts import PATIENCE, until
from tests.tui.screens.sample_school import typed
from tui.app import ChampionApp


async def listed(app: ChampionApp, name: str) -> None:
    """Wait until the dialog lists a file or folder of this name, or the way up."""

    def names() -> list[str]:
        navigation = app.screen.query_one(DirectoryNavigation)
        options = [option for option in navigation.options if isinstance(option, DirectoryEntry)]
        return [option.location.name for option in options]

    await until(lambda: bool(app.screen.query(DirectoryNavigation)) and name in names())


async def enter(app: ChampionApp, pilot: Pilot[Any], name: str) -> None:
    """Press Enter on the last entry, which has this name; the list may still be filling up."""
    await listed(app, name)

    def is_marked() -> bool:
        marked = app.screen.query_one(DirectoryNavigation).highlighted_option
        return isinstance(marked, DirectoryEntry) and marked.location.name == name

    async with asyncio.timeout(PATIENCE):
        while not is_marked():
            await pilot.press("end")
    await typed(pilot, "enter")


async def pick(app: ChampionApp, pilot: Pilot[Any], name: str) -> None:
    """Pick the last entry, a file of this name: Enter on it, and Enter on its name."""
    await enter(app, pilot, name)
    await until(lambda: isinstance(app.focused, Input) and app.focused.value == name)
    await typed(pilot, "enter")
