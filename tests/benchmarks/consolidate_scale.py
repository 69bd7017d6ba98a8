"""What it costs to put a district together: time, memory, and whether it grows with the schools.

Run from the repository: ``python -m tests.benchmarks.consolidate_scale``; see README.md here.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

from inventory.files.packet_reading import read_packet
from inventory.services import district, district_reports
from inventory.store.connection import connect
from tests.benchmarks.consolidate_schools import FOUND_EVERY, TWICE_EVERY, make_school
from tests.benchmarks.scan_to_screen import verdict

SECONDS_GOAL = 60.0
MEMORY_GOAL = 1024.0
"""MiB, of the process and all its workers together."""
GROWTH_GOAL = 1.5
"""What a school may cost among the most, beside what it costs among the fewest."""
SCHOOLS = 200
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Run:
    """One consolidation into a new file, and the same once more."""

    schools: int
    seconds: float
    cpu_seconds: float
    """Of all processes together: what other programs do meanwhile hardly changes it."""
    memory: float
    again_seconds: float
    again_new: int
    again_events: int
    devices: int
    events: int
    found: int
    claimed_twice: int


def run(folder: Path, into: Path, schools: int, workers: int) -> Run:
    """Consolidate the first so many schools twice, in this process, which does nothing else."""
    from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

    sources = [str(path) for path in sorted(folder.iterdir())[:schools]]
    target = district.open_target(str(into))
    work = partial(district.consolidate, target, sources, now=datetime.now(UTC), workers=workers)
    began = perf_counter()
    done = work()
    seconds = perf_counter() - began
    mine, theirs = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    began = perf_counter()
    again = work()
    again_seconds = perf_counter() - began
    said = district_reports.totals(target)
    target.close()
    if done.refused or done.new != schools or done.events != said.events:
        raise RuntimeError(f"not all was taken in: {done}")
    return Run(
        schools, seconds, mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime,
        (mine.ru_maxrss + workers * theirs.ru_maxrss) / 1024, again_seconds, again.new,
        again.events, said.devices, said.events, said.found, said.claimed_twice,
    )  # fmt: skip


def floor(folder: Path, there: Path, into: Path, schools: int) -> float:
    """Seconds to hash the same bytes, and to write the same rows with nothing around them."""
    seconds = 0.0
    for path in sorted(folder.iterdir())[:schools]:
        files = read_packet(path).files
        began = perf_counter()
        for content in files.values():
            hashlib.sha256(content).hexdigest()
        seconds += perf_counter() - began
    with closing(sqlite3.connect(there)) as source, closing(connect(into.as_uri())) as conn:
        for table, key in (("event", "event_id"), ("listing", "source, device_id")):
            names = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
            columns = ", ".join(f'"{name}"' for name in names)
            conn.execute(f"CREATE TABLE {table}({columns}, PRIMARY KEY({key}))")
            insert = f"INSERT INTO {table} VALUES ({','.join('?' * len(names))})"
            cursor = source.execute(f"SELECT {columns} FROM {table}")
            while rows := cursor.fetchmany(_AT_ONCE):
                began = perf_counter()
                conn.execute("BEGIN IMMEDIATE")
                conn.executemany(insert, rows)
                conn.execute("COMMIT")
                seconds += perf_counter() - began
    return seconds


def make_schools(folder: Path, schools: int, devices: int, workers: int) -> None:
    """The packets of all schools, made on all cores."""
    context = multiprocessing.get_context("spawn")
    make = partial(make_school, folder, devices=devices, schools=schools)
    with ProcessPoolExecutor(workers, context) as pool:
        list(pool.map(make, range(schools)))


def _measured(folder: Path, work: Path, schools: int, workers: int) -> Run:
    """A run in a process of its own, so that its memory is its own."""
    into = work / f"district-{schools}.db"
    said = subprocess.run(
        [sys.executable, "-m", __spec__.name, "--one", str(folder), str(into), str(schools),
         "--workers", str(workers)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return Run(**json.loads(said.stdout))


def measure(folder: Path, work: Path, options: argparse.Namespace) -> bool:
    """Print a line for each size, and whether the goals are met."""
    print(f"{options.devices:,} devices a school; load before {os.getloadavg()[0]:.1f}")
    heads = ("schools", "seconds", "CPU s", "ms/school", "floor s", "ratio", "MiB", "again s")
    print("".join(f"{head:>10}" for head in heads) + f"{'devices':>11}{'events':>12}")
    runs: list[Run] = []
    for schools in options.schools:
        one = _measured(folder, work, schools, options.workers)
        there = work / f"district-{schools}.db"
        least = floor(folder, there, work / f"floor-{schools}.db", schools)
        print(
            f"{schools:>10}{one.seconds:>10.1f}{one.cpu_seconds:>10.1f}"
            f"{one.seconds / schools * 1000:>10.0f}{least:>10.1f}{one.seconds / least:>10.1f}"
            f"{one.memory:>10.0f}{one.again_seconds:>10.2f}{one.devices:>11,}{one.events:>12,}"
        )
        runs.append(one)
        for path in work.glob(f"*-{schools}.db"):
            path.unlink()
    print(f"load after {os.getloadavg()[0]:.1f}; a ratio counts more than a second")
    return _judge(runs, options)


def _judge(runs: Sequence[Run], options: argparse.Namespace) -> bool:
    few, most = runs[0], runs[-1]
    share = most.schools / SCHOOLS * options.devices / 3_000
    growth = (most.cpu_seconds / most.schools) / (few.cpu_seconds / few.schools)
    return all([
        verdict(f"seconds for {most.schools} schools", most.seconds, SECONDS_GOAL * share),
        verdict("MiB, all processes", max(one.memory for one in runs), MEMORY_GOAL),
        verdict("new in a second run", max(one.again_new + one.again_events for one in runs), 0),
        verdict(f"CPU of a school at {most.schools} beside {few.schools}", growth, GROWTH_GOAL),
        verdict("matches that were not found", _lost(most, options.devices), 0),
    ])  # fmt: skip


def _lost(one: Run, devices: int) -> float:
    """What the generator hid and the district didn't find: of the missing, and of the shared."""
    hidden = len(range(1, devices, FOUND_EVERY))
    shared = len(range(TWICE_EVERY, devices, TWICE_EVERY))
    neighbours = one.schools if one.schools == SCHOOLS else one.schools - 1
    return abs(hidden * neighbours - one.found) + abs(shared * neighbours - one.claimed_twice)


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, nargs="*", default=[10, 50, SCHOOLS])
    parser.add_argument("--devices", type=int, default=3_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--packets", type=Path, help="a folder with the packets of a run before")
    parser.add_argument("--one", nargs=3, metavar=("FOLDER", "FILE", "SCHOOLS"), help="for itself")
    options = parser.parse_args()
    if options.one:
        folder, into, schools = options.one
        done = run(Path(folder), Path(into), int(schools), options.workers)
        print(json.dumps(asdict(done)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = options.packets or work / "packets"
        folder.mkdir(exist_ok=True)
        if not any(folder.iterdir()):
            began = perf_counter()
            make_schools(folder, SCHOOLS, options.devices, options.workers)
            print(f"{SCHOOLS} packets made in {perf_counter() - began:.0f} s")
        return 0 if measure(folder, work, options) else 1


if __name__ == "__main__":
    sys.exit(main())
