"""Importing: what only a person can know of a file, and the option that says it."""

from pathlib import Path

from tests.inventory.files.built import FIXTURES
from tests.tui.commands.conftest import ROOT, Champion

SPLIT = (
    "Student_Number,LastFirst,Grade_Level,Home_Phone\n"
    "513621,Payet, Christina,-2,PRIVATE\n"
    '0040217,"Ng, Ada",5,PRIVATE\n'
    "8100442,Okonkwo, Maya,7,PRIVATE\n"
    "8100443,Di Meo, Bo,7,PRIVATE\n"
    "8100444,Ray, Cy,8,PRIVATE\n"
)


def test_split_names_are_shown_mended_before_somebody_says_yes(
    nowhere: Champion, tmp_path: Path
) -> None:
    """Three of them, with what is read and nothing else, and the option that takes them so."""
    file = tmp_path / "student.export.csv"
    file.write_text(SPLIT, "utf-8")
    said = nowhere.run("import", "people", file, "--dry-run").stdout
    assert "  1 new · 0 changed · 0 unchanged · 0 gone · 4 refused\n" in said
    assert said.endswith(
        "The comma inside a name split 4 rows. Mended, the first ones would read:\n"
        "  513621 · Payet, Christina · -2\n"
        "  8100442 · Okonkwo, Maya · 7\n"
        "  8100443 · Di Meo, Bo · 7\n"
        "  If that is right, add --mend-names.\n"
    )
    (plan,) = nowhere.lines("import", "people", file, "--dry-run")
    assert plan["split_names"] == 4
    assert plan["split_rows"][0] == {
        "Student_Number": "513621", "LastFirst": "Payet, Christina", "Grade_Level": "-2",
    }  # fmt: skip
    assert "PRIVATE" not in said + str(plan)


def test_split_names_are_mended_where_that_was_said(nowhere: Champion, tmp_path: Path) -> None:
    """Then nothing is asked any more."""
    file = tmp_path / "student.export.csv"
    file.write_text(SPLIT, "utf-8")
    said = nowhere.run("import", "people", file, "--yes", "--mend-names").stdout
    assert "  5 new · 0 changed · 0 unchanged · 0 gone · 0 refused\n" in said
    assert "--mend-names" not in said
    person = nowhere.lines("show", "8100443")[0]["person"]
    assert (person["first_name"], person["last_name"]) == ("Bo", "Di Meo")


def test_a_user_counts_as_the_holder_only_where_that_was_said(nowhere: Champion) -> None:
    """Google's note may be of whoever enrolled the device; saying so makes it whose it is."""
    nowhere.run("import", "people", FIXTURES / "google-users.csv", "--yes")
    file = FIXTURES / "gam-cros.csv"
    said = nowhere.run("import", "devices", file, "--yes").stdout
    assert (
        "1 device names a user, who may only have enrolled it; nobody is recorded as having one."
        " If users are holders, add --trust-users.\n"
    ) in said
    assert nowhere.lines("show", "NS-104101")[0]["custody"]["person"] is None
    said = nowhere.run("import", "devices", file, "--yes", "--trust-users").stdout
    assert "--trust-users" not in said
    assert nowhere.lines("show", "NS-104101")[0]["custody"]["person"] == "0040217"


SCHOOLS = "asset_tag,site\n1,NORTH\n2,NORTH\n3,SOUTH\n4,\n"


def test_a_district_wide_list_names_its_schools(nowhere: Champion, tmp_path: Path) -> None:
    """With how many rows each, and the option that reads one of them."""
    file = tmp_path / "devices.csv"
    file.write_text(SCHOOLS, "utf-8")
    said = nowhere.run("import", "devices", file, "--dry-run").stdout
    assert said.endswith(
        "The file lists 2 schools. To read one of them only, add --school:\n"
        "  NORTH: 2 rows\n"
        "  SOUTH: 1 row\n"
    )
    said = nowhere.run("import", "devices", file, "--dry-run", "--school", "north").stdout
    assert "  2 new · " in said
    assert "lists 2 schools" not in said


def test_a_school_that_is_not_in_the_file_is_refused(nowhere: Champion, tmp_path: Path) -> None:
    """With the ones that are."""
    file = tmp_path / "devices.csv"
    file.write_text(SCHOOLS, "utf-8")
    result = nowhere.run("import", "devices", file, "--yes", "--school", "WEST")
    assert (result.exit_code, result.stderr) == (
        1, "No row of devices.csv is of the school WEST. It names NORTH, SOUTH.\n",
    )  # fmt: skip
    assert not nowhere.path.exists()


def test_many_schools_are_shortened(nowhere: Champion, tmp_path: Path) -> None:
    """The largest ones first."""
    file = tmp_path / "devices.csv"
    rows = [f"{number},S-{number % 12:02}" for number in range(1, 25)]
    file.write_text("\n".join(["asset_tag,site", *rows, "25,S-07"]) + "\n", "utf-8")
    lines = nowhere.run("import", "devices", file, "--dry-run").stdout.splitlines()
    assert lines[-10] == "The file lists 12 schools. To read one of them only, add --school:"
    assert (lines[-9], lines[-1]) == ("  S-07: 3 rows", "  and 4 more.")


def three_of(school: Champion, tmp_path: Path) -> Path:
    """The first three devices of the sample school's list."""
    lines = (ROOT / "sample_data" / "devices.csv").read_text("utf-8").splitlines()
    file = tmp_path / "new-devices.csv"
    file.write_text("\n".join(lines[:4]) + "\n", "utf-8")
    return file


def test_a_list_that_most_are_missing_from_asks_whether_it_is_whole(
    school: Champion, tmp_path: Path
) -> None:
    """A packing list must not send all others away."""
    file = three_of(school, tmp_path)
    said = school.run("import", "devices", file, "--dry-run").stdout
    assert said.endswith(
        "257 of the 260 devices on the list so far are not in this file. If it lists only a part of"
        " them, add --part: then none counts as gone.\n"
    )


def test_of_a_part_of_the_list_nothing_is_gone(school: Champion, tmp_path: Path) -> None:
    """It was said to be a part, so it says nothing of the others."""
    file = three_of(school, tmp_path)
    said = school.run("import", "devices", file, "--yes", "--part").stdout
    assert "  0 new · 0 changed · 3 unchanged · 0 gone · 0 refused\n" in said
    assert "--part" not in said
    (plan,) = school.lines("import", "devices", ROOT / "sample_data" / "devices.csv", "--dry-run")
    assert (plan["unchanged"], plan["changed"]) == (260, 0)


def test_what_is_gone_and_stays_is_said_when_it_is_done(school: Champion, tmp_path: Path) -> None:
    """Nothing that was recorded here goes with it."""
    said = school.run("import", "devices", three_of(school, tmp_path), "--yes").stdout
    assert said.endswith("Kept, and marked as gone from the list: 257 devices.\n")
    assert school.lines("show", "NS-104135")[0]["custody"]["person"] == "8100442"
