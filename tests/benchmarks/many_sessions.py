"""How long a scan takes where ten programs write to one file, as tables over SSH do.

Run from the repository: ``python -m tests.benchmarks.many_sessions``; see README.md beside this.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles

from tests import sessions
from tests.terminal.school import make_school, person_id, tag

GOAL_P95 = 0.050
"""Seconds that 95 of 100 scans stay below at one scan a second in each session."""

GOAL_LONGEST = 2.5
"""Seconds that no scan waits at full speed: half of what a write has patience for."""

HEAD = "   scans       p50       p95 worst p95   longest    scans/s  refused"


@dataclass(frozen=True, slots=True)
class Profile:
    """How fast each session scans, and how often."""

    name: str
    scans: int
    pace: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of all sessions came to; times in seconds."""

    scans: int
    median: float
    p95: float
    worst_session: float
    """The p95 of the session that waited longest."""
    longest: float
    rate: float
    """Scans a second of all sessions together."""
    refused: int

    def __str__(self) -> str:
        times = (self.median, self.p95, self.worst_session, self.longest)
        in_ms = "".join(f"{seconds * 1000:>10.1f}" for seconds in times)
        return f"{self.scans:>8}{in_ms}{self.rate:>11.0f}{self.refused:>9}"


def p95(waits: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return quantiles(waits, n=20, method="inclusive")[-1]


def figures(runs: Sequence[Sequence[sessions.Told]]) -> Figures:
    """The figures of one or more runs of all sessions."""
    waits = [wait for told in runs for one in told for wait in one.waits]
    lasted = sum(max(one.ended for one in told) - min(one.began for one in told) for told in runs)
    return Figures(
        len(waits),
        median(waits),
        p95(waits),
        max(p95(one.waits) for told in runs for one in told),
        max(waits),
        len(waits) / lasted,
        sum(len(one.refused) for told in runs for one in told),
    )


def compare(profile: Profile, built: Path, folder: Path, count: int) -> tuple[Figures, list[str]]:
    """Print the floor's figures and the app's; the app's, and what the file says against them.

    Half of the floor runs before the app and half after it.
    """
    pairs = profile.scans // 2
    people = [person_id(number) for number in range(count * pairs)]
    devices = [tag(number) for number in range(count * pairs // 2)]
    shares = sessions.shared_out(people, devices, count, pairs, profile.pace)
    halves = [replace(share, codes=share.codes[:pairs]) for share in shares]
    floor, school = folder / "floor.db", Path(shutil.copyfile(built, folder / "school.db"))
    sessions.make_bare(floor)
    before = sessions.counts(school)
    first = sessions.run(sessions.bare, floor, halves)
    told = sessions.run(sessions.champion, school, shares)
    last = sessions.run(sessions.bare, floor, halves)
    base, app = figures([first, last]), figures([told])
    print(f"{profile.name + ': floor':<32}{base}")
    print(f"{profile.name + ': champion':<32}{app}", flush=True)
    found = sessions.faults(school, told, before)
    floor.unlink()
    school.unlink()
    return app, found


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=60, help="at one scan a second each")
    parser.add_argument("--scans", type=int, default=300, help="of each session at full speed")
    options = parser.parse_args()
    steady = Profile("one a second", options.seconds, 1.0)
    full = Profile("full speed", options.scans, 0.0)
    count = options.sessions
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{count} sessions on one file, {os.cpu_count()} processors{load}; times in ms")
    print(f"{'':<32}{HEAD}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        most = count * max(options.seconds, options.scans) // 2
        built = make_school(folder / "built", devices=most, people=most)
        at_ease, found = compare(steady, built, folder, count)
        in_haste, more = compare(full, built, folder, count)
    found += more
    goals = {
        f"95 of 100 below {GOAL_P95 * 1000:.0f} ms at one a second": at_ease.p95 < GOAL_P95,
        f"none above {GOAL_LONGEST} s at full speed": in_haste.longest < GOAL_LONGEST,
        "none refused, lost or handed out twice": not found,
    }
    for goal, met in goals.items():
        print(f"{goal}: {'met' if met else 'MISSED'}")
    for fault in found[:20]:
        print(f"  {fault}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
