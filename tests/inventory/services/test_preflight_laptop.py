"""Before the day, of this laptop: its scanner, the other tables, the backups, room and clock."""

from datetime import timedelta
from pathlib import Path

from inventory.rules.before import Level, What
from inventory.rules.scanner_profile import ScannerProfile
from inventory.services import backups, export_log, rehearsal, second_backups, tables
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.inventory.services.before import looked_at, said
from tests.inventory.services.laptops import Laptop

OK, NOTE, WARN, BAD = Level.OK, Level.NOTE, Level.WARN, Level.BAD


def test_the_scanner_is_the_one_of_this_laptop(office: Office) -> None:
    """What a check found out is kept beside the database."""
    assert said(office, What.SCANNER) == (WARN, "not checked on this laptop")
    office.scanner = ScannerProfile("tab", checked_at="2026-11-20T10:00:00+00:00")
    assert said(office, What.SCANNER) == (OK, "checked on 20 November, it ends a code with Tab")


def test_a_table_that_did_not_deliver_is_told(file_office: Office, tmp_path: Path) -> None:
    """The others are counted."""
    assert said(file_office, What.TABLES) == (OK, "this laptop is the only one")
    (tmp_path / "stick").mkdir()
    tables.add_table(file_office, "Table 2", tmp_path / "stick", "")
    assert said(file_office, What.TABLES) == (WARN, "Table 2: nothing has come in yet")


def test_what_a_table_recorded_since_it_shared_can_not_be_known(tmp_path: Path) -> None:
    """It says what came and when, and after a day that it is time to share."""
    laptop = Laptop.of_champion(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    other = laptop.set_up("Table 9", stick)
    other.share(stick)
    laptop.share(stick)
    assert said(laptop.office, What.TABLES) == (OK, "what Table 9 delivered at 09:00 is whole")
    assert said(other.office, What.TABLES)[0] is OK
    laptop.clock.advance(86_401)
    assert said(laptop.office, What.TABLES) == (
        WARN, "what Table 9 delivered on 21 November is whole",
    )  # fmt: skip
    assert looked_at(laptop.office)[What.TABLES].hint.startswith("Share once more there")
    for one in (laptop, other):
        one.office.close()


def test_backups_are_looked_at_here_and_in_the_second_folder(
    file_office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """One that lacks what was recorded is old after a week; a stick that is out is told."""
    assert said(file_office, What.BACKUP) == (BAD, "there is none yet")
    assert said(file_office, What.SECOND) == (NOTE, "no folder is set for them")
    copy = backups.back_up_by_itself(file_office)
    assert copy
    content = copy.path.read_bytes()
    for hollow in (b"", content[:-4096], b"?" + content[1:]):
        copy.path.write_bytes(hollow)
        assert said(file_office, What.BACKUP) == (BAD, f"{copy.path.name} is no whole backup")
    copy.path.write_bytes(content)
    clock.advance(86_400 * 8)
    assert said(file_office, What.BACKUP) == (OK, "on 21 November")
    export_log.log(file_office, "list", Path("a.csv"), 1)
    assert said(file_office, What.BACKUP)[0] is WARN
    stick = tmp_path / "stick"
    file_office.change_setting("backup_folder", str(stick))
    assert said(file_office, What.SECOND) == (WARN, "the folder is not there now")
    stick.mkdir()
    assert said(file_office, What.SECOND) == (WARN, "no copy lies there yet")
    second_backups.copy_newest(file_office)
    assert said(file_office, What.SECOND) == (OK, "copied on 21 November")
    backups.back_up_by_itself(file_office)
    behind = "copied on 21 November: behind the last backup"
    assert said(file_office, What.SECOND) == (WARN, behind)


def test_nothing_that_a_rehearsal_never_has_stops_the_line(
    file_office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    """Neither backups nor other tables: what is said of them is where to look instead."""
    (tmp_path / "stick").mkdir()
    tables.add_table(file_office, "Table 2", tmp_path / "stick", "")
    real, path = looked_at(file_office), file_office.database.path
    assert path
    assert (real[What.BACKUP].level, real[What.TABLES].level) == (BAD, WARN)
    with rehearsal.copied(path, clock) as copy:
        office = Office.open(copy, clock)
        found = looked_at(office)
        office.close()
    assert What.SECOND not in found
    for what, has in ((What.BACKUP, "none"), (What.TABLES, "no other")):
        assert (found[what].level, found[what].say) == (NOTE, f"a rehearsal has {has}")
        assert found[what].hint == "champion preflight looks at the school's own."
    same = set(real) - {What.BACKUP, What.SECOND, What.TABLES, What.LAPTOP}
    assert {found[what] for what in same} == {real[what] for what in same}


def test_this_laptop_is_well_until_its_clock_is_behind(
    file_office: Office, clock: FixedClock
) -> None:
    """What ``champion check`` says of room, clock and file, in one line."""
    level, words = said(file_office, What.LAPTOP)
    assert level is OK
    assert words.endswith("B free; clock, folder and room are well")
    export_log.log(file_office, "list", Path("a.csv"), 1)
    clock.wall -= timedelta(days=3)
    level, words = said(file_office, What.LAPTOP)
    assert level is BAD
    assert words.startswith("Clock: ")
