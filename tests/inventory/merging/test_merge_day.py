"""A distribution day at ten tables: nothing is wrong in silence, and nobody is asked in vain."""

import pytest

from tests.inventory.merging import mutants
from tests.inventory.merging.day import HAND_OUTS, Figures, a_day, figures, table_of

SEEDS = range(5)


def _check(merged: Figures) -> None:
    assert merged.wrong_in_silence == 0
    assert merged.needs_a_person == merged.real_mistakes
    assert merged.unlikely == 0


def test_a_day_is_merged_without_an_error_that_nobody_sees() -> None:
    """One of the days; its figures are printed."""
    day = a_day(2)
    merged, by_clock = figures(day), figures(day, mutants.winner_by_clock)
    print(table_of([("this merge", merged), ("the last one wins", by_clock)]))
    assert len(day.world.everything) > HAND_OUTS
    assert merged.planted > 0
    _check(merged)
    assert by_clock.wrong_in_silence > 0, "the control: by the clocks some go wrong in silence"
    assert by_clock.unlikely > 0


def test_a_device_may_go_out_again_at_its_first_table() -> None:
    """Then that table asks, and writes a return that was none: more questions, still no error."""
    day = a_day(2, third_table=False)
    merged = figures(day)
    print(table_of([("first table again", merged)]))
    _check(merged)


@pytest.mark.long
def test_five_days_are_merged_without_an_error_that_nobody_sees() -> None:
    """All the days; the control, where the last one wins, is wrong on every one of them."""
    rows: list[tuple[str, Figures]] = []
    for seed in SEEDS:
        day = a_day(seed)
        merged, by_clock = figures(day), figures(day, mutants.winner_by_clock)
        rows += [(f"day {seed}, this merge", merged), (f"day {seed}, last wins", by_clock)]
        _check(merged)
        assert by_clock.wrong_in_silence > 0
    print(table_of(rows))
