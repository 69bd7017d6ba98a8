"""Dates and counts in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from inventory.rules import phrases

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2026-08-12", "12 August"),
        ("2025-01-01", "1 January 2025"),
        ("2026-08-12T10:00:00+00:00", "12 August"),
        ("summer", "summer"),
        ("", ""),
    ],
)
def test_a_day_has_its_year_only_where_it_is_another(iso: str, words: str) -> None:
    """What can't be read as a date is shown as it stands in the roster."""
    assert phrases.day(iso, TODAY) == words


@pytest.mark.parametrize(
    ("iso", "since", "moment"),
    [
        ("2026-11-21T08:05:00+00:00", "08:05", "at 08:05"),
        ("2026-11-21T00:05:00+02:00", "20 November", "on 20 November"),
        ("2026-11-20T23:30:00-02:00", "01:30", "at 01:30"),
        ("2025-11-21T08:05:00+00:00", "21 November 2025", "on 21 November 2025"),
        ("some day", "some day", "on some day"),
    ],
)
def test_a_moment_of_today_is_a_time_and_any_other_a_day(iso: str, since: str, moment: str) -> None:
    """Today is the day of the clock at the table, whatever offset was written."""
    assert (phrases.since(iso, NOW), phrases.moment(iso, NOW)) == (since, moment)


def test_a_time_is_told_in_the_zone_of_the_table() -> None:
    """An event written before the clocks changed is told in the hours of now."""
    now = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert phrases.since("2026-11-21T09:12:00+00:00", now) == "04:12"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 devices"), (1, "1 device"), (1240, "1,240 devices")]
)
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    """One is singular, thousands have a comma."""
    assert phrases.count(number, "device") == words


def test_a_count_can_have_its_own_plural() -> None:
    """Not every noun takes an s."""
    assert phrases.count(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("words", "listing"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_ends_with_and(words: list[str], listing: str) -> None:
    """As a person would say it."""
    assert phrases.a_list(words) == listing


def test_a_long_day_names_the_weekday() -> None:
    """The home screen's heading, in English whatever the laptop's language is."""
    assert phrases.long_day(TODAY) == "Saturday 21 November"
