"""Restoring: what it would replace, what it keeps, and what it never does."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inventory.errors import ChampionError, NotAllowed, NotRecorded, StoreRefused
from inventory.model import Draft, Kind
from inventory.rules.duties import Operator, Role
from inventory.services import backups, restoring, upkeep
from inventory.services.office import Office
from inventory.store import backup, connection, database, imports, operators, publishing, search
from tests.builders import FixedClock, a_device, enrol
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def table(file_office: Office, clock: FixedClock) -> Morning:
    """A table on a file, where one device was handed out."""
    table = Morning(file_office, clock)
    table.scan("2001", "NS-101")
    return table


def restored(source: Path, target: Path, clock: FixedClock) -> Path | None:
    """Restored over a whole database; where what was there is kept."""
    return restoring.restore_keeping(source, target, clock, whole=True)


def test_restoring_keeps_what_was_there_and_begins_a_new_station(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """The state of the backup is back, the state before the restore is a backup itself."""
    copy = backups.back_up(table.office, tmp_path / "stick" / "copy.db")
    table.scan("2005", "NS-102")
    before, path = table.office.station_id, tmp_path / "school.db"
    table.office.close()
    kept = restored(copy.path, path, clock)
    office = Office.open(path, clock)
    again = Morning(office, clock)
    verdict = again.scan("2001", "NS-201")
    (event,) = again.written_by(verdict)
    assert kept
    assert (copy.events, backup.inspect_copy(kept).events) == (3, 5)
    assert (again.custody("NS-101").person, again.custody("NS-102").person) == ("2001", None)
    assert (event.station_id == before, event.seq, upkeep.check(office).ok) == (False, 2, True)
    office.close()


def test_restoring_refuses_the_database_itself(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """A slip that would cost everything."""
    path = tmp_path / "school.db"
    with pytest.raises(StoreRefused, match="is the database itself"):
        restored(path, path, clock)
    assert table.scan("NS-101").code == "sighted"


def test_restoring_a_damaged_backup_changes_nothing(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """It is checked before what is there is touched, or even saved."""
    bad = tmp_path / "bad.db"
    bad.write_bytes((tmp_path / "school.db").read_bytes()[:-4096])
    with pytest.raises(StoreRefused):
        restored(bad, tmp_path / "school.db", clock)
    assert table.scan("NS-101").code == "sighted"
    assert not (tmp_path / "backups").exists()


def test_restoring_where_nothing_is_yet_makes_the_file(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """A new laptop, and the stick."""
    copy = backups.back_up(table.office, tmp_path / "copy.db")
    target = tmp_path / "new" / "school.db"
    assert restored(copy.path, target, clock) is None
    office = Office.open(target, clock)
    assert upkeep.check(office).head == copy.head
    office.close()


def test_it_is_said_what_would_be_lost(table: Morning, clock: FixedClock, tmp_path: Path) -> None:
    """Counted by the ids of events, with the time of the first."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    same = restoring.compare(copy, tmp_path / "school.db", clock)
    clock.advance(60)
    table.scan("2005", "NS-102")
    found = restoring.compare(copy, tmp_path / "school.db", clock)
    assert (same.lost, same.lost_since, same.common) == (0, "", 3)
    assert (found.lost, found.lost_since[:16], found.common) == (2, "2026-11-21T09:01", 3)
    assert found.here
    assert (found.here.events, found.there.events, found.fault) == (5, 3, "")


def test_a_backup_of_another_school_has_nothing_in_common(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """All that is here would be lost, and the other one's name is said."""
    other = Office.create(tmp_path / "other.db", FixedClock())
    other.change_setting("school", "Southside High")
    enrol(other, [a_device("SS-1")], [], [])
    copy = backups.back_up(other, tmp_path / "copy.db").path
    other.close()
    found = restoring.compare(copy, tmp_path / "school.db", clock)
    assert (found.lost, found.common, found.there.school) == (2, 0, "Southside High")


def test_where_the_database_is_damaged_that_is_said(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """What would be lost can't be told then."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    table.office.close()
    path = tmp_path / "school.db"
    path.write_bytes(path.read_bytes()[:20_000])
    found = restoring.compare(copy, path, clock)
    assert (found.here, found.fault) == (None, "The database file is damaged.")


def test_a_helper_does_not_restore(table: Morning, clock: FixedClock, tmp_path: Path) -> None:
    """Refused before anything is done, and told who does."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    with table.office.database.immediate():
        operators.put(table.office.database, Operator("Ode", Role.HELPER))
    table.office.change_setting("operator", "Ode")
    path = tmp_path / "school.db"
    before = path.read_bytes()
    with pytest.raises(NotAllowed, match="restoring a backup is for the champion"):
        restoring.compare(copy, path, clock)
    with pytest.raises(NotAllowed, match="restoring a backup is for the champion"):
        restoring.restore_keeping(copy, path, clock, whole=True)
    assert path.read_bytes() == before


def test_two_restores_in_one_second_keep_both(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """Nothing that was kept is written over."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    table.office.close()
    path = tmp_path / "school.db"
    kept = [restoring.restore_keeping(copy, path, clock, whole=True) for _ in range(2)]
    assert [one.name for one in kept if one] == [
        "school-replaced-2026-11-21-090004.db", "school-replaced-2026-11-21-090004-2.db",
    ]  # fmt: skip


def test_what_is_restored_can_be_found(table: Morning, clock: FixedClock, tmp_path: Path) -> None:
    """The search index is made anew."""

    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    restoring.restore_keeping(copy, tmp_path / "new" / "school.db", clock, whole=False)
    office = Office.open(tmp_path / "new" / "school.db", clock)
    found = search.find(office.database, "person", "uetzal", 5)
    office.close()
    assert found


def test_a_scan_while_it_restores_is_kept_or_refused(
    table: Morning, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the old file is held it is in the copy that is kept; afterwards it is not taken."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    put_in_place, publish = backup.put_in_place, publishing.publish
    said = []

    def late(source: Path, target: Path, just_before: Callable[[], None], **how: Any) -> None:
        table.scan("2005", "NS-102")
        put_in_place(source, target, just_before, **how)

    def named(unfinished: Path, path: Path) -> None:
        if path.name == "school.db":
            table.office.database.patience_ms = 1
            with pytest.raises(NotRecorded) as refused:
                table.scan("2004")
            said.append(refused.value.message)
        publish(unfinished, path)

    monkeypatch.setattr(backup, "put_in_place", late)
    monkeypatch.setattr(backup, "publish", named)
    kept = restoring.restore_keeping(copy, tmp_path / "school.db", clock, whole=True)
    assert kept
    assert backup.inspect_copy(kept).events == 5
    assert said == ["Another program is writing to the database."]
    with pytest.raises(NotRecorded, match="was moved, deleted or replaced"):
        table.scan("2004")


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for another program."""
    monkeypatch.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, "PRAGMA busy_timeout = 1"))
    monkeypatch.setattr(database, "BUSY_MS", 1)


@pytest.fixture
def busy(table: Morning, no_patience: None) -> Iterator[sqlite3.Connection]:
    """Another program, in the middle of writing to the school's file."""
    path = table.office.database.path
    with closing(sqlite3.connect(str(path), isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = TRUNCATE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE person SET homeroom = '999' WHERE person_id = '2001'")
        yield other


@pytest.mark.parametrize("whole", [True, False])
def test_a_database_that_another_program_writes_to_is_not_taken_for_a_broken_one(
    table: Morning, clock: FixedClock, tmp_path: Path, whole: bool, request: pytest.FixtureRequest
) -> None:
    """Nothing is replaced or moved away, and what the other one writes is on disk."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    other: sqlite3.Connection = request.getfixturevalue("busy")
    path = tmp_path / "school.db"
    before = path.stat().st_ino
    with pytest.raises(ChampionError, match="Another program is writing"):
        restoring.compare(copy, path, clock)
    with pytest.raises(ChampionError, match="Another program is writing"):
        restoring.restore_keeping(copy, path, clock, whole=whole)
    assert path.with_name("school.db-journal").stat().st_size > 0
    other.execute("COMMIT")
    with closing(sqlite3.connect(path)) as conn:
        ((homeroom,),) = conn.execute("SELECT homeroom FROM person WHERE person_id = '2001'")
    assert (homeroom, path.stat().st_ino) == ("999", before)
    assert not (tmp_path / "backups").exists()


def test_nobody_writes_into_a_damaged_file_while_its_bytes_are_kept(
    table: Morning, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window may still be open on it: its scan is in what is kept, or is refused."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    path = tmp_path / "school.db"
    table.office.database.conn.execute("UPDATE custody SET grade = 'X'")
    publish, said = publishing.publish, []

    def named(unfinished: Path, target: Path) -> None:
        if target == path:
            table.office.database.patience_ms = 1
            with pytest.raises(NotRecorded) as refused:
                table.scan("2004")
            said.append(refused.value.message)
        publish(unfinished, target)

    monkeypatch.setattr(backup, "publish", named)
    assert "not what the journal says" in restoring.compare(copy, path, clock).fault
    before = path.read_bytes()
    kept = restoring.restore_keeping(copy, path, clock, whole=False)
    assert kept
    assert (kept.read_bytes(), said) == (before, ["Another program is writing to the database."])


def test_a_helper_does_not_restore_over_a_damaged_database_either(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """As long as it can be read who is at the table."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    with table.office.database.immediate():
        operators.put(table.office.database, Operator("Ode", Role.HELPER))
    table.office.change_setting("operator", "Ode")
    table.office.database.conn.execute("PRAGMA user_version = 99")
    table.office.close()
    path = tmp_path / "school.db"
    before = path.read_bytes()
    with pytest.raises(NotAllowed, match="restoring a backup is for the champion"):
        restoring.compare(copy, path, clock)
    with pytest.raises(NotAllowed, match="restoring a backup is for the champion"):
        restoring.restore_keeping(copy, path, clock, whole=False)
    assert path.read_bytes() == before


def test_imports_settings_and_operators_that_would_be_lost_are_said(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """They are in no event."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    path, database = tmp_path / "school.db", table.office.database
    assert restoring.compare(copy, path, clock).lacks_nothing
    table.office.change_setting("school", "Northside")
    with database.immediate():
        record = imports.ImportRecord("i1", "people", "a.csv", "", "", "", 1, 1, 0, 0, 0, 0)
        imports.log(database, record)
        operators.put(database, Operator("Ms. Reed"))
    found = restoring.compare(copy, path, clock)
    assert (found.lost, found.imports, found.lacks_nothing) == (0, ("a.csv",), False)
    assert found.settings == ("school", "operators")


def test_a_backup_from_before_a_purge_is_told(
    table: Morning, clock: FixedClock, tmp_path: Path
) -> None:
    """It would bring the names back."""
    copy = backups.back_up(table.office, tmp_path / "copy.db").path
    purge = Draft(Kind.PURGE, body={"redacted": {}, "people": 1, "before": "2026-06-30"})
    table.office.write(lambda: table.office.record([purge], table.office.new_id()))
    found = restoring.compare(copy, tmp_path / "school.db", clock)
    assert (found.lost, found.purges) == (1, 1)
