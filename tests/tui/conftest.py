"""The app in tests: nobody's own preferences, a clock that stands still, the sample school."""

from pathlib import Path

import pytest

from inventory.services import sample
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.inventory.exchange.server import empty_url, hub_url, server

__all__ = ["empty_url", "hub_url", "server"]


@pytest.fixture(autouse=True)
def no_preferences_of_the_developer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test start with the defaults, and leave nothing behind."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "profile"))


@pytest.fixture(scope="session")
def sample_bytes() -> bytes:
    """The sample school's database with its morning, made once."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    sample.fill(office)
    content = office.database.conn.serialize()
    office.close()
    return content


@pytest.fixture
def sample_office(sample_bytes: bytes, clock: FixedClock) -> Office:
    """The sample school in memory, after its morning."""
    office = Office.in_memory(clock, CountedEntropy(1_000_000))
    office.database.conn.deserialize(sample_bytes)
    return Office(office.database, clock, CountedEntropy(2_000_000))
