"""Laying out on a real store: who gets what, what is written, and taking it back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import ChampionError, NotAllowed, NotFound
from inventory.model import CustodyState, Mode, Service
from inventory.rules.commands import Command
from inventory.rules.duties import Operator, Role
from inventory.rules.lay_out import Why
from inventory.services import labels, lay_out, recent, service_state, upkeep
from inventory.services.labels import Kind, Which
from inventory.services.office import Office
from inventory.store import custody_rows, operators
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, enrol, open_school
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laying_out import ROOM, do, laid, stocked, student, tablet
from tests.two_tables import scan


@pytest.fixture
def school(office: Office) -> Office:
    """The same, for tests that need no other."""
    return stocked(office)


def test_only_what_is_ready_in_stock_and_ours_goes_to_who_has_none(school: Office) -> None:
    """Neither what waits for a check nor another school's; nobody gets a second one."""
    plan = do(school, ROOM)
    assert [(one.student.person, one.device.label) for one in plan.layout.lines] == [
        ("8000", "TB-1"), ("8001", "TB-2"), ("8002", "TB-3"),
    ]  # fmt: skip
    assert (plan.layout.without, plan.layout.left, plan.not_ready) == ((), (), 2)
    assert laid(school) == {"TB-1": "8000", "TB-2": "8001", "TB-3": "8002"}
    assert [(one.label, one.name) for one in lay_out.laid_out(school)] == [
        ("TB-1", "Kid0 Amber0"), ("TB-2", "Kid1 Amber1"), ("TB-3", "Kid2 Amber2"),
    ]  # fmt: skip
    assert lay_out.number_laid_out(school) == 3
    assert upkeep.rebuild(school)


def test_the_category_of_the_most_devices_is_meant_where_none_is_said(school: Office) -> None:
    """A category and a homeroom are found whatever their case; what nobody has is refused."""
    assert lay_out.plan(school).wanted.category == "Chromebook"
    assert (
        lay_out.plan(school, "tablet", ["214"]).wanted
        == lay_out.plan(school, "Tablet", [ROOM]).wanted
    )
    with pytest.raises(NotFound, match="No device is of the category “Tablt”"):
        lay_out.plan(school, "Tablt")
    with pytest.raises(NotFound, match="Nobody is in homeroom “999”"):
        lay_out.plan(school, "", ["999"])


def test_what_was_damaged_since_still_waits_and_is_not_taken_away(school: Office) -> None:
    """The table says “Next: scan TB-1, laid out”, and the plan says the same; no other gets it."""
    do(school, ROOM)
    service_state.set_service(school, "TB-1", Service.DAMAGED_USABLE, "a crack")
    service_state.set_service(school, "TB-2", Service.NEEDS_CHECK, "no picture")
    enrol(school, [tablet(9)])
    plan = do(school, ROOM)
    assert laid(school) == {"TB-1": "8000", "TB-9": "8001", "TB-3": "8002"}
    assert (plan.not_ready, [one.label for one in plan.layout.freed]) == (3, ["TB-2"])
    assert [one.label for one in lay_out.laid_out(school)] == ["TB-1", "TB-9", "TB-3"]
    lay_out.apply(school, lay_out.plan_to_clear(school))
    assert "TB-1" not in [one.device.label for one in lay_out.plan(school, "Tablet").layout.lines]


def test_what_the_districts_list_has_no_more_is_not_laid_out(school: Office) -> None:
    """The look before the day doesn't count it either; what was laid out of it is freed."""
    do(school, ROOM)
    school.database.conn.execute("UPDATE device SET listed = 0 WHERE device_id IN ('TB-1', 'TB-4')")
    enrol(school, [tablet(9)])
    plan = do(school, ROOM)
    assert laid(school) == {"TB-9": "8000", "TB-2": "8001", "TB-3": "8002"}
    assert (plan.not_ready, [one.label for one in plan.layout.freed]) == (1, ["TB-1"])


def test_who_gets_none_is_said_and_grades_that_stay_in_class_get_none(school: Office) -> None:
    """The whole school wants one: three are there."""
    plan = lay_out.plan(school, "Tablet")
    assert len(plan.layout.lines) == 3
    assert [one.person for one in plan.layout.without] == ["8000", "8001", "8002"]
    school.change_setting("take_home_grades", "8")
    assert lay_out.plan(school, "Tablet").layout.lines == ()


def test_what_was_had_last_is_laid_out_again(school: Office, clock: FixedClock) -> None:
    """Handed out here and taken back, or on the district's list before it was taken back."""
    scan(school, "8002", "TB-1", "ZZNEXT")
    scan(school, "TB-1", "TB-8", mode=Mode.BACK)
    found = {
        one.student.person: (one.device.label, one.why)
        for one in lay_out.plan(school, "Tablet", [ROOM]).layout.lines
    }
    assert found == {
        "8002": ("TB-1", Why.LAST), "8003": ("TB-8", Why.LAST), "8000": ("TB-2", Why.NEXT),
        "8001": ("TB-3", Why.NEXT),
    }  # fmt: skip


def test_laying_out_again_writes_nothing(school: Office) -> None:
    """Neither an event nor a new group."""
    do(school, ROOM)
    before = school.database.value("SELECT count(*) FROM event")
    assert do(school, ROOM).layout.changes == ()
    assert school.database.value("SELECT count(*) FROM event") == before


def test_a_plan_that_no_longer_holds_is_refused_whole(school: Office) -> None:
    """One was handed out since; the others are not written either."""
    plan = lay_out.plan(school, "Tablet", [ROOM])
    scan(school, "8000", "TB-1")
    with pytest.raises(ChampionError, match="Something was handed out"):
        lay_out.apply(school, plan)
    assert laid(school) == {}


def test_what_is_stopped_between_two_pieces_leaves_nothing(
    school: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing."""
    monkeypatch.setattr(lay_out, "STEP", 1)
    heard: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lay_out.apply(school, lay_out.plan(school, "Tablet", [ROOM]), stop)
    assert heard == [(0, 3), (1, 3), (2, 3)]
    assert laid(school) == {}


def test_one_undo_takes_a_whole_layout_back(school: Office, clock: FixedClock) -> None:
    """As one action; a hand-out after it is undone first."""
    do(school, ROOM)
    table = Morning(school, clock)
    table.scan("8000", "TB-1")
    assert "handed out" in table.desk.command(Command.UNDO).say
    said = table.desk.command(Command.UNDO)
    assert said.say == "No longer “laid out”: TB-1, TB-2 and TB-3, at 09:00."
    assert (said.person, said.device, said.name) == (None, None, "")
    assert laid(school) == {}


def test_undoing_a_clearing_says_that_it_is_laid_out_again(
    school: Office, clock: FixedClock
) -> None:
    """What was undone was that nothing is laid out."""
    do(school, ROOM)
    before = laid(school)
    lay_out.apply(school, lay_out.plan_to_clear(school))
    said = Morning(school, clock).desk.command(Command.UNDO)
    assert said.say == "Laid out again: TB-1, TB-2 and TB-3, at 09:00."
    assert laid(school) == before


def test_an_undone_layout_is_told_later_as_it_was_at_once(
    school: Office, clock: FixedClock
) -> None:
    """On a screen that is opened later too: of how many devices, and of no student."""
    do(school, ROOM)
    said = Morning(school, clock).desk.command(Command.UNDO)
    later = recent.verdicts(school, 1)[0]
    assert later.code is Code.UNDONE
    assert later.subject == said.subject == "TB-1, TB-2 and TB-3"
    assert (later.device, later.person, later.name) == (None, None, "")


def test_a_helper_neither_lays_out_nor_takes_it_back(school: Office, clock: FixedClock) -> None:
    """It is the champion's; a hand-out is undone by whoever is at the table."""
    plan = do(school, ROOM)
    school.operator = helper = Operator("Bea", Role.HELPER)
    with school.database.immediate():
        operators.put(school.database, helper)
    with pytest.raises(NotAllowed, match="laying out devices is for the champion"):
        lay_out.apply(school, plan)
    assert Morning(school, clock).desk.command(Command.UNDO).code is Code.NOT_ALLOWED
    assert len(laid(school)) == 3


def test_clearing_takes_back_what_was_not_handed_out(school: Office) -> None:
    """Also by homeroom; what is with whom it is for stays theirs."""
    do(school, ROOM)
    scan(school, "8000", "TB-1")
    elsewhere = lay_out.plan_to_clear(school, "", ["204"])
    assert elsewhere.layout.changes == ()
    assert lay_out.apply(school, lay_out.plan_to_clear(school, "", [ROOM])).freed == 2
    assert laid(school) == {"TB-1": "8000"}


def test_name_labels_come_in_the_order_of_the_layout(school: Office) -> None:
    """Each with the name and homeroom; cards for the same people in the same order."""
    enrol(school, [tablet(9)], [student(9, first_name="Aaron", last_name="Aaron", homeroom="101")])
    do(school, "101", ROOM)
    devices = labels.choose(school, Which(Kind.DEVICES, laid_out=True)).labels
    assert [(one.code, one.title, one.lines[0]) for one in devices] == [
        ("TB-1", "Aaron Aaron", "Homeroom 101"), ("TB-2", "Kid0 Amber0", "Homeroom 214"),
        ("TB-3", "Kid1 Amber1", "Homeroom 214"), ("TB-9", "Kid2 Amber2", "Homeroom 214"),
    ]  # fmt: skip
    cards = labels.choose(school, Which(Kind.STUDENTS, laid_out=True)).labels
    assert [one.code for one in cards] == ["8009", "8000", "8001", "8002"]
    only = labels.choose(school, Which(Kind.DEVICES, homeroom="101", laid_out=True)).labels
    assert [one.code for one in only] == ["TB-1"]
    with pytest.raises(ChampionError, match="Places are not laid out"):
        labels.choose(school, Which(Kind.PLACES, laid_out=True))


_SCANS = ("8000", "8001", "8002", "8003", "ZZNO", "Cart 1", *(f"TB-{each}" for each in range(1, 9)))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from([Mode.OUT, Mode.BACK]), st.sampled_from(_SCANS)), max_size=25
    ),
    st.lists(st.integers(0, 1), max_size=3),
)
def test_whatever_happened_before_a_layout_is_sound(
    scans: list[tuple[Mode, str]], again: list[int]
) -> None:
    """Only what is ready in stock, to who has none, nobody twice; and a second time nothing."""
    clock = FixedClock()
    office = stocked(open_school(Office.in_memory(clock, CountedEntropy())))
    tables = {mode: Morning(office, clock, mode) for mode in (Mode.OUT, Mode.BACK)}
    for rooms in ([ROOM], *([ROOM] if each else [] for each in again)):
        for mode, code in scans:
            tables[mode].scan(code)
        before = custody_rows.custodies(office.database)
        plan = do(office, *rooms)
        for line in plan.layout.lines:
            custody = before[line.device.device]
            assert custody.state is CustodyState.IN_STOCK
            assert custody.service is Service.READY or (
                custody.service is Service.DAMAGED_USABLE
                and custody.assigned_to == line.student.person
            )
            assert not any(
                one.person == line.student.person and one.device.startswith("TB")
                for one in before.values()
            )
        people = [line.student.person for line in plan.layout.lines]
        owners = list(laid(office).values())
        assert all(owners.count(one) == 1 for one in people)
        assert do(office, *rooms).layout.changes == ()
    assert upkeep.rebuild(office)
    office.close()
