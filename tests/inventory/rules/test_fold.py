"""The fold of one device where tables worked without knowing of each other, case by case."""

from dataclasses import dataclass, field, replace
from itertools import count, permutations
from typing import Any

import pytest

from inventory.journal.event import Stamp, Tip, seal
from inventory.model import Custody, CustodyState, Draft, Event, Kind, Service
from inventory.rules.fold import MOST_STORIES, Folded, fold
from inventory.rules.loans import loans_of
from tests.builders import SITE, FixedClock, a_custody, out_to

ALREADY = {"mode": "back", "verdict": "already"}


@dataclass
class Laptop:
    """A table's laptop: it knows its own events, and those that somebody brought it."""

    number: int
    knows: list[Event] = field(default_factory=list)
    clock: FixedClock = field(default_factory=FixedClock)
    _tip: Tip = field(default_factory=Tip)

    def write(self, kind: Kind, person: str | None = None, **body: Any) -> Event:
        """One more event of the device, based on all that is known here."""
        self.clock.advance(60)
        covered = {parent for event in self.knows for parent in event.parents}
        event = seal(
            Draft(kind, "NS-101", person, body),
            Stamp(f"station-{self.number}", SITE, "champion", self.clock.now(), "group"),
            self._tip,
            event_id=f"0190a0b0-c0d0-7000-8000-{self.number:04d}{next(_IDS):08d}",
            parents=tuple(one.event_id for one in self.knows if one.event_id not in covered),
        )
        self._tip = Tip(event.seq, event.hlc, event.hash)
        self.knows.append(event)
        return event

    def learn(self, *others: "Laptop") -> None:
        """Take in what others know."""
        for other in others:
            self.knows += [event for event in other.knows if event not in self.knows]


_IDS = count(1)


def _laptops(number: int = 3) -> list[Laptop]:
    return [Laptop(one) for one in range(1, number + 1)]


def _together(*laptops: Laptop, start: Custody | None = None) -> Folded:
    """What follows from all that they know; in whatever order it came."""
    union = Laptop(0)
    union.learn(*laptops)
    voided = frozenset(str(event.body["voids"]) for event in union.knows if event.kind == Kind.VOID)
    orders = list(permutations(union.knows)) if len(union.knows) < 6 else [tuple(union.knows)]
    results = [fold(start or a_custody(), order, voided) for order in orders]
    assert all(result == results[0] for result in results)
    return results[0]


def _where(folded: Folded) -> tuple[CustodyState, str | None]:
    return folded.custody.state, folded.custody.person


IN_STOCK = (CustodyState.IN_STOCK, None)


def test_what_two_tables_gave_to_two_people_is_disputed() -> None:
    """No order is possible: both stories stay, both loans are open, nobody is charged."""
    one, two, _ = _laptops()
    first, second = one.write(Kind.ISSUE, "2001"), two.write(Kind.ISSUE, "2002")
    folded = _together(one, two)
    assert folded.dispute is not None
    assert folded.custody.disputed == folded.dispute.conflict_id
    assert [story.custody.person for story in folded.dispute.stories] == ["2001", "2002"]
    loans = loans_of(folded, frozenset())
    assert {loan.loan_id for loan in loans if loan.until is None} == {
        first.event_id, second.event_id,
    }  # fmt: skip


def test_what_one_table_gave_and_another_took_back_is_in_stock() -> None:
    """The other one had not heard of the hand-out, but knows who brought it."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.SIGHT, "2001", **ALREADY)
    folded = _together(one, two)
    assert (_where(folded), folded.dispute, folded.forked) == (IN_STOCK, None, True)
    assert [loan.received_from for loan in loans_of(folded, frozenset())] == ["2001"]


def test_what_came_in_from_nobody_knows_whom_is_disputed() -> None:
    """It may have been lying there before it was handed out elsewhere."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.SIGHT, None, **ALREADY)
    assert _together(one, two).dispute is not None


def test_brought_back_at_another_table_and_handed_on_at_a_third() -> None:
    """Only one order is possible, whatever the clocks say."""
    one, two, three = _laptops()
    three.clock.advance(-400 * 86_400)
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.SIGHT, "2001", **ALREADY)
    three.learn(two)
    three.write(Kind.ISSUE, "2002")
    folded = _together(one, three)
    assert (_where(folded), folded.dispute) == ((CustodyState.WITH_PERSON, "2002"), None)


def test_the_same_hand_out_at_two_tables_is_one_loan() -> None:
    """A card and a device scanned twice are a record twice, and no dispute."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.ISSUE, "2001")
    folded = _together(one, two)
    assert (_where(folded), folded.dispute) == ((CustodyState.WITH_PERSON, "2001"), None)
    assert len(loans_of(folded, frozenset())) == 1


def test_a_return_at_two_tables_is_disputed_until_the_hand_out_between_them_arrives() -> None:
    """None is possible as long as an event is lacking; then exactly one is."""
    one, two, three = _laptops()
    one.write(Kind.RETURN, "2001")
    three.learn(one)
    three.write(Kind.ISSUE, "2002")
    brought = two.write(Kind.RETURN, "2001")
    del brought
    start = out_to("2001")
    assert _together(one, two, start=start).dispute is not None
    late = Laptop(4)
    late.learn(three)
    late.write(Kind.RETURN, "2002")
    assert _together(late, start=start).dispute is None


def test_an_act_that_knows_both_sides_settles_it() -> None:
    """The device is on the table: what is written of it now is how it is."""
    one, two, three = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.ISSUE, "2002")
    three.learn(one, two)
    three.write(Kind.RETURN, "2002")
    folded = _together(three)
    assert (_where(folded), folded.dispute) == (IN_STOCK, None)
    assert all(loan.until for loan in loans_of(folded, frozenset()))


def test_a_word_settles_it_and_the_other_loan_never_was_one() -> None:
    """The loan that stands is open again, with its own beginning."""
    one, two, three = _laptops()
    stands, never = one.write(Kind.ISSUE, "2001"), two.write(Kind.ISSUE, "2002")
    three.learn(one, two)
    word = three.write(Kind.RESOLVE, "2001", state="WITH_PERSON", loan=stands.event_id)
    folded = _together(three)
    assert (_where(folded), folded.dispute) == ((CustodyState.WITH_PERSON, "2001"), None)
    ended = {loan.loan_id: loan.ended_by for loan in loans_of(folded, frozenset())}
    assert ended == {stands.event_id: None, never.event_id: word.event_id}


def test_two_words_that_differ_are_a_dispute_of_their_own() -> None:
    """One more word settles it."""
    one, two, three = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.ISSUE, "2002")
    one.learn(two)
    two.learn(one)
    one.write(Kind.RESOLVE, "2001", state="WITH_PERSON")
    two.write(Kind.RESOLVE, "2002", state="WITH_PERSON")
    folded = _together(one, two)
    assert folded.dispute is not None
    three.learn(one, two)
    three.write(Kind.RESOLVE, None, state="IN_STOCK")
    assert (_where(_together(three)), _together(three).dispute) == (IN_STOCK, None)


def test_what_was_undone_took_part_in_nothing() -> None:
    """One table undid its hand-out: the other one's stands."""
    one, two, _ = _laptops()
    undone = one.write(Kind.ISSUE, "2001")
    one.write(Kind.VOID, "2001", voids=undone.event_id)
    two.write(Kind.ISSUE, "2002")
    folded = _together(one, two)
    assert (_where(folded), folded.dispute) == ((CustodyState.WITH_PERSON, "2002"), None)


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_words_on_its_shape_that_differ_need_a_check(days: int) -> None:
    """Whichever clock is ahead; the same word twice is that word."""
    one, two, three = _laptops()
    two.clock.advance(days * 86_400)
    one.write(Kind.SERVICE, service="READY")
    two.write(Kind.SERVICE, service="DAMAGED_USABLE")
    three.write(Kind.SERVICE, service="DAMAGED_USABLE")
    assert _together(one, two).custody.service is Service.NEEDS_CHECK
    assert _together(two, three).custody.service is Service.DAMAGED_USABLE
    assert _together(one, two).dispute is None


def test_two_shelves_leave_the_shelf_open() -> None:
    """It is in stock; on which shelf nobody can say, and nobody has to."""
    one, two, _ = _laptops()
    one.write(Kind.MOVE, place="Cart 1")
    two.write(Kind.MOVE, place="Cart 2")
    folded = _together(one, two)
    assert (folded.custody.state, folded.custody.place) == (CustodyState.IN_STOCK, None)
    assert folded.dispute is None


def test_an_event_that_did_not_arrive_is_seen() -> None:
    """What a station knew and is not here is named: what follows is provisional."""
    one, two, _ = _laptops()
    lost = one.write(Kind.ISSUE, "2001")
    two.learn(one)
    two.write(Kind.RETURN, "2001")
    assert fold(a_custody(), two.knows[1:], frozenset()).missing == {lost.event_id}


def test_numbers_of_a_copied_laptop_say_nothing() -> None:
    """Two laptops under one name: what they did at the same time has no order by its numbers."""
    one, copy = Laptop(1), Laptop(1)
    one.write(Kind.ISSUE, "2001")
    copy.write(Kind.NOTE)
    copy.write(Kind.ISSUE, "2002")
    both = [*one.knows, *copy.knows]
    folded = fold(a_custody(), both, frozenset(), frozenset({"station-1"}))
    assert folded.dispute is not None


def test_too_many_orders_are_a_dispute_and_never_a_hang() -> None:
    """Thirty tables at once: a person says how it was."""
    laptops = _laptops(30)
    for laptop in laptops:
        laptop.write(Kind.MOVE, place=f"Cart {laptop.number}")
        laptop.write(Kind.MOVE, place="Cart 0")
    assert fold(a_custody(), [e for one in laptops for e in one.knows], frozenset()).dispute


def test_events_that_refer_to_each_other_in_a_circle_end() -> None:
    """No honest station writes such; a forged file must not stop the app."""
    one, two, _ = _laptops()
    first, second = one.write(Kind.ISSUE, "2001"), two.write(Kind.RETURN, "2001")
    circle = [
        replace(first, parents=(second.event_id,)), replace(second, parents=(first.event_id,)),
    ]  # fmt: skip
    assert len(fold(a_custody(), circle, frozenset()).order) == 2


def test_who_did_not_know_of_an_undoing_may_have_acted_on_what_was_undone() -> None:
    """The return was undone, so the device is out: it can't have been handed out elsewhere."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    back = one.write(Kind.RETURN, "2001")
    two.learn(one)
    one.write(Kind.VOID, "2001", voids=back.event_id)
    two.write(Kind.ISSUE, "2002")
    assert _together(one, two).dispute is not None


def test_what_a_hand_out_took_back_by_itself_may_have_lain_there() -> None:
    """Brought back at another table and carried over: the first one still had it as out."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.write(Kind.SIGHT, "2001", **ALREADY)
    one.write(Kind.RETURN, "2001", received_from="2002", mode="out")
    one.write(Kind.ISSUE, "2002")
    folded = _together(one, two)
    assert (_where(folded), folded.dispute) == ((CustodyState.WITH_PERSON, "2002"), None)


def test_what_was_seen_with_them_again_was_handed_out_again_if_it_had_come_back() -> None:
    """The first table had it as theirs still: it went out once more, and nobody can tell when."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    two.learn(one)
    two.write(Kind.RETURN, "2001", received_from="2001", mode="back")
    again = one.write(Kind.SIGHT, "2001", mode="out", verdict="sighted")
    folded = _together(one, two)
    assert folded.dispute is not None
    assert {story.custody.state for story in folded.dispute.stories} == {
        CustodyState.IN_STOCK, CustodyState.WITH_PERSON,
    }  # fmt: skip
    assert again.event_id in folded.dispute.heads


def test_a_forged_multitude_of_parallel_acts_is_soon_a_dispute() -> None:
    """Two thousand tables at once: told as it came, weighed by nobody."""
    laptops = _laptops(2_000)
    for laptop in laptops:
        laptop.write(Kind.ISSUE, f"{laptop.number}")
    folded = fold(a_custody(), [e for one in laptops for e in one.knows], frozenset())
    assert folded.dispute is not None
    assert len(folded.dispute.stories) == MOST_STORIES


def test_of_parallel_layouts_the_last_by_the_clocks_counts() -> None:
    """For whom it is laid out is an intent and no custody: it is never disputed."""
    one, two, three = _laptops()
    one.write(Kind.ASSIGN, "2001", laid_out="2026-08-20")
    two.learn(one)
    three.clock.advance(30)
    three.write(Kind.ASSIGN, "2003", laid_out="2026-08-20")
    assert _together(one, three).custody.assigned_to == "2003"
    two.clock.advance(60)
    two.write(Kind.ASSIGN, None, laid_out="2026-08-21")
    folded = _together(one, two, three)
    assert (folded.custody.assigned_to, folded.dispute) == (None, None)


def test_a_layout_beside_a_hand_out_holds_whichever_came_first() -> None:
    """The champion lays out while the table hands out; an undone layout does not count."""
    one, two, _ = _laptops()
    one.write(Kind.ISSUE, "2001")
    laid = two.write(Kind.ASSIGN, "2002", laid_out="2026-08-20")
    folded = _together(one, two)
    assert (_where(folded), folded.custody.assigned_to) == (
        (CustodyState.WITH_PERSON, "2001"),
        "2002",
    )
    two.write(Kind.VOID, voids=laid.event_id)
    assert _together(one, two).custody.assigned_to is None
