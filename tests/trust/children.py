"""A child process that says in lines what it does and was told, until it is killed."""

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from time import perf_counter
from typing import Any

Said = dict[str, Any]
Say = Callable[..., None]
"""Tells the parent one line: its figures by name. It is in the pipe when this returns."""

LONGEST_LINE = 4_096
"""Bytes that a pipe takes as one piece (pipe(7), PIPE_BUF): no line is ever torn."""
_PIECE = 65_536


class Child:
    """Work in a process of its own; the parent has no open database while it is forked."""

    def __init__(self, work: Callable[[Say], None]) -> None:
        """Fork, and begin the work there. It ends by a kill, or with the work."""
        self.said: list[Said] = []
        """Every whole line that arrived, in order."""
        self._rest = b""
        self._pipe, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._pipe)
            os._exit(_work(work, writing))
        os.close(writing)

    def wait_for(
        self, seconds: float, what: Callable[[list[Said]], bool] = lambda _: False
    ) -> bool:
        """Read until what was said will do; False where the time is over or the child has ended."""
        deadline = perf_counter() + seconds
        while not what(self.said):
            left = deadline - perf_counter()
            if left <= 0 or not self._read(left):
                return what(self.said)
        return True

    def drain(self) -> None:
        """Take what is in the pipe already, and wait for nothing."""
        while self._read(0):
            pass

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it now, take what it had said, and wait until it is gone.

        Raises RuntimeError where it had ended by itself: then the kill fell on nothing.
        """
        os.kill(self.pid, number)
        while self._read(None):
            pass
        os.close(self._pipe)
        _, status = os.waitpid(self.pid, 0)
        if status != number:
            raise RuntimeError(f"the child ended by itself ({status}) after {self.said[-3:]}")

    def leave(self) -> bool:
        """End it, however it is, and take what it had said; whether it had ended as it should."""
        os.kill(self.pid, signal.SIGKILL)
        while self._read(None):
            pass
        os.close(self._pipe)
        return os.waitpid(self.pid, 0)[1] in (0, signal.SIGKILL)

    def _read(self, timeout: float | None) -> bool:
        """Take one piece; False where none came in time, or no more will come."""
        if not select.select([self._pipe], [], [], timeout)[0]:
            return False
        data = os.read(self._pipe, _PIECE)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.said += map(json.loads, lines)
        return bool(data)


def told(said: list[Said]) -> int:
    """How much was told, once the child is ready; less than nothing before. No backups."""
    is_ready = any("ready" in one for one in said)
    return sum(one.get("done", "backup") != "backup" for one in said) if is_ready else -1


def begun(said: list[Said], what: str) -> Said | None:
    """What was begun of a kind and not told to be done."""
    mine = [one for one in said if what in (one.get("begin"), one.get("done"))]
    return mine[-1] if mine and "begin" in mine[-1] else None


def is_at_something_long(said: list[Said]) -> bool:
    """Whether the last thing that was begun is no scan, and goes on."""
    mine = [one for one in said if "backup" not in (one.get("begin"), one.get("done"))]
    return bool(mine) and mine[-1].get("begin", "scan") != "scan"


def _work(work: Callable[[Say], None], writing: int) -> int:
    """Do the work in the child; 0 where it came to its end."""

    def say(**figures: object) -> None:
        line = json.dumps(figures).encode() + b"\n"
        assert len(line) <= LONGEST_LINE
        os.write(writing, line)

    try:
        work(say)
    except BrokenPipeError:  # nobody listens any more
        return 1
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        return 1
    return 0
