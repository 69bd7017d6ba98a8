"""Backups once more in another place, sealed where the district has a key."""

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

from inventory.errors import FileRefused
from inventory.journal.sealing import unseal_with
from inventory.rules.retention import NEWEST
from inventory.services import backups, restoring
from inventory.services.office import Office
from inventory.services.second_backups import copies_of, copy_newest, second_backups
from inventory.store import backup
from inventory.store.connection import Replaced
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def table(file_office: Office, clock: FixedClock, stick: Path) -> Morning:
    """A table with a second folder, where one device was handed out."""
    file_office.change_setting("backup_folder", str(stick))
    table = Morning(file_office, clock)
    table.scan("2001", "NS-101")
    return table


def _back_up(table: Morning) -> Path:
    table.clock.advance(60)
    copy = backups.back_up_by_itself(table.office)
    assert copy
    return copy.path


def test_the_newest_backup_is_copied_byte_by_byte(table: Morning, stick: Path) -> None:
    """Its name says which laptop it is of; nothing else is left there."""
    made = _back_up(table)
    copied = copy_newest(table.office)
    assert copied
    assert [one.name for one in stick.iterdir()] == [copied.name]
    assert copied.name == f"{made.stem}-{table.office.station_id[-8:]}.db"
    assert copied.read_bytes() == made.read_bytes()
    assert copied.stat().st_mode & 0o777 == 0o600
    assert backup.inspect_copy(copied).events == 2
    assert (second_backups(table.office), copies_of(made.name, stick)) == ([copied], [copied])


def test_with_a_key_nothing_that_can_be_read_lies_there(table: Morning, stick: Path) -> None:
    """The district opens it, with Champion or with age itself."""
    identity = pyrage.x25519.Identity.generate()
    table.office.change_setting("district_key", str(identity.to_public()))
    made = _back_up(table)
    copied = copy_newest(table.office)
    assert copied
    assert copied.name.endswith(".db.age")
    data = copied.read_bytes()
    assert b"Quetzalwood" not in data
    assert unseal_with(data, str(identity), "x") == made.read_bytes()
    assert (copy_newest(table.office), copied.read_bytes()) == (copied, data)


def test_without_a_folder_or_a_backup_there_is_nothing_to_do(table: Morning, stick: Path) -> None:
    """Neither is wrong."""
    assert copy_newest(table.office) is None
    _back_up(table)
    table.office.change_setting("backup_folder", "")
    assert (copy_newest(table.office), second_backups(table.office)) == (None, [])
    assert list(stick.iterdir()) == []


def test_a_stick_that_is_out_is_a_sentence_and_used_when_it_is_back(
    table: Morning, stick: Path
) -> None:
    """The folder is not made: it would be on the laptop's own disk."""
    _back_up(table)
    away = stick.with_name("away")
    stick.rename(away)
    with pytest.raises(FileRefused, match="second backups is not there"):
        copy_newest(table.office)
    assert not stick.exists()
    assert second_backups(table.office) == []
    away.rename(stick)
    assert copy_newest(table.office)


def test_old_copies_go_and_another_laptop_s_stay(table: Morning, stick: Path) -> None:
    """By day and month as beside the database; a table that shares the stick loses nothing."""
    mark = table.office.station_id[-8:]
    others = ["school-2020-01-01-090000-1-abcdef01-00000000.db.age", "essay.docx"]
    for day in range(1, 41):
        when = table.clock.wall - timedelta(days=day)
        name = f"school-{when:%Y-%m-%d-%H%M%S}-1-abcdef01"
        (stick / f"{name}-{mark}.db.age").write_bytes(b"old")
        others.append(f"{name}-00000000.db")
    for name in others:
        (stick / name).write_bytes(b"theirs")
    _back_up(table)
    assert copy_newest(table.office)
    assert len(second_backups(table.office)) == 30
    assert {one.name for one in stick.iterdir()} >= set(others)


def test_what_was_cut_off_is_cleared_away(table: Morning, stick: Path) -> None:
    """A stick that was pulled out in the middle; what others are writing now stays."""
    mark = table.office.station_id[-8:]
    (stick / f".school-2026-11-21-080000-1-abcdef01-{mark}.db.age.4194000.new").write_bytes(b"x")
    theirs = stick / ".school-2026-11-21-080000-1-abcdef01-00000000.db.4194000.new"
    window = stick / f".school-2026-11-21-080001-1-abcdef01-{mark}.db.{os.getpid()}.new"
    theirs.write_bytes(b"x")
    window.write_bytes(b"x")
    _back_up(table)
    copied = copy_newest(table.office)
    assert sorted(stick.iterdir()) == sorted([theirs, window, copied] if copied else [])


def test_a_copy_is_still_known_after_a_new_station(table: Morning) -> None:
    """The laptop remembers as which stations it wrote."""
    _back_up(table)
    first = copy_newest(table.office)
    table.office.begin_station()
    table.scan("NS-102")
    _back_up(table)
    second = copy_newest(table.office)
    assert first != second
    assert second_backups(table.office) == [second, first]


def test_a_backup_from_a_time_to_come_does_not_stop_the_copies(table: Morning) -> None:
    """The clock was wrong for a day: what is written since is copied all the same."""
    table.clock.advance(86_400 * 365)
    _back_up(table)
    table.clock.advance(-86_400 * 365)
    made = _back_up(table)
    copied = copy_newest(table.office)
    assert copied
    assert copied.name.startswith(made.stem)


def test_a_window_whose_file_was_exchanged_copies_nothing(
    table: Morning, stick: Path, tmp_path: Path
) -> None:
    """What lies among the backups may hold names that are being purged."""
    _back_up(table)
    other = tmp_path / "other.db"
    other.write_bytes((tmp_path / "school.db").read_bytes())
    other.replace(tmp_path / "school.db")
    with pytest.raises(Replaced):
        copy_newest(table.office)
    assert list(stick.iterdir()) == []


def test_a_laptop_restored_from_another_s_backup_leaves_that_one_s_copies(
    table: Morning, stick: Path, tmp_path: Path
) -> None:
    """Both share the stick; the backup brought the other's stations along."""
    theirs = []
    for _ in range(2):
        made = _back_up(table)
        theirs.append(copy_newest(table.office))
    target = tmp_path / "second" / "school.db"
    restoring.restore_keeping(made, target, table.clock, whole=True)
    table.clock.advance(86_400 * 900)
    _with_key_and_many(target, table.clock, stick)
    assert all(one and one.exists() for one in theirs)


def _with_key_and_many(path: Path, clock: FixedClock, stick: Path) -> None:
    """A laptop that lets go of all that it may: of what is old, and of what is not sealed."""
    identity = pyrage.x25519.Identity.generate()
    with closing(Office.open(path, clock)) as office:
        office.change_setting("district_key", str(identity.to_public()))
        for _ in range(NEWEST + 1):
            clock.advance(60)
            assert backups.back_up_by_itself(office)
            assert copy_newest(office)
        assert len(list(stick.glob(f"*{office.station_id[-8:]}.db.age"))) == NEWEST


@pytest.mark.parametrize("whole", [True, False])
def test_after_a_restore_a_laptop_still_lets_go_of_its_own_copies(
    table: Morning, stick: Path, whole: bool
) -> None:
    """What it put there before is its own."""
    made = _back_up(table)
    first = copy_newest(table.office)
    path = table.office.database.path
    assert path
    table.office.close()
    restoring.restore_keeping(made, path, table.clock, whole=whole)
    _with_key_and_many(path, table.clock, stick)
    assert first
    assert not first.exists()


def test_once_there_is_a_key_what_can_be_read_goes(table: Morning, stick: Path) -> None:
    """Only this laptop's, and only when the sealed copy is there."""
    _back_up(table)
    assert copy_newest(table.office)
    theirs = stick / "school-2026-11-21-080000-1-abcdef01-00000000.db"
    theirs.write_bytes(b"theirs")
    identity = pyrage.x25519.Identity.generate()
    table.office.change_setting("district_key", str(identity.to_public()))
    _back_up(table)
    sealed = copy_newest(table.office)
    assert sealed
    assert sorted(stick.iterdir()) == sorted([theirs, sealed])
