"""``champion rehearse`` in a real terminal: nothing is in the school, nothing is left of it."""

import signal
from pathlib import Path
from time import monotonic

import pytest

from tests.terminal.journal import scans
from tests.terminal.school import ROOT, School, make_school, person_id, tag
from tests.terminal.terminal import Terminal, key

PATIENCE = 20.0
"""Seconds in which the app looks after its files, however busy the machine is."""


@pytest.fixture
def small(tmp_path: Path) -> School:
    """A school of twelve students and as many devices."""
    make_school(tmp_path / "school", devices=12, people=12)
    return School(tmp_path / "school")


def rehearsing(school: School, *options: str) -> Terminal:
    """The rehearsal in a terminal."""
    argv = school.argv("rehearse", *options)
    return Terminal(argv, rows=24, columns=80, env=school.environment, cwd=ROOT)


def hand_out(terminal: Terminal) -> None:
    """Scan a card and a device, until the band is green."""
    terminal.wait_for("REHEARSAL")
    terminal.write(key("f2"))
    terminal.wait_for("HAND OUT")
    for code, seen in ((person_id(0), "AT THE TABLE"), (tag(0), "HANDED OUT")):
        terminal.write(f"{code}\r".encode())
        terminal.wait_for(seen)


def left_of(school: School) -> list[Path]:
    """The copies beside the database."""
    return list(school.folder.glob(".rehearsal-*"))


def test_what_was_rehearsed_never_happened(small: School) -> None:
    """The sheet is there, the hand-out is not, nor is the copy."""
    sheet = small.folder / "sheet.pdf"
    with rehearsing(small, "--barcodes", str(sheet)) as terminal:
        hand_out(terminal)
        (folder,) = left_of(small)
        assert [one.scan for one in scans(folder / "school.db")] == [person_id(0), tag(0)]
        terminal.write(key("ctrl+q"))
        assert terminal.wait_exit() == 0
    assert sheet.read_bytes().startswith(b"%PDF")
    assert scans(small.database) == []
    assert left_of(small) == []
    assert not (small.folder / "backups").exists()


def test_what_a_dead_rehearsal_left_is_swept_up_at_the_next_start(small: School) -> None:
    """A copy with names does not lie about for long."""
    with rehearsing(small) as terminal:
        hand_out(terminal)
        terminal.kill()
    assert len(left_of(small)) == 1
    with small.open() as terminal:
        terminal.wait_for("HOME")
        until = monotonic() + PATIENCE
        while left_of(small) and monotonic() < until:
            terminal.drain(0.1)
        assert left_of(small) == []
        terminal.write(key("ctrl+q"))
        assert terminal.wait_exit() == 0
    assert scans(small.database) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_window_leaves_no_copy(small: School, number: signal.Signals) -> None:
    """Nor does a laptop that shuts down; the folder is empty of it when the program is gone."""
    with rehearsing(small) as terminal:
        terminal.wait_for("REHEARSAL")
        assert len(left_of(small)) == 1
        terminal.kill(number)
        code = terminal.wait_exit()
    assert code == -number
    assert left_of(small) == []
