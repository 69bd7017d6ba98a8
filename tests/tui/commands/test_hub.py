"""``champion hub``: what IT sees."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.inventory.exchange.server import Server, empty_url, hub_url, server
from tests.tui.commands.conftest import ROOT, Champion

__all__ = ["empty_url", "hub_url", "server"]


def test_a_hub_is_set_up_with_one_command(nowhere: Champion, empty_url: str) -> None:
    """No database of the school is needed, and it may be run again."""
    for _ in range(2):
        result = nowhere.run("hub", "init", empty_url)
        assert result.exit_code == 0
        assert "The hub is set up: hub" in result.stdout
        assert "CREATE ROLE table3 LOGIN IN ROLE champion_table;" in result.stdout
    assert not nowhere.path.exists()


def test_a_hub_is_looked_at(nowhere: Champion, hub_url: str) -> None:
    """What is there, and what this login may do."""
    result = nowhere.run("hub", "check", hub_url)
    assert result.exit_code == 0
    assert "It has 0 events of 0 stations. The line is not encrypted." in result.stdout
    assert "The login it may read and add." in result.stdout
    assert "Note: The login it could change and delete" in result.stdout
    (report,) = nowhere.lines("hub", "check", hub_url)
    assert (report["login"], report["may_add"], report["events"]) == ("it", True, 0)


def test_a_login_that_cannot_add_is_found_wanting(
    nowhere: Champion, hub_url: str, server: Server
) -> None:
    """Exit code 1, so that a script sees it."""
    server.execute("DROP ROLE IF EXISTS looker")
    server.execute("CREATE ROLE looker LOGIN IN ROLE champion_reader")
    result = nowhere.run("hub", "check", hub_url.replace("//it@", "//looker@"))
    assert (result.exit_code, "The login looker may only read." in result.stdout) == (1, True)


@pytest.mark.parametrize("verb", ["init", "check"])
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "It does not begin with postgresql://"),
        ("postgresql://t3:secret@h/c", "There is a password in the hub's address"),
        ("postgresql://t3@/c?host=/nowhere", "The hub c on this computer can't be reached"),
        ("postgresql://t3@h/c?sslmode=banana", "sslmode “banana” is not known: it is disable,"),
    ],
)
def test_a_wrong_address_is_one_sentence(nowhere: Champion, verb: str, url: str, said: str) -> None:
    """On standard error, exit code 1, and never the password."""
    result = nowhere.run("hub", verb, url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said.lower() in result.stderr.lower()
    assert "secret" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("verb", ["init", "check"])
def test_a_server_that_is_off_is_told_in_plain_words(nowhere: Champion, verb: str) -> None:
    """Why, without the driver's guesses, and what IT looks at: nothing waits to be sent here."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"postgresql://t3@127.0.0.1:{held.getsockname()[1]}/c"
        result = nowhere.run("hub", verb, url)
    assert result.stderr == (
        "The hub c on this computer can't be reached: connection refused. Is the server on, is the"
        " address right, and can this computer get to it?\n"
    )


@pytest.mark.parametrize(
    ("login", "database", "why"),
    [
        ("nobody_here", "postgres", 'role "nobody_here" does not exist'),
        ("it", "no_such", 'database "no_such" does not exist'),
    ],
)
def test_a_login_that_is_not_let_in_is_not_called_out_of_reach(
    nowhere: Champion, server: Server, login: str, database: str, why: str
) -> None:
    """The server is there: it says no."""
    result = nowhere.run("hub", "check", server.url(database, login))
    assert result.exit_code == 1
    assert f"refuses this login: {why}." in result.stderr
    assert "can't be reached" not in result.stderr


def test_a_database_that_was_not_set_up_is_told(nowhere: Champion, empty_url: str) -> None:
    """With the command that sets it up."""
    result = nowhere.run("hub", "check", empty_url)
    assert result.exit_code == 1
    assert "IT sets it up once: champion hub init URL" in result.stderr


WITHOUT = """
import sys
sys.modules["psycopg"] = None
from tui.commands.group import run_command
sys.exit(run_command(sys.argv[1:]))
"""


def test_without_the_driver_it_says_what_to_install(tmp_path: Path) -> None:
    """The extra is for those who have a hub."""
    arguments = ["hub", "check", "postgresql://t3@h/c"]
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "A hub needs psycopg, which is not installed here. Run: pip install 'champion[hub]'\n"
    )


def test_the_other_commands_do_not_load_the_driver() -> None:
    """Nor does the help of this one."""
    code = (
        "import sys; from tui.commands.group import run_command; run_command(['hub', '--help']);"
        " sys.exit('psycopg' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False
    )
    assert result.returncode == 0


def test_json_is_one_object(nowhere: Champion, empty_url: str) -> None:
    """For scripts that set up many."""
    result = nowhere.run("hub", "init", empty_url, "--json")
    assert json.loads(result.stdout)["has_roles"] is True
