"""The pace of a line, and when it will be through."""

from datetime import timedelta

import pytest

from inventory.rules.morning import Morning, morning
from tests.builders import MORNING

MINUTE = timedelta(minutes=1)


def served(*minutes_ago: float) -> Morning:
    """A morning on which somebody was served so many minutes ago."""
    return morning([MORNING - MINUTE * ago for ago in minutes_ago], MORNING)


def test_every_minute_is_counted_from_the_first_one_to_now() -> None:
    """Minutes in which nobody came among them, and in whatever order the moments are given."""
    assert served(1.5, 3, 3.2, 0).minutes == (1, 1, 1, 0, 1)
    assert served().minutes == ()


@pytest.mark.parametrize(
    ("minutes_ago", "pace"),
    [
        ((8, 6, 4, 2), 0.5),
        ((8, 6, 4), 0.0),
        ((30, 20, 15, 12, 11), 0.0),
        ((0, 0, 0, 0, 0), 5.0),
        ((4, 3, 2, 1, 0), 1.25),
    ],
    ids=["every other minute", "too few", "a break", "all at once", "a minute each"],
)
def test_the_pace_is_that_of_the_last_ten_minutes(
    minutes_ago: tuple[float, ...], pace: float
) -> None:
    """Until now, so that it falls while nobody comes; too few say nothing."""
    assert served(*minutes_ago).per_minute == pytest.approx(pace)


def test_what_a_fast_clock_wrote_counts_as_of_now() -> None:
    """Another table's clock may be ahead of this one."""
    assert served(-5, 1).minutes == (1, 1)


@pytest.mark.parametrize(
    ("left", "longest", "minutes", "long"),
    [(60, 40, 48, True), (50, 40, 40, False), (1, 40, 1, False), (0, 40, None, False),
     (60, 0, 48, False)],
)  # fmt: skip
def test_a_long_line_calls_for_a_second_table(
    left: int, longest: int, minutes: int | None, long: bool
) -> None:
    """Longer than the setting says; 0 is never, and nobody left needs none."""
    work = Morning((1,), 1.25)
    assert work.minutes_for(left) == minutes
    assert work.calls_for_a_second_table(left, longest) is long


def test_a_line_that_has_ended_calls_for_no_table() -> None:
    """Nobody came for three minutes: whoever is left does not stand there."""
    waiting = served(2.9, 3, 4, 5, 6)
    assert waiting.calls_for_a_second_table(60, 40)
    over = served(3.1, 3.2, 4, 5, 6)
    assert over.minutes_for(60) is not None
    assert not over.calls_for_a_second_table(60, 40)


def test_what_a_wrong_clock_wrote_is_left_out() -> None:
    """Hours ahead, it says nothing of this minute."""
    assert served(-5.1, -600, 1).minutes == (1, 0)


def test_without_a_pace_nothing_is_foretold() -> None:
    """Nor is a second table."""
    assert Morning().minutes_for(60) is None
    assert not Morning().calls_for_a_second_table(60, 40)
