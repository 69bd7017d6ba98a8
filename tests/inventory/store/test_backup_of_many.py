"""Checks and copies of a file with the events of several tables."""

from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.model import Kind
from inventory.services import upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import backup, merging
from inventory.store.database import open_database
from tests.builders import Journal


@pytest.fixture
def merged(file_office: Office) -> Office:
    """One hand-out here, and two of another table of which number 2 did not arrive."""
    desk = Desk(file_office)
    for number, code in enumerate(("2001", "NS-101")):
        desk.scan(code, at=10.0 * number)
    other = Journal()
    for device, person in (("NS-102", "2005"), ("NS-103", "2005"), ("NS-201", "2005")):
        other.write(Kind.ISSUE, device, person)
    with file_office.database.immediate():
        merging.merge(file_office.database, [other.written[0], other.written[2]])
    return file_office


def test_a_gap_in_what_others_recorded_is_no_finding(merged: Office) -> None:
    """The app goes on scanning; who lacks is told as that."""
    assert upkeep.check(merged).findings == ()
    assert upkeep.check_rebuilt(merged).findings == ()


def test_a_copy_with_such_a_gap_is_a_good_one(merged: Office, tmp_path: Path) -> None:
    """It is written, inspected, and put in place."""
    made = backup.write_copy(merged.database, tmp_path / "copy.db")
    assert backup.inspect_copy(made.path) == made
    backup.put_in_place(made.path, tmp_path / "restored.db")
    restored = open_database(tmp_path / "restored.db")
    assert list(backup.faults(restored)) == []
    restored.close()


_FIRST_OF_THIS_LAPTOP = (
    "DELETE FROM event WHERE seq = 1 AND station_id ="
    " (SELECT station_id FROM station WHERE current = 1)"
)


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("UPDATE event SET person = '2001' WHERE device = 'NS-102'", "The content of event 1"),
        ("UPDATE event SET person = '2001' WHERE device = 'NS-201'", "The content of event 3"),
        (_FIRST_OF_THIS_LAPTOP, "Numbers jump from 0 to 2"),
    ],
)
def test_damage_is_still_found(merged: Office, sql: str, finding: str, tmp_path: Path) -> None:
    """In what others recorded, and a gap in this laptop's own numbers."""
    conn = merged.database.conn
    conn.execute("DROP TRIGGER event_is_never_changed")
    conn.execute("DROP TRIGGER event_is_never_deleted")
    conn.execute(sql)
    assert finding in "".join(backup.faults(merged.database))
    with pytest.raises(StoreRefused):
        backup.write_copy(merged.database, tmp_path / "copy.db")
