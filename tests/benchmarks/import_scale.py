"""What an import costs beside bare ``csv`` and ``executemany``, and what it makes a scan wait.

Run from the repository: ``python -m tests.benchmarks.import_scale``; see README.md beside this.
"""

import argparse
import csv
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from inventory.files.profiles import RegisterKind
from inventory.model import Mode
from inventory.services import register, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.verdict import Code
from tests.benchmarks.scan_to_screen import verdict
from tui.clock import SystemClock

GOAL = 2.0
"""Reading, checking, comparing and writing, beside writing the same rows unread."""
WAIT_MS = 200.0
MOST_MIB = 200.0
GROWTH_GOAL = 1.5
"""What a row may cost at ten times as many, beside what it cost before."""

HEADER = ("asset_tag", "serial", "model", "category", "place", "service", "site", "notes")
MOVED, GONE = 50, 100
"""In the corrected file one device of so many moved, and one of so many is another one."""
SCAN_EVERY = 0.02
_PRAGMAS = ("journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON")


def rows(count: int, *, corrected: bool = False) -> Iterator[list[str]]:
    """So many devices, serials at random; corrected, some moved, and some are others."""
    dice = random.Random(7)
    letters = "ABCDEFGHJKLMNPRSTUVWXY0123456789"
    for number in range(count):
        serial = "".join(dice.choices(letters, k=7)) + f"{number:07}"
        tag, place = f"DPS-{number:07}", f"Room {number % 60}"
        if corrected and number % GONE == 0:
            tag, serial = f"NEW-{number:07}", f"N{serial}"
        elif corrected and number % MOVED == 1:
            place = "Library"
        yield [tag, serial, "Chromebook 3100", "Chromebook", place, "READY", "NORTH", ""]


def write_list(path: Path, count: int, *, corrected: bool = False) -> Path:
    """The devices as a file under our own headings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count, corrected=corrected))
    return path


def bare_table(database: Path, file: Path) -> float:
    """Seconds for the file's rows in one table with a key and a unique serial, in one go."""
    began = perf_counter()
    conn = _connect(database)
    columns = ", ".join(f"{name} TEXT NOT NULL" for name in HEADER)
    conn.execute(f"CREATE TABLE device({columns}, PRIMARY KEY(asset_tag), UNIQUE(serial)) STRICT")
    conn.execute("BEGIN IMMEDIATE")
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.reader(source)
        next(reader)
        conn.executemany(f"INSERT INTO device VALUES ({','.join('?' * len(HEADER))})", reader)
    conn.execute("COMMIT")
    conn.close()
    return perf_counter() - began


def bare_register(database: Path, file: Path) -> float:
    """Seconds for the same rows where the app keeps them: device, two identifiers, custody."""
    Office.create(database, SystemClock()).close()
    began = perf_counter()
    conn = _connect(database)
    conn.execute("BEGIN IMMEDIATE")
    for sql, indexes in _SAME_ROWS:
        with file.open(encoding="utf-8", newline="") as source:
            reader = csv.reader(source)
            next(reader)
            conn.executemany(sql, ([row[index] for index in indexes] for row in reader))
    conn.execute("COMMIT")
    conn.close()
    return perf_counter() - began


_DEVICE = (
    "INSERT INTO device(device_id, tag, serial, model, category, place, service, site, notes,"
    " service_hlc, assigned_to, holder, listed) VALUES (?,?,?,?,?,?,?,?,?,'','','',1)"
)
_TAG = "INSERT INTO identifier VALUES (?,'tag',?,?,?,?,'AAA-9999999',1,NULL)"
_SERIAL = "INSERT INTO identifier VALUES (?,'serial',?,?,?,?,'AAAAAAA9999999',1,NULL)"
_CUSTODY = (
    "INSERT INTO custody(device, state, place, service, service_hlc, heads)"
    " VALUES (?,'IN_STOCK',?,?,'','[]')"
)
_SAME_ROWS = (
    (_DEVICE, (0, 0, 1, 2, 3, 4, 5, 6, 7)),
    (_TAG, (0, 0, 0, 0, 0)),
    (_SERIAL, (0, 1, 1, 1, 1)),
    (_CUSTODY, (0, 4, 5)),
)


def champion(database: Path, file: Path) -> float:
    """Seconds for the whole import: read, checked, compared, written."""
    office = _office(database)
    began = perf_counter()
    register.apply(office, register.prepare(office, RegisterKind.DEVICES, file))
    seconds = perf_counter() - began
    office.close()
    return seconds


def index(database: Path, _file: Path) -> float:
    """Seconds for making what was imported findable by any part of its name."""
    office = _office(database)
    began = perf_counter()
    upkeep.index_all(office)
    seconds = perf_counter() - began
    office.close()
    return seconds


def scan_on(database: Path, stop: Path) -> None:
    """Scan known devices and nothing else until a file appears; print what each one took."""
    office = _office(database)
    desk = Desk(office, Mode.BACK)
    number, waits = 0, []
    desk.scan("DPS-0000001")  # the first one loads what a scan needs
    print("ready", flush=True)
    while not stop.exists():
        began = perf_counter()
        found = desk.scan(f"DPS-{number * 7 % 1000 + 2:07}")
        waits.append(perf_counter() - began)
        if found.code not in (Code.ALREADY, Code.RETURNED, Code.UNLISTED, Code.BOUNCE):
            raise RuntimeError(f"{found.code}: {found.say}")
        number += 1
        sleep(SCAN_EVERY)
    print(json.dumps(waits))


def _office(database: Path) -> Office:
    clock = SystemClock()
    return Office.open(database, clock) if database.exists() else Office.create(database, clock)


def _connect(database: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(database, isolation_level=None)
    for pragma in _PRAGMAS:
        conn.execute(f"PRAGMA {pragma}")
    return conn


TASKS: dict[str, Callable[[Path, Path], float]] = {
    "bare": bare_table, "register": bare_register, "champion": champion, "index": index,
}  # fmt: skip


def task(name: str, database: Path, file: Path) -> tuple[float, float]:
    """Do it in a process of its own: seconds, and the most memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.import_scale", "--task", name, database, file],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, kib = json.loads(done.stdout)
    return seconds, kib / 1024


def measure_size(folder: Path, count: int, rounds: int) -> list[tuple[float, float]]:
    """Time the floors and each import in turn; seconds and MiB of our first import."""
    first = write_list(folder / f"list-{count}.csv", count)
    corrected = write_list(folder / f"corrected-{count}.csv", count, corrected=True)
    names = ("bare table", "bare register", "first import", "same file", "corrected", "index")
    runs: list[list[float]] = []
    memory: list[float] = []
    for _ in range(rounds):
        db, floor, table = folder / "champion.db", folder / "floor.db", folder / "table.db"
        bare, _ = task("bare", table, first)
        filled, _ = task("register", floor, first)
        ours = [task("champion", db, file) for file in (first, first, corrected)]
        found, _ = task("index", db, first)
        runs.append([bare, filled, *(seconds for seconds, _ in ours), found])
        memory += [mib for _, mib in ours]
        for path in (db, floor, table):
            path.unlink()
    print(f"{count:,} devices, {rounds} rounds, seconds (median)")
    for name, column in zip(names, zip(*runs, strict=True), strict=True):
        to = [seconds / run[1] for seconds, run in zip(column, runs, strict=True)]
        wide = [seconds / run[0] for seconds, run in zip(column, runs, strict=True)]
        print(
            f"  {name:<16}{median(column):>9.2f}{median(to):>8.2f} × the same rows"
            f"{median(wide):>8.2f} × one bare table"
        )
    print(f"  most memory {max(memory):.0f} MiB")
    return [(median(run[step] / run[1] for run in runs), max(memory)) for step in (2, 3, 4)]


def measure_waits(folder: Path, count: int) -> list[float]:
    """The longest wait of a scan in another process: no import, corrected file, index."""
    database, worst = folder / "waits.db", []
    first = write_list(folder / "waits.csv", count)
    corrected = write_list(folder / "waits-corrected.csv", count, corrected=True)
    task("champion", database, first)
    task("index", database, first)
    quiet = _scanning(folder, database, lambda: sleep(3))
    print(f"a scan every {SCAN_EVERY * 1000:.0f} ms at {count:,} devices, milliseconds")
    for name, waits in (
        ("nothing else", quiet),
        ("same file", _scanning(folder, database, lambda: task("champion", database, first))),
        ("corrected", _scanning(folder, database, lambda: task("champion", database, corrected))),
        ("index", _scanning(folder, database, lambda: task("index", database, first))),
    ):
        ordered = sorted(wait * 1000 for wait in waits)
        print(
            f"  {name:<16}{median(ordered):>9.1f} p50{ordered[len(ordered) * 95 // 100]:>9.1f} p95"
            f"{ordered[-1]:>9.1f} longest of {len(ordered)}"
        )
        worst.append(ordered[-1])
    return worst


def _scanning(folder: Path, database: Path, work: Callable[[], object]) -> list[float]:
    stop = folder / "stop"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.import_scale", "--scan", database, stop],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        work()
        stop.touch()
        waits: list[float] = json.loads(process.stdout.read())
    stop.unlink()
    return waits


def main() -> int:
    """Measure what was asked for; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-waits", action="store_true")
    parser.add_argument("--task", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--scan", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        name, database, file = options.task
        seconds = TASKS[name](Path(database), Path(file))
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
        return 0
    if options.scan:
        scan_on(*options.scan)
        return 0
    ok = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        by_size = [measure_size(folder, count, options.rounds) for count in options.sizes]
        for count, steps in zip(options.sizes, by_size, strict=True):
            for step, (ratio, _) in zip(("first", "same", "corrected"), steps, strict=True):
                ok &= verdict(f"{step} import of {count:,}", ratio, GOAL)
            ok &= verdict(f"memory at {count:,}, MiB", max(mib for _, mib in steps), MOST_MIB)
        for (count, before), (more, after) in pairwise(zip(options.sizes, by_size, strict=True)):
            growth = after[0][0] / before[0][0]
            ok &= verdict(f"a row at {more:,} beside {count:,}", growth, GROWTH_GOAL)
        if not options.no_waits:
            worst = max(measure_waits(folder, max(options.sizes)))
            ok &= verdict("longest wait of a scan, ms", worst, WAIT_MS)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
