"""What every test can ask for: a clock that stands still, chance that repeats, a small school."""

import gc
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from inventory.services import office as offices
from inventory.services.office import Office
from inventory.store.connection import connect
from inventory.store.database import Database, create_database, memory_database
from tests.builders import CountedEntropy, FixedClock, open_school
from tests.light_seal import light_seal

settings.register_profile("quick", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

gc.disable()  # thousands of tests are collected, and nothing of them is garbage


def pytest_collection_finish() -> None:
    """Collect garbage from now on, and never look through what was collected of the tests."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked ``long``, visibly, unless ``-m`` chose what runs."""
    if config.getoption("markexpr"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with -m long"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes by a word: what is packed has its time in it, its length too may change by it."""
    return "bytes" if isinstance(val, bytes) and len(val) > 24 else None


@pytest.fixture(scope="session", autouse=True)
def migrated_once() -> Iterator[None]:
    """An office in memory starts with a copy of one database that went through all migrations."""

    def copied() -> Database:
        conn = connect("file::memory:")
        made.conn.backup(conn)
        return Database(conn, None)

    with closing(memory_database()) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(offices, "memory_database", copied)
        yield


@pytest.fixture
def sealed_lightly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is sealed without the second of work that is to keep others from guessing."""
    import pyrage

    monkeypatch.setattr(pyrage.passphrase, "encrypt", light_seal)


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
