"""Importing: what is shown, what is asked, what is written, and what is refused."""

import csv
import os
import sys
from pathlib import Path

import pytest

from tests.tui.commands.conftest import ROOT, Champion

PEOPLE = ROOT / "sample_data" / "people.csv"
DEVICES = ROOT / "sample_data" / "devices.csv"


def edited(source: Path, target: Path, *edits: tuple[str, str]) -> Path:
    """A copy of a file with some of its text replaced."""
    text = source.read_text("utf-8")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    target.write_text(text, "utf-8", newline="")
    return target


MAYA_LEFT_OUT = (
    "8100442,Maya,Okonkwo,7,214,maya.okonkwo@students.northside.example,ENROLLED,student\n",
    "",
)


def test_the_first_import_makes_the_database(nowhere: Champion) -> None:
    """The school begins with the district's files, and what is there can be found at once."""
    for kind in ("places", "people", "devices"):
        result = nowhere.run("import", kind, ROOT / "sample_data" / f"{kind}.csv", "--yes")
        assert result.exit_code == 0, result.output
    assert "This school's site code is NORTHSIDE from now on." in result.stdout
    assert [hit["found"] for hit in nowhere.lines("find", "Okonkwo")] == ["person"]


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_nothing_is_made_before_somebody_said_yes(nowhere: Champion, options: list[str]) -> None:
    """A dry run, or a refusal to go on unasked, leaves no empty database behind."""
    result = nowhere.run("import", "people", PEOPLE, *options)
    assert result.exit_code == (0 if options else 1)
    assert not nowhere.path.exists()


def test_without_a_terminal_and_without_yes_it_is_refused(school: Champion, tmp_path: Path) -> None:
    """A script that forgot --yes hears about it, and nothing was changed."""
    file = edited(PEOPLE, tmp_path / "people.csv", ("Maya,Okonkwo", "Maia,Okonkwo"))
    result = school.run("import", "people", file)
    assert (result.exit_code, result.stderr) == (
        1,
        "Nobody can be asked here, so nothing was changed. Add --yes to go on unasked.\n",
    )
    assert school.lines("show", "8100442")[0]["person"]["first_name"] == "Maya"


def test_the_same_file_again_is_nothing_to_do(school: Champion) -> None:
    """No question, no change, exit 0."""
    result = school.run("import", "people", PEOPLE)
    assert result.exit_code == 0
    assert "Nothing to do: the register has it all already, 238 rows." in result.stdout


def test_changes_gone_people_and_their_devices_are_shown_in_words(
    school: Champion, tmp_path: Path
) -> None:
    """Before anything is written: field, before → after; and what gone people still hold."""
    file = edited(
        PEOPLE, tmp_path / "people.csv", MAYA_LEFT_OUT, ("Folake,Asante,6,112", "Folake,Asante,7,")
    )
    result = school.run("import", "people", file, "--dry-run")
    assert result.exit_code == 0
    assert "0 new · 1 changed · 236 unchanged · 1 gone · 0 refused" in result.stdout
    assert "line 2  8101689  grade: 6 → 7" in result.stdout
    assert "1 person; 1 of them still have 1 device." in result.stdout
    assert "8100442 Maya Okonkwo: NS-104135" in result.stdout


LEFT = [
    (["--yes"], "ENROLLED", False),
    (["--yes", "--left"], "LEFT", False),
]


@pytest.mark.parametrize(("options", "status", "listed"), LEFT)
def test_people_gone_from_the_file_have_left_only_where_that_was_said(
    school: Champion, tmp_path: Path, options: list[str], status: str, listed: bool
) -> None:
    """A file that lacks a class by mistake must not send it away."""
    file = edited(PEOPLE, tmp_path / "people.csv", MAYA_LEFT_OUT)
    assert school.run("import", "people", file, *options).exit_code == 0
    person = school.lines("show", "8100442")[0]["person"]
    assert (person["status"], person["listed"]) == (status, listed)
    assert [line["device"] for line in school.lines("list", "left")] == ["NS-104135"]


def test_dropped_columns_are_named_and_private_ones_with_what_they_hold(
    nowhere: Champion, tmp_path: Path
) -> None:
    """What is not read is said, so that nobody waits for it to show up, or fears that it does."""
    file = tmp_path / "people.csv"
    file.write_text("person_id,first_name,bus,password,Dob\n1,A,7,secret,2012-02-03\n", "utf-8")
    result = nowhere.run("import", "people", file, "--dry-run")
    assert "Columns that are not read: bus.\n" in result.stdout
    never = "Columns that are never stored: password (password), Dob (age or birth).\n"
    assert never in result.stdout
    assert "secret" not in result.stdout
    (plan,) = nowhere.lines("import", "people", file, "--dry-run")
    assert plan["dropped_columns"] == ["bus", "password", "Dob"]
    assert plan["never_stored"] == [
        {"column": "password", "holds": "password"},
        {"column": "Dob", "holds": "age or birth"},
    ]


def test_how_the_file_was_read_is_said_first(nowhere: Champion, tmp_path: Path) -> None:
    """The system by its own name, the encoding and what parts the cells, then the counts."""
    file = tmp_path / "student.export.text"
    rows = ("Student_Number\tLastFirst\tGrade_Level", "0040217\tNúñez, Ada\t5")
    file.write_bytes("\r".join(rows).encode("cp1252"))
    said = nowhere.run("import", "people", file, "--dry-run").stdout.splitlines()
    assert said[:2] == [
        "student.export.text: 1 row of people, read as PowerSchool (Windows-1252, parted by tabs).",
        "  1 new · 0 changed · 0 unchanged · 0 gone · 0 refused",
    ]


def bad_rows(tmp_path: Path, number: int) -> Path:
    """A list in which so many rows have a status that nobody knows, and one is good."""
    file = tmp_path / "people.csv"
    rows = [f"{one},A,B,PERHAPS" for one in range(1, number + 1)]
    lines = ["person_id,first_name,last_name,status", "9,C,D,ENROLLED", *rows]
    file.write_text("\r\n".join(lines) + "\r\n", "utf-8")
    return file


def test_up_to_20_refused_rows_are_shown_with_line_and_reason(
    nowhere: Champion, tmp_path: Path
) -> None:
    """All that a person can take in, then their number and where the rest can be had."""
    file = bad_rows(tmp_path, 24)
    lines = nowhere.run("import", "people", file, "--dry-run").stdout.splitlines()
    refused = [line for line in lines if line.startswith("  line ")]
    assert len(refused) == 20
    assert refused[0].startswith('  line 3: status "PERHAPS" is not known')
    assert "  and 4 more; --refused FILE.csv keeps them all." in lines


def test_refused_rows_can_be_mended_and_imported(nowhere: Champion, tmp_path: Path) -> None:
    """They are written under their own headings; once mended, the file is taken as it is."""
    target = tmp_path / "refused.csv"
    result = nowhere.run("import", "people", bad_rows(tmp_path, 2), "--yes", "--refused", target)
    assert result.exit_code == 0
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["person_id", "first_name", "last_name", "status", "line", "reason"]
    assert [row[4] for row in rows[1:]] == ["3", "4"]
    mended = edited(target, tmp_path / "mended.csv", ("PERHAPS,", "ENROLLED,"))
    (plan,) = nowhere.lines("import", "people", mended, "--dry-run")
    assert (plan["new"], plan["refused"]) == (2, [])


def test_a_row_with_too_many_cells_is_kept_with_all_of_them(
    nowhere: Champion, tmp_path: Path
) -> None:
    """A comma inside a name split the row; nothing of it is lost in the file of refused rows."""
    file = tmp_path / "people.csv"
    file.write_text("person_id,first_name,last_name\n1,A,B\n2,C,D,Jr.\n", "utf-8")
    target = tmp_path / "refused.csv"
    nowhere.run("import", "people", file, "--dry-run", "--refused", target)
    header, row = csv.reader(target.read_text("utf-8-sig").splitlines())
    assert (header[3], row[:4]) == ("left over 1", ["2", "C", "D", "Jr."])


def test_a_file_of_refused_rows_never_replaces_another(nowhere: Champion, tmp_path: Path) -> None:
    """Then nothing is imported either."""
    target = tmp_path / "refused.csv"
    target.write_text("mine")
    result = nowhere.run("import", "people", bad_rows(tmp_path, 2), "--yes", "--refused", target)
    assert (result.exit_code, target.read_text()) == (1, "mine")
    assert not nowhere.path.exists()


REFUSALS = [
    ("missing.csv", None, "There is no file missing.csv. Check the name and the folder.\n"),
    ("empty.csv", "", "empty.csv is empty. "),
    ("other.csv", "a,b\n1,2\n", "This can't be read as a list of people: "),
    ("headings.csv", "person_id,status\n", "headings.csv has headings, but no rows below them. "),
    ("list.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "list.xls is an Excel file with a password, "),
    ("list.pdf", "%PDF-1.7", "list.pdf is a PDF, not a table. "),
    ("bad.csv", "person_id,status\n1,PERHAPS\n", "No row of bad.csv could be taken. "),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSALS)
def test_a_file_that_is_none_is_one_sentence_and_exit_1(
    nowhere: Champion, tmp_path: Path, name: str, content: str | None, sentence: str
) -> None:
    """It says what is wrong and what to do; no database is made."""
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content.encode("latin-1"))
    result = nowhere.run("import", "people", file, "--yes")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith(sentence)
    assert not nowhere.path.exists()


ANSWERS = [
    (b"y\ny\n", 0, "LEFT", False),
    (b"y\nn\n", 0, "ENROLLED", False),
    (b"n\n", 1, "ENROLLED", True),
    (b"\n", 1, "ENROLLED", True),
]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
@pytest.mark.parametrize(("typed", "exit_code", "status", "listed"), ANSWERS)
def test_at_a_terminal_it_asks_before_it_writes(
    school: Champion, tmp_path: Path, typed: bytes, exit_code: int, status: str, listed: bool
) -> None:
    """Anything but a typed yes changes nothing; that people have left is asked by itself."""
    file = edited(PEOPLE, tmp_path / "people.csv", MAYA_LEFT_OUT)
    ours, theirs = os.openpty()
    with school.start("import", "people", file, stdin=theirs) as process:
        os.write(ours, typed)
        output, errors = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == exit_code, errors
    assert b"Import? [y/N]" in errors
    assert b"Import?" not in output
    person = school.lines("show", "8100442")[0]["person"]
    assert (person["status"], person["listed"]) == (status, listed)


def test_the_reasons_and_names_of_a_file_cannot_act_on_the_terminal(
    nowhere: Champion, tmp_path: Path
) -> None:
    """An escape sequence in a cell, a heading or a file's name is shown as what it is: unsafe."""
    file = tmp_path / "pe\x1bople.csv"
    file.write_text("person_id,status,he\x1b]0;ad\n1,\x1b[31mRED,x\n2,ENROLLED,y\n", "utf-8")
    result = nowhere.process("import", "people", file, "--dry-run")
    assert (result.returncode, b"\x1b" in result.stdout + result.stderr) == (0, False)
