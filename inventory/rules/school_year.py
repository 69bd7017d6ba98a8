"""The school year as the settings name it: its first and last day, and a day of each month."""

from dataclasses import dataclass
from datetime import date, timedelta

from inventory.rules.phrases import long_day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = ("first", "second", "third", "fourth", "last")
_EARLIEST, _LATEST = 2000, 2199


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The first and the last day of a school year."""

    start: date
    end: date

    @property
    def in_words(self) -> str:
        """``15 August 2026 to 14 June 2027``."""
        first, last = (" ".join(long_day(one).split()[1:]) for one in (self.start, self.end))
        return f"{first} {self.start.year} to {last} {self.end.year}"


@dataclass(frozen=True, slots=True)
class MonthlyDay:
    """A day that comes in every month, such as its second Tuesday."""

    ordinal: int
    """0 for the first one to 3 for the fourth, 4 for the last."""
    weekday: int
    """0 for Monday, as Python counts."""

    def in_month(self, year: int, month: int) -> date:
        """The day in this month."""
        first = date(year, month, 1)
        found = first + timedelta((self.weekday - first.weekday()) % 7)
        if self.ordinal < len(_ORDINALS) - 1:
            return found + timedelta(7 * self.ordinal)
        last = found + timedelta(28)
        return last if last.month == month else last - timedelta(7)


def read_year(value: str) -> SchoolYear | None:
    """``2026-08-24 to 2027-06-11``; None where it is empty, ValueError where it is neither."""
    if not value:
        return None
    start, _, end = value.partition(" to ")
    try:
        year = SchoolYear(date.fromisoformat(start.strip()), date.fromisoformat(end.strip()))
    except ValueError:
        raise ValueError("write it as 2026-08-24 to 2027-06-11") from None
    if not _EARLIEST <= year.start.year <= _LATEST:
        raise ValueError(f"the year has to lie between {_EARLIEST} and {_LATEST}")
    if not timedelta(0) < year.end - year.start < timedelta(400):
        raise ValueError("the last day has to come after the first, within 400 days")
    return year


def read_session(value: str) -> MonthlyDay | None:
    """``second Tuesday``; None where it is empty, ValueError where it is neither."""
    if not value:
        return None
    ordinal, _, weekday = value.casefold().partition(" ")
    if ordinal not in _ORDINALS or weekday.strip() not in WEEKDAYS:
        raise ValueError("write it as second Tuesday, or last Friday")
    return MonthlyDay(_ORDINALS.index(ordinal), WEEKDAYS.index(weekday.strip()))
