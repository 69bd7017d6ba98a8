"""When what was typed has worked: the same however little time the machine gives a test."""

from typing import Any

from textual.app import App, ScreenStackError
from textual.pilot import Pilot

from tests.tui.bursts import until
from tui.hand_over import HandOver
from tui.keyboard import KeyboardApp
from tui.widgets.scan_input import ScanInput
from tui.widgets.scan_line import ALONE


async def rest(pilot: Pilot[Any]) -> None:
    """Wait until no key is on its way to the screen in front, and it has done what they asked.

    Of what a scan line holds back only a hot key is waited for: silence makes it one.
    Textual's own pilot takes a process that is given no time for one that has nothing to do.
    """
    app = pilot.app
    await pilot._wait_for_screen()
    while isinstance(app, KeyboardApp) and app.is_running and not _came_through(app):
        await until(lambda: not app.is_running or _came_through(app))
        await pilot._wait_for_screen()


def _came_through(app: KeyboardApp) -> bool:
    """Whether all keys are where they belong, and what stands in front is made."""
    gate = app.__dict__.get("_gate")
    held = gate is not None and gate._sorter.deadline is not None
    return not (held or _holds_hot_key(app)) and _is_empty(app._hand_over) and _is_made(app)


def _holds_hot_key(app: KeyboardApp) -> bool:
    lines = app.screen.query(ScanInput) if app.screen_stack else ()
    return any(line._line._lone == ALONE for line in lines)


def _is_empty(way: HandOver) -> bool:
    waits = way._waiting or way._ready or way._scans or way._commands
    return not waits and way._leaving is None


def _is_made(app: App[Any]) -> bool:
    try:
        return app.screen.is_mounted
    except ScreenStackError:
        return True
