"""The schema: one fingerprint, reached step by step, all or nothing."""

import sqlite3
from pathlib import Path

import pytest

from inventory.errors import NotRecorded, StoreRefused
from inventory.store.database import memory_database, open_database
from inventory.store.migrations import APPLICATION_ID, GOLDEN, check_schema, fingerprint


def test_a_fresh_schema_has_the_golden_fingerprint() -> None:
    """A change to the schema is a decision: it shows here before it reaches a school."""
    database = memory_database()
    assert fingerprint(database.conn) == GOLDEN
    database.close()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER event_is_never_deleted",
        "DROP INDEX one_open_loan",
        "CREATE TRIGGER extra AFTER INSERT ON event BEGIN SELECT 1; END",
        "CREATE TRIGGER sly_search_x AFTER INSERT ON event BEGIN SELECT 1; END",
        "CREATE TABLE extra(a)",
        "CREATE VIEW extra AS SELECT * FROM event",
        "ALTER TABLE person ADD COLUMN extra TEXT",
        "DROP TABLE parked",
    ],
)
def test_any_other_schema_is_refused(change: str) -> None:
    """A dropped guard, an added trigger, a lost index: each would break a promise in silence."""
    database = memory_database()
    database.conn.execute(change)
    with pytest.raises(StoreRefused, match="guards were changed by another program"):
        check_schema(database.conn)
    database.close()


def _version_0(path: Path, *statements: str) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in statements:
        conn.execute(statement)
    conn.execute("VACUUM")
    conn.close()


def test_a_file_of_version_0_is_brought_to_the_newest(tmp_path: Path) -> None:
    """The same steps that make a new file make an old one new."""
    path = tmp_path / "school.db"
    _version_0(path)
    database = open_database(path)
    assert (fingerprint(database.conn), database.value("PRAGMA user_version")) == (GOLDEN, 1)
    database.close()


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("CREATE TABLE voided(other TEXT)", NotRecorded),  # the last step of all can't be taken
        ("CREATE TABLE extra(a TEXT)", StoreRefused),  # all can be, and the result isn't ours
    ],
)
def test_a_migration_is_all_or_nothing(
    tmp_path: Path, statement: str, error: type[Exception]
) -> None:
    """One that fails at its end leaves the tables, the version and the row as they were."""
    path = tmp_path / "school.db"
    table = statement.split()[2].split("(")[0]
    _version_0(path, statement, f"INSERT INTO {table} VALUES ('kept')")
    before = path.read_bytes()
    with pytest.raises(error):
        open_database(path)
    assert path.read_bytes() == before
