"""What killed programs left beside a database is removed, and nothing else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inventory.store import leftovers


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def _make(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"names")
    return path


def test_what_dead_programs_left_is_removed(tmp_path: Path, dead: int) -> None:
    """In the folder of the database and among its backups, with what SQLite kept beside it."""
    left = [
        _make(tmp_path / f".seed-{dead}-x_1y" / "champion.db"),
        _make(tmp_path / f".c.sqlite.{dead}.new"),
        _make(tmp_path / f".c.sqlite.{dead}.new-journal"),
        _make(tmp_path / "backups" / f".c-2026-11-21-090000-1-abcdef01.db.{dead}.new"),
    ]
    leftovers.sweep(tmp_path / "c.sqlite")
    assert [path for path in left if path.exists()] == []
    assert [path.name for path in tmp_path.rglob("*")] == ["backups"]


def test_what_is_worked_on_or_is_something_else_stays(tmp_path: Path, dead: int) -> None:
    """A program that runs, a file of another program, a database and its backups."""
    kept = [
        _make(tmp_path / f".seed-{os.getpid()}-x1" / "champion.db"),
        _make(tmp_path / f".c.db.{os.getpid()}.new"),
        _make(tmp_path / ".seed-abcdefgh" / "champion.db"),
        _make(tmp_path / f".essay.docx.{dead}.new"),
        _make(tmp_path / f"c.db.{dead}.new"),
        _make(tmp_path / "c.db"),
        _make(tmp_path / "backups" / "c-2026.db"),
        _make(tmp_path / "deeper" / f".c.db.{dead}.new"),
    ]
    leftovers.sweep(tmp_path / "c.db")
    assert [path for path in kept if not path.exists()] == []


@pytest.mark.parametrize("name", [".seed-abcdefgh", ".unreadable-c.db.new"])
def test_where_nobody_says_who_made_it_a_day_must_have_passed(tmp_path: Path, name: str) -> None:
    """It may be of an earlier Champion."""
    left = _make(tmp_path / name)
    leftovers.sweep(tmp_path / "c.db")
    assert left.exists()
    before = time.time() - 25 * 3600
    os.utime(left, (before, before))
    leftovers.sweep(tmp_path / "c.db")
    assert not left.exists()


def test_a_folder_that_is_not_there_is_swept_already(tmp_path: Path) -> None:
    """The backups come with the first one."""
    leftovers.sweep(tmp_path / "nowhere" / "c.db")
    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_is_told_by_its_lock_and_not_by_a_number(tmp_path: Path, dead: int) -> None:
    """A number of a process is given twice; a lock is let go by whoever dies."""
    reused = tmp_path / f".rehearsal-{os.getpid()}-a_1"
    held = tmp_path / f".rehearsal-{dead}-b_2"
    begun = tmp_path / f".rehearsal-{os.getpid()}-c_3"
    for folder in (reused, held, begun):
        folder.mkdir()
    with leftovers.holding(reused):
        _make(reused / "school.db")
    with leftovers.holding(begun):
        pass
    with leftovers.holding(held):
        _make(held / "school.db")
        leftovers.sweep_rehearsals(tmp_path / "school.db")
        assert [reused.exists(), held.exists(), begun.exists()] == [False, True, True]
        assert leftovers.is_rehearsed(tmp_path / "school.db")
        assert leftovers.rehearsed_files(tmp_path / "school.db") == [held / "school.db"]
    begun.joinpath("held").unlink()
    begun.rmdir()
    assert not leftovers.is_rehearsed(tmp_path / "school.db")
    leftovers.sweep(tmp_path / "school.db")
    assert list(tmp_path.iterdir()) == []
