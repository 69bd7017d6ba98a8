"""Days on which a merge went wrong once, told act by act; each must hold from now on."""

from random import Random

import pytest

from inventory.model import CustodyState, Draft, Kind
from inventory.store import custody_rows, loans
from tests.inventory.merging import properties as holds
from tests.inventory.merging.laptops import Folding, Stored, Told
from tests.inventory.merging.physical import STOCK, Spot
from tests.inventory.merging.world import World

DEVICE, OTHER = "NS-101", "NS-110"
MIKA, NOOR = "2001", "2002"
"""The register says that Noor has the other device."""
ANY_CLOCKS = range(8)


def _told(world: World, device: str) -> Told:
    return holds.filled(Folding, [world.everything]).told()[device]


def test_a_device_handed_out_at_two_tables_is_disputed() -> None:
    """A label was read wrongly at one of them; both hand-outs stay visible."""
    world = World(honest=False)
    first, second, _ = world.tables
    assert world.give(first, DEVICE, MIKA)
    assert world.mistake(second, DEVICE, OTHER, NOOR) is False, "the other one is not in stock"
    world.spots[OTHER] = STOCK
    assert world.mistake(second, DEVICE, OTHER, NOOR)
    hub = Stored()
    hub.take(world.everything)
    (dispute,) = custody_rows.disputes(hub.database)
    assert {story.custody.person for story in dispute.stories} == {MIKA, NOOR}
    opened = loans.of_device(hub.database, DEVICE)
    assert [(one.until, one.disputed) for one in opened] == [(None, dispute.conflict_id)] * 2


def test_handed_out_here_and_back_where_nobody_had_heard_of_it() -> None:
    """Only one order is possible, whatever the clocks say."""
    world = World()
    first, second, _ = world.tables
    assert world.give(first, DEVICE, MIKA)
    assert world.take_back(second, DEVICE, MIKA)
    assert _told(world, DEVICE).spot == STOCK
    holds.whatever_the_clocks_say(world, Folding, Random(1))


def test_in_a_bag_at_one_table_and_looked_at_where_it_still_was_out() -> None:
    """The bag was carried to another laptop, which had not heard of it: nobody is asked."""
    world = World()
    first, second, third = world.tables
    assert world.give(first, DEVICE, MIKA)
    second.take(first.own)
    third.take(first.own)
    assert world.bag(second, DEVICE)
    assert world.inspect(third, DEVICE)
    hub = Stored()
    hub.take(world.everything)
    told = hub.told()[DEVICE]
    assert (told.spot, told.disputed) == (STOCK, None)
    (loan,) = loans.of_device(hub.database, DEVICE)
    assert (loan.until, loan.accessories) == (
        second.own[0].wall_time,
        {"charger": "returned"},
    )
    holds.whatever_the_clocks_say(world, Folding, Random(1))


def test_a_bag_that_two_laptops_looked_at_has_to_be_looked_at_again_only_if_they_differ() -> None:
    """Both say that it is ready: so it is. One says otherwise: somebody looks."""
    for grade, service in (("B", "READY"), ("C", "NEEDS_CHECK")):
        world = World()
        first, second, third = world.tables
        assert world.give(first, DEVICE, MIKA)
        assert world.bag(first, DEVICE)
        for other in (second, third):
            other.take(first.own)
            assert world.inspect(other, DEVICE)
        amends = {"amends": first.own[-2].event_id, "grade": grade}
        assert world.note(third, Draft(Kind.AMEND, DEVICE, MIKA, amends))
        hub = Stored()
        hub.take(world.everything)
        assert custody_rows.custody_of(hub.database, DEVICE).service == service


def test_back_at_a_second_table_and_out_again_at_a_third() -> None:
    """None of the three knew of the others; who brought it tells the order."""
    world = World()
    first, second, third = world.tables
    assert world.give(first, DEVICE, MIKA)
    assert world.take_back(second, DEVICE, MIKA)
    assert world.give(third, DEVICE, NOOR)
    assert _told(world, DEVICE).spot == Spot(NOOR)


def test_out_again_at_the_first_table_which_still_had_it_as_out() -> None:
    """Its desk wrote a return by itself before the hand-out; the device had lain there."""
    world = World()
    first, second, _ = world.tables
    assert world.give(first, DEVICE, MIKA)
    assert world.take_back(second, DEVICE, MIKA)
    assert world.give(first, DEVICE, NOOR)
    assert _told(world, DEVICE).spot == Spot(NOOR)


def test_brought_back_to_a_table_that_takes_somebody_else_for_the_holder() -> None:
    """Noor's device went to Mika at one table; Mika brings it to another, which writes Noor's.

    It can also have come back first, and then gone out to Mika: somebody is asked.
    """
    world = World()
    first, second, _ = world.tables
    assert world.give(first, OTHER, MIKA)
    assert world.take_back(second, OTHER, MIKA)
    assert second.own[-1].person == NOOR
    assert _told(world, OTHER).disputed
    holds.nobody_asked_in_vain(world, Folding, Random(1))


def test_the_same_hand_out_at_two_tables_is_one_loan() -> None:
    """The student went to a second table with the device, and it was scanned there too."""
    world = World()
    first, second, _ = world.tables
    assert world.give(first, DEVICE, MIKA)
    assert world.give(second, DEVICE, MIKA)
    hub = Stored()
    hub.take(world.everything)
    assert len(loans.of_device(hub.database, DEVICE)) == 1
    holds.loans_are_where_devices_are(world, Stored, Random(1))


def test_an_undo_that_the_next_table_had_not_heard_of() -> None:
    """It hands out what it takes to be back; the hand-out before stands again: two stories."""
    world = World(honest=False)
    first, second, _ = world.tables
    assert world.give(first, DEVICE, MIKA)
    assert world.take_back(first, DEVICE, MIKA)
    second.take(first.own)
    assert world.undo(first)
    world.spots[OTHER] = STOCK
    assert world.mistake(second, DEVICE, OTHER, NOOR)
    assert _told(world, DEVICE).disputed


def test_a_sticker_on_two_devices_is_settled_by_whoever_saw_both() -> None:
    """What the table shows at once is what a fresh telling of its journal says."""
    world = World()
    first, second, _ = world.tables
    assert world.teach(first, DEVICE, "LIB-1")
    assert world.teach(second, OTHER, "LIB-1")
    first.take(second.own)
    assert world.teach(first, DEVICE, "LIB-1")
    holds.at_the_table_as_anew(world, Stored, Random(1))
    holds.in_any_order(world, Stored, Random(1))


@pytest.mark.parametrize("clocks", ANY_CLOCKS)
def test_what_is_put_on_a_shelf_after_a_dispute_is_nobodys(clocks: int) -> None:
    """Only in stock can it be put there; no loan is left open, whatever was proposed before."""
    world = World()
    first, second, _ = world.tables
    assert world.give(first, OTHER, MIKA)
    assert world.take_back(second, OTHER)
    second.take(first.own)
    assert second.belief(OTHER).disputed
    assert world.shelve(second, OTHER, "Cart 2") or world.settle(second, OTHER)
    hub = Stored()
    hub.take(holds.with_other_clocks(world.everything, Random(clocks)))
    custody = custody_rows.custody_of(hub.database, OTHER)
    assert (custody.state, custody.loan) == (CustodyState.IN_STOCK, None)
    assert [one for one in loans.of_device(hub.database, OTHER) if one.until is None] == []


def test_every_loan_that_is_open_in_a_dispute_says_so() -> None:
    """Also one that only the clocks' proposal knows."""
    world = World()
    first, second, third = world.tables
    assert world.give(third, DEVICE, "2005")
    assert world.take_back(first, DEVICE)
    first.take(third.own)
    assert first.belief(DEVICE).disputed
    assert world.give(second, DEVICE, NOOR)
    assert world.give(third, DEVICE, NOOR)
    assert world.take_back(second, DEVICE)
    assert world.give(first, DEVICE, "2005")
    assert _told(world, DEVICE).disputed
    holds.loans_are_where_devices_are(world, Stored, Random(1))
