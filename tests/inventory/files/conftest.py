"""A packet that nobody changes, written and read once."""

import pytest

from inventory.files.packet_check import Contents
from tests.inventory.files.packets import a_small_packet, written


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """The files of the small packet."""
    return written(a_small_packet(), tmp_path_factory.mktemp("small"))
