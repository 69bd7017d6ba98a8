"""What happens when the disk refuses, or answers late."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inventory.audit import Scope
from inventory.errors import NotRecorded
from inventory.files.profiles import RegisterKind
from inventory.services import audit_draft, audits, inbox, register
from inventory.services.desk import LONGEST_RAW
from inventory.services.office import Office
from inventory.services.table import Table
from inventory.store import parked
from inventory.store.connection import Unreadable
from inventory.store.database import Database, create_database
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, a_device, enrol, open_school
from tests.inventory.services.at_the_table import Morning


def _fill(database: Database) -> None:
    pages = database.value("PRAGMA page_count")
    database.conn.execute(f"PRAGMA max_page_count = {pages}")


@dataclass
class _LastSeen:
    """How things stood before the scan that was refused."""

    code: str
    count: int
    table: Table


def _scan_until(table: Morning, seen: list[_LastSeen]) -> None:
    for number in range(200):
        code = f"{number:03d}{'Q' * LONGEST_RAW}"
        seen.append(_LastSeen(code, table.count(), table.desk.table))
        table.desk.scan(code)


def test_a_full_disk_writes_nothing_and_the_next_scan_works_once_there_is_space(
    file_office: Office, clock: FixedClock
) -> None:
    """The table is as it was, the device is where it was, and the same code is no bounce."""
    table = Morning(file_office, clock)
    table.scan("2001")
    seen: list[_LastSeen] = []
    _fill(file_office.database)
    with pytest.raises(NotRecorded, match="The disk is full: nothing more can be recorded"):
        _scan_until(table, seen)
    assert (table.count(), table.desk.table) == (seen[-1].count, seen[-1].table)
    file_office.database.conn.execute("PRAGMA max_page_count = 1000000")
    assert table.scan(seen[-1].code, after=0.1).code is Code.UNLISTED


def test_a_disk_that_fills_at_any_page_of_an_audits_list_says_so(file_office: Office) -> None:
    """SQLite itself may take the whole transaction back then: nothing is left to be released."""
    enrol(file_office, [a_device(f"NS-{number}") for number in range(400, 800)])
    planned = audit_draft.draft(file_office, Scope())
    pages = file_office.database.value("PRAGMA page_count")
    refused: list[str] = []
    while not audits.all_audits(file_office):
        file_office.database.conn.execute(f"PRAGMA max_page_count = {pages + len(refused)}")
        try:
            audits.open_audit(file_office, planned)
        except NotRecorded as full:
            refused.append(full.message)
    assert set(refused) == {"The disk is full: nothing more can be recorded."}
    assert len(refused) > 20


_REFUSE = (
    "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.custody BEGIN SELECT RAISE(ABORT, 'no'); END"
)


def test_a_scan_that_fails_half_way_leaves_the_question_open(out: Morning, office: Office) -> None:
    """The event was appended and custody refused: neither is kept, and YES works afterwards."""
    out.scan("2001", "NS-110")
    before, stood = out.count(), out.desk.table
    office.database.conn.execute(_REFUSE)
    with pytest.raises(NotRecorded):
        out.scan("NS-110")
    assert (out.count(), out.desk.table) == (before, stood)
    office.database.conn.execute("DROP TRIGGER refuse")
    assert out.scan("NS-110", after=0.1).code is Code.ISSUED


class CommitAnswersLate(sqlite3.Connection):
    """Stores at COMMIT and then reports an error, as a drive that vanished at that moment."""

    broken = False

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run the statement; the next COMMIT is run and then fails."""
        cursor = super().execute(sql, parameters)
        if sql == "COMMIT" and self.broken:
            self.broken = False
            raise sqlite3.OperationalError("disk I/O error")
        return cursor


@pytest.fixture
def late(tmp_path: Path, clock: FixedClock) -> Iterator[Morning]:
    """A table on a database whose commits can be made to fail after they were stored."""
    database = create_database(tmp_path / "late.db")
    database.close()
    conn = sqlite3.connect(
        str(tmp_path / "late.db"), isolation_level=None, factory=CommitAnswersLate
    )
    office = open_school(Office(Database(conn, tmp_path / "late.db"), clock, CountedEntropy()))
    yield Morning(office, clock)
    office.close()


def _break(table: Morning, broken: bool) -> None:
    conn = table.office.database.conn
    assert isinstance(conn, CommitAnswersLate)
    conn.broken = broken


def test_a_commit_that_fails_after_it_stored_counts_as_stored(late: Morning) -> None:
    """Read back by the event's id: the verdict is given, and the device is with the student."""
    late.scan("2001")
    _break(late, broken=True)
    verdict = late.scan("NS-101")
    assert (verdict.code, late.custody("NS-101").person) == (Code.ISSUED, "2001")


@pytest.mark.parametrize("command", ["ZZNO", "ZZNEXT", "ZZBACK"])
def test_a_question_that_was_parked_by_such_a_commit_is_parked_once(
    late: Morning, command: str
) -> None:
    """The parked event belongs to the scan before; it is read back all the same."""
    late.scan("2001", "NS-110")
    _break(late, broken=True)
    late.scan(command)
    assert (late.desk.table.asked, parked.count(late.office.database)) == (None, 1)


def test_settling_by_such_a_commit_counts_as_settled(late: Morning) -> None:
    """The Inbox reads back as the table does."""
    late.scan("QQQ")
    waiting = inbox.find(late.office, "P-01")
    _break(late, broken=True)
    inbox.settle(late.office, waiting, "thrown away")
    assert parked.count(late.office.database) == 0


def test_an_import_by_such_a_commit_counts_as_done(late: Morning, tmp_path: Path) -> None:
    """It is read back by its id, as a scan is."""
    file = tmp_path / "devices.csv"
    file.write_text("asset_tag,serial,model,category\nNS-777,5CD777,HP 11,Chromebook\n", "utf-8")
    plan = register.prepare(late.office, RegisterKind.DEVICES, file)
    _break(late, broken=True)
    register.apply(late.office, plan)
    assert late.scan("NS-777").device == "NS-777"


def test_an_import_that_did_not_reach_the_disk_is_said_so(late: Morning, tmp_path: Path) -> None:
    """The file is read again once there is space, and then it is taken."""
    file = tmp_path / "devices.csv"
    rows = "".join(f"NS-{n},5CD{n},HP 11,Chromebook\n" for n in range(5_000, 7_000))
    file.write_text(f"asset_tag,serial,model,category\n{rows}", "utf-8")
    plan = register.prepare(late.office, RegisterKind.DEVICES, file)
    _fill(late.office.database)
    with pytest.raises(NotRecorded, match="The disk is full"):
        register.apply(late.office, plan)
    late.office.database.conn.execute("PRAGMA max_page_count = 1000000")
    register.apply(late.office, register.prepare(late.office, RegisterKind.DEVICES, file))
    assert late.scan("NS-6999").device == "NS-6999"


def test_a_list_that_can_not_be_read_is_refused_in_a_sentence(office: Office) -> None:
    """As long lists are read row by row."""
    office.database.conn.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
    with pytest.raises(Unreadable, match="The database gave an error"):
        list(office.database.each("SELECT * FROM custody"))
    office.database.conn.set_authorizer(None)


def test_the_table_is_as_before_when_even_reading_back_fails(
    late: Morning,
) -> None:
    """Then nobody may say that it was recorded."""
    late.scan("2001")
    _break(late, broken=True)
    stood = late.desk.table
    conn = late.office.database.conn
    conn.set_authorizer(
        lambda action, table, *_: (
            sqlite3.SQLITE_DENY
            if action == sqlite3.SQLITE_READ and table == "event" and not conn.in_transaction
            else sqlite3.SQLITE_OK
        )
    )
    with pytest.raises(NotRecorded, match="can't be read back"):
        late.scan("NS-101")
    conn.set_authorizer(None)
    assert late.desk.table == stood
