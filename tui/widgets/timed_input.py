"""The scan line of the scanner check: it also tells how each scan was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Final

from textual import events

from tui.widgets.alarm import Alarm
from tui.widgets.scan_input import ScanInput
from tui.widgets.scan_line import Outcome, Stray
from tui.widgets.standstill import key_clock
from tui.widgets.strokes import BURST_LENGTH, Sort, Stroke

SLOW_END: Final = 1.5
"""Seconds of silence after which even a slow code without a suffix is complete."""


class TimedScanInput(ScanInput):
    """Reads scans as every scan line does, and keeps the times of their keys."""

    SUFFIXES: ClassVar[dict[str, str]] = {
        "enter": "enter", "ctrl+m": "enter", "ctrl+j": "newline", "tab": "tab",
    }  # fmt: skip
    """What the keys that end a scan are called in a scanner's profile."""

    @dataclass
    class Timed(ScanInput.Scanned):
        """A scan is complete."""

        gaps: tuple[float, ...]
        """Seconds from one character to the next; empty where the text came in one piece."""
        suffix: str | None
        """What came behind it, empty for nothing; None where that was not to be seen."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        clock: Callable[[], float] = key_clock,
    ) -> None:
        """An empty line, which waits long for more: nothing is known of the scanner yet."""
        super().__init__(id=id, clock=clock)
        self.suffixed = True
        self._strokes: list[Stroke] = []
        self._slow = Alarm(self, self._end_slow, clock)

    def on_key(self, event: events.Key) -> None:
        """Note the key; the scan line takes it afterwards, as Textual calls both."""
        stroke = Stroke.of(event)
        if stroke.sort is Sort.MODIFIER:
            return
        if not self.text:
            self._strokes.clear()
        self._strokes.append(stroke)

    def take(self, raw: str, at: float) -> None:
        """Take a scan that arrived elsewhere, of whose keys nothing is known here."""
        self.call_later(self.post_message, self.Timed(raw, at, (), None))

    def scanned(self, raw: str, at: float) -> ScanInput.Scanned:
        """The scan, with what is known of its keys."""
        if not self._strokes:
            return self.Timed(raw, at, (), None)
        keys, suffix = self._cut(len(raw))
        gaps = tuple(after.time - before.time for before, after in pairwise(keys))
        return self.Timed(raw, at, gaps, suffix)

    def _cut(self, length: int) -> tuple[list[Stroke], str]:
        """Take the keys of one scan from the front: its characters, and the suffix behind them."""
        keys: list[Stroke] = []
        while self._strokes and len(keys) < length:
            stroke = self._strokes.pop(0)
            if stroke.sort is Sort.TEXT:
                keys.append(stroke)
        if self._strokes and self._strokes[0].sort is Sort.SUFFIX:
            return keys, self.SUFFIXES[self._strokes.pop(0).key]
        return keys, ""

    def _take_text(self, text: str, at: float) -> None:
        self._strokes.clear()
        super()._take_text(text, at)

    def _follow(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Stray):
                self._cut(len(outcome.text))
        super()._follow(outcomes)
        if self._line.deadline is None and len(self.text) >= BURST_LENGTH:
            self._slow.set(SLOW_END)
        else:
            self._slow.cancel()

    def _end_slow(self) -> None:
        """Silence after characters that came too slowly to be a burst: the code is complete."""
        if self._strokes:
            ended = self._line.feed(Stroke("enter", None, self._strokes[-1].time + SLOW_END))
            self._follow(ended.outcomes)
