"""What an audit costs: a sighting beside a hand-out, and each step by the size of the list.

Run from the repository: ``python -m tests.benchmarks.audit_scale``; see README.md beside this.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

from inventory.audit import Scope
from inventory.model import Device, Mode, Place
from inventory.services import audit_draft, audit_figures, audits, packets
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import projections, register
from inventory.verdict import Code
from tests.benchmarks.scan_to_screen import (
    SIZES,
    WARM_UP,
    HandOut,
    Sample,
    p50,
    quit_app,
    scan_row,
    timed_scan,
    verdict,
)
from tests.builders import FixedClock
from tests.terminal.school import School, make_school, room, tag
from tests.terminal.terminal import key

SCAN_GOAL = 1.05
"""A sighting to the screen beside a hand-out; the two hundredths are what two equal apps differ."""
SECONDS = {3_000: 2.0, 100_000: 20.0}
"""Seconds that each of status, lock and packet may take, for lists of up to so many devices."""
GROWTH_GOAL = 1.5
"""What a device may cost at ten times as many, beside what it cost before."""

DEVICES = 3_000
PER_ROOM = 30
STEPS = ("open", "status", "lock", "explain", "sign", "packet")
JUDGED = ("status", "lock", "packet")

Done = TypeVar("Done")


class Sighting:
    """Champion's Audit screen in a room of 30: a device is answered by its tag in the verdict."""

    name = "champion: device on Audit"

    def __init__(self, school: School, rows: int, columns: int) -> None:
        """Open the audit, then the app, and press F4."""
        done = school.run("audit", "open")
        if done.returncode:
            raise RuntimeError(done.stderr)
        self.terminal = school.open(rows, columns)
        self.terminal.wait_for("HOME")
        self.terminal.settle()
        self.terminal.write(key("f4"))
        self.terminal.wait_for("AUDIT")
        self.terminal.settle()
        self.done = 0

    def round(self, size: int) -> Sample:
        """So many sightings; scanning the place between rooms is not timed."""
        sample = Sample()
        for _ in range(size):
            number = self.done
            if number % PER_ROOM == 0:
                timed_scan(self.terminal, room(number, PER_ROOM), "PLACE", Sample())
            timed_scan(self.terminal, tag(number), tag(number), sample)
            word = Code.VERIFIED.word.upper()
            self.terminal.wait_for(re.compile(rf"{word}\W+{tag(number)}"))
            self.done += 1
        return sample


def measure_scans(folder: Path, options: argparse.Namespace) -> bool:
    """Time sightings and hand-outs in turn, in two apps; False where a sighting is slower."""
    rows, columns = SIZES[options.size]
    schools = [School(folder / name) for name in ("handing-out", "auditing")]
    for school in schools:
        make_school(school.folder, devices=DEVICES, people=DEVICES, per_room=PER_ROOM)
    cases: list[HandOut | Sighting] = [
        HandOut(schools[0], rows, columns), Sighting(schools[1], rows, columns),
    ]  # fmt: skip
    for case in cases:
        case.round(WARM_UP)
    rounds = [[case.round(options.scans) for case in cases] for _ in range(options.rounds)]
    for case in cases:
        quit_app(case.terminal)
    print(f"{options.rounds} rounds of {options.scans} scans at {options.size}, milliseconds")
    print(f"{'from last byte to verdict':<30}{'p50':>9}{'p95':>9}{'max':>9}{'bytes/scan':>13}")
    by_case = list(zip(*rounds, strict=True))
    for case, samples in zip(cases, by_case, strict=True):
        print(scan_row(case.name, samples))
    out, seen = (p50(samples) for samples in by_case)
    ratio = median(one / other for one, other in zip(seen, out, strict=True))
    return verdict("sighting to hand-out", ratio, SCAN_GOAL)


@dataclass(slots=True)
class Course:
    """One audit from opening to packet, with what each step took."""

    office: Office
    seconds: dict[str, float] = field(default_factory=dict)

    def time(self, step: str, work: Callable[[], Done]) -> Done:
        """Do it, and keep how long it took."""
        began = perf_counter()
        done = work()
        self.seconds[step] = perf_counter() - began
        return done


def run_audit(size: int, folder: Path) -> dict[str, float]:
    """Audit a school of this size, nine of ten devices seen, and say what each step took."""
    office = Office.create(folder / "school.db", FixedClock())
    _fill(office, size)
    course = Course(office)
    planned = audit_draft.draft(office, Scope())
    audit = course.time("open", lambda: audits.open_audit(office, planned))
    _see(office, size)
    course.time("status", lambda: audit_figures.status(office, audit))
    locked = course.time("lock", lambda: audits.lock(office, audit))
    gone = [one.subject for one in audit_figures.variances(office, locked)]
    explained = course.time(
        "explain", lambda: audits.explain(office, locked, gone, "no_action", note="searched")
    )
    signed = course.time("sign", lambda: packets.sign(office, explained, "Ada Park", "librarian"))
    _, written = course.time("packet", lambda: packets.submit(office, signed, folder))
    if (
        audit_figures.status(office, signed).cover.missing != size // 10
        or not written.path.exists()
    ):
        raise RuntimeError("the audit did not come to what it should")
    office.close()
    return course.seconds


def _fill(office: Office, size: int) -> None:
    devices = (
        Device(
            tag(number), tag=tag(number), serial=f"5CD{number:07d}X", model="HP Chromebook 11 G9",
            category="Chromebook", place=room(number, PER_ROOM),
        )
        for number in range(size)
    )  # fmt: skip
    rooms = dict.fromkeys(room(number, PER_ROOM) for number in range(size))
    with office.database.immediate():
        register.put_devices(office.database, list(devices), "")
        register.put_places(office.database, [Place(name, "room", 40) for name in rooms])
        projections.put_bases(office.database)


def _see(office: Office, size: int) -> None:
    """Nine of ten devices, scanned through the desk; in one transaction, as this isn't measured."""
    desk = Desk(office, Mode.AUDIT)
    clock = office.clock
    assert isinstance(clock, FixedClock)
    whole, office.database.immediate = office.database.immediate, nullcontext  # type: ignore[method-assign,assignment]
    with whole():
        for number in range(size):
            clock.advance(2)
            if number % PER_ROOM == 0:
                desk.scan(room(number, PER_ROOM))
            if number % 10:
                desk.scan(tag(number))
    office.database.immediate = whole  # type: ignore[method-assign]


def measure_steps(folder: Path, options: argparse.Namespace) -> bool:
    """Run audits of growing size and print what each step took; False where a goal is missed."""
    print(f"\nseconds for each step, median of {options.courses}")
    print(f"{'devices':>9}" + "".join(f"{step:>10}" for step in STEPS))
    taken: dict[int, dict[str, float]] = {}
    for size in options.sizes:
        runs = []
        for number in range(options.courses):
            own = folder / f"{size}-{number}"
            own.mkdir()
            runs.append(run_audit(size, own))
        taken[size] = {step: median(run[step] for run in runs) for step in STEPS}
        print(f"{size:>9,}" + "".join(f"{taken[size][step]:>10.2f}" for step in STEPS))
    met = [
        verdict(f"{step} of {size:,}, seconds", taken[size][step], goal)
        for size in taken
        for step in JUDGED
        for goal in [next((limit for most, limit in SECONDS.items() if size <= most), 20.0)]
    ]
    for small, large in pairwise(sorted(taken)):
        a, b = (sum(taken[size][step] for step in JUDGED) / size for size in (small, large))
        met.append(verdict(f"one device at {large:,} beside {small:,}", b / a, GROWTH_GOAL))
    return all(met)


def main() -> int:
    """Print both tables; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="120x40")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scans", type=int, default=40, help="in each round")
    parser.add_argument("--courses", type=int, default=1, help="audits of each size")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 3_000, 10_000, 100_000])
    parser.add_argument("--no-screen", action="store_true", help="only the steps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        met = [measure_steps(Path(name), options)]
        if not options.no_screen:
            met.append(measure_scans(Path(name), options))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
