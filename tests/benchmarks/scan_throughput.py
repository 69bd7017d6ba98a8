"""Scans a second through ``champion scan``, against bare durable SQLite transactions.

Run from the repository: ``python -m tests.benchmarks.scan_throughput``; see README.md beside this.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks import floor_commit
from tests.terminal.school import ROOT, School, hand_outs, make_school

GOAL = 0.4
FLOOR = str(Path(floor_commit.__file__))


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program that answers each scan with a line; times in seconds."""

    lines: list[bytes]
    first: float
    """From the start of the process to its first line."""
    last: float
    """From the start of the process to its last line."""

    @property
    def rate(self) -> float:
        """Scans a second from the first answer to the last, start-up left out."""
        return (len(self.lines) - 1) / (self.last - self.first)

    @property
    def rate_with_start(self) -> float:
        """Scans a second from the start of the process to the last answer."""
        return len(self.lines) / self.last


def measure(argv: Sequence[str], stdin: Path, env: Mapping[str, str]) -> Run:
    """Run a program to its end on a prepared file, and time its lines as they come.

    Raises RuntimeError where it fails or says nothing.
    """
    output, first, last = bytearray(), 0.0, 0.0
    with stdin.open("rb") as source:
        began = perf_counter()
        process = subprocess.Popen(
            list(argv), cwd=ROOT, env={**os.environ, **env}, stdin=source, stdout=subprocess.PIPE
        )
        with process:
            assert process.stdout is not None
            while piece := os.read(process.stdout.fileno(), 65_536):
                last = perf_counter() - began
                first = first or last
                output += piece
    lines = bytes(output).splitlines()
    if process.returncode or len(lines) < 2:
        raise RuntimeError(f"{argv[1:3]} exited {process.returncode} after {len(lines)} lines")
    return Run(lines, first, last)


def run_floor(folder: Path, scans: Path, count: int) -> Run:
    """One run of the floor on a new file."""
    database = folder / "floor.db"
    run = measure([sys.executable, FLOOR, str(database), str(count)], scans, {})
    database.unlink()
    return run


def run_champion(built: Path, folder: Path, scans: Path) -> Run:
    """One run of ``champion scan`` on a fresh copy; raises if a verdict isn't the right one."""
    school = School(Path(shutil.copytree(built, folder / "copy")))
    run = measure(school.argv("scan", "--mode", "out", "--json"), scans, school.environment)
    shutil.rmtree(school.folder)
    codes = [json.loads(line)["code"] for line in run.lines]
    if codes != ["person", "issued"] * (len(codes) // 2):
        raise RuntimeError("a scan was not handed out, so the figures mean nothing")
    return run


def report(name: str, runs: Sequence[Run]) -> None:
    """One row of the table: medians over the rounds."""
    rate = median(run.rate for run in runs)
    with_start = median(run.rate_with_start for run in runs)
    ready = median(run.first for run in runs)
    print(f"{name:<28}{rate:>10.0f}{with_start:>16.0f}{ready * 1000:>22.0f}")


def main() -> int:
    """Print the table; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hand-outs", type=int, default=1_500)
    parser.add_argument("--floor-only", action="store_true")
    options = parser.parse_args()
    champion: list[Run] = []
    floor: list[Run] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        codes = hand_outs(options.hand_outs)
        scans = folder / "scans.txt"
        scans.write_text("".join(f"{code}\n" for code in codes))
        if not options.floor_only:
            make_school(folder / "built", devices=3_000, people=3_000)
        for _ in range(options.rounds):
            floor.append(run_floor(folder, scans, len(codes)))
            if not options.floor_only:
                champion.append(run_champion(folder / "built", folder, scans))
    print(f"{options.rounds} rounds of {len(codes)} scans, one durable transaction each, medians")
    print(f"{'':<28}{'scans/s':>10}{'with start-up':>16}{'first answer, ms':>22}")
    report("floor: bare sqlite3", floor)
    if not champion:
        return 0
    report("champion scan --mode out", champion)
    ratio = median(one.rate / base.rate for one, base in zip(champion, floor, strict=True))
    print(f"ratio {ratio:.2f}, goal at least {GOAL}: {'met' if ratio >= GOAL else 'MISSED'}")
    return 0 if ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
