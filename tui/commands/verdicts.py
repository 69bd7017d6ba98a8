"""A verdict as one line: for a person, or as JSON."""

import codecs
import re
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from inventory.text import safe
from inventory.verdict import Severity, Verdict
from tui.commands.common import as_json_line, as_said_here

LONGEST_LINE = 4_096
"""Bytes of one line of input that are looked at; no barcode comes near it."""

UNDECIDED = frozenset({Severity.ASK, Severity.STOP})
"""What was scanned was not done."""

_LINE_END = re.compile(rb"[\r\n]")


def plain(verdict: Verdict) -> str:
    """``✓ HANDED OUT  NS-104417  HP Chromebook 11 G9, to Maria González.  Next: …``"""
    outcome = f"{verdict.code.glyph} {verdict.code.word.upper()}"
    # Undo is a command here; an answer with another key is given in the app.
    next_step = as_said_here(verdict.next.replace("Ctrl+Z", "champion undo"))
    parts = (outcome, verdict.subject, verdict.say, next_step)
    return safe("  ".join(part for part in parts if part))


def speaker(as_json: bool) -> Callable[[Verdict], None]:
    """Prints one verdict a line, at once: whoever waits for it waits for the flush."""
    form = (lambda verdict: as_json_line(verdict.as_json())) if as_json else plain
    output = sys.stdout.buffer

    def speak(verdict: Verdict) -> None:
        output.write(form(verdict).encode() + b"\n")
        output.flush()

    return speak


def last_of(verdicts: Iterator[Verdict], speak: Callable[[Verdict], None]) -> Verdict:
    """Say all of them as they come, one at least; the last one."""
    verdict = next(verdicts)
    speak(verdict)
    for verdict in verdicts:
        speak(verdict)
    return verdict


def scanned_lines(stream: BinaryIO) -> Iterator[str]:
    """The scans in a stream, without their line ends; blank lines are none.

    A carriage return ends a scan too, as scanners send it, so that two never become one. What is
    not UTF-8 is shown as U+FFFD; of a line that is far too long only the start is looked at.
    """
    codes = (code for code in _split(stream) if code.strip())
    for number, code in enumerate(codes):
        # Windows tools begin a file with a byte order mark.
        code = code.removeprefix(codecs.BOM_UTF8) if number == 0 else code
        yield code.decode("utf-8", "replace")


def _split(stream: BinaryIO) -> Iterator[bytes]:
    pending = b""
    while piece := stream.readline(LONGEST_LINE):
        *ended, rest = _LINE_END.split(piece)
        for code in ended:
            yield (pending + code)[:LONGEST_LINE]
            pending = b""
        pending = (pending + rest)[:LONGEST_LINE]
    yield pending
