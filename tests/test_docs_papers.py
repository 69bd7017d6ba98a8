"""The page on papers names each of them, and its examples are taken as they stand."""

import re
import shlex
from pathlib import Path

import click
import pytest

from inventory.rules.settings import checked
from inventory.services.papers import Kind
from tui.commands.papers import paper
from tui.screens.papers import PAPERS

PAGE = (Path(__file__).parents[1] / "docs" / "papers.md").read_text("utf-8")
EXAMPLES = [
    shlex.split(line)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]


def test_every_paper_is_named() -> None:
    """On the page, on the command line and on the screen they are the same ones."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == [kind.value for kind in Kind] == list(paper.commands) == list(PAPERS)


@pytest.mark.parametrize("words", EXAMPLES, ids=" ".join)
def test_an_example_is_taken_as_it_stands(words: list[str]) -> None:
    """Its options are known, and its setting can be that."""
    assert words[0] == "champion"
    if words[1] == "settings":
        assert checked(words[2], words[3])
        return
    assert words[1] == "paper"
    command = paper.commands[words[2]]
    context = click.Context(command)
    command.parse_args(context, words[3:])
    assert context.params


def test_every_option_that_is_named_is_there() -> None:
    """And none that isn't."""
    known = {name for each in paper.commands.values() for one in each.params for name in one.opts}
    named = set(re.findall(r"`(--[a-z]+)", PAGE))
    assert named - known == set()
    assert {name for name in known if name.startswith("--")} - named == {"--until"}
