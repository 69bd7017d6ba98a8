"""Who is expected at a hand-out: Home, the look before the day and the layout mean the same ones.

They are those to whom the table would hand a device: nobody else is laid out for or counted.
"""

import pytest

from inventory.model import Kind, Mode, Person, PersonStatus
from inventory.rules.before import What
from inventory.rules.policy import may_receive
from inventory.services import glance, lay_out, picture, preflight, reports
from inventory.services.office import Office
from inventory.services.picture import ListName, PeopleList, Within
from inventory.store import lay_out as store
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, enrol
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.before import looked_at, said

FORM = "Form is missing"
PEOPLE = (
    a_person("1001", grade="6"),
    a_person("1002", grade="6", block=FORM),
    a_person("1003", grade="É7", homeroom="210"),
    a_person("1004", grade="8", homeroom="210"),
    a_person("1005", grade="", homeroom=""),
    a_person("1006", grade="6", status=PersonStatus.LEFT),
    a_person("1007", grade="6", listed=False),
    a_person("1008", grade="6", status=PersonStatus.UNKNOWN),
    a_person("1009", grade="", kind="staff"),
    a_person("1010", grade="6"),
)
HAS_ONE, HAS_ANOTHER_KIND = "1010", "1001"


@pytest.fixture
def school(clock: FixedClock) -> Office:
    """People of every shape, a Chromebook for each of them, and one who has one already."""
    office = Office.in_memory(clock, CountedEntropy())
    enrol(
        office,
        [a_device(f"NS-{number}") for number in range(101, 113)]
        + [a_device("TB-1", category="Tablet")],
        PEOPLE,
    )
    Morning(office, clock).scan(HAS_ONE, "NS-112")
    return office


def on_home(office: Office) -> int:
    """How many are still to come, as Home says."""
    return picture.picture(office).left


def on_hand_out(office: Office) -> int:
    """How many are still to go, as the line under Hand out says."""
    return glance.tally(office, Kind.ISSUE).to_go


def before_the_day(office: Office) -> int:
    """How many have none, as the line on devices says."""
    words = said(office, What.STOCK)[1].split("; ")[0].split(", ")
    return int(words[1].split()[0]) if len(words) > 1 else 0


def gets_one(office: Office, clock: FixedClock, person: Person) -> bool:
    """Whether the table hands a device to a student of the roster who has none."""
    if person.kind != "student" or person.status is not PersonStatus.ENROLLED or not person.listed:
        return False
    if person.person_id == HAS_ONE:
        return False
    verdict = Morning(office, clock).scan(person.person_id)
    assert (verdict.code is Code.BLOCKED) == bool(
        may_receive(person, office.policy, clock.now().date())
    )
    return verdict.code is not Code.BLOCKED


@pytest.mark.parametrize(
    ("grades", "eligible", "number"),
    [("", "student, staff", 4), ("6, é7", "student", 2), ("8", "STUDENT", 1), ("", "staff", 0)],
)
def test_the_number_is_that_of_those_whom_the_table_would_serve(
    school: Office, clock: FixedClock, grades: str, eligible: str, number: int
) -> None:
    """Whatever the school's rules are, in whatever case they are typed."""
    school.change_setting("take_home_grades", grades)
    school.change_setting("eligible", eligible)
    wanting = {one.person_id for one in PEOPLE if gets_one(school, clock, one)}
    assert len(wanting) == number
    plan = lay_out.plan(school, "Chromebook")
    assert {line.student.person for line in plan.layout.lines} == wanting
    assert on_home(school) == on_hand_out(school) == before_the_day(school) == number
    keys = reports.person_keys(school, PeopleList.TO_GO)
    assert {one.person for one in reports.person_lines(school, keys)} == wanting


def test_each_bar_of_home_opens_those_whom_it_counts(school: Office) -> None:
    """Whom the table would stop is neither done nor to go; a class of such alone has no bar."""
    school.change_setting("take_home_grades", "6, 8")
    seen = picture.picture(school)
    bars = {bar.name: (bar.people, bar.to_go) for bar in seen.homerooms}
    assert bars == {"204": (2, 1), "210": (1, 1)}
    for bar in seen.homerooms:
        within = Within(homeroom=bar.name)
        assert len(reports.person_keys(school, PeopleList.TO_GO, within=within)) == bar.to_go


def test_what_went_out_and_came_back_today_is_the_same_number_on_home_and_at_the_table(
    school: Office, clock: FixedClock
) -> None:
    """A device that went out twice today is one that is out, and stands once on the list."""
    Morning(school, clock, Mode.BACK).scan("NS-112")
    Morning(school, clock).scan("1004", "NS-112")
    Morning(school, clock, Mode.BACK).scan("NS-112")
    for kind, which in ((Kind.ISSUE, ListName.OUT_TODAY), (Kind.RETURN, ListName.BACK_TODAY)):
        (device,) = reports.device_list(school, which)
        assert device.device == "NS-112"
        assert glance.tally(school, kind).done == picture.picture(school).counts[which] == 1


def test_the_layout_says_whom_it_leaves_out_and_why(school: Office) -> None:
    """By number and reason, those of the homeroom that is looked at; a device is left for nobody
    of them."""
    school.change_setting("take_home_grades", "6")
    plan = lay_out.plan(school, "Chromebook")
    assert [(one.student.person, one.why) for one in plan.left_out] == [
        ("1002", FORM), ("1003", "Devices stay in class"), ("1004", "Devices stay in class"),
        ("1005", "Devices stay in class"),
    ]  # fmt: skip
    assert {one.student.person for one in lay_out.plan(school, "", ["210"]).left_out} == {
        "1003", "1004",
    }  # fmt: skip


def test_whose_form_comes_in_later_is_laid_out_by_laying_out_again(
    school: Office, clock: FixedClock
) -> None:
    """The others keep what they have."""
    first = lay_out.plan(school, "Chromebook")
    lay_out.apply(school, first)
    enrol(school, [], [a_person("1002", grade="6")])
    again = lay_out.plan(school, "Chromebook")
    ((_, person),) = again.layout.changes
    assert (person, again.left_out) == ("1002", ())
    lay_out.apply(school, again)
    assert Morning(school, clock).scan("1002").next.endswith("laid out.")
    assert len(lay_out.laid_out(school)) == len(first.layout.lines) + 1


def test_what_is_laid_out_for_somebody_who_is_stopped_waits_while_there_are_others(
    school: Office,
) -> None:
    """It goes to somebody else only when nothing else is left."""
    lay_out.apply(school, lay_out.plan(school, "Chromebook"))
    enrol(school, [], [a_person("1004", grade="8", homeroom="210", block=FORM)])
    plan = lay_out.plan(school, "Chromebook")
    assert plan.layout.changes == ()
    theirs = next(one for one in lay_out.laid_out(school) if one.person == "1004").device
    school.database.conn.execute(
        "UPDATE custody SET service = 'IN_REPAIR' WHERE assigned_to IS NULL"
    )
    enrol(school, [], [a_person("1011", grade="6")])
    assert lay_out.plan(school, "Chromebook").layout.changes == ((theirs, "1011"),)


def test_who_has_another_kind_of_device_is_told_beside_the_number(
    school: Office, clock: FixedClock
) -> None:
    """Home counts who has nothing; the look before the day who has no Chromebook."""
    Morning(school, clock).scan(HAS_ANOTHER_KIND, "TB-1")
    assert before_the_day(school) == on_home(school) + 1
    hint = looked_at(school)[What.STOCK].hint
    assert "1 of the 4 has another kind of device: Home doesn't wait for them." in hint


def test_the_rule_costs_no_look_at_each_person(school: Office) -> None:
    """Grades are few: they are asked about, and the file counts the people."""
    assert preflight.look(school)
    assert reports.grades_with_devices(school) == ["", "6", "8", "É7"]
    assert len(store.lacking(school.database, "Chromebook")) == 6
