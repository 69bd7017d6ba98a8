"""What is typed wrong on the command line gets one sentence that says what to write instead."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.commands.conftest import ROOT, Champion

DATES = [
    ("paper", "costs", "--since"),
    ("paper", "costs", "--until"),
    ("paper", "receipt", "8100442", "--on"),
    ("term", "add", "Ada Park", "--role", "champion", "--from"),
    ("term", "add", "Ada Park", "--role", "champion", "--to"),
    ("term", "end", "Ada Park", "--on"),
    ("term", "remove", "Ada Park", "--from"),
]


@pytest.mark.parametrize("command", DATES, ids=" ".join)
@pytest.mark.parametrize("day", ["nonsense", "", "2026-13-01", "21.11.2026"])
def test_what_is_no_date_is_shown_one(school: Champion, command: tuple[str, ...], day: str) -> None:
    """And no format of a programming language."""
    result = school.run(*command, day)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"“{day}” is no date; write it as 2026-11-21." in result.stderr
    assert "%" not in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("out", "", "NS-104101"),
        ("out", "8102963", " "),
        ("back", ""),
        ("show", ""),
        ("show", "NS-104101", "--at", ""),
        ("note", "add", "training", "typo", "--on", ""),
    ],
    ids=repr,
)
def test_what_is_empty_stands_for_nothing(school: Champion, command: tuple[str, ...]) -> None:
    """An empty variable of a script fills no Inbox, and is not today."""
    result = school.run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "it is empty." in result.stderr
    assert school.lines("list", "parked") == []


@pytest.mark.parametrize(
    ("command", "numbers"),
    [
        (("note", "withdraw"), "from 1 up"),
        (("settle", "P-01", "--story"), "from 1 up"),
        (("audit", "open", "--sample"), "from 1 up"),
        (("audit", "open", "--floor"), "from 1 up"),
        (("rehearse", "--people"), "from 1 to 60"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
@pytest.mark.parametrize("number", ["x", "", "0", "-5", "2.5", "1e3"])
def test_what_is_no_number_is_told_which_are(
    school: Champion, command: tuple[str, ...], numbers: str, number: str
) -> None:
    """Below zero too, which is no option."""
    result = school.run(*command, number)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"“{number}” can't be used; write a whole number {numbers}." in result.stderr


def test_a_label_to_start_at_is_a_number(school: Champion) -> None:
    """Which ones there are, the paper says."""
    result = school.run("labels", "devices", "--start", "top")
    assert "“top” can't be used; write a whole number." in result.stderr


def test_a_setting_may_be_given_what_begins_with_a_dash(school: Champion) -> None:
    """It is a value that is refused with what may be written, and no option."""
    result = school.run("settings", "lock_after", "-5")
    assert result.exit_code == 1
    assert result.stderr.startswith("“-5” can't be the setting “lock_after”: write a number")


@pytest.mark.parametrize(
    "command",
    [
        ("import", "people"), ("verify",), ("answer",), ("backup",), ("restore",),
        ("export", "packet"), ("audit", "submit"), ("table", "open"), ("table", "add", "Table 2"),
        ("calendar", "--ics"), ("paper", "leavers", "--out"), ("labels", "places", "--out"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_name_of_a_file_is_no_folder(school: Champion, command: tuple[str, ...]) -> None:
    """A script whose variable was empty is told so."""
    result = school.run(*command, "")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no file or folder is named." in result.stderr


@pytest.mark.parametrize("command", [("check",), ("restore", "x" * 300)], ids=["check", "restore"])
def test_a_path_that_can_not_even_be_asked_about_is_named(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """As a folder that may not be entered; no system has a name of 300 letters."""
    named = tmp_path / ("x" * 300) if command == ("check",) else "x" * 300
    result = subprocess.run(
        [sys.executable, "-m", "tui", *command], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "CHAMPION_DB": str(tmp_path / ("x" * 300))}, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{named} can't be used: ")
    assert result.stderr.endswith(". Name another file or folder.\n")


def test_nothing_is_put_together_from_a_source_without_a_name(
    school: Champion, tmp_path: Path
) -> None:
    """It is not the folder in which the command runs."""
    result = school.run("consolidate", "", "--into", tmp_path / "district.db")
    assert (result.exit_code, result.stdout) == (2, "")
    assert list(tmp_path.glob("district*")) == []


def test_a_receipt_is_of_a_day_that_has_come(school: Champion) -> None:
    """Nobody brought anything back on a day to come."""
    result = school.run("paper", "receipt", "8100442", "--on", "2199-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "2199-01-01 is still to come. Name today, or a day before.\n"


def test_a_receipt_is_of_no_day_before_the_journal(school: Champion) -> None:
    """An empty one would say that nothing was brought back, which nobody here can know."""
    first = min(each["since"] for each in school.lines("list", "out"))[:10]
    assert school.run("paper", "receipt", "8100442", "--on", first).exit_code == 0
    result = school.run("paper", "receipt", "8100442", "--on", "2020-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"What came back on 2020-01-01 is not known: the journal here begins on {first}."
        " Name a day since then.\n"
    )


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_folder_is_no_database(school: Champion, tmp_path: Path, command: str) -> None:
    """Rather than a reading of what the system says."""
    folder = tmp_path / "school"
    folder.mkdir()
    more = ["out"] if command == "list" else []
    result = Champion(folder).run(command, *more)
    assert result.exit_code == 1
    assert result.stderr == f"{folder} is a folder, not a database. Name a file in it.\n"


def test_a_file_is_no_folder_to_share_with(school: Champion, tmp_path: Path) -> None:
    """It is there, so nobody has to put a stick in again."""
    file = tmp_path / "list.csv"
    file.touch()
    result = school.run("share", file)
    assert result.stderr == f"{file} is a file, not a folder. Name the folder on the stick.\n"


def test_sentences_name_no_key_of_the_app_as_if_it_worked_here(school: Champion) -> None:
    """Undo is a command; every other key is said to be the app's."""
    school.run("out", "8101839", "0012352")
    assert "champion undo again undoes what was before it." in school.run("undo").stdout
    stopped = school.run("out", "8100508", "0012352")
    assert "Ctrl+O in the app: hand out all the same, with a reason." in stopped.stdout
    refused = school.run("table", "remove", "Table 1")
    assert refused.stderr.endswith("Ctrl+S in the app gives it another name.\n")
    unset = school.run("paper", "support", "NS-104135").stderr
    assert len(re.findall("in the app", unset)) == 1
    (verdict,) = school.lines("undo")[:1]
    assert "in the app" not in verdict["say"]


def test_what_is_missing_did_not_come_back_faulty(school: Champion) -> None:
    """Nothing is taken back on a word against another."""
    both = ("--missing", "charger", "--faulty", "charger")
    result = school.run("back", "NS-104135", *both)
    said = "The charger can't be missing and faulty. Say --missing or --faulty."
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{said}\n")
