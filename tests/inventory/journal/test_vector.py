"""Numbers of stations as spans."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inventory.journal.vector import Span, spans_of

_PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 30)))


def test_numbers_in_a_row_are_one_span() -> None:
    """In whatever order they come, and however often."""
    numbers = [("b", 1), ("a", 5), ("a", 2), ("a", 1), ("a", 2), ("a", 3)]
    assert spans_of(numbers) == (Span("a", 1, 3), Span("a", 5, 5), Span("b", 1, 1))


def test_of_nothing_there_are_no_spans() -> None:
    """A bundle may be empty."""
    assert spans_of([]) == ()


@given(_PAIRS)
def test_spans_hold_exactly_the_numbers_they_were_made_of(pairs: list[tuple[str, int]]) -> None:
    """None is lost, none is invented, and no two spans touch."""
    spans = spans_of(pairs)
    assert {(s.station, n) for s in spans for n in range(s.first, s.last + 1)} == set(pairs)
    for one, other in pairwise(spans):
        assert one.station < other.station or one.last + 1 < other.first
