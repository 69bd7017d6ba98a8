"""Importing a long list: how far it is, and that it can be stopped without a trace."""

import io
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from inventory.services import register
from tests.tui.commands.conftest import Champion
from tests.tui.commands.test_import import PEOPLE, edited
from tui.commands import import_
from tui.commands.progress import AFTER, EVERY, ProgressLine, held_interrupt

STOPPED = "Stopped. Nothing was imported.\n"


class Terminal(io.StringIO):
    """Standard error, as somebody looks at it."""

    def __init__(self, *, is_one: bool = True) -> None:
        super().__init__()
        self._is_one = is_one

    def isatty(self) -> bool:
        """Whether anybody looks."""
        return self._is_one


class Watch:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def test_nothing_is_said_of_what_is_over_at_once() -> None:
    """Nor after the first second more often than can be read."""
    terminal, watch = Terminal(), Watch()
    line = ProgressLine(terminal, watch)
    line.begin()
    watch.now = AFTER - 0.01
    line.read(2_000)
    assert terminal.getvalue() == ""
    watch.now = AFTER
    line.read(4_000)
    watch.now = AFTER + EVERY / 2
    line.read(6_000)
    assert terminal.getvalue() == "\rReading…  4,000 rows · 4,000 a second"


def test_the_time_left_is_said_while_it_is_written() -> None:
    """By the pace so far; the line is written over, then taken away."""
    terminal, watch = Terminal(), Watch()
    line = ProgressLine(terminal, watch)
    line.begin()
    watch.now = 2.0
    line.wrote(10_000, 40_000)
    first = "Importing…  10,000 of 40,000 · 5,000 a second · 6 seconds left"
    assert terminal.getvalue() == f"\r{first}"
    watch.now = 8.0
    line.wrote(40_000, 40_000)
    line.clear()
    last = "Importing…  40,000 of 40,000 · 5,000 a second".ljust(len(first))
    assert terminal.getvalue() == f"\r{first}\r{last}\r{' ' * len(first)}\r"


def test_nothing_is_said_where_nobody_looks() -> None:
    """A script's log has no half lines in it."""
    terminal, watch = Terminal(is_one=False), Watch()
    line = ProgressLine(terminal, watch)
    watch.now = 60.0
    line.read(1_000_000)
    line.wrote(1, 2)
    line.clear()
    assert terminal.getvalue() == ""


def test_an_interrupt_is_held_until_it_is_asked_for() -> None:
    """And works as ever afterwards."""
    with held_interrupt() as pressed:
        assert not pressed()
        signal.raise_signal(signal.SIGINT)
        assert pressed()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def at_once(line: ProgressLine, done: int, total: int = 0) -> None:
    """Ctrl+C, pressed at the first sign of life."""
    signal.raise_signal(signal.SIGINT)


def test_stopped_while_reading_nothing_was_imported(
    school: Champion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One sentence and the exit code of an interrupt."""
    school.run("check")  # a copy gets a number of its own when it is opened first
    before = school.path.read_bytes()
    file = edited(PEOPLE, tmp_path / "people.csv", ("Maya,Okonkwo", "Maia,Okonkwo"))
    monkeypatch.setattr(ProgressLine, "read", at_once)
    result = school.run("import", "people", file, "--yes")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", STOPPED)
    assert school.path.read_bytes() == before


def test_stopped_while_writing_nothing_was_imported(
    school: Champion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was written by then is taken back as a whole."""
    file = edited(PEOPLE, tmp_path / "people.csv", ("Maya,Okonkwo", "Maia,Okonkwo"))
    monkeypatch.setattr(register, "STEP", 1)
    monkeypatch.setattr(ProgressLine, "wrote", at_once)
    result = school.run("import", "people", file, "--yes")
    assert (result.exit_code, result.stderr) == (130, STOPPED)
    assert school.lines("show", "8100442")[0]["person"]["first_name"] == "Maya"
    assert school.run("check").exit_code == 0


def test_a_first_import_that_is_stopped_leaves_no_database(
    nowhere: Champion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is a first import again."""
    monkeypatch.setattr(register, "STEP", 1)
    monkeypatch.setattr(ProgressLine, "wrote", at_once)
    result = nowhere.run("import", "people", PEOPLE, "--yes")
    assert (result.exit_code, result.stderr) == (130, STOPPED)
    assert list(nowhere.path.parent.iterdir()) == []


def test_stopped_once_it_is_on_disk_it_is_imported_and_says_so(
    school: Champion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An interrupt behind the commit comes too late; the search is made ready later."""
    file = edited(PEOPLE, tmp_path / "people.csv", ("Maya,Okonkwo", "Maia,Okonkwo"))
    monkeypatch.setattr(ProgressLine, "indexed", at_once)
    result = school.run("import", "people", file, "--yes")
    assert result.exit_code == 0
    assert result.stdout.endswith("Imported: 0 new, 1 changed.\n")
    assert school.lines("show", "8100442")[0]["person"]["first_name"] == "Maia"


def test_a_file_that_changed_before_the_database_was_made_is_refused(
    nowhere: Champion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is written is what was shown, and else nothing; nor is there a database then."""
    file = edited(PEOPLE, tmp_path / "people.csv")
    agreed = import_._agreed

    def changed_meanwhile(*arguments: object) -> bool:
        edited(file, file, ("Maya,Okonkwo", "Maia,Okonkwo"))
        return agreed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(import_, "_agreed", changed_meanwhile)
    result = nowhere.run("import", "people", file, "--yes")
    assert result.exit_code == 1
    assert result.stderr == "people.csv was changed since it was read. Import it again.\n"
    assert not nowhere.path.exists()


def interrupt(process: "subprocess.Popen[bytes]") -> None:
    """Press Ctrl+C until it is heard: just before a read begins, a process may miss it."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
            return


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
def test_ctrl_c_at_the_question_changes_nothing(nowhere: Champion) -> None:
    """The sentence, no traceback, and no database."""
    ours, theirs = os.openpty()
    with nowhere.start("import", "people", PEOPLE, stdin=theirs) as process:
        assert process.stderr is not None
        seen = b""
        while b"[y/N]" not in seen:
            seen += process.stderr.read(1)
        interrupt(process)
        _, errors = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 130
    assert errors.decode().strip().splitlines()[-1] == STOPPED.strip()
    assert b"Traceback" not in errors
    assert not nowhere.path.exists()
