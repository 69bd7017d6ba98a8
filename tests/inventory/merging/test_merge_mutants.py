"""The properties must notice a merge that is wrong: planted mistakes must be found."""

from functools import partial

import pytest

from tests.inventory.merging import mutants
from tests.inventory.merging import properties as holds
from tests.inventory.merging.laptops import Folding, Maker, Stored
from tests.inventory.merging.moves import CARELESS, CUSTODY
from tests.inventory.merging.tables import Fold
from tests.inventory.merging.test_merge_properties import search

EXAMPLES = 2_000
CAUGHT: list[tuple[Fold, holds.Property]] = [
    (mutants.winner_by_clock, holds.nothing_wrong_in_silence),
    (mutants.winner_by_clock, holds.wrong_only_if_possible),
    (mutants.winner_by_clock, holds.whatever_the_clocks_say),
    (mutants.winner_by_arrival, holds.in_any_order),
    (mutants.winner_by_arrival, holds.over_any_tree),
    (mutants.winner_by_arrival, holds.nothing_wrong_in_silence),
    (mutants.winner_by_arrival, holds.in_pieces_as_at_once),
    (mutants.only_the_winner, holds.nothing_wrong_in_silence),
    (mutants.only_the_winner, holds.whatever_the_clocks_say),
    (mutants.a_question_for_every_fork, holds.nobody_asked_in_vain),
    (mutants.nothing_is_undone, holds.nothing_wrong_in_silence),
    (mutants.tables_know_nothing, holds.nobody_asked_in_vain),
    (mutants.tables_know_nothing, holds.a_lost_parent_is_named),
]


def _finds(notices: holds.Property, make: Maker, *, copied: bool = False) -> bool:
    """Whether among the same random days there is one on which the property does not hold."""
    verbs = CARELESS if notices is holds.wrong_only_if_possible else CUSTODY
    try:
        search(notices, make, verbs, size=14, examples=EXAMPLES, copied=copied, until_found=True)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(
    ("mutant", "notices"),
    [pytest.param(*case, id=f"{case[0].__name__}-{case[1].__name__}") for case in CAUGHT],
)
def test_a_planted_mistake_in_the_fold_is_found(mutant: Fold, notices: holds.Property) -> None:
    """Each property that should notice, notices."""
    assert _finds(notices, partial(Folding, mutant))


def test_the_highest_number_as_a_cursor_is_found() -> None:
    """What is lacking before it would never be asked for."""
    assert _finds(holds.a_loss_is_seen, partial(Stored, mutants.highest_number))


def test_numbers_of_a_copied_laptop_taken_for_an_order_are_found() -> None:
    """Two laptops gave them: a true story becomes impossible, or a wrong one the only one."""
    make = partial(Folding, mutants.copies_are_one_laptop)
    assert _finds(holds.nothing_wrong_in_silence, make, copied=True)
