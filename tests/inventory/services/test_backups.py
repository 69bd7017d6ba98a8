"""The app's own backups: when they are due, what they are called, how long they are kept."""

from datetime import datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from inventory.errors import ChampionError, FileRefused, NotAllowed, NotRecorded, StoreRefused
from inventory.rules.duties import Operator, Role
from inventory.rules.retention import NEWEST
from inventory.services import backups, export_log, restoring
from inventory.services.office import Office
from inventory.services.own_backups import written_at
from inventory.store import backup, exported, operators
from inventory.store.backup import Copy
from inventory.store.connection import Replaced
from inventory.store.database import Database
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def table(file_office: Office, clock: FixedClock) -> Morning:
    """A table on a file, where one device was handed out."""
    table = Morning(file_office, clock)
    table.scan("2001", "NS-101")
    return table


def test_the_app_s_own_backups_are_kept_to_a_number(table: Morning, clock: FixedClock) -> None:
    """The newest thirty, newest first, and nothing else in their folder is touched."""
    folder = backups.backup_folder(table.office)
    assert folder is not None
    folder.mkdir()
    (folder / "mine.db").write_bytes(b"kept")
    made = []
    for _ in range(NEWEST + 2):
        clock.advance(61)
        copy = backups.back_up_by_itself(table.office)
        assert copy is not None
        made.append(copy.path)
    assert backups.own_backups(table.office) == made[:1:-1]
    assert (folder / "mine.db").read_bytes() == b"kept"


def test_a_backup_s_name_has_the_start_of_its_head(table: Morning) -> None:
    """Kept elsewhere, even as a file name alone, it shows a rewritten history."""
    copy = backups.back_up_by_itself(table.office)
    assert copy is not None
    assert copy.path.stem.endswith(f"-{copy.head[:8]}")


def test_two_backups_in_one_second_are_one(table: Morning) -> None:
    """Nothing changed in between, so the first is checked and counts for both."""
    assert backups.back_up_by_itself(table.office) == backups.back_up_by_itself(table.office)


def test_a_school_in_memory_has_no_backups(office: Office) -> None:
    """It is there to leave nothing behind."""
    assert (
        backups.backup_folder(office),
        backups.own_backups(office),
        backups.back_up_by_itself(office),
    ) == (None, [], None)


def test_what_is_let_go_is_by_day_and_month_and_nothing_else(
    table: Morning, clock: FixedClock
) -> None:
    """Forty backups, one a day; what others put there, or was kept at a restore, stays."""
    folder = backups.backup_folder(table.office)
    assert folder
    folder.mkdir()
    others = [
        "school-replaced-2026-01-01-090000.db", "school-format-4-2-abcdef01.db", "mine.db",
        "school-2-2020-01-01-090000-2-abcdef01.db", "unreadable-school-2020-01-01-090000.db",
        "school-2020-01-01-090000-2-abcdef01.db-old",
    ]  # fmt: skip
    for name in others:
        (folder / name).write_bytes(b"kept")
    for day in range(1, 41):
        when = clock.wall - timedelta(days=day)
        (folder / f"school-{when:%Y-%m-%d-%H%M%S}-1-abcdef01.db").write_bytes(b"old")
    copy = backups.back_up_by_itself(table.office)
    assert copy
    days = [written_at(one) for one in backups.own_backups(table.office)]
    assert (
        days
        == [
            *[clock.wall.replace(tzinfo=None) - timedelta(days=day) for day in range(30)],
            datetime(2026, 10, 31, 9, 0),  # noqa: DTZ001
        ][: len(days)]
    )
    assert len(days) == 30
    assert {one.name for one in folder.iterdir()} >= set(others)


def test_a_backup_from_a_time_to_come_does_not_put_off_the_next(
    table: Morning, clock: FixedClock
) -> None:
    """The clock was wrong for a day, and is right again."""
    clock.advance(86_400 * 365)
    assert backups.back_up_by_itself(table.office)
    assert not backups.backup_is_due(table.office)
    clock.advance(-86_400 * 365)
    assert backups.backup_is_due(table.office)
    made = backups.back_up_by_itself(table.office)
    assert made
    assert made.path.exists()
    assert not backups.backup_is_due(table.office)


@pytest.fixture
def key(table: Morning) -> str:
    """The secret half of the district's key; the public one is in the settings."""
    identity = pyrage.x25519.Identity.generate()
    table.office.change_setting("district_key", str(identity.to_public()))
    return str(identity)


def test_a_sealed_backup_opens_with_the_key_alone(table: Morning, key: str, tmp_path: Path) -> None:
    """Nothing that can be read lies in its folder; what is in it is all there."""
    target = tmp_path / "stick" / "school.db.age"
    target.parent.mkdir()
    made = backups.back_up(table.office, target, sealed=True)
    assert [one.name for one in target.parent.iterdir()] == ["school.db.age"]
    assert b"Quetzalwood" not in target.read_bytes()
    content = restoring.unsealed(target, key)
    assert content
    assert b"Quetzalwood" in content
    assert backup.inspect_copy(target, content) == made


def test_a_sealed_backup_needs_a_key_and_a_free_name(table: Morning, tmp_path: Path) -> None:
    """One sentence, and nothing is written."""
    with pytest.raises(ChampionError, match="no key of the district"):
        backups.back_up(table.office, tmp_path / "a.db.age", sealed=True)
    table.office.change_setting("district_key", str(pyrage.x25519.Identity.generate().to_public()))
    (tmp_path / "b.db.age").write_bytes(b"older")
    with pytest.raises(FileRefused, match="is there already"):
        backups.back_up(table.office, tmp_path / "b.db.age", sealed=True)
    assert (tmp_path / "b.db.age").read_bytes() == b"older"
    assert not (tmp_path / "a.db.age").exists()


def test_what_is_sealed_is_not_restored_without_its_key(
    table: Morning, key: str, tmp_path: Path
) -> None:
    """And a plain one needs none."""
    target = tmp_path / "school.db.age"
    backups.back_up(table.office, target, sealed=True)
    other = str(pyrage.x25519.Identity.generate())
    for keys, sentence in (("", "sealed for the district"), (other, "does not open with this key")):
        with pytest.raises(FileRefused, match=sentence):
            restoring.unsealed(target, keys)
    plain = backups.back_up(table.office, tmp_path / "plain.db").path
    assert restoring.unsealed(plain) is None
    with pytest.raises(StoreRefused, match="is not sealed"):
        restoring.unsealed(plain, key)


def exchange(path: Path) -> None:
    """Put another file in the place of the database, as a purge or a restore does."""
    other = path.with_name("other.db")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def test_a_window_whose_file_was_exchanged_writes_no_backup(table: Morning, tmp_path: Path) -> None:
    """What it has open may hold names that were purged meanwhile."""
    exchange(tmp_path / "school.db")
    with pytest.raises(Replaced):
        backups.back_up_by_itself(table.office)
    with pytest.raises(Replaced):
        backups.back_up(table.office, tmp_path / "copy.db")
    names = {one.name for one in tmp_path.iterdir()}
    assert names - {"school.db-journal"} == {"school.db"}


@pytest.mark.parametrize("sealed", [False, True])
def test_a_file_that_is_exchanged_while_it_is_copied_leaves_no_copy(
    table: Morning, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    """A purge may end just then."""
    verified = backup._verified

    def late(copy: Database, name: Path) -> Copy:
        exchange(tmp_path / "school.db")
        return verified(copy, name)

    monkeypatch.setattr(backup, "_verified", late)
    with pytest.raises(Replaced):
        backups.back_up(table.office, tmp_path / "copy", sealed=sealed)
    assert not list(tmp_path.glob("*copy*"))


def test_a_backup_by_hand_is_the_champion_s_and_is_written_down(
    table: Morning, tmp_path: Path
) -> None:
    """It holds every name; the copy knows of itself."""
    made = backups.back_up(table.office, tmp_path / "copy.db")
    (said,) = export_log.exports(table.office)
    assert (said.what, said.file, said.people) == ("backup", "copy.db", True)
    with backup.examined(made.path) as (copy, _):
        assert len(exported.logged(copy)) == 1
    with table.office.database.immediate():
        operators.put(table.office.database, Operator("Ode", Role.HELPER))
    table.office.operator = Operator("Ode", Role.HELPER)
    with pytest.raises(NotAllowed, match="writing names"):
        backups.back_up(table.office, tmp_path / "more.db")
    assert not (tmp_path / "more.db").exists()


def test_where_nothing_more_can_be_recorded_a_copy_is_still_written(
    table: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk it is needed most."""

    def full(*_: object, **__: object) -> None:
        raise NotRecorded("The disk is full: nothing more can be recorded.")

    monkeypatch.setattr(export_log, "log", full)
    assert backups.back_up(table.office, tmp_path / "copy.db").events == 2
