"""``champion calendar``, ``term`` and ``preflight``: on the screen, for scripts, and as a file."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar

from inventory.services import backups
from inventory.services.office import Office
from tests.tui.commands.conftest import ROOT, Champion
from tui.clock import SystemClock


def a_year_from_today(school: Champion) -> date:
    """A school year that is on, whenever this runs; its last day."""
    today = SystemClock().now().date()
    end = today + timedelta(days=200)
    done = school.run("settings", "year", f"{today - timedelta(days=90)} to {end}")
    assert done.exit_code == 0
    return end


def test_the_calendar_is_shown_and_printed_for_scripts(school: Champion) -> None:
    """A line for each day; where the school year is not set, that is said first."""
    first = school.run("calendar").stdout.splitlines()[0]
    assert first.startswith("The setting “year” has no year that is on or comes. Assumed: ")
    end = a_year_from_today(school)
    shown = school.run("calendar").stdout.splitlines()
    objects = school.lines("calendar")
    assert len(shown) == len(objects)
    assert [one["on"] for one in objects] == sorted(one["on"] for one in objects)
    last = next(one for one in objects if one["kind"] == "year ends")
    assert (last["on"], last["signed"], last["overdue"]) == (end.isoformat(), None, False)
    assert any(f"{end}  The school year ends" in line for line in shown)


def test_the_calendar_is_written_as_a_file(school: Champion, tmp_path: Path) -> None:
    """Read back it has the same days; a second time it is refused."""
    a_year_from_today(school)
    path = tmp_path / "year.ics"
    result = school.run("calendar", "--ics", path)
    objects = school.lines("calendar")
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert result.stdout.startswith(f"Written: {path}, {len(objects)} days.")
    read = [date.fromisoformat(one["on"]) for one in objects]
    assert [one.start for one in events] == read  # type: ignore[attr-defined]
    again = school.run("calendar", "--ics", path)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == (
        f"{path} is there already, and nothing is written over it. Choose another name.\n"
    )


def test_the_library_for_the_file_is_loaded_with_the_file_only() -> None:
    """Neither the commands nor the app wait for it."""
    code = (
        "import sys, tui.app, tui.commands.calendar, tui.screens.year, tui.screens.before;"
        "sys.exit('icalendar' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_a_term_is_put_down_ended_listed_and_taken_back(school: Champion) -> None:
    """Each with one command that says what it did."""
    end = a_year_from_today(school)
    added = school.run("term", "add", "Ada Park", "--role", "champion")
    assert added.exit_code == 0
    assert added.stdout.startswith("Ada Park serves as champion from ")
    assert added.stdout.endswith(f" to {end}.\n")
    school.run("term", "add", "Bea Lind", "--role", "helper", "--from", "2019-08-26",
               "--to", "2020-06-05")  # fmt: skip
    assert [(one["name"], one["years"], one["now"]) for one in school.lines("term", "list")] == [
        ("Ada Park", 1, True), ("Bea Lind", 1, False),
    ]  # fmt: skip
    assert (
        "Bea Lind  helper    2019-08-26 to 2020-06-05  1 year" in school.run("term", "list").stdout
    )
    ended = school.lines("term", "end", "ada park")
    assert ended[0]["to"] == SystemClock().now().date().isoformat()
    assert school.run("term", "remove", "Bea Lind").exit_code == 0
    assert len(school.lines("term", "list")) == 1
    refused = school.run("term", "end", "Nobody")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert school.run("term", "add", "X", "--role", "champion", "--from", "soon").exit_code == 2


def test_no_term_yet_says_how_one_is_put_down(school: Champion) -> None:
    """As every empty list does."""
    assert school.run("term", "list").stdout == (
        "No term is put down yet: champion term add NAME --role champion.\n"
    )


def test_preflight_ends_with_1_while_something_would_stop_the_line(school: Champion) -> None:
    """The sample school has no backup; once it has one, nothing is left with ✗."""
    result = school.run("preflight")
    assert result.exit_code == 1
    marks = {line[:1] for line in result.stdout.splitlines()}
    assert {"✓", "·", "!", "✗"} <= marks
    found = {one["what"]: one for one in school.lines("preflight")}
    assert found["backup"] == {
        "what": "backup", "level": "bad", "say": "there is none yet",
        "hint": "The palette, Ctrl+P, writes one: Back up now.", "key": "Ctrl+P",
    }  # fmt: skip
    assert found["laptop"]["key"] is None
    office = Office.open(school.path, SystemClock())
    backups.back_up_by_itself(office)
    office.close()
    again = school.run("preflight", "--json")
    assert again.exit_code == 0
    assert {json.loads(line)["level"] for line in again.stdout.splitlines()} <= {
        "ok",
        "note",
        "warn",
    }
