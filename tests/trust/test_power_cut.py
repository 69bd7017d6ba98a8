"""Green means on disk: the power cut on a real file system while scans are recorded.

The cut is the file system's own: from one moment on nothing reaches the disk, not even what the
kernel holds for it. It needs Linux, root and a loop device, and is skipped elsewhere.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from tests.trust.cutting import ENOUGH, NO_DISK
from tests.trust.figures import keep

ROOT = Path(__file__).parents[2]
SEED = "2026-11-21"
ON_XFS = 3
"""One cut for so many on ext4 is made on xfs besides, where xfs can be made and mounted."""
WEAK_CUTS = 60
"""How often a weak setting is cut at the most until it has lost enough."""
WEAK = {"DELETE and FULL": "delete-full", "WAL and NORMAL": "wal-normal"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the harness printed."""

    seen: dict[str, int]
    lost: list[str]
    damaged: list[str]


class NoDisk(Exception):  # noqa: N818
    """This machine lets nobody mount a disk of that kind."""


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
        raise NoDisk(f"no {kind} can be mounted here: {done.stdout.strip()}")
    assert done.returncode == 0, done.stderr[-4_000:]
    print(done.stderr)
    return Told(**json.loads(done.stdout.splitlines()[-1]))


def cut_and_keep(folder: Path, runs: int) -> dict[str, int]:
    """The settings that the app has, and two that others have; what was counted."""
    began = perf_counter()
    if why := missing("ext4"):
        pytest.skip(why)
    told = []
    with suppress(NoDisk):  # its tools may be there where its mounts are not
        told += [] if missing("xfs") else [cut(folder, "xfs", runs // ON_XFS)]
    on_xfs = sum(one.seen["cuts"] for one in told)
    try:
        told.append(cut(folder, "ext4", runs))
    except NoDisk as none:
        pytest.skip(str(none))
    controls = {}
    for name, weak in WEAK.items():
        losing = cut(folder, "ext4", WEAK_CUTS, weak)
        assert losing.seen["cuts with a loss"] >= ENOUGH, f"{name} lost too little: {losing.seen}"
        losses, cuts = losing.seen["cuts with a loss"], losing.seen["cuts"]
        controls[name] = f"{losses} of {cuts} cuts lost scans, {len(losing.lost)} in all"
    lost = [what for one in told for what in one.lost]
    damaged = [what for one in told for what in one.damaged]
    print(lost, damaged)
    seen = {what: sum(one.seen.get(what, 0) for one in told) for what in told[-1].seen}
    assert seen["told"] >= 2 * runs, "too little was told to prove anything"
    on_ext4 = told[-1].seen["cuts"]
    counted = {
        **seen, "on ext4": on_ext4, "on xfs": on_xfs, "lost": len(lost), "damaged": len(damaged)
    }  # fmt: skip
    keep("power-cut", counted, controls, seconds=perf_counter() - began)
    return counted


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """What 150 cuts came to, and the controls."""
    return cut_and_keep(tmp_path_factory.mktemp("cuts"), 150)


def test_150_cuts_lose_nothing_that_was_told(counted: dict[str, int]) -> None:
    """What was told before the cut is there after it, and all is well; weaker settings lose."""
    assert counted["on ext4"] == 150


def test_more_cuts_are_made_on_xfs(counted: dict[str, int]) -> None:
    """A notice where they can't be: ext4 gets all that were promised either way."""
    if not counted["on xfs"]:
        pytest.skip(missing("xfs") or "no xfs can be mounted here")
    assert counted["on xfs"] == 50
    assert counted["cuts"] == 200


@pytest.mark.long
def test_5000_cuts_lose_nothing_that_was_told(tmp_path: Path) -> None:
    """The full profile."""
    cut_and_keep(tmp_path, 5_000)
