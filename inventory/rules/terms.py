"""Who serves the school as champion or helper, from when to when, and how many years by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inventory.model import Event
from inventory.rules.calendar import served_year
from inventory.rules.duties import Role
from inventory.rules.school_year import SchoolYear

_COUNTS = timedelta(30)
"""A term that has less of a school year does not make it one that was served."""
EARLIEST, LATEST = 1950, 2199
"""Years outside of which nobody serves; a term that says so was not written here."""


@dataclass(frozen=True, slots=True)
class Term:
    """One stretch of somebody's service."""

    name: str
    role: Role
    start: date
    end: date
    """Its last day."""
    events: tuple[str, ...] = ()
    """The words of it in the journal, oldest first; the newest says when it ends."""

    @property
    def who(self) -> tuple[str, Role]:
        """Whose and as what, however the name is written."""
        return self.name.casefold(), self.role

    def is_on(self, day: date) -> bool:
        """Whether somebody serves on this day."""
        return self.start <= day <= self.end


def terms_of(events: Iterable[Event]) -> list[Term]:
    """The terms that these words make, oldest first; a word that nobody can read makes none.

    Of several on a term that began on one day the last one says when it ends.
    """
    found: dict[tuple[tuple[str, Role], date], Term] = {}
    for event in sorted(events, key=lambda event: event.event_id):
        if term := _term(event):
            key = (term.who, term.start)
            before = found[key].events if key in found else ()
            found[key] = Term(term.name, term.role, term.start, term.end, (*before, event.event_id))
    return sorted(found.values(), key=lambda term: (term.start, term.role, term.name))


def years_served(
    terms: Iterable[Term], who: tuple[str, Role], year: SchoolYear | None, today: date
) -> int:
    """How many school years somebody has served as this, with the one that is on."""
    served: set[date] = set()
    for term in terms:
        if term.who == who and term.start <= today:
            served |= _years(term, year, today)
    return len(served)


def _years(term: Term, year: SchoolYear | None, today: date) -> set[date]:
    """The school years of a term that have begun by today, by the first day of each."""
    first = _turn(year, term.start)
    begun = [first]
    while (following := _turn(year, begun[-1] + timedelta(380))) <= min(term.end, today):
        begun.append(following)
    counted = {
        start
        for start, after in zip(begun, [*begun[1:], date.max], strict=True)
        if min(term.end + timedelta(1), after) - max(term.start, start) >= _COUNTS
    }
    return counted or {first}


def _turn(year: SchoolYear | None, day: date) -> date:
    """The day on which the school year of a day turned: in the middle of the holidays before it."""
    known = year or served_year(None, day)
    holidays = max(0, 365 - (known.end - known.start).days)
    middle = known.start - timedelta(holidays // 2)
    turned = date(day.year, middle.month, min(middle.day, 28))
    return turned if turned <= day else turned.replace(year=day.year - 1)


def _term(event: Event) -> Term | None:
    body = event.body
    try:
        start, end = (date.fromisoformat(str(body.get(key))) for key in ("from", "to"))
        role = Role(str(body.get("role")))
    except ValueError:
        return None
    name = str(body.get("serves") or "")
    is_sound = name and EARLIEST <= start.year <= end.year <= LATEST and start <= end
    return Term(name, role, start, end) if is_sound else None
