"""Backups beside the work: in a second folder too, and once told where it is not there."""

from pathlib import Path

import pytest

from inventory.services import second_backups
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning
from tests.tui.faulty import Table, a_table
from tui.jobs import back_up_if_changed

AMA, READY = "8101839", "0012352"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the stick is once it is put in."""
    return tmp_path / "stick"


async def _back_up(table: Table) -> None:
    app = table.driver.app
    app.action_back_up()
    await app.workers.wait_for_complete()
    await table.driver.pilot.pause()


def _told(table: Table) -> list[str]:
    return [one.message for one in table.driver.app._notifications if one.title == "Backup"]


async def test_a_stick_that_is_out_is_told_once_and_work_goes_on(
    sample_bytes: bytes, clock: FixedClock, tmp_path: Path, stick: Path
) -> None:
    """Backups beside the database go on; as soon as it is back the newest one lies there too."""
    path = tmp_path / "school" / "school.db"
    async with a_table(sample_bytes, clock, path, "f2") as table:
        app = table.driver.app
        app.office.change_setting("backup_folder", str(stick))
        for number in range(1, 4):
            clock.advance(60)
            await _back_up(table)
            assert len(list((path.parent / "backups").glob("*.db"))) == number
        newest = f"school-{clock.wall:%Y-%m-%d-%H%M%S}-"
        (said,) = _told(table)
        assert said.startswith(f"The folder for second backups is not there: {stick}.")
        await table.driver.scan(AMA, READY)
        assert table.in_journal(READY) == 1
        stick.mkdir()
        app._upkeep.back_up_if_due()
        await app.workers.wait_for_complete()
        (copied,) = second_backups.second_backups(app.office)
        assert copied.name.startswith(newest)
        copied.unlink()
        stick.rmdir()
        clock.advance(60)
        await _back_up(table)
        assert len(_told(table)) == 2


def test_leaving_copies_to_the_second_folder_and_is_never_kept_from_it(
    file_office: Office, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the stick is out, that is said on standard error."""
    file_office.change_setting("backup_folder", str(stick))
    clock = file_office.clock
    assert isinstance(clock, FixedClock)
    Morning(file_office, clock).scan("2001", "NS-101")
    back_up_if_changed(file_office)
    said = capsys.readouterr()
    assert (said.out, said.err.count("is not there")) == ("", 1)
    stick.mkdir()
    back_up_if_changed(file_office)
    assert len(second_backups.second_backups(file_office)) == 1
    assert capsys.readouterr().err == ""


def test_leaving_a_window_whose_file_was_exchanged_writes_nothing(
    file_office: Office, tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People were purged in another window: this one still has their names."""
    stick.mkdir()
    file_office.change_setting("backup_folder", str(stick))
    clock = file_office.clock
    assert isinstance(clock, FixedClock)
    Morning(file_office, clock).scan("2001", "NS-101")
    other = tmp_path / "other.db"
    other.write_bytes((tmp_path / "school.db").read_bytes())
    other.replace(tmp_path / "school.db")
    back_up_if_changed(file_office)
    assert capsys.readouterr().err.startswith("No backup was written. The database ")
    assert (list(stick.iterdir()), (tmp_path / "backups").exists()) == ([], False)
