"""Checks, rebuilding, backups, restoring."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from inventory.errors import StoreRefused
from inventory.model import Mode
from inventory.services import upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import backup
from inventory.store.backup import Copy
from inventory.store.database import create_database
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def table(file_office: Office, clock: FixedClock) -> Morning:
    """A table on a file, where one device was handed out."""
    table = Morning(file_office, clock)
    table.scan("2001", "NS-101")
    return table


def test_a_sound_database_has_no_findings(table: Morning) -> None:
    """And the check says how many events there are and which head: to be written down."""
    health = upkeep.check(table.office)
    assert (health.ok, health.findings, health.events, health.head) == (
        True,
        (),
        2,
        backup.head(table.office.database),
    )


def test_a_changed_event_is_found_though_the_guards_were_put_back(table: Morning) -> None:
    """Somebody with a SQL tool drops the triggers, edits what was scanned, and restores them."""
    conn = table.office.database.conn
    guards = [
        row[0]
        for row in conn.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    ]
    body = json.loads(conn.execute("SELECT body FROM event WHERE seq = 2").fetchone()[0])
    conn.execute("DROP TRIGGER event_is_never_changed")
    conn.execute("DROP TRIGGER event_is_never_deleted")
    conn.execute("UPDATE event SET body = ? WHERE seq = 2", [json.dumps(body | {"scan": "NS-102"})])
    for sql in guards:
        conn.execute(sql)
    health = upkeep.check(table.office)
    station = table.office.station_id[:8]
    assert health.findings == (
        f"The content of event 2 of station {station} was changed after it was written.",
    )


@pytest.mark.parametrize(
    ("sql", "came_out_the_same"),
    [
        ("SELECT 1", True),
        ("DELETE FROM custody", False),
        ("UPDATE custody SET person = '2002' WHERE device = 'NS-101'", False),
        ("DELETE FROM loan", False),
        ("INSERT INTO voided SELECT event_id, 'x' FROM event", False),
    ],
)
def test_rebuilding_repairs_what_is_shown_and_says_whether_it_was_wrong(
    table: Morning, sql: str, came_out_the_same: bool
) -> None:
    """Whatever was done to the projections, the journal brings them back."""
    table.office.database.conn.execute(sql)
    assert upkeep.rebuild(table.office) is came_out_the_same
    assert (upkeep.check(table.office).ok, table.custody("NS-101").person) == (True, "2001")


def test_the_app_s_own_backups_are_kept_to_a_number(table: Morning, clock: FixedClock) -> None:
    """The newest thirty, newest first, and nothing else in their folder is touched."""
    folder = upkeep.backup_folder(table.office)
    assert folder is not None
    folder.mkdir()
    (folder / "mine.db").write_bytes(b"kept")
    made = []
    for _ in range(upkeep.KEPT + 2):
        clock.advance(61)
        copy = upkeep.back_up_by_itself(table.office)
        assert copy is not None
        made.append(copy.path)
    assert upkeep.own_backups(table.office) == made[:1:-1]
    assert (folder / "mine.db").read_bytes() == b"kept"


def test_a_backup_s_name_has_the_start_of_its_head(table: Morning) -> None:
    """Kept elsewhere, even as a file name alone, it shows a rewritten history."""
    copy = upkeep.back_up_by_itself(table.office)
    assert copy is not None
    assert copy.path.stem.endswith(f"-{copy.head[:8]}")


def test_two_backups_in_one_second_are_one(table: Morning) -> None:
    """Nothing changed in between, so the first is checked and counts for both."""
    assert upkeep.back_up_by_itself(table.office) == upkeep.back_up_by_itself(table.office)


def test_a_school_in_memory_has_no_backups(office: Office) -> None:
    """It is there to leave nothing behind."""
    assert (
        upkeep.backup_folder(office),
        upkeep.own_backups(office),
        upkeep.back_up_by_itself(office),
    ) == (None, [], None)


def test_restoring_keeps_what_was_there_and_begins_a_new_station(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """The state of the backup is back, the state before the restore is a backup itself."""
    copy = upkeep.back_up(table.office, tmp_path / "stick" / "copy.db")
    table.scan("2005", "NS-102")
    before, path = table.office.station_id, tmp_path / "school.db"
    kept: list[Copy] = []

    def keep() -> Copy | None:
        found = upkeep.back_up_by_itself(table.office)
        kept.extend([found] if found else [])
        table.office.close()
        return found

    restored = upkeep.restore(copy.path, path, keep)
    office = Office.open(path, clock)
    again = Morning(office, clock)
    verdict = again.scan("2001", "NS-201")
    (event,) = again.written_by(verdict)
    assert (restored.events, [one.events for one in kept]) == (2, [4])
    assert (again.custody("NS-101").person, again.custody("NS-102").person) == ("2001", None)
    assert (event.station_id == before, event.seq, upkeep.check(office).ok) == (False, 2, True)
    office.close()


def test_restoring_refuses_the_database_itself(table: Morning, tmp_path: Path) -> None:
    """A slip that would cost everything."""
    path = tmp_path / "school.db"
    with pytest.raises(StoreRefused, match="is the database itself"):
        upkeep.restore(path, path, lambda: None)
    assert table.scan("NS-101").code == "sighted"


def test_restoring_a_damaged_backup_changes_nothing(table: Morning, tmp_path: Path) -> None:
    """It is checked before what is there is touched, or even saved."""
    bad, asked = tmp_path / "bad.db", []
    bad.write_bytes((tmp_path / "school.db").read_bytes()[:-4096])
    with pytest.raises(StoreRefused):
        upkeep.restore(bad, tmp_path / "school.db", lambda: asked.append("keep"))
    assert (asked, table.scan("NS-101").code) == ([], "sighted")


def test_restoring_where_nothing_is_yet_makes_the_file(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """A new laptop, and the stick."""
    copy = upkeep.back_up(table.office, tmp_path / "copy.db")
    target = tmp_path / "new" / "school.db"
    upkeep.restore(copy.path, target, lambda: None)
    office = Office.open(target, clock)
    assert upkeep.check(office).head == copy.head
    office.close()


def test_a_copied_file_is_another_station(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """Two laptops must not number their events alike; opening the first again changes nothing."""
    station = table.office.station_id
    table.office.close()
    (tmp_path / "copy.db").write_bytes((tmp_path / "school.db").read_bytes())
    stations = []
    for name in ("copy.db", "copy.db", "school.db"):
        office = Office.open(tmp_path / name, clock)
        stations.append(office.station_id)
        office.close()
    assert (stations[0] == stations[1], stations[0] == station, stations[2]) == (
        True,
        False,
        station,
    )


def test_every_row_is_indexed_in_the_end(clock: FixedClock, tmp_path: Path) -> None:
    """Then there is nothing left to do."""
    office = Office(create_database(tmp_path / "x.db"), clock)
    upkeep.index_all(office)
    assert upkeep.index_some(office) == 0
    office.close()


def test_a_check_beside_the_work_finds_nothing(file_office: Office) -> None:
    """Scans come in at a table while the file is looked over: what is compared is one moment."""
    path = file_office.database.path
    assert path
    stop = Event()

    def scan_on() -> None:
        office = Office.open(path, FixedClock())
        desk = Desk(office, Mode.BACK)
        while not stop.is_set():
            for code in ("NS-101", "NS-102", "NS-103"):
                desk.scan(code)
        office.close()

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(scan_on)
        try:
            found = [upkeep.check(file_office).findings for _ in range(25)]
        finally:
            stop.set()
        work.result()
    assert found == [()] * 25
