"""An import is all or nothing: a process that imports is killed, at every step and at any moment.

A kill proves the order of writing. It proves nothing about a power cut.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from inventory.files.profiles import RegisterKind
from inventory.model import Mode
from inventory.services import register, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from tests.builders import FixedClock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="this system has no SIGKILL")
ROOT = Path(__file__).parents[3]
DEVICES = 1_500
KILLS = 12
SEED = 20_261_122
HEADER = "asset_tag,serial,model,category,place"

# Imports as told, after each step asks whether to go on, and says when all of it is done.
IMPORTS = """
import sys
from pathlib import Path
from inventory.files.profiles import RegisterKind
from inventory.services import register
from inventory.services.office import Office
from tests.builders import FixedClock

def ask(*how_far):
    print(*how_far, flush=True)
    if not sys.stdin.readline():
        sys.exit(1)

register.STEP = 500
office = Office.open(Path(sys.argv[1]), FixedClock())
plan = register.prepare(office, RegisterKind.DEVICES, Path(sys.argv[2]), progress=ask)
register.apply(office, plan, progress=ask)
print("done", flush=True)
"""


def a_list(path: Path, place: str, first: int = 0) -> Path:
    """The devices from one number on, all in one place."""
    rows = (
        f"NS-{number:05},5CD{number:05}X,HP Chromebook 11,Chromebook,{place}"
        for number in range(first, first + DEVICES)
    )
    path.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with a morning behind it, and the next list: moved, a third gone, a third new."""
    folder = tmp_path_factory.mktemp("school")
    clock = FixedClock()
    office = Office.create(folder / "school.db", clock)
    first = a_list(folder / "first.csv", "Library")
    register.apply(office, register.prepare(office, RegisterKind.DEVICES, first))
    desk = Desk(office, Mode.BACK)
    for number in range(0, DEVICES, 50):
        clock.advance(2)
        desk.scan(f"NS-{number:05}")
    upkeep.index_all(office)
    office.close()
    a_list(folder / "next.csv", "Room 7", DEVICES // 3)
    return folder


_ANEW = ("_search", '"station"', "'station'")


def dump(database: Path) -> list[str]:
    """All that is in the file, but for the index and the station, which a copy gets anew."""
    with closing(sqlite3.connect(database)) as conn:
        lines = list(conn.iterdump())
    return [line for line in lines if not any(one in line for one in _ANEW)]


class Importing:
    """One import in a process of its own, that goes on when it is told to."""

    def __init__(self, database: Path, file: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", IMPORTS, database, file],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def go_on(self) -> None:
        """Let it take one more step."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def said(self) -> str:
        """What it says next; empty where it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip()

    def steps(self) -> Iterator[str]:
        """What it says at each step, which it goes on from when the next one is asked for."""
        while (said := self.said()) and said != "done":
            yield said
            self.go_on()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def after_a_kill(database: Path, before: list[str]) -> str:
    """Whether the register is the one before or a new one; it has to be sound, whichever it is."""
    office = Office.open(database, FixedClock())
    assert upkeep.check(office).findings == ()
    places = {row[0] for row in office.database.rows("SELECT place FROM device WHERE listed = 1")}
    office.close()
    if dump(database) == before:
        return "before"
    assert places == {"Room 7"}
    return "after"


def test_a_kill_at_any_step_leaves_the_register_as_it_was(folder: Path, tmp_path: Path) -> None:
    """While it reads, while it compares, between any two pieces that it writes."""
    before = dump(folder / "school.db")
    undisturbed = tmp_path / "undisturbed.db"
    shutil.copy(folder / "school.db", undisturbed)
    importing = Importing(undisturbed, folder / "next.csv")
    number = sum(1 for _ in importing.steps())
    importing.process.communicate()
    assert (number >= KILLS // 2, after_a_kill(undisturbed, before)) == (True, "after")
    for step in range(number):
        database = tmp_path / f"{step}.db"
        shutil.copy(folder / "school.db", database)
        importing = Importing(database, folder / "next.csv")
        for at, _ in enumerate(importing.steps()):
            if at == step:
                importing.kill()
                break
        assert after_a_kill(database, before) == "before", step
        left = [path.name for path in tmp_path.iterdir() if ".db" not in path.suffix]
        assert left == [], "a temporary file with what was in the list is left over"


def test_a_kill_at_any_moment_leaves_the_register_old_or_new(folder: Path, tmp_path: Path) -> None:
    """Nothing in between, at the very commit either; and what was reported done is there."""
    before, dice = dump(folder / "school.db"), random.Random(SEED)
    ended: Counter[str] = Counter()
    for kill in range(KILLS):
        database = tmp_path / f"{kill}.db"
        shutil.copy(folder / "school.db", database)
        importing = Importing(database, folder / "next.csv")
        for said in importing.steps():
            if said == f"{DEVICES} {DEVICES}":  # all is written, the commit comes next
                importing.go_on()
                break
        time.sleep(dice.random() * 0.02)
        importing.kill()
        ended[after_a_kill(database, before)] += 1
    assert ended.total() == KILLS


def test_the_harness_would_see_a_half_written_import(folder: Path, tmp_path: Path) -> None:
    """A register with a part of the new list in it is neither the old one nor the new one."""
    database = tmp_path / "half.db"
    shutil.copy(folder / "school.db", database)
    before = dump(database)
    with closing(sqlite3.connect(database)) as conn:
        conn.execute("UPDATE device SET place = 'Room 7' WHERE tag < 'NS-00500'")
        conn.commit()
    with pytest.raises(AssertionError):
        after_a_kill(database, before)
