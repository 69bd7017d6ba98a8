"""Rows to records, profile by profile."""

import csv
import io
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.files.entries import Entry, Reading, identifiers
from inventory.files.profiles import PROFILES, Profile, RegisterKind
from inventory.files.records import Record, Records
from inventory.files.sources import open_bytes, open_source
from inventory.model import Device, Person, PersonStatus, Place, Service
from tests.inventory.files.samples import read, real_file

DEVICES, PEOPLE, PLACES = RegisterKind

OWN_DEVICES = "asset_tag,serial,model,category,place,service,site,assigned_to,notes"
OWN_PEOPLE = "person_id,first_name,last_name,grade,homeroom,email,status,kind"
SNIPE_DEVICES = (
    "Asset Tag,Serial,Model,Status,Location,Checkout Type,Checked Out To: Username,Notes"
)
SNIPE_PEOPLE = "First Name,Last Name,Username,Employee Number,Job Title,Phone"


@pytest.mark.parametrize(
    ("kind", "text", "value", "blank"),
    [
        (
            DEVICES,
            f"{OWN_DEVICES}\n0012,5CD1,HP G9,Chromebook,Room 1,in repair,NORTH,77,sticky\n",
            Device(
                *("0012", "0012", "5CD1", "HP G9", "Chromebook", "Room 1", Service.IN_REPAIR),
                *("NORTH", "77", "", "sticky"),
            ),
            set(),
        ),
        (
            DEVICES,
            f"{OWN_DEVICES}\n,5CD1,,,,,,,\n",
            Device("5CD1", serial="5CD1"),
            {"tag", "model", "category", "place", "service", "site", "assigned_to", "notes"},
        ),
        (
            PEOPLE,
            f"{OWN_PEOPLE}\n07,Núria,O'Hara,Grade 7,112,n@x,form_missing,teacher\n",
            Person(
                *("07", "Núria", "O'Hara", "7", "112", "n@x"), kind="staff", block="Form is missing"
            ),
            set(),
        ),
        (
            PEOPLE,
            f"{OWN_PEOPLE}\n07,,,,,,,\n",
            Person("07"),
            {"first_name", "last_name", "grade", "homeroom", "email", "status", "block", "kind"},
        ),
        (PLACES, "place,kind,capacity\nCart 3,cart,32\n", Place("Cart 3", "cart", 32), set()),
        (PLACES, "place,kind,capacity\nCart 3,,\n", Place("Cart 3"), {"kind", "capacity"}),
        (
            DEVICES,
            f"{SNIPE_DEVICES}\nT1,S1,Mac,Archived,Hall,User,ana,old\n",
            Device(
                *("T1", "T1", "S1", "Mac", "", "Hall", Service.RETIRED), holder="ana", notes="old"
            ),
            set(),
        ),
        (
            PEOPLE,
            'Student_Number,LastFirst,Grade_Level,Home_Room,Enroll_Status\n5,"Ng, Ada",-1,112,2\n',
            Person("5", "Ada", "Ng", "PK", "112", status=PersonStatus.LEFT),
            set(),
        ),
        (
            PEOPLE,
            "[Students]Student_Number,[students]first_name,[students]last_name\n5,Ada,Ng\n",
            Person("5", "Ada", "Ng"),
            set(),
        ),
    ],
)
def test_a_row_becomes_the_record_that_it_means(
    kind: RegisterKind, text: str, value: Entry, blank: set[str]
) -> None:
    """Each field is where the model has it, and blank cells count as not spoken about."""
    [record], refused, records = read(kind, text)
    assert (refused, record.value) == ([], value)
    assert record.given == records.present - blank


@pytest.mark.parametrize(
    ("checkout", "holder", "spoken"),
    [
        ("User,ana", "ana", True),
        ("user,\u00a0ana", "ana", True),
        (",ana", "ana", True),
        (",", "", True),
        ("User,", "", False),
        ("Location,ana", "", True),
        ("Asset,", "", True),
    ],
)
def test_a_holder_is_a_person_to_whom_the_device_is_checked_out(
    checkout: str, holder: str, spoken: bool
) -> None:
    """Checked in, or out to a place, says that no person has it; a user without a name nothing."""
    [record], _, _ = read(DEVICES, f"{SNIPE_DEVICES}\nT1,S1,Mac,,Hall,{checkout},\n")
    assert isinstance(record.value, Device)
    assert (record.value.holder, "holder" in record.given) == (holder, spoken)


@pytest.mark.parametrize(
    ("rows", "ids", "note"),
    [
        (
            "Ana,A,ana,,,\nBo,B,bo,\u00a0,,\n",
            ["ana", "bo"],
            "ID taken from Username: Employee Number is empty in every row.",
        ),
        ("Ana,A,ana,17,,\nBo,B,bo,18,,\n", ["17", "18"], "ID taken from Employee Number."),
        ("Ana,A,ana,17,,\nBo,B,bo,,,\n", ["17"], "ID taken from Employee Number."),
    ],
)
def test_one_column_gives_the_id_of_everyone_in_the_file(
    rows: str, ids: list[str], note: str
) -> None:
    """A person known by username today and by number tomorrow would be two people."""
    taken, _, records = read(PEOPLE, f"{SNIPE_PEOPLE}\n{rows}")
    assert [identifiers(record.value)[0] for record in taken] == ids
    assert records.notes() == [note]


def test_the_id_column_that_is_missing_is_named() -> None:
    """Either of the two columns may be absent, and the note says why the other was taken."""
    _, _, records = read(PEOPLE, "First Name,Username\nAna,ana\n")
    assert records.notes() == ["ID taken from Username: there is no Employee Number."]
    _, refused, records = read(PEOPLE, "First Name,Employee Number\nAna,17\nBo,\n")
    assert records.notes() == ["ID taken from Employee Number."]
    assert refused[0].reason == "Employee Number is blank, so there is no ID to go by."


@pytest.mark.parametrize(
    ("kind", "text", "line", "reason"),
    [
        (DEVICES, "asset_tag,serial,model\n,\u00a0,HP\n", 2, "neither an asset tag nor a serial"),
        (DEVICES, "asset_tag,serial\nT1,6.4E+15\n", 2, 'serial "6.4E+15" was damaged by Excel'),
        (DEVICES, "Asset Tag,Status\nZZNO,\n", 2, 'Asset Tag "ZZNO" begins with ZZ'),
        (DEVICES, "asset_tag,serial\nT\x07,S\n", 2, "no scanner can read"),
        (PEOPLE, "person_id,email\n,a@x\n", 2, "person_id is blank"),
        (PEOPLE, "person_id,status\n1,EXPELLED\n", 2, 'status "EXPELLED" is not known'),
        (PEOPLE, "person_id,kind\n1,robot\n", 2, 'kind "robot" is not known'),
        (PLACES, "place,capacity\nCart,a few\n", 2, 'capacity "a few" is not a whole number'),
        (PLACES, "place,capacity\n,5\n", 2, "The row has no place."),
        (PLACES, "place,capacity\nCart,5,6\n", 2, "Column 3 has no heading"),
    ],
)
def test_a_row_that_can_not_be_a_record_is_refused_by_line(
    kind: RegisterKind, text: str, line: int, reason: str
) -> None:
    """The sentence says which column, and what is in it."""
    taken, [refused], records = read(kind, text)
    assert (refused.line, reason in refused.reason) == (line, True), refused.reason
    assert len(taken) + 1 == records.rows


def test_a_tag_that_is_also_the_serial_of_the_same_device_is_no_double() -> None:
    """Some schools print the serial on the sticker."""
    [record], _, _ = read(DEVICES, "asset_tag,serial\nS1,S1\n")
    assert identifiers(record.value) == ("S1",)


def test_columns_that_are_not_wanted_are_named_and_never_kept() -> None:
    """A password in a file is neither in a record nor in what is kept of a refused row."""
    text = "Username,First Name,Password,,Phone\nana,Ana,hunter2,,555\n,Bo,hunter3,,556\n"
    taken, refused, records = read(PEOPLE, text)
    assert records.dropped_columns == ("Password", "Phone")
    assert "hunter" not in repr((taken, refused, records.notes()))
    assert [one.text for one in refused] == ["Bo"]


def test_unknown_status_labels_are_read_as_ready_and_named_once() -> None:
    """A school's own label is no reason to leave out a device, but nobody should be surprised."""
    labels = ["Box", "Box", "Deployed", "", *(f"Shelf {number}" for number in range(11))]
    rows = "".join(f"T{number},{label},x\n" for number, label in enumerate(labels))
    taken, _, records = read(DEVICES, f"Asset Tag,Status,Location\n{rows}")
    services = {record.value.service for record in taken if isinstance(record.value, Device)}
    notes = records.notes()
    assert services == {Service.READY}
    assert notes[0] == 'Status "Box" is not known and reads as READY (rows: 2).'
    assert (len(notes), notes[-1]) == (11, "So do 2 other values of Status.")


def test_what_the_file_was_is_kept_with_its_records() -> None:
    """The import log needs name, hash and counts; refused rows count as rows."""
    taken, _, records = read(PLACES, "place;kind\nA;cart\nB;cart;x\nC;\n")
    assert (records.kind, records.profile, records.source.name) == (PLACES, "champion", "list.csv")
    assert (records.source.encoding, records.source.delimiter, records.rows) == ("UTF-8", ";", 3)
    assert [record.line for record in taken] == [2, 4]
    assert len(records.source.sha256) == 64


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=6
) | st.sampled_from(["T1", "ZZ", "1E+5", "LEFT", "-1", "Ng, Ada", "\ufffd"])


@settings(deadline=None)
@given(st.sampled_from(PROFILES), st.data())
def test_no_cells_raise_anything(profile: Profile, data: st.DataObject) -> None:
    """Every row of every profile ends as a record or as refused, whatever it says."""
    header = tuple(names[0] for names in profile.headings.values())
    rows = data.draw(st.lists(st.tuples(*[CELLS] * len(header)), max_size=4))
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([header, *rows, ["x"] * len(header)])
    source = open_bytes("x", text.getvalue().encode("utf-8", "replace"))
    records = Records(source, profile.kind, Reading(profile=profile.name))
    taken = [one for one in records if isinstance(one, Record)]
    assert all(code for record in taken for code in identifiers(record.value))
    assert all(isinstance(note, str) for note in records.notes())


@pytest.mark.parametrize(
    ("kind", "name", "count", "fields"),
    [
        (DEVICES, "assets-sample.csv", 22, {"tag": "WBH-2841795", "holder": "gmccrackem2a"}),
        (PEOPLE, "users-sample.csv", 100, {"person_id": "klefeuvre1", "last_name": "Lefeuvre"}),
    ],
)
def test_the_sample_files_of_snipe_it_become_records(
    kind: RegisterKind, name: str, count: int, fields: Mapping[str, str]
) -> None:
    """Every row of the real files is taken; the second one is looked at closely."""
    records = Records(open_source(real_file(f"snipe-it/{name}")), kind, Reading())
    taken = [one for one in records if isinstance(one, Record)]
    assert len(taken) == count == records.rows
    assert {field: getattr(taken[1].value, field) for field in fields} == fields
    if kind is PEOPLE:
        assert records.notes() == ["ID taken from Username: Employee Number is empty in every row."]
        assert {"Phone", "Address", "Job Title"} <= set(records.dropped_columns)
