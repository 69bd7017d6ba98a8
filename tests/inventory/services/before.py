"""What the look before the day says, by what a line is about."""

from inventory.rules.before import Before, Level, What
from inventory.services import preflight
from inventory.services.office import Office


def looked_at(office: Office) -> dict[What, Before]:
    """Every line, by what it is about."""
    found = preflight.look(office)
    assert len({one.what for one in found}) == len(found)
    return {one.what: one for one in found}


def said(office: Office, what: What) -> tuple[Level, str]:
    """How much a line matters, and what it says."""
    one = looked_at(office)[what]
    return one.level, one.say
