"""Kills a child that is at work, again and again, and looks at what is left.

``python -m tests.trust.killing RUNS SEED [early]`` prints what came of it as JSON. It is a program
of its own because it forks, which a test runner with its threads must not do.
"""

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from inventory.model import Custody, CustodyState
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.reading import read
from inventory.store import projections
from inventory.store.identifiers import StoredDirectory
from tests.trust.children import Child, Said, begun, is_at_something_long, told
from tests.trust.days import MODES, Job, Task, a_copy, build, work
from tests.trust.witness import Findings, Witness
from tui.clock import SystemClock

ON_ONE_SCHOOL = 10
"""Kills that one database lives through: each finds what the ones before it left."""
MOST_TOLD = {Task.CLOSE: 9, Task.IMPORT: 2}
"""How much is told at the most before a kill; of scans more than of what takes long."""
MOST_SCANS = 8
LATEST = 0.03
"""Seconds after an import or a step of an audit was begun: as long as one takes."""
LATEST_IN_A_SCAN = 0.006
"""The same after the last scan that was told: the kill falls anywhere in the next ones."""
AT_THE_START = 0.1
"""How many kills fall on a child that is just opening the database."""
EARLIEST = 0.01
START_SECONDS = 30.0
TASKS = (Task.OUT, Task.BACK, Task.AUDIT, Task.CLOSE, Task.IMPORT)


class Killing:
    """So many kills; ``seen`` counts what they fell on."""

    def __init__(self, seed: str, *, early: bool = False) -> None:
        self._seed = seed
        self._early = early
        self.findings = Findings()
        self.seen: Counter[str] = Counter()

    def run(self, runs: int, folder: Path) -> None:
        """Kill so often; a new school now and then."""
        built = folder / "built"
        built.mkdir()
        build(built)
        for number in range(runs):
            if number % ON_ONE_SCHOOL == 0:
                shutil.rmtree(folder / "school", ignore_errors=True)
                self._database = a_copy(built, folder / "school")
                self._witness = Witness(self._database)
            known = len(self.findings.all)
            self._kill_once(number)
            for finding in self.findings.all[known:]:
                print(f"kill {number} of {self._seed}: {finding}", file=sys.stderr)
            print(f"kill {number}", flush=True)

    def _kill_once(self, number: int) -> None:
        chance = random.Random(f"{self._seed}/{number}")
        task = Task.OUT if self._early else TASKS[number % len(TASKS)]
        job = Job(task, f"{self._seed}/{number}", backups=chance.random() < 0.3, early=self._early)
        if self._early:
            job = replace(job, backups=False)
        before = self._witness.before()
        child = Child(partial(work, self._database, job))
        if chance.random() < AT_THE_START:
            child.wait_for(chance.uniform(0, EARLIEST))
        else:
            wanted, scans = chance.randint(0, MOST_TOLD.get(task, MOST_SCANS)), task in MODES
            assert child.wait_for(
                START_SECONDS,
                lambda said: told(said) >= wanted and (scans or is_at_something_long(said)),
            )
            child.wait_for(chance.uniform(0, LATEST_IN_A_SCAN if scans else LATEST))
        child.kill()
        self._count(child.said)
        more = self.findings.more
        self._witness.look(before, child.said, self.findings)
        cut_off = begun(child.said, "scan")
        raw = str(cut_off["raw"]) if cut_off else ""
        if raw.startswith("NS-") and self.findings.more > more and task in MODES:
            self._scan_again(task, raw)

    def _count(self, said: list[Said]) -> None:
        """What the kill fell on, and how much was told before it."""
        self.seen["kills"] += 1
        self.seen["told"] += sum("done" in one for one in said)
        for what in ("scan", "import", "backup", "open", "lock", "reopen", "explain", "sign"):
            if begun(said, what):
                name = what if what in ("scan", "import", "backup") else "step of an audit"
                self.seen[f"in a{'n' * (name == 'import')} {name}"] += 1

    def _scan_again(self, task: Task, raw: str) -> None:
        """What a person does whose scan was cut off: the same once more, which reverses nothing."""
        office = Office.open(self._database, SystemClock())
        with closing(office):
            directory = StoredDirectory(office.database)
            device = read(office, directory, raw).code
            held = _who_has(office, device)
            Desk(office, MODES[task]).scan(raw)
            if held != _who_has(office, device):
                self.findings.add([], [f"{raw} scanned again took back what it had done"])
            self.seen["scanned again"] += 1


def _who_has(office: Office, device: str) -> tuple[CustodyState, str | None]:
    found: Custody = projections.custody_of(office.database, device)
    return found.state, found.person


def main(runs: int, seed: str, *, early: bool = False) -> None:
    """Print the figures as the last line, after a line for each kill."""
    killing = Killing(seed, early=early)
    with tempfile.TemporaryDirectory(prefix="champion-kills-") as folder:
        killing.run(runs, Path(folder))
    found = killing.findings
    seen = {**killing.seen, "one more": found.more}
    print(json.dumps({"seen": seen, "lost": found.lost, "damaged": found.damaged}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], early="early" in sys.argv)
