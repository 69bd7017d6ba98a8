"""The app on a school in a file, and what can be done to that file while it is open."""

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver, running
from tui.screens.fault import FaultScreen
from tui.widgets.text_lines import TextLines

HOLDS_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


class Table:
    """A table that is scanned at, on a file of its own."""

    def __init__(self, driver: Driver, path: Path) -> None:
        self.driver = driver
        self.path = path

    @property
    def is_stopped(self) -> bool:
        """Whether the clear screen is in front, and says what it has to say."""
        screen = self.driver.app.screen
        shown = screen.query("#fault").results(TextLines)
        return isinstance(screen, FaultScreen) and any(lines.text for lines in shown)

    @property
    def said(self) -> str:
        """All that the clear screen says, in one line."""
        assert isinstance(self.driver.app.screen, FaultScreen)
        return " ".join(self.driver.app.screen.query_one("#fault", TextLines).text.split())

    @property
    def strip(self) -> str:
        """The line above the keys."""
        return self.driver.app.screen.query_one("#strip", TextLines).text

    async def stopped(self) -> str:
        """Wait for the clear screen; what it says."""
        await until(lambda: self.is_stopped)
        await self.driver.pilot.pause()
        return self.said

    async def refused(self, code: str) -> None:
        """Scan on the clear screen, and wait until it says that this does not count."""
        assert self.is_stopped
        self.driver.type_keys(f"{code}\r")
        await until(lambda: f"Not recorded: {code}." in self.strip)

    async def still_stopped(self) -> str:
        """Try to go on in vain; what the screen says then."""
        await self.driver.pilot.press("ctrl+r")
        await until(lambda: "not mended yet" in self.said)
        return self.said

    async def went_on(self) -> None:
        """Go on, and wait until the table is there again."""
        await self.driver.pilot.press("ctrl+r")
        await until(lambda: not self.is_stopped)

    def in_journal(self, code: str) -> int:
        """How often a code stands in the journal, read by another connection."""
        return scans_in(self.path, code)


def scans_in(path: Path, code: str) -> int:
    """How often a code was recorded as scanned."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT count(*) FROM event WHERE json_extract(body, '$.scan') = ?"
        return int(connection.execute(query, (code,)).fetchone()[0])


@asynccontextmanager
async def a_table(
    sample_bytes: bytes, clock: FixedClock, path: Path, *keys: str
) -> AsyncIterator[Table]:
    """The sample school in this file, with these keys pressed."""
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.touch(0o600)
    path.write_bytes(sample_bytes)
    office = Office.open(path, clock)
    office._entropy = CountedEntropy(3_000_000)
    office.database.patience_ms = 200
    try:
        async with running(office, clock, *keys) as driver:
            yield Table(driver, path)
    finally:
        office.close()


class Locker:
    """Another program that holds the file for itself."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLDS_THE_LOCK, str(path)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout
        assert self._process.stdout.readline() == b"held\n"

    def let_go(self) -> None:
        """End that program."""
        self._process.communicate(timeout=30)


def fill_up(office: Office) -> None:
    """Let the file grow no more."""
    pages = office.database.value("PRAGMA page_count")
    office.database.conn.execute(f"PRAGMA max_page_count = {pages}")


def make_room(office: Office) -> None:
    """Let it grow again."""
    office.database.conn.execute("PRAGMA max_page_count = 1073741823")


async def scan_until_stopped(table: Table, codes: list[str]) -> str:
    """Scan one code after the other until nothing more is recorded; the code that was refused."""
    for code in codes:
        verdicts = len(table.driver.verdicts)
        table.driver.clock.advance(2)
        table.driver.type_keys(f"{code}\r")
        await until(partial(_answered, table, verdicts))
        if table.is_stopped:
            return code
    raise AssertionError("everything was recorded")


def _answered(table: Table, before: int) -> bool:
    return table.is_stopped or len(table.driver.verdicts) > before
