"""However tangled one device's history is, the fold ends after a number of steps that is known."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from inventory.model import Event
from inventory.rules.fold import CAP, Folded, fold
from tests.builders import a_device
from tests.inventory.merging.tables import Known
from tests.inventory.merging.world import World

DEVICE = "NS-101"


def _at_once(tables: int, events_each: int) -> tuple[World, Known]:
    """One device handed out and taken back at so many tables, none of which knows of another."""
    world, known = World(tables, [a_device(DEVICE)]), Known()
    for _ in range(events_each // 2):
        for table in world.tables:
            assert world.give(table, DEVICE, f"{2000 + table.number}")
            assert world.take_back(table, DEVICE, f"{2000 + table.number}")
    for event in world.everything:
        known.add(event)
    return world, known


def _calls(work: Callable[[], Folded]) -> tuple[Folded, int]:
    """What comes of it, and how many functions it called."""
    count = 0

    def tick(frame: FrameType, what: str, _: object) -> None:
        nonlocal count
        count += what == "call"

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        folded = work()
    finally:
        sys.setprofile(before)
    return folded, count


@pytest.mark.parametrize(("tables", "events_each"), [(6, 6), (10, 10), (10, 20)])
def test_past_the_cap_it_is_a_dispute_and_never_a_hang(tables: int, events_each: int) -> None:
    """Trying all orders ends at the cap; a step costs a handful of calls."""
    world, known = _at_once(tables, events_each)
    folded, calls = _calls(lambda: known.told(world.starts[DEVICE]))
    assert len(known.events) == tables * events_each
    assert calls < 10 * CAP
    assert folded.dispute is not None
    assert len(folded.dispute.stories) == tables


def test_many_tables_at_once_are_bounded_too() -> None:
    """Eighty tables that each hand it out and take it back."""
    world, known = _at_once(80, 2)
    folded, calls = _calls(lambda: known.told(world.starts[DEVICE]))
    assert calls < 10 * CAP
    assert folded.dispute is not None


def test_below_the_cap_a_tangle_is_decided() -> None:
    """Four tables, twenty-four events: whatever the order, it came back every time."""
    world, known = _at_once(4, 6)
    assert not known.told(world.starts[DEVICE]).dispute


def test_what_was_too_much_to_try_has_one_name_and_can_be_settled() -> None:
    """In any order of arrival it is one dispute, and a person's word ends it."""
    world, known = _at_once(6, 6)
    start = world.starts[DEVICE]
    backwards = Known()
    events: list[Event] = list(reversed(world.everything))
    for event in events:
        backwards.add(event)
    assert known.told(start) == backwards.told(start)
    table = world.tables[0]
    table.take(world.everything)
    assert world.settle(table, DEVICE)
    assert table.belief(DEVICE).disputed is None


def test_the_counter_sees_a_fold_that_tries_more() -> None:
    """A control: the count grows with the tangle."""
    counts = []
    for tables in (2, 3, 4):
        world, known = _at_once(tables, 6)
        events = known.of_device[DEVICE]
        start = world.starts[DEVICE]
        counts.append(_calls(lambda s=start, e=events: fold(s, e, frozenset()))[1])  # type: ignore[misc]
    assert counts[0] * 4 < counts[1] * 2 < counts[2]
