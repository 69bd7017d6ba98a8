"""One line on standard error while something takes long, and Ctrl+C held until it can be heard."""

import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from inventory.rules.phrases import count

AFTER = 1.0
"""Seconds before anything is said: what is over by then needs no line."""
EVERY = 0.2
"""Seconds between two changes of the line."""


class ProgressLine:
    """How far a file is, in one line that is written over; only where there is a terminal."""

    def __init__(
        self, stream: TextIO | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._now = now
        self._is_seen = self._stream.isatty()
        self._begun = self._said = now()
        self._width = 0

    def begin(self) -> None:
        """Time what follows anew."""
        self.clear()
        self._begun = self._now()

    def read(self, rows: int) -> None:
        """So many rows were read so far."""
        self._say(f"Reading…  {count(rows, 'row')}{self._pace(rows)}")

    def wrote(self, done: int, total: int) -> None:
        """So many of all records were written so far."""
        self._share("Importing…", done, total)

    def took(self, done: int, total: int) -> None:
        """So many of all deliveries were taken in so far."""
        self._share("Taking in…", done, total)

    def indexed(self, done: int, total: int) -> None:
        """So many of all records can be searched for so far."""
        self._share("Imported. Preparing the search…", done, total)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _share(self, what: str, done: int, total: int) -> None:
        seconds = self._now() - self._begun
        left = round((total - done) * seconds / done) if done else 0
        yet = f" · {count(left, 'second')} left" if left > 0 else ""
        self._say(f"{what}  {done:,} of {total:,}{self._pace(done)}{yet}")

    def _pace(self, done: int) -> str:
        seconds = self._now() - self._begun
        return f" · {done / seconds:,.0f} a second" if done and seconds else ""

    def _say(self, line: str) -> None:
        now = self._now()
        if not self._is_seen or now - self._begun < AFTER or now - self._said < EVERY:
            return
        self._said = now
        line = line[: max(20, shutil.get_terminal_size().columns - 1)]
        self._write(f"\r{line}{' ' * (self._width - len(line))}")
        self._width = max(self._width, len(line))

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


@contextmanager
def held_interrupt() -> Iterator[Callable[[], bool]]:
    """Ctrl+C is noted instead of raised; what is given says whether it was pressed.

    An interrupt that is raised just after a commit would make what is on disk look undone.
    """
    pressed = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)
