"""Green means on disk: the real app in a real terminal, ended at any moment while it scans.

What the screen showed as recorded is looked for in the file. The next start shows what was
recorded last, and whoever scans the last student once more reverses nothing.
"""

import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from inventory.model import CustodyState
from inventory.services import upkeep
from inventory.services.office import Office
from inventory.store import projections
from inventory.verdict import Code
from tests.terminal.journal import Scanned, damage, scans
from tests.terminal.school import School, make_school, person_id, tag
from tests.trust.figures import keep
from tests.trust.table import SCAN_SECONDS, End, Shown, Table, as_shown, pair
from tui.clock import SystemClock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="this system has no pseudo-terminals")

SEED = "2026-11-21"
ENDS = (End.KILL, End.CLOSED, End.KILL, End.TERM, End.KILL, End.LID, End.KILL, End.START)
OUT_OF = (5, 3)
"""Of five runs in a row three hand out, and then two take back."""
MOST = 4
"""Students, or devices, of one run."""
LONGEST_PAUSE = 0.03
"""Seconds between two scans."""
LATEST = 0.06
"""Seconds after the last one that was waited for."""
KILLED_WITHIN = 0.8
"""An app that is just starting is killed within this time."""
EARLY = 5
CAUGHT = 3
"""Apps that say green too early, and how many of them have to be caught at least."""
SPARE = 6
"""Devices that stay out, so that there is something to keep."""

_WORDS = {code.value: code.word for code in Code}
_GREENS = {True: "(?i:handed out|seen)", False: "(?i:taken back|already)"}
"""What the screen says of a device at Hand out, and at Take back."""


class Days:
    """The same table day after day: each run finds what the one before it left."""

    def __init__(self, school: School, seed: str) -> None:
        self._school = school
        self._seed = seed
        self._handed_out = self._taken_back = 0
        self._again: list[str] = []
        """What was typed last in the run before."""
        self._was_out = True
        self.seen: Counter[str] = Counter()
        self.lost: list[str] = []
        self.damaged: list[str] = []

    def run(self, number: int) -> None:
        """One run of the app, and what it leaves."""
        chance = random.Random(f"{self._seed}/{number}")
        how = ENDS[number % len(ENDS)]
        out = number % OUT_OF[0] < OUT_OF[1]
        before = scans(self._school.database)
        held = self._who_has_what()
        with Table(self._school) as table:
            if how is End.START:
                table.drain(chance.uniform(0, KILLED_WITHIN))
                typed: list[str] = []
            else:
                table.go("f2" if out else "f3", "HAND OUT" if out else "TAKE BACK")
                self._shows_the_last(table, before)
                typed = self._again if out == self._was_out else []
                typed = [*typed, *self._next(chance, out)]
                self._scan(table, typed, how, chance, _GREENS[out])
                self._again, self._was_out = typed[-2 if out else -1 :], out
            table.end(how)
        self.seen["kills"] += 1
        self.seen[how.value] += 1
        self._look(f"run {number}, {how.value}", before, typed, table.shown)
        if out or not typed:
            self._reversed_nothing(held)

    def _next(self, chance: random.Random, out: bool) -> list[str]:
        """The codes of the next students, or of the next devices that are out."""
        count = chance.randint(1, MOST)
        if out:
            first, self._handed_out = self._handed_out, self._handed_out + count
            return [code for number in range(first, first + count) for code in pair(number)]
        first = self._taken_back
        self._taken_back = min(first + count, max(self._handed_out - SPARE, first))
        return [tag(number) for number in range(first, self._taken_back)]

    def _scan(
        self, table: Table, typed: list[str], how: End, chance: random.Random, green: str
    ) -> None:
        """Type the codes, some at once, some with pauses; wait until some of them are green."""
        if how is End.LID:
            table.close_lid(typed)
            self._all_are_recorded(table, typed, green)
            return
        pause = chance.choice((0.0, LONGEST_PAUSE))
        for code in typed:
            table.scan(code, chance.uniform(0, pause))
        devices = typed if green == _GREENS[False] else typed[1::2]
        if seen := devices[: chance.randint(0, len(devices))]:
            table.wait_for(re.compile(f"{green} +{seen[-1]}"), SCAN_SECONDS)
            table.look()
        table.drain(chance.uniform(0, LATEST))

    def _all_are_recorded(self, table: Table, typed: list[str], green: str) -> None:
        """What was scanned while the lid was closed is there once it is open again."""
        if typed:
            table.wait_for(re.compile(f"{green} +{typed[-1]}"), SCAN_SECONDS)
            recorded = [one.scan for one in scans(self._school.database)]
            assert recorded[-len(typed) :] == typed
            self.seen["scanned under a closed lid"] += len(typed)

    def _shows_the_last(self, table: Table, before: list[Scanned]) -> None:
        """The start shows the scan that was recorded last."""
        last = next((one for one in reversed(before) if one.code != Code.PERSON.value), None)
        if last is not None:
            table.wait_for(
                re.compile(rf"^ +\d\d:\d\d:\d\d +\S .*{last.scan}", re.MULTILINE), SCAN_SECONDS
            )
            assert table.newest_event() == (_WORDS[last.code], last.scan)
            self.seen["last scan shown"] += 1

    def _look(self, run: str, before: list[Scanned], typed: list[str], shown: set[Shown]) -> None:
        """Compare the screen with the file, and look the file over."""
        self.damaged += [f"{run}: {found}" for found in damage(self._school.database)]
        recorded = scans(self._school.database)
        missing = sorted(shown - as_shown(recorded))
        self.lost += [f"{run}: {what} {code} was shown, and is not there" for code, what in missing]
        new = [one.scan for one in recorded[len(before) :]]
        if recorded[: len(before)] != before or new != typed[: len(new)]:
            self.damaged.append(f"{run}: {new} is there, typed was {typed}")
        with closing(Office.open(self._school.database, SystemClock())) as office:
            self.damaged += [f"{run}: {found}" for found in upkeep.check(office).findings]
        self.seen["typed"] += len(typed)
        self.seen["recorded"] += len(new)
        self.seen["shown as recorded"] += len(shown)

    def _who_has_what(self) -> dict[str, str | None]:
        """Every device that is out, and with whom."""
        with closing(Office.open(self._school.database, SystemClock())) as office:
            devices = [tag(number) for number in range(self._handed_out)]
            custody = {one: projections.custody_of(office.database, one) for one in devices}
        return {
            device: one.person
            for device, one in custody.items()
            if one.state is CustodyState.WITH_PERSON
        }

    def _reversed_nothing(self, held: dict[str, str | None]) -> None:
        """What was out before is out to the same student, though it was scanned once more."""
        now = self._who_has_what()
        self.damaged += [
            f"{device} was with {person}, and is with {now.get(device)}"
            for device, person in held.items()
            if now.get(device) != person
        ]
        self.damaged += [
            f"{device} is with {person}, who is another student"
            for device, person in now.items()
            if person != person_id(int(device[3:]) - int(tag(0)[3:]))
        ]


def early_greens(school: School) -> int:
    """How often a green that came too early was found out.

    Before its first suffix a table takes 0.12 s of silence for a code's end. A standstill of the
    machine that begins before it took the first key is silence to it: the code is parked in two, no
    green comes, and none is caught.
    """
    caught = 0
    for number in range(EARLY):
        with Table(school, ("-m", "tests.trust.early_app")) as table:
            table.go("f2", "HAND OUT")
            for code in pair(number):
                table.scan(code)
            table.wait_for(re.compile(rf"✓ HANDED OUT +{tag(number)}|parked as"), SCAN_SECONDS)
            table.end(End.KILL)
        caught += ("issued", tag(number)) in table.shown - as_shown(scans(school.database))
    return caught


def end_and_keep(folder: Path, runs: int) -> None:
    """So many ends of the app as it is, and some of the one that is wrong on purpose."""
    began = perf_counter()
    make_school(folder / "school", devices=4 * runs, people=4 * runs)
    days = Days(School(folder / "school"), SEED)
    print(f"seed {SEED}")
    for number in range(runs):
        days.run(number)
    assert (days.lost, days.damaged) == ([], [])
    for how in End:
        assert days.seen[how.value] >= runs // 10, f"too few were {how}"
    assert days.seen["last scan shown"] >= runs // 2
    assert days.seen["shown as recorded"] >= runs, "too little was shown to prove anything"
    assert days.seen["recorded"] < days.seen["typed"], "no run was ended in the midst of a scan"

    make_school(folder / "early", devices=EARLY, people=EARLY)
    caught = early_greens(School(folder / "early"))
    assert caught >= CAUGHT
    counted = {**days.seen, "lost": len(days.lost), "damaged": len(days.damaged)}
    controls = {"says green before the commit": f"{caught} of {EARLY} greens were not on disk"}
    keep("kill-app", counted, controls, seconds=perf_counter() - began)


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """A folder where a commit takes its time, so that some ends fall into it."""
    with tempfile.TemporaryDirectory(prefix="champion-ends-") as folder:
        yield Path(folder)


def test_50_ends_of_the_app_lose_nothing_that_was_green(on_disk: Path) -> None:
    """What was shown as recorded is there, in order, once; a green too early is caught."""
    end_and_keep(on_disk, 50)


@pytest.mark.long
def test_1000_ends_of_the_app_lose_nothing_that_was_green(on_disk: Path) -> None:
    """The full profile."""
    end_and_keep(on_disk, 1_000)
