"""Green means on disk: the store killed while it scans, imports, audits and backs up.

A kill proves that "done" comes after the commit, and that nothing is ever half done. It proves
nothing about a power cut: the kernel keeps what a killed process wrote, synced or not.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from tests.trust.figures import keep

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

ROOT = Path(__file__).parents[2]
SEED = "2026-11-21"
EARLY = 25
"""Kills in a round of a store that says done too early."""
CAUGHT = 3
"""In how many of them it has to be caught at least."""
ROUNDS = 6
"""After so many it is caught: how many kills that takes is chance."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the harness printed."""

    seen: dict[str, int]
    lost: list[str]
    damaged: list[str]


def kill(runs: int, *flaw: str, seed: str = SEED) -> Told:
    """Let the harness kill so often; it is a program of its own, for it forks."""
    print(f"python -m tests.trust.killing {runs} {seed} {' '.join(flaw)}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.killing", str(runs), seed, *flaw],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4_000:]
    print(done.stderr)
    return Told(**json.loads(done.stdout.splitlines()[-1]))


def catch() -> str:
    """Kill the store that is wrong on purpose until it is caught; what was lost, in words."""
    unstored: list[str] = []
    for number in range(1, ROUNDS + 1):
        early = kill(EARLY, "early", seed=f"{SEED}-{number}")
        assert early.damaged == []
        unstored += [one for one in early.lost if one.endswith("is not there")]
        if len(unstored) >= CAUGHT:
            return f"{len(unstored)} scans that were told are lost after {EARLY * number} kills"
    raise AssertionError(f"only {len(unstored)} caught: {unstored}")


def kill_and_keep(runs: int) -> None:
    """The store as it is, and the one that is wrong on purpose."""
    began = perf_counter()
    told, caught = kill(runs), catch()
    assert told.lost == []
    assert told.damaged == []
    for what in ("in a scan", "in an import", "in a backup", "in a step of an audit"):
        assert told.seen[what] >= runs // 30, f"too few kills {what}: {told.seen}"
    assert told.seen["scanned again"] >= 1
    assert told.seen["told"] >= 2 * runs, "too little was told to prove anything"
    counted = {**told.seen, "lost": len(told.lost), "damaged": len(told.damaged)}
    controls = {"says green before the commit": caught}
    keep("kill-store", counted, controls, seconds=perf_counter() - began)


def test_300_kills_lose_nothing_that_was_told() -> None:
    """What was told is there, at most one thing more, all is well; too early a word is caught."""
    kill_and_keep(300)


@pytest.mark.long
def test_5000_kills_lose_nothing_that_was_told() -> None:
    """The full profile."""
    kill_and_keep(5_000)
