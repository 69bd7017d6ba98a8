"""Several processes at work on one database file, as tables that are served over SSH are.

Each opens the file by itself and scans students and devices. The devices are the same for all, in
another order for each: what two of them could both hand out would show.
"""

import multiprocessing
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter, sleep

from inventory.errors import ChampionError
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store.connection import connect
from tui.clock import SystemClock

_START_SECONDS = 120
"""How long the slowest process may take to come up."""

STAGGER = 0.02
"""Seconds between the first scans of two sessions that scan at full speed."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one session does: its scans, and the seconds from one to the next (0: no pause)."""

    codes: tuple[str, ...]
    number: int = 0
    pace: float = 0.0

    def pauses(self, sessions: int) -> Iterator[float]:
        """Seconds from the common start to each scan: evenly spread at first, then they drift."""
        chance = random.Random(self.number)
        begin = self.number * (self.pace / sessions or STAGGER)
        for count in range(len(self.codes)):
            yield begin + self.pace * (count + chance.uniform(-0.3, 0.3) if count else 0)


@dataclass(slots=True)
class Told:
    """What a session was told: only what it was told is promised to be on disk."""

    waits: list[float] = field(default_factory=list)
    """Seconds that each scan took."""
    codes: list[str] = field(default_factory=list)
    """The code of each verdict."""
    events: list[str] = field(default_factory=list)
    """The event that each verdict names."""
    claims: list[str] = field(default_factory=list)
    """Each claim number that was given."""
    refused: list[str] = field(default_factory=list)
    """Each error's sentence."""
    began: float = 0.0
    """When the first scan came, in seconds of one clock for all processes."""
    ended: float = 0.0
    """When the last one was answered."""


Scan = Callable[[str, Told], None]
Session = Callable[[Path], AbstractContextManager[Scan]]
"""How a program opens the file, scans a code, and notes what it was told."""


@contextmanager
def champion(path: Path) -> Iterator[Scan]:
    """The app's own way from a scan to its verdict."""
    office = Office.open(path, SystemClock())
    desk = Desk(office)

    def scan(code: str, told: Told) -> None:
        verdict = desk.scan(code)
        told.codes.append(verdict.code.value)
        told.events.append(str(verdict.event))
        told.claims += [claim for claim in (verdict.parked_before, verdict.claim) if claim]

    with closing(office):
        yield scan


@contextmanager
def bare(path: Path) -> Iterator[Scan]:
    """Bare sqlite3 with the app's durable settings: one row in each transaction, and no more."""
    with closing(connect(f"{path.absolute().as_uri()}?mode=rw")) as connection:

        def scan(code: str, told: Told) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO scanned(code) VALUES (?)", (code,))
            connection.execute("COMMIT")
            told.codes.append("stored")

        yield scan


def make_bare(path: Path) -> None:
    """A new file for ``bare``."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE scanned(position INTEGER PRIMARY KEY, code TEXT NOT NULL)")


def shared_out(
    people: Sequence[str], devices: Sequence[str], sessions: int, pairs: int, pace: float = 0.0
) -> list[Work]:
    """So many hand-outs for each session: students of its own, and the devices of all.

    There are only half as many devices as hand-outs, so every second one comes too late.
    """
    pool = devices[: sessions * pairs // 2]
    shares = []
    for number in range(sessions):
        own = people[number * pairs : (number + 1) * pairs]
        picked = random.Random(number).sample(pool, pairs)
        codes = tuple(code for pair in zip(own, picked, strict=True) for code in pair)
        shares.append(Work(codes, number, pace))
    return shares


def run(session: Session, path: Path, shares: Sequence[Work]) -> list[Told]:
    """Run each share in a process of its own; all open the file at once, and begin together.

    Raises RuntimeError where a process ends without telling anything.
    """
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(len(shares), timeout=_START_SECONDS)
    ends, processes = [], []
    for share in shares:
        here, there = spawn.Pipe(duplex=False)
        arguments = (session, path, share, len(shares), ready, there)
        process = spawn.Process(target=_one, args=arguments)
        process.start()
        there.close()
        ends.append(here)
        processes.append(process)
    try:
        return [end.recv() for end in ends]
    except EOFError:
        raise RuntimeError("a session died before it told what it saw") from None
    finally:
        for process, end in zip(processes, ends, strict=True):
            end.close()
            process.join()


def _one(
    session: Session, path: Path, share: Work, sessions: int, ready: Barrier, end: Connection
) -> None:
    """One process from its start to its end."""
    told = Told()
    ready.wait()  # all open the file at the same moment
    with session(path) as scan:
        ready.wait()
        told.began = perf_counter()
        for code, at in zip(share.codes, share.pauses(sessions), strict=True):
            sleep(max(0.0, told.began + at - perf_counter()))
            before = perf_counter()
            try:
                scan(code, told)
            except (ChampionError, sqlite3.Error) as fault:
                told.refused.append(str(fault))
            told.ended = perf_counter()
            told.waits.append(told.ended - before)
    end.send(told)
    end.close()


def faults(path: Path, told: Sequence[Told], before: Mapping[str, int]) -> list[str]:
    """What the file says against the promises, read by plain sqlite3; empty where all were kept.

    ``before`` is what ``counts`` gave before the sessions began.
    """
    with closing(sqlite3.connect(path)) as connection:
        found = list(_unsound(connection))
        events = {row[0] for row in connection.execute("SELECT event_id FROM event")}
        new = "SELECT count(DISTINCT station_id) FROM event WHERE position > ?"
        if (stations := connection.execute(new, (before["event"],)).fetchone()[0]) != 1:
            found.append(f"{stations} stations wrote, and it is one laptop")
    named = [event for one in told for event in one.events]
    claims = [claim for one in told for claim in one.claims]
    late = sum(len(one.events) for one in told) + len(claims)
    found += [f"refused: {sentence}" for one in told for sentence in one.refused]
    found += [f"not on disk: {event}" for event in set(named) - events]
    found += [f"{claim} was given {times} times" for claim, times in _more_than_once(claims)]
    written = len(events) - before["event"]
    if written != late:
        found.append(f"{late} acts were told, {written} are on disk")
    handed_out = sum(one.codes.count("issued") for one in told)
    stored = counts(path)["loan"] - before["loan"]
    if handed_out != stored:
        found.append(f"{handed_out} hand-outs were told, {stored} loans are on disk")
    return found


def counts(path: Path) -> dict[str, int]:
    """How many events and loans the file holds."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("event", "loan")
        }


def _more_than_once(values: Sequence[str]) -> list[tuple[str, int]]:
    return [(value, times) for value, times in Counter(values).items() if times > 1]


def _unsound(connection: sqlite3.Connection) -> Iterator[str]:
    """Damage, a device that went out twice, numbers of a station that lack or come twice."""
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"integrity: {line}"
    twice = "SELECT device, count(*) FROM event WHERE kind = 'issue' GROUP BY device"
    for device, times in connection.execute(f"{twice} HAVING count(*) > 1"):
        yield f"{device} was handed out {times} times"
    open_loans = "SELECT device, count(*) FROM loan WHERE until IS NULL GROUP BY device"
    for device, times in connection.execute(f"{open_loans} HAVING count(*) > 1"):
        yield f"{device} is out {times} times"
    gaps = "SELECT station_id, count(*), count(DISTINCT seq), max(seq) FROM event GROUP BY 1"
    for station, events, numbers, last in connection.execute(gaps):
        if not events == numbers == last:
            yield f"station {station}: {events} events have {numbers} numbers up to {last}"
