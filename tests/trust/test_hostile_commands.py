"""The plain commands on a school full of hostile text: nothing that a terminal obeys is printed."""

import pytest

from inventory.text import UNSAFE
from tests.terminal.school import School
from tests.trust.hostile_school import make

COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("list", what) for what in ("out", "overdue", "left", "parked", "conflicts", "stock")),
    ("find", "M"), ("find", "900001"), ("show", "5CDX0002"), ("show", "900001"),
    *(("paper", what) for what in ("door", "leavers", "costs")), ("paper", "receipt", "900001"),
    ("paper", "sheet", "\x1b]0;M01\x07"), ("paper", "support", "5CDX0002"),
    ("inbox",), ("audit", "list"), ("audit", "status"), ("tables",),
    ("back", "5CDX0003", "--note", "\x1b]0;M01\x07[/]"), ("out", "900040", "5CDX0040"),
    ("out", "\x1b]0;M01\x07", "[/]\x9b7773m"), ("undo",), ("show", "\u202eM21"),
    ("import", "people", "{home}/0people.csv", "--dry-run"), ("check",),
    ("import", "people", "\x1b]0;M01\x07.csv"), ("\x1b]0;M01\x07",),
    ("--db", "\x1b]0;M01\x07/x.db", "list", "out"), ("preflight",),
    ("term", "add", "\x1b]0;M01\x07[/]\u202e", "--role", "helper"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: ascii(" ".join(one)))
def test_plain_commands_print_no_control_characters(
    command: tuple[str, ...], built: School
) -> None:
    """For people and for scripts, what is said and what is refused."""
    filled = [part.replace("{home}", str(built.folder / "home")) for part in command]
    for more in ([], ["--json"]):
        done = built.run(*filled, *more)
        assert "Traceback" not in done.stderr
        assert "inside Champion" not in done.stderr
        for line in [*done.stdout.split("\n"), *done.stderr.split("\n")]:
            assert not UNSAFE.search(line.replace("\t", "")), ascii(line)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> School:
    """A hostile school that the plain commands are run on."""
    return make(tmp_path_factory.mktemp("plain") / "school", 7)
