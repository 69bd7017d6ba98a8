"""A program that tells what it did: sockets, files that it wrote or removed, programs it started.

It runs Champion as it is started, and writes a line of JSON for each such thing (PEP 578).
"""

import json
import os
import sys
import traceback
from typing import Any

_NET = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname",
        "socket.sendto", "socket.sendmsg")  # fmt: skip
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_LARGEST = 16 * 1024**2


def main() -> None:
    """``LOG MARK CRASH ARGUMENT…``: what is done goes to LOG; with CRASH a scan ends in error."""
    log, mark, crash, *arguments = sys.argv[1:]
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    watch = _Watch(descriptor, mark)
    sys.addaudithook(watch)
    if crash:
        _make_crash(crash)
    sys.argv = ["champion", *arguments]
    from tui.__main__ import main as champion

    sys.exit(champion())


class _Watch:
    """The hook itself; what it does itself it does not tell."""

    def __init__(self, log: int, mark: str) -> None:
        self._log = log
        self._mark = mark.encode()
        self._busy = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            self._look(event, args)
        finally:
            self._busy = False

    def _look(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.__new__":
            family = int(args[1])
            self._tell(event, str(family), ["".join(traceback.format_stack(limit=12))])
        elif event in _NET:
            self._tell(event, repr(args[1:])[:200], [])
        elif event in _PROGRAMS:
            self._tell(event, repr(args[1:])[:2000], [])
        elif event == "open" and isinstance(args[2], int) and args[2] & _WRITING:
            self._tell(event, _name(args[0]), [])
        elif event == "os.remove":
            self._tell(event, _name(args[0]), self._content(_name(args[0])))

    def _content(self, path: str) -> list[str]:
        """Whether a file that is removed has the mark in it."""
        try:
            with open(path, "rb") as file:  # noqa: PTH123  (nothing else is imported here)
                return ["mark"] if self._mark in file.read(_LARGEST) else []
        except OSError:
            return []

    def _tell(self, event: str, what: str, more: list[str]) -> None:
        line = json.dumps({"event": event, "what": what, "more": more, "process": os.getpid()})
        os.write(self._log, f"{line}\n".encode())


def _name(path: object) -> str:
    return os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else repr(path)


def _make_crash(name: str) -> None:
    """Let a scan end in an error that nobody foresaw, with a name in the variables around it."""
    from inventory.services.desk import Desk

    def scan(_: object, *__: object, **___: object) -> None:
        student = {"name": name}
        raise ValueError(f"{student}")

    Desk.scan = scan  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main()
