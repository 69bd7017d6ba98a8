"""Each system's own file, read to the records that it means; all people in them are made up."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.files.entries import Entry, Reading
from inventory.files.private import is_private
from inventory.files.profiles import PROFILES, Profile, RegisterKind, find_profile
from inventory.model import Device, Person, PersonStatus, Service
from tests.inventory.files.built import FIXTURES, built, chosen, fixture, records

DEVICES, PEOPLE, PLACES = RegisterKind
GOOGLE_ID = "4f1c9c1e-0d4b-4b11-9f06-8a1f8f1f000"
ADA = Person("0040217", "Ada", "Ng", email="ada.ng@northside.example")
G9 = "HP Chromebook 11 G9"

FILES: dict[str, tuple[RegisterKind, str, list[Entry | str]]] = {
    "snipe-it-list.csv": (
        DEVICES,
        "snipe-it",
        [
            Device(
                *("NS-104101", "NS-104101", "5CD01402GF", G9, "Chromebook", "Library cart 3"),
                holder="0040217",
                notes="sticker worn",
            ),
            Device(
                *("0012377", "0012377", "5E10234", G9, "Chromebook", "Room 114"),
                Service.NEEDS_CHECK,
            ),
            Device(*("NS-104103", "NS-104103", "5CD043K1ST", "", "", "Lab"), Service.NEEDS_CHECK),
        ],
    ),
    "snipe-it-report.csv": (
        DEVICES,
        "snipe-it",
        [
            Device(
                *("NS-104101", "NS-104101", "5CD01402GF", G9, "Chromebook", "Library cart 3"),
                holder="0040217",
                notes="sticker worn",
            ),
            Device("NS-104102", "NS-104102", "5CD011X3GF", place="Room 114"),
            Device("NS-104103", "NS-104103", "5CD043K1ST", service=Service.NEEDS_CHECK),
            Device("NS-104104", "NS-104104", service=Service.RETIRED, holder="bo.li"),
        ],
    ),
    "snipe-it-importer.csv": (
        DEVICES,
        "snipe-it",
        [
            Device(
                *("NS-104101", "NS-104101", "5CD01402GF", G9, "Chromebook", "Room 208"),
                holder="ada.ng",
                notes="sticker worn",
            ),
            Device("NS-104102", "NS-104102", "5CD011X3GF", holder="bo.li@northside.example"),
        ],
    ),
    "snipe-it-users.csv": (
        PEOPLE,
        "snipe-it",
        [ADA, "Employee Number is blank, so there is no ID to go by."],
    ),
    "google-users.csv": (
        PEOPLE,
        "google",
        [
            ADA,
            Person(
                *("8100442", "Bo", "Li"),
                email="bo.li@northside.example",
                block="Google account is suspended",
            ),
            "Employee ID is blank, so there is no ID to go by.",
        ],
    ),
    "gam-cros.csv": (
        DEVICES,
        "gam",
        [
            Device(
                *("NS-104101", "NS-104101", "5CD01402GF", G9, "", "Room 208"),
                notes="lid C:\\cart sticker worn",
                google_id=f"{GOOGLE_ID}1",
                synced_at="2026-09-03T07:12:45.123Z",
            ),
            Device(
                *("5CD011X3GF", "", "5CD011X3GF"),
                service=Service.NEEDS_CHECK,
                google_id=f"{GOOGLE_ID}2",
            ),
            Device(
                *("5CD043K1ST", "", "5CD043K1ST"),
                service=Service.RETIRED,
                google_id=f"{GOOGLE_ID}3",
            ),
            "The row has neither an asset tag nor a serial.",
        ],
    ),
    "powerschool.csv": (
        PEOPLE,
        "powerschool",
        [
            Person("0040217", "Ada", "Ng", "PK", "112"),
            Person("513621", "Christina", "Payet", "K", status=PersonStatus.LEFT),
        ],
    ),
    "oneroster-1.1-users.csv": (
        PEOPLE,
        "oneroster",
        [
            Person("0040217", "Ada", "Ng", "9", email="ada.ng@northside.example"),
            Person(
                *("8100442", "Bo", "Li", "K"),
                email="bo.li@northside.example",
                status=PersonStatus.LEFT,
            ),
            Person("90017", "Cy", "Ray", kind="staff"),
            "left out: guardians, who are not people of the school",
            "identifier is blank, and userIds has no single number, so there is no ID to go by.",
        ],
    ),
    "oneroster-1.2-users.csv": (
        PEOPLE,
        "oneroster",
        [
            Person("0040217", "Ada", "Ng", "UG", email="ada.ng@northside.example"),
            Person("90017", "Cy", "Ray", kind="staff"),
            "left out: parents, who are not people of the school",
        ],
    ),
    "clever-students.csv": (
        PEOPLE,
        "clever",
        [Person("0040217", "Ada", "Ng", "K", email="ada.ng@northside.example")],
    ),
    "clever-teachers.csv": (
        PEOPLE,
        "clever",
        [Person("c-9", "Cy", "Ray", email="cy.ray@northside.example", kind="staff")],
    ),
    "sds-1-student.csv": (
        PEOPLE,
        "sds",
        [Person("0040217", "Ada", "Ng", "5", email="ada.ng@northside.example")],
    ),
    "sds-1-teacher.csv": (PEOPLE, "sds", [Person("90017", "Cy", "Ray", kind="staff")]),
    "sds-2-users.csv": (
        PEOPLE,
        "sds",
        [Person("14001", "Ada", "Ng", "5", email="ada.ng@northside.example")],
    ),
    "sds-2.1-users.csv": (
        PEOPLE,
        "sds",
        [
            Person("14001", "Ada", "Ng", "10", email="ada.ng@northside.example"),
            Person("14002", "Cy", "Ray", kind="staff"),
        ],
    ),
    "apple-students.csv": (
        PEOPLE,
        "apple",
        [Person("0040217", "Ada", "Ng", "5", email="ada.ng@northside.example")],
    ),
    "intune-devices.csv": (
        DEVICES,
        "intune",
        [Device("0123-4567", "", "0123-4567", "Surface Laptop SE", "Staff laptop")],
    ),
}


def test_each_fixture_is_tried() -> None:
    """A file that no test reads proves nothing."""
    assert {path.name for path in FIXTURES.iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_system_s_file_is_known_and_read(name: str) -> None:
    """The header alone says which system it is; each row is what it means, or says why not."""
    kind, system, expected = FILES[name]
    header, rows = fixture(name)
    assert find_profile(kind, header).name == system
    assert records(kind, header, rows) == expected


@pytest.mark.parametrize("name", FILES)
def test_nothing_private_gets_into_a_record(name: str) -> None:
    """Each private cell has a mark, and so have names and notes that are not the record's own."""
    kind, _, _ = FILES[name]
    header, rows = fixture(name)
    told = [column for column, heading in enumerate(header) if is_private(heading)]
    marks = [row[column] for row in rows for column in told if row[column]]
    assert all("PRIVATE" in mark for mark in marks)
    assert "PRIVATE" in repr(rows)
    assert "PRIVATE" not in repr(built(kind, header, rows, Reading(trust_users=True)))


# The report's two columns "Notes" are told apart by where they stand.
SHUFFLED = sorted(FILES.keys() - {"snipe-it-report.csv"})


@settings(deadline=None)
@given(st.sampled_from(SHUFFLED), st.data())
def test_the_order_of_the_columns_means_nothing(name: str, data: st.DataObject) -> None:
    """Real exports come in any order; GAM's change from one version to the next."""
    kind, system, expected = FILES[name]
    header, rows = fixture(name)
    order = data.draw(st.permutations(range(len(header))))
    moved = [header[column] for column in order]
    assert find_profile(kind, moved).name == system
    assert records(kind, moved, [[row[column] for column in order] for row in rows]) == expected


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.name}-{profile.kind}")
def test_no_heading_of_a_profile_gives_two_fields(profile: Profile) -> None:
    """Each profile reads a header of its own first headings without a clash."""
    header = [names[0] for names in profile.headings.values()]
    assert list(profile.columns(header)) == list(profile.headings)
    marked = [*header, *(mark for mark in profile.marks[:1] if mark not in header)]
    assert find_profile(profile.kind, marked) is profile
    assert profile.title


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.name}-{profile.kind}")
def test_no_profile_reads_a_private_column(profile: Profile) -> None:
    """What may never be stored by hand is not stored by a known system either."""
    headings = chain.from_iterable(profile.headings.values())
    assert not [heading for heading in headings if is_private(heading)]


def test_the_user_that_is_noted_is_the_holder_only_where_a_person_says_so() -> None:
    """It may be the account that enrolled the device, and then nobody has it."""
    for name, user in (
        ("gam-cros.csv", "ada.ng@northside.example"),
        ("intune-devices.csv", "cy.ray@northside.example"),
    ):
        header, rows = fixture(name)
        plain, trusted = (
            built(DEVICES, header, rows, Reading(trust_users=trust))[0] for trust in (False, True)
        )
        assert isinstance(plain[0], Device)
        assert isinstance(trusted[0], Device)
        assert (plain[0].holder, trusted[0].holder) == ("", user)
        assert set(trusted[1]) - set(plain[1]) == {"holder"}


def test_a_blank_user_at_google_does_not_say_that_nobody_has_the_device() -> None:
    """A school that never annotates would take every device back by an import."""
    header, rows = fixture("gam-cros.csv")
    second = built(DEVICES, header, rows, Reading(trust_users=True))[1]
    assert "holder" not in second[1]


@pytest.mark.parametrize(
    ("name", "row", "spoken"),
    [
        ("snipe-it-list.csv", 1, True),
        ("snipe-it-list.csv", 2, False),
        ("snipe-it-report.csv", 1, True),
        ("snipe-it-report.csv", 2, True),
        ("snipe-it-importer.csv", 1, True),
    ],
)
def test_a_device_that_is_checked_in_or_out_to_a_room_is_with_nobody(
    name: str, row: int, spoken: bool
) -> None:
    """Only the list export, where a name may be a person's or a room's, does not say it."""
    header, rows = fixture(name)
    assert ("holder" in built(DEVICES, header, rows)[row][1]) == spoken


@pytest.mark.parametrize("after", ["Status", "Checkout Date", "Deleted", "URL"])
def test_what_is_noted_about_a_person_is_not_taken_for_a_note_about_the_device(
    after: str,
) -> None:
    """The report has them left of its status and dates; the device's own come after all of it."""
    header = ["Asset Tag", "Username", "User City", "Notes", after]
    [device] = records(DEVICES, header, [["T1", "ana", "", "noted", ""]])
    assert isinstance(device, Device)
    assert device.notes == ("noted" if after == "URL" else "")


@pytest.mark.parametrize(
    ("name", "blank", "notes", "code"),
    [
        ("snipe-it-users.csv", (), ["ID taken from Employee Number."], "0040217"),
        (
            "snipe-it-users.csv",
            ("Employee Number",),
            ["ID taken from Username: Employee Number is empty in every row."],
            "ada.ng",
        ),
        ("google-users.csv", (), ["ID taken from Employee ID."], "0040217"),
        (
            "google-users.csv",
            ("Employee ID",),
            ["ID taken from Email Address [Required]: Employee ID is empty in every row."],
            "ada.ng@northside.example",
        ),
        ("oneroster-1.1-users.csv", (), ["ID taken from identifier."], "0040217"),
        (
            "oneroster-1.1-users.csv",
            ("identifier",),
            ["ID taken from userIds: identifier is empty in every row."],
            "999",
        ),
        (
            "oneroster-1.1-users.csv",
            ("identifier", "userIds"),
            ["ID taken from sourcedId: identifier and userIds are empty in every row."],
            "u-1",
        ),
        (
            "clever-students.csv",
            ("Student_number",),
            ["ID taken from Student_id: Student_number is empty in every row."],
            "c-77",
        ),
        (
            "apple-students.csv",
            ("person_number",),
            ["ID taken from person_id: person_number is empty in every row."],
            "a-77",
        ),
        ("powerschool.csv", (), [], "0040217"),
        ("sds-2-users.csv", (), [], "14001"),
    ],
)
def test_one_column_is_the_id_of_everybody_in_a_file(
    name: str, blank: tuple[str, ...], notes: list[str], code: str
) -> None:
    """The best one that holds anything, and the note says which; a mail address stays one too."""
    header, rows = fixture(name)
    for row in rows:
        for heading in blank:
            row[header.index(heading)] = ""
    assert chosen(PEOPLE, header, rows)[1] == notes
    first = records(PEOPLE, header, rows)[0]
    assert isinstance(first, Person)
    assert first.person_id == code
    if name == "google-users.csv":
        assert first.email == "ada.ng@northside.example"


def test_a_column_that_is_missing_is_said_to_be_missing() -> None:
    """Another reason than a column that is empty."""
    notes = chosen(PEOPLE, ["First Name", "Username"], [["Ada", "ada"]])[1]
    assert notes == ["ID taken from Username: there is no Employee Number."]


@pytest.mark.parametrize(
    ("header", "system"),
    [
        ("asset_tag,serial,model,category,place,service,site,assigned_to", "champion"),
        ("serial", "champion"),
        ("ASSET TAG,Serial", "champion"),
        ("Asset Tag,Serial,Model,Category,Location,Status", "snipe-it"),
        ("Asset Tag,Checked Out to: Username", "snipe-it"),
        (
            "deviceId,Serial Number,macAddress,Model Name,notes,Location,Manufacturer,Asset Tag",
            "snipe-it",
        ),
        ("deviceId,annotatedAssetId,annotatedUser,lastSync,notes,serialNumber,status", "gam"),
        ("Serial number,Device name,Primary user UPN", "intune"),
        ("Device ID,Serial number,Model,Device name,Compliance", "intune"),
    ],
)
def test_lists_of_devices_with_few_columns_are_known_too(header: str, system: str) -> None:
    """An admin chooses the columns; a district's template mixes two systems."""
    assert find_profile(DEVICES, header.split(",")).name == system


@pytest.mark.parametrize(
    ("header", "system"),
    [
        ("person_id,first_name,last_name,grade,homeroom,email,status,kind", "champion"),
        ("First Name,Last Name,Username", "snipe-it"),
        ("First Name,Employee No.", "snipe-it"),
        ("ClassOf,Grade_Level,LastFirst,Student_Number", "powerschool"),
        ("Student Number,First Name,Last Name,Grade,Home Room", "powerschool"),
        ("[Students]Student_Number,[students]lastfirst", "powerschool"),
        ("First Name [Required],Email Address [Required],Status [READ ONLY],Employee ID", "google"),
        ("sourcedId,givenName,familyName,identifier,role", "oneroster"),
        ("sourcedId,givenName,familyName,username,role,grade", "sds"),
        ("Student_id,First_name,Last_name,School_id", "clever"),
    ],
)
def test_lists_of_people_with_few_columns_are_known_too(header: str, system: str) -> None:
    """Of two systems that fit, it is the one that knows more of the columns."""
    assert find_profile(PEOPLE, header.split(",")).name == system
