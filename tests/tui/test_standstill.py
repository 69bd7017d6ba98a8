"""Standstills of the laptop, by a clock that is set by hand."""

import pytest

from tui.widgets.standstill import LATE, TICK, Standstill


class Hand:
    """A clock that shows what it is set to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    """The clock at 100 s."""
    return Hand()


@pytest.fixture
def watched(hand: Hand) -> Standstill:
    """It looked at 100 s."""
    still = Standstill(hand)
    still.look()
    return still


def test_who_never_looked_knows_of_none(hand: Hand) -> None:
    """Before the first key nothing is held against the clock."""
    still = Standstill(hand)
    hand.now = 200.0
    assert still.between(100.0, 200.0) == 0.0


def test_looks_in_time_are_no_standstill(watched: Standstill, hand: Hand) -> None:
    """A look may come a little late: it is not the only one that works."""
    for _ in range(20):
        hand.now += TICK + LATE
        watched.look()
    assert watched.between(100.0, hand.now) == 0.0


@pytest.mark.parametrize("looks", [False, True], ids=["not looked since", "looked since"])
def test_a_standstill_is_known_to_whoever_runs_first(
    watched: Standstill, hand: Hand, looks: bool
) -> None:
    """Whether the watch or the key that waited is at work first when the laptop goes on."""
    hand.now = 100.5
    if looks:
        watched.look()
    assert watched.between(100.0, 100.5) == pytest.approx(0.5 - TICK)


def test_only_what_lies_between_the_two_moments_counts(watched: Standstill, hand: Hand) -> None:
    """A standstill before the last key was none of this pause; the same for one behind it."""
    for hand.now in (100.5, 100.51, 100.52, 101.0):
        watched.look()
    assert watched.between(100.3, 100.6) == pytest.approx(0.2 + 0.6 - 0.53)
    assert watched.between(100.5, 100.52) == 0.0
    assert watched.between(101.0, 102.0) == 0.0


def test_what_a_key_says_of_the_future_was_no_standstill(watched: Standstill, hand: Hand) -> None:
    """It has not been looked at yet."""
    hand.now = 100.005
    assert watched.between(100.0, 160.0) == 0.0


def test_it_looks_for_a_second_behind_each_key_and_through_standstills(hand: Hand) -> None:
    """Two of them in one code, each longer than it looks for: what it noted counts as no time."""
    still = Standstill(hand)
    still.watch()
    for hand.now in (101.3, 101.31, 102.7):
        still.look()
        assert still._goes_on()
    assert still.between(100.0, 102.7) == pytest.approx(2.7 - 3 * TICK)
    while still._goes_on():
        hand.now += TICK
        still.look()
    ended = hand.now
    hand.now = 200.0
    assert 103.6 <= ended < 105.5
    assert still.between(ended, 200.0) == 0.0
