"""The schema: one fingerprint, reached step by step, all or nothing."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils.db import Database as Library

from inventory.audit import Scope
from inventory.errors import NotRecorded, StoreRefused
from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.services import audit_draft, audits, inbox, upkeep
from inventory.services.office import Office
from inventory.store import migrations, parked
from inventory.store.database import create_database, memory_database, open_database
from inventory.store.migrations import (
    APPLICATION_ID,
    GOLDEN,
    SCHEMA_VERSION,
    check_schema,
    fingerprint,
)
from tests.builders import CountedEntropy, FixedClock, open_school
from tests.inventory.counting import EXTRA, a_row, import_devices
from tests.inventory.services.at_the_table import Morning

GOLDEN_1 = "a5f2d4f80c292bfcdcb4dcd45732324894f21be86e1cf7aa077e3a35455f345f"
"""What ``fingerprint`` said of the schema of version 1 when it was released."""
GOLDEN_2 = "73e889dd7e82bc3e18369f03bf11759086cbb99418f2127c5fead604d10596b8"
GOLDEN_3 = "9b32b70de67fd485aa39e2f8c625517d21e9a230b61a3d248f8275c8d293fe40"
GOLDEN_4 = "2a767e84a7d38d85fbf8bdb9209dae53a34e952e9c5d6100a2b674381b36f5dc"
GOLDEN_5 = "6993a9d761c7c3e6b785238af360ddf1609149e67b3aa3c43a0f24966fd16fcb"

TABLES_1 = (
    *("station", "setting", "event", "device", "identifier", "person", "place", "import_log"),
    *("custody", "loan", "parked", "voided", "device_search", "person_search"),
)
"""What a file of version 1 keeps."""


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
        "DROP INDEX one_audit_is_scanned",
        "CREATE TRIGGER extra AFTER INSERT ON event BEGIN SELECT 1; END",
        "CREATE TRIGGER sly_search_x AFTER INSERT ON event BEGIN SELECT 1; END",
        "CREATE TABLE extra(a)",
        "CREATE VIEW extra AS SELECT * FROM event",
        "ALTER TABLE person ADD COLUMN extra TEXT",
        "ALTER TABLE audit ADD COLUMN extra TEXT",
        "DROP TABLE parked",
        "DROP TABLE audit_proposal",
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


def _version_1(path: Path) -> None:
    """An empty file as the first release made it."""
    _released(path, 1, "audits")


def _version_2(path: Path) -> None:
    """An empty file as the release made it that brought the audits."""
    _released(path, 2, "imports")


def _version_3(path: Path) -> None:
    """An empty file as the release made it that brought the layouts of other systems' files."""
    _released(path, 3, "tables")


def _version_4(path: Path) -> None:
    """An empty file as the release made it that brought several tables."""
    _released(path, 4, "trust")


def _version_5(path: Path) -> None:
    """An empty file as the release made it that brought operators and purges."""
    _released(path, 5, "year")


def _released(path: Path, version: int, stop_before: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        steps = migrations._steps()
        steps.apply(Library(conn, execute_plugins=False), stop_before=stop_before)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {version}")


def _fill(path: Path, folder: Path) -> None:
    """A morning at the table in a file of version 1: a row and more in each of its tables."""
    whole = folder / "whole.db"
    office = open_school(Office(create_database(whole), FixedClock(), CountedEntropy()))
    table = Morning(office, FixedClock())
    office.clock = table.clock
    import_devices(office, folder, [a_row(one) for one in EXTRA])
    table.scan("2001", "NS-101", "Cart 1", "NS-102", "2002", "NS-103", "QQQ", "7654321", "2999")
    table.desk.enter_person("Ottoline Marchbanks")
    inbox.bind(office, parked.waiting(office.database)[0], "NS-402")
    table.scan("2005", "NS-201")
    table.desk.command(Command.UNDO)
    back = Morning(office, table.clock, Mode.BACK)
    back.scan("NS-101", "NS-151")
    back.desk.amend(grade="C", note="hinge")
    upkeep.index_all(office)
    office.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("ATTACH ? AS whole", (str(whole),))
        for name in TABLES_1:
            columns = "rowid, words" if name.endswith("_search") else _columns(conn, name)
            conn.execute(f"INSERT INTO {name}({columns}) SELECT {columns} FROM whole.{name}")


def _columns(conn: sqlite3.Connection, table: str) -> str:
    rows = conn.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))
    return ", ".join(f'"{name}"' for (name,) in rows)


def _rows(path: Path, columns: Mapping[str, str] | None = None) -> dict[str, list[object]]:
    """Every row of each table, with these columns of it, or all that it has."""
    with closing(sqlite3.connect(path)) as conn:
        said = columns or {name: _columns(conn, name) for name in TABLES_1}
        return {
            name: conn.execute(f"SELECT rowid, {said[name]} FROM {name} ORDER BY 1").fetchall()
            for name in TABLES_1
        }


def test_a_file_of_version_0_is_brought_to_the_newest(tmp_path: Path) -> None:
    """The same steps that make a new file make an old one new."""
    path = tmp_path / "school.db"
    _version_0(path)
    database = open_database(path)
    version = database.value("PRAGMA user_version")
    assert (fingerprint(database.conn), version) == (GOLDEN, SCHEMA_VERSION)
    database.close()


@pytest.mark.parametrize(
    ("make", "golden"),
    [
        (_version_1, GOLDEN_1),
        (_version_2, GOLDEN_2),
        (_version_3, GOLDEN_3),
        (_version_4, GOLDEN_4),
        (_version_5, GOLDEN_5),
    ],
    ids=["version 1", "version 2", "version 3", "version 4", "version 5"],
)
def test_a_step_is_as_it_was_released(
    tmp_path: Path, make: Callable[[Path], None], golden: str
) -> None:
    """A step that schools have taken is never edited."""
    make(tmp_path / "school.db")
    with closing(sqlite3.connect(tmp_path / "school.db")) as conn:
        assert fingerprint(conn) == golden


def test_an_empty_file_of_version_1_is_brought_to_the_newest(tmp_path: Path) -> None:
    """What a school made with the first release and never used."""
    path = tmp_path / "school.db"
    _version_1(path)
    database = open_database(path)
    version = database.value("PRAGMA user_version")
    assert (fingerprint(database.conn), version) == (GOLDEN, SCHEMA_VERSION)
    assert database.value("SELECT count(*) FROM event") == 0
    database.close()


def test_a_school_of_version_1_keeps_every_row(tmp_path: Path) -> None:
    """Each table as it was, each event with its number and hash, and nothing in the new tables."""
    path = tmp_path / "school.db"
    _version_1(path)
    _fill(path, tmp_path)
    with closing(sqlite3.connect(path)) as conn:
        columns = {name: _columns(conn, name) for name in TABLES_1}
    before = _rows(path)
    assert [name for name, rows in before.items() if not rows] == []
    database = open_database(path)
    version = database.value("PRAGMA user_version")
    assert (fingerprint(database.conn), version) == (GOLDEN, SCHEMA_VERSION)
    new = [
        row[0]
        for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if row[0].startswith("audit")
    ]
    assert new
    assert [name for name in new if database.value(f"SELECT count(*) FROM {name}")] == []
    assert database.rows("SELECT DISTINCT google_id, synced_at FROM device") == [("", "")]
    database.close()
    assert _rows(path, columns) == before


def test_a_school_of_version_1_goes_on_with_audits(tmp_path: Path) -> None:
    """It is sound, replays to what it shows, is guarded still, and its devices can be counted."""
    path = tmp_path / "school.db"
    _version_1(path)
    _fill(path, tmp_path)
    clock = FixedClock()
    office = Office(open_database(path), clock, CountedEntropy(1_000_000))
    assert upkeep.check(office).findings == ()
    assert upkeep.rebuild(office)
    with pytest.raises(sqlite3.IntegrityError, match="an event is never changed"):
        office.database.conn.execute("UPDATE event SET kind = 'note'")
    clock.advance(86_400)
    audit = audits.open_audit(office, audit_draft.draft(office, Scope()))
    assert Morning(office, clock, Mode.AUDIT).scan("NS-402").code == "verified"
    assert audits.lock(office, audit).expected > 0
    assert upkeep.check(office).findings == ()
    assert upkeep.rebuild(office)
    office.close()
    again = open_database(path)
    assert again.value("SELECT count(*) FROM audit") == 1
    again.close()


def test_opening_a_new_file_twice_changes_nothing(tmp_path: Path) -> None:
    """A step is taken once."""
    path = tmp_path / "school.db"
    create_database(path).close()
    before = path.read_bytes()
    open_database(path).close()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "make",
    [_version_0, _version_1, _version_2, _version_3, _version_4, _version_5],
    ids=["version 0", "version 1", "version 2", "version 3", "version 4", "version 5"],
)
@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("CREATE TABLE event_in_hands(other TEXT)", NotRecorded),  # the last step can't be taken
        ("CREATE TABLE extra(a TEXT)", StoreRefused),  # all can be taken, and the result isn't ours
    ],
)
def test_a_migration_is_all_or_nothing(
    tmp_path: Path, make: Callable[[Path], None], statement: str, error: type[Exception]
) -> None:
    """One that fails at its end leaves the tables, the version and the row as they were."""
    path = tmp_path / "school.db"
    table = statement.split()[2].split("(")[0]
    make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute(statement)
        conn.execute(f"INSERT INTO {table} VALUES ('kept')")
        conn.execute("VACUUM")
    before = path.read_bytes()
    with pytest.raises(error):
        open_database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("guard", ["event_is_never_changed", "event_is_never_deleted"])
def test_a_school_of_version_1_whose_guard_is_gone_is_refused(tmp_path: Path, guard: str) -> None:
    """The step does not paper over what another program did; the file stays as it was."""
    path = tmp_path / "school.db"
    _version_1(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute(f"DROP TRIGGER {guard}")
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="guards were changed by another program"):
        open_database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET state = 'DONE'",
        "UPDATE audit SET audit_id = ''",
        "UPDATE audit SET list_sha256 = 'abc'",
        "UPDATE audit SET scope = 'everything'",
        "UPDATE audit_line SET result = 'FINE'",
        "UPDATE audit_line SET times = -1",
        "UPDATE audit_line SET audit = 'another'",
        "UPDATE audit_line SET device = 'NS-101'",
        "UPDATE audit_sighting SET audit = 'another'",
        "UPDATE audit_sighting SET event_id = 'the same'",
        "UPDATE audit SET state = 'LOCKED'; UPDATE audit SET state = 'OPEN'",
        "DELETE FROM audit",
    ],
)
def test_the_schema_itself_guards_an_audit(office: Office, clock: FixedClock, change: str) -> None:
    """What the rules say with a sentence the tables say for good.

    One line for each device, of a result that there is, of an audit that there is; one audit that
    is scanned.
    """
    first = audits.open_audit(office, audit_draft.draft(office, Scope()))
    Morning(office, clock, Mode.AUDIT).scan("NS-101", "NS-102", "NS-102")
    audits.lock(office, first)
    audits.open_audit(office, audit_draft.draft(office, Scope(), "2027-Q1"))
    with pytest.raises(sqlite3.IntegrityError):  # noqa: PT012
        for statement in change.split("; "):
            office.database.conn.execute(statement)
