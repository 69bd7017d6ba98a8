"""Which of the app's own backups are kept: all of the newest, then one a day, then one a month."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

NEWEST = 30
DAYS = 30
MONTHS = 13


def to_let_go(times: Sequence[datetime], now: datetime) -> list[int]:
    """The places in ``times`` of those that need not be kept.

    Kept are the newest thirty, of the last thirty days the last of each, and of the last thirteen
    months the last of each, this one included. One from a time that is still to come was written
    while the clock was wrong: it counts as a day's and a month's, and takes no place among the
    newest.
    """
    order = sorted(range(len(times)), key=lambda place: times[place], reverse=True)
    past = [place for place in order if times[place] <= now]
    first_day = (now - timedelta(days=DAYS - 1)).date()
    first_month = _month(now) - MONTHS + 1
    kept = {
        *past[:NEWEST],
        *_last_of_each(order, [one.date() if one.date() >= first_day else None for one in times]),
        *_last_of_each(
            order, [_month(one) if _month(one) >= first_month else None for one in times]
        ),
    }
    return sorted(set(order) - kept)


def _last_of_each(order: Iterable[int], spans: Sequence[object]) -> Iterable[int]:
    """The first place in the order of each day or month; those without one are passed over."""
    seen = set()
    for place in order:
        if spans[place] is not None and spans[place] not in seen:
            seen.add(spans[place])
            yield place


def _month(when: datetime) -> int:
    return when.year * 12 + when.month
