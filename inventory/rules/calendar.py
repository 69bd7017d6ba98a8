"""The year of a champion: audits, sessions, the first and the last day, and what is due between."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inventory.rules.phrases import count, long_day
from inventory.rules.schedule import Due, Quarters, due_dates
from inventory.rules.school_year import MonthlyDay, SchoolYear

_LONG = timedelta(364)
"""52 weeks: a school year begins and ends on the same days of the week as the one before."""

_FIRST, _LAST = (8, 15), (6, 14)
"""Month and day between which a champion serves where the school year is not set: ten months."""


class What(StrEnum):
    """What a day of the calendar is for."""

    AUDIT = "audit"
    SESSION = "session"
    DUE_BACK = "due back"
    YEAR_START = "year starts"
    YEAR_END = "year ends"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of the calendar."""

    key: str
    """``audit-2026-Q4``: what tells it from every other one, on whichever day it falls."""
    what: What
    on: date
    title: str
    about: str
    """What is to be done, in a sentence."""
    is_signed: bool = False
    """Of an audit: the school signed it."""
    is_overdue: bool = False
    """Of an audit: its day has passed, and it is the one that has to be made next."""

    @property
    def is_due(self) -> bool:
        """Whether it is something that has to be done by its day, and not the day itself."""
        return self.what in (What.AUDIT, What.SURVEY)

    def say(self, today: date) -> str:
        """``Audit 2026-Q4 is due Tuesday 15 December, in 24 days``."""
        when = long_day(self.on) + (f" {self.on.year}" if self.on.year != today.year else "")
        verb = f" {'was' if self.on < today else 'is'} due" if self.is_due else ","
        return f"{self.title}{verb} {when}, {until(self.on, today)}"


@dataclass(frozen=True, slots=True)
class Dates:
    """What the settings say of the year."""

    quarters: Quarters
    year: SchoolYear | None = None
    session: MonthlyDay | None = None
    due_back: date | None = None
    survey: date | None = None


def served_year(year: SchoolYear | None, today: date) -> SchoolYear:
    """The school year that is on or comes next, as the setting names it.

    Once that one is over, the next is taken to lie 52 weeks later; where none is named, it has ten
    months from the middle of August.
    """
    if year is None:
        end = date(today.year, *_LAST)
        end = end if today <= end else date(today.year + 1, *_LAST)
        return SchoolYear(date(end.year - 1, *_FIRST), end)
    late = max(0, -(-(today - year.end).days // _LONG.days)) * _LONG
    return SchoolYear(year.start + late, year.end + late)


def is_known(year: SchoolYear | None, today: date) -> bool:
    """Whether the setting names the school year that is on or comes next."""
    return year is not None and today <= year.end


def entries(dates: Dates, today: date, signed: Collection[str], due: Due) -> list[Entry]:
    """All days of the year that is on or comes next, in order.

    ``signed`` are the quarters whose audit is signed, ``due`` is the audit that is due next: it is
    told though it be of another year.
    """
    year = served_year(dates.year, today)
    found = [*_audits(dates.quarters, year, today, signed, due), *_sessions(dates.session, year)]
    if dates.year and is_known(dates.year, today):
        found += _first_and_last(dates.year)
    found += _single_days(dates, year)
    first, last = min(year.start, today), year.start + 2 * _LONG
    return sorted(
        (one for one in found if first <= one.on < last or one.is_overdue),
        key=lambda one: (one.on, list(What).index(one.what), one.key),
    )


def still_to_come(found: Iterable[Entry], today: date) -> list[Entry]:
    """Those of today and later, an overdue audit too."""
    return [one for one in found if one.is_overdue or (one.on >= today and not one.is_signed)]


def until(on: date, today: date) -> str:
    """``in 24 days``, ``today``, ``3 days ago``."""
    days = (on - today).days
    if days < 0:
        return f"{count(-days, 'day')} ago"
    return ("today", "tomorrow")[days] if days < 2 else f"in {count(days, 'day')}"


def _audits(
    quarters: Quarters, year: SchoolYear, today: date, signed: Collection[str], due: Due
) -> Iterator[Entry]:
    """Those due from the first day on, for a year: audits are made in the summer too."""
    last = year.start + _LONG - timedelta(1)
    known = due_dates(quarters, today, ahead=max(2, year.end.year - today.year + 1))
    for one in known:
        if year.start <= one.on <= last or one == due:
            yield Entry(
                f"audit-{one.quarter}", What.AUDIT, one.on, f"Audit {one.quarter}",
                "The count is signed and its packet handed in to IT.",
                one.quarter in signed, one == due and one.on < today,
            )  # fmt: skip


def _sessions(session: MonthlyDay | None, year: SchoolYear) -> Iterator[Entry]:
    if session is None:
        return
    number, last = year.start.year * 12 + year.start.month - 1, year.end
    while date(number // 12, number % 12 + 1, 1) <= last:
        month = f"{number // 12}-{number % 12 + 1:02}"
        on = session.in_month(number // 12, number % 12 + 1)
        if year.start <= on <= year.end:
            yield Entry(
                f"session-{month}", What.SESSION, on, "Champions' session",
                "The champions of all schools meet IT.",
            )  # fmt: skip
        number += 1


def _first_and_last(year: SchoolYear) -> list[Entry]:
    return [
        Entry(
            f"year-starts-{year.start.year}", What.YEAR_START, year.start, "The school year starts",
            "Devices are handed out.",
        ),
        Entry(
            f"year-ends-{year.start.year}", What.YEAR_END, year.end, "The school year ends",
            "What is still out by now is chased by name.",
        ),
    ]  # fmt: skip


def _single_days(dates: Dates, year: SchoolYear) -> Iterator[Entry]:
    """Named by the school year in which they lie, so that they stay the same across New Year."""
    if on := dates.due_back:
        about = "Every device that is out comes back to the school."
        yield Entry(
            f"due-back-{_begun_in(year, on)}", What.DUE_BACK, on, "Devices are due back", about
        )
    if on := dates.survey:
        about = "Each champion answers the district's survey."
        key = f"survey-{_begun_in(year, on)}"
        yield Entry(key, What.SURVEY, on, "The annual survey", about)


def _begun_in(year: SchoolYear, on: date) -> int:
    """The calendar year in which a day's school year begins; holidays are of the one before."""
    return year.start.year + (on - year.start) // _LONG
