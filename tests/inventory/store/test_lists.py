"""The lists: which devices and people, in which order."""

from typing import Any

import pytest

from inventory.model import Service
from inventory.services import picture, reports
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import lists
from inventory.store.lists import Due, ListName, PersonLine
from tests.builders import DEVICES, a_device, enrol

ALL = [device.device_id for device in DEVICES]
OUT = {"NS-101", "NS-102", "NS-110"}
NOT_HERE = {"NS-151", "NS-152", "NS-153", "NS-154", "NS-155"}
"""Lost, stolen, missing, retired, in repair."""
IN_STOCK = sorted({*ALL} - OUT - NOT_HERE)
PAST, FUTURE = Due("2026-11-20", "2026-11-21"), Due("2026-11-22", "2026-11-21")


@pytest.fixture
def morning(office: Office) -> Office:
    """One device with Anaïs, one in a cart, and the one that Bayo had before."""
    desk = Desk(office)
    for number, code in enumerate(("2001", "NS-101", "Cart 1", "NS-102")):
        desk.scan(code, at=10.0 * number)
    return office


def _devices(office: Office, which: ListName, due: Due = FUTURE, **how: Any) -> list[str]:
    keys = lists.device_keys(office.database, which, due, **how)
    return [line.device_id for line in lists.device_lines(office.database, keys)]


@pytest.mark.parametrize(
    ("which", "due", "devices"),
    [
        (ListName.DEVICES, FUTURE, sorted(ALL)),
        (ListName.OUT, FUTURE, ["NS-101", "NS-102", "NS-110"]),
        (ListName.STOCK, FUTURE, IN_STOCK),
        (ListName.OVERDUE, FUTURE, []),
        (ListName.OVERDUE, PAST, ["NS-101", "NS-110"]),
        (ListName.OVERDUE, Due("", "2026-11-21"), []),
        (ListName.LEFT, FUTURE, []),
        (ListName.CONFLICTS, FUTURE, []),
    ],
)
def test_each_list_has_its_devices(
    morning: Office, which: ListName, due: Due, devices: list[str]
) -> None:
    """In the order of their tags."""
    assert _devices(morning, which, due) == devices


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE person SET status = 'LEFT' WHERE person_id = '2001'",
        "UPDATE person SET listed = 0 WHERE person_id = '2001'",
    ],
)
def test_who_left_or_is_gone_from_the_roster_is_listed_with_the_device(
    morning: Office, sql: str
) -> None:
    """Both are somebody who won't come to the table by themselves."""
    morning.database.conn.execute(sql)
    assert _devices(morning, ListName.LEFT) == ["NS-101"]


def test_a_disputed_device_is_listed_as_a_conflict(morning: Office) -> None:
    """A fork alone is none: parallel acts of which only one order is possible are settled."""
    for device in ("NS-102", "NS-103"):
        morning.database.conn.execute(
            """UPDATE custody SET heads = '["a","b"]' WHERE device = ?""", (device,)
        )
    morning.database.conn.execute("UPDATE custody SET disputed = 'c' WHERE device = 'NS-103'")
    assert _devices(morning, ListName.CONFLICTS) == ["NS-103"]


@pytest.mark.parametrize(
    ("sort", "descending", "devices"),
    [
        ("name", False, ["NS-102", "NS-101", "NS-110"]),
        ("name", True, ["NS-110", "NS-101", "NS-102"]),
        ("place", True, ["NS-102", "NS-110", "NS-101"]),
        ("since", False, ["NS-110", "NS-101", "NS-102"]),
        ("device", True, ["NS-110", "NS-102", "NS-101"]),
    ],
)
def test_a_list_is_sorted_both_ways(
    morning: Office, sort: str, descending: bool, devices: list[str]
) -> None:
    """Descending is the whole order turned round, ties included."""
    assert _devices(morning, ListName.OUT, sort=sort, descending=descending) == devices


@pytest.mark.parametrize("sort", list(lists._DEVICE_ORDER))
@pytest.mark.parametrize("which", list(ListName))
def test_every_order_of_every_list_has_the_same_devices(
    morning: Office, which: ListName, sort: str
) -> None:
    """Sorting shows the list in another order and never loses a line."""
    assert sorted(_devices(morning, which, PAST, sort=sort)) == _devices(morning, which, PAST)


@pytest.mark.parametrize(
    ("text", "devices"),
    [
        ("ns-10", ["NS-101", "NS-102"]),
        ("quetzalwood", ["NS-101"]),
        ("zephyrine", ["NS-110"]),
        ("ns-103", []),
        ("", ["NS-101", "NS-102", "NS-110"]),
    ],
)
def test_a_filter_finds_devices_by_themselves_and_by_who_has_them(
    morning: Office, text: str, devices: list[str]
) -> None:
    """Within the list that is shown, not beyond it."""
    assert _devices(morning, ListName.OUT, text=text) == devices


def test_a_line_says_who_has_the_device(morning: Office) -> None:
    """The object of ``champion list --json`` has every key, whatever is blank."""
    (line,) = reports.find_devices(morning, "NS-101")
    issue = morning.database.value("SELECT loan FROM custody WHERE device = 'NS-101'")
    assert line.as_json() == {
        "device": "NS-101",
        "serial": "5CDNS101",
        "model": "HP Chromebook 11",
        "category": "Chromebook",
        "service": "READY",
        "custody": "WITH_PERSON",
        "person": "2001",
        "name": "Anaïs Quetzalwood",
        "grade": "7",
        "homeroom": "204",
        "place": None,
        "since": "2026-11-21T09:00:00.000+00:00",
        "event": issue,
    }


def test_a_device_without_a_tag_is_listed_by_its_serial(office: Office) -> None:
    """Every line has something that can be scanned."""
    enrol(office, [a_device("5CDXYZ", tag="", serial="5CDXYZ", service=Service.READY)])
    assert [line.device for line in reports.find_devices(office, "5cdxyz")] == ["5CDXYZ"]


def test_lines_come_in_the_order_of_the_keys_that_are_asked(morning: Office) -> None:
    """A window may lie anywhere in the list; a key that is no more is left out."""
    keys = list(lists.device_keys(morning.database, ListName.OUT, FUTURE))
    lines = lists.device_lines(morning.database, [keys[2], 999_999, keys[0]])
    assert [line.device for line in lines] == ["NS-110", "NS-101"]


@pytest.mark.parametrize(
    ("sort", "descending", "people"),
    [
        ("person", False, ["0004711", "2001", "2002", "2003", "2004", "2005"]),
        ("name", False, ["2004", "0004711", "2001", "2005", "2003", "2002"]),
        ("grade", False, ["2005", "2004", "0004711", "2001", "2003", "2002"]),
        ("homeroom", True, ["2002", "2003", "2005", "2001", "0004711", "2004"]),
        ("status", False, ["2004", "0004711", "2001", "2005", "2002", "2003"]),
    ],
)
def test_people_are_sorted_both_ways(
    office: Office, sort: str, descending: bool, people: list[str]
) -> None:
    """By last name unless another column is asked for; staff have no grade and come first."""
    keys = lists.person_keys(office.database, sort=sort, descending=descending)
    assert [line.person for line in lists.person_lines(office.database, keys)] == people


def test_a_person_line_counts_what_the_person_has(morning: Office) -> None:
    """From the projections, also where only the district's list says so."""
    assert reports.find_people(morning, "zephyrine") == [
        PersonLine(2, "2002", "Bayo Zephyrine", "7", "210", "student", "ENROLLED", 1)
    ]


def test_the_figures_put_each_device_in_one_group(morning: Office) -> None:
    """The groups add up to the devices that are not retired."""
    counts = picture.picture(morning).counts
    assert sum(counts[group] for group in picture.GROUPS) == counts[ListName.KEPT] == 13


def test_the_grades_say_how_many_students_have_something(morning: Office) -> None:
    """Enrolled students who have something or may have it."""
    (grade,) = picture.picture(morning).grades
    assert (grade.name, grade.have_one) == ("7", (2, 3))
