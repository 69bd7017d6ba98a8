"""What was known of a device or a person at the end of a day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from inventory.model import Custody, Device, Event, Kind
from inventory.rules.custody import from_register
from inventory.rules.fold import Folded, fold
from inventory.rules.parallel import Knowledge, knowledge


def by_clock(events: Iterable[Event]) -> list[Event]:
    """Events in the order of the journal's own clock, whenever they came into this file."""
    return sorted(events, key=lambda event: (event.hlc, event.event_id))


def known_by(
    events: Iterable[Event], day: date, cloned: frozenset[str], today: date
) -> list[Event]:
    """What had happened to one device by the end of a day, by the journal's clock.

    That is what a table dated so, and all that came before it for certain. Where a clock was ahead
    or behind by more than a day, what happened before and after says when it was.
    """
    known = knowledge(events, cloned)
    days = _days(known, today)
    kept = 0
    for at, happened in enumerate(days):
        if happened <= day:
            kept |= known.before[at] | 1 << at
    return by_clock(event for at, event in enumerate(known.events) if kept >> at & 1)


def _days(known: Knowledge, today: date) -> list[date]:
    """The day of each event, set right where most of the others show that its clock was wrong."""
    days = [_dated(event) for event in known.events]
    count = range(len(days))
    later_than = {
        at: {other for other in count[:at] if known.before[at] >> other & 1
             and days[other] - days[at] > _A_DAY}
        for at in count
    }  # fmt: skip
    against = {at: set(others) for at, others in later_than.items()}
    for at, others in later_than.items():
        for other in others:
            against[other].add(at)
    wrong: dict[int, bool] = {}
    while any(against.values()):
        worst = max(count, key=lambda at: (len(against[at]), days[at] > today, at))
        wrong[worst] = any(other > worst for other in against[worst])  # it was ahead
        for other in against.pop(worst):
            against[other].discard(worst)
        against[worst] = set()
    return [_set_right(known, days, wrong, at) if at in wrong else days[at] for at in count]


_A_DAY = timedelta(days=1)


def _set_right(known: Knowledge, days: list[date], wrong: Mapping[int, bool], at: int) -> date:
    """Of a clock that was ahead the day of what came next; of one behind, of what was before."""
    right = [other for other in range(len(days)) if other not in wrong]
    if wrong[at]:
        return min((days[one] for one in right if known.before[one] >> at & 1), default=days[at])
    return max((days[one] for one in right if known.before[at] >> one & 1), default=days[at])


def _dated(event: Event) -> date:
    try:
        return date.fromisoformat(event.wall_time[:10])
    except ValueError:
        return date.max


def folded_at(
    device: Device,
    service_hlc: str,
    history: Iterable[Event],
    day: date,
    cloned: frozenset[str],
    zone: tzinfo | None = UTC,
) -> Folded:
    """What follows from what was known of a device by the end of a day, by ``known_by``.

    Who had it before the first event only today's list can say. What an import after that day said
    of its shape was not known then, and overrides nothing; its day is that of ``zone``.
    """
    imported = _day_of(service_hlc, zone)
    start: Custody = from_register(device, service_hlc if imported <= day else "")
    history = list(history)
    voided = frozenset(str(event.body.get("voids")) for event in history if event.kind == Kind.VOID)
    return fold(start, history, voided, cloned)


def _day_of(hlc: str, zone: tzinfo | None) -> date:
    """The day of a clock's reading; the first of all where there is none."""
    milliseconds = int(hlc.split(".")[0]) if hlc else 0
    try:
        return datetime.fromtimestamp(milliseconds / 1000, zone).date()
    except (ValueError, OverflowError, OSError):
        return date.max
