"""Files of each earlier format brought up to date and stopped on the way: as before, or all new."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

import pytest

from inventory.errors import ChampionError
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.store import database as store
from inventory.store import migrations, tallies
from inventory.store.database import Database, open_database
from tests.builders import CountedEntropy, FixedClock
from tests.inventory.store import test_migrations as released
from tests.trust.figures import keep
from tests.trust.forked import in_a_child

RELEASED = {
    1: (released._version_1, released.GOLDEN_1), 2: (released._version_2, released.GOLDEN_2),
    3: (released._version_3, released.GOLDEN_3), 4: (released._version_4, released.GOLDEN_4),
}  # fmt: skip
"""How a file of each earlier format is made, and what its schema comes to."""

KILLED = 24
"""Before one statement of so many the program is killed too."""


class Stopped(Exception):  # noqa: N818
    """Something went wrong between two statements."""


def fail() -> None:
    """What an exception does to the program."""
    raise Stopped


def die() -> None:
    """What a lost battery does to the program."""
    os.kill(os.getpid(), signal.SIGKILL)


class Heard(sqlite3.Connection):
    """A connection that lets something happen before one of its statements."""

    seen: ClassVar[int] = 0
    at: ClassVar[int] = 0
    then: ClassVar[Callable[[], None]] = fail

    def _hear(self) -> None:
        Heard.seen += 1
        if Heard.seen == Heard.at:
            Heard.then()

    def execute(self, *args: Any) -> sqlite3.Cursor:
        """One statement, unless something happens."""
        self._hear()
        return super().execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        """The same statement for many rows, unless something happens."""
        self._hear()
        return super().executemany(*args)


@contextmanager
def stopped_at(at: int, then: Callable[[], None]) -> Iterator[None]:
    """From now on something happens before the statement of this number; 0 for none."""
    connect = sqlite3.connect
    Heard.seen, Heard.at, Heard.then = 0, at, staticmethod(then)
    sqlite3.connect = lambda *args, **said: connect(*args, **{"factory": Heard, **said})
    try:
        yield
    finally:
        sqlite3.connect = connect


@dataclass
class Old:
    """A filled file of an earlier format, and what has to become of its rows."""

    version: int
    folder: Path
    whole: bytes = field(init=False)
    rows: dict[str, list[object]] = field(init=False)
    columns: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.path.parent.mkdir()
        RELEASED[self.version][0](self.path)
        released._fill(self.path, self.folder)
        with closing(sqlite3.connect(self.path)) as conn:
            self.columns = {name: released._columns(conn, name) for name in released.TABLES_1}
        self.rows = released._rows(self.path)
        assert [name for name, rows in self.rows.items() if not rows] == []
        self.whole = self.path.read_bytes()

    @property
    def path(self) -> Path:
        """The database."""
        return self.folder / "data" / "school.db"

    def begin_again(self) -> None:
        """As it was before, with nothing beside it."""
        shutil.rmtree(self.path.parent)
        self.path.parent.mkdir()
        self.path.write_bytes(self.whole)

    def is_untouched(self) -> bool:
        """Whether not a byte is other than it was, and nothing waits to be put back."""
        journal = self.path.with_name(f"{self.path.name}-journal")
        waits = journal.exists() and journal.stat().st_size > 0
        return not waits and self.path.read_bytes() == self.whole

    def state(self) -> str:
        """``old`` or ``new`` where the file is whole, else what is wrong with it."""
        with closing(sqlite3.connect(self.path)) as conn:
            damage = conn.execute("PRAGMA integrity_check").fetchall()
            version = conn.execute("PRAGMA user_version").fetchone()[0]
            found = migrations.fingerprint(conn)
        if damage != [("ok",)] or released._rows(self.path, self.columns) != self.rows:
            return f"rows are not what they were: {damage}"
        known = {
            self.version: RELEASED[self.version][1],
            migrations.SCHEMA_VERSION: migrations.GOLDEN,
        }
        if known.get(version) != found:
            return f"format {version} with other tables"
        return "new" if version == migrations.SCHEMA_VERSION else "old"

    def opens(self) -> str:
        """Nothing where the file can be opened now, is new and sound; else what is wrong."""
        try:
            opened = open_database(self.path)
        except ChampionError as refused:
            return refused.message
        with closing(opened):
            findings = list(tallies.faults(opened.conn))
        return "\n".join(findings) or ("" if self.state() == "new" else self.state())

    def is_sound(self) -> bool:
        """Whether a check of the whole file finds nothing."""
        office = Office(open_database(self.path), FixedClock(), CountedEntropy(1_000_000))
        with closing(office):
            return upkeep.check(office).ok


@dataclass
class Result:
    """What came of all stops of a run."""

    stops: int = 0
    half: list[str] = field(default_factory=list)

    def hear(self, old: Old, how: str, *, opened: bool = True) -> None:
        """One more stop: the file is whole, and opens afterwards.

        One that is the same to the byte need not be opened each time.
        """
        self.stops += 1
        if not opened and old.is_untouched():
            return
        state = old.state()
        wrong = state if state not in ("old", "new") else old.opens()
        if wrong:
            self.half.append(f"format {old.version}, {how}: {wrong}")


def _count(old: Old) -> int:
    """How many statements there are from opening to the end."""
    old.begin_again()
    with stopped_at(0, fail):
        open_database(old.path).close()
    assert old.state() == "new"
    return Heard.seen


def _fails(old: Old, result: Result, opened: int) -> None:
    """An error before each statement in turn; after one of so many the file is opened again."""
    for at in range(1, _count(old) + 1):
        old.begin_again()
        with stopped_at(at, fail), pytest.raises(Stopped):
            open_database(old.path)
        result.hear(old, f"an error before statement {at}", opened=at % opened == 0)


def _dies(old: Old, result: Result, step: int) -> None:
    """The program killed before each statement in turn, or one of so many."""
    for at in range(1, _count(old) + 1, step):
        old.begin_again()
        assert in_a_child(partial(_open_until, old, at)) == -signal.SIGKILL
        result.hear(old, f"killed before statement {at}")


def _open_until(old: Old, at: int) -> None:
    with stopped_at(at, die):
        open_database(old.path)


def _all(folder: Path, *, every: int) -> tuple[Result, list[Old]]:
    result, files = Result(), []
    for version in RELEASED:
        old = Old(version, folder / str(version))
        _fails(old, result, every)
        if hasattr(os, "fork"):
            _dies(old, result, every)
        assert old.is_sound()
        files.append(old)
    return result, files


def _committed_in_between(database: Database) -> None:
    """Each statement for itself: what a migration must not do."""
    applied = database.value("PRAGMA user_version")
    for _, script in migrations.STEPS[applied:]:
        for statement in migrations._statements(script):
            database.conn.execute(statement)
    database.conn.execute(f"PRAGMA user_version = {migrations.SCHEMA_VERSION}")


def _control(old: Old, monkeypatch: pytest.MonkeyPatch) -> str:
    half = stops = 0
    with monkeypatch.context() as patched:
        patched.setattr(store, "_bring_up_to_date", _committed_in_between)
        for at in range(1, 1_000):
            old.begin_again()
            with stopped_at(at, fail), suppress(Stopped, ChampionError):
                open_database(old.path).close()
            if Heard.seen < at:
                break
            stops += 1
            half += "with other tables" in old.state()
    assert half
    return f"{half} of {stops} stops left a file that was half done"


def test_a_migration_that_is_stopped_leaves_the_old_file_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From each format there was, filled: an error before each statement, a kill before some."""
    began = monotonic()
    result, files = _all(tmp_path, every=KILLED)
    controls = {"committed in between": _control(files[0], monkeypatch)}
    print(result.stops, controls, result.half)
    counted = {"stops": result.stops, "half done": len(result.half)}
    keep("migrations", counted, controls, seconds=monotonic() - began)


@pytest.mark.long
def test_a_migration_is_stopped_before_every_statement_in_both_ways(tmp_path: Path) -> None:
    """The same, and killed before each of them too."""
    result, _ = _all(tmp_path, every=1)
    assert result.stops > 1_000 * hasattr(os, "fork")
    assert result.half == []
