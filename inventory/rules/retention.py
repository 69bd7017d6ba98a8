"""Which of the app's own backups are kept: all of the newest, then one a day, then one a month."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

NEWEST = 30
DAYS = 30
MONTHS = 13


def to_let_go(times: Sequence[datetime], now: datetime) -> list[int]:
    """The places in ``times`` of those that need not be kept.

    Kept are the newest thirty, of the last thirty days the last of each, and of the last thirteen
    months the last of each, this one included. Where some are from a time that is still to come,
    the clock is wrong or was: those take no places among the newest, but have thirty of their own,
    beside the last of each of their days. So a clock that is far behind lets go of nothing that the
    right one would keep.
    """
    order = sorted(range(len(times)), key=lambda place: times[place], reverse=True)
    past = [place for place in order if times[place] <= now]
    to_come = [place for place in order if times[place] > now]
    first_day = (now - timedelta(days=DAYS - 1)).date()
    first_month = _month(now) - MONTHS + 1
    kept = {
        *past[:NEWEST],
        *to_come[:NEWEST],
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
