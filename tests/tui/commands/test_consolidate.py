"""``champion consolidate``: what it prints, what it writes, and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inventory.journal.bundle import make, pack
from inventory.journal.sealing import seal
from inventory.model import Kind
from tests.inventory.a_district import MORNING, ASchool, Laptop, devices_of, write_school
from tui.commands.group import champion

pytestmark = pytest.mark.usefixtures("sealed_lightly")
FOUND = (
    "1 of the missing was found at another school; 0 devices claimed by two schools;"
    " 0 tags or serials that disagree."
)
NORTH = ASchool("NORTH", devices_of("NORTH", 3), frozenset({"NORTH-001"}))
SOUTH = ASchool("SOUTH", devices_of("SOUTH", 2), unlisted=["NORTH-001"], number=2)


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """A folder with the packets of two schools."""
    folder = tmp_path / "upload"
    folder.mkdir()
    for one in (NORTH, SOUTH):
        write_school(one, folder)
    return folder


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(champion, ["consolidate", *map(str, arguments)])


def test_it_says_what_it_took_in_and_what_it_found(upload: Path, tmp_path: Path) -> None:
    """And the second time that there is nothing new."""
    into = ("--into", tmp_path / "district.db")
    first, second = _run(upload, *into), _run(upload, *into)
    assert first.exit_code == second.exit_code == 0
    assert first.stdout.splitlines() == [
        "2 deliveries taken in with 16 new events, 0 known already, 0 refused.",
        "2026-Q4: 2 of 2 schools delivered; 5 devices, 16 events in all.",
        "Expected 5, sighted 4, accounted for 0, missing 1; value at risk 320.00.",
        FOUND,
    ]
    assert second.stdout.splitlines()[0] == (
        "0 deliveries taken in with 0 new events, 2 known already, 0 refused."
    )
    assert second.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]


def test_a_refused_delivery_is_named_and_the_exit_code_is_1(upload: Path, tmp_path: Path) -> None:
    """The others are taken in."""
    bad = next(upload.glob("NORTH*"))
    (bad / "assets.csv").unlink()
    result = _run(upload, "--into", tmp_path / "district.db")
    assert result.exit_code == 1
    assert result.stdout.startswith("1 delivery taken in with 8 new events, 0 known already, 1 ref")
    assert f"{bad} was refused: assets.csv is missing." in result.stderr
    assert "Traceback" not in result.output


def test_json_has_everything_on_one_line(upload: Path, tmp_path: Path) -> None:
    """For scripts; with who has not delivered."""
    schools = tmp_path / "schools.csv"
    schools.write_text("site,name\nNORTH,North Middle\nSOUTH,South\nEAST,East High\n")
    into = ("--into", tmp_path / "district.db", "--expect", schools, "--json")
    (line,) = _run(upload, *into).stdout.splitlines()
    said = json.loads(line)
    assert (said["new"], said["known"], said["refused"], said["gaps"]) == (2, 0, [], [])
    assert (said["devices"], said["missing"], said["found"]) == (5, 1, 1)
    assert said["not_delivered"] == [{"site": "EAST", "school": "East High", "state": "nothing"}]


def test_reports_are_written_into_a_new_folder(upload: Path, tmp_path: Path) -> None:
    """Nothing is taken in where they could not be written."""
    into = ("--into", tmp_path / "district.db", "--report")
    result = _run(upload, *into, tmp_path / "out")
    assert result.exit_code == 0
    assert f"files in {tmp_path / 'out'}: CSV" in result.stdout
    text = (tmp_path / "out" / "matches.csv").read_text()
    assert text.splitlines()[1].startswith("missing there,NORTH,NORTH-001,5CDNORTH001,")
    again = _run(upload, "--into", tmp_path / "other.db", "--report", tmp_path / "out")
    assert (again.exit_code, (tmp_path / "other.db").exists()) == (1, False)
    assert "is there already" in again.stderr


def test_a_dry_run_makes_no_file(upload: Path, tmp_path: Path) -> None:
    """It verifies, and says what would be."""
    result = _run(upload, "--into", tmp_path / "district.db", "--dry-run")
    assert result.stdout == (
        "2 deliveries would be taken in with 16 new events, 0 known already, 0 refused.\n"
    )
    assert not (tmp_path / "district.db").exists()


def test_a_source_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """And so is a database that is none."""
    (tmp_path / "x.txt").write_text("notes")
    result = _run(tmp_path / "nowhere", "--into", tmp_path / "district.db")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    result = _run(tmp_path, "--into", tmp_path / "x.txt")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    result = _run(tmp_path, "--into", "postgresql://it:pw@db.example/x")
    assert (result.exit_code, "pw@" in result.output) == (1, False)


def test_a_sealed_bundle_opens_with_the_passphrase_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never one on the command line; without it the bundle is refused."""
    laptop = Laptop("WEST", 90, MORNING)
    laptop.write(Kind.ISSUE, "W-1", "4711")
    one = make(
        laptop.events, station=laptop.events[0].station_id, table="Table 1", site="WEST",
        exported_at="2026-11-20T09:00:00+00:00",
    )  # fmt: skip
    path = tmp_path / "day.bundle.age"
    path.write_bytes(seal(pack(one), "correct horse"))
    refused = _run(path, "--into", tmp_path / "district.db")
    assert refused.exit_code == 1
    assert "sealed with a passphrase" in refused.stderr
    monkeypatch.setenv("CHAMPION_PASSPHRASE", "correct horse")
    result = _run(path, "--into", tmp_path / "district.db")
    assert (result.exit_code, result.stdout.startswith("1 delivery taken in")) == (0, True)
