"""Backups restored: good ones whole, and of damaged, foreign and hostile ones nothing at all.

Each drill takes a backup, spoils it in one way, and asks for it to be restored. Either it is
refused with a sentence and not a byte of the database changes, or the database holds afterwards
exactly what was backed up. Anything else counts as wrongly taken.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
import pytest

from inventory.errors import ChampionError
from inventory.journal.sealing import seal_for
from inventory.services import backups, restoring, upkeep
from inventory.services.office import Office
from inventory.store import backup, connection, copying, database, leftovers
from inventory.store.database import create_database, open_database
from inventory.store.migrations import SCHEMA_VERSION
from tests.builders import CountedEntropy, FixedClock, open_school
from tests.inventory.services.at_the_table import Morning
from tests.trust import bad_backups
from tests.trust.bad_backups import Bad, copied, older
from tests.trust.figures import keep
from tests.trust.forked import in_a_child

SEED = 20261121
QUICK, LONG = 8, 120
"""How often each kind of damage is tried."""
KILLS_QUICK, KILLS_LONG = 24, 400
LAST = 10
"""Steps at the end at which every restore is killed: there the new one gets its name."""
SLOWEST = 20.0
"""Seconds within which even a hostile file is refused."""

Rows = dict[str, list[Any]]


@dataclass
class Drill:
    """A school, its backup, the state that came after it, and what the drills came to."""

    folder: Path
    good: Path
    """The backup."""
    content: Rows
    """What it holds."""
    later: Path
    """The database as it is now, with more in it."""
    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def target(self) -> Path:
        """Where it is restored."""
        return self.folder / "at the table" / "school.db"

    def begin(self) -> bytes:
        """Put the present database into its place; its bytes."""
        shutil.rmtree(self.target.parent, ignore_errors=True)
        self.target.parent.mkdir()
        shutil.copy(self.later, self.target)
        return self.target.read_bytes()

    def restore(self, what: str, source: Path, content: bytes | None = None) -> str:
        """Restore and judge: ``taken``, ``refused``, or what went wrong."""
        before = self.begin()
        self.counted["restores"] += 1
        began = time.monotonic()
        try:
            restoring.restore_keeping(
                source, self.target, FixedClock(), whole=True, content=content
            )
        except ChampionError as refusal:
            same = self.target.read_bytes() == before
            found = "refused" if same and refusal.message and refusal.hint else "half done"
        else:
            found = "taken" if rows_of(self.target) == self.content else "taken wrongly"
        if time.monotonic() - began > SLOWEST and found != "taken":
            found = "too slow"
        return self.note(what, found)

    def note(self, what: str, found: str) -> str:
        """Count it, and remember what went wrong with its name."""
        self.counted[found] += 1
        if found not in ("taken", "refused"):
            self.wrong.append(f"{what}: {found}")
        return found

    def spoil(self, bad: Bad) -> Path:
        """A copy of the backup, spoilt."""
        path = copied(self.good, self.folder / "spoilt.db")
        bad.make(path)
        return path


def rows_of(path: Path) -> Rows:
    """All that a school's people would miss, read without a check."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
        names = ("event", "device", "identifier", "person", "place", "custody", "loan", "parked")
        rows = {
            name: conn.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names
        }
        rows["setting"] = conn.execute("SELECT * FROM setting ORDER BY key").fetchall()
        for name in ("device", "person"):  # whether a row is in the search index yet is no matter
            at = [row[1] for row in conn.execute(f"PRAGMA table_info({name})")].index("indexed")
            rows[name] = [(*row[:at], *row[at + 1 :]) for row in rows[name]]
        return rows


@pytest.fixture
def drill(tmp_path: Path) -> Drill:
    """The small school after some scans, backed up, and after some more."""
    path = tmp_path / "school.db"
    clock = FixedClock()
    office = open_school(Office(create_database(path), clock, CountedEntropy()))
    table = Morning(office, clock)
    table.scan("2001", "NS-101", "2002", "NS-102", "ZZZ-1", "2005", "Cart 1", "NS-103")
    upkeep.index_all(office)
    good = backups.back_up(office, tmp_path / "good.db").path
    table.scan("2004", "NS-201")
    office.close()
    return Drill(tmp_path, good, rows_of(good), path)


def spoilt(drill: Drill, chance: random.Random, times: int) -> Iterator[Bad]:
    """Every kind of bad backup."""
    yield from bad_backups.damaged(chance, drill.good.read_bytes(), times)
    yield from bad_backups.foreign()
    yield from bad_backups.hostile()


def restore_spoilt(drill: Drill, bads: Iterable[Bad]) -> None:
    """Each is refused, or what was hit holds nothing and all is back."""
    for bad in bads:
        found = drill.restore(bad.name, drill.spoil(bad))
        if found == "taken" and not bad.can_be_good:
            drill.wrong.append(f"{bad.name}: taken")
        drill.counted["damaged"] += 1


def restore_good(drill: Drill) -> None:
    """As a file, sealed, where no database is, and from each earlier format."""
    secret = pyrage.x25519.Identity.generate()
    path = drill.folder / "good.db.age"
    path.write_bytes(seal_for(drill.good.read_bytes(), str(secret.to_public())))
    assert drill.restore("good", drill.good) == "taken", drill.wrong
    content = restoring.unsealed(path, str(secret))
    assert drill.restore("sealed", path, content) == "taken", drill.wrong
    for version in range(1, SCHEMA_VERSION):
        old = drill.folder / f"format-{version}.db"
        older(drill.good, old, version)
        assert drill.restore(f"format {version}", old) == "taken", drill.wrong
        with closing(Office.open(drill.target, FixedClock())) as office:
            assert upkeep.check(office).findings == ()


def restore_sealed(drill: Drill, chance: random.Random, times: int) -> None:
    """With another key, cut off, changed; and what is bad stays so when it was sealed."""
    secret = pyrage.x25519.Identity.generate()
    path = drill.folder / "sealed.db.age"
    whole = seal_for(drill.good.read_bytes(), str(secret.to_public()))
    other = str(pyrage.x25519.Identity.generate())
    tries = [("another key", whole, other), ("no key", whole, "")]
    for _ in range(times):
        place = chance.randrange(len(whole))
        tries.append((f"sealed, cut off at {place}", whole[:place], str(secret)))
        flipped = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        tries.append((f"sealed, flipped at {place}", flipped, str(secret)))
    for what, data, keys in tries:
        path.write_bytes(data)
        drill.counted["restores"] += 1
        try:
            restoring.unsealed(path, keys)
        except ChampionError:
            drill.note(what, "refused")
        else:
            drill.note(what, "opened")
    for bad in bad_backups.hostile():
        data = drill.spoil(bad).read_bytes()
        assert drill.restore(f"sealed, {bad.name}", path, data) == "refused", drill.wrong


def kill_restores(drill: Drill, chance: random.Random, times: int) -> None:
    """Kill it at one step after the other: the database is the old or the new one, whole."""
    steps = _steps_of(drill)
    drill.counted["steps"] = steps
    old = rows_of(drill.later)
    last = range(steps - LAST + 1, steps + 1)
    for step in sorted({1, *last, *chance.sample(range(2, steps - LAST), times - LAST - 1)}):
        drill.begin()
        assert in_a_child(partial(_restore_until, drill, step)) == -signal.SIGKILL
        drill.counted["kills"] += 1
        drill.counted["restores"] += 1
        with closing(open_database(drill.target)) as opened:
            faults = list(backup.faults(opened))
        now = rows_of(drill.target)
        which = "new" if now == drill.content else "old" if now == old else "neither"
        drill.counted[f"killed, {which}"] += 1
        if faults or which == "neither":
            drill.wrong.append(f"killed at step {step} of {steps}: {which} {faults}")
        leftovers.sweep(drill.target)
        left = [one.name for one in drill.target.parent.rglob(".*")]
        if left:
            drill.wrong.append(f"killed at step {step} of {steps}: {left} are left")


def _steps_of(drill: Drill) -> int:
    """How many steps a restore has: what it asks of the system, and each statement."""
    drill.begin()
    told = drill.folder / "steps"

    def count() -> None:
        steps = _restore_until(drill, 0)
        told.write_text(str(steps))

    assert in_a_child(count) == 0
    return int(told.read_text())


def _restore_until(drill: Drill, last: int) -> int:
    """Restore, killed at a step; how many there were where it is 0."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, _: object) -> None:
        if event in ("open", "os.rename", "os.remove", "sqlite3.connect", "os.mkdir"):
            step()

    connect = connection.connect

    def traced(uri: str) -> sqlite3.Connection:
        conn = connect(uri)
        conn.set_trace_callback(lambda _: step())
        return conn

    for module in (connection, backup, copying, database):
        vars(module)["connect"] = traced
    sys.addaudithook(heard)
    restoring.restore_keeping(drill.good, drill.target, FixedClock(), whole=True)
    return done


def taken_without_a_check(drill: Drill, bads: Iterable[Bad]) -> tuple[int, int]:
    """The same files put in the database's place by a bare copy: how many the app opens as good."""
    wrong = tried = 0
    for bad in bads:
        drill.begin()
        shutil.copy(drill.spoil(bad), drill.target)
        tried += 1
        try:
            open_database(drill.target).close()
        except ChampionError:
            continue
        try:
            wrong += rows_of(drill.target) != drill.content
        except (sqlite3.Error, UnicodeDecodeError):
            wrong += 1
    return wrong, tried


def _run(drill: Drill, times: int, kills: int) -> None:
    began = time.monotonic()
    print(f"seed {SEED}")
    restore_good(drill)
    restore_spoilt(drill, spoilt(drill, random.Random(SEED), times))
    restore_sealed(drill, random.Random(SEED), times)
    if hasattr(os, "fork"):
        kill_restores(drill, random.Random(SEED), kills)
    wrong, tried = taken_without_a_check(drill, spoilt(drill, random.Random(SEED), times))
    assert drill.wrong == []
    assert drill.counted["taken"] >= 2 + SCHEMA_VERSION - 1
    assert drill.counted["refused"] > times * 4
    assert wrong > 0
    counted = {**drill.counted, "wrongly taken": len(drill.wrong)}
    said = f"{wrong} of {tried} bad files were opened and shown as if they were the school's"
    keep(
        "backups", counted, {"a copy that nobody verifies": said}, seconds=time.monotonic() - began
    )


def test_a_backup_is_restored_whole_or_not_at_all(drill: Drill) -> None:
    """Good ones, damaged ones, foreign, hostile, sealed ones, and restores that were killed."""
    _run(drill, QUICK, KILLS_QUICK)


@pytest.mark.long
def test_many_backups_are_restored_whole_or_not_at_all(drill: Drill) -> None:
    """The same, many times over."""
    _run(drill, LONG, KILLS_LONG)
