"""What is written about the app is what the app does."""

import ast
import re
from pathlib import Path

import click
import pytest

from inventory.files import archives, decoding, rows, sheets, values, words
from inventory.files.layout import Profile, RegisterKind, heading_key
from inventory.files.mapping import fields
from inventory.files.profiles import PROFILES
from inventory.rules.commands import Command
from inventory.services import mappings
from inventory.text import loose
from inventory.verdict import Code
from tests import pictures
from tui.commands.group import champion
from tui.help_words import COMMANDS, VERDICTS
from tui.screens.audit import AuditScreen
from tui.screens.hand_out import HandOutScreen
from tui.screens.inspect import InspectScreen
from tui.screens.scan_screen import ScanScreen
from tui.screens.take_back import TakeBackScreen

ROOT = Path(__file__).parents[1]


def test_the_tables_in_the_readme_are_those_of_the_app() -> None:
    """A new verdict, key or barcode is in the README, in the same words (tests/pictures.py)."""
    readme = pictures.README.read_text("utf-8")
    assert readme == pictures.filled(readme)


SCANNED_INTO: dict[str, type[ScanScreen]] = {
    "Hand out": HandOutScreen,
    "Take back": TakeBackScreen,
    "Audit": AuditScreen,
    "Inspect": InspectScreen,
}


def test_the_table_of_keys_says_where_each_key_of_a_scan_screen_works() -> None:
    """On those screens that do what it asks for, and on no other."""
    rows = [line.strip("| \n").split(" | ") for line in pictures.key_table().splitlines()]
    where = {does: places.split(", ") for _, places, does in rows[2:]}
    for binding in vars(ScanScreen)["BINDINGS"]:
        works = [
            name for name, kind in SCANNED_INTO.items() if kind().check_action(binding.action, ())
        ]
        assert where[binding.tooltip] == works


def test_the_table_of_keys_has_what_is_said_of_the_device_that_came_in_last() -> None:
    """The letters under the verdict, on both screens that take them."""
    table = pictures.key_table()
    for key, does in (("C", "no charger"), ("D", "damage"), ("G", "grade"), ("N", "note")):
        assert f"| {key} | Take back, Inspect | Of the device scanned last: {does} |" in table


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


IMPORTING = ROOT / "docs" / "importing.md"


def importing() -> str:
    """The page on importing."""
    return IMPORTING.read_text("utf-8")


def between(text: str, mark: str) -> str:
    """What stands between two marks of this name."""
    return text.partition(f"<!-- {mark} -->")[2].partition(f"<!-- /{mark} -->")[0]


def in_backticks(text: str) -> set[str]:
    """What stands in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def sections(text: str) -> dict[str, str]:
    """The page's sections by the profile that each is about."""
    found: dict[str, str] = {}
    for section in text.split("\n## ")[1:]:
        if named := re.search(r"^Profile `([\w-]+)`", section, re.MULTILINE):
            found[named[1]] = section
    return found


@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: f"{one.name} {one.kind}")
def test_every_heading_that_is_read_is_named_where_its_system_is(profile: Profile) -> None:
    """As the system writes it; a heading that nobody names is one that nobody looks for."""
    named = {heading_key(one) for one in in_backticks(sections(importing())[profile.name])}
    read = {heading for headings in profile.headings.values() for heading in headings}
    assert {heading for heading in read if heading_key(heading) not in named} == set()


def test_every_system_has_a_section_and_every_section_a_system() -> None:
    """Nothing is promised that isn't there."""
    assert set(sections(importing())) == {profile.name for profile in PROFILES}


@pytest.mark.parametrize("kind", list(RegisterKind))
def test_every_field_that_can_be_said_by_hand_is_named(kind: RegisterKind) -> None:
    """For each kind of list, in the words of the app."""
    section = importing().partition("## Any other list")[2].partition("\n## ")[0]
    table = section.partition(f"| for {kind} |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert rows == [field.key for field in fields(kind)]


def test_the_limits_are_those_of_the_app() -> None:
    """Each figure, in the order of the table."""
    limits = [
        f"{decoding.LARGEST_FILE // 1024**2} MB",
        f"{archives.LARGEST_MEMBER // 1024**2:,} MB, and {archives.MOST_RATIO} times",
        f"{decoding.LONGEST_LINE // 1024**2} MB",
        f"{rows.LONGEST_CELL:,} characters",
        f"{rows.MOST_COLUMNS:,}",
        f"{sheets.MOST_ROWS:,}",
        f"{rows.MOST_CELLS:,}",
        f"{values.LONGEST_IDENTIFIER} characters",
        f"{mappings.LONGEST_NAME} characters",
    ]
    lines = between(importing(), "limits").strip().splitlines()[2:]
    said = [line.strip("| ").partition(" | ")[2] for line in lines]
    assert [figure for figure, text in zip(limits, said, strict=True) if figure not in text] == []


def test_every_word_that_is_understood_is_named() -> None:
    """Of conditions, statuses and roles; a new one comes with its place in the table."""
    table = between(importing(), "words")
    named = {loose(word) for word in re.split(r"[|;,\n]| as a role also ", table)}
    understood = {*words.SERVICE_WORDS, *words.STATUS_WORDS, *words.ROLES, *words.OUTSIDE}
    assert {word for word in understood if word not in named} == set()


def test_every_option_of_import_is_explained() -> None:
    """On the page, not only in the help of the command."""
    command = champion.get_command(click.Context(champion), "import")
    assert command is not None
    options = {name for option in command.params for name in option.opts if name[:2] == "--"}
    assert {name for name in options if f"`{name}" not in importing()} == set()


def sentences() -> str:
    """Every text in the code that reads files, each on a line, ``…`` for what is filled in."""
    found = []
    for file in [*ROOT.glob("inventory/files/*.py"), *ROOT.glob("inventory/services/*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values]
                found.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


@pytest.mark.parametrize("table", ["refused rows", "refused files"])
def test_every_refusal_that_is_explained_is_one_that_the_app_says(table: str) -> None:
    """Word for word, so that it is found when somebody searches the page for it."""
    lines = between(importing(), table).strip().splitlines()[2:]
    said = [line.strip("| ").partition(" | ")[0] for line in lines]
    known = sentences()
    assert said
    assert [one for one in said if one.strip("… ") not in known] == []
