"""The command barcodes: what they may be called, and that each says one thing."""

import pytest

from inventory.rules.codes import RESERVED_PREFIX
from inventory.rules.commands import CAUSES, CHARGERS, GRADES, PARTS, Command, Group


@pytest.mark.parametrize("command", list(Command))
def test_every_command_barcode_is_at_most_eight_capitals_and_reserved(command: Command) -> None:
    """Any keyboard layout types it, a small label holds it, no import brings a tag like it."""
    assert command.isascii()
    assert command.isalpha()
    assert command.isupper()
    assert len(command) <= 8
    assert command.startswith(RESERVED_PREFIX)


def test_no_command_begins_like_another() -> None:
    """A barcode that was read only in part is no other command."""
    begins = [(a, b) for a in Command for b in Command if a is not b and b.startswith(a)]
    assert begins == []


def test_each_command_has_its_own_words() -> None:
    """Two labels on the sheet are never called the same."""
    assert len({command.words for command in Command}) == len(Command)


def test_what_is_said_after_a_return_has_a_meaning() -> None:
    """Every command of those headings is a charger's, a grade, a part or a cause."""
    after = {c for c in Command if c.group not in (Group.TABLE, Group.ANSWERS)}
    assert after == {*CHARGERS, *GRADES, *PARTS, *CAUSES}
