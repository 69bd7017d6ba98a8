"""What is known of the scanner at one laptop, and what it therefore meant by a scanned text."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import isfinite

from inventory.text import REPLACEMENT, UNSAFE

SUFFIXES = ("enter", "tab", "newline", "")
"""What may come behind a code; nothing is the last of them."""

LONGEST_PREFIX = 8

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """What a scanner check found out, kept for the laptop that it was done on."""

    suffix: str = ""
    """One of ``SUFFIXES``."""

    prefixes: tuple[str, ...] = ()
    """The letters that the scanner puts before a code of one kind or another, as it means them."""

    typed_as: Mapping[str, str] = field(default_factory=dict)
    """Each character that arrives for another one, and that one."""

    pace: float = 0.0
    """Milliseconds from one character to the next."""

    checked_at: str = ""
    """When, in ISO 8601 with offset."""

    def restore(self, raw: str) -> str:
        """What the barcode said, by what this scanner makes of one; an AIM prefix may stay."""
        text = UNSAFE.sub("", raw).replace(REPLACEMENT, "").strip()
        text = "".join(self.typed_as.get(char, char) for char in text)
        aim = found.group() if (found := _AIM.match(text)) else ""
        code = text[len(aim) :]
        for prefix in sorted(filter(str.isalpha, self.prefixes), key=len, reverse=True):
            # In any case: Caps Lock turns the scanner's own letter too.
            if len(code) > len(prefix) and code[: len(prefix)].casefold() == prefix.casefold():
                return aim + code[len(prefix) :]
        return text

    def as_dict(self) -> dict[str, object]:
        """For a file."""
        return {**asdict(self), "prefixes": list(self.prefixes), "typed_as": dict(self.typed_as)}

    @classmethod
    def from_dict(cls, kept: object) -> "ScannerProfile | None":
        """What was kept; None where it is damaged, which counts as not there."""
        try:
            return cls._read(kept)
        except (KeyError, TypeError, ValueError, OverflowError):
            return None

    @classmethod
    def _read(cls, kept: object) -> "ScannerProfile":
        if not isinstance(kept, dict):
            raise TypeError
        suffix, prefixes, typed_as = kept["suffix"], kept["prefixes"], kept["typed_as"]
        pace, at = kept["pace"], kept["checked_at"]
        whole = (
            suffix in SUFFIXES
            and isinstance(prefixes, list)
            and all(_is_text(each, LONGEST_PREFIX) for each in prefixes)
            and isinstance(typed_as, dict)
            and all(_is_text(char, 1) for pair in typed_as.items() for char in pair)
            and isinstance(pace, int | float)
            and isfinite(pace)
            and pace >= 0
            and isinstance(at, str)
        )
        if not whole:
            raise ValueError
        if at:
            datetime.fromisoformat(at)
        return cls(suffix, tuple(prefixes), dict(typed_as), float(pace), at)


def _is_text(value: object, longest: int) -> bool:
    """Whether this is text that a scanner can type, and not too much of it."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()
