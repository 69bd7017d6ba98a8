"""How fast the line moves, and when it will be through."""

from collections import deque
from datetime import datetime, timedelta

WINDOW_SECONDS = 600.0
FEWEST = 4
"""Hand-outs from which a pace says something."""
LEAST_SECONDS = 5.0
"""What was scanned in less than that, as after a stall, says nothing of the line."""


class Pace:
    """Counts what was done in the last ten minutes."""

    def __init__(self) -> None:
        self._done: deque[float] = deque()

    def add(self, at: float) -> None:
        """One more, at this many monotonic seconds."""
        self._done.append(at)
        while self._done and at - self._done[0] > WINDOW_SECONDS:
            self._done.popleft()

    def per_minute(self) -> float:
        """How many a minute; 0 while there are too few to say."""
        if len(self._done) < FEWEST:
            return 0.0
        span = self._done[-1] - self._done[0]
        return (len(self._done) - 1) * 60 / span if span >= LEAST_SECONDS else 0.0

    def in_words(self, left: int, now: datetime) -> str:
        """``5 a minute, done about 10:02``; empty while there are too few to say."""
        rate = self.per_minute()
        if rate <= 0:
            return ""
        shown = f"{rate:.0f}" if rate >= 1 else f"{rate:.1f}"
        if not left:
            return f"{shown} a minute"
        done = now + timedelta(minutes=left / rate)
        return f"{shown} a minute, done about {done:%H:%M}"
