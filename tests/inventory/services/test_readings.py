"""What a person can say of a file: which school, which columns, whose users, which names."""

import csv
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from inventory.errors import ChampionError, FileRefused
from inventory.files import mapping
from inventory.files.entries import Reading
from inventory.files.plan import Plan
from inventory.files.profiles import RegisterKind
from inventory.model import Device, Person, PersonStatus
from inventory.services import mappings, refusals, register
from inventory.services.looking import look
from inventory.services.office import Office
from inventory.store import register as stored
from tests.builders import CountedEntropy, FixedClock, enrol
from tests.inventory.files.built import FIXTURES

DEVICES, PEOPLE, PLACES = RegisterKind
DUTCH = "Inventarnr.;Serienummer;Lokaal;Notes;Notes;Geboortedatum\nD-1;5CD1;112;lid;x;2014-01-02\n"


@pytest.fixture
def office() -> Office:
    """A school that knows nothing yet."""
    return Office.in_memory(FixedClock(), CountedEntropy())


def a_file(folder: Path, text: str, name: str = "list.csv") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def people(plan: Plan) -> list[str]:
    """The IDs of those who are new."""
    return [one.value.person_id for one in plan.new if isinstance(one.value, Person)]


ROSTER = (
    "Student_Number,LastFirst,Grade_Level,SchoolID\n"
    "1,Ng Ada,7,12\n2,Li Bo,7,12\n3,Ray Cy,8,13\n4,Poe Di,8,\n"
)


def test_the_schools_of_a_file_are_listed_with_their_rows(office: Office, tmp_path: Path) -> None:
    """A district's whole roster on a school's laptop is more than it should know."""
    plan = register.prepare(office, PEOPLE, a_file(tmp_path, ROSTER))
    assert [(one.words, one.rows) for one in plan.schools] == [("12", 2), ("13", 1)]
    said = {"school": "12", "name": "", "codes": ["12"], "rows": 2}
    assert plan.as_json()["schools"][0] == said


def test_only_the_rows_of_one_school_are_read(office: Office, tmp_path: Path) -> None:
    """The others are counted, and not refused: nothing is wrong with them."""
    plan = register.prepare(office, PEOPLE, a_file(tmp_path, ROSTER), Reading(school="12"))
    assert (people(plan), plan.refused, plan.rows) == (["1", "2"], (), 4)
    assert "2 rows are of other schools and not read." in plan.notes


def test_a_user_of_google_is_no_holder_until_somebody_says_so(office: Office) -> None:
    """It is often the account that enrolled the device."""
    path = FIXTURES / "gam-cros.csv"
    plan = register.prepare(office, DEVICES, path)
    assert plan.unasked_users == 1
    assert {one.value.holder for one in plan.new if isinstance(one.value, Device)} == {""}
    plan = register.prepare(office, DEVICES, path, Reading(trust_users=True))
    held = [one.value.holder for one in plan.new if isinstance(one.value, Device)]
    assert (plan.unasked_users, held[0]) == (0, "ada.ng@northside.example")


def test_what_google_knows_of_a_chromebook_is_kept(office: Office) -> None:
    """Its own key, and when it last heard of it."""
    register.apply(office, register.prepare(office, DEVICES, FIXTURES / "gam-cros.csv"))
    known = {one.google_id: one.synced_at for one in stored.devices(office.database)}
    assert known["4f1c9c1e-0d4b-4b11-9f06-8a1f8f1f0001"] == "2026-09-03T07:12:45.123Z"
    assert known["4f1c9c1e-0d4b-4b11-9f06-8a1f8f1f0002"] == ""


SPLIT = (
    "Student_Number,LastFirst,Grade_Level\n"
    "1,Ng, Ada,7\n2,Li Bo,7\n3,Ray, Cy,8\n4,Poe, Di,K\n5,X, Y,1\n"
)


def test_split_names_are_refused_with_three_shown_mended(office: Office, tmp_path: Path) -> None:
    """Nobody is imported under a grade that is a first name."""
    path = a_file(tmp_path, SPLIT)
    plan = register.prepare(office, PEOPLE, path)
    assert (people(plan), plan.counts.refused, plan.splits) == (["2"], 4, 4)
    assert [dict(row)["LastFirst"] for row in plan.split_names] == ["Ng, Ada", "Ray, Cy", "Poe, Di"]
    assert plan.split_names[0] == (
        ("Student_Number", "1"), ("LastFirst", "Ng, Ada"), ("Grade_Level", "7"),
    )  # fmt: skip
    plan = register.prepare(office, PEOPLE, path, Reading(mend_names=True))
    assert (people(plan), plan.refused, plan.splits) == (["1", "2", "3", "4", "5"], (), 0)


def test_a_list_that_nobody_knows_is_guessed_and_asked_about(
    office: Office, tmp_path: Path
) -> None:
    """The headings and first rows are there to be looked at; a date of birth is never offered."""
    seen = look(office, DEVICES, a_file(tmp_path, DUTCH))
    assert seen.profile is None
    assert seen.fault is not None
    assert (seen.header[0], seen.rows[0][1]) == ("Inventarnr.", "5CD1")
    assert seen.how == "UTF-8, parted by semicolons"


def test_columns_that_were_said_by_hand_are_known_the_next_time(
    office: Office, tmp_path: Path
) -> None:
    """By the header, under the name that somebody gave; the second of two equal ones by number."""
    path = a_file(tmp_path, DUTCH)
    header = look(office, DEVICES, path).header
    said = mapping.by_hand(
        DEVICES, ["tag=Inventarnr.", "serial=2", "place=Lokaal", "notes=5"], header, "Inventaris"
    )
    once = register.prepare(office, DEVICES, path, Reading(columns=said.columns_in(header)))
    mappings.keep_mapping(office, said)
    again = register.prepare(office, DEVICES, path)
    named = register.prepare(office, DEVICES, path, Reading(profile="Inventaris"))
    assert (once.profile, again.profile, named.profile) == ("by hand", "Inventaris", "Inventaris")
    [record] = again.new
    assert record.value == Device("D-1", "D-1", "5CD1", place="112", notes="x")
    assert once.new == again.new == named.new
    assert again.dropped_columns == ("Notes", "Geboortedatum")
    mappings.forget_mapping(office, DEVICES, "Inventaris")
    with pytest.raises(FileRefused, match="can't be read as a list of devices"):
        register.prepare(office, DEVICES, path)


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "Snipe-IT"])
def test_a_mapping_needs_a_name_of_its_own(office: Office, name: str) -> None:
    """One that can be said on the command line, and that means no known system."""
    said = mapping.SavedMapping(name, DEVICES, {"tag": ("A", 1)})
    with pytest.raises(ChampionError):
        mappings.keep_mapping(office, said)
    assert mappings.saved_mappings(office, DEVICES) == ()


def test_refused_rows_are_saved_mended_and_imported(office: Office, tmp_path: Path) -> None:
    """What is in the file of refused rows fits the same profile, and carries no password."""
    path = a_file(
        tmp_path,
        "Asset Tag,Serial,Password,Model,Status\nT1,S1,hunter1,HP,\nT2,6.4E+15,hunter2,HP,Lost\n"
        "T3,S1,hunter3,Dell,\nT4,S4,hunter4,Dell,,stray\nT5,S5,hunter5,HP,\n",
    )
    plan = register.prepare(office, DEVICES, path)
    target = tmp_path / "refused.csv"
    assert refusals.save_refused(office, plan, path, Reading(), target) == 3
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["Asset Tag", "Serial", "Model", "Status", "line", "reason"]
    assert [row[0] for row in rows] == ["T2", "T3", "T4"]
    assert [row[-2] for row in rows] == ["3", "4", "5"]
    assert "damaged by Excel" in rows[0][-1]
    assert rows[1][-1] == '"S1" is already on line 2.'
    assert "hunter" not in target.read_text("utf-8")
    register.apply(office, plan)
    mended = target.read_text("utf-8-sig").replace("6.4E+15", "S2").replace("T3,S1", "T3,S3")
    target.write_text(mended, "utf-8")
    register.apply(office, register.prepare(office, DEVICES, target, Reading(part=True)))
    assert [(one.tag, one.serial) for one in stored.devices(office.database)] == [
        (f"T{number}", f"S{number}") for number in range(1, 6)
    ]


@pytest.mark.parametrize(
    "name",
    ["clever-students.csv", "oneroster-1.1-users.csv", "google-users.csv", "sds-1-student.csv",
     "apple-students.csv", "powerschool.csv"],
)  # fmt: skip
def test_refused_rows_are_known_again_as_the_same_systems(
    office: Office, tmp_path: Path, name: str
) -> None:
    """The ID column is the one that was chosen for the whole file, even if it is blank now."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        header, row, *_ = csv.reader(file)
    first = register.prepare(office, PEOPLE, FIXTURES / name)
    codes = {"0040217", "u-1"}
    blank = [("" if cell in codes or cell.startswith("{") else cell) for cell in row]
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row, blank])
    plan = register.prepare(office, PEOPLE, path)
    assert (plan.profile, plan.counts.refused) == (first.profile, 1)
    target = tmp_path / "refused.csv"
    refusals.save_refused(office, plan, path, Reading(), target)
    assert "PRIVATE" not in target.read_text("utf-8-sig")
    again = register.prepare(office, PEOPLE, target)
    assert (again.profile, again.counts.refused, again.counts.new) == (first.profile, 1, 0)


def test_a_row_that_is_shifted_shows_nothing_private(office: Office, tmp_path: Path) -> None:
    """With a cell too many, a password stands where a grade should be."""
    text = "Student_Number,First_Name,Last_Name,Password,Grade_Level\n7,Ada,Ng,Jr.,hunter2,5\n"
    path = a_file(tmp_path, text)
    plan = register.prepare(office, PEOPLE, path)
    assert [row.text for row in plan.refused] == ["7,Ada,Ng"]
    target = tmp_path / "refused.csv"
    refusals.save_refused(office, plan, path, Reading(), target)
    assert "7,Ada,Ng" in target.read_text("utf-8-sig")
    assert "hunter2" not in target.read_text("utf-8-sig")


def test_a_cell_without_a_heading_is_saved_at_the_end(office: Office, tmp_path: Path) -> None:
    """All of the row is there to be put right."""
    path = a_file(tmp_path, "asset_tag,notes\nT1,lid, cracked\nT2,\n")
    target = tmp_path / "refused.csv"
    plan = register.prepare(office, DEVICES, path)
    refusals.save_refused(office, plan, path, Reading(), target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["asset_tag", "notes", "left over 1", "line", "reason"]
    assert row[:4] == ["T1", "lid", "cracked", "2"]


def test_what_excel_damaged_in_a_column_that_is_not_read_is_named(
    office: Office, tmp_path: Path
) -> None:
    """Nothing of it is stored, but the file should not go back to the district like this."""
    plan = register.prepare(office, DEVICES, a_file(tmp_path, "Asset Tag,Order\nT1,6.37702E+15\n"))
    assert plan.notes == ('Order was damaged by Excel ("6.37702E+15"); it is not read.',)


def test_refused_rows_of_a_file_that_was_changed_are_not_saved(
    office: Office, tmp_path: Path
) -> None:
    """Its lines may be other rows by now."""
    path = a_file(tmp_path, "asset_tag\nZZ1\nT1\n")
    plan = register.prepare(office, DEVICES, path)
    a_file(tmp_path, "asset_tag\nT2\nZZ1\n")
    with pytest.raises(FileRefused, match="was changed since it was read"):
        refusals.save_refused(office, plan, path, Reading(), tmp_path / "refused.csv")
    assert not (tmp_path / "refused.csv").exists()


TABS = "Student_Number\tFirst_Name\tLast_Name\tGrade_Level\n"
LONG = ",".join(f"activity {number}" for number in range(60))


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (TABS, ["101\tAda\tNg\t5", "102\tBo\tLi\t5\textra"]),
        (
            f"{LONG},Student_Number,First_Name\n",
            [f"{'activity,' * 60}101,Ada", f"{'activity,' * 60}102,Bo,Jr."],
        ),
        (
            "Last_Name,First_Name,DOB,Student_Number\n",
            ["Ng,Ada,2014-01-02,101", "Li,Bo,Jr.,2014-01-02,102"],
        ),
    ],
    ids=["tabs", "long rows", "behind a private column"],
)
def test_a_person_in_a_refused_row_has_not_left(
    office: Office, tmp_path: Path, header: str, rows: list[str]
) -> None:
    """Whatever stands before the number, and wherever a cell too many has pushed it."""
    people_before = a_file(tmp_path, "person_id,first_name\n101,Ada\n102,Bo\n103,Cy\n")
    register.apply(office, register.prepare(office, PEOPLE, people_before))
    plan = register.prepare(office, PEOPLE, a_file(tmp_path, header + "\n".join(rows) + "\n"))
    assert (
        plan.counts.refused,
        [one.person_id for one in plan.gone if isinstance(one, Person)],
    ) == (*(1, ["103"]),)


def test_who_is_missing_from_a_delta_is_not_gone(office: Office, tmp_path: Path) -> None:
    """The manifest says that it lists only what changed."""
    register.apply(
        office, register.prepare(office, PEOPLE, a_file(tmp_path, "person_id\n1\n2\n3\n"))
    )
    path = tmp_path / "delta.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("manifest.csv", "propertyName,value\nfile.users,delta\n")
        archive.writestr(
            "users.csv",
            "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,"
            "identifier\nu1,active,true,o1,student,ada,Ada,Ng,1\n",
        )
    plan = register.prepare(office, PEOPLE, path)
    assert (plan.counts.taken, plan.counts.gone) == (1, 0)


def test_a_person_typed_at_the_table_is_never_gone(office: Office, tmp_path: Path) -> None:
    """No roster has had them yet."""
    enrol(office, people=[Person("77", status=PersonStatus.UNKNOWN), Person("78")])
    plan = register.prepare(office, PEOPLE, a_file(tmp_path, "person_id\n1\n"))
    register.apply(office, plan, mark_left=True)
    status = {one.person_id: one.status for one in stored.people(office.database)}
    assert (status["77"], status["78"]) == (PersonStatus.UNKNOWN, PersonStatus.LEFT)


def test_a_number_that_is_somebody_elses_mail_name_is_nobodys(
    office: Office, tmp_path: Path
) -> None:
    """Bob's number is not Ann, though her address begins with it."""
    enrol(
        office,
        people=[Person("1001", email="2002@x.example"), Person("1002", email="cy@x.example")],
    )
    text = "Asset Tag,Checkout Type,Checked Out To: Username\nT1,User,2002\nT2,User,cy\n"
    plan = register.prepare(office, DEVICES, a_file(tmp_path, text))
    held = [one.value.holder for one in plan.new if isinstance(one.value, Device)]
    assert held == ["2002", "1002"]
    assert (
        "1 device is with somebody whom the roster does not have: import people first."
        in plan.notes
    )


def test_the_order_of_the_rows_decides_nothing(office: Office, tmp_path: Path) -> None:
    """A former tag in a refused row does not refuse the device that once had it."""
    enrol(office, [Device("T1", "T1", "S1"), Device("T2", "T2", "S2")])
    register.apply(
        office,
        register.prepare(office, DEVICES, a_file(tmp_path, "asset_tag,serial\nT9,S1\nT2,S2\n")),
    )
    for rows in ("T1,S7\nT9,S1\nT2,S2\n", "T9,S1\nT2,S2\nT1,S7\n"):
        plan = register.prepare(office, DEVICES, a_file(tmp_path, f"asset_tag,serial\n{rows}"))
        assert (plan.counts.unchanged, plan.counts.refused, plan.counts.gone) == (2, 1, 0)


def test_columns_said_of_other_headings_are_not_used(office: Office, tmp_path: Path) -> None:
    """The file was written anew, with its columns in another order."""
    reading = Reading(columns={"tag": 0, "serial": 1}, header=("Inv", "Ser"))
    with pytest.raises(FileRefused, match="other headings"):
        register.prepare(office, DEVICES, a_file(tmp_path, "Ser,Inv\nS1,T1\n"), reading)


def test_rows_that_were_not_mended_are_refused_again(office: Office, tmp_path: Path) -> None:
    """What was left over has a heading in that file, and is still too much."""
    path = a_file(tmp_path, "asset_tag,model\nT1,HP, 11\nT2,HP\n")
    plan = register.prepare(office, DEVICES, path)
    target = tmp_path / "refused.csv"
    refusals.save_refused(office, plan, path, Reading(), target)
    again = register.prepare(office, DEVICES, target)
    assert (again.counts.new, again.counts.refused) == (0, 1)
    assert '"11" is left over' in again.refused[0].reason


def test_headings_that_are_repeated_are_no_device(office: Office, tmp_path: Path) -> None:
    """Two exports were put together in one file."""
    text = "asset_tag,serial\nT1,S1\nasset_tag,serial\nT2,S2\n"
    plan = register.prepare(office, DEVICES, a_file(tmp_path, text))
    assert (plan.counts.new, [row.line for row in plan.refused]) == (2, [3])


def test_zeros_that_a_spreadsheet_cut_off_are_noticed(office: Office, tmp_path: Path) -> None:
    """Every student would be there twice."""
    enrol(office, people=[Person("0012345"), Person("0012346"), Person("77")])
    plan = register.prepare(office, PEOPLE, a_file(tmp_path, "person_id\n12345\n12346\n77\n"))
    assert (
        '2 codes are on the list already but for zeros in front ("12345" is "0012345" there):'
        " a spreadsheet may have cut them off." in plan.notes
    )


def test_letters_that_may_be_wrong_are_shown(office: Office, tmp_path: Path) -> None:
    """Half of the file is UTF-8, and the other half is not."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"person_id,first_name\n1,Zo\xeb\n2,Jos\xc3\xa9\n")
    plan = register.prepare(office, PEOPLE, path)
    assert 'It was read as Windows-1252: look whether "JosÃ©" is right.' in plan.notes


def test_no_name_gets_into_a_temporary_file(tmp_path: Path) -> None:
    """Neither what is held aside nor what the engine notes for itself leaves the memory."""
    office = Office.create(tmp_path / "school.db", FixedClock())
    rows = "".join(f"{number},Quetzalwood{number}\n" for number in range(20_000))
    path = a_file(tmp_path, f"person_id,last_name\n{rows}")
    seen: list[str] = []

    def look_about(*_: int) -> None:
        for link in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ():
            with suppress(OSError):
                if "etilqs" in (name := str(link.readlink())):
                    seen.append(name)

    plan = register.prepare(office, PEOPLE, path, progress=look_about)
    register.apply(office, plan, progress=look_about)
    assert (seen, plan.counts.new) == ([], 20_000)
    office.close()
