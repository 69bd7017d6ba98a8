"""A timer for silence that never overtakes the keys that are already on their way."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, Final

from textual.app import App
from textual.timer import Timer
from textual.widget import Widget

from tui.widgets.standstill import key_clock

STALL: Final = 0.02
"""Seconds: a timer that comes this late was held up, and keys may be held up with it."""
GRACE: Final = 0.06
"""Seconds that keys get to arrive in after a stall: who reads them was held up, too."""
GRACES: Final = 2
"""How often they get it, one stall behind the other."""
SHORTEST: Final = 0.001


class Alarm:
    """Rings once, when a time has passed since it was last set.

    Textual runs a timer beside its message queues, so that after a stall it would fire before keys
    that came first. The ring therefore goes through the app's queue and the node's own, which is
    the way that keys take, and is put off if a key on that way has set the alarm anew.
    """

    def __init__(
        self,
        node: Widget | App[Any],
        ring: Callable[[], object],
        clock: Callable[[], float] = key_clock,
    ) -> None:
        """Ring by calling ``ring`` (plain or async) in the node's own task."""
        self._node = node
        self._ring = ring
        self._clock = clock
        self._due: float | None = None
        self._waiting = False
        self._timer: Timer | None = None
        self._wakes_at = 0.0
        self._graces = 0

    def set(self, delay: float) -> None:
        """Ring after this many seconds, and not before."""
        self._due = self._clock() + delay
        self._graces = 0
        if self._timer and self._due < self._wakes_at:  # a longer wait, called off since
            self._timer.stop()
            self._wait(delay)
        elif not self._waiting:
            self._wait(delay)

    def cancel(self) -> None:
        """Don't ring."""
        self._due = None

    def _wait(self, delay: float) -> None:
        self._waiting = True
        self._wakes_at = self._clock() + delay
        self._timer = self._node.set_timer(max(delay, SHORTEST), self._wake)

    def _wake(self) -> None:
        """The timer fired: wait on, give held-up keys their time, or queue behind the keys."""
        self._timer = None
        if self._due is None:
            self._waiting = False
            return
        late = self._clock() - self._due
        if late < 0:
            self._wait(-late)
        elif late > STALL and self._graces < GRACES:
            self._graces += 1
            self._due += late + GRACE
            self._wait(GRACE)
        else:
            self._node.app.call_later(self._node.call_later, self._ring_if_due)

    async def _ring_if_due(self) -> None:
        self._waiting, self._graces = False, 0
        if self._due is None:
            return
        early = self._due - self._clock()
        if early > 0:
            self._wait(early)
            return
        self._due = None
        result = self._ring()
        if isawaitable(result):
            await result
