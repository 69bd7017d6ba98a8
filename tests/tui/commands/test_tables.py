"""``champion table``: one command writes a seed, one opens it, one says who has delivered."""

import json
from pathlib import Path
from time import perf_counter

import pytest

from tests.tui.commands.conftest import Champion
from tui.commands import common, share, tables

pytestmark = pytest.mark.usefixtures("sealed_lightly")
FREE, OTHER, PERSON = "NS-104101", "NS-104102", "8102963"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def three(tmp_path: Path) -> Champion:
    """The laptop that becomes Table 3."""
    return Champion(tmp_path / "three" / "champion.db")


def test_a_table_is_set_up_with_one_command_on_each_side(
    school: Champion, three: Champion, stick: Path
) -> None:
    """In far less than the minute that a person has for it."""
    began = perf_counter()
    written = school.run("table", "add", "Table 3", stick)
    (seed,) = stick.iterdir()
    assert (written.exit_code, written.stderr) == (0, f"{tables.UNSEALED}\n")
    assert written.stdout.splitlines()[0].startswith(f"Written: {seed}, ")
    assert written.stdout.splitlines()[1].endswith(f"champion table open {seed.name}")
    opened = three.run("table", "open", seed)
    assert (opened.exit_code, opened.stderr) == (0, "")
    assert opened.stdout.startswith("This laptop is Table 3")
    assert perf_counter() - began < 30
    assert three.codes("scan", "--mode", "out", stdin=f"{PERSON}\n{FREE}\n".encode()) == [
        "person", "issued",
    ]  # fmt: skip


def test_both_sides_say_it_in_json(school: Champion, three: Champion, stick: Path) -> None:
    """For scripts that set up many."""
    (added,) = school.lines("table", "add", "Table 3", stick)
    assert (added["table"], added["sealed"]) == ("Table 3", False)
    (opened,) = three.lines("table", "open", added["seed"])
    assert (opened["table"], opened["kept"], opened["brought"]) == ("Table 3", None, 0)


def test_claim_numbers_name_the_table_and_are_settled_by_it(
    school: Champion, three: Champion, stick: Path
) -> None:
    """On the champion's laptop, once the table has shared."""
    (added,) = school.lines("table", "add", "Table 3", stick)
    three.run("table", "open", added["seed"])
    three.run("scan", "--mode", "out", stdin=b"strange-thing\n")
    three.run("share", stick)
    school.run("share", stick)
    settled = school.run("settle", "P3-01", "--note", "Sent to the office")
    assert (settled.exit_code, settled.stdout) == (0, "P3-01 is settled.\n")


def test_over_a_database_that_is_there_it_asks_first(
    school: Champion, three: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A no leaves all as it was; a yes carries over what was scanned."""
    (added,) = school.lines("table", "add", "Table 3", stick)
    three.run("table", "open", added["seed"])
    three.run("out", PERSON, FREE)
    nobody = three.run("table", "open", added["seed"])
    assert nobody.exit_code == 1
    assert "Nobody can be asked here, so nothing was changed." in nobody.stderr
    monkeypatch.setattr(common, "is_at_a_terminal", lambda: True)
    no = three.run("table", "open", added["seed"], stdin=b"n\n")
    assert no.exit_code == 1
    assert "they are carried over" in no.stdout
    yes = three.run("table", "open", added["seed"], stdin=b"y\n")
    assert yes.exit_code == 0
    assert "2 events carried over; what was here is kept as " in yes.stdout
    assert three.lines("show", FREE)[0]["custody"]["person"] == PERSON


def test_the_champions_laptop_is_not_made_a_table(school: Champion, stick: Path) -> None:
    """By one sentence."""
    (added,) = school.lines("table", "add", "Table 3", stick)
    result = school.run("table", "open", added["seed"], "--yes")
    assert result.exit_code == 1
    assert result.stderr == (
        "This is the laptop from which tables are set up; it stays what it is."
        " Open the seed on the laptop that becomes Table 3.\n"
    )


def test_a_sealed_seed_asks_for_its_passphrase(
    school: Champion, three: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice where it is written, for a slip would make it useless; once where it is opened."""
    for module in (share, tables):
        monkeypatch.setattr(module, "is_at_a_terminal", lambda: True)
    added = school.run("table", "add", "Table 3", stick, "--passphrase", stdin=b"geese\ngeese\n")
    assert added.exit_code == 0
    (seed,) = stick.iterdir()
    assert seed.name.endswith(".seed.age")
    opened = three.run("table", "open", seed, stdin=b"geese\n")
    assert (opened.exit_code, "geese" in opened.output + added.output) == (0, False)


def test_a_sealed_seed_without_a_passphrase_is_a_sentence(
    school: Champion, three: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a script, where nobody can be asked."""
    monkeypatch.setenv(share.PASSPHRASE_VARIABLE, "geese")
    (added,) = school.lines("table", "add", "Table 3", stick)
    monkeypatch.delenv(share.PASSPHRASE_VARIABLE)
    result = three.run("table", "open", added["seed"])
    assert result.exit_code == 1
    assert "is sealed with a passphrase." in result.stderr


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Table 1", "This laptop is Table 1 itself."), ("?", "“?” can't be the name of a table.")],
)
def test_a_name_that_can_not_be_is_a_sentence(
    school: Champion, stick: Path, name: str, sentence: str
) -> None:
    """And there is no file."""
    result = school.run("table", "add", name, stick)
    assert (result.exit_code, result.stderr.startswith(sentence)) == (1, True)
    assert list(stick.iterdir()) == []


def test_the_list_says_who_has_delivered(school: Champion, three: Champion, stick: Path) -> None:
    """It ends with 1 while something is lacking."""
    (added,) = school.lines("table", "add", "Table 3", stick)
    three.run("table", "open", added["seed"])
    waiting = school.run("table", "list")
    assert waiting.exit_code == 1
    own, other, sentence = waiting.stdout.splitlines()
    assert own.startswith("Table 1")
    assert own.endswith("this laptop")
    assert [word.strip() for word in other.split("  ") if word] == [
        "Table 3", "0 events", "nothing yet",
    ]  # fmt: skip
    assert sentence == "Table 3: nothing has come in yet."
    three.run("share", stick)
    school.run("share", stick)
    done = school.run("table", "list")
    assert done.exit_code == 0
    assert "delivered " in done.stdout
    rows = school.lines("table", "list")
    assert [(row["table"], row["own"], row["waited_for"], row["gaps"]) for row in rows] == [
        ("Table 1", True, False, []), ("Table 3", False, False, []),
    ]  # fmt: skip
    assert json.dumps(rows)


def test_an_unsealed_seed_is_told_of_and_a_sealed_one_is_not(
    school: Champion, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On stderr, so that scripts read the same as before."""
    assert "It holds students' names" in school.run("table", "add", "Table 3", stick).stderr
    monkeypatch.setenv(share.PASSPHRASE_VARIABLE, "plum")
    assert school.run("table", "add", "Table 4", stick).stderr == ""


def test_a_table_added_by_mistake_is_removed(school: Champion, stick: Path) -> None:
    """Nobody waits for it; a second time there is nothing to remove."""
    school.run("table", "add", "Table\t9", stick)
    result = school.run("table", "remove", "table 9")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Table 9 is not expected any more.")
    assert school.run("table", "list").exit_code == 0
    again = school.run("table", "remove", "Table 9")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith("No table is called “Table 9”.")
