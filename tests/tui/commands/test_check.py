"""What ``check`` tells of the laptop, and its self-test with what it must catch."""

import json
import os
import shutil
import sqlite3
import sys
from collections import namedtuple
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inventory.services import health, trial
from inventory.services.office import Office
from inventory.services.upkeep import Health
from inventory.store import disk, leftovers
from tests.builders import FixedClock
from tests.tui.commands.conftest import Champion
from tui import scanner_profile, selftest
from tui.clock import SystemClock

FACTS = [
    "Champion", "SQLite", "Durability", "Database", "Folder", "Who can read it", "Free space",
    "Disk encryption", "Clock", "Scanner", "At the table", "Last backup", "Second backups", "File",
    "Lists", "Chain", "Replay",
]  # fmt: skip

SAYS_TOO_EARLY = """
import json, sys
for number, line in enumerate(sys.stdin):
    print(json.dumps({"event": f"never-written-{number}"}), flush=True)
sys.stdin.read()
"""


def facts(school: Champion) -> dict[str, dict[str, Any]]:
    """The facts by what they are about."""
    (told,) = school.lines("check")
    return {fact["what"]: fact for fact in told["facts"]}


def wall_clock_set_on(path: Path, years: int) -> None:
    """Let the last event of this file lie that far ahead, as after a clock was set back."""
    clock = FixedClock(SystemClock().now().replace(year=SystemClock().now().year + years, day=1))
    office = Office.open(path, clock)
    from inventory.services.desk import Desk

    Desk(office).scan("SOMETHING-1")
    office.close()


def test_each_fact_is_told_with_whether_it_is_well(school: Champion) -> None:
    """In the words of the page, and as JSON for IT."""
    told = facts(school)
    assert list(told) == FACTS
    assert all(set(fact) == {"what", "is", "well"} for fact in told.values())
    assert told["SQLite"]["is"] == sqlite3.sqlite_version
    assert told["Durability"] == {
        "what": "Durability", "is": "journal TRUNCATE, synchronous EXTRA", "well": True,
    }  # fmt: skip
    assert str(school.path) in told["Database"]["is"]
    assert (told["Last backup"]["well"], told["Second backups"]["well"]) == (False, None)
    assert [told[what]["well"] for what in ("File", "Lists", "Chain", "Replay")] == [True] * 4
    lines = school.run("check").stdout.splitlines()
    assert lines[0].startswith(("All is well: ", "File and journal are well: "))
    assert sum(line.startswith(("✓", "✗", "·")) for line in lines) == len(FACTS)


def test_a_fact_that_is_not_well_is_no_finding(school: Champion) -> None:
    """The exit code says whether the journal is well; a laptop without a backup may still scan."""
    result = school.run("check")
    assert result.exit_code == 0
    assert "✗  Last backup" in result.stdout


def test_backups_operators_scanner_and_second_folder_are_told(
    school: Champion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each as it stands now."""
    from inventory.rules.duties import Operator, Role
    from inventory.rules.scanner_profile import ScannerProfile
    from inventory.services import backups
    from inventory.store import operators

    profile = ScannerProfile(suffix="enter", pace=11.6, checked_at="2020-03-01T10:00:00+00:00")
    monkeypatch.setattr(scanner_profile, "load", lambda: profile)
    office = Office.open(school.path, SystemClock())
    backups.back_up_by_itself(office)
    office.change_setting("backup_folder", str(tmp_path / "stick"))
    with office.database.immediate():
        operators.put(office.database, Operator("Ms. Reed"))
        operators.put(office.database, Operator("Sam", Role.HELPER))
    office.close()
    told = facts(school)
    assert told["Last backup"]["well"] is True
    assert told["Second backups"]["is"].endswith("stick, not there now, not sealed")
    assert told["Second backups"]["well"] is False
    assert told["At the table"]["is"] == "1 champion, 1 helper"
    assert told["Scanner"]["is"] == (
        "ends a code with enter, 12 ms a character, checked on 1 March 2020"
    )
    (tmp_path / "stick").mkdir()
    assert facts(school)["Second backups"]["well"] is True


def test_little_room_on_the_disk_is_told(school: Champion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than 200 MB: a morning's scans and backups may not fit."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 199_000_000))
    assert facts(school)["Free space"] == {"what": "Free space", "is": "199.0 MB", "well": False}
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 200_000_000))
    assert facts(school)["Free space"]["well"] is True


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_file_that_others_can_read_is_told(school: Champion) -> None:
    """With what to do; the database and the copies among its backups."""
    school.path.chmod(0o600)
    assert facts(school)["Who can read it"]["is"] == "its owner only"
    school.path.chmod(0o644)
    told = facts(school)["Who can read it"]
    assert told["is"] == "school.db by its group and everybody; make it yours alone (chmod 600)"
    assert told["well"] is False


def test_a_clock_that_is_behind_what_was_recorded_is_told(school: Champion) -> None:
    """The journal is well all the same."""
    wall_clock_set_on(school.path, 3)
    told = facts(school)["Clock"]
    assert told["well"] is False
    assert "what was recorded last is 2 years later" in told["is"] or "3 years" in told["is"]
    assert school.run("check").exit_code == 0


def test_a_finding_stands_beside_the_part_that_it_is_about(school: Champion) -> None:
    """The other parts were looked at too."""
    with closing(sqlite3.connect(school.path)) as connection:
        connection.execute("UPDATE custody SET grade = 'X' WHERE device = 'NS-104135'")
        connection.commit()
    told = facts(school)
    assert [told[what]["well"] for what in ("File", "Chain", "Replay")] == [True, True, False]
    assert "champion check --rebuild" in told["Replay"]["is"]


def test_a_list_that_another_program_changed_has_a_line_of_its_own(school: Champion) -> None:
    """The file is sound, and what is shown follows from the journal."""
    with closing(sqlite3.connect(school.path)) as connection:
        connection.execute("UPDATE place SET capacity = 5")
        connection.commit()
    told = facts(school)
    parts = ("File", "Lists", "Chain", "Replay")
    assert [told[what]["well"] for what in parts] == [True, False, True, True]
    assert told["Lists"]["is"].startswith("The list of places is not as Champion left it")


class FakeSys:
    """What the kernel shows of its block devices, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def device(self, name: str, uuid: str = "", on: tuple[str, ...] = ()) -> Path:
        """A device that stands on others."""
        path = self.folder / name
        (path / "slaves").mkdir(parents=True)
        if uuid:
            (path / "dm").mkdir()
            (path / "dm" / "uuid").write_text(uuid)
        for below in on:
            (path / "slaves" / below).symlink_to(self.folder / below)
        return path


def test_a_disk_is_encrypted_where_every_way_down_leads_through_dm_crypt(tmp_path: Path) -> None:
    """LVM on LUKS is; a volume with one leg in the clear is not; of a virtual disk nobody knows."""
    shown = FakeSys(tmp_path)
    for name in ("sda", "sdb", "vda"):
        shown.device(name)
    shown.device("dm-0", "CRYPT-LUKS2-abc", ("sda",))
    lvm = shown.device("dm-1", "LVM-abc", ("dm-0",))
    half = shown.device("dm-2", "LVM-def", ("dm-0", "sdb"))
    virtual = shown.device("dm-3", "LVM-ghi", ("vda",))
    found = [disk._is_crypt(device) for device in (lvm, half, virtual, tmp_path / "sdb")]
    assert found == [True, False, None, False]


SAID = [
    (disk._filevault, "FileVault is On.\n", True),
    (disk._filevault, "FileVault is Off.\n", False),
    (disk._filevault, "", None),
    (lambda: disk._bitlocker(Path("C:/")), "    Protection Status:    Protection On\n", True),
    (lambda: disk._bitlocker(Path("C:/")), "    Protection Status:    Protection Off\n", False),
    (lambda: disk._bitlocker(Path("C:/")), "ERROR: not an administrator", None),
]


@pytest.mark.parametrize(("ask", "said", "sealed"), SAID)
def test_what_the_systems_own_tool_says_is_taken_over(
    monkeypatch: pytest.MonkeyPatch, ask: Any, said: str, sealed: bool | None
) -> None:
    """Anything else than a plain yes or no can't be told."""
    monkeypatch.setattr(disk, "_asked", lambda *_: said)
    assert ask()[0] is sealed


@pytest.mark.skipif(os.name != "posix", reason="the tool is a shell script")
def test_a_tool_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that is lacking, or fails."""
    with monkeypatch.context() as patch:
        patch.setattr(disk, "TOOL_SECONDS", 0.1)
        assert disk._asked(sys.executable, "-c", "import time; time.sleep(60)") == ""
    monkeypatch.setattr(disk, "TOOL_SECONDS", 60)
    assert disk._asked(str(tmp_path / "none")) == ""
    assert disk._asked(sys.executable, "-c", "import sys; print(1); sys.exit(1)") == ""
    assert disk._asked(sys.executable, "-c", "print('yes')") == "yes\n"


def test_the_facts_take_no_time(school: Champion) -> None:
    """Beside the journal's own check less than a second, with what the system is asked."""
    from time import perf_counter

    office = Office.open(school.path, SystemClock())
    began = perf_counter()
    health.facts(office, Health((), "", 0), "1")
    seconds = perf_counter() - began
    office.close()
    assert seconds < 1


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kills, so that a test is quick."""
    monkeypatch.setattr(selftest, "KILLS", 2)


def test_the_selftest_kills_and_bursts_and_loses_nothing(
    school: Champion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a copy: nothing of it is in the school's journal, and nothing of the copy is left."""
    small(monkeypatch)
    assert school.run("check").exit_code == 0  # the copied file begins a station of its own
    before = school.path.read_bytes()
    result = school.run("check", "--selftest", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"], told["kills"]) == (0, True, 2), told
    assert (told["lost"], told["burst"], told["missing"], told["findings"]) == (0, 200, 0, [])
    assert told["confirmed"] >= 2
    assert school.path.read_bytes() == before
    assert list(school.path.parent.glob(f"{trial.FOLDER}*")) == []


def test_the_selftest_catches_a_program_that_confirms_what_it_never_wrote(
    school: Champion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its positive control: what is lost is counted, and the exit code says so."""
    small(monkeypatch)
    monkeypatch.setattr(selftest, "_argv", lambda _: [sys.executable, "-c", SAYS_TOO_EARLY])
    monkeypatch.setattr(selftest, "_burst", lambda *_: 0)
    result = school.run("check", "--selftest")
    assert result.exit_code == 1
    assert result.stdout.startswith("SCANS WERE LOST: do not use this laptop, call IT.")
    assert " 0 lost" not in result.stdout.splitlines()[1]


def test_a_burst_that_comes_in_another_order_is_caught() -> None:
    """Or with a code that melted into its neighbour."""
    typed = ["A-1", "A-2", "A-3", "A-4"]
    assert selftest.missing_from(typed, typed) == 0
    assert selftest.missing_from(["A-1", "parked", "A-2", "A-3", "A-4"], typed) == 0
    assert selftest.missing_from(["A-1", "A-3", "A-2", "A-4"], typed) == 2
    assert selftest.missing_from(["A-1", "A-2A-3", "A-4"], typed) == 3


def test_the_copy_shares_with_nobody_and_asks_nobody(school: Champion, tmp_path: Path) -> None:
    """No folder, no hub, no second backup, no list of who is at the table."""
    from inventory.rules.duties import Operator
    from inventory.store import operators

    office = Office.open(school.path, SystemClock())
    office.change_setting("share", str(tmp_path / "share"))
    office.change_setting("hub", "postgresql://table3@hub.school.example/champion")
    with office.database.immediate():
        operators.put(office.database, Operator("Ms. Reed"))
    copied = Office.open(trial.make_copy(office, tmp_path / "trial"), SystemClock())
    office.close()
    assert [copied.setting(key) for key in ("share", "hub", "backup_folder")] == [""] * 3
    assert operators.everybody(copied.database) == []
    copied.close()


@pytest.mark.skipif(os.name != "posix", reason="processes are looked up by number there")
def test_what_a_killed_selftest_left_is_swept_up(school: Champion) -> None:
    """It is a whole copy of the database, with names."""
    left = school.path.parent / f"{trial.FOLDER}{2**22 + 1}-abcdef"
    left.mkdir()
    (left / "trial.db").touch()
    mine = school.path.parent / f"{trial.FOLDER}{os.getpid()}-abcdef"
    mine.mkdir()
    leftovers.sweep(school.path)
    assert (left.exists(), mine.exists()) == (False, True)
