"""Several programs at work on one file: tables that are served from one laptop over SSH."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from inventory.errors import ChampionError
from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.services import inbox, upkeep
from inventory.services.office import Office
from inventory.store.database import create_database, open_database
from inventory.verdict import Code
from tests import sessions
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, enrol, open_school
from tests.inventory.services.at_the_table import Morning

SESSIONS = 10
PAIRS = 20
"""Hand-outs that each of them tries: two scans each."""

OTHER_WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    sys.exit(error.sqlite_errorname)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small school in a file that nobody has open."""
    file = tmp_path / "school.db"
    open_school(Office(create_database(file), FixedClock(), CountedEntropy())).close()
    return file


@pytest.fixture
def here(path: Path) -> Iterator[Morning]:
    """One window on the school."""
    yield from _window(path)


@pytest.fixture
def there(path: Path) -> Iterator[Morning]:
    """Another one."""
    yield from _window(path)


def _window(path: Path, mode: Mode = Mode.OUT) -> Iterator[Morning]:
    clock = FixedClock()
    office = Office.open(path, clock)
    yield Morning(office, clock, mode)
    assert upkeep.check(office).findings == ()
    assert upkeep.rebuild(office)
    office.close()


def test_ten_programs_at_full_speed_lose_nothing_and_hand_nothing_out_twice(
    tmp_path: Path,
) -> None:
    """Each in a process of its own, after the same devices, without a pause.

    The file is a copy that has no station yet: they all find that out at the same moment.
    """
    people = [f"20{number:04d}" for number in range(SESSIONS * PAIRS)]
    devices = [f"NS-{number:04d}" for number in range(SESSIONS * PAIRS // 2)]
    made = Office(create_database(tmp_path / "made.db"), FixedClock(), CountedEntropy())
    enrol(made, map(a_device, devices), map(a_person, people), ())
    made.close()
    file = Path(shutil.copyfile(tmp_path / "made.db", tmp_path / "school.db"))
    before = sessions.counts(file)
    told = sessions.run(
        sessions.champion, file, sessions.shared_out(people, devices, SESSIONS, PAIRS)
    )
    assert sessions.faults(file, told, before) == []
    assert sum(len(one.events) for one in told) == SESSIONS * PAIRS * 2
    codes = {code for one in told for code in one.codes}
    assert codes == {"person", "issued", "out_to_other"}


def test_two_programs_that_open_a_new_file_at_the_same_moment_are_one_station(
    tmp_path: Path,
) -> None:
    """The second comes in between the first one's look and its entry."""
    file = tmp_path / "new.db"
    create_database(file).close()
    quicker: list[Office] = []

    class Interrupted(FixedClock):
        def now(self) -> datetime:
            if not quicker:
                quicker.append(Office.open(file, FixedClock()))
            return super().now()

    slower = Office.open(file, Interrupted())
    assert slower.station_id == quicker[0].station_id
    assert slower.database.value("SELECT count(*) FROM station") == 1
    for office in (slower, *quicker):
        office.close()


def test_undo_takes_back_what_was_done_in_this_window(here: Morning, there: Morning) -> None:
    """The other one's hand-out stands, though it came later."""
    here.scan("2001", "NS-101")
    there.scan("2005", "NS-102")
    undone = here.desk.command(Command.UNDO)
    assert (undone.code, undone.device) == (Code.UNDONE, "NS-101")
    assert here.custody("NS-101").person is None
    assert here.custody("NS-102").person == "2005"


def test_undo_reaches_nothing_that_another_window_did(here: Morning, there: Morning) -> None:
    """A window that did nothing says so, and where the other one's scan can be undone."""
    there.scan("2005", "NS-102")
    verdict = here.desk.command(Command.UNDO)
    assert verdict.code is Code.NOTHING_TO_UNDO
    assert "another window" in verdict.next
    assert here.custody("NS-102").person == "2005"


def test_after_a_restart_undo_reaches_what_was_done_before(path: Path, there: Morning) -> None:
    """As long as nobody else is at work: ``champion undo`` is a program of its own."""
    there.scan("2005", "NS-102")
    for later in _window(path):
        assert later.desk.command(Command.UNDO).device == "NS-102"
        assert later.custody("NS-102").person is None


def test_a_question_is_dropped_though_another_window_wrote_since(
    here: Morning, there: Morning
) -> None:
    """What is open on this table is the last thing that was done here."""
    here.scan("2001", "NS-101")
    there.scan("2005")
    assert there.scan("NS-101").code is Code.OUT_TO_OTHER
    here.scan("NS-201")
    assert "question" in there.desk.command(Command.UNDO).say
    assert here.custody("NS-201").person == "2001"


def test_what_another_window_has_moved_on_since_is_not_undone(path: Path, here: Morning) -> None:
    """The device came back at the other table: that stands on the hand-out here."""
    here.scan("2001", "NS-101")
    for back in _window(path, Mode.BACK):
        assert back.scan("NS-101").code is Code.RETURNED
        verdict = here.desk.command(Command.UNDO)
        assert verdict.code is Code.NOTHING_TO_UNDO
        assert verdict.say.startswith("NS-101 was taken back in another window since")
        assert back.desk.command(Command.UNDO).code is Code.UNDONE
        assert here.desk.command(Command.UNDO).device == "NS-101"


def test_the_inbox_undoes_what_was_settled_in_this_window(here: Morning, there: Morning) -> None:
    """The other window's settling is not the last thing that was done here."""
    here.scan("2001", "UNKNOWN-1")
    there.scan("2005", "UNKNOWN-2")
    first, second = inbox.find(here.office, "P-01"), inbox.find(there.office, "P-02")
    assert (first.raw, second.raw) == ("UNKNOWN-1", "UNKNOWN-2")
    inbox.settle(here.office, first, "Sent back")
    inbox.settle(there.office, second, "Put aside")
    assert inbox.undo_last(here.office).startswith(f"{first.claim} waits again")
    with pytest.raises(ChampionError, match="no settling"):
        inbox.undo_last(here.office)


def test_opening_the_file_once_more_lets_no_other_program_write_into_a_scan(
    file_office: Office,
) -> None:
    """A job beside the screen opens it while a scan is being written: the scan's lock holds."""
    path = file_office.database.path
    assert path is not None
    with file_office.database.immediate():
        open_database(path).close()
        other = subprocess.run(
            [sys.executable, "-c", OTHER_WRITER, str(path)], capture_output=True, text=True
        )
    assert other.stderr.strip() == "SQLITE_BUSY"
