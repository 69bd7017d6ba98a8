"""``champion rehearse``: on a copy of the school, or on the sample school; nothing is left."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

import tui.run
from inventory.errors import StoreRefused
from inventory.services import backups, restoring
from inventory.services.claims import Claimer
from inventory.services.office import Office
from inventory.store import leftovers
from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock

Opened = list[tuple[Path, bool, list[dict[str, object]]]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Each time the app was to be opened: on which file, as a demo or not, and who has what."""
    seen: Opened = []

    def open_app(path: Path, *, demo: bool, rehearsal: bool, said: str) -> int:
        assert rehearsal
        assert said.startswith("A rehearsal: nothing counts")
        (settings,) = Champion(path).lines("settings", "school")
        assert settings["value"] == "Northside Middle (rehearsal)"
        shutil.copy(path, path.with_name("left behind.db"))
        seen.append((path, demo, Champion(path).lines("list", "out")))
        return 7

    monkeypatch.setattr(tui.run, "run", open_app)
    return seen


def test_the_app_opens_on_a_copy_that_is_gone_afterwards(school: Champion, opened: Opened) -> None:
    """Beside the school, with all that is in it; the school's own file is as it was."""
    before = school.lines("list", "out")
    content = school.path.read_bytes()
    assert school.run("rehearse").exit_code == 7
    ((path, demo, out),) = opened
    assert (demo, out) == (False, before)
    assert path.parent.parent == school.path.parent
    assert not path.parent.exists()
    assert school.path.read_bytes() == content


def test_barcodes_are_written_first(school: Champion, opened: Opened, tmp_path: Path) -> None:
    """And where they can't be, no rehearsal begins."""
    target = tmp_path / "sheet.pdf"
    result = school.run("rehearse", "--barcodes", target, "--people", "4")
    assert result.stdout == f"Barcodes of 4 students and 4 devices: {target}. Print at 100 %.\n"
    assert target.read_bytes().startswith(b"%PDF")
    assert len(opened) == 1
    again = school.run("rehearse", "--barcodes", target)
    assert (again.exit_code, len(opened)) == (1, 1)
    assert "sheet.pdf" in again.stderr


def test_any_command_sweeps_up_what_a_killed_rehearsal_left(
    school: Champion, opened: Opened
) -> None:
    """A list, a check, another rehearsal: the names do not wait for the app to be opened."""
    for command in (("list", "out"), ("check",), ("rehearse",)):
        left = school.path.parent / f".rehearsal-{os.getpid()}-abc_1"
        left.mkdir()
        with leftovers.holding(left):
            (left / "school.db").write_bytes(b"names")
        school.run(*command)
        assert not left.exists()
    assert len(opened) == 1


def test_no_command_gets_anything_out_of_a_rehearsal_or_into_it(
    school: Champion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither events nor names: the list of written files would go with the copy."""
    stick, out = tmp_path / "stick", tmp_path / "out"
    stick.mkdir()
    refused: list[str] = []

    def from_outside(path: Path, **_: object) -> int:
        copy = Champion(path)
        for command in (
            ("share", stick), ("table", "add", "T9", stick), ("backup", out / "a.db"),
            ("list", "out", "--csv", out / "a.csv"), ("paper", "door", "--out", out / "a.csv"),
            ("person", "8101839", "--report", "--out", out / "a.txt"),
            ("labels", "students", "--out", out / "cards.pdf"),
        ):  # fmt: skip
            result = copy.run(*command)
            assert result.exit_code, (command, result.output)
            refused.append(result.output or str(result.exception))
        with closing(Office.open(path, SystemClock())) as office:
            assert Claimer(office, object()).tell().why_offline  # type: ignore[arg-type]
            assert backups.back_up_by_itself(office) is None
        with pytest.raises(StoreRefused, match="the copy of a rehearsal, not a backup"):
            restoring.compare(path, school.path, SystemClock())
        return 0

    out.mkdir()
    monkeypatch.setattr(tui.run, "run", from_outside)
    school.run("rehearse")
    assert len(refused) == 7
    assert {
        one for one in refused if "This is a rehearsal: nothing of it leaves" not in one
    } == set()
    assert [*stick.iterdir(), *out.iterdir()] == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--barcodes", "sheet.txt"), "sheet.txt has to end with .pdf."),
        (("--people", "0"), "“0” can't be used; write a whole number from 1 to 60."),
    ],
)
def test_what_can_not_be_meant_is_wrong_usage(
    school: Champion, opened: Opened, options: tuple[str, str], sentence: str
) -> None:
    """Before anything is copied."""
    result = school.run("rehearse", *options)
    assert (result.exit_code, opened) == (2, [])
    assert sentence in result.stderr


def test_without_a_school_it_is_the_sample_school(
    nowhere: Champion, opened: Opened, tmp_path: Path
) -> None:
    """With its barcodes; so it is where nothing was imported yet, and that file stays as it is."""
    nowhere.path.parent.mkdir()
    Office.create(nowhere.path, SystemClock()).close()
    before = nowhere.path.read_bytes()
    result = nowhere.run("rehearse", "--barcodes", tmp_path / "sheet.pdf")
    assert "There is no school of your own yet: this is the sample school." in result.stderr
    ((path, demo, out),) = opened
    assert (demo, len(out)) == (True, 140)
    assert not path.parent.exists()
    assert nowhere.path.read_bytes() == before


def test_where_there_is_no_database_none_is_made(
    nowhere: Champion, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample school lies elsewhere."""
    monkeypatch.setattr("inventory.services.sample.fill", _name_it)
    assert nowhere.run("rehearse").exit_code == 7
    assert opened[0][1]
    assert not nowhere.path.parent.exists()


def _name_it(office: Office) -> None:
    office.change_setting("school", "Northside Middle")
