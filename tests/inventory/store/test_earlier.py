"""Before the format changes, the file as it was is kept; where it can't be, nothing is changed."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inventory.errors import StoreRefused
from inventory.services.office import Office
from inventory.store import backup, events
from inventory.store.database import open_database
from inventory.store.migrations import SCHEMA_VERSION
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning
from tests.trust.bad_backups import older


@pytest.fixture
def old(file_office: Office, clock: FixedClock, tmp_path: Path) -> Path:
    """The small school after two scans, as the release before this one kept it."""
    Morning(file_office, clock).scan("2001", "NS-101")
    copy = backup.write_copy(file_office.database, tmp_path / "copy.db").path
    path = tmp_path / "laptop" / "school.db"
    path.parent.mkdir()
    older(copy, path, SCHEMA_VERSION - 1)
    return path


def _content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return sorted(conn.iterdump())


def test_the_file_as_it_was_is_kept_and_named_for_its_format(old: Path) -> None:
    """All of it, for its owner only; the file itself is up to date."""
    before = _content(old)
    with closing(open_database(old)) as database:
        head = backup.head(database)
        assert database.value("PRAGMA user_version") == SCHEMA_VERSION
        assert events.count(database) == 2
    (kept,) = (old.parent / "backups").iterdir()
    assert kept.name == f"school-format-{SCHEMA_VERSION - 1}-2-{head[:8]}.db"
    assert _content(kept) == before
    assert kept.stat().st_mode & 0o777 == 0o600
    assert backup.inspect_copy(kept).head == head


def test_a_copy_that_is_there_from_a_start_that_was_stopped_is_enough(old: Path) -> None:
    """It is looked at; one that is not good stays, and another one is written beside it."""
    raw = old.read_bytes()
    open_database(old).close()
    (kept,) = (old.parent / "backups").iterdir()
    old.write_bytes(raw)
    open_database(old).close()
    assert list((old.parent / "backups").iterdir()) == [kept]
    kept.write_bytes(b"spoilt")
    old.write_bytes(raw)
    open_database(old).close()
    assert sorted(one.name for one in (old.parent / "backups").iterdir()) == [
        f"{kept.stem}-2.db", kept.name,
    ]  # fmt: skip
    assert kept.read_bytes() == b"spoilt"


def test_where_no_copy_can_be_written_nothing_is_changed(old: Path) -> None:
    """A file where the folder of backups should be stands for a disk that refuses."""
    (old.parent / "backups").write_bytes(b"")
    before = old.read_bytes()
    with pytest.raises(StoreRefused, match=r"left as it is.*can't be written") as refused:
        open_database(old)
    assert refused.value.hint.endswith("start again.")
    assert old.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("""UPDATE event SET body = '{"scan":"x"}' WHERE seq = 2""", "was changed after it was"),
        ("DELETE FROM event WHERE seq = 1", "Numbers jump from 0 to 2"),
    ],
)
def test_a_file_that_is_not_sound_is_not_brought_up_to_date(old: Path, sql: str, said: str) -> None:
    """Nobody could tell afterwards which of the two did the damage."""
    with closing(sqlite3.connect(old, isolation_level=None)) as conn:
        guards = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in (found := guards.fetchall()):
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute(sql)
        for _, guard in found:
            conn.execute(guard)
    before = old.read_bytes()
    with pytest.raises(StoreRefused, match=said):
        open_database(old)
    assert old.read_bytes() == before
    assert not (old.parent / "backups").exists()


def test_many_programs_that_open_it_at_once_keep_one_copy(old: Path) -> None:
    """Whoever comes first brings it up to date, with the file held; the others find it so."""
    from concurrent.futures import ThreadPoolExecutor

    def open_and_close(_: int) -> None:
        open_database(old).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_and_close, range(4)))
    assert len(os.listdir(old.parent / "backups")) == 1  # noqa: PTH208
