"""What stands on the screen where the file can't be opened."""

import sys
from pathlib import Path
from time import monotonic

import pytest

import tui.refused
from inventory.errors import ChampionError, StoreRefused
from inventory.store.database import create_database, open_database
from tests.terminal.school import ROOT
from tests.tui.bursts import post_keys, until
from tui.calm import CalmApp
from tui.refused import RefusedApp
from tui.run import run
from tui.widgets.text_lines import TextLines


def text(app: RefusedApp, name: str = "refused") -> str:
    """A zone in one line."""
    return " ".join(app.query_one(f"#{name}", TextLines).text.split())


def refusal_of(path: Path) -> ChampionError:
    """What opening a file is refused with."""
    with pytest.raises(ChampionError) as caught:
        open_database(path)
    return caught.value


def damaged(path: Path) -> Path:
    """A database whose middle is gone, with two backups beside it."""
    create_database(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * 4_000 + content[4_100:])
    (path.parent / "backups").mkdir()
    for name in BACKUPS:
        (path.parent / "backups" / name).touch()
    return path


BACKUPS = (
    "school-2026-11-20-083000-9-aaaaaaaa.db",
    "school-2026-11-21-083000-9-abababab.db",
    "school-replaced-2026-11-22-083000.db",
    "other-2026-11-23-083000-9-ab.db",
)


async def test_a_damaged_file_is_told_with_the_backup_and_the_command(tmp_path: Path) -> None:
    """The newest of its own backups, with what is typed to put it in its place."""
    path = damaged(tmp_path / "school.db")
    app = RefusedApp(refusal_of(path), path)
    async with app.run_test(size=(300, 24)):
        said = text(app)
    assert said.startswith("✗ NOT OPENED · FILE DAMAGED")
    newest = tmp_path / "backups" / "school-2026-11-21-083000-9-abababab.db"
    assert f'1. Restore the newest backup: champion restore "{newest}"' in said
    assert "The damaged file was left as it is." in said
    assert f"Database {path}" in said


async def test_a_file_of_a_newer_champion_is_told_with_what_helps(tmp_path: Path) -> None:
    """Its own hint comes first."""
    path = tmp_path / "school.db"
    database = create_database(path)
    database.conn.execute("PRAGMA user_version = 999")
    database.close()
    app = RefusedApp(refusal_of(path), path)
    async with app.run_test(size=(120, 40)):
        said = text(app)
    assert "was written by a newer Champion" in said
    assert "1. Update Champion on this laptop" in said


async def test_a_scan_on_it_does_not_count_and_presses_no_key(tmp_path: Path) -> None:
    """Though there is a Q and an R in it; typed alone they leave and try again."""
    app = RefusedApp(StoreRefused("No.", "Do this."), tmp_path / "school.db")
    async with app.run_test() as pilot:
        post_keys(app, "QR-100-q\r")
        await until(lambda: "Not recorded: QR-100-q." in text(app, "strip"))
        assert app.is_running
        await pilot.press("r")
        await until(lambda: app._exit)
    assert app.return_value is True
    app = RefusedApp(StoreRefused("No.", "Do this."), tmp_path / "school.db")
    async with app.run_test() as pilot:
        for code in ("Q5R1q", "rQ5"):  # of a slow scanner
            post_keys(app, f"{code}\r", start=monotonic() - 1, gap=0.06)
            await until(lambda: code in text(app, "strip"))  # noqa: B023
            assert app._exit is False
        await pilot.press("q")
        await until(lambda: app._exit)
    assert app.return_value is False


async def test_of_many_scans_on_it_all_are_counted(tmp_path: Path) -> None:
    """Nobody takes the ones before the last for recorded."""
    app = RefusedApp(StoreRefused("No.", "Do this."), tmp_path / "school.db")
    async with app.run_test():
        post_keys(app, "".join(f"NS-{number}\r" for number in range(101, 149)))
        await until(lambda: "Not recorded: 48 scans, the last NS-148." in text(app, "strip"))


def test_it_has_the_nets_of_the_app(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A byte that is no UTF-8 ends nothing, and a fault of its own is one sentence."""
    app = RefusedApp(StoreRefused("No.", "Do this."), tmp_path / "school.db")
    assert isinstance(app, CalmApp)
    app._exception = ValueError("Maya Okonkwo")
    app._fatal_error()
    app._print_error_renderables()
    said = capsys.readouterr().err
    assert "Something went wrong inside Champion (ValueError)." in said
    assert "Maya" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_byte_that_is_no_text_leaves_it_standing(tmp_path: Path) -> None:
    """From a scanner that is set to another encoding."""
    from tests.terminal.keys import key
    from tests.terminal.terminal import Terminal

    path = tmp_path / "school.db"
    path.touch()
    argv = [sys.executable, "-m", "tui", "--db", str(path)]
    terminal = Terminal(argv, rows=24, columns=80, env={"HOME": str(tmp_path)}, cwd=ROOT)
    try:
        terminal.wait_for("NOT OPENED")
        terminal.write(b"\xe9")
        terminal.write(b"NS-104\r")
        terminal.wait_for("Not recorded")
        terminal.write(key("q"))
        assert terminal.wait_exit() == 1
    finally:
        terminal.close()


def test_trying_again_opens_the_file_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until somebody leaves; then the exit code says that it was refused."""
    answers = [True, True, False]
    monkeypatch.setattr(tui.run, "is_at_a_terminal", lambda: True)
    monkeypatch.setattr(tui.refused, "try_again", lambda *_: answers.pop(0))
    path = tmp_path / "school.db"
    path.touch()
    assert run(path) == 1
    assert answers == []


def test_without_a_terminal_there_is_a_sentence_and_no_new_file(tmp_path: Path) -> None:
    """A script that starts it by mistake would wait for a key for ever."""
    with pytest.raises(ChampionError, match="no terminal to show the screens in"):
        run(tmp_path / "school.db")
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_in_a_terminal_the_screen_stands_and_q_leaves_with_1(tmp_path: Path) -> None:
    """The real program, from its first byte to its exit code."""
    from tests.terminal.keys import key
    from tests.terminal.terminal import Terminal

    path = tmp_path / "school.db"
    path.touch()
    argv = [sys.executable, "-m", "tui", "--db", str(path)]
    terminal = Terminal(argv, rows=24, columns=80, env={"HOME": str(tmp_path)}, cwd=ROOT)
    try:
        terminal.wait_for("NOT OPENED")
        terminal.write(key("q"))
        assert terminal.wait_exit() == 1
    finally:
        terminal.close()


def test_a_database_that_is_gone_is_not_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where backups of it are, a second history would be begun beside the first."""
    path = damaged(tmp_path / "school.db")
    path.unlink()
    shown: list[ChampionError] = []
    monkeypatch.setattr(tui.run, "is_at_a_terminal", lambda: True)
    monkeypatch.setattr(tui.refused, "try_again", lambda refusal, _: shown.append(refusal))
    assert run(path) == 1
    assert "is gone, and backups of it are here" in shown[0].message
    assert "champion restore" in shown[0].hint
    assert not path.exists()
