"""What is known of the scanner at one laptop, and what it therefore meant by a scanned text."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite

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
    """What the scanner puts before a code of one kind or another, as it means it."""

    typed_as: Mapping[str, str] = field(default_factory=dict)
    """Each character that arrives for another one, and that one."""

    pace: float = 0.0
    """Milliseconds from one character to the next."""

    checked_at: str = ""
    """When, in ISO 8601 with offset."""

    def restore(self, raw: str) -> str:
        """What the barcode said, by what this scanner makes of one; an AIM prefix may stay."""
        text = "".join(self.typed_as.get(char, char) for char in raw.strip())
        aim = found.group() if (found := _AIM.match(text)) else ""
        code = text[len(aim) :]
        for prefix in sorted(self.prefixes, key=len, reverse=True):
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
        except (KeyError, TypeError, ValueError):
            return None

    @classmethod
    def _read(cls, kept: object) -> "ScannerProfile":
        if not isinstance(kept, dict):
            raise TypeError
        suffix, prefixes, typed_as = kept["suffix"], kept["prefixes"], kept["typed_as"]
        if suffix not in SUFFIXES or not isinstance(prefixes, list):
            raise ValueError
        if not all(isinstance(each, str) and 0 < len(each) <= LONGEST_PREFIX for each in prefixes):
            raise ValueError
        if not isinstance(typed_as, dict):
            raise TypeError
        if not all(
            isinstance(char, str) and len(char) == 1 for pair in typed_as.items() for char in pair
        ):
            raise ValueError
        pace, at = float(kept["pace"]), kept["checked_at"]
        if not isinstance(at, str) or not isfinite(pace):
            raise ValueError
        return cls(suffix, tuple(prefixes), dict(typed_as), pace, at)
