"""``champion share``: what it says, its exit codes, and that no passphrase is an argument."""

from pathlib import Path

import pytest

from tests.tui.commands.conftest import Champion
from tui.commands import share

pytestmark = pytest.mark.usefixtures("sealed_lightly")
FREE, PERSON = "NS-104101", "8102963"
PASSPHRASE = "seven lean geese"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def table(school: Champion, stick: Path, tmp_path: Path) -> Champion:
    """Table 3 of the sample school, on another laptop."""
    assert school.run("table", "add", "Table 3", stick).exit_code == 0
    table = Champion(tmp_path / "three" / "champion.db")
    (seed,) = stick.glob("*.seed")
    assert table.run("table", "open", seed, "--yes").exit_code == 0
    return table


def test_what_a_table_scanned_reaches_the_champion(
    school: Champion, table: Champion, stick: Path
) -> None:
    """One command on each side."""
    assert table.run("out", PERSON, FREE).exit_code == 0
    given = table.run("share", stick)
    assert (given.exit_code, given.stderr) == (0, "")
    assert given.stdout.startswith(f"Shared with {stick}: 0 events came in, ")
    (came,) = school.lines("share", stick)
    assert (came["new"], came["refused"], came["gaps"], came["carrier"]) == (3, [], [], str(stick))
    assert school.lines("show", FREE)[0]["custody"]["person"] == PERSON
    assert school.lines("share", stick)[0]["new"] == 0


def test_a_dispute_is_told(school: Champion, table: Champion, stick: Path) -> None:
    """With how many are new."""
    table.run("out", PERSON, FREE)
    school.run("out", "8103585", FREE)
    table.run("share", stick)
    said = school.run("share", stick).stdout.splitlines()
    assert said[1] == "1 device is disputed, 1 of them new: the Inbox has both stories."
    assert school.run("share", stick).stdout.splitlines()[1] == (
        "1 device is disputed: the Inbox has both stories."
    )


def test_a_lost_file_is_told_in_a_sentence(school: Champion, table: Champion, stick: Path) -> None:
    """It is no error: the stick is only not here yet."""
    table.run("share", stick)
    (first,) = (stick / "champion-share").glob("*.bundle")
    table.run("out", PERSON, FREE)
    table.run("share", stick)
    first.unlink()
    result = school.run("share", stick)
    assert (result.exit_code, result.stdout.splitlines()[1]) == (0, "Table 3: 1 missing.")


def test_a_damaged_file_is_told_and_ends_with_1(
    school: Champion, table: Champion, stick: Path
) -> None:
    """All others are taken in."""
    table.run("share", stick)
    (stick / "champion-share" / "x.bundle").write_bytes(b"hello")
    result = school.run("share", stick)
    assert result.exit_code == 1
    assert result.stderr == (
        "x.bundle is not a bundle of Champion. Choose a file that ends in .bundle.\n"
    )
    assert "1 event came in" in result.stdout


def test_a_folder_that_is_not_there_is_one_sentence(school: Champion, tmp_path: Path) -> None:
    """And nothing on standard output."""
    result = school.run("share", tmp_path / "gone")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{tmp_path / 'gone'} is not there."
        " Put the stick in again, or choose another folder; nothing was lost.\n"
    )


def test_a_hub_that_does_not_answer_is_one_sentence(school: Champion) -> None:
    """Without a traceback, and without a word of a password."""
    result = school.run("share", "postgresql://three@127.0.0.1:1/champion")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_the_passphrase_comes_from_the_environment(
    school: Champion, table: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments can be read by others on the machine."""
    monkeypatch.setenv(share.PASSPHRASE_VARIABLE, PASSPHRASE)
    table.run("share", stick)
    (file,) = (stick / "champion-share").iterdir()
    assert file.name.endswith(".bundle.age")
    assert school.lines("share", stick)[0]["new"] == 1


def test_a_sealed_folder_is_not_filled_with_what_anybody_can_read(
    school: Champion, table: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who forgot the passphrase is told, and writes nothing."""
    monkeypatch.setenv(share.PASSPHRASE_VARIABLE, PASSPHRASE)
    table.run("share", stick)
    (file,) = (stick / "champion-share").iterdir()
    monkeypatch.delenv(share.PASSPHRASE_VARIABLE)
    result = school.run("share", stick)
    assert result.exit_code == 1
    assert result.stderr == (
        f"{file.name} is sealed with a passphrase. Give the passphrase to read it.\n"
    )
    assert list((stick / "champion-share").iterdir()) == [file]


def test_a_passphrase_is_asked_for_unseen(
    school: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on no screen."""
    monkeypatch.setattr(share, "is_at_a_terminal", lambda: True)
    result = school.run("share", stick, "--passphrase", stdin=f"{PASSPHRASE}\n".encode())
    assert result.exit_code == 0
    assert PASSPHRASE not in result.output
    assert [file.suffix for file in (stick / "champion-share").iterdir()] == [".age"]


def test_where_nobody_can_be_asked_for_a_passphrase_it_says_so(
    school: Champion, stick: Path
) -> None:
    """As in a script."""
    result = school.run("share", stick, "--passphrase")
    assert (result.exit_code, result.stderr) == (
        1, "Nobody can be asked for a passphrase here. Set CHAMPION_PASSPHRASE instead.\n",
    )  # fmt: skip
