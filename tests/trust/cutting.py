"""Cuts the power of a file system on which a child is at work, and looks at what is left.

``python -m tests.trust.cutting FOLDER KIND RUNS SEED [WEAK]`` as root, in a mount namespace of its
own (``unshare --mount``): every mount goes with the last process in it, however that ends. KIND is
ext4 or xfs. It prints what came of it as JSON, and exits ``NO_DISK`` where nothing can be mounted.
"""

import fcntl
import json
import os
import random
import shutil
import struct
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from inventory.store import connection
from tests.trust.children import Child, Said, Say, begun, is_at_something_long, told
from tests.trust.days import MODES, Job, Task, a_copy, build, until_refused
from tests.trust.witness import Findings, Witness

NO_DISK = 77
"""The exit code where this machine lets nobody mount a disk."""

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN (fs/ext4/ext4.h) and XFS_IOC_GOINGDOWN (fs/xfs/libxfs/xfs_fs.h): one number."""
NO_LOG_FLUSH = 2
"""Nothing more reaches the disk, the file system's own journal neither: the power is gone."""

SIZES = {"ext4": "64M", "xfs": "320M"}
"""Both are sparse; mkfs.xfs makes none that is smaller than 300 MB."""
WEAK = {
    "delete-full": ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = FULL"),
    "wal-normal": ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"),
}
"""What SQLite does if nobody asks for more, and what is asked for to be fast: both lose scans."""
LEAST = 15
ENOUGH = 3
"""How many cuts a weak one gets at least, and with how many losses it needs no more."""

ON_ONE_SCHOOL = 10
TASKS = (Task.OUT, Task.BACK, Task.AUDIT, Task.OUT, Task.CLOSE, Task.BACK, Task.AUDIT, Task.IMPORT)
MOST_SCANS = 8
MOST_LONG = 3
PAUSE = 0.008
"""Seconds: half of the days are slow enough that the cut falls between two scans as well."""
LATEST = 0.03
START_SECONDS = 30.0


class Disk:
    """A file with a file system in it, mounted on a folder."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._kind = kind
        self._image = folder / "image"
        self.root = folder / "disk"
        self.root.mkdir()

    def make(self) -> None:
        """Make the file system; CalledProcessError where that can't be."""
        with self._image.open("wb") as file:
            file.truncate(int(SIZES[self._kind][:-1]) << 20)
        _run(f"mkfs.{self._kind}", "-q", self._image)

    def mount(self) -> None:
        """Put the disk in: the file system mends itself, as after any cut."""
        _run("mount", "-t", self._kind, "-o", "loop", self._image, self.root)

    def unmount(self) -> None:
        """Take the disk out."""
        _run("umount", self.root)

    def cut(self) -> None:
        """The power is gone: what was not on the disk is lost, and nothing more comes there."""
        folder = os.open(self.root, os.O_RDONLY)
        fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        os.close(folder)


@dataclass(frozen=True, slots=True)
class Plan:
    """How often which disk is cut, and what is wrong with the database on purpose."""

    kind: str
    runs: int
    seed: str
    weak: str = ""


class Cutting:
    """So many cuts; ``seen`` counts what they fell on."""

    def __init__(self, disk: Disk, built: Path, plan: Plan) -> None:
        self._disk = disk
        self._built = built
        self._plan = plan
        self.findings = Findings()
        self.seen: Counter[str] = Counter()

    def run(self) -> None:
        """Cut so often, on a new school now and then; a weak one until it has lost enough."""
        for number in range(self._plan.runs):
            if number % ON_ONE_SCHOOL == 0:
                self._begin_school(number)
            known, lost = len(self.findings.all), len(self.findings.lost)
            self._cut_once(number)
            self.seen["cuts with a loss"] += len(self.findings.lost) > lost
            for finding in self.findings.all[known:]:
                print(f"cut {number} of {self._plan}: {finding}", file=sys.stderr)
            print(f"cut {number}", flush=True)
            caught = self.seen["cuts with a loss"] >= ENOUGH
            if self._plan.weak and caught and self.seen["cuts"] >= LEAST:
                break

    def _begin_school(self, number: int) -> None:
        for before in self._disk.root.glob("school-*"):
            shutil.rmtree(before)
        self._database = a_copy(self._built, self._disk.root / f"school-{number}")
        self._disk.unmount()  # so that all of it is on the disk
        self._disk.mount()
        self._witness = Witness(self._database)

    def _cut_once(self, number: int) -> None:
        chance = random.Random(f"{self._plan.seed}/{number}")
        task = Task.OUT if self._plan.weak else TASKS[number % len(TASKS)]
        scans = task in MODES
        pause = PAUSE if self._plan.weak or chance.random() < 0.5 else 0.0
        backups = not self._plan.weak and chance.random() < 0.2
        job = Job(task, f"{self._plan.seed}/{number}", backups=backups, pause=pause)
        wanted = chance.randint(1, MOST_SCANS if scans else MOST_LONG)
        before = self._witness.before()
        child = Child(partial(_weakly, WEAK.get(self._plan.weak, ()), self._database, job))
        assert child.wait_for(
            START_SECONDS,
            lambda said: told(said) >= wanted and (scans or is_at_something_long(said)),
        )
        child.wait_for(chance.uniform(0, LATEST))
        child.drain()
        said = list(child.said)
        self._disk.cut()
        child.wait_for(START_SECONDS, lambda said: any("refused" in one for one in said))
        if not child.leave():
            self.findings.add([], ["a disk that is gone ended the work without a sentence"])
        self._disk.unmount()
        self._disk.mount()
        self._count(said)
        self._witness.look(before, said, self.findings, later=child.said[len(said) :])

    def _count(self, said: list[Said]) -> None:
        self.seen["cuts"] += 1
        self.seen["told"] += sum("done" in one for one in said)
        for what in ("scan", "import", "backup", "open", "lock", "reopen", "explain", "sign"):
            if begun(said, what):
                name = what if what in ("scan", "import", "backup") else "step of an audit"
                self.seen[f"in a{'n' * (name == 'import')} {name}"] += 1


def _weakly(pragmas: tuple[str, ...], database: Path, job: Job, say: Say) -> None:
    """A child's work, with these settings over the app's own ones."""
    with patch.object(connection, "_PRAGMAS", (*connection._PRAGMAS, *pragmas)):
        until_refused(database, job, say)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def main(folder: Path, plan: Plan) -> int:
    """Print the figures as the last line, after a line for each cut."""
    try:
        _run("mount", "-t", "tmpfs", "cuts", folder)  # the image goes with the namespace as well
        disk = Disk(folder, plan.kind)
        disk.make()
        disk.mount()
    except (OSError, subprocess.CalledProcessError) as error:
        print(getattr(error, "stderr", "") or error)
        return NO_DISK
    built = folder / "built"
    built.mkdir()
    build(built)
    cutting = Cutting(disk, built, plan)
    cutting.run()
    found = cutting.findings
    seen = {**cutting.seen, "one more": found.more}
    print(json.dumps({"seen": seen, "lost": found.lost, "damaged": found.damaged}))
    return 0


if __name__ == "__main__":
    where, kind, runs, seed, *weak = sys.argv[1:]
    sys.exit(main(Path(where), Plan(kind, int(runs), seed, *weak)))
