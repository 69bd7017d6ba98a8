"""Importing each system's own file: as it comes, packed, as a workbook, and the real ones."""

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from inventory.files.profiles import PROFILES, RegisterKind, titles
from tests.inventory.files.built import FIXTURES, fixture
from tests.inventory.files.samples import real_file
from tests.tui.commands.conftest import ROOT, Champion
from tests.tui.commands.test_import_json import without_outcome

SYSTEMS = {
    "apple-students.csv": ("people", "apple", 1, 0),
    "clever-students.csv": ("people", "clever", 1, 0),
    "clever-teachers.csv": ("people", "clever", 1, 0),
    "gam-cros.csv": ("devices", "gam", 3, 1),
    "google-users.csv": ("people", "google", 2, 1),
    "intune-devices.csv": ("devices", "intune", 1, 0),
    "oneroster-1.1-users.csv": ("people", "oneroster", 3, 1),
    "oneroster-1.2-users.csv": ("people", "oneroster", 2, 0),
    "powerschool.csv": ("people", "powerschool", 2, 0),
    "sds-1-student.csv": ("people", "sds", 1, 0),
    "sds-1-teacher.csv": ("people", "sds", 1, 0),
    "sds-2-users.csv": ("people", "sds", 1, 0),
    "sds-2.1-users.csv": ("people", "sds", 2, 0),
    "snipe-it-importer.csv": ("devices", "snipe-it", 2, 0),
    "snipe-it-list.csv": ("devices", "snipe-it", 3, 0),
    "snipe-it-report.csv": ("devices", "snipe-it", 4, 0),
    "snipe-it-users.csv": ("people", "snipe-it", 1, 1),
}
"""File → kind, profile, rows taken, rows refused."""

MARKER = b"PRIVATE"
"""Stands in every cell of a fixture that nobody may store."""
READ = (b"0040217", b"NS-104101", b"0123-4567", b"14001", b"90017", b"c-9")
"""One of them is the ID in the first row of each fixture."""


def test_every_system_has_a_file_here() -> None:
    """A new profile comes with a file; Champion's own are the sample school's."""
    assert {path.name for path in FIXTURES.glob("*.csv")} == set(SYSTEMS)
    assert {one[1] for one in SYSTEMS.values()} | {"champion"} == {one.name for one in PROFILES}


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_systems_file_is_imported_as_it_comes(nowhere: Champion, name: str) -> None:
    """No option is needed; the system is named; the same file again changes nothing."""
    kind, profile, taken, refused = SYSTEMS[name]
    (dry,) = nowhere.lines("import", kind, FIXTURES / name, "--dry-run")
    said = nowhere.run("import", kind, FIXTURES / name, "--yes")
    assert said.exit_code == 0, said.output
    assert f" of {kind}, read as {titles()[profile]} (UTF-8, parted by commas).\n" in said.stdout
    assert (dry["profile"], dry["new"], len(dry["refused"])) == (profile, taken, refused)
    (again,) = nowhere.lines("import", kind, FIXTURES / name, "--dry-run")
    assert (again["unchanged"], again["new"], again["changed"], again["gone"]) == (taken, 0, 0, 0)


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_is_never_stored_is_in_no_file_afterwards(
    nowhere: Champion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Neither in the database's bytes, nor in the refused rows, nor in what is left in a folder
    for temporary files; nor does it come on the screen."""
    assert MARKER in (FIXTURES / name).read_bytes()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(temporary))
    target = tmp_path / "refused.csv"
    process = nowhere.process(
        "import", SYSTEMS[name][0], FIXTURES / name, "--yes", "--refused", target
    )
    assert process.returncode == 0, process.stderr
    assert MARKER not in process.stdout + process.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(code in nowhere.path.read_bytes() for code in READ)
    assert [path for path in written if MARKER in path.read_bytes()] == []
    assert list(temporary.rglob("*")) == []


def test_refused_rows_keep_nothing_private_either(nowhere: Champion, tmp_path: Path) -> None:
    """A row with a cell too many is cut where nobody knows; its password stays in the file."""
    file = tmp_path / "people.csv"
    rows = ("person_id,first_name,password", "1,A,PRIVATE", "2,B,PRIVATE,", "3,B,PRIVATE,more")
    file.write_text("\n".join(rows) + "\n", "utf-8")
    target = tmp_path / "refused.csv"
    result = nowhere.run("import", "people", file, "--yes", "--refused", target)
    assert result.exit_code == 0
    assert MARKER not in nowhere.path.read_bytes()
    assert MARKER not in target.read_bytes()


def as_workbook(name: str, target: Path) -> Path:
    """One of the fixtures as the sheet of a workbook, every cell of it text."""
    header, rows = fixture(name)
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (header, *rows):
        sheet.append(row)
    book.save(target)
    return target


@pytest.mark.parametrize("name", ["snipe-it-list.csv", "powerschool.csv", "google-users.csv"])
def test_a_workbook_says_the_same_as_the_csv(nowhere: Champion, tmp_path: Path, name: str) -> None:
    """Leading zeros and all."""
    kind, _, taken, _ = SYSTEMS[name]
    book = as_workbook(name, tmp_path / "list.xlsx")
    said = nowhere.run("import", kind, book, "--yes").stdout
    assert 'the sheet "Sheet" of a workbook' in said
    (again,) = nowhere.lines("import", kind, FIXTURES / name, "--dry-run")
    assert (again["unchanged"], again["changed"], again["new"]) == (taken, 0, 0)


ROSTER = {
    "users.csv": "sourcedId,status,orgSourcedIds,role,givenName,familyName,identifier,grades\n"
    "u-1,,org-1,student,Ada,Ng,0040217,05\nu-2,,org-2,student,Bo,Li,8100442,06\n",
    "orgs.csv": "sourcedId,name,type,identifier\norg-1,Northside Middle,school,012\n"
    "org-2,Riverside Middle,school,013\n",
    "manifest.csv": "propertyName,value\nfile.users,bulk\n",
    "demographics.csv": "userSourcedId,birthdate\nu-1,PRIVATE\n",
}


def packed(target: Path) -> Path:
    """A small roster as OneRoster packs it."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in ROSTER.items():
            archive.writestr(name, content)
    return target


def test_a_oneroster_zip_is_read_as_it_comes(nowhere: Champion, tmp_path: Path) -> None:
    """Its schools are named, one of them can be read alone, and nothing is unpacked."""
    file = packed(tmp_path / "roster.zip")
    said = nowhere.run("import", "people", file, "--dry-run").stdout
    assert "roster.zip: 2 rows of people, read as OneRoster (users.csv and orgs.csv of an" in said
    assert "The file lists 2 schools. To read one of them only, add --school:" in said
    assert "  Northside Middle (org-1 or 012): 1 row\n" in said
    assert [path.name for path in tmp_path.iterdir()] == ["roster.zip"]
    result = nowhere.run("import", "people", file, "--yes", "--school", "northside middle")
    assert "  1 new · 0 changed" in result.stdout
    assert "Note: 1 row is of other schools and not read." in result.stdout
    assert MARKER not in nowhere.path.read_bytes()
    assert nowhere.lines("show", "0040217")[0]["person"]["grade"] == "5"


def test_every_way_to_one_school_leads_there(nowhere: Champion, tmp_path: Path) -> None:
    """By the roster's own ID, by the district's number, by name."""
    file = packed(tmp_path / "roster.zip")
    plans = [
        nowhere.lines("import", "people", file, "--dry-run", "--school", said)[0]
        for said in ("org-2", "013", "RIVERSIDE MIDDLE")
    ]
    assert [plan["new"] for plan in plans] == [1, 1, 1]
    assert without_outcome(plans[0]) == without_outcome(plans[2])


REAL = {
    "snipe-it/assets-sample.csv": ("devices", "snipe-it", 22, 0),
    "snipe-it/assets-sample-BLANKS.csv": ("devices", "snipe-it", 200, 0),
    "snipe-it/users-sample.csv": ("people", "snipe-it", 100, 0),
    "oneroster/users.csv": ("people", "oneroster", 2, 0),
}


@pytest.mark.parametrize("name", REAL)
def test_the_real_files_are_imported(nowhere: Champion, name: str) -> None:
    """Every row is taken or refused with a reason; the same file again changes nothing."""
    kind, profile, taken, refused = REAL[name]
    file = real_file(name)
    (plan,) = nowhere.lines("import", kind, file, "--yes")
    assert (plan["profile"], plan["new"], len(plan["refused"])) == (profile, taken, refused)
    assert plan["rows"] == taken + refused
    assert all(one["reason"].endswith(".") for one in plan["refused"])
    (again,) = nowhere.lines("import", kind, file, "--dry-run")
    assert (again["unchanged"], again["changed"], again["new"]) == (taken, 0, 0)


def test_a_real_file_that_excel_damaged_is_read_with_what_is_odd_said(nowhere: Champion) -> None:
    """Lone carriage returns, an old encoding, empty headings, and a column that nobody reads and
    that is all 6.37702E+15: each of it is said, and nothing is guessed."""
    file = real_file("snipe-it/assets-sample-BLANKS.csv")
    said = nowhere.run("import", "devices", file, "--dry-run").stdout
    assert "200 rows of devices, read as Snipe-IT (Mac Roman, parted by commas)." in said
    assert "Note: It was read as Mac Roman, as old Macs write: look at accented letters." in said
    not_read = next(line for line in said.splitlines() if line.startswith("Columns that are not"))
    assert "Model Number" in not_read
    assert 'Note: Model Number was damaged by Excel ("6.37702E+15"); it is not read.' in said


@pytest.mark.parametrize(
    "name", ["classes", "enrollments", "manifest", "orgs", "courses", "demographics"]
)
def test_a_real_file_of_a_roster_that_lists_no_people_is_refused(
    nowhere: Champion, name: str
) -> None:
    """With the columns that it has and those that are needed, or that it has no rows."""
    file = real_file(f"oneroster/{name}.csv")
    result = nowhere.run("import", "people", file, "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        ("This can't be read as a list of people: ", f"{file.name} has headings, but no rows")
    )
    assert not nowhere.path.exists()


def test_a_list_of_another_kind_says_what_it_is(nowhere: Champion) -> None:
    """Then the right command is named, and no columns are guessed."""
    result = nowhere.run("import", "devices", FIXTURES / "powerschool.csv", "--yes")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith("This looks like a list of people (PowerSchool), not of dev")
    assert "Import it as people" in result.stderr


def test_the_sample_of_each_kind_is_a_system_of_its_own(nowhere: Champion) -> None:
    """Champion's own headings, for who writes the lists by hand."""
    for kind in RegisterKind:
        file = ROOT / "sample_data" / f"{kind}.csv"
        (plan,) = nowhere.lines("import", kind.value, file, "--dry-run")
        assert (plan["system"], plan["refused"]) == ("Champion", [])


def test_a_file_whose_name_says_nothing_is_read_by_its_bytes(
    nowhere: Champion, tmp_path: Path
) -> None:
    """Downloads are renamed and lose their endings."""
    file = Path(
        shutil.copy(as_workbook("powerschool.csv", tmp_path / "a.xlsx"), tmp_path / "b.csv")
    )
    (plan,) = nowhere.lines("import", "people", file, "--dry-run")
    assert (plan["encoding"], plan["new"]) == ("Excel workbook", 2)
