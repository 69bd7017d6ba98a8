"""Devices on which tables disagree: what each says, and every way in which it is settled."""

from collections.abc import Iterator

import pytest

from inventory.errors import ChampionError, NotFound
from inventory.model import Kind, Loan, Mode
from inventory.services import disputes, glance, inbox, reports, undo, upkeep
from inventory.services.disputes import HERE, Choice
from inventory.services.office import Office
from inventory.services.reports import ListName, PeopleList
from inventory.store import custody_rows, loans, projections
from tests.builders import a_device, a_person, enrol
from tests.two_tables import beside, call, dispute, scan, take_in

ANAIS, BAYO, ESME = "2001", "2002", "2005"


@pytest.fixture
def table(office: Office) -> Iterator[Office]:
    """Table 1; whatever a test does, replaying the journal gives the same in the end."""
    enrol(office, people=[a_person("0004712", first_name="Hana", last_name="Oakes")])
    call(office, "Table 1")
    yield office
    assert upkeep.check(office).ok
    assert upkeep.rebuild(office)


@pytest.fixture
def other(table: Office) -> Office:
    """Table 2; NS-101 went to Anaïs at Table 1 and, a little later, to Esme at Table 2."""
    (other,) = dispute(table, [ANAIS, "NS-101"], [[ESME, "NS-101"]])
    return other


def custody(office: Office, device: str = "NS-101") -> tuple[str, str | None, bool]:
    found = projections.custody_of(office.database, device)
    return found.state.value, found.person, bool(found.disputed)


def loans_of(office: Office, device: str = "NS-101") -> dict[str | None, Loan]:
    """By person; each test has one loan for each."""
    return {loan.person: loan for loan in loans.of_device(office.database, device)}


def is_open(office: Office) -> dict[str | None, bool]:
    return {person: loan.until is None for person, loan in loans_of(office).items()}


def test_both_stories_are_told_with_the_names_of_their_tables(table: Office, other: Office) -> None:
    """Who has it by each, since when, and what that table did; the clocks' word is marked."""
    (view,) = disputes.waiting(table)
    assert (view.device, view.what, view.tables, view.proposal) == (
        "NS-101", "HP Chromebook 11 · Chromebook", "Table 1 and Table 2", 2,
    )  # fmt: skip
    told = [
        (one.number, one.table, one.outcome, [event.kind for event in one.events])
        for one in view.stories
    ]
    assert told == [
        (1, "Table 1", "with Anaïs Quetzalwood", [Kind.ISSUE]),
        (2, "Table 2", "with Esme Thistlewood", [Kind.ISSUE]),
    ]
    take_in(other, table)
    (theirs,) = disputes.waiting(other)
    assert theirs == view


def test_until_it_is_settled_both_loans_are_open(table: Office, other: Office) -> None:
    """Nobody is charged and nobody is let off; it counts in the Inbox and on Home."""
    assert is_open(table) == {ANAIS: True, ESME: True}
    assert glance.waiting_now(table) == 1
    assert glance.tally(table, Kind.ISSUE).disputed == 1
    assert glance.tally(table, Kind.ISSUE).waiting == 1
    assert [line.device for line in reports.device_list(table, ListName.CONFLICTS)] == ["NS-101"]


@pytest.mark.parametrize(("number", "stands", "gone"), [(1, ANAIS, ESME), (2, ESME, ANAIS)])
def test_the_story_that_holds_keeps_its_loan_and_the_other_was_never_received(
    table: Office, other: Office, number: int, stands: str, gone: str
) -> None:
    """Whatever the clocks said; at the other table too, once it hears of it."""
    (view,) = disputes.waiting(table)
    said = disputes.settle(table, view.conflict_id, Choice(number))
    name = {ANAIS: "Anaïs Quetzalwood", ESME: "Esme Thistlewood"}[stands]
    assert said == f"NS-101 is settled: with {name}, as Table {number} says."
    take_in(other, table)
    for office in (table, other):
        assert custody(office) == ("WITH_PERSON", stands, False)
        assert is_open(office) == {stands: True, gone: False}
        assert disputes.waiting(office) == []
        settled = projections.custody_of(office.database, "NS-101").settled_by
        assert (loans_of(office)[gone].ended_by, loans_of(office)[gone].received_from) == (
            settled, None,
        )  # fmt: skip
        assert projections.custody_of(office.database, "NS-101").loan == (
            loans_of(office)[stands].loan_id
        )
    assert glance.waiting_now(table) == 0


def test_it_is_here_in_stock(table: Office, other: Office) -> None:
    """Then nobody has it, and it was seen just now."""
    (view,) = disputes.waiting(table)
    table.clock.advance(600)  # type: ignore[attr-defined]  # the tests' own clock
    said = disputes.settle(table, view.conflict_id, HERE)
    assert said == "NS-101 is settled: it is here, in stock."
    assert custody(table) == ("IN_STOCK", None, False)
    assert is_open(table) == {ANAIS: False, ESME: False}
    seen = projections.custody_of(table.database, "NS-101").seen_at
    assert seen == table.clock.now().isoformat(timespec="milliseconds")


def test_undo_in_the_inbox_makes_it_disputed_again(table: Office, other: Office) -> None:
    """By name; nothing else is touched, and the settling can be done anew."""
    (view,) = disputes.waiting(table)
    before = custody_rows.disputes(table.database)
    disputes.settle(table, view.conflict_id, Choice(1))
    assert inbox.undo_last(table) == ("NS-101 is disputed again: “as Table 1 says” is undone.")
    assert custody(table) == ("WITH_PERSON", ESME, True)
    assert [one.proposal.person for one in before] == [ESME]
    assert is_open(table) == {ANAIS: True, ESME: True}
    (again,) = disputes.waiting(table)
    disputes.settle(table, again.conflict_id, HERE)
    assert inbox.undo_last(table).startswith("NS-101 is disputed again: “it was here, in stock”")
    assert glance.waiting_now(table) == 1


def test_two_people_who_settle_it_differently_leave_one_more_dispute(
    table: Office, other: Office
) -> None:
    """It has another name, each word is a story, and one more word closes it for both."""
    take_in(other, table)
    (view,) = disputes.waiting(table)
    disputes.settle(table, view.conflict_id, Choice(1))
    disputes.settle(other, view.conflict_id, Choice(2))
    take_in(table, other)
    take_in(other, table)
    (anew,) = disputes.waiting(table)
    assert disputes.waiting(other) == [anew]
    assert anew.conflict_id != view.conflict_id
    assert {(story.table, story.outcome) for story in anew.stories} == {
        ("Table 1", "with Anaïs Quetzalwood"), ("Table 2", "with Esme Thistlewood"),
    }  # fmt: skip
    assert is_open(table) == {ANAIS: True, ESME: True}
    with pytest.raises(ChampionError, match="settled meanwhile, or a table has told more"):
        disputes.settle(table, view.conflict_id, Choice(1))
    number = next(one.number for one in anew.stories if one.table == "Table 1")
    disputes.settle(table, anew.conflict_id, Choice(number))
    take_in(other, table)
    for office in (table, other):
        assert custody(office) == ("WITH_PERSON", ANAIS, False)
        assert is_open(office) == {ANAIS: True, ESME: False}


def test_two_people_who_settle_it_alike_leave_none(table: Office, other: Office) -> None:
    """Their words agree, so there is nothing to ask."""
    take_in(other, table)
    (view,) = disputes.waiting(table)
    for office in (table, other):
        disputes.settle(office, view.conflict_id, Choice(1))
    take_in(table, other)
    assert custody(table) == ("WITH_PERSON", ANAIS, False)
    assert is_open(table) == {ANAIS: True, ESME: False}


def test_a_return_at_the_table_settles_it_and_says_so(table: Office, other: Office) -> None:
    """The device came in: whose it was makes no odds."""
    (said,) = scan(table, "NS-101", mode=Mode.BACK)
    assert said.endswith("Tables disagreed on it: that is settled now.")
    assert custody(table) == ("IN_STOCK", None, False)
    assert is_open(table) == {ANAIS: False, ESME: False}


def test_hand_out_asks_and_says_that_tables_disagree(table: Office, other: Office) -> None:
    """The same code again is a yes, as with any device that somebody else has; that settles it."""
    enrol(table, people=[a_person("2006", first_name="Gil", last_name="Farrow")])
    *_, asked, _ = scan(table, "2006", "NS-101", "NS-101")
    assert asked.startswith("Tables disagree on it (F6). By the clocks: Esme Thistlewood, homeroom")
    assert custody(table) == ("WITH_PERSON", "2006", False)
    assert is_open(table) == {ANAIS: False, ESME: False, "2006": True}


def test_handing_it_to_whom_the_clocks_propose_settles_it(table: Office, other: Office) -> None:
    """The device is on the table and the person before it: their loan begins now."""
    *_, said = scan(table, ESME, "NS-101")
    assert said.endswith("to Esme Thistlewood. Tables disagreed on it: that is settled now.")
    assert custody(table) == ("WITH_PERSON", ESME, False)
    still = [one for one in loans.of_device(table.database, "NS-101") if one.until is None]
    now = projections.custody_of(table.database, "NS-101").loan
    assert [(one.person, one.loan_id) for one in still] == [(ESME, now)]


def test_three_tables_have_three_stories_and_the_third_has_the_number_four(table: Office) -> None:
    """Three is “it is here”, whatever the number of stories."""
    dispute(table, [ANAIS, "NS-101"], [[ESME, "NS-101"], ["0004712", "NS-101"]])
    (view,) = disputes.waiting(table)
    assert [(story.number, story.table) for story in view.stories] == [
        (1, "Table 1"), (2, "Table 2"), (4, "Table 3"),
    ]  # fmt: skip
    assert view.tables == "Table 1, Table 2 and Table 3"
    with pytest.raises(
        ChampionError, match="There is no story 3 of NS-101: the stories are 1, 2 and 4"
    ):
        disputes.settle(table, view.conflict_id, Choice(3))
    disputes.settle(table, view.conflict_id, Choice(4))
    assert is_open(table) == {ANAIS: False, ESME: False, "0004712": True}
    assert disputes.waiting(table) == []


def test_a_dispute_is_found_by_any_code_of_its_device(table: Office, other: Office) -> None:
    """And by its own id; what is not disputed is refused with where to look."""
    (view,) = disputes.waiting(table)
    for which in ("NS-101", "5CDNS101", view.conflict_id):
        assert disputes.find(table, which) == view
    with pytest.raises(NotFound, match="NS-102 is not disputed: no two tables disagree on it"):
        disputes.find(table, "NS-102")
    with pytest.raises(NotFound, match="“2001” is a person"):
        disputes.find(table, "2001")
    with pytest.raises(NotFound, match="No device and no person has the code"):
        disputes.find(table, "nothing")


def test_a_table_that_never_said_its_name_is_another_table(table: Office) -> None:
    """At the beginning of a line and inside a sentence."""
    stranger = beside(table, "")
    scan(table, ANAIS, "NS-101")
    scan(stranger, ESME, "NS-101", after=9)
    take_in(table, stranger)
    (view,) = disputes.waiting(table)
    assert [one.table for one in view.stories] == ["Table 1", "Another table"]
    said = disputes.settle(table, view.conflict_id, Choice(2))
    assert said == "NS-101 is settled: with Esme Thistlewood, as another table says."


def test_what_tables_did_in_an_order_that_is_certain_is_no_dispute(table: Office) -> None:
    """Back at one table, out at another: only one order is possible."""
    scan(table, ANAIS, "NS-101")
    other = beside(table, "Table 2")
    scan(other, "NS-101", mode=Mode.BACK)
    take_in(table, other)
    assert (custody(table), disputes.waiting(table)) == (("IN_STOCK", None, False), [])


def test_two_tables_that_each_gave_one_to_the_same_person_both_stand(table: Office) -> None:
    """Nothing is disputed: the person is on the list of those with more than one."""
    dispute(table, [ANAIS, "NS-101"], [[ANAIS, "NS-102"]])
    assert disputes.waiting(table) == []
    keys = reports.person_keys(table, PeopleList.MANY)
    assert [(p.person, p.devices) for p in reports.person_lines(table, keys)] == [(ANAIS, 2)]
    assert reports.list_count(table, PeopleList.MANY) == 1
    table.change_setting("limits", "Chromebook=warn")
    assert reports.list_count(table, PeopleList.MANY) == 0


def test_more_than_one_counts_by_category_and_leaves_out_what_is_disputed(table: Office) -> None:
    """A hotspot beside a Chromebook is one of each; a second one that is disputed is nobody's."""
    enrol(table, [a_device("NS-104", category="chromebook")])
    dispute(table, [ANAIS, "NS-102", "NS-201"], [[ESME, "NS-103"]])
    assert reports.list_count(table, PeopleList.MANY) == 0
    beside_it = beside(table, "Table 3", 3)
    scan(table, ANAIS, "NS-104", "NS-104")
    scan(beside_it, ESME, "NS-104", "NS-104", after=99)
    take_in(table, beside_it)
    assert custody(table, "NS-104")[2]
    assert reports.list_count(table, PeopleList.MANY) == 0


def test_a_hand_out_that_was_undone_at_its_table_is_no_story_any_more(
    table: Office, other: Office
) -> None:
    """What is left is one story, and nothing to settle."""
    undone = undo.last_action(other)
    other.write(lambda: other.record(undo.voids(undone), other.new_id()))
    take_in(table, other)
    assert disputes.waiting(table) == []
    assert custody(table) == ("WITH_PERSON", ANAIS, False)


def test_a_hand_out_that_never_was_says_so_in_every_history(table: Office, other: Office) -> None:
    """Until its settling is undone; what ended because the device was here did happen."""
    (view,) = disputes.waiting(table)
    issues = [event for story in view.stories for event in story.events]
    assert disputes.never_received(table, issues) == frozenset()
    disputes.settle(table, view.conflict_id, Choice(1))
    assert disputes.never_received(table, issues) == {view.stories[1].head}
    inbox.undo_last(table)
    assert disputes.never_received(table, issues) == frozenset()
    disputes.settle(table, view.conflict_id, HERE)
    assert disputes.never_received(table, issues) == frozenset()
