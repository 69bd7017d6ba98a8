"""Checks, rebuilding, the search index."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from inventory.errors import NotAllowed
from inventory.model import Mode
from inventory.rules.duties import Operator, Role
from inventory.services import upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import backup, events, operators
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


def _change(path: Path | None, sql: str) -> None:
    """What another program writes."""
    with closing(sqlite3.connect(str(path), isolation_level=None)) as conn:
        conn.execute(sql)


def test_taking_lists_as_they_are_is_written_down_by_their_names(file_office: Office) -> None:
    """And what is said is true: nothing that is shown was wrong."""
    path = file_office.database.path
    _change(path, "INSERT INTO setting VALUES ('school', 'Southside')")
    _change(path, "UPDATE place SET capacity = 5")
    assert [one.split(":")[0] for one in upkeep.check(file_office).findings] == [
        "The list of places is not as Champion left it",
        "The settings are not as Champion left them",
    ]
    (said,) = upkeep.check_rebuilt(file_office).findings
    assert said.endswith("written down: the list of places and the settings.")
    (note,) = events.everything(file_office.database)
    assert note.body == {"taken_as_is": ["The list of places", "The settings"]}
    assert upkeep.check_rebuilt(file_office).ok


def test_a_helper_takes_no_list_as_it_is(file_office: Office) -> None:
    """Rebuilding what follows from the journal is nobody's secret; a changed list is."""
    with file_office.database.immediate():
        operators.put(file_office.database, Operator("Ode", Role.HELPER))
    file_office.operator = Operator("Ode", Role.HELPER)
    assert upkeep.check_rebuilt(file_office).ok
    _change(file_office.database.path, "UPDATE place SET capacity = 5")
    with pytest.raises(NotAllowed, match="Ode is a helper"):
        upkeep.check_rebuilt(file_office)
    assert not upkeep.check(file_office).ok
