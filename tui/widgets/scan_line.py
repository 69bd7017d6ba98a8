"""The line that scans are typed into, without a screen: keys and pastes in, scans out."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tui.widgets.strokes import (
    BURST_LENGTH,
    EPSILON,
    FAST_GAP,
    INSIDE_GAP,
    LONG_SILENCE,
    SILENCE,
    Sort,
    Stroke,
    within,
)

ALONE: Final = 0.150
"""Seconds of silence after which a single letter was typed alone."""

_LINE_END = re.compile(r"[\r\n\t]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Scan:
    """A complete scan, and when its last key arrived."""

    raw: str
    at: float
    behind: str = ""
    """What came in one go, a pause behind the first letter; empty where nothing did.

    The letter was typed by mistake, or this laptop stood still inside the code: keys can't tell.
    """


@dataclass(frozen=True, slots=True)
class Hot:
    """A hot key typed alone, in lower case."""

    key: str


@dataclass(frozen=True, slots=True)
class NoKey:
    """A letter typed alone where others are hot keys: thrown away, for it would hide the next."""

    text: str


@dataclass(frozen=True, slots=True)
class Wiped:
    """The typed text was thrown away by the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A key that stood alone on the line, long before the code behind it: left out of it.

    Somebody leant on the keyboard, or this laptop stood still; the person at it can tell.
    """

    text: str


Outcome = Scan | Hot | NoKey | Wiped | Stray


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key led to; a key that was not taken is left to the bindings."""

    taken: bool
    outcomes: tuple[Outcome, ...] = ()


class ScanLine:
    """The state of the line. Speed only decides where nothing else can: without a suffix."""

    def __init__(
        self, hot_keys: frozenset[str] = frozenset(), suffixed: bool = False, letters: bool = False
    ) -> None:
        """An empty line; ``hot_keys`` are lower-case letters that mean something when alone.

        ``suffixed`` if the scanner is known to send a suffix; ``letters`` if keys are hot here at
        times, so that a letter that is typed alone is refused while none is.
        """
        self.hot_keys = hot_keys
        self._letters = letters
        self._typed: list[Stroke] = []
        self._last = float("-inf")
        self._run = 0
        self._pause = 0.0
        """Seconds before the first key of the run."""
        self._before = 0
        """How many keys stood on the line when the burst began, a short pause before it."""
        self._burst = False
        self._lone = 0.0
        """Seconds of silence that make the first letter one typed alone; 0 where none do."""
        self.suffixed = suffixed
        """Whether the last burst ended with a suffix, as this scanner's next one then will."""
        self._bare = False
        """Whether it ended without one."""

    @property
    def text(self) -> str:
        """What was typed so far."""
        return _text(self._typed)

    @property
    def last(self) -> float:
        """When the last key came; before all time where none did."""
        return self._last

    @property
    def deadline(self) -> float | None:
        """When silence will have decided something; None while it can't."""
        if self._burst:
            return self._last + (LONG_SILENCE if self.suffixed else SILENCE) - EPSILON
        return self._last + self._lone - EPSILON if self._lone else None

    @property
    def remaining(self) -> float | None:
        """Seconds from the last key to the deadline."""
        return None if self.deadline is None else self.deadline - self._last

    def expire(self, now: float) -> tuple[Outcome, ...]:
        """What silence up to ``now`` decided: a scan without a suffix, a hot key, or no key."""
        if self.deadline is None or now < self.deadline:
            return ()
        if self._burst:
            self.suffixed, self._bare = False, True
            return self._end()
        is_hot, text = self._lone == ALONE, self._clear()
        return (Hot(text.casefold()) if is_hot else NoKey(text),)

    def feed(self, stroke: Stroke, stalled: float = 0.0) -> Answer:
        """Take a key, after what the silence before it decided.

        For ``stalled`` seconds since the last key the laptop stood still: inside a code that is no
        silence.
        """
        gap = stroke.time - self._last
        if self._stood_inside(gap - stalled):
            gap -= stalled
        earlier = self.expire(self._last + gap)
        answer = self._take(stroke, gap)
        return Answer(answer.taken, earlier + answer.outcomes)

    def _stood_inside(self, gap: float) -> bool:
        """Whether a standstill, without which the gap is this one, was inside a code.

        One key alone may be a person's, and a scanner that sends no suffix tells its codes apart by
        nothing but silence. One that may be of that kind has to have been as fast as within a code.
        """
        if self._run < 2 or self._bare:
            return False
        return self.suffixed or within(gap, FAST_GAP)

    def paste(self, text: str, at: float) -> tuple[Outcome, ...]:
        """Take pasted text: each line is a scan, the first one continues what was typed by hand."""
        outcomes = self.expire(at)
        if self._burst:
            outcomes += self._end()
        lines = [_CONTROL.sub("", line) for line in _LINE_END.split(text)]
        if not any(line.strip() for line in lines):
            return outcomes
        lines[0] = self._clear() + lines[0]
        return outcomes + _scans(lines, at)

    def give_back(self) -> list[Stroke]:
        """The strokes of what is typed and is not yet a scan; the line is empty then."""
        typed = self._typed[:]
        self._clear()
        return typed

    def _take(self, stroke: Stroke, gap: float) -> Answer:
        match stroke.sort:
            case Sort.TEXT:
                return self._type(stroke, gap)
            case Sort.SUFFIX:
                self.suffixed = self.suffixed or self._burst
                self._bare = self._bare and not self._burst
                before = self._split(1) if self._is_short_code(stroke) else ()
                behind = self._behind_a_letter(stroke)
                return Answer(True, before + _scans([self._clear()], stroke.time, behind))
            case Sort.MODIFIER:
                return Answer(False)
        self._lone = 0.0
        if self._is_inside(stroke):
            self._last = stroke.time
            return Answer(True)
        return self._edit(stroke)

    def _type(self, stroke: Stroke, gap: float) -> Answer:
        fast = bool(self._typed) and within(gap, FAST_GAP)
        if not fast:
            self._pause = gap
        self._run = self._run + 1 if fast else 1
        self._typed.append(stroke)
        self._lone = self._until_alone() if len(self._typed) == 1 else 0.0
        self._last = stroke.time
        if self._burst or self._run < BURST_LENGTH:
            return Answer(True)
        self._burst, self._before = True, 0
        if self._pause >= LONG_SILENCE - EPSILON:
            return Answer(True, self._split(len(self._typed) - self._run))
        earlier = self._split(1) if self._first_is_alone() else ()
        if self._pause >= SILENCE - EPSILON:
            self._before = len(self._typed) - self._run
        return Answer(True, earlier)

    def _until_alone(self) -> float:
        """When the one letter on the line is no part of a code any more.

        One that is no hot key may be the first of a tag that is typed by hand, or of a code that
        comes in while this laptop stands still: it has longer. A figure begins a tag.
        """
        if self.text.casefold() in self.hot_keys:
            return ALONE
        refuses = self._letters or bool(self.hot_keys)
        return LONG_SILENCE if refuses and self.text.isalpha() else 0.0

    def _first_is_alone(self) -> bool:
        """Whether the first key stood on the line for a while before the second one came."""
        if len(self._typed) < 2:
            return False
        first, second = self._typed[:2]
        return second.time - first.time >= LONG_SILENCE - EPSILON

    def _is_short_code(self, suffix: Stroke) -> bool:
        """Whether all behind a first key that stood alone came in one go: too few for a burst."""
        return not self._burst and self._first_is_alone() and self._is_one_go(suffix)

    def _is_one_go(self, suffix: Stroke) -> bool:
        """Whether all behind the first key came in one go, two keys or more."""
        behind = [*self._typed[1:], suffix]
        gaps = (after.time - before.time for before, after in pairwise(behind))
        return len(behind) > 2 and all(within(gap, FAST_GAP) for gap in gaps)

    def _behind_a_letter(self, suffix: Stroke) -> str:
        """The text that came in one go, a pause behind a letter; empty where none did."""
        if len(self._typed) < 2 or not self.text[:1].isalpha():
            return ""
        first, second = self._typed[:2]
        paused = second.time - first.time >= SILENCE - EPSILON
        return _text(self._typed[1:]) if paused and self._is_one_go(suffix) else ""

    def _split(self, before: int) -> tuple[Outcome, ...]:
        """Take what stood on the line before the burst: a scan of its own, or a key to be told.

        A short code without a suffix was no burst, and must not become a part of the next one. A
        letter that was typed alone and meant nothing is no scan.
        """
        text = _text(self._typed[:before])
        del self._typed[:before]
        self._before = 0
        if len(text) == 1 and text.strip():
            return (Stray(text),)
        return _scans([text], self._last)

    def _end(self) -> tuple[Outcome, ...]:
        """A burst has ended without a suffix, so that pauses alone part one code from the next.

        Where a suffix ends it, a pause before the burst was a stall of this laptop inside a code.
        """
        before = self._split(self._before)
        return before + _scans([self._clear()], self._last)

    def _is_inside(self, stroke: Stroke) -> bool:
        """Whether the key is a control character of the barcode that is coming in.

        The keys that edit the line count as such only in what is surely a burst.
        """
        if not self._typed or not within(stroke.time - self._last, INSIDE_GAP):
            return False
        return self._burst or stroke.key not in ("backspace", "escape", "ctrl+u")

    def _edit(self, stroke: Stroke) -> Answer:
        match stroke.key:
            case "backspace":
                self._run, self._burst, self._before = 0, False, 0
                del self._typed[-1:]
                return Answer(True)
            case "ctrl+u":
                self._clear()
                return Answer(True)
            case "escape" if self._typed:
                self._clear()
                return Answer(True, (Wiped(),))
        return Answer(False)

    def _clear(self) -> str:
        """Empty the line; what was on it."""
        text = self.text
        self._typed.clear()
        self._run, self._burst, self._lone, self._before = 0, False, 0.0, 0
        return text


def _text(typed: list[Stroke]) -> str:
    return "".join(stroke.character or "" for stroke in typed)


def _scans(lines: list[str], at: float, behind: str = "") -> tuple[Outcome, ...]:
    return tuple(Scan(line, at, behind) for line in lines if line.strip())
