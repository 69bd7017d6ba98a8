"""``champion check --selftest``: kills and a burst, small, on this very laptop and its disk.

It works on a copy in a folder beside the database, so that it is the disk that matters, and that
folder is removed afterwards. There is nothing of it in the school's own journal.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from time import perf_counter

from inventory.errors import ChampionError
from inventory.services import trial
from inventory.services.office import Office
from tui.clock import SystemClock

KILLS = 20
KILL_SECONDS = 30.0
"""When no further kill is begun: a slow laptop is done in under a minute too."""

CODES = 60
"""What each run is given to scan; it is killed before it comes to the end."""

BURST = 200
BURST_SECONDS = 20.0
"""How long the scans of the burst may take to be recorded."""

_ANSWER_SECONDS = 10.0
_LONGEST_WAIT = 0.02


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried, and what became of it."""

    kills: int
    confirmed: int
    """Scans that were confirmed before a kill."""
    lost: int
    """Of these, how many the journal does not hold."""
    burst: int
    """Scans that were typed without a pause."""
    missing: int
    """Of these, how many are not in the journal, or not in the order in which they were typed."""
    findings: tuple[str, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether nothing was lost and nothing is damaged."""
        return not (self.lost or self.missing or self.findings) and self.kills > 0


def run(office: Office, say: Callable[[str], None]) -> Trial:
    """Try it, and say what is being done. Raises ChampionError where it can't be tried here."""
    path = office.database.path
    if path is None:
        raise ChampionError("There is no file to try it on.", "Name one with --db.")
    began = perf_counter()
    with _folder(path) as folder:
        say("Copying the database into a folder beside it…")
        copy = trial.make_copy(office, folder)
        codes = trial.codes(office, CODES)
        say("Scanning, and killing the program while it scans…")
        confirmed, lost, done = _kill_often(copy, codes, KILLS)
        say(f"Scanning {BURST} codes without a pause into the app…")
        missing = _burst(copy, trial.codes(office, BURST))
        say("Checking the copy…")
        findings = tuple(trial.damage(copy))
    seconds = round(perf_counter() - began, 1)
    return Trial(done, confirmed, lost, BURST, missing, findings, seconds)


@contextmanager
def _folder(database: Path) -> Iterator[Path]:
    """A folder beside the database, for its owner only, that is gone afterwards."""
    try:
        made = TemporaryDirectory(
            prefix=f"{trial.FOLDER}{os.getpid()}-", dir=database.parent, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise ChampionError(
            f"No folder can be made beside the database: {error.strerror}.",
            "Allow writing there, and try again.",
        ) from error
    with made as folder:
        yield Path(folder)


def _kill_often(copy: Path, codes: list[str], kills: int) -> tuple[int, int, int]:
    """How many scans were confirmed, how many of them are lost, how many kills there were."""
    chance = random.Random()
    until = perf_counter() + KILL_SECONDS
    confirmed: list[str] = []
    done = 0
    while done < kills and (done == 0 or perf_counter() < until):
        wanted = chance.randint(1, len(codes) // 2)
        confirmed += _killed(copy, codes, wanted, chance.uniform(0, _LONGEST_WAIT))
        done += 1
    stored = {one.event_id for one in trial.recorded(copy, SystemClock())}
    return len(confirmed), len(set(confirmed) - stored), done


def _killed(copy: Path, codes: list[str], wanted: int, wait: float) -> list[str]:
    """The events that one run confirmed before it was killed, so long after an answer."""
    with subprocess.Popen(
        _argv(copy), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as program:  # fmt: skip
        lines: Queue[bytes] = Queue()
        reader = threading.Thread(target=_read, args=(program, lines), daemon=True)
        reader.start()
        try:
            assert program.stdin
            program.stdin.write("".join(f"{code}\n" for code in codes).encode())
            program.stdin.flush()
            answers = [lines.get(timeout=_ANSWER_SECONDS) for _ in range(wanted)]
            threading.Event().wait(wait)
        except (Empty, OSError) as error:
            raise ChampionError(
                "A scan got no answer in ten seconds.", "See what champion check finds."
            ) from error
        finally:
            program.kill()
        reader.join()
    while not lines.empty():
        answers.append(lines.get())
    whole = [json.loads(line) for line in answers if line.endswith(b"\n")]
    return [verdict["event"] for verdict in whole if verdict["event"]]


def _argv(copy: Path) -> list[str]:
    """The command line that is killed."""
    return [sys.executable, "-m", "tui", "--db", str(copy), "scan", "--mode", "back", "--json"]


def _read(program: "subprocess.Popen[bytes]", lines: "Queue[bytes]") -> None:
    """Pass each line on as it comes; pipes can't be waited for with a time on every system."""
    assert program.stdout
    for line in program.stdout:
        lines.put(line)


def _environment() -> dict[str, str]:
    """Ours, with the folder that Champion itself was loaded from."""
    home = str(Path(__file__).parents[1])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, known] if known else [home])}


def _burst(copy: Path, codes: list[str]) -> int:
    """Type all codes at once into Take back; how many are not recorded in their order."""
    before = len(trial.recorded(copy, SystemClock()))
    asyncio.run(_type(copy, codes, before))
    return missing_from([one.scan for one in trial.recorded(copy, SystemClock())[before:]], codes)


def missing_from(came: Iterable[str], typed: Sequence[str]) -> int:
    """How many codes did not come, or came before one that was typed earlier."""
    left = list(typed)
    for scan in came:
        if left and scan == left[0]:
            left.pop(0)
    return len(left)


async def _type(copy: Path, codes: list[str], before: int) -> None:
    """The app without a terminal: every key is posted before the first is handled."""
    from textual import events

    from tui.app import ChampionApp

    office = Office.open(copy, SystemClock())
    app = ChampionApp(office, demo=True)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("f3")
            await pilot.pause()
            for char in "".join(f"{code}\r" for code in codes):
                key, text = ("enter", None) if char == "\r" else (_name(char), char)
                app.post_message(events.Key(key, text))
            until = perf_counter() + BURST_SECONDS
            while perf_counter() < until:
                if len(trial.recorded_by(office)) >= before + len(codes):
                    break
                await asyncio.sleep(0.1)
    finally:
        office.close()


def _name(char: str) -> str:
    """What Textual calls the key of a character."""
    return char if char.isalnum() else unicodedata.name(char).lower().replace(" ", "_")
