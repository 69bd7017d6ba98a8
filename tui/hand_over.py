"""What is typed while one screen gives way to the next: kept, and handed on in its order."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ScreenStackError
from textual.message_pump import MessagePump

from tui.screens.page import Page
from tui.widgets.strokes import Sort, Stroke

if TYPE_CHECKING:
    from tui.app import ChampionApp
    from tui.screens.scan_screen import ScanScreen
    from tui.widgets.key_gate import Burst

Typed = events.Key | events.Paste
Forward = Callable[[events.Key], Awaitable[None]]
"""What hands a key to the widget that has the focus."""

LOOK_EVERY = 0.01
"""Seconds between two looks whether the new screen stands."""

PATIENCE = 500
"""Looks in vain, with nothing happening in between, after which keys are handed on to a screen that
is made, focused or not. No seconds: a slow laptop gets on, and one that stands still doesn't look.
"""

_LEADS = frozenset({Sort.CONTROL, Sort.ALT_DIGIT, Sort.OTHER})
"""Keys that may lead to another screen; elsewhere than on a scan line Enter does, too."""


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
        self._ready: list[tuple[events.Key, Forward]] = []
        """Keys that passed the gate, and come before all that waits."""
        self._commands = 0
        """How often it waits until what was handed on, and may lead away, has worked."""
        self._is_drained = False
        """Whether nothing was handed on since that was so."""
        self._in_vain = 0
        """How often it looked since something happened."""
        self._looks = False

    async def take(self, event: Typed) -> None:
        """Hand a key on, or keep it behind those that wait."""
        if self._waiting or self._ready or self._scans or not self._stands():
            self._wait(event)
        else:
            await self._take(event)

    async def pass_on(self, event: events.Key, forward: Forward) -> None:
        """Hand a key to the screen in front; what may lead away waits for what was typed before it.

        A binding works later than the characters round it are read: after a stall, scans would
        count on the screen that F3 has just left, or a key on one that no scan has opened yet.
        """
        if self._commands or self._ready:
            self._ready.append((event, forward))
            self._wait()
        elif self._may_lead_away(event) and self._takes_scans:
            self._ready.append((event, forward))
            self._drain()
        else:
            await self._forward(event, forward)

    async def _hand_on_key(self) -> None:
        event, forward = self._ready[0]
        if self._may_lead_away(event) and self._takes_scans and not self._is_drained:
            self._drain()
            return
        del self._ready[0]
        await self._forward(event, forward)

    async def _forward(self, event: events.Key, forward: Forward) -> None:
        """Hand a key on, and let nothing pass behind it until it has led where it leads."""
        leads = self._may_lead_away(event)
        self._is_drained = False
        await forward(event)
        if leads:
            self._drain()

    def _may_lead_away(self, event: events.Key) -> bool:
        sort = Stroke.of(event).sort
        return sort in _LEADS or (sort is Sort.SUFFIX and not self._takes_scans)

    @property
    def _takes_scans(self) -> bool:
        front = self._app.screen
        return isinstance(front, Page) and front.TAKES_SCANS

    def _drain(self) -> None:
        """Begin to wait until all that is on its way through the screen in front has worked."""
        front = self._app.screen
        self._commands += 1
        # The way of a key that nothing takes: the queue of what has the focus, the screen's, ours.
        self._go_through(self._app.focused or front, front)
        self._wait()

    def _go_through(self, *queues: MessagePump) -> None:
        """Come to work behind all that is in these queues; one that is closed has nothing."""
        self._in_vain = 0
        for at, queue in enumerate(queues, 1):
            if queue.call_later(self._go_through, *queues[at:]):
                return
        self._app.call_later(self._worked)

    async def _worked(self) -> None:
        self._commands = max(0, self._commands - 1)
        self._is_drained = not self._commands
        if self._stands():
            await self._hand_on()

    def leave(self, screen: "ScanScreen") -> None:
        """A scan screen gave way to another one: empty its line first."""
        self._leaving = screen
        line = screen.line
        # Behind the keys in the line's own queue, behind the scans that those make, and behind
        # the same scans in the queue of the screen.
        line.call_later(line.call_later, screen.call_later, self._emptied, screen)
        self._wait()

    def bring(self, scan: "Burst") -> None:
        """A scan leads to another screen and is for it: it comes there before all that waits."""
        self._scans.insert(0, (scan.text, scan.at))
        self._wait()

    def _emptied(self, screen: "ScanScreen") -> None:
        self._in_vain = 0
        self._scans += screen.scans_left()
        self._waiting[:0] = screen.line.give_back()
        if self._leaving is screen:
            self._leaving = None
        self._wait()

    def _wait(self, *more: Typed) -> None:
        if not self._looks:
            self._looks = True
            self._in_vain = 0
            self._app.set_timer(LOOK_EVERY, self._look)
        self._waiting += more

    async def _look(self) -> None:
        self._in_vain += 1
        late = self._in_vain > PATIENCE
        if not (self._stands() or (late and self._is_made())):
            self._app.set_timer(LOOK_EVERY, self._look)
            return
        self._looks = False
        if late:  # it was waited for long enough
            self._commands, self._is_drained, self._leaving = 0, True, None
        self._focus()
        await self._hand_on()

    async def _hand_on(self) -> None:
        """What waits, one by one: each may be a barcode or a key that leads to another screen."""
        while self._scans:
            self._app.pass_on_scan(*self._scans.pop(0))
            self._is_drained = False
            if not self._stands():
                break
        while self._ready and self._stands():
            await self._hand_on_key()
        while self._waiting and not self._ready and self._stands():
            await self._take(self._waiting.pop(0))
        if self._scans or self._ready or self._waiting:
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
