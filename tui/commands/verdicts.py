"""A verdict as one line: for a person, or as JSON."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from inventory.model import Severity, Verdict
from inventory.text import safe
from tui.commands.common import as_json_line

LONGEST_LINE = 4_096
"""Bytes of one line of input that are looked at; no barcode comes near it."""

UNDECIDED = frozenset({Severity.ASK, Severity.STOP})
"""What was scanned was not done."""


def plain(verdict: Verdict) -> str:
    """``✓ HANDED OUT  NS-104417  HP Chromebook 11 G9, to Maria González.  Next: …``"""
    outcome = f"{verdict.code.glyph} {verdict.code.word.upper()}"
    parts = (outcome, verdict.subject, verdict.say, verdict.next)
    return safe("  ".join(part for part in parts if part))


def speaker(as_json: bool) -> Callable[[Verdict], None]:
    """Prints one verdict a line, at once: whoever waits for it waits for the flush."""
    form = (lambda verdict: as_json_line(verdict.as_json())) if as_json else plain
    output = sys.stdout.buffer

    def speak(verdict: Verdict) -> None:
        output.write(form(verdict).encode() + b"\n")
        output.flush()

    return speak


def last_of(verdicts: Iterable[Verdict], speak: Callable[[Verdict], None]) -> Verdict | None:
    """Say all of them as they come; the last one, None where there was none."""
    verdict = None
    for verdict in verdicts:
        speak(verdict)
    return verdict


def scanned_lines(stream: BinaryIO) -> Iterator[str]:
    """The scans in a stream, without their line ends; blank lines are none.

    A carriage return ends a scan too, as scanners send it, so that two never become one. What is
    not UTF-8 is shown as U+FFFD; of a line that is far too long only the start is looked at.
    """
    first, whole = True, True
    while line := stream.readline(LONGEST_LINE):
        begins, whole = whole, line.endswith(b"\n")
        if not begins:
            continue
        if first:
            first, line = False, line.removeprefix(b"\xef\xbb\xbf")  # what Windows tools begin with
        for scan in line.rstrip(b"\n").split(b"\r"):
            if scan.strip():
                yield scan.decode("utf-8", "replace")
