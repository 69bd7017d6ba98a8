"""What is kept of the app's own backups, with a clock that stands still."""

from datetime import datetime, timedelta

import pytest

from inventory.rules.retention import to_let_go

NOW = datetime(2026, 11, 21, 15, 0)  # noqa: DTZ001  (names of backups have local time)


def _kept(times: list[datetime], now: datetime = NOW) -> list[datetime]:
    gone = set(to_let_go(times, now))
    return sorted((one for n, one in enumerate(times) if n not in gone), reverse=True)


def _every(step: timedelta, number: int, newest: datetime = NOW) -> list[datetime]:
    return [newest - step * n for n in range(number)]


@pytest.mark.parametrize("number", [0, 1, 29, 30])
def test_up_to_thirty_are_all_kept(number: int) -> None:
    """However old they are, and in whatever order they are named."""
    times = _every(timedelta(days=400), number)
    assert to_let_go(times, NOW) == to_let_go(times[::-1], NOW) == []


def test_of_a_busy_day_the_newest_thirty_are_kept() -> None:
    """One every quarter of an hour; the last of the day is among them."""
    times = _every(timedelta(minutes=15), 50)
    assert _kept(times) == times[:30]


def test_of_thirty_days_the_last_of_each_is_kept() -> None:
    """Twenty a day for forty days: the newest thirty, then the last of each day."""
    times = [
        one for day in range(40) for one in _every(timedelta(minutes=20), 20, NOW - _days(day))
    ]
    last = [NOW - _days(day) for day in range(30)]
    month = [datetime(2026, 10, 31, 15, 0)]  # noqa: DTZ001
    assert _kept(times) == sorted({*times[:30], *last, *month}, reverse=True)


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def test_of_thirteen_months_the_last_of_each_is_kept() -> None:
    """One a day for three years: thirty of them, and twelve months before this one."""
    times = _every(_days(1), 1100)
    kept = _kept(times)
    assert kept[:30] == times[:30]
    assert [one.strftime("%Y-%m-%d") for one in kept[30:]] == [
        *("2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30"),
        *("2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31", "2025-11-30"),
    ]
    assert datetime(2026, 10, 31, 15, 0) in kept[:30]  # noqa: DTZ001


def test_the_first_day_and_month_that_count_are_these() -> None:
    """The last moment before them is let go, once there are thirty newer ones."""
    newer = _every(timedelta(minutes=1), 30)
    day = datetime(2026, 10, 23, 0, 0)  # noqa: DTZ001
    month = datetime(2025, 11, 1, 0, 0)  # noqa: DTZ001
    old = [day, day - timedelta(days=2), month, month - timedelta(seconds=1)]
    assert _kept([*newer, *old]) == [*newer, day, month]
    assert _kept([*newer, day - timedelta(seconds=1)]) == [*newer, day - timedelta(seconds=1)]


def test_after_a_clock_that_was_wrong_new_ones_are_not_let_go() -> None:
    """Forty backups of 2099: they have thirty places of their own, and no more."""
    wrong = _every(timedelta(minutes=15), 40, datetime(2099, 1, 1, 12, 0))  # noqa: DTZ001
    right = _every(timedelta(minutes=15), 10)
    kept = _kept([*wrong, *right])
    assert set(right) < set(kept)
    assert len(kept) == 40


def test_a_clock_that_is_far_behind_lets_go_of_nothing_that_the_right_one_keeps() -> None:
    """A battery ran out and it is 1970; two years of backups lie in its future."""
    busy = _every(timedelta(minutes=15), 29)
    times = [*busy, *_every(_days(1), 700)[1:]]
    right = set(_kept(times))
    started = [datetime(1970, 1, 1, 0, minute) for minute in range(50)]  # noqa: DTZ001
    for number in range(1, 51):
        written = started[:number]
        assert right <= set(_kept([*right, *written], written[-1]))
        assert right <= set(_kept([*times, *written], written[-1]))


def test_letting_go_twice_lets_go_of_no_more() -> None:
    """What is kept is kept by the same rule a moment later."""
    times = _every(timedelta(hours=5), 900)
    kept = _kept(times)
    assert _kept(kept) == kept
