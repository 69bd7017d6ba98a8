"""Importing for scripts: one object with all that the screen shows, and what became of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from inventory.files.plan import MOST_KEPT
from tests.tui.commands.conftest import ROOT, Champion
from tests.tui.commands.test_import import DEVICES, MAYA_LEFT_OUT, PEOPLE, bad_rows, edited

DONE = {"applied", "marked_left", "site"}
"""The keys that say what became of a plan."""


def without_outcome(document: dict[str, Any]) -> dict[str, Any]:
    """What the plan says, as JSON once more."""
    return {key: value for key, value in document.items() if key not in DONE}


def test_the_promised_keys_come_first_and_others_are_only_added(school: Champion) -> None:
    """Scripts may rely on these names."""
    (plan,) = school.lines("import", "devices", DEVICES, "--dry-run")
    assert list(plan)[:11] == [
        "file", "profile", "encoding", "delimiter", "rows", "new", "changed", "unchanged", "gone",
        "refused", "dropped_columns",
    ]  # fmt: skip
    assert (plan["rows"], plan["unchanged"], plan["applied"]) == (260, 260, False)
    assert (plan["kind"], plan["system"]) == ("devices", "Champion")
    assert plan["how"] == "UTF-8, parted by commas"


def test_changes_are_listed_field_by_field(school: Champion, tmp_path: Path) -> None:
    """Each with its line and its key, before and after."""
    file = edited(PEOPLE, tmp_path / "people.csv", ("Folake,Asante,6,112", "Folake,Asante,7,113"))
    (plan,) = school.lines("import", "people", file, "--dry-run")
    assert plan["changes"] == [
        {
            "line": 2,
            "key": "8101689",
            "fields": [
                {"name": "grade", "before": "6", "after": "7"},
                {"name": "homeroom", "before": "112", "after": "113"},
            ],
        }
    ]


def test_gone_people_are_listed_with_what_they_still_have(school: Champion, tmp_path: Path) -> None:
    """That is the list of the doors to knock at."""
    file = edited(PEOPLE, tmp_path / "people.csv", MAYA_LEFT_OUT)
    (plan,) = school.lines("import", "people", file, "--dry-run")
    assert plan["gone_records"] == [
        {"key": "8100442", "name": "Maya Okonkwo", "devices": ["NS-104135"]}
    ]


def test_gone_devices_are_listed_with_who_has_them(school: Champion, tmp_path: Path) -> None:
    """A device that nobody has says so with nulls."""
    lines = DEVICES.read_text("utf-8").splitlines(keepends=True)
    file = tmp_path / "devices.csv"
    left_out = ("NS-104135,", "NS-104392,")
    file.write_text("".join(line for line in lines if not line.startswith(left_out)), "utf-8")
    (plan,) = school.lines("import", "devices", file, "--dry-run")
    gone = {one["key"]: one for one in plan["gone_records"]}
    assert gone["NS-104135"] == {
        "key": "NS-104135", "device": "NS-104135", "person": "8100442", "name": "Maya Okonkwo",
        "place": None,
    }  # fmt: skip
    assert set(gone) == {"NS-104135", "NS-104392"}


def test_gone_places_are_listed_by_name(school: Champion, tmp_path: Path) -> None:
    """Nothing more is to be said of them."""
    file = tmp_path / "places.csv"
    file.write_text("place\nRoom 1\n", "utf-8")
    (plan,) = school.lines("import", "places", file, "--dry-run")
    assert len(plan["gone_records"]) == plan["gone"] > 0
    assert all(set(one) == {"key"} for one in plan["gone_records"])


@pytest.mark.parametrize("kind", ["people", "devices"])
def test_applying_prints_the_plan_that_a_dry_run_printed(
    school: Champion, tmp_path: Path, kind: str
) -> None:
    """The same object, but for the keys that say what became of it."""
    before = {
        "people": [MAYA_LEFT_OUT, ("Folake,Asante,6,112", "Folake,Asante,7,113")],
        "devices": [("Room 208", "Room 209")],
    }
    file = edited(ROOT / "sample_data" / f"{kind}.csv", tmp_path / f"{kind}.csv", *before[kind])
    (dry,) = school.lines("import", kind, file, "--dry-run")
    (done,) = school.lines("import", kind, file, "--yes")
    assert without_outcome(done) == without_outcome(dry)
    assert (dry["applied"], done["applied"]) == (False, True)
    assert dry["changes"]
    (again,) = school.lines("import", kind, file, "--dry-run")
    assert (again["new"], again["changed"], again["gone"]) == (0, 0, 0)


def test_a_first_import_prints_the_plan_that_a_dry_run_printed(nowhere: Champion) -> None:
    """Though it is compared once more, in the database that is made for it."""
    (dry,) = nowhere.lines("import", "devices", DEVICES, "--dry-run")
    (done,) = nowhere.lines("import", "devices", DEVICES, "--yes")
    assert without_outcome(done) == without_outcome(dry)
    assert (done["new"], done["site"], dry["site"]) == (260, "NORTHSIDE", "")


def test_every_refused_row_is_listed_however_many(nowhere: Champion, tmp_path: Path) -> None:
    """A plan keeps the first ones at hand; a script gets them all, and so does the file."""
    number = MOST_KEPT + 5_000
    target = tmp_path / "refused.csv"
    file = bad_rows(tmp_path, number)
    (plan,) = nowhere.lines("import", "people", file, "--dry-run", "--refused", target)
    refused = plan["refused"]
    assert (len(refused), plan["refused_rows"], plan["new"]) == (number, number, 1)
    assert [one["line"] for one in refused] == list(range(3, number + 3))
    assert all("PERHAPS" in one["reason"] for one in refused)
    assert len(target.read_text("utf-8-sig").splitlines()) == number + 1
    shown = nowhere.run("import", "people", file, "--dry-run").stdout
    assert f"  and {number - 20:,} more; --refused FILE.csv keeps them all." in shown


def test_a_file_without_one_good_row_still_prints_its_plan(
    nowhere: Champion, tmp_path: Path
) -> None:
    """So that a script can tell why; the sentence and the exit code say that nothing came of it."""
    file = tmp_path / "people.csv"
    file.write_text("person_id,status\n1,PERHAPS\n", "utf-8")
    result = nowhere.run("import", "people", file, "--yes", "--json")
    plan = json.loads(result.stdout)
    assert (result.exit_code, plan["applied"], len(plan["refused"])) == (1, False, 1)
    assert result.stderr == "No row of people.csv could be taken. Mend it and try again.\n"
