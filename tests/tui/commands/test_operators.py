"""``champion operator``: the list of who works at the table, and what a helper's commands do."""

import json
from pathlib import Path

import pytest

from inventory.services import operators
from inventory.services.office import Office
from tests.tui.commands.conftest import Champion
from tui.clock import SystemClock
from tui.commands import operators as commands

FREE, PERSON, LEFT = "NS-104101", "8102963", "8100508"


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "is_at_a_terminal", lambda: True)


@pytest.fixture
def helped(school: Champion) -> Champion:
    """Ada is the champion; commands act as Bea, who helps."""
    school.run("operator", "add", "Ada Park", "--role", "champion")
    school.run("operator", "add", "Bea Lind", "--role", "helper")
    assert school.run("settings", "operator", "Bea Lind").exit_code == 0
    return school


def test_a_list_is_made_with_one_command_each(school: Champion, at_a_terminal: None) -> None:
    """The PIN is typed twice, unseen, and stands in nothing that is printed."""
    ada = school.run(
        "operator", "add", "Ada Park", "--role", "champion", "--badge", "*STAFF-7*", "--pin",
        stdin=b"80317\n80317\n",
    )  # fmt: skip
    assert (ada.exit_code, ada.stdout) == (0, "Ada Park is on the list: champion, badge, PIN.\n")
    bea = school.run("operator", "add", "Bea Lind", "--role", "helper")
    assert (bea.exit_code, bea.stdout, bea.stderr) == (0, "Bea Lind is on the list: helper.\n", "")
    listed = school.run("operator", "list")
    assert [line.split() for line in listed.stdout.splitlines()] == [
        ["Ada", "Park", "champion", "badge,", "PIN"], ["Bea", "Lind", "helper"],
    ]  # fmt: skip
    assert school.lines("operator", "list") == [
        {"name": "Ada Park", "role": "champion", "badge": True, "pin": True},
        {"name": "Bea Lind", "role": "helper", "badge": False, "pin": False},
    ]
    assert "80317" not in ada.output + listed.output
    office = Office.open(school.path, SystemClock())
    assert operators.take_over(office, "Ada Park", "80317").badge == "STAFF-7"
    office.close()


def test_an_empty_list_says_who_writes(school: Champion) -> None:
    """As it was before there were lists."""
    result = school.run("operator", "list")
    assert result.stdout == "Nobody is on the list: “champion” is written into each scan.\n"
    assert school.lines("operator", "list") == []


def test_a_champion_without_a_pin_is_told_what_that_means(school: Champion) -> None:
    """Beside the answer, so that scripts read the same."""
    added = school.run("operator", "add", "Ada", "--role", "champion")
    assert added.exit_code == 0
    assert added.stderr == "Without a PIN anybody at the table can pick Ada: add one with --pin.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Ada Park", "--role", "helper"), "Ada Park is on the list already."),
        (("Cy", "--role", "helper", "--badge", PERSON), f"{PERSON} is the ID of a person"),
        (("Cy", "--role", "helper", "--badge", FREE), f"{FREE} is a device's code"),
        (("Cy", "--role", "helper", "--badge", "ZZYES"), "ZZYES is a command barcode"),
        (("", "--role", "helper"), "“” can't be the name of an operator."),
        (("Cy", "--role", "helper", "--pin"), "Nobody can be asked for a PIN here."),
    ],
)
def test_what_can_not_be_is_one_sentence(
    school: Champion, arguments: tuple[str, ...], sentence: str
) -> None:
    """And the list is as it was."""
    school.run("operator", "add", "Ada Park", "--role", "champion")
    result = school.run("operator", "add", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(sentence)
    assert len(result.stderr.splitlines()) == 1
    assert [one["name"] for one in school.lines("operator", "list")] == ["Ada Park"]


def test_a_pin_that_is_none_is_refused_and_not_repeated(
    school: Champion, at_a_terminal: None
) -> None:
    """Letters, and three digits."""
    for typed in ("abcd", "123"):
        said = f"{typed}\n{typed}\n".encode()
        result = school.run("operator", "add", "Ada", "--role", "champion", "--pin", stdin=said)
        assert result.exit_code == 1
        assert "A PIN is 4 to 12 digits." in result.stderr
        assert typed not in result.output
    assert school.lines("operator", "list") == []


def test_badge_pin_and_role_are_changed(school: Champion, at_a_terminal: None) -> None:
    """A lost badge is taken away, a helper becomes a champion."""
    school.run("operator", "add", "Ada", "--role", "champion", "--badge", "STAFF-7")
    school.run("operator", "add", "Bea", "--role", "helper")
    assert school.run("operator", "change", "ada", "--no-badge").exit_code == 0
    changed = school.run(
        "operator", "change", "Bea", "--role", "champion", "--badge", "STAFF-7", "--pin",
        stdin=b"1234\n1234\n",
    )  # fmt: skip
    assert changed.stdout == "Bea is changed: champion, badge, PIN.\n"
    assert school.lines("operator", "list")[0]["badge"] is False
    assert school.run("operator", "change", "Bea").exit_code == 2
    assert school.run("operator", "change", "Bea", "--pin", "--no-pin").exit_code == 2


def test_somebody_is_taken_off_the_list(school: Champion) -> None:
    """The last champion is not, while helpers are there."""
    school.run("operator", "add", "Ada", "--role", "champion")
    school.run("operator", "add", "Bea", "--role", "helper")
    refused = school.run("operator", "remove", "Ada")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Ada is the last champion:")
    gone = school.run("operator", "remove", "bea")
    assert gone.stdout == "Bea is off the list. What they recorded keeps the name.\n"
    again = school.run("operator", "remove", "bea")
    assert (again.exit_code, again.stderr.startswith("“bea” is not on the list")) == (1, True)


def test_what_was_scanned_carries_the_name(helped: Champion) -> None:
    """As the setting says; a helper hands out and takes back."""
    assert helped.codes("scan", "--mode", "out", stdin=f"{PERSON}\n{FREE}\n".encode()) == [
        "person", "issued",
    ]  # fmt: skip
    assert helped.lines("show", FREE)[0]["history"][-1]["actor"] == "Bea Lind"


def test_what_is_for_the_champion_is_refused_to_a_helpers_command(
    helped: Champion, tmp_path: Path
) -> None:
    """In the same sentence everywhere, with nothing written."""
    helped.run("scan", "--mode", "out", stdin=b"STRANGE-1\n")
    roster = tmp_path / "people.csv"
    roster.write_text("person_id,first_name,last_name\n8109999,Ines,Vale\n", "utf-8")
    stick = tmp_path / "stick"
    stick.mkdir()
    claim = [one["claim"] for one in helped.lines("list", "parked")][-1]
    before = helped.path.read_bytes()
    for what, arguments in (
        ("overriding a stop", ("out", LEFT, FREE, "--reason", "the aunt is here")),
        ("settling", ("settle", claim, "--note", "done")),
        ("a step of an audit", ("audit", "open")),
        ("importing a list", ("import", "people", roster, "--yes")),
        ("changing a setting", ("settings", "limit", "many")),
        ("changing a setting", ("settings", "operator", "Ada Park")),
        ("changing a setting", ("operator", "add", "Cy", "--role", "champion")),
        ("changing a setting", ("operator", "change", "Bea Lind", "--role", "champion")),
        ("changing a setting", ("operator", "remove", "Ada Park")),
        ("setting up tables", ("table", "add", "Table 3", stick)),
        ("writing names", ("list", "out", "--csv", stick / "out.csv")),
        ("writing names", ("list", "out", "--csv", "-")),
        (
            "writing names",
            ("labels", "students", "--sheet", "5160", "--out", stick / "cards.pdf"),
        ),
    ):
        result = helped.run(*arguments)
        assert (result.exit_code, result.stdout) == (1, ""), arguments
        assert result.stderr.splitlines()[-1] == (
            f"Bea Lind is a helper: {what} is for the champion."
            " Ctrl+W in the app: the champion takes over."
        ), arguments
        assert helped.path.read_bytes() == before, arguments
    assert list(stick.iterdir()) == []
    assert json.dumps(helped.lines("list", "parked"))
