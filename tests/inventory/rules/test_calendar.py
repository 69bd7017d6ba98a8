"""The days of a champion's year: which there are, which is told first, what is said of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.calendar import (
    Dates,
    Entry,
    What,
    entries,
    is_known,
    served_year,
    still_to_come,
    until,
)
from inventory.rules.schedule import DEFAULT_QUARTERS, next_due
from inventory.rules.school_year import SchoolYear, read_session, read_year

TODAY = date(2026, 11, 21)
YEAR = SchoolYear(date(2026, 8, 24), date(2027, 6, 11))
DATES = Dates(
    DEFAULT_QUARTERS, YEAR, read_session("second Tuesday"), date(2027, 5, 28), date(2027, 4, 30)
)


def the_year(
    dates: Dates = DATES, today: date = TODAY, signed: frozenset[str] = frozenset()
) -> list[Entry]:
    """All days, as seen from a day."""
    return entries(dates, today, signed, next_due(dates.quarters, today, signed))


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2026-12-18", "2026"),
        ("2027-01-15", "2026"),
        ("2027-08-22", "2026"),
        ("2027-08-23", "2027"),
    ],
)
def test_a_single_day_is_the_same_one_wherever_it_is_moved_in_a_school_year(
    day: str, key: str
) -> None:
    """Over New Year too; the next school year has another one."""
    on = date.fromisoformat(day)
    found = {one.key for one in the_year(replace(DATES, due_back=on, survey=on))}
    assert {f"due-back-{key}", f"survey-{key}"} <= found


def test_the_year_has_its_sessions_audits_and_single_days() -> None:
    """Ten sessions between the first day and the last, four audits, one day of each other kind."""
    found = the_year()
    assert [(one.on.isoformat(), one.key) for one in found] == [
        ("2026-08-24", "year-starts-2026"),
        ("2026-09-08", "session-2026-09"),
        ("2026-09-30", "audit-2026-Q3"),
        ("2026-10-13", "session-2026-10"),
        ("2026-11-10", "session-2026-11"),
        ("2026-12-08", "session-2026-12"),
        ("2026-12-15", "audit-2026-Q4"),
        ("2027-01-12", "session-2027-01"),
        ("2027-02-09", "session-2027-02"),
        ("2027-03-09", "session-2027-03"),
        ("2027-03-31", "audit-2027-Q1"),
        ("2027-04-13", "session-2027-04"),
        ("2027-04-30", "survey-2026"),
        ("2027-05-11", "session-2027-05"),
        ("2027-05-28", "due-back-2026"),
        ("2027-06-08", "session-2027-06"),
        ("2027-06-11", "year-ends-2026"),
        ("2027-06-15", "audit-2027-Q2"),
    ]


def test_what_comes_next_begins_with_an_overdue_audit() -> None:
    """Once audits are made, one that was left out stays in front of all that is still to come."""
    came = still_to_come(the_year(signed=frozenset({"2026-Q2"})), TODAY)
    assert [one.key for one in came[:2]] == ["audit-2026-Q3", "session-2026-12"]
    assert came[0].say(TODAY) == "Audit 2026-Q3 was due Wednesday 30 September, 52 days ago"


def test_a_signed_audit_does_not_come_any_more() -> None:
    """It stays in the year, as signed."""
    found = the_year(signed=frozenset({"2026-Q3", "2026-Q4"}))
    assert [one.key for one in found if one.is_signed] == ["audit-2026-Q3", "audit-2026-Q4"]
    assert "audit-2026-Q4" not in [one.key for one in still_to_come(found, TODAY)]


def test_nothing_is_overdue_before_the_first_audit() -> None:
    """What lies behind was nobody's to make."""
    assert not any(one.is_overdue for one in the_year())


def test_each_day_is_said_with_how_long_it_is_yet() -> None:
    """The year is named where it is another one."""
    said = [one.say(TODAY) for one in still_to_come(the_year(), TODAY)]
    assert said[:3] == [
        "Champions' session, Tuesday 8 December, in 17 days",
        "Audit 2026-Q4 is due Tuesday 15 December, in 24 days",
        "Champions' session, Tuesday 12 January 2027, in 52 days",
    ]
    assert "The annual survey is due Friday 30 April 2027, in 160 days" in said
    assert [until(TODAY + timedelta(days), TODAY) for days in (0, 1, 2, -1)] == [
        "today", "tomorrow", "in 2 days", "1 day ago",
    ]  # fmt: skip


def test_without_a_school_year_ten_months_are_taken() -> None:
    """Sessions are told, the first and the last day are not: nobody knows them."""
    found = the_year(Dates(DEFAULT_QUARTERS, None, DATES.session))
    assert {one.what for one in found} == {What.AUDIT, What.SESSION}
    assert served_year(None, date(2026, 6, 14)) == SchoolYear(date(2025, 8, 15), date(2026, 6, 14))
    assert served_year(None, date(2026, 6, 15)) == SchoolYear(date(2026, 8, 15), date(2027, 6, 14))
    assert not is_known(None, TODAY)


def test_after_the_last_day_the_next_year_lies_52_weeks_later() -> None:
    """And is not known, so that somebody is asked for it."""
    summer = date(2027, 7, 1)
    assert served_year(YEAR, YEAR.end) == YEAR
    assert served_year(YEAR, summer) == SchoolYear(date(2027, 8, 23), date(2028, 6, 9))
    assert is_known(YEAR, YEAR.end)
    assert not is_known(YEAR, summer)
    keys = [one.key for one in the_year(today=summer)]
    assert "session-2027-09" in keys
    assert not {"due-back-2027", "survey-2027", "year-starts-2026"} & set(keys)


@given(
    today=st.dates(date(2020, 1, 1), date(2060, 12, 31)),
    start=st.dates(date(2020, 1, 1), date(2059, 12, 31)),
    days=st.integers(1, 399),
    session=st.sampled_from(["", "first Monday", "fourth Friday", "last Sunday"]),
)
def test_any_year_seen_from_any_day_is_in_order_and_says_each_day_once(
    today: date, start: date, days: int, session: str
) -> None:
    """No key comes twice, the year seen is not over, and an audit is always to come."""
    year = SchoolYear(start, start + timedelta(days))
    dates = Dates(DEFAULT_QUARTERS, year, read_session(session), start, year.end)
    found = the_year(dates, today)
    assert served_year(year, today).end >= today
    assert len({one.key for one in found}) == len(found)
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert any(one.what is What.AUDIT for one in still_to_come(found, today))


def test_a_day_that_stands_for_never_is_not_of_this_year() -> None:
    """Neither is one of long ago."""
    for odd in (date.max, date.min, TODAY + timedelta(900)):
        found = the_year(Dates(DEFAULT_QUARTERS, YEAR, None, odd, odd))
        assert {one.what for one in found} == {What.AUDIT, What.YEAR_START, What.YEAR_END}


@pytest.mark.parametrize("value", ["1999-08-24 to 2000-06-09", "9999-01-01 to 9999-12-31"])
def test_a_school_year_that_no_calendar_can_count_on_from_is_refused(value: str) -> None:
    """Weeks are added to it; the setting says between which years it has to lie."""
    with pytest.raises(ValueError, match="between 2000 and 2199"):
        read_year(value)
