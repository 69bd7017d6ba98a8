"""A backup is data: what else is in the file is neither run nor taken over."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.services.office import Office
from inventory.store import backup, copying, search
from inventory.store.database import memory_database, open_database
from tests.trust import bad_backups


@pytest.fixture
def copy(file_office: Office, tmp_path: Path) -> Path:
    """A backup of the small school, with an index."""
    while search.index_some(file_office.database):
        pass
    return backup.write_copy(file_office.database, tmp_path / "copy.db").path


def _refusal(work: Callable[[], object]) -> str:
    with pytest.raises(StoreRefused) as refused:
        work()
    assert refused.value.hint
    return refused.value.message


@pytest.mark.parametrize("bad", list(bad_backups.hostile()), ids=lambda bad: bad.name)
def test_whatever_could_run_or_deceive_is_refused_by_its_name(
    copy: Path, bad: bad_backups.Bad
) -> None:
    """As a file and as bytes that were sealed; the sentence names the file."""
    bad.make(copy)
    for content in (None, copy.read_bytes()):
        assert _refusal(partial(backup.inspect_copy, copy, content)).startswith(str(copy))


@pytest.mark.parametrize("bad", list(bad_backups.foreign()), ids=lambda bad: bad.name)
def test_what_is_no_backup_of_ours_is_refused_by_its_name(copy: Path, bad: bad_backups.Bad) -> None:
    """And left as it was."""
    bad.make(copy)
    before = copy.read_bytes()
    assert str(copy) in _refusal(lambda: backup.inspect_copy(copy))
    assert copy.read_bytes() == before


def test_what_takes_too_long_to_read_is_refused(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No patience at all stands for a file that is made to take for ever."""
    monkeypatch.setattr(copying, "_STEPS_BETWEEN", 50)

    def read() -> None:
        with copying.opened(copy, patience=-1):
            pass

    assert _refusal(read) == f"{copy} can't be used. It takes far too long to read."


def test_nothing_can_be_written_into_what_is_read(copy: Path) -> None:
    """Not even in memory."""
    with (
        copying.opened(copy) as source,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        source.conn.execute("DELETE FROM person")


def test_a_restored_file_is_made_of_our_own_tables(copy: Path, tmp_path: Path) -> None:
    """What differs in a way that does not count, as in a blank of its schema, is not taken over."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
        conn.execute("PRAGMA writable_schema = ON")
        conn.execute("UPDATE sqlite_master SET sql = replace(sql, 'TABLE place(', 'TABLE  place(')")
    target = tmp_path / "new.db"
    backup.put_in_place(copy, target)
    with closing(open_database(target)) as database, closing(memory_database()) as ours:
        schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2, 3"
        assert database.rows(schema) == ours.rows(schema)
        assert search.find(database, "person", "Quetzal", 5)
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_a_backup_of_an_earlier_format_is_brought_up_to_date(
    copy: Path, tmp_path: Path, version: int
) -> None:
    """In the restored file; the backup itself stays as it was."""
    old = tmp_path / "old.db"
    bad_backups.older(copy, old, version)
    before = old.read_bytes()
    found = backup.inspect_copy(old)
    backup.put_in_place(old, tmp_path / "new.db")
    with closing(open_database(tmp_path / "new.db")) as database:
        assert list(backup.faults(database)) == []
        assert backup.head(database) == found.head
        assert database.value("SELECT count(*) FROM device") > 0
    assert old.read_bytes() == before
    with closing(sqlite3.connect(old, isolation_level=None)) as conn:
        conn.execute("CREATE TRIGGER t AFTER INSERT ON event BEGIN SELECT 1; END")
    assert "by another program" in _refusal(lambda: backup.inspect_copy(old))
