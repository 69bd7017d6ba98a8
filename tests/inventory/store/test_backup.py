"""Whole copies: verified, never over another file, and damage or a rewritten history shows."""

import sqlite3
from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import backup, events
from inventory.store.database import Database, open_database
from tests.builders import CountedEntropy, FixedClock


def _hand_out(office: Office, *codes: str) -> None:
    desk = Desk(office)
    for number, code in enumerate(codes):
        desk.scan(code, at=10.0 * number)


@pytest.fixture
def written(file_office: Office) -> Office:
    """A school in a file where one device was handed out."""
    _hand_out(file_office, "2001", "NS-101")
    return file_office


def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    rows = {name: database.rows(f"SELECT * FROM {name}") for (name,) in tables}
    # The search index and the order of the journal rest on these numbers.
    for name in ("device", "person", "event"):
        rows[f"{name} numbers"] = database.rows(f"SELECT rowid, {name}_id FROM {name}")
    return rows


def test_a_copy_holds_what_the_database_holds(written: Office, tmp_path: Path) -> None:
    """Every row of every table, and the copy says how many events and which head."""
    target = tmp_path / "backups" / "copy.db"
    made = backup.write_copy(written.database, target)
    copy = open_database(target)
    rows = [_everything(one) for one in (written.database, copy)]
    copy.close()
    assert rows[1] == rows[0]
    assert made == backup.Copy(target, 2, backup.head(written.database))


def test_a_copy_leaves_no_other_file(written: Office, tmp_path: Path) -> None:
    """Neither an unfinished one nor a journal of one."""
    backup.write_copy(written.database, tmp_path / "backups" / "copy.db")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["copy.db"]


def test_a_copy_never_overwrites(written: Office, tmp_path: Path) -> None:
    """The older backup may be the good one."""
    (tmp_path / "copy.db").write_bytes(b"older")
    with pytest.raises(StoreRefused, match="is there already"):
        backup.write_copy(written.database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"older"


def test_a_copy_that_cannot_be_written_is_a_sentence(written: Office, tmp_path: Path) -> None:
    """A file where a folder should be."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreRefused, match="can't be written"):
        backup.write_copy(written.database, tmp_path / "file" / "copy.db")


def test_a_good_copy_passes_inspection_and_is_not_touched(written: Office, tmp_path: Path) -> None:
    """The control for the damaged ones below."""
    made = backup.write_copy(written.database, tmp_path / "copy.db")
    before = made.path.read_bytes()
    assert (backup.inspect_copy(made.path), made.path.read_bytes()) == (made, before)


@pytest.mark.parametrize(
    "text", [b'"scan":"NS-101"', b'"scan":"2001"', b"WITH_PERSON", b"Quetzalwood"]
)
def test_a_flipped_byte_in_what_happened_is_found(
    written: Office, tmp_path: Path, text: bytes
) -> None:
    """In an event, in a projection, and in what the roster says."""
    copy = backup.write_copy(written.database, tmp_path / "copy.db").path
    data = bytearray(copy.read_bytes())
    place = data.rindex(text) + len(text) - 2
    data[place] ^= 1
    copy.write_bytes(data)
    with pytest.raises(StoreRefused, match="is not a good copy"):
        backup.inspect_copy(copy)


def test_no_flipped_byte_of_the_structure_gives_a_traceback(
    written: Office, tmp_path: Path
) -> None:
    """The head of every page, one byte after the other: good, or refused with a sentence."""
    copy = backup.write_copy(written.database, tmp_path / "copy.db").path
    whole = copy.read_bytes()
    refused = 0
    for page in range(0, len(whole), 4096):
        for offset in (0, 1, 3, 5, 7, 8, 9, 40, 4000):
            data = bytearray(whole)
            data[page + offset] ^= 0xFF
            copy.write_bytes(data)
            try:
                backup.inspect_copy(copy)
            except StoreRefused:
                refused += 1
    assert refused > len(whole) // 4096


def test_a_copy_cut_short_is_refused(written: Office, tmp_path: Path) -> None:
    """A stick that was pulled out too early."""
    copy = backup.write_copy(written.database, tmp_path / "copy.db").path
    copy.write_bytes(copy.read_bytes()[:-4096])
    with pytest.raises(StoreRefused):
        backup.inspect_copy(copy)


def test_a_rewritten_history_has_another_head(written: Office, tmp_path: Path) -> None:
    """Two whole, valid journals of the same length: only a head kept elsewhere tells them apart."""
    heads = []
    for codes in (("2001", "NS-101"), ("2001", "NS-102")):
        office = Office.in_memory(FixedClock(), CountedEntropy())
        _hand_out(office, *codes)
        assert list(backup.faults(office.database)) == []
        heads.append((events.count(office.database), backup.head(office.database)))
        office.close()
    assert (heads[0][0], heads[0][1] == heads[1][1]) == (heads[1][0], False)


def test_one_more_event_changes_the_head(written: Office) -> None:
    """Each scan is under the head that is printed after it."""
    before = backup.head(written.database)
    _hand_out(written, "2002")
    assert (len(before), backup.head(written.database) == before) == (64, False)


def _without_guards(office: Office) -> sqlite3.Connection:
    conn = office.database.conn
    conn.execute("DROP TRIGGER event_is_never_changed")
    conn.execute("DROP TRIGGER event_is_never_deleted")
    return conn


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        (
            """UPDATE event SET body = '{"scan":"other"}' WHERE seq = 2""",
            "The content of event 2 of station",
        ),
        ("DELETE FROM event WHERE seq = 1", "Numbers jump from 0 to 2"),
        ("UPDATE custody SET person = '2002' WHERE device = 'NS-101'", "is not what the journal"),
        ("UPDATE loan SET until = '2026' WHERE device = 'NS-101'", "is not what the journal"),
        ("DELETE FROM custody WHERE device = 'NS-103'", "is not what the journal"),
        ("UPDATE event SET body = '{x}' WHERE seq = 2", "can't be read to its end"),
        ("UPDATE custody SET heads = '[x]' WHERE device = 'NS-103'", "is not what the journal"),
        ("DROP INDEX identifier_by_device", ""),
    ],
)
def test_each_thing_that_is_wrong_is_a_sentence(written: Office, sql: str, finding: str) -> None:
    """The chain, the projections, unreadable rows; a lost index is the schema check's business."""
    _without_guards(written).execute(sql)
    assert finding in "".join(backup.faults(written.database))


def test_a_reference_to_nothing_is_found(written: Office) -> None:
    """Somebody deleted a device with another program that does not heed references."""
    conn = written.database.conn
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("DELETE FROM device WHERE device_id = 'NS-103'")
    findings = list(backup.faults(written.database))
    assert [one for one in findings if "refers to something that is not there" in one] != []


def test_a_copy_put_in_place_is_the_database_now(written: Office, tmp_path: Path) -> None:
    """What was scanned after the backup is gone, and no other file is left beside it."""
    copy = backup.write_copy(written.database, tmp_path / "copy.db")
    _hand_out(written, "2002", "NS-102")
    written.close()
    target = tmp_path / "school.db"
    backup.put_in_place(copy.path, target)
    database = open_database(target)
    found = (events.count(database), backup.head(database), copy.path.exists())
    database.close()
    assert found == (2, copy.head, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "school.db"]


def test_an_old_journal_is_not_played_into_a_restored_file(written: Office, tmp_path: Path) -> None:
    """A crash left the journal of a half-done write; the restored file must not take it up."""
    copy = backup.write_copy(written.database, tmp_path / "copy.db")
    target = tmp_path / "school.db"
    journal = tmp_path / "school.db-journal"
    conn = written.database.conn
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("PRAGMA cache_size = 1")
    conn.execute("UPDATE device SET notes = hex(zeroblob(2000))")
    hot = journal.read_bytes()
    conn.execute("ROLLBACK")
    written.close()
    journal.write_bytes(hot)
    backup.put_in_place(copy.path, target)
    assert (len(hot) > 512, journal.exists(), backup.inspect_copy(target).head) == (
        True,
        False,
        copy.head,
    )


def test_a_copy_put_in_place_begins_a_new_station_each_time(
    written: Office, tmp_path: Path
) -> None:
    """Even where the file system gives the restored file the number that the first one had."""
    copy = backup.write_copy(written.database, tmp_path / "copy.db").path
    first = written.station_id
    written.close()
    stations = [first]
    for _ in range(4):
        backup.put_in_place(copy, tmp_path / "school.db")
        office = Office.open(tmp_path / "school.db", FixedClock())
        stations.append(office.station_id)
        office.close()
    assert len(set(stations)) == 5


def test_a_full_disk_while_restoring_is_a_sentence_and_keeps_the_old_file(
    written: Office, tmp_path: Path
) -> None:
    """A source that turns out to be no database at all stands for it here."""
    written.close()
    target, bad = tmp_path / "school.db", tmp_path / "bad.db"
    before = target.read_bytes()
    bad.write_bytes(before[:4096] + b"\xff" * (len(before) - 4096))
    with pytest.raises(StoreRefused):
        backup.put_in_place(bad, target)
    assert target.read_bytes() == before
