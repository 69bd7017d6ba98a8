"""What a key is to the scan path: text, the end of a scan, a control character, or none."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual import events

FAST_GAP: Final = 0.050
"""Seconds: characters no further apart than this may come from a scanner."""
INSIDE_GAP: Final = 0.035
"""Seconds: a control key this close to a character is a part of the same barcode."""
SILENCE: Final = 0.120
"""Seconds without a key after which a burst without a suffix is complete."""
LONG_SILENCE: Final = 1.0
"""Seconds that take its place once a scanner has sent a suffix: a shorter pause inside a burst is
then a stall of this laptop, and must not cut a code in two."""
BURST_LENGTH: Final = 4
"""Characters in quick succession that make a burst."""
EPSILON: Final = 1e-6
"""Seconds: times are floats, and a gap of exactly the limit counts as within it."""

SUFFIXES: Final = frozenset({"enter", "ctrl+m", "ctrl+j", "tab"})
"""What scanners send after a code: CR, LF or Tab."""

_SIDES = ("shift", "control", "alt", "super", "hyper", "meta")
# The kitty protocol reports these on their own, a Shift before each capital letter of a barcode.
_MODIFIER_KEYS = frozenset(
    {f"{side}_{name}" for side in ("left", "right") for name in _SIDES}
    | {"iso_level3_shift", "iso_level5_shift", "caps_lock", "num_lock", "scroll_lock"}
)
_COMMANDING = frozenset({"ctrl", "alt", "super", "hyper", "meta"})


class Sort(Enum):
    """The kinds of keys that the scan path tells apart."""

    TEXT = auto()
    SUFFIX = auto()
    CONTROL = auto()
    """Ctrl or Alt with a key: a binding, or a control character in a barcode."""
    ALT_DIGIT = auto()
    """A binding, or a scanner set to type as ALT and the number pad."""
    MODIFIER = auto()
    """A modifier pressed by itself."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key: Textual's name for it, its character, and when it arrived in monotonic seconds."""

    key: str
    character: str | None
    time: float
    event: "events.Key | None" = field(default=None, compare=False, repr=False)
    """What it was made from, so that it can be passed on unchanged."""

    @classmethod
    def of(cls, event: "events.Key") -> "Stroke":
        """The stroke of a key event."""
        return cls(event.key, event.character, event.time, event)

    def again(self) -> "events.Key":
        """The key event once more, as if it had not been handled yet."""
        from textual import events

        event = events.Key(self.key, self.character)
        event.time = self.time
        return event

    @property
    def sort(self) -> Sort:
        """Which kind of key this is."""
        if self.key in SUFFIXES:
            return Sort.SUFFIX
        if self.key in _MODIFIER_KEYS:
            return Sort.MODIFIER
        *modifiers, name = self.key.split("+")
        if modifiers == ["alt"] and name.isdigit():
            return Sort.ALT_DIGIT
        if not _COMMANDING.isdisjoint(modifiers):
            return Sort.CONTROL
        if self.character is not None and self.character.isprintable():
            return Sort.TEXT
        return Sort.OTHER


def within(gap: float, limit: float) -> bool:
    """Whether a gap in seconds is no longer than the limit."""
    return gap <= limit + EPSILON
