"""A program in a real pseudo-terminal: keys in as bytes, the screen out as a person sees it."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType

import pyte

from tests.terminal.keys import NO_SCAN, key, kitty, paste

__all__ = ["NO_SCAN", "Picture", "Terminal", "key", "kitty", "paste"]

READ_SIZE = 65_536

# Private and secondary CSI, CSI with an intermediate byte, and DCS, SOS, PM, APC, OSC strings
# (ECMA-48 §5.4 and §5.6): pyte 0.8.2 prints their tails as text or raises. `CSI ? … h/l` stays.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]"
    rb"|\x1b\[[0-?]*[ -/]+[@-~]"
    rb"|\x1b\[\?[0-?]*[@-gi-km-~]"
    rb"|\x1b\[[0-9;]*:[0-?]*[@-~]"
    rb"|\x1b[P_^X\]].*?(?:\x1b\\|\x07)",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^X\]][^\x07\x1b]*\x1b?)?\Z")

# What a terminal is asked, and what it says: synchronized output (mode 2026) is known and off;
# resizes are told by signal only (mode 2048 unknown); a VT220 with colour; no kitty flags set.
_ANSWERS: dict[bytes, bytes] = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>1;10;0c",
    b"\x1b[>0c": b"\x1b[>1;10;0c",
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[?u": b"\x1b[?0u",
}
_QUERY = re.compile(b"|".join(re.escape(query) for query in [*_ANSWERS, b"\x1b[6n"]))
_LONGEST_QUERY = 10

_NOT_INHERITED = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}


class Picture:
    """What the bytes written so far look like on a screen of ``rows`` × ``columns`` cells."""

    def __init__(self, rows: int, columns: int) -> None:
        """Start with an empty screen."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""

    def feed(self, data: bytes) -> None:
        """Paint the bytes; a sequence that is cut off at the end waits for its rest."""
        data = _UNKNOWN_TO_PYTE.sub(b"", self._pending + data)
        cut = _UNFINISHED.search(data)
        end = cut.start() if cut else len(data)
        self._pending = data[end:]
        self._stream.feed(data[:end])

    def resize(self, rows: int, columns: int) -> None:
        """Change the size in cells."""
        self._screen.resize(lines=rows, columns=columns)

    @property
    def rows(self) -> list[str]:
        """The rows as text, top first, each padded to the full width."""
        return list(self._screen.display)

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, counted from 1 as terminals do."""
        return self._screen.cursor.y + 1, min(self._screen.cursor.x, self._screen.columns - 1) + 1


class Terminal:
    """A running program with a terminal of its own; use it as a context manager.

    Output is read only inside the methods, and painted only when the screen is asked for, so that
    a measurement pays for neither. All times are ``perf_counter()`` seconds.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        rows: int = 24,
        columns: int = 80,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Start the program; ``env`` is added to this process's environment."""
        self.raw = bytearray()
        """Every byte that the program wrote."""
        self._picture = Picture(rows, columns)
        self._painted = self._answered = self._mark = 0
        self._arrivals: list[tuple[int, float]] = []
        self._ended = self._closed = False
        self._master, slave = os.openpty()
        os.set_blocking(self._master, False)
        self._set_size(rows, columns)
        self.started = perf_counter()
        """When the program was started."""
        self._process = subprocess.Popen(
            list(argv),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment(env or {}),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program, however the block ended."""
        self.close()

    @property
    def total(self) -> int:
        """How many bytes the program wrote so far."""
        return len(self.raw)

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return self._process.poll() is None

    @property
    def display(self) -> list[str]:
        """The screen as rows of text, top first, with what has been read so far."""
        self._paint()
        return self._picture.rows

    def write(self, data: bytes) -> float:
        """Type the bytes, reading meanwhile; returns the moment before the first was handed over.

        What the terminal takes at once is one ``os.write``, as a scanner's burst is.
        """
        while self._read(0):
            pass
        self._mark = self.total
        began = perf_counter()
        while data and not self._ended:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                readable, _, _ = select.select([self._master], [self._master], [], 10)
                if readable:
                    self._read(0)
        return began

    def wait_for(self, what: str | re.Pattern[str], timeout: float = 10) -> str:
        """Wait until the text or pattern is on the screen; returns the screen's text.

        Raises TimeoutError, or EOFError where the program ended without it; both show the screen.
        """
        pattern = re.compile(re.escape(what)) if isinstance(what, str) else what
        deadline = perf_counter() + timeout
        while not pattern.search(text := "\n".join(self.display)):
            self._read_or_raise(deadline, pattern.pattern)
            while self._read(0):
                pass
        return text

    def wait_bytes(self, what: bytes | re.Pattern[bytes], timeout: float = 10) -> float:
        """Wait for bytes written since the last ``write``; returns when their last one was read.

        Raises TimeoutError, or EOFError where the program ended without them.
        """
        pattern = re.compile(re.escape(what)) if isinstance(what, bytes) else what
        deadline = perf_counter() + timeout
        while not (found := pattern.search(self.raw, self._mark)):
            self._read_or_raise(deadline, pattern.pattern)
        first = bisect_left(self._arrivals, (found.end(), 0.0))
        return self._arrivals[first][1]

    def wait_exit(self, timeout: float = 10) -> int:
        """Wait until the program has ended; returns its code, -N where signal N ended it."""
        deadline = perf_counter() + timeout
        while not self._ended:
            if not self._read(deadline - perf_counter()) and not self._ended:
                raise TimeoutError(self._complaint(f"the program to end{self._where_it_stands()}"))
        return self._process.wait(max(0.1, deadline - perf_counter()))

    def drain(self, seconds: float) -> None:
        """Read for exactly so long, whatever comes: the pause between two scans."""
        deadline = perf_counter() + seconds
        while not self._ended and (left := deadline - perf_counter()) > 0:
            self._read(left)

    def settle(self, quiet: float = 0.1, timeout: float = 10) -> None:
        """Read until nothing has come for ``quiet`` seconds; TimeoutError if it never ends."""
        deadline = perf_counter() + timeout
        while self._read(quiet):
            if perf_counter() > deadline:
                raise TimeoutError(self._complaint(f"{quiet} s without output"))

    def resize(self, rows: int, columns: int) -> None:
        """Change the size of the window; the program is told by SIGWINCH, as in real life."""
        self._paint()
        self._picture.resize(rows, columns)
        self._set_size(rows, columns)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def close(self) -> None:
        """End the program if it still runs, and give the terminal back."""
        if self._closed:
            return
        self._closed = True
        if self.alive:
            self._process.kill()
        self._process.wait()
        os.close(self._master)

    def _paint(self) -> None:
        """Bring the picture up to what has been read."""
        self._picture.feed(bytes(self.raw[self._painted :]))
        self._painted = self.total

    def _set_size(self, rows: int, columns: int) -> None:
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def _read(self, timeout: float) -> bool:
        """Take one piece of output; False where none came in time or the program has ended."""
        if self._ended:
            return False
        readable, _, _ = select.select([self._master], [], [], max(0.0, timeout))
        if not readable:
            return False
        try:
            data = os.read(self._master, READ_SIZE)
        except OSError:  # EIO: the last process that had the terminal open is gone (Linux pty(7))
            data = b""
        if not data:
            self._ended = True
            return False
        self.raw += data
        self._arrivals.append((self.total, perf_counter()))
        self._answer()
        return True

    def _read_or_raise(self, deadline: float, what: object) -> None:
        """Take one piece of output before the deadline, or say what was waited for in vain."""
        if self._read(deadline - perf_counter()):
            return
        if self._ended:
            raise EOFError(self._complaint(f"{what!r}, but the program ended"))
        raise TimeoutError(self._complaint(repr(what)))

    def _answer(self) -> None:
        """Answer the queries that came since the last time, as a terminal does."""
        for query in _QUERY.finditer(self.raw, self._answered):
            self._answered = query.end()
            if (answer := _ANSWERS.get(query.group())) is None:
                self._paint()
                answer = b"\x1b[%d;%dR" % self._picture.cursor
            os.write(self._master, answer)
        self._answered = max(self._answered, self.total - _LONGEST_QUERY)

    def _where_it_stands(self) -> str:
        """What every thread of a program that does not end is at; it is ended by that."""
        at = self.total
        self.kill(signal.SIGABRT)
        self.drain(2)
        return f"; it stands at\n{self.raw[at:].decode(errors='replace')}\n"

    def _complaint(self, what: str) -> str:
        rows = "\n".join(f"|{row}" for row in self.display)
        return f"waited for {what}; the screen is\n{rows}"


def _take_terminal() -> None:
    """Make standard input the controlling terminal, so that a resize reaches the program."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    """This process's environment as a colour terminal would hand it on, with ``extra`` on top."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_INHERITED and not name.startswith("TEXTUAL")
    }
    told = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONFAULTHANDLER": "1"}
    return {**kept, **told, **extra}
