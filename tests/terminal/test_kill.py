"""Green means on disk: ``champion scan`` killed at random moments loses no verdict it printed.

A kill proves that the verdict comes after the commit. It proves nothing about a power cut: the
kernel keeps what a killed process wrote, synced or not.
"""

import json
import os
import random
import select
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from tests.terminal.journal import damage, lost_events, scans
from tests.terminal.school import ROOT, School, hand_outs

SEED = 20_261_121
PAIRS = 400
MOST_BEFORE_KILL = 60
LONGEST_DELAY = 0.02
"""Seconds after the last awaited verdict: several commits long, so that the kill falls anywhere."""
START_SECONDS = 30.0

# Says "recorded" before it has committed, ten scans at a time: what the harness must catch.
GREEN_TOO_EARLY = """
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for number, line in enumerate(sys.stdin):
    if number % 10 == 0:
        connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO event VALUES (?)", (f"event-{number}",))
    print(json.dumps({"event": f"event-{number}"}), flush=True)
    if number % 10 == 9:
        connection.execute("COMMIT")
"""


def lines_before_kill(
    argv: Sequence[str], stdin: str, wanted: int, delay: float, env: Mapping[str, str]
) -> list[str]:
    """Feed a program all its lines, kill it a moment after so many answers; all that it printed.

    Its standard input stays open, so it never ends by itself. A last line without its line end
    was not printed, and is left out.
    """
    with subprocess.Popen(
        list(argv), cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(stdin.encode())
        process.stdin.flush()
        output, out = b"", process.stdout.fileno()
        deadline = perf_counter() + START_SECONDS
        while (left := deadline - perf_counter()) > 0:
            if select.select([out], [], [], left)[0]:
                if not (piece := os.read(out, 65_536)):
                    break
                output += piece
            if deadline - perf_counter() > delay and output.count(b"\n") >= wanted:
                deadline = perf_counter() + delay
        process.kill()
        output += process.stdout.read()
    assert output.count(b"\n") >= wanted, f"ended or stuck after {output[-500:]!r}"
    return output.decode().split("\n")[:-1]


def acknowledged(lines: Sequence[str]) -> list[str]:
    """The event ids that the printed verdicts name."""
    return [str(event) for line in lines if (event := json.loads(line)["event"])]


def kill_once(school: School, chance: random.Random) -> int:
    """Kill one run and compare its words with the database; how many scans it had printed."""
    codes = hand_outs(PAIRS)
    wanted, delay = chance.randint(1, MOST_BEFORE_KILL), chance.uniform(0, LONGEST_DELAY)
    argv = school.argv("scan", "--mode", "out", "--json")
    lines = lines_before_kill(argv, "\n".join(codes) + "\n", wanted, delay, school.environment)
    printed = acknowledged(lines)

    check = school.run("check", "--json")
    assert check.returncode == 0, check.stdout + check.stderr
    assert damage(school.database) == []
    assert lost_events(school.database, printed) == []
    assert len(printed) >= len(lines) // 2, "too few verdicts name an event to prove anything"

    recorded = [each.scan for each in scans(school.database)]
    assert recorded == codes[: len(recorded)]
    assert 0 <= len(recorded) - len(lines) <= 1, "a verdict is printed right after its commit"
    assert len(lines) < len(codes), "the run was over before the kill"
    return len(lines)


def kill_often(built: Path, folder: Path, runs: int) -> None:
    """So many kills, each on a fresh copy of the school; the seed makes them repeatable."""
    chance = random.Random(SEED)
    printed = 0
    for _ in range(runs):
        copy = Path(shutil.copytree(built, folder / "school"))
        printed += kill_once(School(copy), chance)
        shutil.rmtree(copy)
    print(f"{runs} kills, {printed} verdicts printed before them, 0 lost")


def test_12_kills_lose_no_printed_verdict(built_school: Path, tmp_path: Path) -> None:
    """The quick profile."""
    kill_often(built_school, tmp_path, runs=12)


@pytest.mark.long
def test_200_kills_lose_no_printed_verdict(built_school: Path, tmp_path: Path) -> None:
    """The full profile."""
    kill_often(built_school, tmp_path, runs=200)


def bare_journal(folder: Path) -> Path:
    """A database with nothing but a table of event ids."""
    database = folder / "bare.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE event (event_id TEXT PRIMARY KEY) STRICT")
        connection.execute("INSERT INTO event VALUES ('event-kept')")
        connection.commit()
    return database


def test_an_event_that_was_never_stored_is_reported_lost(tmp_path: Path) -> None:
    """Positive control of the comparison: a made-up id is found out, a stored one is not."""
    database = bare_journal(tmp_path)
    assert lost_events(database, ["event-kept", "event-made-up"]) == ["event-made-up"]


def test_a_program_that_says_green_too_early_is_caught(tmp_path: Path) -> None:
    """Positive control of the whole harness: killed between word and commit, it has lost scans."""
    database = bare_journal(tmp_path)
    argv = [sys.executable, "-c", GREEN_TOO_EARLY, str(database)]
    lines = lines_before_kill(argv, "code\n" * 15, wanted=15, delay=0.0, env={})
    assert lost_events(database, acknowledged(lines)) == [f"event-{n}" for n in range(10, 15)]
    assert damage(database) == []
