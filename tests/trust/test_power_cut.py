"""Green means on disk: the power cut on a real file system while scans are recorded.

The cut is the file system's own: from one moment on nothing reaches the disk, not even what the
kernel holds for it. It needs Linux, root and a loop device, and is skipped elsewhere.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from tests.trust.cutting import ENOUGH, NO_DISK
from tests.trust.figures import keep

ROOT = Path(__file__).parents[2]
SEED = "2026-11-21"
ON_XFS = 3
"""One cut of so many is made on xfs, where xfs can be made."""
WEAK_CUTS = 60
"""How often a weak setting is cut at the most until it has lost enough."""
WEAK = {"DELETE and FULL": "delete-full", "WAL and NORMAL": "wal-normal"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the harness printed."""

    seen: dict[str, int]
    lost: list[str]
    damaged: list[str]


def missing(kind: str) -> str:
    """Why no disk of this kind can be cut here; empty where it can be tried."""
    if sys.platform != "linux":
        return "only Linux can cut off a file system"
    if os.geteuid() != 0:
        return "only root may mount a disk: sudo python -m pytest tests/trust/test_power_cut.py"
    lacking = [tool for tool in ("unshare", "mount", f"mkfs.{kind}") if not shutil.which(tool)]
    return f"{lacking[0]} is not installed" if lacking else ""


def cut(folder: Path, kind: str, runs: int, *weak: str) -> Told:
    """Let the harness cut so often; it has its mounts for itself, and they go with it."""
    folder = folder / "-".join((kind, *weak))
    folder.mkdir()
    argv = ["-m", "tests.trust.cutting", str(folder), kind, str(runs), SEED, *weak]
    print(" ".join(argv))
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", sys.executable, *argv],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == NO_DISK:
        pytest.skip(f"no disk can be mounted here: {done.stdout.strip()}")
    assert done.returncode == 0, done.stderr[-4_000:]
    print(done.stderr)
    return Told(**json.loads(done.stdout.splitlines()[-1]))


def cut_and_keep(folder: Path, runs: int) -> dict[str, int]:
    """The settings that the app has, and two that others have; what was counted."""
    began = perf_counter()
    if why := missing("ext4"):
        pytest.skip(why)
    on_xfs = 0 if missing("xfs") else runs // ON_XFS
    told = [cut(folder, "ext4", runs - on_xfs)]
    if on_xfs:
        told.append(cut(folder, "xfs", on_xfs))
    controls = {}
    for name, weak in WEAK.items():
        losing = cut(folder, "ext4", WEAK_CUTS, weak)
        assert losing.seen["cuts with a loss"] >= ENOUGH, f"{name} lost too little: {losing.seen}"
        losses, cuts = losing.seen["cuts with a loss"], losing.seen["cuts"]
        controls[name] = f"{losses} of {cuts} cuts lost scans, {len(losing.lost)} in all"
    for one in told:
        assert (one.lost, one.damaged) == ([], [])
    seen = {what: sum(one.seen.get(what, 0) for one in told) for what in told[0].seen}
    assert seen["told"] >= 2 * runs, "too little was told to prove anything"
    counted = {**seen, "on ext4": runs - on_xfs, "on xfs": on_xfs, "lost": 0, "damaged": 0}
    keep("power-cut", counted, controls, seconds=perf_counter() - began)
    return counted


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """What 150 cuts came to, and the controls."""
    return cut_and_keep(tmp_path_factory.mktemp("cuts"), 150)


def test_150_cuts_lose_nothing_that_was_told(counted: dict[str, int]) -> None:
    """What was told before the cut is there after it, and all is well; weaker settings lose."""
    assert counted["cuts"] == 150


def test_some_of_the_cuts_are_made_on_xfs(counted: dict[str, int]) -> None:
    """A notice where they can't be: then ext4 gets them all."""
    if why := missing("xfs"):
        pytest.skip(f"{why}: all cuts were made on ext4")
    assert counted["on xfs"] == 50


@pytest.mark.long
def test_5000_cuts_lose_nothing_that_was_told(tmp_path: Path) -> None:
    """The full profile."""
    cut_and_keep(tmp_path, 5_000)
