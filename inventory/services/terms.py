"""The terms of champions and helpers: put down, ended early, taken back, and listed with years."""

from dataclasses import dataclass
from datetime import date, timedelta

from inventory.errors import ChampionError, NotFound
from inventory.model import PURGED, Draft, Kind
from inventory.rules.calendar import served_year
from inventory.rules.duties import Duty, Role
from inventory.rules.phrases import count
from inventory.rules.school_year import SchoolYear, read_year
from inventory.rules.terms import EARLIEST, LATEST, Term, terms_of, years_served
from inventory.services.office import Office
from inventory.store import terms as stored
from inventory.text import REPLACEMENT, safe

LONGEST_NAME = 40
LONGEST_TERM = timedelta(400)
_TEN_MONTHS = timedelta(304)


@dataclass(frozen=True, slots=True)
class Served:
    """A term, with how many years somebody has served in its role by now."""

    term: Term
    years: int
    """0 where it has not begun yet and is the first, and where nobody knows whose it is."""
    is_on: bool

    @property
    def in_words(self) -> str:
        """``3 years``, ``to come``; nothing for somebody who was purged."""
        if self.term.name == PURGED:
            return ""
        return count(self.years, "year") if self.years else "to come"


def terms(office: Office) -> list[Served]:
    """All terms, those of today first, then the newest; champions before helpers."""
    today, year = office.clock.now().date(), _year(office)
    found = terms_of(stored.told(office.database))
    served = [
        Served(one, _years(found, one, year, min(today, one.end)), one.is_on(today))
        for one in found
    ]
    served.sort(key=lambda one: one.term.start, reverse=True)
    return sorted(served, key=lambda one: (not one.is_on, one.is_on and one.term.role))


def _years(found: list[Term], one: Term, year: SchoolYear | None, until: date) -> int:
    """The years served by then; of those who were purged none, for they all have one name."""
    return 0 if one.name == PURGED else years_served(found, one.who, year, until)


def add(
    office: Office, name: str, role: Role, start: date | None = None, end: date | None = None
) -> Term:
    """Put down that somebody serves; without days for the school year that is on or comes next.

    Raises ChampionError where the name or the days can't be, or where it overlaps another term of
    the same person and role; NotAllowed where a helper asks.
    """
    office.refuse_helper(Duty.SETTINGS)
    name = _checked_name(name)
    start, end = _checked_days(office, start, end)
    term = Term(name, role, start, end)

    def work() -> None:
        for one in terms_of(stored.told(office.database)):
            if one.who == term.who and one.start <= end and start <= one.end:
                raise ChampionError(
                    f"{one.name} serves as {role.value} from {one.start} to {one.end} already.",
                    "Name other days, or end that term first.",
                )
        _say(office, term)

    office.write(work)
    return term


def end(
    office: Office, name: str, on: date | None = None, role: Role | None = None,
    start: date | None = None,
) -> Term:  # fmt: skip
    """End the term of somebody that is on; ``on`` is its last day, today where it is left out.

    ``role`` and ``start`` tell which of several. Raises NotFound where there is none, ChampionError
    where it has to be said which, or where that is its last day already.
    """
    office.refuse_helper(Duty.SETTINGS)
    last = on or office.clock.now().date()
    ended: list[Term] = []

    def work() -> None:
        found = [one for one in _terms_of(office, name, role, start) if one.is_on(last)]
        if not found:
            raise NotFound(
                f"{_plain(name)} has no term on {last}.",
                "champion term list shows who serves from when to when.",
            )
        one = _the_one(found)
        if one.end == last:
            raise ChampionError(f"{one.name}'s term ends on {last} already.", "Nothing is to do.")
        ended.append(Term(one.name, one.role, one.start, last))
        _say(office, ended[0])

    office.write(work)
    return ended[0]


def remove(office: Office, name: str, start: date | None = None, role: Role | None = None) -> Term:
    """Take back a term that was put down by mistake; ``start`` and ``role`` tell which of several.

    Raises NotFound where there is none, ChampionError where it has to be said which.
    """
    office.refuse_helper(Duty.SETTINGS)
    gone: list[Term] = []

    def work() -> None:
        found = _terms_of(office, name, role, start)
        if not found:
            raise NotFound(f"{_plain(name)} has no such term.", "champion term list shows them.")
        gone.append(_the_one(found))
        drafts = [Draft(Kind.VOID, body={"voids": one}) for one in reversed(gone[0].events)]
        office.record(drafts, office.new_id())

    office.write(work)
    return gone[0]


def _terms_of(office: Office, name: str, role: Role | None, start: date | None) -> list[Term]:
    wanted = _plain(name).casefold()
    found = (one for one in terms_of(stored.told(office.database)) if one.who[0] == wanted)
    return [one for one in found if role in (None, one.role) and start in (None, one.start)]


def _the_one(found: list[Term]) -> Term:
    """The only term that is meant; ChampionError where there are several."""
    if len(found) > 1:
        days = " or ".join(dict.fromkeys(one.start.isoformat() for one in found))
        roles = " or ".join(dict.fromkeys(one.role.value for one in found))
        raise ChampionError(
            f"{found[0].name} has several terms.", f"Add --from {days}, or --role {roles}."
        )
    return found[0]


def _say(office: Office, term: Term) -> None:
    body = {
        "serves": term.name, "role": term.role.value,
        "from": term.start.isoformat(), "to": term.end.isoformat(),
    }  # fmt: skip
    office.record([Draft(Kind.NOTE, body=body)], office.new_id())


def _year(office: Office) -> SchoolYear | None:
    return read_year(office.setting("year"))


def _checked_days(office: Office, start: date | None, end: date | None) -> tuple[date, date]:
    """The first and the last day; what was left out follows from the school year."""
    _refuse_far_off(start, end)
    year = served_year(_year(office), start or office.clock.now().date())
    first = start or (year.start if end is None or year.start <= end else end - _TEN_MONTHS)
    last = end or (year.end if year.start <= first else first + _TEN_MONTHS)
    if last < first:
        raise ChampionError(
            f"A term can't end on {last} and begin on {first}.", "The last day comes second."
        )
    if last - first > LONGEST_TERM:
        raise ChampionError(
            f"A term from {first} to {last} is longer than a year.",
            "Put down each school year by itself: years are counted by terms.",
        )
    _refuse_far_off(first, last)
    return first, last


def _refuse_far_off(*days: date | None) -> None:
    for given in days:
        if given and not EARLIEST <= given.year <= LATEST:
            raise ChampionError(
                f"{given} can't be a day of a term.", f"Years go from {EARLIEST} to {LATEST}."
            )


def _checked_name(name: str) -> str:
    name = _plain(name)
    if not name or len(name) > LONGEST_NAME or REPLACEMENT in name:
        raise ChampionError(
            f"“{name[: LONGEST_NAME + 1]}” can't be somebody's name.",
            f"Use 1 to {LONGEST_NAME} letters: Ada Park.",
        )
    return name


def _plain(name: str) -> str:
    return safe(" ".join(name.split()))
