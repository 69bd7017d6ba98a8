"""The outermost edge: what starts what, exit codes, and no traceback ever."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from inventory.store.migrations import APPLICATION_ID
from tests.tui.commands.conftest import ROOT, Champion
from tui.commands.group import champion

MAYA, HERS = "8100442", "NS-104135"

STAND_IN = """
import sys, types
app = types.ModuleType("tui.run")
def run(path, *, demo=False):
    print(path)
    {then}
    return 5
app.run = run
sys.modules["tui.run"] = app
import tui.__main__
code = tui.__main__.main(sys.argv[1:])
loaded = sorted({{"click", "sqlite_utils"}} & set(sys.modules))
print(code, loaded)
sys.exit(code)
"""


def with_stand_in(
    tmp_path: Path, *arguments: str, then: str = "pass", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the console entry with an app that only prints its path."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CHAMPION")}
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    return subprocess.run(
        [sys.executable, "-c", STAND_IN.format(then=then), *arguments], cwd=ROOT,
        env={**kept, **home, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


APP = [[], ["--db", "here.db"], ["--db=here.db"]]


@pytest.mark.parametrize("arguments", APP)
def test_the_app_starts_without_click_and_without_sqlite_utils(
    tmp_path: Path, arguments: list[str]
) -> None:
    """Start-up is a feature: neither library is loaded on the way to the first frame."""
    result = with_stand_in(tmp_path, *arguments, CHAMPION_DB="here.db")
    assert (result.stdout, result.returncode) == ("here.db\n5 []\n", 5)


def test_the_app_itself_loads_neither(tmp_path: Path) -> None:
    """Nor do its own imports."""
    code = "import sys, tui.__main__, tui.run; print({'click', 'sqlite_utils'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == "set()\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the folder has another name elsewhere")
def test_without_a_word_it_is_the_database_in_the_users_own_folder(tmp_path: Path) -> None:
    """No --db and no CHAMPION_DB."""
    result = with_stand_in(tmp_path)
    assert result.stdout.startswith(f"{tmp_path}/data/champion/champion.db\n")


def test_an_error_nobody_foresaw_is_one_sentence_without_data(tmp_path: Path) -> None:
    """No traceback and no name reach the screen; with CHAMPION_DEBUG the traceback does."""
    then = "raise ValueError('Maya Okonkwo')"
    result = with_stand_in(tmp_path, then=then)
    assert result.returncode == 1
    assert result.stderr == (
        "Something went wrong inside Champion (ValueError). Nothing that was confirmed is lost."
        " Start it again; champion check looks the database over.\n"
    )
    result = with_stand_in(tmp_path, then=then, CHAMPION_DEBUG="1")
    assert (result.returncode, "Traceback" in result.stderr) == (1, True)


def test_a_refusal_of_the_app_is_one_sentence(tmp_path: Path) -> None:
    """Message and hint, exit 1."""
    then = "from inventory.errors import StoreRefused; raise StoreRefused('No.', 'Do this.')"
    result = with_stand_in(tmp_path, then=then)
    assert (result.returncode, result.stderr) == (1, "No. Do this.\n")


def test_a_key_that_stops_the_app_exits_130(tmp_path: Path) -> None:
    """As shells expect of Ctrl+C, and without a word."""
    result = with_stand_in(tmp_path, then="raise KeyboardInterrupt")
    assert (result.returncode, result.stderr) == (130, "")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_files_are_for_their_owner_only(school: Champion, tmp_path: Path) -> None:
    """Students' data: nothing that the app writes can be read by another user."""
    target = tmp_path / "backup.db"
    assert school.process("backup", target).returncode == 0
    own = [school.path, *school.path.parent.glob("backups")]
    assert [path.stat().st_mode & 0o077 for path in (target, *own)] == [0] * (1 + len(own))


def test_every_command_has_help_in_one_line_and_in_full(school: Champion) -> None:
    """The list of commands, and -h as well as --help for each of them."""
    listing = school.run("--help").stdout
    for name in champion.list_commands(champion.make_context("champion", ["x"])):
        assert f"\n  {name} " in listing
        for option in ("-h", "--help"):
            result = school.run(name, option)
            assert result.exit_code == 0
            assert result.stdout.startswith(f"Usage: champion {name} ")
    assert "..." not in listing.partition("Commands:")[2]


def test_the_version_is_told(school: Champion) -> None:
    """For whoever is asked on the phone."""
    assert school.run("--version").stdout.startswith("champion ")


WRONG = [["nonsense"], ["scan"], ["scan", "--mode", "sideways"], ["out", "8100442"], ["--nope"],
         ["import", "cars", "x.csv"]]  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_usage_exits_2_without_a_traceback(school: Champion, arguments: list[str]) -> None:
    """In a process of its own, as a script sees it."""
    result = school.process(*arguments)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"Usage: champion")


def foreign(path: Path) -> None:
    """Another program's database."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t(x)")


def newer(path: Path) -> None:
    """A database of a Champion that is still to come."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 999")
        connection.execute("CREATE TABLE t(x)")


FILES = [
    ("missing", lambda path: None, "There is no database at "),
    ("empty", Path.touch, " is empty; it was left as it is."),
    ("foreign", foreign, " is not a Champion database; it was left as it is."),
    ("newer", newer, " was written by a newer Champion (format 999, this one knows 6)."),
    ("folder", Path.mkdir, " is a folder, not a database. Name a file in it."),
]


@pytest.mark.parametrize(("name", "make", "sentence"), FILES, ids=[name for name, *_ in FILES])
def test_a_file_that_is_not_ours_is_refused_in_one_sentence_and_left_alone(
    tmp_path: Path, name: str, make: Callable[[Path], object], sentence: str
) -> None:
    """Exit 1, no traceback, no byte changed."""
    path = tmp_path / "some.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    result = Champion(path).process("scan", "--mode", "out", stdin=b"8100442\n")
    assert (result.returncode, result.stdout) == (1, b"")
    assert len(result.stderr.splitlines()) == 1
    assert sentence in result.stderr.decode()
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_verdict_is_on_disk_when_its_line_can_be_read(school: Champion) -> None:
    """Each answer comes before the next scan is sent, and another process finds its event."""
    with school.start("scan", "--mode", "out", "--json") as process:
        assert process.stdin
        assert process.stdout
        for scan in (b"8102963", b"NS-104101", b"8102963", b"nope"):
            process.stdin.write(scan + b"\n")
            process.stdin.flush()
            verdict = json.loads(process.stdout.readline())
            assert verdict["scan"] == scan.decode()
            with closing(sqlite3.connect(school.path)) as reader:
                found = reader.execute(
                    "SELECT count(*) FROM event WHERE event_id = ?", (verdict["event"],)
                )
                assert found.fetchone() == (1,)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (0, b"", b"")


def test_bytes_that_are_no_text_are_parked_like_any_unknown_code(school: Champion) -> None:
    """Nothing scanned is dropped, and what is printed is UTF-8 whatever the locale says."""
    plain = Champion(school.path, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
    result = plain.process("scan", "--mode", "out", stdin=b"\xff\xfe\x00\x80zz\n8101128\n")
    assert (result.returncode, result.stderr) == (0, b"")
    first, second = result.stdout.decode().splitlines()
    assert first.startswith("✗ NOT KNOWN")
    assert "小明 王" in second
    assert "小明 王" in plain.process("show", "8101128").stdout.decode()
    assert [line["claim"] for line in school.lines("list", "parked")] == ["P-01"]


COMMANDS = [
    (("list", "devices", "--json"), 0),
    (("list", "devices", "--csv", "-"), 1),
    (("lay-out", "--yes"), 0),
]


@pytest.mark.parametrize(("arguments", "code"), COMMANDS)
def test_a_reader_that_goes_away_is_no_error_to_talk_about(
    school: Champion, arguments: tuple[str, ...], code: int
) -> None:
    """``champion list devices --json | head -1`` says nothing on standard error.

    What was asked for is done all the same.
    """
    reader, writer = os.pipe()
    os.close(reader)
    with school.start(*arguments, stdout=writer) as process:
        os.close(writer)
        assert process.stderr
        errors = process.stderr.read()
    assert (process.returncode, errors) == (code, b"")
    laid_out = len(school.lines("list", "laid-out"))
    assert (laid_out > 50) == (arguments[0] == "lay-out")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_ctrl_c_ends_a_scan_with_130_and_keeps_what_was_confirmed(school: Champion) -> None:
    """Quietly; the verdict that was printed is in the journal."""
    with school.start("scan", "--mode", "back", "--json") as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{HERS}\n".encode())
        process.stdin.flush()
        verdict = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.strip()) == (130, b"")
    assert school.lines("show", HERS)[0]["history"][-1]["event_id"] == verdict["event"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such argument can be given there")
def test_arguments_that_are_no_text_are_refused_without_a_traceback(school: Champion) -> None:
    """A file name or a code in another encoding, as a shell may pass it on."""
    for command in ("show", "find", "settle --note x", "settings", "back"):
        argv = [*school.argv(), *command.split()]
        result = subprocess.run(
            [os.fsencode(one) for one in argv] + [b"\xff\xfe"], cwd=ROOT, capture_output=True,
            check=False,
        )  # fmt: skip
        assert result.returncode == 1, (command, result)
        assert b"Traceback" not in result.stderr
        assert b"inside Champion" not in result.stderr
