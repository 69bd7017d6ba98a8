"""How long this laptop gave the app no time: keys that waited meanwhile came without a pause."""

import sys
from collections import deque
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic, perf_counter, sleep
from typing import Final

from tui.widgets.strokes import LONG_SILENCE

key_clock: Final = perf_counter if sys.platform == "win32" else monotonic
"""The clock that Textual stamps its events with, in seconds."""

TICK: Final = 0.010
"""Seconds between two looks at the clock."""
LATE: Final = 0.030
"""Seconds: a look that comes this much later was held up, and so were the keys."""
KEPT: Final = 32
"""How many standstills are remembered; the next key asks for the last ones."""


class Standstill:
    """Looks at the clock while keys come, in a thread of its own, and notes when it couldn't.

    A busy laptop stops all of the app at once, the reader of its keyboard too: what was typed
    meanwhile is read when it goes on, and looks as if it was typed behind a silence.
    """

    def __init__(self, clock: Callable[[], float] = key_clock) -> None:
        """Nothing noted; it looks from the first ``watch`` on."""
        self._clock = clock
        self._until = float("-inf")
        self._looked: float | None = None
        """When it last looked; None while nobody types."""
        self._noted: deque[tuple[float, float]] = deque(maxlen=KEPT)
        self._lock = Lock()
        self._typed = Event()
        self._thread: Thread | None = None

    def watch(self) -> None:
        """A key came: look until silence has decided what it was."""
        with self._lock:
            now = self._clock()
            self._until = now + LONG_SILENCE
            self._looked = now if self._looked is None else self._looked
        if self._thread is None:
            self._thread = Thread(target=self._work, name="standstill", daemon=True)
            self._thread.start()
        self._typed.set()

    def between(self, start: float, end: float) -> float:
        """Seconds of standstill between two moments of ``key_clock``."""
        with self._lock:
            spans = [*self._noted, *self._since_the_last_look(self._clock())]
        return sum(max(0.0, min(last, end) - max(first, start)) for first, last in spans)

    def look(self) -> None:
        """Look once, and note a standstill where this comes too late."""
        with self._lock:
            now = self._clock()
            noted = self._since_the_last_look(now)
            self._noted.extend(noted)
            self._until += sum(last - first for first, last in noted)
            self._looked = now

    def _since_the_last_look(self, now: float) -> list[tuple[float, float]]:
        """When it stood still since then, at most once."""
        if self._looked is None or now <= self._looked + TICK + LATE:
            return []
        return [(self._looked + TICK, now)]

    def _work(self) -> None:
        while True:
            self._typed.wait()
            self._typed.clear()
            while self._goes_on():
                sleep(TICK)
                self.look()

    def _goes_on(self) -> bool:
        """Whether a key may still come that belongs to the last one."""
        with self._lock:
            if self._looked is not None and self._looked >= self._until:
                self._looked = None
            return self._looked is not None


THIS_PROCESS: Final = Standstill()
"""Whatever reads keys asks the same one: it is the process that stands still."""
