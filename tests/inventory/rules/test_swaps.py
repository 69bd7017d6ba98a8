"""Steps from who has a device on record to who has it in fact: circles, and what waits."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.model import Kind
from inventory.rules.swaps import (
    Cycle,
    Mark,
    Move,
    Step,
    circle_of,
    cycles,
    hands_in,
    rest_in_words,
    surely_after,
    swap_of,
)
from tests.builders import Journal, a_device, a_person


def step(way: str, device: str = "", *, came_in: bool = False, category: str = "book") -> Step:
    """``A>B``: A's by the record, and with B; seen in the order of the alphabet."""
    recorded, _, hands = way.partition(">")
    name = device or f"{recorded}'s"
    return Step(name, category, recorded, hands, f"e-{way}", f"2026-11-{ord(recorded)}", came_in)


def ways(found: list[Cycle]) -> list[str]:
    """``A>B B>A`` for a circle, with a ``…`` behind a trail, and brackets round what came in."""
    return [
        " ".join(
            f"({one.recorded}>{one.hands})" if one.came_in else f"{one.recorded}>{one.hands}"
            for one in cycle.steps
        )
        + ("" if cycle.closed else " …")
        for cycle in found
    ]


CASES = [
    ([], []),
    (["A>B"], ["A>B …"]),
    (["A>B", "B>A"], ["A>B B>A"]),
    (["B>A", "A>B"], ["A>B B>A"]),
    (["A>B", "B>C", "C>A"], ["A>B B>C C>A"]),
    (["C>A", "A>B", "D>E", "B>C", "E>D"], ["A>B B>C C>A", "D>E E>D"]),
    (["A>B", "B>C"], ["A>B B>C …"]),
    (["B>C", "D>E"], ["B>C …", "D>E …"]),
    (["A>B", "(B>A)"], ["A>B (B>A)"]),
    (["(A>B)", "B>A"], ["B>A (A>B)"]),
    (["(A>B)", "(B>A)"], []),
    (["(A>B)"], []),
    (["A>B", "(B>C)", "C>A"], ["A>B (B>C) C>A"]),
    (["A>B", "(B>C)"], ["A>B (B>C) …"]),
    (["(A>B)", "B>C"], ["B>C …"]),
]


@pytest.mark.parametrize(("said", "found"), CASES, ids=[" ".join(one) or "-" for one, _ in CASES])
def test_steps_are_joined_to_circles_and_trails(said: list[str], found: list[str]) -> None:
    """Circles first; what came in explains, and is nothing by itself."""
    steps = [step(one.strip("()"), came_in="(" in one) for one in said]
    assert ways(cycles(steps)) == found


def test_each_device_that_is_out_is_corrected_once() -> None:
    """What came in is not."""
    (circle,) = cycles([step("A>B"), step("B>C", came_in=True), step("C>A")])
    assert [one.device for one in circle.corrections] == ["A's", "C's"]


def test_devices_of_one_category_are_taken_together() -> None:
    """Two students swapped Chromebooks and chargers: two circles, and not one across."""
    steps = [
        step("A>B", "book 1"), step("B>A", "charger 2", category="charger"),
        step("A>B", "charger 1", category="charger"), step("B>A", "book 2"),
    ]  # fmt: skip
    found = [{one.device for one in circle.steps} for circle in cycles(steps)]
    assert found == [{"book 1", "book 2"}, {"charger 1", "charger 2"}]


def test_a_circle_may_go_across_categories_where_none_else_closes() -> None:
    """One lent a hotspot for a Chromebook."""
    steps = [step("A>B", "book"), step("B>A", "hotspot", category="hotspot")]
    assert ways(cycles(steps)) == ["A>B B>A"]


def test_a_step_that_is_just_taken_finds_its_circle() -> None:
    """It comes first; an older word on the same device is no part of it."""
    old = step("A>B", "X")
    now = step("A>C", "X")
    assert [one.hands for one in circle_of(now, [old, step("C>B"), step("B>A")])] == ["C", "B", "A"]
    assert circle_of(now, [old, step("C>B")]) == ()


def test_what_is_out_shows_more_than_what_came_in() -> None:
    """Bes was seen with another's, and another's came with Bes too."""
    steps = [step("A>B"), step("B>C", "came", came_in=True), step("B>D", "out")]
    assert ways(cycles(steps)) == ["A>B B>D …"]


_HOUR = 60 * 60 * 1000


def at_hours(way: str, device: str, began: int, came_in: int | None = None) -> Step:
    """A step that began at one hour of the clock, and came in at another or is out."""
    recorded, _, hands = way.partition(">")
    at = f"2026-11-01T{began:02}"
    since = Mark("", 1, began * _HOUR)
    seen = Mark("", 1, (came_in or 0) * _HOUR) if came_in is not None else None
    back = came_in is not None
    return Step(device, "book", recorded, hands, f"e-{device}", at, back, since, seen)


def every_way(steps: Iterable[Step], first: Step) -> Iterator[tuple[Step, ...]]:
    """All circles that begin with a step, by trying everything."""
    others = [one for one in steps if one.device != first.device]
    todo: list[tuple[Step, ...]] = [(first,)]
    while todo:
        path = todo.pop()
        if path[-1].hands == first.recorded:
            yield path
            continue
        been = {one.recorded for one in path}
        todo += [
            (*path, one)
            for one in others
            if one.recorded == path[-1].hands
            and one.recorded not in been
            and all(map(one.goes_with, path))
        ]


def some_steps() -> st.SearchStrategy[list[Step]]:
    """Up to seven devices among four people, out or come in, at some hours of a day."""
    hours = st.integers(0, 5)
    pairs = st.sampled_from([f"{a}>{b}" for a in "ABCD" for b in "ABCD" if a != b])
    drawn = st.tuples(pairs, st.tuples(hours, st.none() | hours))
    return st.lists(drawn, max_size=7).map(
        lambda all_: [at_hours(way, f"d{at}", *when) for at, (way, when) in enumerate(all_)]
    )


_TWO_WAYS = [
    at_hours("B>C", "d0", 0, 1), at_hours("B>C", "d1", 0, 4),
    at_hours("A>B", "d2", 0), at_hours("C>A", "d3", 2, 4),
]  # fmt: skip
"""Of two devices of Bes's that came with Ces, only the later one goes with Ces's."""


@given(some_steps())
@example(_TWO_WAYS)
def test_a_circle_is_found_wherever_there_is_one(steps: list[Step]) -> None:
    """The shortest there is, of steps that go together; compared with trying everything."""
    for first in steps:
        found = circle_of(first, steps)
        lengths = [len(one) for one in every_way(steps, first)]
        assert len(found) == min(lengths, default=0)
        for at, one in enumerate(found):
            assert one.recorded == found[at - 1].hands
            assert all(one.goes_with(other) for other in found[:at])


@given(some_steps())
@example(_TWO_WAYS)
def test_no_circle_is_left_among_what_waits_for_more(steps: list[Step]) -> None:
    """What is said to wait closes no circle with anything that is in none."""
    closed = {one for cycle in cycles(steps) if cycle.closed for one in cycle.steps}
    left = [one for one in steps if one not in closed]
    assert not [way for one in left if not one.came_in for way in every_way(left, one)]


def test_the_search_stays_small_where_much_came_in() -> None:
    """A hundred and twenty devices among twelve people, and no circle for the one that is out."""
    people = "ABCDEFGHIJKL"
    steps = [
        at_hours(f"{people[at % 11]}>{people[(at * 5 + 1) % 11]}", f"d{at}", at % 17, at % 23)
        for at in range(120)
        if people[at % 11] != people[(at * 5 + 1) % 11]
    ]
    assert circle_of(at_hours("L>A", "out", 3), steps) == ()


def test_one_is_surely_after_another_only_where_no_clock_is_asked_or_it_is_long_after() -> None:
    """Numbers of one station tell; of two, more than half an hour does."""
    first = Mark("one", 5, 1_000_000)
    minute = 60_000
    assert surely_after(Mark("one", 6, 0), first)
    assert not surely_after(Mark("one", 4, 99 * minute * minute), first)
    assert not surely_after(Mark("two", 9, first.ms + 30 * minute), first)
    assert surely_after(Mark("two", 1, first.ms + 31 * minute), first)
    assert not surely_after(Mark("", 9, first.ms), Mark("", 1, first.ms))
    assert surely_after(None, first)
    assert surely_after(first, None)


HANDS = [
    (Kind.SIGHT, "2001", {"in_hands_of": "2002"}, "2002"),
    (Kind.SIGHT, "2001", {"mode": "audit"}, ""),
    (Kind.SIGHT, "2001", {"mode": "out", "verdict": "sighted"}, "2001"),
    (Kind.SIGHT, "2001", {"mode": "back", "verdict": "already"}, ""),
    (Kind.NOTE, "2001", {"attested_by": "the holder"}, "2001"),
    (Kind.NOTE, "2001", {"verdict": "person"}, ""),
    (Kind.ISSUE, "2001", {}, "2001"),
    (Kind.MOVE, None, {"place": "Cart 1"}, ""),
]


@pytest.mark.parametrize(("kind", "person", "body", "hands"), HANDS)
def test_an_event_says_in_whose_hands_its_device_was(
    kind: Kind, person: str | None, body: dict[str, str], hands: str
) -> None:
    """Or it does not say."""
    assert hands_in(Journal().write(kind, person=person, body=body)) == hands


@pytest.mark.parametrize(
    ("number", "said", "named"),
    [
        (2, "Bes's BD is with Ada", "a swap"),
        (3, "Bes's BD is with Ces and Ces's CD is with Ada", "a swap of three"),
        (5, "Bes's BD is with Ces, Ces's CD is with Des and 2 more", "a swap of five"),
        (9, "Bes's BD is with Ces, Ces's CD is with Des and 6 more", "a swap of 9"),
    ],
)
def test_a_circle_is_told_without_its_first_and_a_long_one_in_part(
    number: int, said: str, named: str
) -> None:
    """There is room for two lines."""
    people = [a_person(str(at), first_name=f"{chr(65 + at)}es") for at in range(number)]
    people[0] = a_person("0", first_name="Ada")
    moves = [
        Move(a_device(f"{chr(65 + at)}D"), one, people[(at + 1) % number], "", came_in=False)
        for at, one in enumerate(people)
    ]
    assert (rest_in_words(moves), swap_of(number)) == (said, named)
