"""Backups once more in another place, sealed where the district has a key."""

import os
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

from inventory.errors import FileRefused
from inventory.journal.sealing import unseal_with
from inventory.services import backups
from inventory.services.office import Office
from inventory.services.second_backups import copies_of, copy_newest, second_backups
from inventory.store import backup
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
