"""Search as you type over 100,000 devices and 100,000 people: what one more key costs.

Run ``python -m tests.benchmarks.search_scale``. Times the services that Look up asks for each key,
for every prefix of a few texts; exits 1 where a median is over the goal.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from inventory.services import reports, upkeep
from inventory.services.office import Office
from inventory.services.reports import ListName
from inventory.store import projections, register
from tests.builders import a_device, a_person
from tui.clock import SystemClock

TEXTS = ("ns-099123", "chromebook", "garcia", "maria lopez", "5cd0012", "gr", "0012", "zzz no such")
FIRST = ("Maria", "José", "Ada", "Noah", "Zoë", "Liam", "Ngozi", "Wei")
LAST = ("García", "López", "Okafor", "Nguyễn", "Smith", "O'Neill", "Chen", "Haddad")
GOAL_MS = 10.0


def build(path: Path, count: int) -> Office:
    """A database with so many devices and people, indexed."""
    office = Office.create(path, SystemClock())
    with office.database.immediate():
        register.put_people(
            office.database,
            [
                a_person(
                    f"{8_000_000 + n}",
                    first_name=FIRST[n % 8],
                    last_name=f"{LAST[n // 8 % 8]}-{n % 997}",
                    homeroom=f"{100 + n % 60}",
                )
                for n in range(count)
            ],
        )
        devices = [
            a_device(f"NS-{n:06}", serial=f"5CD{n:07}", model=f"Chromebook {n % 40}")
            for n in range(count)
        ]
        register.put_devices(office.database, devices, "")
        projections.put_bases(office.database)
    upkeep.index_all(office)
    return office


def timed(work: Callable[[str], object], text: str) -> float:
    """Milliseconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = perf_counter()
        work(text)
        times.append((perf_counter() - start) * 1000)
    return min(times)


def main() -> int:
    """Print median, 95th percentile and the slowest key for each service."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        office = build(Path(folder) / "search.db", rows)
        services: dict[str, Callable[[str], object]] = {
            "find devices": lambda text: reports.find_devices(office, text),
            "find people": lambda text: reports.find_people(office, text),
            "filter the device list": lambda text: reports.device_lines(
                office, reports.device_keys(office, ListName.DEVICES, text=text)[:64]
            ),
            "filter the people list": lambda text: reports.person_lines(
                office, reports.person_keys(office, text=text)[:64]
            ),
        }
        prefixes = [text[:end] for text in TEXTS for end in range(1, len(text) + 1)]
        print(f"{rows:,} devices and {rows:,} people, {len(prefixes)} keys, ms a key")
        print(f"{'':26}{'median':>8}{'p95':>8}{'slowest':>9}")
        met = True
        for name, work in services.items():
            times = sorted(timed(work, prefix) for prefix in prefixes)
            middle, late = median(times), times[int(len(times) * 0.95)]
            met = met and middle <= GOAL_MS
            print(f"{name:26}{middle:8.2f}{late:8.2f}{times[-1]:9.2f}")
        office.close()
    print(f"goal at most {GOAL_MS:g} ms: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
