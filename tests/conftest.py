"""What every test can ask for: a clock that stands still, chance that repeats, a small school."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from inventory.services.office import Office
from inventory.store.database import create_database
from tests.builders import CountedEntropy, FixedClock, open_school

settings.register_profile("quick", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked ``long``, visibly, unless ``-m`` chose what runs."""
    if config.getoption("markexpr"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with -m long"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes by their length: what is packed has its time in it, and names must not change."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > 24 else None


@pytest.fixture
def clock() -> FixedClock:
    """A Saturday morning, nine o'clock."""
    return FixedClock()


@pytest.fixture
def office(clock: FixedClock) -> Iterator[Office]:
    """The small school, in memory."""
    office = open_school(Office.in_memory(clock, CountedEntropy()))
    yield office
    office.close()


@pytest.fixture
def file_office(clock: FixedClock, tmp_path: Path) -> Iterator[Office]:
    """The small school, in a file."""
    database = create_database(tmp_path / "school.db")
    office = open_school(Office(database, clock, CountedEntropy()))
    yield office
    office.close()
