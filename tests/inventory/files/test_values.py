"""What a cell means, value by value."""

from collections.abc import Callable

import pytest

from inventory.files import values
from inventory.files.values import CellRefused, LeftOut, Widths
from inventory.model import PersonStatus, Service


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0012345", "0012345"),
        ("", ""),
        ("7", "7"),
        ("NS-104_1.7/A", "NS-104_1.7/A"),
        (" NS-1 ", "NS-1"),
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
        ("#N/A", "is an error of the spreadsheet"),
        ("#REF!", "is an error of the spreadsheet"),
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
        *[("PR", "PK"), ("Preschool", "PK"), ("Prekindergarten", "PK")],
        *[("0", "K"), ("KG", "K"), ("k", "K"), ("Kindergarten", "K"), ("Grade K", "K")],
        *[("tk", "TK"), ("Transitional Kindergarten", "TK"), ("IT", "IT"), ("Ungraded", "UG")],
        *[("First grade", "1"), ("Twelfth", "12"), ("Grade 5", "5"), ("5th", "5"), ("05", "5")],
        *[("PS", "PS"), ("AS", "AS"), ("Other", "Other"), ("Grade 13", "13"), ("2031", "2031")],
        *[("1", "1"), ("01", "1"), ("12", "12"), ("Grade 7", "7"), ("gr. 7", "7"), ("7th", "7")],
        *[("7TH GRADE", "7"), ("13", "13"), ("-3", "-3"), ("00", "K"), ("Staff", "Staff")],
        *[("", ""), ("٣", "٣"), ("7.0", "7.0"), ("grade" * 900, "grade" * 900)],
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
        ("", Service.READY, False),
        ("Out for Repair (pending)", Service.IN_REPAIR, True),
        ("Ready to Deploy Deployed", Service.READY, True),
        ("In a box (deployable)", Service.READY, True),
        ("Sent off (pending)", Service.NEEDS_CHECK, True),
        ("Scrapped (archived)", Service.RETIRED, True),
        ("On hold (undeployable)", Service.NEEDS_CHECK, True),
        ("ACTIVE", Service.READY, True),
        ("PROVISIONED", Service.READY, True),
        ("DISABLED", Service.NEEDS_CHECK, True),
        ("DEPROVISIONED", Service.RETIRED, True),
        ("RETURN_REQUESTED", Service.READY, False),
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
        ("tobedeleted", PersonStatus.LEFT, ""),
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
        (values.account, "Gone"),
        (values.role, "robot"),
        (values.role, ",,"),
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


@pytest.mark.parametrize(
    ("word", "status", "block"),
    [
        ("Active", PersonStatus.ENROLLED, ""),
        ("SUSPENDED", PersonStatus.ENROLLED, "Google account is suspended"),
        ("Archived", PersonStatus.LEFT, ""),
    ],
)
def test_a_google_account_s_state_is_not_enrollment(
    word: str, status: PersonStatus, block: str
) -> None:
    """A suspended account may be a leaver's or a punishment: it blocks until somebody looks."""
    assert values.account(word, "Status") == (status, block)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        *[("student", "student"), ("Teacher", "staff"), ("aide", "staff"), ("proctor", "staff")],
        *[("districtAdministrator", "staff"), ("teacher,administrator", "staff")],
        *[("aide,student", "student"), ("guardian,teacher", "staff"), ("robot,teacher", "staff")],
    ],
)
def test_a_role_says_who_is_a_student_and_who_is_staff(cell: str, kind: str) -> None:
    """A student who helps as an aide is a student still; a teacher may be a parent too."""
    assert values.role(cell, "role") == kind


@pytest.mark.parametrize("cell", ["guardian", "parent", "Relative", "robot,guardian"])
def test_people_who_are_not_of_the_school_are_left_out(cell: str) -> None:
    """They are no fault of the file, and no business of ours."""
    with pytest.raises(LeftOut, match="s, who are not people of the school"):
        values.role(cell, "role")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("{SIS:12345}", "12345"),
        ("{LDAP:0012}", "0012"),
        ("{LDAP:ana},{sis: 12345 }", "12345"),
        ("{SIS:1},{SIS:2}", ""),
        ("{a:1},{b:2}", ""),
        ("{a:1},{b:1}", "1"),
        ("12345", ""),
        ("{SIS:}", ""),
        ("", ""),
    ],
)
def test_the_number_in_user_ids_is_taken_where_it_is_one_alone(cell: str, number: str) -> None:
    """Which of several is the student's can't be guessed, unless one is the school's own system."""
    assert values.number_in(cell) == number


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("2026-09-03T07:12:45.123Z", True),
        ("2026-09-03T07:12:45+02:00", True),
        ("2026-09-03T07:12:45.123", False),
        ("2026-09-03 07:12:45Z", False),
        ("2026-13-03T07:12:45.123Z", False),
        ("2026-09-03", False),
        ("Never", False),
        ("9/3/26 7:12 in the morning", False),
        ("", False),
    ],
)
def test_a_moment_is_kept_as_google_writes_it_or_not_at_all(cell: str, kept: bool) -> None:
    """An odd one is no reason to refuse a device."""
    assert values.synced(cell) == (cell if kept else "")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("plain", "plain"),
        (r"C:\\\\new", r"C:\\new"),
        (r"C:\\new", r"C:\new"),
        (r"one\ntwo\r\nthree", "one two three"),
        (r"a\tb", r"a\tb"),
        ("end" + "\\" * 2, "end" + "\\"),
        ("end" + "\\", "end" + "\\"),
    ],
)
def test_gam_s_escapes_are_undone_once(cell: str, text: str) -> None:
    """A folder called new is not a line break."""
    assert values.unescaped(cell) == text


@pytest.mark.parametrize(
    ("codes", "note"),
    [
        (
            [f"{number:07}" for number in range(230)] + [str(10_000 + n) for n in range(12)],
            "T: 12 codes have 5 digits, and 230 of 7 begin with 0; Excel may have cut zeros off.",
        ),
        (
            ["0012345", "12345", "7000001", "7000002", ""],
            "T: 1 code has 5 digits, and 1 of 7 begin with 0; Excel may have cut zeros off.",
        ),
        (
            ["0123", "0124", "99", "9", "7001"],
            "T: 2 codes have 1 or 2 digits, and 2 of 4 begin with 0; Excel may have cut zeros off.",
        ),
        (["0012345", "12349", "7000001", "7000002"], ""),
        (["0012345", "7000001"], ""),
        (["1", "20", "300"], ""),
        (["0012345", "0012346", "0012347", "12349", "NS-1"], ""),
        (["NS-1", "0012345", "12345"], ""),
        (["", ""], ""),
        ([], ""),
    ],
)
def test_zeros_that_excel_may_have_cut_off_are_told_of(codes: list[str], note: str) -> None:
    """Only where all are digits, and the narrow ones are the exception or twins of wide ones."""
    for order in (codes, codes[::-1]):
        widths = Widths()
        for code in order:
            widths.add(code)
        assert widths.note("T") == note


def test_numbers_and_kinds_that_are_known_are_read() -> None:
    """PowerSchool's enrollment codes, words for staff, and a capacity with a leading zero."""
    assert [values.enroll_status(code, "") for code in ("-1", "0")] == [PersonStatus.ENROLLED] * 2
    assert [values.enroll_status(code, "") for code in "123"] == [PersonStatus.LEFT] * 3
    assert [values.person_kind(word, "") for word in ("Teacher", "Pupil")] == ["staff", "student"]
    assert values.capacity("032", "") == 32
