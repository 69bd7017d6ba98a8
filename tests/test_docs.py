"""What is written about the app is what the app does."""

import re
from pathlib import Path

import click
import pytest

from inventory.rules.codes import Command
from inventory.verdict import Code
from tests import pictures
from tui.commands.group import champion
from tui.help_words import COMMANDS, VERDICTS

ROOT = Path(__file__).parents[1]


def test_the_tables_in_the_readme_are_those_of_the_app() -> None:
    """A new verdict, key or barcode is in the README, in the same words (tests/pictures.py)."""
    readme = pictures.README.read_text("utf-8")
    assert readme == pictures.filled(readme)


def test_every_verdict_and_every_barcode_is_explained() -> None:
    """The help and the README leave none out."""
    assert set(VERDICTS) == set(Code)
    assert set(COMMANDS) == set(Command)


def test_every_command_is_in_the_readme() -> None:
    """The table of plain commands names each that ``champion --help`` lists."""
    readme = pictures.README.read_text("utf-8")
    context = click.Context(champion)
    missing = [
        name for name in champion.list_commands(context) if f"`champion {name}" not in readme
    ]
    assert missing == []


@pytest.mark.parametrize(
    "file", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda f: f.name
)
def test_every_link_to_a_file_leads_to_one(file: Path) -> None:
    """A page never refers to a file that is not there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", file.read_text("utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []
