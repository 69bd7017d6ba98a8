"""The little pictures of Home: what each column and each cell says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.screens.home_bars import share_bar, spark, stacked

NUMBERS = st.lists(st.integers(0, 5_000), min_size=1, max_size=7)


@given(NUMBERS, st.integers(20, 200))
def test_a_stacked_bar_is_as_wide_as_it_has_to_be(numbers: list[int], width: int) -> None:
    """Nothing that is there is left out, nothing that is not there is drawn."""
    cells = stacked([(number, "x", "ok") for number in numbers], width)
    assert [bool(cell) for cell in cells] == [bool(number) for number in numbers]
    assert sum(cells) == (width if any(numbers) else 0)
    assert min(cells) >= 0


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0.0, "──────────"), (0.001, "━─────────"), (0.5, "━━━━━─────"), (0.999, "━━━━━━━━━─"),
     (1.0, "━━━━━━━━━━")],
)  # fmt: skip
def test_a_share_is_neither_empty_nor_full_before_it_is(share: float, drawn: str) -> None:
    """The last student is seen to be missing."""
    assert "".join(text for text, _ in share_bar(share, 10)) == drawn


@pytest.mark.parametrize(
    ("minutes", "drawn"),
    [
        ((), [""]),
        ((0, 0), ["▁▁"]),
        ((1, 4, 8), ["▁▄█"]),
        ((1,) * 20, ["█" * 10]),
        ((4, 0, 0, 8, 1), ["▄▁▁█▁"]),
    ],
    ids=["none", "nothing", "rising", "two minutes a column", "a break"],
)
def test_a_morning_is_a_line_of_columns(minutes: tuple[int, ...], drawn: list[str]) -> None:
    """The highest is full; where there are more minutes than columns, several stand together."""
    assert spark(minutes, 10) == drawn


def test_a_tall_morning_has_rows() -> None:
    """The highest column reaches the top row, the lowest is no more than a line."""
    assert spark((0, 8, 4), 10, 2) == [" █ ", "▁██"]


@given(st.lists(st.integers(0, 90), max_size=300), st.integers(1, 80), st.integers(1, 4))
def test_every_row_of_it_fits(minutes: list[int], width: int, height: int) -> None:
    """Whatever the morning was like."""
    rows = spark(minutes, width, height)
    assert len(rows) == height
    assert len({len(row) for row in rows}) == 1
    assert len(rows[0]) <= width
