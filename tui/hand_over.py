"""What is typed while one screen gives way to the next: kept, and handed on in its order."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.app import ScreenStackError

from tui.screens.page import Page
from tui.widgets.strokes import Sort, Stroke

if TYPE_CHECKING:
    from tui.app import ChampionApp
    from tui.screens.scan_screen import ScanScreen

Typed = events.Key | events.Paste

LOOK_EVERY = 0.01
"""Seconds between two looks whether the new screen stands."""

PATIENCE = 5.0
"""Seconds after which keys are handed on to a screen that is made, focused or not."""


class HandOver:
    """Between the keyboard and the gate: waits for a screen that is being made.

    A command barcode changes the screen while the next scan may be on its way already. Scans that
    the old screen's line still finished, what was typed of the next one, and the keys behind it
    go to the new screen, in this order.
    """

    def __init__(self, app: "ChampionApp", take: Callable[[Typed], Awaitable[None]]) -> None:
        """``take`` is what happens to a key or a paste otherwise."""
        self._app = app
        self._take = take
        self._waiting: list[Typed] = []
        self._scans: list[tuple[str, float]] = []
        self._leaving: ScanScreen | None = None
        self._commands = 0
        """Keys that were handed on and may lead to another screen, but have not worked yet."""
        self._since = 0.0
        self._looks = False

    async def take(self, event: Typed) -> None:
        """Hand a key on, or keep it behind those that wait."""
        if self._waiting or not self._stands():
            self._wait(event)
        else:
            await self._take(event)

    async def pass_on(self, event: events.Key, forward: Callable[[Typed], Awaitable[None]]) -> None:
        """Hand a key to the screen in front; what is typed behind a command on a scan screen waits.

        A binding works later than the characters behind it are read: after a stall, scans would
        count on the screen that F3 has just left.
        """
        if self._commands:
            self._wait(event)
            return
        line = self._app.focused
        await forward(event)
        front = self._app.screen
        if line is None or not (isinstance(front, Page) and front.TAKES_SCANS):
            return
        commands = Stroke.of(event).sort in (Sort.CONTROL, Sort.ALT_DIGIT, Sort.OTHER)
        # The way of a key that nothing takes: the line's queue, the screen's, the app's.
        if commands and line.call_later(front.call_later, self._app.call_later, self._worked):
            self._commands += 1

    def _worked(self) -> None:
        self._commands = max(0, self._commands - 1)

    def leave(self, screen: "ScanScreen") -> None:
        """A scan screen gave way to another one: empty its line first."""
        self._leaving = screen
        line = screen.line
        # Behind the keys in the line's own queue, behind the scans that those make, and behind
        # the same scans in the queue of the screen.
        line.call_later(line.call_later, screen.call_later, self._emptied, screen)
        self._wait()

    def _emptied(self, screen: "ScanScreen") -> None:
        self._scans += screen.scans_left()
        self._waiting[:0] = screen.line.give_back()
        if self._leaving is screen:
            self._leaving = None
        self._wait()

    def _wait(self, *more: Typed) -> None:
        if not self._looks:
            self._looks = True
            self._since = monotonic()
            self._app.set_timer(LOOK_EVERY, self._look)
        self._waiting += more

    async def _look(self) -> None:
        late = monotonic() - self._since > PATIENCE
        if not (self._stands() or (late and self._is_made())):
            self._app.set_timer(LOOK_EVERY, self._look)
            return
        self._looks = False
        self._commands = 0
        self._focus()
        # One by one: each may be a barcode that leads to yet another screen.
        while self._scans:
            self._app.pass_on_scan(*self._scans.pop(0))
            if not self._stands():
                break
        while self._waiting and self._stands():
            await self._take(self._waiting.pop(0))
        if self._scans or self._waiting:
            self._wait()

    def _focus(self) -> None:
        """A scan line that has lost the focus takes it again: nothing else on its screen can."""
        screen = self._app.screen
        if isinstance(screen, Page) and screen.TAKES_SCANS and screen.focused is None:
            screen.query("ScanInput").focus()

    def _stands(self) -> bool:
        """Whether the screen in front can take keys."""
        if self._leaving is not None or self._commands or not self._is_made():
            return False
        screen = self._app.screen
        waits_for_focus = isinstance(screen, Page) and screen.TAKES_SCANS and self._app.app_focus
        return not waits_for_focus or screen.focused is not None

    def _is_made(self) -> bool:
        """Whether the screen in front has its widgets."""
        try:
            screen = self._app.screen
        except ScreenStackError:
            return False
        return screen.is_mounted or not isinstance(screen, Page)
