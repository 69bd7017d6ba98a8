"""When audits are due: the setting as it is typed, the quarters around a day, the next one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.schedule import (
    DEFAULT_QUARTERS,
    Due,
    Quarters,
    current,
    due_dates,
    next_due,
    read_quarters,
)

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("Q1=03-31", (("Q1", 3, 31),)),
        (" Q1 = 03-31 ;; Q2=06-15; ", (("Q1", 3, 31), ("Q2", 6, 15))),
        ("Q4=12-15; Q1=03-31", (("Q1", 3, 31), ("Q4", 12, 15))),
        ("fall=09-30;2=01-01", (("2", 1, 1), ("fall", 9, 30))),
        ("Q1=02-28", (("Q1", 2, 28),)),
    ],
)
def test_quarters_are_read_in_the_order_of_the_year(text: str, quarters: Quarters) -> None:
    """Blanks, empty parts and the order in which they are typed are no matter."""
    assert read_quarters(text) == quarters


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "name one quarter at least"),
        (" ; ; ", "name one quarter at least"),
        ("Q1", "write it as Q1=03-31; Q2=06-15"),
        ("Q1=", "write it as"),
        ("=03-31", "write it as"),
        ("Q1=3-31", "write it as"),
        ("Q1=03-31-2026", "write it as"),
        ("Q1=03/31", "write it as"),
        ("Q 1=03-31", "write it as"),
        ("Q1=03-31, Q2=06-15", "write it as"),
        ("Q1=٠٣-٣١", "write it as"),
        ("Q1=03-31\nQ2=06-15", "write it as"),
        ("[/]=03-31", "write it as"),
        ("../Q1=03-31", "write it as"),
        ("Q1=02-29", "Q1=02-29 is not a day of every year"),
        ("Q1=00-10", "is not a day of every year"),
        ("Q1=13-01", "is not a day of every year"),
        ("Q1=04-31", "is not a day of every year"),
        ("Q1=03-31; Q1=06-15", "each quarter needs a name of its own"),
    ],
)
def test_what_is_no_list_of_quarters_is_refused_with_its_reason(text: str, why: str) -> None:
    """The reason goes behind the setting's value on the screen; a file name comes from the name."""
    with pytest.raises(ValueError, match=why):
        read_quarters(text)


@pytest.mark.parametrize("text", ["A=03-31; B=03-31", "q1=03-31; Q1=06-15"])
def test_quarters_that_cannot_be_told_apart_are_refused(text: str) -> None:
    """Two on one day have no days between them; ``--quarter q1`` finds a name without its case."""
    with pytest.raises(ValueError, match="of its own"):
        read_quarters(text)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 1, 1), Due("2026-Q1", date(2026, 3, 31), date(2025, 12, 16))),
        (date(2026, 3, 31), Due("2026-Q1", date(2026, 3, 31), date(2025, 12, 16))),
        (date(2026, 4, 1), Due("2026-Q2", date(2026, 6, 15), date(2026, 4, 1))),
        (TODAY, Due("2026-Q4", date(2026, 12, 15), date(2026, 10, 1))),
        (date(2026, 12, 15), Due("2026-Q4", date(2026, 12, 15), date(2026, 10, 1))),
        (date(2026, 12, 16), Due("2027-Q1", date(2027, 3, 31), date(2026, 12, 16))),
        (date(2028, 2, 29), Due("2028-Q1", date(2028, 3, 31), date(2027, 12, 16))),
    ],
)
def test_a_day_belongs_to_the_audit_that_is_due_next(today: date, due: Due) -> None:
    """The due day itself is still inside; the day after begins the next one."""
    assert current(DEFAULT_QUARTERS, today) == due


@pytest.mark.parametrize(
    ("signed", "quarter", "days"),
    [
        ((), "2026-Q4", 24),
        (("2026-Q3",), "2026-Q4", 24),
        (("2026-Q2",), "2026-Q3", -52),
        (("2020-Q1",), "2026-Q3", -52),
        (("2026-T1",), "2026-Q3", -52),
        (("2026-Q4",), "2027-Q1", 130),
        (("2026-Q3", "2026-Q4"), "2027-Q1", 130),
        (("2026-Q4", "2027-Q1"), "2027-Q2", 206),
    ],
)
def test_the_next_audit_is_the_one_before_only_where_it_is_overdue(
    signed: tuple[str, ...], quarter: str, days: int
) -> None:
    """Nothing is overdue for who never signed one; what is signed is not asked for again."""
    due = next_due(DEFAULT_QUARTERS, TODAY, signed)
    assert (due.quarter, due.days_left(TODAY)) == (quarter, days)


@pytest.mark.parametrize("text", ["Y=12-15", "Q1=03-31; Q2=06-15; Q3=09-30; Q4=12-15"])
def test_a_school_that_is_far_ahead_still_has_a_next_audit(text: str) -> None:
    """Whoever signs next year's audits early gets an answer, as on any other day."""
    quarters = read_quarters(text)
    signed = [due.quarter for due in due_dates(quarters, TODAY)]
    assert next_due(quarters, TODAY, signed).quarter not in signed


@st.composite
def _quarters(draw: st.DrawFn) -> Quarters:
    days = draw(st.sets(st.integers(0, 364), min_size=1, max_size=6))
    on = [date(2025, 1, 1) + timedelta(days=day) for day in sorted(days)]
    return tuple((f"Q{number}", day.month, day.day) for number, day in enumerate(on, 1))


@given(_quarters(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_belongs_to_exactly_one_audit(quarters: Quarters, today: date) -> None:
    """Whatever the quarters: no gap between two, no overlap, and today's is the current one."""
    dues = due_dates(quarters, today)
    assert all(after.begins == due.on + timedelta(days=1) for due, after in pairwise(dues))
    assert [due for due in dues if due.begins <= today <= due.on] == [current(quarters, today)]
    assert len({due.quarter for due in dues}) == len(dues)


@given(_quarters(), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.data())
def test_the_next_audit_is_never_a_signed_one(
    quarters: Quarters, today: date, data: st.DataObject
) -> None:
    """It is the quarter before, this one, or a later one that nobody signed yet."""
    dues = due_dates(quarters, today)
    names = [due.quarter for due in dues if due.on.year <= today.year]
    signed = data.draw(st.sets(st.sampled_from(names)))
    due = next_due(quarters, today, signed)
    earliest = dues[dues.index(current(quarters, today)) - 1]
    assert due.quarter not in signed
    assert due.on >= earliest.on
