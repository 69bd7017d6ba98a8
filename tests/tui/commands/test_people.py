"""``person`` and ``purge``: what is held about somebody, and taking out who has left."""

from pathlib import Path

import pytest

from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock

DATE = "2099-01-01"


def left(school: Champion) -> str:
    """Somebody of the sample school who left."""
    (one, *_) = [row for row in school.lines("list", "people") if row["status"] == "LEFT"]
    return str(one["person"])


def today() -> str:
    """The last day that a purge may name."""
    return SystemClock().now().date().isoformat()


def holder(school: Champion) -> str:
    """Somebody who has a device."""
    return str(school.lines("list", "out")[0]["person"])


def test_the_report_has_all_that_is_held(school: Champion) -> None:
    """Row, devices, events, copies; for a parent to read."""
    person = holder(school)
    (found,) = school.lines("person", person, "--report")
    assert found["person"]["person_id"] == person
    assert {one["kind"] for one in found["events"]} >= {"issue"}
    assert found["database"] == str(school.path)
    text = school.run("person", person, "--report").stdout
    for words in ("What is held about", "Homeroom", "Has now", "What happened", "It lies in"):
        assert words in text


def test_without_report_it_is_what_show_says(school: Champion) -> None:
    """The same page."""
    person = holder(school)
    assert school.run("person", person).stdout == school.run("show", person).stdout


def test_a_report_that_is_written_is_kept_in_the_list_of_exports(
    school: Champion, tmp_path: Path
) -> None:
    """With the file's name only; the next report names it."""
    person, file = holder(school), tmp_path / "report.txt"
    assert school.run("person", person, "--report", "--out", file).exit_code == 0
    assert person in file.read_text("utf-8")
    (found,) = school.lines("person", person, "--report")
    assert [(one["what"], one["file"]) for one in found["exports"]] == [
        ("person report", "report.txt")
    ]
    again = school.run("person", person, "--report", "--out", file)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_nobody_of_this_id_is_one_sentence(school: Champion) -> None:
    """And what to do."""
    result = school.run("person", "NOBODY", "--report")
    assert result.exit_code == 1
    assert result.stderr == (
        "Nothing is held about anybody with the ID NOBODY. champion find NAME looks for the ID.\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["purge"],
        ["purge", "--left-before", "2026-01-01"],
        ["purge", "--dry-run"],
        ["person", "1", "--out", "x"],
    ],
)
def test_what_is_missing_is_asked_for(school: Champion, arguments: list[str]) -> None:
    """A wrong call, before anything is looked at."""
    assert school.run(*arguments).exit_code == 2


def test_a_dry_run_says_who_goes_and_changes_nothing(school: Champion) -> None:
    """For scripts as one object."""
    person, before = left(school), school.path.read_bytes()
    (found,) = school.lines("purge", "--left-before", today(), "--dry-run")
    assert person in found["people"]
    assert {"before", "people", "kept", "laptops"} <= found.keys()
    assert school.path.read_bytes() == before


def test_people_are_purged_with_a_certificate(school: Champion, tmp_path: Path) -> None:
    """Whoever is gone is found nowhere any more, and the journal is well."""
    person, file = left(school), tmp_path / "certificate.txt"
    name = str(school.lines("show", person)[0]["person"]["last_name"])
    result = school.run(
        "purge", "--left-before", today(), "--yes", "--certificate", file
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "none was found" in file.read_text("utf-8")
    assert name.encode() not in school.path.read_bytes()
    assert school.lines("check")[0]["ok"] is True
    assert school.run("show", person).exit_code == 1


def test_who_left_on_a_day_that_nobody_said_did_not_leave_before_the_list_was_read(
    school: Champion,
) -> None:
    """The roster that says so is of today."""
    (found,) = school.lines("purge", "--left-before", "2020-01-01", "--dry-run")
    assert found["people"] == []


def test_a_number_that_nobody_has_can_not_be_kept(school: Champion) -> None:
    """A slip of the finger must not cost somebody's record."""
    result = school.run("purge", "--left-before", today(), "--keep", "nosuch", "--dry-run")
    assert (result.exit_code, "nosuch, so it can't be kept" in result.stderr) == (1, True)


def test_a_dry_run_names_who_would_go(school: Champion) -> None:
    """To be compared with the roster before anything is done."""
    result = school.run("purge", "--left-before", today(), "--dry-run")
    assert f"  {left(school)}" in result.stdout


def test_nobody_is_purged_unasked(school: Champion, tmp_path: Path) -> None:
    """Where there is no terminal, --yes has to be said."""
    result = school.run(
        "purge", "--left-before", today(), "--certificate", tmp_path / "certificate.txt"
    )  # fmt: skip
    assert (result.exit_code, "--yes" in result.stderr) == (1, True)
    assert left(school)


def test_a_date_to_come_is_refused(school: Champion) -> None:
    """One sentence."""
    result = school.run("purge", "--left-before", DATE, "--dry-run")
    assert result.exit_code == 1
    assert result.stderr.startswith("2099-01-01 has not come yet")
