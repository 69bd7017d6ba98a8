"""Swapped devices as plain commands: where they show, and put right."""

import pytest

from inventory.audit import Scope
from inventory.model import Mode
from inventory.services import audit_draft, audits
from inventory.services.office import Office
from tests.builders import MORNING, CountedEntropy, FixedClock
from tests.tui.commands.conftest import Champion
from tests.two_tables import scan

MAYA, MAYAS, PATRICK = "8100442", "NS-104135", "8102590"
PATRICKS = "NS-104101"


@pytest.fixture
def swapped(school: Champion) -> Champion:
    """Maya and Patrick have each other's; an audit saw both."""
    office = Office.open(school.path, FixedClock(MORNING.replace(year=2099)))
    office._entropy = CountedEntropy(7_000_000)
    scan(office, PATRICK, PATRICKS)
    audits.open_audit(office, audit_draft.draft(office, Scope()))
    scan(office, MAYA, PATRICKS, mode=Mode.AUDIT)
    scan(office, PATRICK, MAYAS, mode=Mode.AUDIT)
    office.close()
    return school


def holder(school: Champion, device: str) -> str | None:
    """Who has a device now."""
    person: str | None = school.lines("show", device)[0]["custody"]["person"]
    return person


def test_a_swap_is_told_where_a_device_is_shown_and_put_right(swapped: Champion) -> None:
    """Any of its devices names it; one command corrects all of them."""
    said = "Seen with Patrick O'Neill on 2099-11-21: champion settle NS-104135 --swap puts the"
    assert said in swapped.run("show", MAYAS).stdout
    result = swapped.run("settle", MAYAS, "--swap")
    assert (result.exit_code, result.stdout) == (
        0,
        "Corrected: NS-104101 is with Maya Okonkwo and NS-104135 is with Patrick O'Neill.\n",
    )
    assert (holder(swapped, MAYAS), holder(swapped, PATRICKS)) == (PATRICK, MAYA)
    assert "--swap" not in swapped.run("show", MAYAS).stdout
    history = swapped.run("show", MAYAS).stdout
    assert "corrected from" in history
    assert "corrected to" in history


def test_a_swap_as_json(swapped: Champion) -> None:
    """Each device, from whom and to whom."""
    (told,) = swapped.lines("settle", PATRICKS, "--swap")
    assert told["settled"] is True
    assert told["corrected"] == [
        {"device": PATRICKS, "from": PATRICK, "to": MAYA},
        {"device": MAYAS, "from": MAYA, "to": PATRICK},
    ]


REFUSED = [
    (("NS-104392", "--swap"), 1, "NS-104392 is in no swap: nobody saw it with another one"),
    ((MAYA, "--swap"), 1, f"“{MAYA}” is a person, not a device."),
    (("nope", "--swap"), 1, "No device and no person has the code “nope”."),
    ((MAYAS, "--swap", "--in-stock"), 2, "Usage: champion settle"),
]


@pytest.mark.parametrize(("arguments", "exit_code", "sentence"), REFUSED)
def test_what_is_no_swap_says_why(
    swapped: Champion, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    """And changes nothing."""
    result = swapped.run("settle", *arguments)
    assert result.exit_code == exit_code
    assert result.stderr.startswith(sentence)
    assert holder(swapped, MAYAS) == MAYA
