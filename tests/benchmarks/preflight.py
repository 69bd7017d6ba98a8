"""The look before the day, and what comes next in the year, over a school of some years.

Run ``python -m tests.benchmarks.preflight``. Exits 1 where a median is over its goal.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from inventory.services import calendar, preflight
from inventory.services.office import Office
from tests.benchmarks.home_school import build_school
from tui.clock import SystemClock

GOALS_MS: dict[str, tuple[Callable[[Office], object], float]] = {
    "before the day": (preflight.look, 500.0),
    "what comes next": (calendar.coming, 5.0),
}


def main() -> int:
    """Print the median and the slowest of each, with its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=3_000)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=11)
    asked = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.db"
        build_school(path, asked.devices, asked.events)
        for name, (work, goal) in GOALS_MS.items():
            times = [_timed(path, work) for _ in range(asked.rounds)]
            missed |= median(times) > goal
            figures = f"median {median(times):6.1f} ms, slowest {max(times):6.1f} ms"
            print(f"{name:<16} {figures} (goal {goal:.0f} ms)")
    return int(missed)


def _timed(path: Path, work: Callable[[Office], object]) -> float:
    """Milliseconds on a file that was just opened, as a command finds it."""
    office = Office.open(path, SystemClock())
    start = perf_counter()
    work(office)
    taken = (perf_counter() - start) * 1000
    office.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
