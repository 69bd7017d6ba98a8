"""How fast a line moves, from the moments at which each was served: pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = 10
"""Minutes over which the pace is taken: a shorter break is part of it."""
FEWEST = 4
"""Served in that window, from which on a pace says something."""
LULL = 3.0
"""Minutes without anybody, from which on nobody stands in line."""
AHEAD = timedelta(minutes=5)
"""What is told to have been later than this from now is left out: that clock is wrong."""


@dataclass(frozen=True, slots=True)
class Morning:
    """A day's work, minute by minute."""

    minutes: tuple[int, ...] = ()
    """How many in each minute, from the first one until now."""
    per_minute: float = 0.0
    """The pace of the last ten minutes; 0 where there were too few to say."""
    idle: float = 0.0
    """Minutes since the last one was served."""

    def minutes_for(self, left: int) -> int | None:
        """How long so many more take at this pace; None where there is no pace, or none is left."""
        if not left or self.per_minute <= 0:
            return None
        return max(1, round(left / self.per_minute))

    def calls_for_a_second_table(self, left: int, longest: int) -> bool:
        """Whether there is a line and it takes longer than ``longest`` minutes; 0 is never."""
        takes = self.minutes_for(left)
        return takes is not None and 0 < longest < takes and self.idle <= LULL


def morning(times: Sequence[datetime], now: datetime) -> Morning:
    """The work of a day so far; what a clock a little ahead of this one wrote counts as of now."""
    done = sorted(min(when, now) for when in times if when - now <= AHEAD)
    if not done:
        return Morning()
    first = done[0].replace(second=0, microsecond=0)
    minutes = [0] * (_minute(first, now) + 1)
    for when in done:
        minutes[_minute(first, when)] += 1
    idle = (now - done[-1]).total_seconds() / 60
    return Morning(tuple(minutes), _pace(done, now), idle)


def _minute(first: datetime, when: datetime) -> int:
    return int((when - first).total_seconds() // 60)


def _pace(done: Sequence[datetime], now: datetime) -> float:
    window = now - timedelta(minutes=WINDOW)
    late = [when for when in done if when >= window]
    if len(late) < FEWEST:
        return 0.0
    span = (now - late[0]).total_seconds()
    return len(late) * 60 / max(span, 60.0)
