"""One file: refused where it isn't ours, durable, guarded, and written one way only."""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.errors import NotRecorded, StoreRefused
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import migrations
from inventory.store.connection import BUSY_MS
from inventory.store.database import Database, create_database, memory_database, open_database
from tests.builders import FixedClock


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "truncate"),
        ("synchronous", 3),
        ("fullfsync", 1),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", 1),
        ("busy_timeout", BUSY_MS),
        ("application_id", 0x43484D50),
        ("user_version", migrations.SCHEMA_VERSION),
    ],
)
def test_an_open_file_has_the_settings_that_the_promises_rest_on(
    tmp_path: Path, pragma: str, value: object
) -> None:
    """Asked of SQLite after the file was closed and opened again, not of our own list."""
    create_database(tmp_path / "school.db").close()
    database = open_database(tmp_path / "school.db")
    assert database.value(f"PRAGMA {pragma}") == value
    database.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions as bits are POSIX only")
def test_a_new_file_and_its_new_folder_are_their_owners_alone(tmp_path: Path) -> None:
    """Student data is not for other accounts of the laptop."""
    create_database(tmp_path / "new" / "school.db").close()
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "new", tmp_path / "new" / "school.db")
    ]
    assert modes == [0o700, 0o600]


def test_making_a_file_leaves_nothing_else_behind(tmp_path: Path) -> None:
    """It gets its name when it is whole."""
    create_database(tmp_path / "school.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["school.db"]


def test_a_file_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    """Creating never replaces a school."""
    path = tmp_path / "school.db"
    path.write_bytes(b"something")
    with pytest.raises(StoreRefused, match="is there already"):
        create_database(path)
    assert path.read_bytes() == b"something"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file where a folder should be gives no traceback, and no unfinished file."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreRefused, match="can't be made"):
        create_database(tmp_path / "file" / "school.db")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_bytes(b"asset_tag,serial\r\n" * 20)


def _short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def _foreign(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE t(a)")
    conn.commit()
    conn.close()


def _newer(path: Path) -> None:
    database = create_database(path)
    database.conn.execute(f"PRAGMA user_version = {migrations.SCHEMA_VERSION + 1}")
    database.close()


def _guard_dropped(path: Path) -> None:
    database = create_database(path)
    database.conn.execute("DROP TRIGGER event_is_never_changed")
    database.close()


def _page_destroyed(path: Path) -> None:
    create_database(path).close()
    data = bytearray(path.read_bytes())
    data[100:300] = b"\xff" * 200
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_empty, "is empty; it was left as it is"),
        (_text, "is not a Champion database; it was left as it is"),
        (_short, "is not a Champion database; it was left as it is"),
        (_foreign, "is not a Champion database; it was left as it is"),
        (_newer, r"was written by a newer Champion \(format 7, this one knows 6\)"),
        (_guard_dropped, "guards were changed by another program"),
        (_page_destroyed, "is damaged"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    """Opening the wrong file by mistake costs nothing: not one byte of it changes."""
    path = tmp_path / "school.db"
    make(path)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    with pytest.raises(StoreRefused, match=reason):
        open_database(path)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_a_file_that_is_not_there_is_not_made_by_opening(tmp_path: Path) -> None:
    """A slip in the name does not start an empty school."""
    with pytest.raises(StoreRefused, match="There is no database at"):
        open_database(tmp_path / "school.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    """Nor is a database made in it."""
    with pytest.raises(StoreRefused, match="is a folder, not a database"):
        open_database(tmp_path)


@pytest.mark.parametrize("replaced", [True, False])
def test_nothing_is_written_into_a_file_that_was_taken_away(tmp_path: Path, replaced: bool) -> None:
    """A moved or exchanged file would swallow scans; it is noticed before the next one."""
    path = tmp_path / "school.db"
    office = Office(create_database(path), FixedClock())
    path.rename(tmp_path / "elsewhere.db")
    if replaced:
        create_database(path).close()
    with pytest.raises(NotRecorded, match="was moved, deleted or replaced while it was open"):
        Desk(office).scan("NS-101")
    assert office.database.value("SELECT count(*) FROM event") == 0
    office.close()


def test_a_write_that_waits_while_the_file_is_replaced_says_so(tmp_path: Path) -> None:
    """SQLite itself notices then, after the look at the name."""
    path = tmp_path / "school.db"
    database = create_database(path)
    create_database(tmp_path / "other.db").close()

    def write() -> None:
        with database.immediate():
            (tmp_path / "other.db").replace(path)
            database.write("INSERT INTO setting VALUES ('a', 'b')")

    with pytest.raises(NotRecorded, match="was moved, deleted or replaced while it was open"):
        write()
    database.close()


@pytest.fixture
def written(office: Office) -> Database:
    """A database with one event in it."""
    Desk(office).scan("2001")
    return office.database


_COLUMNS = (
    'event_id, station_id, seq, hlc, wall_time, kind, site, device, person, parents, "group",'
    " body, actor, schema, prev_hash, hash"
)


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("UPDATE event SET person = 'x'", "an event is never changed"),
        ("UPDATE OR IGNORE event SET rowid = 9", "an event is never changed"),
        ("DELETE FROM event", "an event is never deleted"),
        (
            f"INSERT OR REPLACE INTO event({_COLUMNS}) SELECT {_COLUMNS} FROM event",
            "an event is never deleted",
        ),
        (
            f"REPLACE INTO event(rowid, {_COLUMNS}) SELECT rowid, {_COLUMNS} FROM event",
            "an event is never deleted",
        ),
        (
            (
                f"INSERT INTO event({_COLUMNS}) SELECT {_COLUMNS} FROM event WHERE 1"
                " ON CONFLICT(event_id) DO UPDATE SET body = '{}'"
            ),
            "an event is never changed",
        ),
    ],
)
def test_no_statement_changes_or_deletes_an_event(written: Database, sql: str, guard: str) -> None:
    """The journal is append-only for every way that SQL has to write over a row."""
    before = written.rows("SELECT rowid, * FROM event")
    with pytest.raises(sqlite3.IntegrityError, match=guard):
        written.conn.execute(sql)
    assert written.rows("SELECT rowid, * FROM event") == before


_LOAN = "INSERT INTO loan VALUES (?, 'NS-101', ?, ?, '2026', ?, NULL, NULL, '{}', NULL)"


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (_LOAN, ("second", "2002", None, None)),
        (_LOAN, ("nobody", None, None, "2026")),
        (_LOAN, ("both", "2002", "Cart 1", "2026")),
        ("UPDATE custody SET person = NULL WHERE device = 'NS-101'", ()),
        ("UPDATE custody SET state = 'LENT' WHERE device = 'NS-101'", ()),
        ("INSERT INTO identifier VALUES ('NS-102','tag','NS-101','NS-101','','','',1,NULL)", ()),
        ("INSERT INTO identifier VALUES ('NO-1','tag','NO-1','NO-1','','','',1,NULL)", ()),
        ("INSERT INTO person SELECT * FROM person", ()),
        ("UPDATE device SET service = 'FINE'", ()),
        ("UPDATE device SET tag = '', serial = ''", ()),
        ("INSERT INTO station VALUES ('other', '', '', 1)", ()),
    ],
)
def test_the_schema_itself_refuses_what_must_not_be(
    office: Office, sql: str, values: tuple[object, ...]
) -> None:
    """A second open loan, a holder of nothing, a code for two devices: none gets past the file."""
    desk = Desk(office)
    desk.scan("2001", at=1)
    desk.scan("NS-101", at=3)
    with pytest.raises(sqlite3.IntegrityError):
        office.database.conn.execute(sql, values)


def test_a_write_outside_a_transaction_is_a_fault_of_ours(office: Office) -> None:
    """There is one way to write; forgetting it is found by the first test that runs the line."""
    with pytest.raises(RuntimeError, match="outside immediate"):
        office.database.write("DELETE FROM setting")
    with pytest.raises(RuntimeError, match="outside immediate"):
        office.database.write_many("DELETE FROM setting WHERE key = ?", [("site",)])
    assert office.database.value("SELECT value FROM setting WHERE key = 'site'") == "NORTH"


@pytest.mark.parametrize("error", [ValueError("ours"), KeyboardInterrupt()])
def test_a_block_that_fails_leaves_nothing(error: BaseException) -> None:
    """All of the block is on disk or nothing of it, and the next block can begin."""
    database = memory_database()

    def fail() -> None:
        with database.immediate():
            database.write("INSERT INTO setting VALUES ('a', 'b')")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert (database.rows("SELECT * FROM setting"), database.conn.in_transaction) == ([], False)
    with database.immediate():
        database.write("INSERT INTO setting VALUES ('c', 'd')")
    assert database.rows("SELECT * FROM setting") == [("c", "d")]
    database.close()


def test_a_file_that_another_program_writes_is_not_recorded_with_a_sentence(
    file_office: Office,
) -> None:
    """The scan is refused while the other holds the file, and taken once it lets go."""
    database = file_office.database
    database.patience_ms = 10
    other = sqlite3.connect(str(database.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    desk = Desk(file_office)
    with pytest.raises(NotRecorded, match="Another program is writing to the database"):
        desk.scan("2001", at=1)
    other.execute("ROLLBACK")
    other.close()
    assert (desk.scan("2001", at=1.1).code, database.value("SELECT count(*) FROM event")) == (
        "person",
        1,
    )


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_not_recorded_with_a_sentence(tmp_path: Path) -> None:
    """A stick with its switch on, or a file without the right to write."""
    path = tmp_path / "school.db"
    Office(create_database(path), FixedClock()).close()
    path.chmod(0o400)
    office = Office(open_database(path), FixedClock())
    with pytest.raises(NotRecorded, match="read-only"):
        Desk(office).scan("2001")
    office.close()
