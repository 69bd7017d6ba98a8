"""What a cell means, value by value."""

from collections.abc import Callable

import pytest

from inventory.files import values
from inventory.files.values import CellRefused
from inventory.model import PersonStatus, Service


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0012345", "0012345"),
        ("5E10234", "5E10234"),
        ("1E+", "1E+"),
        ("12E+10", "12E+10"),
        ("\u00a0\u200bNS-1\ufeff ", "NS-1"),
        ("A\u200bB", "A\u200bB"),
        ("\u00a0", ""),
        ("Cafe\u0301", "Caf\u00e9"),
        ("x" * 64, "x" * 64),
        ("Z-1", "Z-1"),
        ("AZZ", "AZZ"),
    ],
)
def test_an_identifier_is_kept_as_text(cell: str, code: str) -> None:
    """Leading zeros, an E inside and inner marks stay; what is invisible at the ends goes."""
    assert values.identifier(cell, "Serial") == code


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("6.37702E+15", 'Serial "6.37702E+15" was damaged by Excel'),
        ("6,37702E+15", "was damaged by Excel"),
        ("5e+18", "was damaged by Excel"),
        ("ZZUNDO", 'Serial "ZZUNDO" begins with ZZ'),
        ("zz1", "begins with ZZ"),
        ("\u00a0Zz1", "begins with ZZ"),
        ("a\ufffdb", "has a character in it that no scanner can read"),
        ("x" * 65, f'"{"x" * 39}…" is longer than 64 characters'),
    ],
)
def test_a_damaged_or_reserved_identifier_is_refused_by_name(cell: str, fault: str) -> None:
    """A device under a wrong code would never be found again, so the row is named instead."""
    with pytest.raises(CellRefused) as refusal:
        values.identifier(cell, "Serial")
    assert fault in str(refusal.value)


@pytest.mark.parametrize(
    ("cell", "grade"),
    [
        *[("-2", "PK"), ("-1", "PK"), ("Pre-K", "PK"), ("PK", "PK")],
        *[("0", "K"), ("KG", "K"), ("k", "K"), ("Kindergarten", "K"), ("Grade K", "Grade K")],
        *[("1", "1"), ("01", "1"), ("12", "12"), ("Grade 7", "7"), ("gr. 7", "7"), ("7th", "7")],
        *[("7TH GRADE", "7"), ("13", "13"), ("-3", "-3"), ("Staff", "Staff"), ("", "")],
        *[("٣", "٣"), ("7.0", "7.0"), ("grade" * 900, "grade" * 900)],
    ],
)
def test_grades_of_every_system_have_one_form(cell: str, grade: str) -> None:
    """What isn't a school year is kept, so nothing is lost."""
    assert values.grade(cell) == grade


@pytest.mark.parametrize(
    ("cell", "service", "known"),
    [
        *[("needs check", Service.NEEDS_CHECK, True), ("In_Repair", Service.IN_REPAIR, True)],
        *[(service.value, service, True) for service in Service],
        ("Ready to Deploy", Service.READY, True),
        ("Deployed", Service.READY, True),
        ("Archived", Service.RETIRED, True),
        ("Undeployable", Service.NEEDS_CHECK, True),
        ("Broken - Not Fixable", Service.NEEDS_CHECK, True),
        ("Pending Diagnostics", Service.NEEDS_CHECK, True),
        ("Out for Repair", Service.IN_REPAIR, True),
        ("Lost/Stolen", Service.LOST, True),
        ("In a box", Service.READY, False),
    ],
)
def test_a_status_label_says_what_shape_a_device_is_in(
    cell: str, service: Service, known: bool
) -> None:
    """Our own words and the labels that Snipe-IT comes with; others read as READY and say so."""
    assert values.service(cell) == (service, known)


@pytest.mark.parametrize(
    ("cell", "status", "block"),
    [
        ("ENROLLED", PersonStatus.ENROLLED, ""),
        ("active", PersonStatus.ENROLLED, ""),
        ("LEFT", PersonStatus.LEFT, ""),
        ("Inactive", PersonStatus.LEFT, ""),
        ("WITHDRAWN", PersonStatus.LEFT, ""),
        ("Transferred", PersonStatus.LEFT, ""),
        ("graduated", PersonStatus.LEFT, ""),
        ("BLOCKED", PersonStatus.ENROLLED, "Blocked by the school"),
        ("FORM_MISSING", PersonStatus.ENROLLED, "Form is missing"),
        ("No form", PersonStatus.ENROLLED, "Form is missing"),
    ],
)
def test_a_roster_status_says_who_is_here_and_what_stands_against(
    cell: str, status: PersonStatus, block: str
) -> None:
    """The block is at most five words, as the scan screen shows it."""
    assert values.status(cell, "status") == (status, block)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (values.status, "EXPELLED"),
        (values.status, "1"),
        (values.enroll_status, "4"),
        (values.person_kind, "robot"),
        (values.capacity, "0"),
        (values.capacity, "-1"),
        (values.capacity, "32.5"),
        (values.capacity, "many"),
        (values.capacity, "٣"),
        (values.capacity, "9" * 5000),
    ],
)
def test_a_value_that_is_not_known_is_refused_by_name(
    read: Callable[[str, str], object], cell: str
) -> None:
    """The sentence quotes the heading and the value, and never guesses."""
    with pytest.raises(CellRefused, match=f'^Column 9 "{cell[:39]}'):
        read(cell, "Column 9")


def test_numbers_and_kinds_that_are_known_are_read() -> None:
    """PowerSchool's enrollment codes, words for staff, and a capacity with a leading zero."""
    assert [values.enroll_status(code, "") for code in ("-1", "0")] == [PersonStatus.ENROLLED] * 2
    assert [values.enroll_status(code, "") for code in "123"] == [PersonStatus.LEFT] * 3
    assert [values.person_kind(word, "") for word in ("Teacher", "Pupil")] == ["staff", "student"]
    assert values.capacity("032", "") == 32
