"""What holds of every merge, over random days at random tables; the long profile finds more."""

from collections import Counter
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from inventory.model import Kind
from tests.inventory.merging import properties as holds
from tests.inventory.merging.laptops import Folding, Maker, Stored
from tests.inventory.merging.moves import ANYTHING, ASIDE, CARELESS, CUSTODY, Move, plans, play
from tests.inventory.merging.world import World

QUICK = settings().max_examples
LONG = 2_000

_BY_FOLD: list[tuple[holds.Property, list[str]]] = [
    (holds.in_any_order, ANYTHING),
    (holds.over_any_tree, ANYTHING),
    (holds.once_is_enough, ANYTHING),
    (holds.only_ever_more, CUSTODY),
    (holds.nothing_wrong_in_silence, CUSTODY),
    (holds.nobody_asked_in_vain, CUSTODY),
    (holds.wrong_only_if_possible, CARELESS),
    (holds.whatever_the_clocks_say, CUSTODY),
    (holds.a_lost_parent_is_named, CUSTODY),
]
_BY_DATABASE: list[tuple[holds.Property, list[str]]] = [
    (holds.in_any_order, ANYTHING),
    (holds.over_any_tree, ANYTHING),
    (holds.once_is_enough, ANYTHING),
    (holds.only_ever_more, CUSTODY),
    (holds.nothing_wrong_in_silence, CUSTODY),
    (holds.whatever_the_clocks_say, CUSTODY),
    (holds.a_loss_is_seen, ANYTHING),
    (holds.in_pieces_as_at_once, ANYTHING),
    (holds.at_the_table_as_anew, ANYTHING),
    (holds.loans_are_where_devices_are, CUSTODY),
    (holds.in_any_order, ASIDE),
    (holds.in_pieces_as_at_once, ASIDE),
    (holds.at_the_table_as_anew, ASIDE),
]
_BY_COPIED = [
    holds.in_any_order,
    holds.over_any_tree,
    holds.once_is_enough,
    holds.nothing_wrong_in_silence,
    holds.whatever_the_clocks_say,
]


def search(
    holds_always: holds.Property, make: Maker, verbs: list[str], *, size: int = 9,
    examples: int = QUICK, copied: bool = False, until_found: bool = False,
) -> None:  # fmt: skip
    """Look for a day on which a property does not hold; a counterexample is raised.

    ``until_found``: there is one, and it need not be made small.
    """
    phases = [Phase.generate] if until_found else list(Phase)

    @settings(max_examples=examples, deadline=None, phases=phases, report_multiple_bugs=False)
    @given(plans(verbs, size), st.integers(0, 2**16))
    def try_a_day(moves: list[Move], chance: int) -> None:
        tables = 4 if copied else 3
        world = World(tables, honest=verbs is not CARELESS, copied=copied)
        holds_always(play(world, moves), make, Random(chance))

    try_a_day()


def _named(cases: list[tuple[holds.Property, list[str]]]) -> list[object]:
    return [
        pytest.param(one, verbs, id=one.__name__ + ("_aside" if verbs is ASIDE else ""))
        for one, verbs in cases
    ]


@pytest.mark.parametrize(("holds_always", "verbs"), _named(_BY_FOLD))
def test_the_fold_alone(holds_always: holds.Property, verbs: list[str]) -> None:
    """Each property, without a database."""
    search(holds_always, Folding, verbs)


@pytest.mark.parametrize(("holds_always", "verbs"), _named(_BY_DATABASE))
def test_the_merge_of_databases(holds_always: holds.Property, verbs: list[str]) -> None:
    """Each property, over real databases: events, custody, loans, disputes, parked scans, codes."""
    search(holds_always, Stored, verbs, examples=QUICK // 4)


@pytest.mark.parametrize("holds_always", _BY_COPIED, ids=lambda one: str(one.__name__))
def test_with_a_laptop_that_is_a_copy_of_another(holds_always: holds.Property) -> None:
    """Two laptops give the same numbers: then these say nothing, and all the rest holds."""
    search(holds_always, Folding, CUSTODY, examples=QUICK // 2, copied=True)
    search(holds_always, Stored, CUSTODY, examples=QUICK // 8, copied=True)


@pytest.mark.long
@pytest.mark.parametrize(("holds_always", "verbs"), _named(_BY_FOLD))
def test_the_fold_alone_at_length(holds_always: holds.Property, verbs: list[str]) -> None:
    """Longer days, and ten times as many."""
    search(holds_always, Folding, verbs, size=14, examples=LONG)


@pytest.mark.long
@pytest.mark.parametrize(("holds_always", "verbs"), _named(_BY_DATABASE))
def test_the_merge_of_databases_at_length(holds_always: holds.Property, verbs: list[str]) -> None:
    """Longer days, and ten times as many."""
    search(holds_always, Stored, verbs, size=14, examples=LONG)


@pytest.mark.long
@pytest.mark.parametrize("holds_always", _BY_COPIED, ids=lambda one: str(one.__name__))
def test_with_a_copied_laptop_at_length(holds_always: holds.Property) -> None:
    """Longer days, and ten times as many."""
    search(holds_always, Folding, CUSTODY, size=14, examples=LONG, copied=True)
    search(holds_always, Stored, CUSTODY, size=14, examples=LONG, copied=True)


def test_the_random_days_reach_what_they_are_meant_to_reach() -> None:
    """A control: forks that are decided, disputes, disputes that were settled, and every kind."""
    reached: Counter[str] = Counter()

    def count(world: World, make: Maker, _: Random) -> None:
        laptop = make()
        assert isinstance(laptop, Folding)
        laptop.take(world.everything)
        reached.update({event.kind for event in laptop.has()})
        for folded in laptop.folded().values():
            forked, disputed = folded.forked, folded.dispute is not None
            reached.update(["decided"] * (forked and not disputed) + ["disputed"] * disputed)
        reached.update(["argued"] * len(world.argued) + ["untrue"] * len(world.untrue))

    search(count, Folding, ANYTHING)
    assert set(Kind) & set(reached) == {
        Kind.ISSUE, Kind.RETURN, Kind.SIGHT, Kind.MOVE, Kind.SERVICE, Kind.AMEND, Kind.VOID,
        Kind.RESOLVE, Kind.RETAG, Kind.PARK, Kind.SETTLE,
    }  # fmt: skip
    assert reached["untrue"] == 0
    assert min(reached["decided"], reached["disputed"]) > 20
    assert reached["argued"] > 0
    search(count, Folding, CARELESS)
    assert reached["untrue"] > 20
