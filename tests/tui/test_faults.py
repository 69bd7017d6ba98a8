"""Faults made real under the running app: nothing scanned meanwhile counts, and it goes on after.

What a disk does when it refuses at each of its operations is tests/trust/test_io_errors.py.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

import tui.app
import tui.watch
from inventory.errors import NotRecorded, StoreRefused
from inventory.model import Draft, Kind
from inventory.rules.duties import Role
from inventory.services import backups, faults, operators
from inventory.services.faults import ClockBehind, ClockWatch, Trouble
from inventory.services.office import Office
from inventory.store import backup, disk
from tests.builders import MORNING, FixedClock
from tests.tui.bursts import until
from tests.tui.faulty import (
    Locker,
    Table,
    a_table,
    fill_up,
    make_room,
    scan_until_stopped,
    scans_in,
)
from tui.idle import IdleWatch
from tui.screens.help import HelpScreen
from tui.screens.locked import LockedListScreen, LockedScreen

AMA, READY, OTHER, MEANWHILE = "8101839", "0012352", "NS-104101", "NS-104102"
MANY = [f"UNKNOWN-{number:04d}" for number in range(400)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the school is."""
    return tmp_path / "school" / "school.db"


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at every two seconds is looked at at once."""
    monkeypatch.setattr(tui.app, "UPKEEP_AFTER", 0.01)
    monkeypatch.setattr(tui.watch, "LOOK_EVERY", 0.02)


async def nothing_counts_until_it_is_mended(table: Table, refused: str) -> None:
    """A scan here is refused aloud, Ctrl+R does not lead away, and nothing is in the journal."""
    assert table.said.startswith("✗ NOT RECORDED")
    assert f"Scanned {refused}" in table.said
    await table.refused(MEANWHILE)
    await table.still_stopped()


async def it_goes_on(table: Table, refused: str) -> None:
    """What was scanned meanwhile never counted; scanned again, it does."""
    await table.went_on()
    assert table.in_journal(refused) == table.in_journal(MEANWHILE) == 0
    await table.driver.scan(refused)
    assert table.in_journal(refused) == 1


async def test_a_full_file_stops_scanning_until_there_is_room(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """The screen says how much is free, where the file lies, and where the newest backup is."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        office = table.driver.app.office
        backups.back_up_by_itself(office)
        fill_up(office)
        refused = await scan_until_stopped(table, MANY)
        await nothing_counts_until_it_is_mended(table, refused)
        assert "DISK FULL" in table.said
        assert "Empty the recycle bin" in table.said
        assert "Free " in table.said
        assert " GB on the disk of the database" in table.said
        assert "Last backup 09:" in table.said
        assert path.name in table.said.replace(" ", "")  # however long the path: it may be broken
        make_room(office)
        await it_goes_on(table, refused)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root on Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=16m,mode=0700"]
    mounted = subprocess.run(["mount", *options, "tmpfs", folder], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def use_up(folder: Path) -> Path:
    """Fill the disk to its last byte with a file of somebody else's."""
    film = folder / "film.mp4"
    with film.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65_536))
    with film.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x")
    return film


async def test_a_disk_without_a_byte_left_stops_scanning_until_there_is_room(
    sample_bytes: bytes, clock: FixedClock, small_disk: Path
) -> None:
    """The real thing: somebody's film fills the disk, and is deleted."""
    async with a_table(sample_bytes, clock, small_disk / "school.db", "f2") as table:
        await table.driver.scan(AMA)
        film = use_up(small_disk)
        table.driver.type_keys(f"{READY}\r")
        said = await table.stopped()
        assert "DISK FULL" in said
        assert "Free 0.0 MB on the disk of the database" in said
        await nothing_counts_until_it_is_mended(table, READY)
        film.unlink()
        await it_goes_on(table, READY)


async def test_a_file_that_is_only_read_stops_scanning_until_it_can_be_written(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """Write protection that comes while the app runs."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        await table.driver.scan(AMA)
        connection = table.driver.app.office.database.conn
        connection.execute("PRAGMA query_only = ON")
        table.driver.type_keys(f"{READY}\r")
        assert "READ-ONLY" in await table.stopped()
        await nothing_counts_until_it_is_mended(table, READY)
        connection.execute("PRAGMA query_only = OFF")
        await it_goes_on(table, READY)


JOURNALS = [(Path.mkdir, "DISK ERROR"), (lambda path: path.symlink_to("gone/x"), "READ-ONLY")]


@pytest.mark.skipif(os.name != "posix", reason="an open file can't be exchanged there")
@pytest.mark.parametrize(("make", "matter"), JOURNALS, ids=["disk-error", "no-file-can-be-made"])
async def test_a_journal_that_can_not_be_written_stops_scanning(
    sample_bytes: bytes, clock: FixedClock, path: Path, make: Callable[[Path], None], matter: str
) -> None:
    """SQLite gets an error where it writes beside the file."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        journal = path.with_name("school.db-journal")
        journal.unlink(missing_ok=True)
        make(journal)
        table.driver.type_keys(f"{AMA}\r")
        assert matter in await table.stopped()
        await nothing_counts_until_it_is_mended(table, AMA)
        journal.rename(path.with_name("aside"))
        await it_goes_on(table, AMA)


async def test_another_program_that_holds_the_file_stops_scanning_until_it_lets_go(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """Nothing can even be read then, and the clear screen stands all the same."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        await table.driver.scan(AMA)
        other = Locker(path)
        try:
            table.driver.type_keys(f"{READY}\r")
            assert "FILE IN USE" in await table.stopped()
            await nothing_counts_until_it_is_mended(table, READY)
        finally:
            other.let_go()
        await it_goes_on(table, READY)


@pytest.mark.skipif(os.name != "posix", reason="an open file can't be moved there")
async def test_a_file_that_is_taken_away_is_noticed_while_nobody_scans(
    sample_bytes: bytes, clock: FixedClock, path: Path, looks_often: None
) -> None:
    """And when it is put back, it goes on as if nothing had been."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        await table.driver.scan(AMA)
        aside = path.rename(path.with_name("aside.db"))
        said = await table.stopped()
        assert said.startswith("✗ STOPPED · FILE GONE")
        await table.refused(MEANWHILE)
        await table.still_stopped()
        assert scans_in(aside, MEANWHILE) == 0
        aside.rename(path)
        await table.went_on()
        await table.driver.scan(READY)
        assert (table.in_journal(READY), table.in_journal(MEANWHILE)) == (1, 0)


@pytest.mark.skipif(os.name != "posix", reason="an open file can't be deleted there")
async def test_from_a_deleted_file_a_copy_can_be_kept(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """All of it is still in the window; the copy has it, checked, with what was scanned last."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        await table.driver.scan(AMA, READY)
        path.unlink()
        table.driver.clock.advance(5)
        table.driver.type_keys(f"{OTHER}\r")
        assert "Ctrl+B" in await table.stopped()
        await table.driver.pilot.press("ctrl+b")
        assert "Copy kept and checked" in table.strip
    (copy,) = path.parent.glob("backups/school-rescued-*.db")
    assert backup.inspect_copy(copy).events > 0
    assert (scans_in(copy, READY), scans_in(copy, OTHER)) == (1, 0)


@pytest.mark.skipif(os.name != "posix", reason="an open file can't be replaced there")
async def test_a_file_that_was_exchanged_is_never_written_to(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """Somebody restored a backup in another window: what is there now stays as it is."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        await table.driver.scan(AMA)
        other = path.with_name("other.db")
        other.write_bytes(sample_bytes)
        path.rename(path.with_name("aside.db"))
        other.replace(path)
        table.driver.type_keys(f"{READY}\r")
        assert "FILE REPLACED" in await table.stopped()
        await nothing_counts_until_it_is_mended(table, READY)
        table.driver.app.action_back_up()
        await table.driver.app.workers.wait_for_complete()
        assert path.read_bytes() == sample_bytes
        assert list(path.parent.glob("backups/*")) == []


async def test_a_clock_that_is_set_back_while_the_app_runs_is_told_once(
    sample_bytes: bytes, clock: FixedClock, path: Path, looks_often: None
) -> None:
    """It is no reason to stop for good: Ctrl+R goes on, and the order stays that of the scans."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        await table.driver.scan(AMA)
        clock.wall -= timedelta(hours=1)
        said = await table.stopped()
        assert said.startswith("✗ STOPPED · CLOCK GONE BACK")
        assert "set back by 1 hour" in said
        await table.refused(MEANWHILE)
        await table.went_on()
        await table.driver.scan(READY)
        await table.driver.pilot.pause(0.1)
        assert not table.is_stopped
        assert (table.in_journal(READY), table.in_journal(MEANWHILE)) == (1, 0)


async def test_a_start_with_the_clock_behind_says_so(sample_bytes: bytes, path: Path) -> None:
    """A laptop whose battery was empty thinks that it is 1970."""
    with_morning(sample_bytes, path)
    clock = FixedClock(MORNING.replace(year=1970))
    async with a_table(path.read_bytes(), clock, path, "f2") as table:
        said = await table.stopped()
        assert "clock says 09:00 on 1970-11-21" in said
        assert "56 years later" in said
        await table.refused(MEANWHILE)
        await table.went_on()
        await table.driver.scan(AMA)
        assert table.in_journal(MEANWHILE) == 0


def with_morning(content: bytes, path: Path) -> None:
    """A school in which this laptop has scanned, at nine o'clock."""
    from inventory.services.desk import Desk

    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    office = Office.open(path, FixedClock())
    Desk(office).scan(OTHER)
    office.close()


async def test_a_damaged_file_stays_shut_until_a_check_finds_nothing(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """What the check beside the work found; Ctrl+R looks the whole file over again."""
    from tests.tui.commands.test_upkeep import change

    path.parent.mkdir(mode=0o700)
    path.write_bytes(sample_bytes)
    change(path, "UPDATE custody SET device = 'x' || device WHERE device = 'NS-104135'")
    async with a_table(path.read_bytes(), clock, path, "f2") as table:
        said = await table.stopped()
        assert said.startswith("✗ STOPPED · FILE DAMAGED")
        assert "Restore the newest backup" in said
        await table.refused(MEANWHILE)
        await table.still_stopped()
        change(path, "UPDATE custody SET device = 'NS-104135' WHERE device = 'xNS-104135'")
        await table.went_on()
        assert table.in_journal(MEANWHILE) == 0


async def test_a_scan_on_a_page_over_the_clear_screen_is_refused_there_too(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """Help can be opened from it; what is scanned there does not count either, and that is said."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        table.driver.app.stop_scanning(NotRecorded("The disk said no."))
        await table.stopped()
        await table.driver.pilot.press("f1")
        assert isinstance(table.driver.app.screen, HelpScreen)
        table.driver.type_keys(f"{MEANWHILE}\r")
        await table.driver.pilot.pause(0.3)
        assert f"Not recorded: {MEANWHILE}." in table.strip
        assert table.in_journal(MEANWHILE) == 0


@pytest.mark.parametrize("keys", ["", "f5", "f6", "f8", "f2,ctrl+f"])
async def test_a_scan_anywhere_onto_a_file_that_can_not_be_read_leads_to_the_clear_screen(
    sample_bytes: bytes, clock: FixedClock, path: Path, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a list, on Home, over Hand out; asking who is here and five idle minutes end nothing."""
    monkeypatch.setattr(tui.app, "UPKEEP_AFTER", 3_600)  # the test looks, and nobody else
    async with a_table(sample_bytes, clock, path, "f2") as table:
        app, watch = table.driver.app, IdleWatch(table.driver.app)
        operators.add(app.office, "Ada Park", Role.CHAMPION)
        await table.driver.pilot.press("f9" if not keys else "f2")
        await table.driver.pilot.press(*filter(None, keys.split(",")))
        await table.driver.pilot.pause()
        other = Locker(path)
        try:
            table.driver.type_keys(f"{READY}\r")
            assert "FILE IN USE" in await table.stopped()
            await table.driver.pilot.press("ctrl+w")
            await table.refused(MEANWHILE)
            clock.advance(600)
            watch.look()
            await until(lambda: isinstance(app.screen, LockedScreen))
            await table.driver.pilot.press("space")
            await table.stopped()
            watch.look()
            assert not watch.is_covered
        finally:
            other.let_go()
        await table.went_on()
        watch.look()
        await until(lambda: isinstance(app.screen, LockedListScreen))
        assert app.is_running
        assert table.in_journal(READY) == 0


async def test_damage_that_is_found_while_the_clocks_screen_stands_is_told_behind_it(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """Ctrl+R leads from the one to the other, and no scan goes into the file between."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        app = table.driver.app
        app.stop_scanning(ClockBehind("The laptop's clock was set back by 1 hour."))
        assert "CLOCK GONE BACK" in await table.stopped()
        app.stop_scanning(faults.found_wanting(("A page is torn.",)))
        app.stop_scanning(NotRecorded("The disk said no."))
        await table.refused(MEANWHILE)
        await table.driver.pilot.press("ctrl+r")
        await until(lambda: table.is_stopped and "FILE DAMAGED" in table.said)
        assert "A page is torn." in table.said
        await table.went_on()
        await until(lambda: not app.is_stopped)
        await table.driver.scan(READY)
        assert (table.in_journal(READY), table.in_journal(MEANWHILE)) == (1, 0)


async def test_of_many_scans_on_the_clear_screen_all_are_counted(
    sample_bytes: bytes, clock: FixedClock, path: Path
) -> None:
    """On it and on the page that was opened over it."""
    async with a_table(sample_bytes, clock, path, "f2") as table:
        table.driver.app.stop_scanning(NotRecorded("The disk said no."))
        await table.stopped()
        table.driver.type_keys("".join(f"NS-{number}\r" for number in range(101, 148)))
        await until(lambda: "Not recorded: 47 scans, the last NS-147." in table.strip)
        await table.driver.pilot.press("f1")
        table.driver.type_keys(f"{MEANWHILE}\r")
        await until(lambda: f"Not recorded: 48 scans, the last {MEANWHILE}." in table.strip)


async def test_in_the_sample_school_no_clock_is_watched(
    sample_bytes: bytes, path: Path, looks_often: None
) -> None:
    """It is thrown away afterwards."""
    from tui.app import ChampionApp

    with_morning(sample_bytes, path)
    office = Office.open(path, FixedClock(MORNING - timedelta(days=30)))
    app = ChampionApp(office, demo=True)
    async with app.run_test() as pilot:
        await pilot.pause(0.3)
        assert not app.is_stopped
    office.close()


def test_a_clock_is_behind_where_it_was_set_back_by_five_minutes(clock: FixedClock) -> None:
    """Once for each time; a laptop that slept is ahead, and small corrections are none."""
    watch = ClockWatch(clock)
    clock.wall += timedelta(hours=8)
    watch.refuse_step()
    clock.wall -= timedelta(minutes=4)
    watch.refuse_step()
    clock.wall -= timedelta(minutes=4)
    with pytest.raises(ClockBehind, match="8 minutes"):
        watch.refuse_step()
    watch.refuse_step()
    clock.wall -= timedelta(days=3)
    with pytest.raises(ClockBehind, match="3 days"):
        watch.refuse_step()


class SaidError(Exception):
    """An error as the database gives one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sqlite_errorname = name


NAMES = {
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_READONLY_DIRECTORY": Trouble.READ_ONLY,
    "SQLITE_READONLY_DBMOVED": Trouble.GONE,
    "SQLITE_CANTOPEN": Trouble.READ_ONLY,
    "SQLITE_BUSY": Trouble.BUSY,
    "SQLITE_IOERR_WRITE": Trouble.DISK,
    "SQLITE_CORRUPT_VTAB": Trouble.DAMAGED,
    "SQLITE_NOTADB": Trouble.DAMAGED,
    "SQLITE_TOOBIG": Trouble.OTHER,
}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_matter_is_follows_from_what_the_database_said(name: str) -> None:
    """Also where a refusal stands before it."""
    fault = NotRecorded("It did not work.")
    fault.__cause__ = NotRecorded("Nor did this.")
    fault.__cause__.__cause__ = SaidError(name)
    assert faults.trouble_of(fault) is NAMES[name]


def test_a_disk_with_room_takes_a_megabyte_and_keeps_nothing_of_it(tmp_path: Path) -> None:
    """What is tried before scanning goes on; in a folder that is gone it says so."""
    disk.refuse_unwritable(tmp_path / "school.db")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotRecorded, match="Nothing can be written into"):
        disk.refuse_unwritable(tmp_path / "gone" / "school.db")


def test_a_window_does_not_rescue_the_names_that_were_purged_meanwhile(
    file_office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """The file that has its name now says that there was a purge; any other says nothing of one."""
    path = tmp_path / "school.db"
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    other.replace(path)
    assert faults.rescue(file_office)
    with closing(Office.open(path, clock)) as purged:
        purge = Draft(Kind.PURGE, body={"redacted": {}, "people": 1, "before": "2026-06-30"})
        purged.write(lambda: purged.record([purge], purged.new_id()))
    clock.advance(60)
    with pytest.raises(StoreRefused, match="still has their names"):
        faults.rescue(file_office)
    path.write_bytes(b"not a database")
    assert faults.rescue(file_office)
    path.unlink()
    clock.advance(60)
    assert faults.rescue(file_office)
