"""A table of each kind, on the small school in memory."""

import pytest

from inventory.model import Mode
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.inventory.services.at_the_table import Morning


@pytest.fixture
def out(office: Office, clock: FixedClock) -> Morning:
    """A table where devices are handed out."""
    return Morning(office, clock)


@pytest.fixture
def back(office: Office, clock: FixedClock) -> Morning:
    """A table where devices are taken back."""
    return Morning(office, clock, Mode.BACK)
