"""One table's app in a real terminal: scans typed by keys, what it shows as recorded, its ends."""

import os
import re
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum

from inventory.verdict import Code, Severity
from tests.terminal.journal import Scanned
from tests.terminal.school import ROOT, School, last_name, person_id, tag
from tests.terminal.terminal import Terminal, key

ROWS, COLUMNS = 30, 80
START_SECONDS = SCAN_SECONDS = 30.0
"""How long the slowest machine may take to start, and to record what was scanned."""

Shown = tuple[str, str]
"""A verdict's code, and what it is about as the screen names it."""

_WORDS = {code.word.casefold(): code.value for code in Code if code.severity is Severity.OK}
_GREEN = re.compile(r"✓ (\S.*?) {2,}(\S.*?)(?: {2,}|$)")
_EVENT = re.compile(r"^ +\d\d:\d\d:\d\d +\S (\S.*?) {2,}(\S+)")


class End(StrEnum):
    """How the app comes to its end."""

    KILL = "killed"
    CLOSED = "terminal closed"
    TERM = "told to end"
    LID = "lid closed, then killed"
    START = "killed while it starts"


class Table(Terminal):
    """The app on a school's database, at one of its scan screens."""

    def __init__(self, school: School, program: Sequence[str] = ("-m", "tui")) -> None:
        """Start it; ``program`` is what Python runs."""
        super().__init__(
            [sys.executable, *program, "--db", str(school.database)],
            rows=ROWS, columns=COLUMNS, env=school.environment, cwd=ROOT,
        )  # fmt: skip
        self.shown: set[Shown] = set()
        """Everything that was ever shown as recorded, in the band or among the last events."""

    def __enter__(self) -> "Table":
        """Return itself."""
        return self

    def go(self, name: str, title: str) -> None:
        """Wait for the start, and go to the screen that a key leads to."""
        self.wait_for(re.compile(r"\A[^\n]*\bHOME\b"), START_SECONDS)
        self.write(key(name))
        self.wait_for(re.compile(rf"\A[^\n]*\b{title}\b"), START_SECONDS)
        self.wait_for(re.compile(r"^ +scan\b", re.MULTILINE), START_SECONDS)

    def scan(self, code: str, pause: float = 0.0) -> None:
        """Type a code as a scanner does, and look at the screen for a while."""
        self.write(code.encode() + b"\r")
        self.drain(pause)
        self.look()

    def look(self) -> None:
        """Keep what the screen shows as recorded at this moment."""
        for row in self.display:
            found = _GREEN.search(row)
            if found and (code := _WORDS.get(found[1].casefold())):
                self.shown.add((code, found[2]))

    def newest_event(self) -> Shown | None:
        """Word and device of the first of the last events on the screen."""
        found = next(filter(None, map(_EVENT.match, self.display)), None)
        return (found[1], found[2]) if found else None

    def end(self, how: End) -> None:
        """End it, and keep what it had shown till then."""
        if how is End.CLOSED:
            self.look()
            os.close(self._master)  # the kernel tells the program by SIGHUP
            self._closed = True
            self._process.wait(SCAN_SECONDS)
            return
        self.kill(signal.SIGTERM if how is End.TERM else signal.SIGKILL)
        self.wait_exit()
        self.look()

    def close_lid(self, codes: Sequence[str]) -> None:
        """Stop it, scan, and let it go on: nothing of it is lost."""
        self.kill(signal.SIGSTOP)
        for code in codes:
            self.write(code.encode() + b"\r")
        self.kill(signal.SIGCONT)


def as_shown(recorded: Sequence[Scanned]) -> set[Shown]:
    """What the screen may show of what is on disk."""
    names = {one.scan: f"Ada {last_name(_number(one.scan))}" for one in recorded if _is_card(one)}
    return {(one.code, names.get(one.scan, one.scan)) for one in recorded}


def pair(number: int) -> list[str]:
    """A student's card and the device that goes with it."""
    return [person_id(number), tag(number)]


def _is_card(one: Scanned) -> bool:
    return one.code == Code.PERSON.value


def _number(card: str) -> int:
    return int(card) - int(person_id(0))
