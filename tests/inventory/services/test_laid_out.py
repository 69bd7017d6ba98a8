"""What waits for whom it is laid out: the same at the table, on lists and on labels."""

from collections.abc import Sequence

import pytest

from inventory.model import Draft
from inventory.model import Kind as EventKind
from inventory.rules.commands import Command
from inventory.services import labels, lay_out, upkeep
from inventory.services.labels import Kind, Which
from inventory.services.office import Office
from inventory.store import projections
from inventory.store.database import Database
from inventory.verdict import Code
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.laying_out import ROOM, do, laid, stocked
from tests.two_tables import scan


@pytest.fixture
def school(office: Office) -> Office:
    """Four students of homeroom 214, and tablets in every shape."""
    return stocked(office)


def test_of_several_devices_held_for_a_card_each_question_is_asked(
    school: Office, clock: FixedClock
) -> None:
    """None is forgotten, and nothing is parked: a layout that is passed over is no claim."""
    do(school, ROOM)
    table = Morning(school, clock)
    asked = table.scan("TB-2", "TB-3", "NS-201", "8000")
    assert (asked.code, asked.subject) == (Code.LAID_OUT, "TB-2")
    assert asked.say.endswith("TB-3 and NS-201 wait for the answer.")
    verdict = table.scan("TB-1")
    assert (verdict.code, verdict.subject) == (Code.LAID_OUT, "TB-3")
    assert verdict.say.endswith("Handed out: TB-1. NS-201 waits for the answer.")
    assert table.scan("ZZNO").say == "Nothing was changed. Handed out: NS-201."
    assert (table.custody("TB-1").person, table.custody("TB-3").person) == ("8000", None)
    assert table.desk.table.held == ()


def test_who_has_one_waits_for_none(school: Office, clock: FixedClock) -> None:
    """Neither at their card, nor when theirs goes to somebody else, nor on a list or a label."""
    do(school, ROOM)
    table = Morning(school, clock)
    table.scan("8000", "TB-2", "TB-2", "TB-1")  # they trade, and then 8000 wants the other one
    table.scan("TB-1", "TB-1")
    assert table.custody("TB-1").person == "8000"
    scan(school, "8002", "TB-1", "TB-1")  # out of the hands of 8000, while TB-3 waits
    assert Morning(school, clock).scan("8002").say == "Has TB-1."
    assert Morning(school, clock).scan("8002").next == "Next: scan the device."
    assert "TB-3" not in [one.label for one in lay_out.laid_out(school)]
    assert lay_out.number_laid_out(school) == len(lay_out.laid_out(school))
    both = (Kind.DEVICES, Kind.STUDENTS)
    named = [labels.choose(school, Which(kind, laid_out=True)).labels for kind in both]
    assert not {"TB-3", "8002"} & {one.code for some in named for one in some}
    assert Morning(school, clock).scan("2002", "TB-3").code is Code.ISSUED


@pytest.mark.parametrize("why", ["listed = 0", "status = 'LEFT'", "LOST", "RETIRED", "disputed"])
def test_what_waits_is_the_same_everywhere(school: Office, clock: FixedClock, why: str) -> None:
    """In the plan, at the table, on the list, on devices' labels and on cards."""
    do(school, ROOM)
    run = school.database.conn.execute
    if "=" in why:
        run(f"UPDATE person SET {why} WHERE person_id = '8001'")
    elif why == "disputed":
        run("UPDATE custody SET disputed = 'x' WHERE device = 'TB-2'")
    else:
        run("UPDATE custody SET service = ? WHERE device = 'TB-2'", (why,))
    assert [one.label for one in lay_out.laid_out(school)] == ["TB-1", "TB-3"]
    assert lay_out.number_laid_out(school) == 2
    both = (Kind.DEVICES, Kind.STUDENTS)
    chosen = [labels.choose(school, Which(kind, laid_out=True)).labels for kind in both]
    assert [[one.code for one in some] for some in chosen] == [["TB-1", "TB-3"], ["8000", "8002"]]
    assert "laid out" not in Morning(school, clock).scan("8001").next
    if "=" in why:
        assert Morning(school, clock).scan("2001", "TB-2").code is Code.ISSUED


def test_an_answer_is_to_the_layout_that_was_asked_about(school: Office, clock: FixedClock) -> None:
    """Laid out for somebody else meanwhile: it is asked again, with the new name."""
    do(school, ROOM)
    table = Morning(school, clock)
    table.scan("2001", "TB-2")
    draft = Draft(EventKind.ASSIGN, device="TB-2", person="2002")
    school.write(lambda: school.record([draft], school.new_id()))
    again = table.scan("TB-2")
    assert (again.code, again.say) == (
        Code.LAID_OUT, "Laid out for Bayo Zephyrine, homeroom 210."
    )  # fmt: skip
    assert table.scan("TB-2").code is Code.ISSUED


def test_undoing_a_layout_folds_each_device_once(
    school: Office, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    """All of them together, and it comes out as a rebuild does."""
    do(school, ROOM)
    folded: list[list[str]] = []
    refold = projections.refold

    def counted(database: Database, devices: Sequence[str]) -> None:
        folded.append(list(devices))
        refold(database, devices)

    monkeypatch.setattr(projections, "refold", counted)
    Morning(school, clock).desk.command(Command.UNDO)
    assert [sorted(some) for some in folded] == [["TB-1", "TB-2", "TB-3"]]
    assert laid(school) == {}
    assert upkeep.rebuild(school)
