"""Tells a scanner from a person by the keys alone: strokes in, what to do with them out."""

from dataclasses import dataclass
from typing import Final

from tui.widgets.strokes import (
    BURST_LENGTH,
    EPSILON,
    INSIDE_GAP,
    LONG_SILENCE,
    SILENCE,
    Sort,
    Stroke,
    within,
)

HOLD_GAP: Final = INSIDE_GAP
"""Seconds: keys no further apart are held back until it is clear who types. USB scanners need 7 to
16 ms; people who type fast get down to 40 ms now and then, and would notice a longer wait."""
SHORTEST_ENDED: Final = 2
"""Characters that make a burst when a suffix follows as fast: rooms and carts have short codes."""
LATE_SUFFIX: Final = 0.200
"""Seconds after a burst that silence ended in which a suffix still belongs to it."""
REPEAT_DELAY: Final = (0.200, 1.200)
"""Seconds, least and most, that keyboards wait before a key that is held down repeats."""
REPEAT_LENGTH: Final = 16
"""Times that no barcode begins with the same character, so that a key must be held down."""


@dataclass(frozen=True, slots=True)
class Pass:
    """An ordinary key: hand it on."""

    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Burst:
    """What a scanner typed, when its last key arrived, and the suffix key; None after silence."""

    text: str
    at: float
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class AltDigits:
    """A scanner types as ALT and the number pad, which no terminal can read; nothing was passed."""

    count: int
    at: float


Action = Pass | Burst | AltDigits


class KeySorter:
    """The state between keys: what is held back, and the burst that is coming in."""

    def __init__(self, hold_gap: float = HOLD_GAP) -> None:
        """Nothing held, no burst; keys up to ``hold_gap`` seconds apart may make one."""
        self._gap = hold_gap
        self._held: list[Stroke] = []
        self._alone = False
        """Whether what is held counts as a key only if nothing is typed beside it."""
        self._text: list[str] | None = None
        self._last = float("-inf")
        self._near = float("-inf")
        self._ended: Burst | None = None
        self._passed: Stroke | None = None
        self._repeating = False
        self._suffixed = False
        """Whether the last burst ended with a suffix, as this scanner's next one then will."""

    @property
    def last(self) -> float:
        """When the last key that it kept came; before all time where none did."""
        return self._last

    @property
    def deadline(self) -> float | None:
        """When silence will have decided something; None while nothing is held."""
        if self._text is not None:
            return self._last + (LONG_SILENCE if self._suffixed else SILENCE) - EPSILON
        if not self._held:
            return None
        return self._last + (SILENCE if self._alone else self._gap) + 2 * EPSILON

    @property
    def remaining(self) -> float | None:
        """Seconds from the last key to the deadline."""
        return None if self.deadline is None else self.deadline - self._last

    def expire(self, now: float) -> list[Action]:
        """What silence up to ``now`` decided: a burst is complete, or held keys were ordinary."""
        if self.deadline is None or now < self.deadline:
            return []
        if self._text is not None:
            return self._finish(None, self._last)
        if self._is_slow_burst():
            self._begin_burst()
            return self._finish(None, self._last)
        return self._release()

    def feed(
        self, stroke: Stroke, scanning: bool = False, alone: bool = False, stalled: float = 0.0
    ) -> list[Action]:
        """Take a key, after what the silence before it decided.

        For ``stalled`` seconds since the last key the laptop stood still: that is no silence in
        what may be a code, from its second character on.

        On a scan screen (``scanning``) text goes straight through; only what could fire a binding
        in the middle of a barcode is held or dropped. Where letters are keys of their own
        (``alone``) one counts only in the middle of a silence: with others it is a slow scanner's.
        """
        in_code = self._text is not None or len(self._held_text()) > 1
        actions = self.expire(stroke.time - (stalled if in_code else 0.0))
        if stroke.sort is Sort.MODIFIER:
            return actions if self.deadline is not None else [*actions, Pass(stroke)]
        if self._text is not None:
            if self._belongs(stroke):
                return actions + self._collect(stroke)
            actions += self._finish(None, self._last)
        if stroke.sort is Sort.ALT_DIGIT:
            return actions + self._hold_alt(stroke)
        if not self._held:
            self._alone = alone and stroke.sort is Sort.TEXT and not scanning
        return actions + (self._let_by(stroke) if scanning else self._weigh(stroke))

    def _belongs(self, stroke: Stroke) -> bool:
        if stroke.sort in (Sort.TEXT, Sort.SUFFIX):
            return True
        return within(stroke.time - self._last, self._gap)

    def _collect(self, stroke: Stroke) -> list[Action]:
        """A key of the burst that is coming in: control characters in it are dropped."""
        if stroke.sort is Sort.SUFFIX:
            return self._finish(stroke.key, stroke.time)
        self._last = stroke.time
        if stroke.sort is Sort.TEXT and self._text is not None:
            self._text.append(stroke.character or "")
        return []

    def _finish(self, ended_by: str | None, at: float) -> list[Action]:
        self._ended = Burst("".join(self._text or ()), at, ended_by)
        self._suffixed = ended_by is not None
        self._text = None
        self._passed = None
        return [self._ended]

    def _hold_alt(self, stroke: Stroke) -> list[Action]:
        if within(stroke.time - self._near, INSIDE_GAP):
            self._near = stroke.time
            return []
        return self._hold(stroke)

    def _hold(self, stroke: Stroke) -> list[Action]:
        self._held.append(stroke)
        self._last = stroke.time
        return []

    def _let_by(self, stroke: Stroke) -> list[Action]:
        """A key on a scan screen."""
        match stroke.sort:
            case Sort.TEXT:
                self._near = stroke.time
                if all(held.sort is Sort.CONTROL for held in self._held):
                    self._held.clear()
            case Sort.CONTROL:
                if within(stroke.time - self._near, INSIDE_GAP):
                    self._near = stroke.time
                    return []
                return self._hold_control(stroke)
            case _:
                self._near = float("-inf")
        return [*self._release(), Pass(stroke)]

    def _weigh(self, stroke: Stroke) -> list[Action]:
        """A key on any other screen."""
        match stroke.sort:
            case Sort.TEXT:
                return self._weigh_text(stroke)
            case Sort.SUFFIX:
                return self._weigh_suffix(stroke)
            case Sort.CONTROL:
                return self._hold_control(stroke)
        return [*self._release(), Pass(stroke)]

    def _hold_control(self, stroke: Stroke) -> list[Action]:
        """Ctrl with a letter: part of a barcode if text follows at once, unless it is held down."""
        if self._held and self._held[-1].key == stroke.key:
            return [*self._release(), Pass(stroke)]
        return self._hold(stroke)

    def _weigh_text(self, stroke: Stroke) -> list[Action]:
        self._ended = None
        if self._still_repeats(stroke):
            self._passed = stroke
            return [Pass(stroke)]
        self._hold(stroke)
        texts = self._held_text()
        if self._is_held_down(texts):
            released = self._release()
            self._repeating = True
            return released
        if len(texts) >= BURST_LENGTH and len({each.character for each in texts}) > 1:
            self._begin_burst()
        return []

    def _weigh_suffix(self, stroke: Stroke) -> list[Action]:
        if self._is_leftover(stroke):
            return []
        if len(self._held_text()) < (1 if self._alone else SHORTEST_ENDED):
            return [*self._release(), Pass(stroke)]
        self._begin_burst()
        return self._finish(stroke.key, stroke.time)

    def _begin_burst(self) -> None:
        """What is held was the beginning of a barcode."""
        self._text = [each.character or "" for each in self._held_text()]
        self._held.clear()
        self._alone = False

    def _is_slow_burst(self) -> bool:
        """Whether keys that count only alone came together; one key twice is no barcode."""
        return self._alone and len({each.character for each in self._held_text()}) > 1

    def _is_leftover(self, stroke: Stroke) -> bool:
        """Whether the suffix belongs to a burst that was already handed over: the LF of a CR LF."""
        if self._ended is None or self._held:
            return False
        gap = stroke.time - self._ended.at
        if self._ended.ended_by is None:
            return within(gap, LATE_SUFFIX)
        return stroke.key != self._ended.ended_by and within(gap, self._gap)

    def _held_text(self) -> list[Stroke]:
        return [stroke for stroke in self._held if stroke.sort is Sort.TEXT]

    def _is_held_down(self, texts: list[Stroke]) -> bool:
        """Whether the keyboard repeats one key: the first came earlier, the next ones quickly."""
        first = texts[0]
        if len(texts) < 2 or any(each.character != first.character for each in texts):
            return False
        if len(texts) >= REPEAT_LENGTH:
            return True
        if self._passed is None or self._passed.character != first.character:
            return False
        least, most = REPEAT_DELAY
        return least <= first.time - self._passed.time <= most

    def _still_repeats(self, stroke: Stroke) -> bool:
        last = self._passed
        if not self._repeating or self._held or last is None:
            return False
        return last.character == stroke.character and within(stroke.time - last.time, self._gap)

    def _release(self) -> list[Action]:
        """The held keys as ordinary ones, in order; several of ALT and a digit are a scanner's."""
        held, self._held = self._held, []
        self._alone = False
        alts = [stroke for stroke in held if stroke.sort is Sort.ALT_DIGIT]
        actions: list[Action] = []
        if len(alts) > 1:
            held = [stroke for stroke in held if stroke.sort is not Sort.ALT_DIGIT]
            if len({stroke.key for stroke in alts}) > 1:
                actions.append(AltDigits(len(alts), alts[-1].time))
        self._repeating = False
        for stroke in held:
            if stroke.sort is Sort.TEXT:
                self._passed = stroke
            actions.append(Pass(stroke))
        return actions
