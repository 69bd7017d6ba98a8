"""What Home costs: from its key to the whole picture, and what its reading does to scans beside it.

A school of 3,000 devices and 50,000 events, with an audit open and a morning under way, in a real
terminal. Run from the repository: ``python -m tests.benchmarks.home``; see README.md beside this.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

import tui.app
from inventory.services.office import Office
from tests.benchmarks.home_school import build_school
from tests.benchmarks.scan_to_screen import (
    SIZES,
    WARM_UP,
    HandOut,
    Sample,
    p50,
    quit_app,
    scan_row,
    verdict,
)
from tests.terminal.school import School
from tests.terminal.terminal import Terminal, key
from tui.app import ChampionApp
from tui.clock import SystemClock

OPEN_GOAL = 150.0
"""Milliseconds from F10 to the last byte of Home, at 3,000 devices and 50,000 events."""
SCAN_GOAL = 1.05
"""A scan with Home drawn anew beside it, to one without: what two equal apps differ by."""
TAIL_GOAL = 1.5
"""The same for the slowest of twenty: a reading once a second meets few scans, and shows there."""
SLOW = 0.3
"""Seconds that the reading of the control stands still; it has to miss the goal of the tail."""
QUIET = 0.15
"""Seconds without output after which a screen counts as painted."""
UPKEEP = 3.0
"""Seconds without output after which the app has looked its database over."""
EVERY = 1.0
PATIENCE = 60
WHOLE = re.compile(rb"Audit Q\d")
"""The last line of Home that is read."""


class Words(Screen[None]):
    """A screen full of words that never change."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static(self._words, markup=False)


class FloorApp(App[None]):
    """Two screens of plain words: the least that Textual could show in Home's place."""

    MODES: ClassVar = {
        "work": lambda: Words("WORK"),
        "home": lambda: Words("\n".join(f"Audit Q4 {row:03} {'word ' * 14}" for row in range(36))),
    }
    DEFAULT_MODE = "work"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "switch_mode('work')", "Work"),
        Binding("f10", "switch_mode('home')", "Home"),
    ]


class SlowApp(ChampionApp):
    """The control: every second it reads Home's picture, whatever is in front, and stands still."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))

    def on_mount(self) -> None:
        """Begin; the first time is before anything is measured."""
        self.set_interval(EVERY, self._hold_up)

    def _hold_up(self) -> None:
        from inventory.services import picture

        picture.picture(self.office)
        picture.ahead(self.office)
        sleep(SLOW)


@dataclass(frozen=True, slots=True)
class Wrapped(School):
    """A school that is opened through this module."""

    kind: str = "alone"

    def argv(self, *_: str) -> list[str]:
        """The command line of this module as the program that is measured."""
        program = [sys.executable, "-m", "tests.benchmarks.home"]
        app = "slow" if self.kind == "slow" else "champion"
        return [*program, "--run", app, str(self.database)]


KINDS = ("alone", "beside", "slow")
"""The schools: with one window; with a second one that shows Home; with the control's app."""


def run_program(kind: str, path: Path) -> None:
    """Be the program that is measured."""
    if kind == "floor":
        FloorApp().run()
        return
    office = Office.open(path, SystemClock())
    (SlowApp if kind == "slow" else ChampionApp)(office).run()
    office.close()


def opened(terminal: Terminal) -> float:
    """Milliseconds from F10 to the last byte of the answer; it has the last line of Home."""
    terminal.write(key("f2"))
    terminal.settle(QUIET)
    began = terminal.write(key("f10"))
    terminal.wait_bytes(WHOLE, PATIENCE)
    terminal.settle(QUIET, PATIENCE)
    return (perf_counter() - QUIET - began) * 1000


def measure_openings(school: Wrapped, options: argparse.Namespace) -> bool:
    """Open Home and the floor in turn, each in one app; False where the goal is missed."""
    rows, columns = SIZES[options.size]
    floor = Terminal(
        [sys.executable, "-m", "tests.benchmarks.home", "--run", "floor", "none"],
        rows=rows, columns=columns,
    )  # fmt: skip
    champion = school.open(rows, columns)
    terminals = (floor, champion)
    floor.wait_for("WORK", PATIENCE)
    champion.wait_for("Audit Q", PATIENCE)
    for terminal in terminals:
        terminal.settle(UPKEEP, PATIENCE)
    first = [opened(terminal) for terminal in terminals]
    found = [[opened(terminal) for terminal in terminals] for _ in range(options.openings)]
    for terminal in terminals:
        quit_app(terminal)
    base, ours = ([one[at] for one in found] for at in (0, 1))
    print(f"{options.openings} openings at {options.size}, milliseconds from F10 to the last byte")
    print(_row("floor: a Textual screen of words", base, first[0]))
    print(_row("champion: Home", ours, first[1]))
    return verdict("Home opens in (ms)", median(ours), OPEN_GOAL)


def _row(name: str, times: Sequence[float], first: float) -> str:
    return f"{name:<34}median {median(times):6.1f}   slowest {max(times):6.1f}   first {first:6.1f}"


def measure_scans(schools: Sequence[Wrapped], options: argparse.Namespace) -> bool:
    """Time hand-outs in the apps in turn; False where the one beside Home is slower.

    False too where the control does not show, for then nothing was measured. Behind the screen
    that takes the scans Home reads nothing, so it is shown in a second window on the same file.
    """
    rows, columns = SIZES[options.size]
    cases = [_HandOut(school, rows, columns) for school in schools]
    window = schools[1].open(rows, columns)
    window.wait_for("Audit Q", PATIENCE)
    for case in cases:
        case.round(WARM_UP)
    window.settle(QUIET)
    painted = window.total
    rounds = [_paired(cases, options.scans, window) for _ in range(options.rounds)]
    window.settle(QUIET)
    if window.total == painted:
        raise RuntimeError("Home in the second window showed none of the hand-outs")
    for terminal in (window, *(case.terminal for case in cases)):
        quit_app(terminal)
    print(f"\n{options.rounds} rounds of {options.scans} hand-outs at {options.size}, milliseconds")
    print(f"{'from last byte to verdict':<30}{'p50':>9}{'p95':>9}{'max':>9}{'bytes/scan':>13}")
    without, beside, slow = list(zip(*rounds, strict=True))
    print(scan_row("nothing beside", without))
    print(scan_row("Home in a second window", beside))
    print(scan_row("control: a reading that stalls", slow))
    ratio = median(one / other for one, other in zip(p50(beside), p50(without), strict=True))
    tail = _p95(beside) / _p95(without)
    shows = _p95(slow) / _p95(without) > TAIL_GOAL
    print(f"the control {'misses the goal of the tail' if shows else 'does NOT show: no result'}")
    met = verdict("scan beside Home to scan alone", ratio, SCAN_GOAL)
    return verdict("the same, slowest of twenty", tail, TAIL_GOAL) and met and shows


def _p95(samples: Sequence[Sample]) -> float:
    return quantiles([wait for sample in samples for wait in sample.waits], n=20)[-1]


def _paired(cases: Sequence[HandOut], scans: int, window: Terminal) -> list[Sample]:
    """So many scans in each app, one here and one there, so that both meet the same machine.

    What the window paints is taken from it in between, or it would soon wait for a reader.
    """
    samples = [Sample() for _ in cases]
    for number in range(scans):
        pairs = list(zip(cases, samples, strict=True))
        for case, sample in pairs if number % 2 else reversed(pairs):
            one = case.round(1)
            sample.waits += one.waits
            sample.sizes += one.sizes
        window.settle(0)
    return samples


class _HandOut(HandOut):
    """Hand-outs of what is still in stock: the morning has handed out the first devices."""

    def __init__(self, school: School, rows: int, columns: int) -> None:
        super().__init__(school, rows, columns)
        self.done = FREE


FREE = 1_000
"""The first device that is in stock, and the first student who has none."""


def main() -> int:
    """Measure, or be the program that is measured; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", choices=SIZES, default="120x40")
    parser.add_argument("--devices", type=int, default=3_000)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--openings", type=int, default=15)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scans", type=int, default=40, help="in each round")
    parser.add_argument("--run", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run_program(options.run[0], Path(options.run[1]))
        return 0
    with tempfile.TemporaryDirectory() as name:
        schools = [Wrapped(Path(name) / kind, kind=kind) for kind in KINDS]
        for school in schools:
            (school.folder / "home").mkdir(parents=True)
        build_school(schools[0].database, options.devices, options.events)
        for school in schools[1:]:
            shutil.copyfile(schools[0].database, school.database)
            school.database.chmod(0o600)
        met = [measure_openings(schools[0], options), measure_scans(schools, options)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
