"""A school's work, from the scans at the table to a restored backup, for a disk to fail under."""

import csv
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlite_utils.db import Database as Library

from inventory.files.profiles import RegisterKind
from inventory.model import Mode
from inventory.services import (
    backups,
    inbox,
    purge,
    purge_certificate,
    purge_files,
    register,
    upkeep,
)
from inventory.services.office import Office
from inventory.services.restoring import restore_keeping
from inventory.store import migrations
from inventory.store.database import create_database
from tests.builders import DEVICES, PEOPLE, CountedEntropy, FixedClock, open_school
from tests.inventory.counting import EXTRA, Round, a_row, furnish, import_devices
from tests.inventory.services.at_the_table import Morning
from tests.trust.inspection import NAME

Acknowledge = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """Some work on the database of a folder, and how the folder is furnished for it."""

    name: str
    furnish: Callable[[Path], None]
    act: Callable[[Path, Acknowledge], None]
    """What is done while the disk is heard; it says what is relied on beside each commit."""
    deletes: bool = False
    """Whether a file that was deleted must not come back: somebody's name is in it."""


@contextmanager
def memory_folder() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of disks are written into it."""
    shm = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="champion-disk-", dir=shm if shm.is_dir() else None))
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder)


@contextmanager
def at_the_table(folder: Path, mode: Mode = Mode.OUT) -> Iterator[Morning]:
    """The database of a folder, open at a table; closed in the end, or the program is gone."""
    clock = FixedClock()
    office = Office.open(folder / NAME, clock)
    try:
        yield Morning(office, clock, mode)
    finally:
        office.close()


@cache
def _small_school() -> bytes:
    with memory_folder() as folder:
        office = open_school(
            Office(create_database(folder / NAME), FixedClock(), CountedEntropy(1_000))
        )
        table = furnish(Morning(office, FixedClock()))
        upkeep.index_all(table.office)
        office.database.conn.execute("VACUUM")
        office.close()
        return (folder / NAME).read_bytes()


def small_school(folder: Path) -> None:
    """The small school, with its register and nothing done yet."""
    (folder / NAME).write_bytes(_small_school())
    with at_the_table(folder):
        pass  # this folder's own station is made


def a_morning_later(folder: Path) -> None:
    """The small school when some devices are out."""
    small_school(folder)
    with at_the_table(folder) as table:
        table.scan("2001", "NS-101", "2002", "NS-201", "QQQ", "Cart 1", "NS-102")


def nothing(folder: Path) -> None:
    """No database yet."""


def older(version: int) -> Callable[[Path], None]:
    """The same morning in a file as an earlier release made it."""

    def furnish_it(folder: Path) -> None:
        a_morning_later(folder)
        whole = folder / "whole.db"
        (folder / NAME).rename(whole)
        (folder / f"{NAME}-journal").unlink(missing_ok=True)
        with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as conn:
            library = Library(conn, execute_plugins=False)
            stop = migrations.STEPS[version][0]
            migrations._steps().apply(library, stop_before=stop)
            conn.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
            conn.execute(f"PRAGMA user_version = {version}")
            conn.execute("ATTACH ? AS whole", (str(whole),))
            for table in _tables(conn):
                columns = _columns(conn, table)
                rows = f"SELECT {columns} FROM whole.{table}"
                conn.execute(f"INSERT INTO {table}({columns}) {rows}")
        whole.unlink()

    return furnish_it


def _tables(conn: sqlite3.Connection) -> list[str]:
    rows = conn.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search_*'"
        " AND name NOT GLOB '*sqlite_*'"
    )
    return [f'"{name}"' for (name,) in rows]


def _columns(conn: sqlite3.Connection, table: str) -> str:
    if table.endswith('_search"'):
        return "rowid, words"
    rows = conn.execute(f"PRAGMA main.table_info({table})").fetchall()
    return ", ".join(f'"{row[1]}"' for row in rows)


OUT = ("2001", "NS-101", "2002", "NS-102", "NS-102", "2001", "NS-110", "NS-110", "QQQ", "NS-901")
BACK = ("NS-102", "NS-102", "NS-156", "NS-151", "NS-151", "7654321")


def scanning(folder: Path, _: Acknowledge) -> None:
    """Hand out, swap, bring by another, park, take back, say what was broken, undo."""
    with at_the_table(folder) as table:
        table.scan(*OUT)
        table.scan("ZZUNDO")
        table.scan("Cart 1", "NS-103", "NS-201", "2999")
        table.desk.enter_person("Ottoline Marchbanks")
        table.scan("ZZBACK")
        table.scan(*BACK)
        table.desk.amend(grade="C", note="hinge")
        table.scan("Room 204", "NS-103", "ZZUNDO", "ZZUNDO")


def importing(folder: Path, _: Acknowledge) -> None:
    """The district's lists of devices and people: some new, some changed, some gone."""
    with at_the_table(folder) as table, memory_folder() as desk:
        rows = [a_row(one, place="Cart 2") for one in (*DEVICES[2:], *EXTRA)]
        fresh = [a_row(EXTRA[0], asset_tag=f"NS-5{n:02d}", serial=f"5CE{n}") for n in range(40)]
        import_devices(table.office, desk, [*rows, *fresh])
        path = desk / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["person_id", "first_name", "last_name", "grade", "homeroom"])
            for one in PEOPLE[1:]:
                lines.writerow([one.person_id, one.first_name, one.last_name, "8", "310"])
        plan = register.prepare(table.office, RegisterKind.PEOPLE, path)
        register.apply(table.office, plan, mark_left=True)
        upkeep.index_all(table.office)


def opening(folder: Path, _: Acknowledge) -> None:
    """Open a file; an older one is brought up to date."""
    with at_the_table(folder) as table:
        table.scan("2001", "NS-103")


def creating(folder: Path, acknowledge: Acknowledge) -> None:
    """The very first start."""
    database = create_database(folder / NAME)
    acknowledge()
    Office(database, FixedClock()).close()


def auditing(folder: Path, _: Acknowledge) -> None:
    """Open an audit, count, lock, explain, sign."""
    with at_the_table(folder, Mode.AUDIT) as table:
        walk = Round(table)
        walk.scan("Room 204", "NS-101", "NS-401", "NS-901", "ZZZ-1")
        walk.close()


def going_back(folder: Path, acknowledge: Acknowledge) -> None:
    """Back up, work on, go back to the backup, work on."""
    with at_the_table(folder) as table:
        copy = backups.back_up_by_itself(table.office)
        assert copy
        acknowledge()
        table.scan("2004", "2005", "NS-103")
        table.clock.advance(60)
        backups.back_up(table.office, folder / "backups" / "by hand.db")
        acknowledge()
    clock = FixedClock()
    clock.advance(3600)
    restore_keeping(copy.path, folder / NAME, clock, whole=True)
    acknowledge()
    with at_the_table(folder) as table:
        table.scan("2005", "NS-103")


def with_somebody_who_left(folder: Path) -> None:
    """A morning with backups, and a student who left in summer stands in all of it."""
    a_morning_later(folder)
    with at_the_table(folder) as table:
        table.scan("2003", "QQQ")
        inbox.settle(table.office, inbox.find(table.office, "P-02"), "Cleo Wintergreen had it")
        backups.back_up_by_itself(table.office)


def purging(folder: Path, acknowledge: Acknowledge) -> None:
    """Who left is taken out of the database and of everything beside it."""
    clock = FixedClock()
    clock.advance(86_400)
    path = folder / NAME
    with closing(Office.open(path, clock)) as office:
        plan = purge.plan(office, "2026-10-01")
    assert plan.people == ("2003",)
    begun = purge.take_out(path, clock, plan)
    acknowledge()
    done = purge_files.finish(path, clock, begun)
    acknowledge()
    purge_certificate.certify(path, clock, done, folder / "certificate.txt")
    acknowledge()
    with closing(Office.open(path, clock)) as office:
        Morning(office, clock).scan("2005", "NS-103")


SCENES = (
    Scene("scans", small_school, scanning),
    Scene("an import", a_morning_later, importing),
    Scene("a file of version 4", older(4), opening),
    Scene("a file of version 1", older(1), opening),
    Scene("an audit", a_morning_later, auditing),
    Scene("a backup and its restoring", a_morning_later, going_back),
    Scene("the first start", nothing, creating),
    Scene("a purge", with_somebody_who_left, purging, deletes=True),
)
