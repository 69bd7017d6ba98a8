"""When the next audit is due: the quarters, as the settings name them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

Quarters = tuple[tuple[str, int, int], ...]
"""Name, month and day on which its audit is due, in the order of the year."""

QUARTERS_TEXT = "Q1=03-31; Q2=06-15; Q3=09-30; Q4=12-15"


@dataclass(frozen=True, slots=True)
class Due:
    """One quarter's audit."""

    quarter: str
    """``2026-Q4``: the year in which it is due, and the quarter's name."""
    on: date
    begins: date
    """The day after the audit before it was due."""

    def days_left(self, today: date) -> int:
        """Days until it is due; negative where it is overdue."""
        return (self.on - today).days


def read_quarters(value: str) -> Quarters:
    """``Q1=03-31; Q2=06-15`` as quarters; ValueError says what is wrong with it."""
    quarters = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        found = re.fullmatch(r"([A-Za-z0-9]+)\s*=\s*([0-9]{2})-([0-9]{2})", part)
        if not found:
            raise ValueError("write it as Q1=03-31; Q2=06-15")
        name, month, day = found[1], int(found[2]), int(found[3])
        try:
            date(2025, month, day)  # no leap year: a due date has to be in every year
        except ValueError:
            raise ValueError(f"{part} is not a day of every year") from None
        quarters.append((name, month, day))
    if not quarters:
        raise ValueError("name one quarter at least")
    names = {name.casefold() for name, _, _ in quarters}
    days = {(month, day) for _, month, day in quarters}
    if min(len(names), len(days)) < len(quarters):
        raise ValueError("each quarter needs a name of its own and a day of its own")
    return tuple(sorted(quarters, key=lambda quarter: quarter[1:]))


DEFAULT_QUARTERS = read_quarters(QUARTERS_TEXT)


def due_dates(quarters: Quarters, today: date, ahead: int = 1) -> list[Due]:
    """The audits of last year, this year and so many years ahead, oldest first."""
    days = [
        (f"{year}-{name}", date(year, month, day))
        for year in range(today.year - 2, today.year + 1 + ahead)
        for name, month, day in quarters
    ]
    return [
        Due(quarter, on, before + timedelta(days=1))
        for (_, before), (quarter, on) in pairwise(days)
        if on.year >= today.year - 1
    ]


def current(quarters: Quarters, today: date) -> Due:
    """The quarter that today belongs to: the next one that is due."""
    return next(due for due in due_dates(quarters, today) if due.on >= today)


def next_due(quarters: Quarters, today: date, signed: Collection[str]) -> Due:
    """The next audit that has to be made; that of the quarter before, where it is overdue.

    ``signed`` are the quarters whose audit is signed. Where none ever was, nothing is overdue.
    """
    now = current(quarters, today)
    dues = due_dates(quarters, today, 2 + len(signed))
    before = dues[dues.index(now) - 1]
    if signed and before.quarter not in signed and now.quarter not in signed:
        return before
    return next(due for due in dues if due.on >= today and due.quarter not in signed)
