"""From the last byte of a scan to its verdict in the terminal, and start-up, against bare Textual.

Run from the repository: ``python -m tests.benchmarks.scan_to_screen``; see README.md beside this.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from inventory.verdict import Code
from tests.benchmarks import floor_echo
from tests.terminal.journal import scans
from tests.terminal.school import School, last_name, make_school, person_id, tag
from tests.terminal.terminal import Terminal, key

SCAN_GOAL, START_GOAL, BYTES_GOAL = 0.35, 1.3, 8_000
SIZES = {"120x40": (40, 120), "80x24": (24, 80)}
DEVICES = 3_000
WARM_UP = 5
QUIET = 0.05
"""Seconds of silence after which a scan's output is over: three of Textual's frames."""

FLOOR = [sys.executable, str(Path(floor_echo.__file__))]
FLOOR_READY = re.compile(rb"READY")
# The key and its label are styled apart, so colours and blanks may lie between them.
CHAMPION_READY = re.compile(rb"F2(?:\x1b\[[0-9;]*m|\s)*(?:Hand )?[Oo]ut")


@dataclass(slots=True)
class Sample:
    """What was measured in one round; seconds and bytes."""

    waits: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def timed_scan(terminal: Terminal, code: str, answer: str, sample: Sample) -> None:
    """Write one scan in one go, wait for its answer's bytes, and let the output end."""
    before = terminal.total
    began = terminal.write(code.encode() + b"\r")
    sample.waits.append(terminal.wait_bytes(answer.encode()) - began)
    terminal.settle(QUIET)
    sample.sizes.append(terminal.total - before)


class Echo:
    """The floor: a scan is answered by ``ACK:`` and its text."""

    name = "floor: Textual Input echo"

    def __init__(self, rows: int, columns: int) -> None:
        """Start it and wait until it takes keys."""
        self.terminal = Terminal(FLOOR, rows=rows, columns=columns)
        self.terminal.wait_bytes(FLOOR_READY)
        self.terminal.settle()
        self._numbers = count()

    def round(self, size: int) -> Sample:
        """So many scans, one after the other."""
        sample = Sample()
        for _ in range(size):
            code = tag(next(self._numbers))
            timed_scan(self.terminal, code, f"ACK:{code}", sample)
        return sample


class HandOut:
    """Champion's Hand out screen: a person is answered by the name, a device by its tag.

    The scan isn't echoed before the verdict, so the tag on the screen is the verdict; that it
    stands beside the outcome's word is checked on every rendered screen, outside the time taken.
    """

    name = "champion: device on Hand out"

    def __init__(self, school: School, rows: int, columns: int) -> None:
        """Start the app and press F2."""
        self.terminal = school.open(rows, columns)
        self.terminal.wait_for("HOME")
        self.terminal.settle()
        self.terminal.write(key("f2"))
        self.terminal.wait_for("HAND OUT")
        self.terminal.settle()
        self.people: list[Sample] = []
        self.done = 0

    def round(self, size: int) -> Sample:
        """So many hand-outs; the time is that of the device."""
        sample, person = Sample(), Sample()
        for _ in range(size):
            number = self.done
            timed_scan(self.terminal, person_id(number), last_name(number), person)
            timed_scan(self.terminal, tag(number), tag(number), sample)
            word = Code.ISSUED.word.upper()
            self.terminal.wait_for(re.compile(rf"{word}\W+{tag(number)}"))
            self.done += 1
        self.people.append(person)
        return sample


def assert_recorded(school: School, done: int) -> None:
    """Every scan that was timed is in the journal with the right verdict; else raises."""
    recorded = [(each.scan, each.code) for each in scans(school.database)]
    wanted = [pair for n in range(done) for pair in ((person_id(n), "person"), (tag(n), "issued"))]
    if recorded != wanted:
        raise RuntimeError(f"{len(recorded)} of {len(wanted)} scans recorded as they should be")


def quit_app(terminal: Terminal) -> None:
    """Leave by Ctrl+Q."""
    terminal.write(key("ctrl+q"))
    terminal.wait_exit(30)
    terminal.close()


def start_up(start: Callable[[], Terminal], ready: re.Pattern[bytes]) -> float:
    """Seconds from the start of the process to the first frame that has the ready mark."""
    terminal = start()
    seconds = terminal.wait_bytes(ready, 30) - terminal.started
    terminal.settle()
    quit_app(terminal)
    return seconds


def p50(samples: Sequence[Sample]) -> list[float]:
    """The median wait of each round."""
    return [median(sample.waits) for sample in samples]


def scan_row(name: str, samples: Sequence[Sample]) -> str:
    """One row of the table of scans."""
    waits = [wait * 1000 for sample in samples for wait in sample.waits]
    p95 = quantiles(waits, n=20)[-1]
    sizes = median(size for sample in samples for size in sample.sizes)
    return f"{name:<30}{median(waits):>9.1f}{p95:>9.1f}{max(waits):>9.1f}{sizes:>13.0f}"


def verdict(what: str, value: float, goal: float) -> bool:
    """Say whether a figure is at or under its goal."""
    met = value <= goal
    print(f"{what} {value:.2f}, goal at most {goal}: {'met' if met else 'MISSED'}")
    return met


def measure_scans(school: School | None, options: argparse.Namespace) -> bool:
    """Time scans in interleaved rounds and print them; False where a goal is missed."""
    rows, columns = SIZES[options.size]
    floor = Echo(rows, columns)
    champion = HandOut(school, rows, columns) if school else None
    cases: list[Echo | HandOut] = [floor, champion] if champion else [floor]
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
    if not (school and champion):
        return True
    print(scan_row("champion: person on Hand out", champion.people[1:]))
    assert_recorded(school, champion.done)
    base, ours = p50(by_case[0]), p50(by_case[1])
    ratio = median(one / other for one, other in zip(ours, base, strict=True))
    sizes = median(size for sample in by_case[1] for size in sample.sizes)
    return all([verdict("ratio", ratio, SCAN_GOAL), verdict("bytes", sizes, BYTES_GOAL)])


def measure_starts(school: School | None, options: argparse.Namespace) -> bool:
    """Time starts in interleaved rounds and print them; False where the goal is missed.

    The first round fills the caches of compiled modules and is left out.
    """
    rows, columns = SIZES[options.size]
    floor: list[float] = []
    champion: list[float] = []
    for _ in range(options.rounds + 1):
        floor.append(start_up(lambda: Terminal(FLOOR, rows=rows, columns=columns), FLOOR_READY))
        if school:
            champion.append(start_up(lambda: school.open(rows, columns), CHAMPION_READY))
    floor, champion = floor[1:], champion[1:]
    print(
        f"\n{options.rounds} starts each at {options.size}, milliseconds to the first whole frame"
    )
    print(f"{'floor: Textual Input echo':<30}{median(floor) * 1000:>9.0f}")
    if not school:
        return True
    print(f"{'champion: Home':<30}{median(champion) * 1000:>9.0f}")
    ratio = median(one / other for one, other in zip(champion, floor, strict=True))
    return verdict("ratio", ratio, START_GOAL)


def main() -> int:
    """Print both tables; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="120x40")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scans", type=int, default=40, help="in each round")
    parser.add_argument("--floor-only", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        school = None
        if not options.floor_only:
            school = School(Path(name) / "school")
            make_school(school.folder, devices=DEVICES, people=DEVICES)
        met = [measure_scans(school, options), measure_starts(school, options)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
