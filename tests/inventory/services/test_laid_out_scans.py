"""What the table makes of a layout: nothing is asked, another one is asked about, they trade."""

import pytest

from inventory.model import CustodyState, Mode
from inventory.rules.commands import Command
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.store import custody_rows, projections
from inventory.store import lay_out as store
from inventory.verdict import Code
from tests.builders import FixedClock, enrol
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laying_out import ROOM, do, laid, stocked, tablet
from tests.two_tables import beside, scan, take_in


@pytest.fixture
def school(office: Office) -> Office:
    """The same, for tests that need no other."""
    return stocked(office)


def test_handed_out_as_laid_out_nothing_is_asked_and_it_stays_theirs(
    school: Office, clock: FixedClock
) -> None:
    """Through the return, too: it is laid out for the next year."""
    do(school, ROOM)
    table = Morning(school, clock)
    assert table.scan("8001", "TB-2").code is Code.ISSUED
    Morning(school, clock, Mode.BACK).scan("TB-2")
    assert laid(school)["TB-2"] == "8001"
    assert do(school, ROOM).layout.changes == ()


def test_another_ones_is_asked_about_and_then_they_trade(school: Office, clock: FixedClock) -> None:
    """In one group with the hand-out, so that one undo takes both back."""
    do(school, ROOM)
    table = Morning(school, clock)
    assert table.scan("8000").next == "Next: scan TB-1, laid out."
    assert table.scan("8003").next == "Next: scan the device."
    asked = table.scan("8000", "TB-2")
    assert (asked.code, asked.say) == (
        Code.LAID_OUT, "Laid out for Kid1 Amber1, homeroom 214. Kid0's is TB-1.",
    )  # fmt: skip
    assert table.short(asked) == [("note", "TB-2", "8000")]
    given = table.scan("TB-2")
    assert table.short(given) == [
        ("issue", "TB-2", "8000"), ("assign", "TB-2", "8000"), ("assign", "TB-1", "8001"),
    ]  # fmt: skip
    assert laid(school) == {"TB-1": "8001", "TB-2": "8000", "TB-3": "8002"}
    assert table.desk.command(Command.UNDO).say.startswith("No longer “handed out”: TB-2, Kid0")
    assert laid(school) == {"TB-1": "8000", "TB-2": "8001", "TB-3": "8002"}
    assert upkeep.rebuild(school)


def test_a_left_question_leaves_nothing_behind(school: Office, clock: FixedClock) -> None:
    """Nothing is parked; their own goes out without a word."""
    do(school, ROOM)
    table = Morning(school, clock)
    table.scan("8000", "TB-2")
    verdict = table.scan("TB-1")
    assert (verdict.code, verdict.parked_before) == (Code.ISSUED, None)
    assert table.scan("ZZNO").code is Code.NOTHING_TO_CONFIRM


def test_nobodys_device_is_asked_about_where_theirs_waits(
    school: Office, clock: FixedClock
) -> None:
    """Then theirs is for nobody: nobody has two."""
    do(school, ROOM)
    enrol(school, [tablet(9)])
    table = Morning(school, clock)
    assert table.scan("8000", "TB-9").say == "Kid0's is TB-1."
    assert table.scan("TB-9").code is Code.ISSUED
    assert laid(school) == {"TB-9": "8000", "TB-2": "8001", "TB-3": "8002"}


@pytest.mark.parametrize("why", ["left", "unknown", "not ready", "place"])
def test_what_holds_nobody_up(school: Office, clock: FixedClock, why: str) -> None:
    """A layout for who left, theirs that waits for a check, a place, another category."""
    do(school, ROOM)
    enrol(school, [tablet(9)])
    if why == "left":
        school.database.conn.execute("UPDATE person SET status = 'LEFT' WHERE person_id = '8001'")
        scan(school, "2001", "TB-2")
        assert projections.custody_of(school.database, "TB-2").person == "2001"
    elif why == "unknown":
        enrol(school, [tablet(10, assigned_to="kid@school.example")])
        assert Morning(school, clock).scan("2001", "TB-10").code is Code.ISSUED
    elif why == "not ready":
        school.database.conn.execute(
            "UPDATE custody SET service = 'NEEDS_CHECK' WHERE device = 'TB-1'"
        )
        assert Morning(school, clock).scan("8000", "TB-9").code is Code.ISSUED
    else:
        assert Morning(school, clock).scan("Cart 1", "TB-1").code is Code.ISSUED
    assert Morning(school, clock).scan("8002", "NS-101").code is Code.ISSUED


def test_tables_know_the_layout_and_what_they_traded_comes_back(school: Office) -> None:
    """It travels with the school's copy and as events; of two words the later one counts."""
    two = beside(school, "Table 2")
    do(school, ROOM)
    take_in(two, school)
    assert laid(two) == laid(school)
    three = beside(school, "Table 3", 3)
    _, asked, _ = scan(two, "8000", "TB-2", "TB-2")
    assert asked.startswith("Laid out for Kid1 Amber1")
    scan(three, "8002", "TB-1", "TB-1", after=600.0)
    take_in(school, three)
    take_in(school, two)
    take_in(two, school, three)
    take_in(three, school)
    assert laid(school) == {"TB-2": "8000", "TB-1": "8002", "TB-3": "8000"}
    assert laid(two) == laid(three) == laid(school)
    assert projections.are_same(two.database, school.database)
    assert custody_rows.custody_of(school.database, "TB-2").state is CustodyState.WITH_PERSON
    assert upkeep.rebuild(school)
    (line,) = do(school, ROOM).layout.lines  # who has one needs none that waits as well
    assert (line.student.person, line.device.label) == ("8001", "TB-3")


def test_a_hand_out_costs_one_look_up_more(school: Office) -> None:
    """By the index of what is laid out, and by none of the tables from end to end."""
    rows = school.database.rows(
        f"EXPLAIN QUERY PLAN {store.LAID_OUT_FOR}", "2001", "NS-101", "Tablet"
    )
    plan = "\n".join(row[3] for row in rows)
    assert "custody_by_assigned" in plan
    assert "SCAN" not in plan
