"""What ``docs/labels.md`` says is what the app does."""

import ast
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from textual.binding import Binding

from inventory.files.labels.bars import Symbology
from inventory.files.labels.content import Label
from inventory.files.labels.fonts import Face, missing
from inventory.files.labels.layout import unfit
from inventory.files.labels.setup import FARTHEST, MODULE, Setup
from inventory.files.labels.stock import LARGEST, SMALLEST, STOCKS, find_stock
from inventory.services import sample
from inventory.services.office import Office
from tests.test_docs import ROOT, between, in_backticks
from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock
from tui.commands.labels import labels
from tui.screens.label_keys import SHEET_BINDINGS
from tui.screens.label_rows import ROWS

PAGE = (ROOT / "docs" / "labels.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample school, built once."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    office = Office.create(path, SystemClock())
    sample.fill(office)
    office.close()
    return path


def table(mark: str) -> list[list[str]]:
    """The rows of a table between two marks, without its head."""
    lines = between(PAGE, mark).strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def most(name: str, character: str, symbology: Symbology = Symbology.CODE128) -> int:
    """How many of a character a code may have on a sheet."""
    setup, number = Setup(find_stock(name), symbology), 0
    while not unfit([Label(character * (number + 1))], setup):
        number += 1
    return number


def test_the_sheets_are_those_of_the_app_with_what_fits_on_them() -> None:
    """Each figure is measured; every sheet that is known by name is there."""
    rows = table("sheets")
    names = [row[0].strip("`") for row in rows]
    assert names[: len(STOCKS)] == list(STOCKS)
    assert [row[1:] for row in rows] == [
        [find_stock(name).words, str(most(name, "A")), str(most(name, "5")),
         str(most(name, "A", Symbology.CODE39))]
        for name in names
    ]  # fmt: skip


def test_what_is_said_of_bars_and_nudge_is_so() -> None:
    """The figures in the text."""
    assert f"the thinnest is {MODULE} mm wide" in PAGE
    assert f"Up to {FARTHEST:g} mm each way" in PAGE
    smallest = " × ".join(f"{one:g}" for one in SMALLEST)
    assert f"from {smallest} to {LARGEST:g} × {LARGEST:g}" in PAGE


@pytest.mark.parametrize("name", ["Zoë", "Ελένη", "Юлия", "שרה", "ليلى"])
def test_the_scripts_that_are_named_can_be_written(name: str) -> None:
    """Latin, Greek, Cyrillic, Hebrew and Arabic, in large and in small."""
    assert "It has Latin, Greek, Cyrillic, Hebrew and Arabic letters." in PAGE
    assert (missing(name, Face.TITLE), missing(name, Face.TEXT)) == ("", "")


@pytest.mark.parametrize(("said", "number"), [("8160", 30), ("5520", 30), ("8167", 80)])
def test_the_other_numbers_are_understood(said: str, number: int) -> None:
    """As on the package."""
    assert said in PAGE
    assert find_stock(f"Avery {said}").per_page == number


def test_every_size_that_is_shown_is_one() -> None:
    """In the table of other sheets, and the options say the same."""
    section = PAGE.partition("## Other sheets")[2].partition("\n## ")[0]
    sizes = [one.strip('"') for one in in_backticks(section) if re.match(r'"?\d+x\d', one)]
    assert len(sizes) == 5
    assert {find_stock(one).per_page for one in sizes} >= {1, 24}


@pytest.mark.parametrize("name", sorted(labels.commands))
def test_every_option_is_explained(name: str) -> None:
    """On the page, not only in the help of the command."""
    command = labels.get_command(click.Context(labels), name)
    assert command is not None
    options = {opt for option in command.params for opt in option.opts if opt.startswith("--")}
    assert {one for one in options if not re.search(rf"{one}\b", PAGE)} == set()
    assert any(example.startswith(f"champion labels {name}") for example in examples())


def test_every_key_of_the_json_is_named(champion: Champion) -> None:
    """In the order in which they come."""
    (document,) = champion.lines("labels", "devices", "--dry-run")
    paragraph = PAGE.partition("`--json` prints one object:")[2].partition("\n")[0]
    named = re.findall(r"`(\w+)`", paragraph.partition("Exit code")[0])
    inner = {"line", "code", "too", "why", "hint"}
    assert [one for one in named if one in document and one != "code"] == [
        one for one in document if one != "code"
    ]
    assert set(named) - set(document) <= inner


def sentences() -> str:
    """Every text in the code of labels, each on a line, ``…`` for what is filled in."""
    files = [
        *ROOT.glob("inventory/files/labels/*.py"),
        *ROOT.glob("inventory/services/label*.py"),
        ROOT / "inventory/files/whole.py",
    ]
    found = []
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values]
                found.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


def test_every_refusal_that_is_explained_is_one_that_the_app_says() -> None:
    """Word for word, so that it is found when somebody searches the page for it."""
    known, said = sentences(), [row[0] for row in table("refused labels")]
    assert len(said) > 10
    assert [one for one in said if one not in known] == []


@pytest.fixture
def champion(sample_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Champion:
    """The sample school, in a folder where nothing is yet."""
    monkeypatch.chdir(tmp_path)
    return Champion(Path(shutil.copy(sample_database, tmp_path / "school.db")))


def test_every_key_and_row_of_the_screen_is_explained() -> None:
    """Each letter, and each row by its title."""
    section = PAGE.partition("## On the screen")[2].partition("\n## ")[0]
    keys = [one for one in SHEET_BINDINGS if isinstance(one, Binding) and one.key_display]
    assert len(keys) == 3
    assert [one.key_display for one in keys if f"| **{one.key_display}** |" not in section] == []
    rows = section.partition("Beside the sheet")[2].partition("\n")[0]
    named = {"start": "the label to start at"}
    assert [key for key in ROWS if named.get(key, key) not in rows] == []


def examples() -> list[str]:
    """Every whole command that the page shows."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    shown = in_backticks(re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
    return sorted({one for one in [*lines, *shown] if one.startswith("champion labels ")})


@pytest.mark.parametrize("example", examples())
def test_every_example_works(champion: Champion, example: str) -> None:
    """As it stands there, on the sample school."""
    result = champion.run(*shlex.split(example)[1:])
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1), result.stderr
