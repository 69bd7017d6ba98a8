"""Checks, backups, restoring, settings, and the throw-away school."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import tui.run
from inventory.rules.settings import BY_KEY
from tests.tui.commands.conftest import Champion

NEW, FREE = "8102963", "NS-104101"


def change(path: Path, sql: str) -> None:
    """What another program does to the file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_a_whole_database_is_well(school: Champion) -> None:
    """The head hash and the number of events are what a backup of it has too."""
    (health,) = school.lines("check")
    assert list(health) == ["ok", "findings", "head", "events", "facts"]
    assert (health["ok"], health["findings"], len(health["head"])) == (True, [], 64)
    said = school.run("check").stdout
    assert said.startswith(f"File and journal are well: {health['events']:,} events")  # no backup
    (rebuilt,) = school.lines("check", "--rebuild")
    assert {**rebuilt, "facts": health["facts"]} == health


def test_what_is_shown_but_not_in_the_journal_is_found_and_mended(school: Champion) -> None:
    """Found with exit 1, worked out anew on --rebuild, and well from then on."""
    change(school.path, "UPDATE custody SET grade = 'X' WHERE device = 'NS-104135'")
    (health,) = school.lines("check")
    assert (health["ok"], len(health["findings"])) == (False, 1)
    assert school.run("check").exit_code == 1
    rebuilt = school.run("check", "--rebuild")
    assert (rebuilt.exit_code, "worked out anew" in rebuilt.stdout) == (1, True)
    assert school.run("check", "--rebuild").exit_code == 0


def test_a_changed_journal_is_found_and_left_alone(school: Champion) -> None:
    """--rebuild mends what follows from the journal, never the journal."""
    with closing(sqlite3.connect(school.path)) as connection:
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'event_is_never_changed'"
        ).fetchone()
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET actor = 'someone else' WHERE seq = 3")
        connection.execute(guard)
        connection.commit()
    for options in ([], ["--rebuild"]):
        result = school.run("check", *options)
        assert result.exit_code == 1
        assert "was changed after it was written" in result.stdout


def test_a_backup_is_whole_and_never_over_another_file(school: Champion, tmp_path: Path) -> None:
    """Written, checked and counted; a second one under its name is refused."""
    target = tmp_path / "backup.db"
    (copy,) = school.lines("backup", target)
    (health,) = school.lines("check")
    assert copy == {"file": str(target), "events": health["events"], "head": health["head"]}
    again = school.run("backup", target)
    assert (again.exit_code, again.stderr) == (
        1, f"{target} is there already, and nothing is written over it. Choose another name.\n",
    )  # fmt: skip


def test_restoring_says_what_it_replaces_and_keeps_it(school: Champion, tmp_path: Path) -> None:
    """Both sides with events and time; without --yes and a terminal nothing happens."""
    target = tmp_path / "backup.db"
    school.run("backup", target)
    school.run("out", NEW, FREE)
    refused = school.run("restore", target)
    assert refused.exit_code == 1
    assert refused.stdout.count(" events, the last of ") == 2
    assert school.lines("show", FREE)[0]["custody"]["person"] == NEW
    result = school.run("restore", target, "--yes")
    assert result.exit_code == 0
    assert school.lines("show", FREE)[0]["custody"]["state"] == "IN_STOCK"
    (kept,) = (tmp_path / "backups").glob("school-replaced-*.db")
    assert f"What was there before is kept as {kept}." in result.stdout
    assert Champion(kept).lines("show", FREE)[0]["custody"]["person"] == NEW


def test_restoring_says_what_is_in_no_event_too(school: Champion, tmp_path: Path) -> None:
    """Settings and imports; that nothing is lacking is only said where nothing is."""
    target = tmp_path / "backup.db"
    school.run("backup", target)
    nothing = "The backup lacks nothing that was recorded here."
    assert nothing in school.run("restore", target).stdout
    school.run("settings", "school", "Southside High")
    said = school.run("restore", target).stdout
    assert nothing not in said
    assert "Set back to what the backup has would be: school." in said


def test_restoring_works_where_there_is_no_database(school: Champion, tmp_path: Path) -> None:
    """A new laptop, and the stick with the backup."""
    target = tmp_path / "backup.db"
    school.run("backup", target)
    fresh = Champion(tmp_path / "other" / "school.db")
    assert fresh.run("restore", target, "--yes").exit_code == 0
    assert fresh.lines("check")[0]["ok"] is True


def test_restoring_over_a_damaged_database_keeps_its_bytes(
    school: Champion, tmp_path: Path
) -> None:
    """That is what a backup is for; what is left of the damaged file may still be of use."""
    target = tmp_path / "backup.db"
    school.run("backup", target)
    damaged = school.path.read_bytes()[:20_000]
    school.path.write_bytes(damaged)
    result = school.run("restore", target, "--yes")
    assert result.exit_code == 0, result.output
    assert "can't be used." in result.stdout
    (kept,) = (tmp_path / "backups").glob("unreadable-school-*.db")
    assert kept.read_bytes() == damaged
    assert school.lines("check")[0]["ok"] is True


def test_a_journal_left_by_a_crash_is_not_played_into_the_restored_database(
    school: Champion, tmp_path: Path
) -> None:
    """SQLite would take it for the restored file's own and put pages of the old one into it."""
    target = tmp_path / "backup.db"
    school.run("backup", target)
    school.run("out", NEW, FREE)
    crash(school.path)
    journal = school.path.with_name(f"{school.path.name}-journal")
    left = journal.read_bytes()
    assert school.run("restore", target, "--yes").exit_code == 0
    (kept,) = (tmp_path / "backups").glob("unreadable-school-*-journal")
    assert (kept.read_bytes() == left, journal.exists()) == (True, False)
    assert school.lines("check")[0]["ok"] is True
    assert school.lines("show", FREE)[0]["custody"]["state"] == "IN_STOCK"


def crash(path: Path) -> None:
    """End in the middle of a large write, and spoil the header on top of it."""
    journal = path.with_name(f"{path.name}-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE device SET notes = hex(zeroblob(500))")
        left = journal.read_bytes()
    assert len(left) > 4_096
    journal.write_bytes(left)
    path.write_bytes(b"spoilt" + path.read_bytes()[6:])


BAD_BACKUPS = [
    ("missing", "backup.db is not there."),
    ("foreign", "is not a Champion database; it was left as it is."),
    ("short", "was cut off: a part at its end is missing."),
]


@pytest.mark.parametrize(("what", "sentence"), BAD_BACKUPS)
def test_a_bad_backup_replaces_nothing(
    school: Champion, tmp_path: Path, what: str, sentence: str
) -> None:
    """It is looked at first; the database stays as it was."""
    source = tmp_path / "backup.db"
    if what == "foreign":
        source.write_bytes(b"hello" * 100)
    elif what == "short":
        source.write_bytes(school.path.read_bytes()[:20_000])
    before = school.path.read_bytes()
    result = school.process("restore", source, "--yes")
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert sentence in result.stderr.decode()
    assert school.path.read_bytes() == before


def test_a_database_is_not_its_own_backup(school: Champion) -> None:
    """Else the copy kept before would be all that is left."""
    result = school.run("restore", school.path, "--yes")
    assert (result.exit_code, "is the database itself" in result.stderr) == (1, True)


def test_settings_are_listed_shown_and_set(school: Champion) -> None:
    """With their title and help; a value is checked before it is kept."""
    listed = school.lines("settings")
    assert [one["key"] for one in listed] == list(BY_KEY)
    assert list(listed[0]) == ["key", "value", "title", "help"]
    assert school.run("settings", "school").stdout == "Northside Middle\n"
    assert school.run("settings", "limit", "warn").stdout == "How many: warn\n"
    assert school.lines("settings", "limit")[0]["value"] == "warn"
    assert school.run("settings", "school", "").stdout == "School: (blank)\n"
    assert "Of one category: one, warn or many." in school.run("settings").stdout


WRONG_SETTINGS = [
    (["limit", "some"], "“some” can't be the setting “limit”: use one, warn or many.\n"),
    (
        ["due_back", "soon"],
        "“soon” can't be the setting “due_back”: write the date as 2027-05-28.\n",
    ),
    (["colour"], "There is no setting “colour”. The settings are school, "),
    (["colour", "red"], "There is no setting “colour”. The settings are school, "),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG_SETTINGS)
def test_a_setting_that_cannot_be_is_refused(
    school: Champion, arguments: list[str], sentence: str
) -> None:
    """One sentence that says what it may be."""
    result = school.run("settings", *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)


def test_the_demo_is_a_filled_school_that_is_gone_afterwards(
    school: Champion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app gets a database of its own, marked as a demo; its folder goes when it ends."""
    seen: list[Path] = []

    def open_app(path: Path, *, demo: bool = False) -> int:
        assert demo
        assert len(Champion(path).lines("list", "out")) == 140
        shutil.copy(path, path.with_name("left behind.db"))
        seen.append(path)
        return 7

    monkeypatch.setattr(tui.run, "run", open_app)
    assert school.run("demo").exit_code == 7
    assert seen[0] != school.path
    assert not seen[0].parent.exists()


def test_a_backup_never_makes_the_folder_of_a_stick_that_is_out(
    school: Champion, tmp_path: Path
) -> None:
    """It would lie on the disk that it is to be a second copy of."""
    result = school.run("backup", tmp_path / "stick" / "today.db")
    assert (result.exit_code, (tmp_path / "stick").exists()) == (1, False)


def test_a_name_that_says_sealed_needs_a_seal(school: Champion, tmp_path: Path) -> None:
    """Nobody may take clear text for a sealed file."""
    result = school.run("backup", tmp_path / "today.db.age")
    assert (result.exit_code, "Add --seal" in result.stderr) == (1, True)
    assert list(tmp_path.glob("*.age")) == []


@pytest.mark.parametrize(("name", "what"), [("nosuch.db", "is not there"), ("", "is a folder")])
def test_what_is_no_backup_is_told_as_it_is(
    school: Champion, tmp_path: Path, name: str, what: str
) -> None:
    """With where the app's own are."""
    result = school.run("restore", tmp_path / name)
    assert (result.exit_code, what in result.stderr) == (1, True)
    assert "backups" in result.stderr
