"""Lists: in columns, as JSON, as CSV."""

import csv
import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.commands.conftest import Champion
from tui.commands.rows import DEVICE_KEYS, PARKED_KEYS, PERSON_KEYS

COUNTS = [
    ("out", 140), ("overdue", 0), ("left", 0), ("stock", 106), ("conflicts", 0), ("devices", 260),
    ("people", 238), ("many", 0), ("parked", 0),
]  # fmt: skip


@pytest.mark.parametrize(("which", "number"), COUNTS)
def test_every_list_has_its_lines_in_every_form(school: Champion, which: str, number: int) -> None:
    """As many JSON objects as CSV rows as lines; an empty one is a sentence and exit 0."""
    assert len(school.lines("list", which)) == number
    printed = school.run("list", which, "--csv", "-").stdout_bytes.decode()
    assert len(list(csv.reader(io.StringIO(printed, newline="")))) == number + 1
    result = school.run("list", which)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) == (number + 2 if number else 1)
    assert lines[-1].endswith(".")


@pytest.mark.parametrize("which", ["people", "without"])
def test_people_are_counted_as_people(school: Champion, which: str) -> None:
    """Whichever list of them it is."""
    number = len(school.lines("list", which))
    assert school.run("list", which).stdout.splitlines()[-1] == f"{number} people."


def test_the_keys_are_those_that_were_promised(school: Champion) -> None:
    """A device is its label, and parked lines add claim, code and scan."""
    school.run("scan", "--mode", "out", stdin=b"8102963\nno-such-thing\n")
    assert tuple(school.lines("list", "out")[0]) == DEVICE_KEYS
    assert tuple(school.lines("list", "people")[0]) == PERSON_KEYS
    (parked,) = school.lines("list", "parked")
    assert tuple(parked) == PARKED_KEYS
    assert (parked["claim"], parked["code"], parked["scan"], parked["person"], parked["name"]) == (
        "P-01", "unlisted", "no-such-thing", "8102963", "Jayden Williams",
    )  # fmt: skip
    assert "P-01" in school.run("list", "parked", "--by", "name").stdout


def test_a_parked_device_has_what_the_register_says_of_it(school: Champion) -> None:
    """Another school's device waits in the Inbox with its model."""
    school.run("scan", "--mode", "back", stdin=b"NS-104446\n")
    (parked,) = school.lines("list", "parked")
    assert (parked["device"], parked["code"], parked["category"]) == (
        "NS-104446",
        "stray",
        "Tablet",
    )


@pytest.mark.parametrize("by", ["homeroom", "grade", "name", "device"])
def test_columns_stay_in_line_whatever_the_script(school: Champion, by: str) -> None:
    """Wide letters, marks and right-to-left names end where every other name ends."""
    lines = school.run("list", "out", "--by", by).stdout.splitlines()
    starts = {
        cell_len(line[: match.start()])
        for line in lines
        if (match := re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d$", line))
    }
    assert len(starts) == 1
    assert any("小明 王" in line for line in lines)


def test_what_is_out_stands_under_its_homeroom(school: Champion) -> None:
    """The sheet that goes to the homeroom teachers."""
    lines = school.run("list", "out", "--by", "homeroom").stdout.splitlines()
    heads = [line for line in lines if line.startswith("Homeroom ") and line.endswith("devices")]
    assert len(heads) == 12
    assert heads == sorted(heads)


def test_overdue_needs_a_date(school: Champion) -> None:
    """Without one it says how to set it; with one in the past everything with people is overdue."""
    assert "champion settings due_back" in school.run("list", "overdue").stdout
    school.run("settings", "due_back", "2020-05-28")
    assert len(school.lines("list", "overdue")) == 140
    school.run("settings", "due_back", "2999-05-28")
    assert school.run("list", "overdue").stdout == "Nothing is overdue.\n"


def test_a_csv_file_is_for_a_spreadsheet_and_a_dash_is_lossless(
    school: Champion, tmp_path: Path
) -> None:
    """The file has a byte order mark, the printed form none; the cells are the same."""
    target = tmp_path / "out.csv"
    assert school.run("list", "out", "--csv", target).stdout == f"140 rows written to {target}.\n"
    printed = school.run("list", "out", "--csv", "-").stdout_bytes
    assert target.read_bytes() == b"\xef\xbb\xbf" + printed
    assert printed.startswith(",".join(DEVICE_KEYS).encode() + b"\r\n")
    again = school.run("list", "out", "--csv", target)
    assert (again.exit_code, again.stderr) == (
        1, f"{target} is there already, and nothing is written over it. Choose another name.\n",
    )  # fmt: skip


WHERE = [
    (["list", "out"], "nowhere/out.csv",
     "There is no folder {}nowhere. Make it first, or choose another one."),
    (["audit", "list"], "nowhere/a.csv",
     "There is no folder {}nowhere. Make it first, or choose another one."),
]  # fmt: skip


@pytest.mark.parametrize(("listed", "name", "sentence"), WHERE)
def test_where_no_file_can_be_written_is_said_as_elsewhere(
    school: Champion, tmp_path: Path, listed: list[str], name: str, sentence: str
) -> None:
    """The folder is not there."""
    result = school.run(*listed, "--csv", tmp_path / name)
    assert (result.exit_code, result.stderr) == (1, f"{sentence.format(f'{tmp_path}/')}\n")


ENDINGS = [
    (["list", "out", "--csv", "stuff.txt"], "stuff.txt has to end with .csv."),
    (["list", "out", "--csv", "stuff"], "stuff has to end with .csv."),
    (["audit", "list", "--csv", "a.pdf"], "a.pdf has to end with .csv."),
    (["calendar", "--ics", "a.pdf"], "a.pdf has to end with .ics."),
    (["list", "out", "--csv", "q.csv"], "q.csv is a folder; name a file in it."),
    (["list", "out", "--csv", ""], "no file or folder is named."),
]


@pytest.mark.parametrize(("said", "sentence"), ENDINGS)
def test_an_ending_that_is_another_kind_of_file_is_refused(
    school: Champion, tmp_path: Path, said: list[str], sentence: str
) -> None:
    """A calendar that is called .pdf opens in nothing; a folder is no file either."""
    *command, name = said
    (tmp_path / "q.csv").mkdir()
    result = school.run(*command, tmp_path / name if name else "")
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not (tmp_path / name).is_file()


WRONG = [["list"], ["list", "all"], ["list", "people", "--by", "device"],
         ["list", "out", "--json", "--csv", "-"]]  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_usage_exits_2(school: Champion, arguments: list[str]) -> None:
    """And says how it is used."""
    result = school.run(*arguments)
    assert result.exit_code == 2
    assert "Usage: champion list" in result.stderr
