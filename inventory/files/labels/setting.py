"""Words set to a width: shrunk to a floor, then cut."""

import math
from functools import lru_cache

from inventory.files.labels.fonts import Face, text_width

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@lru_cache(maxsize=4096)
def fitted(text: str, face: Face, size: float, floor: float, width: float) -> tuple[str, float]:
    """The text and its size in points so that it is no wider than ``width`` millimetres.

    Empty where not even one letter and the ellipsis have room.
    """
    needed = text_width(text, face, size)
    if needed <= width:
        return text, size
    shrunk = math.floor(size * width / needed * 10) / 10
    if shrunk >= floor:
        return text, shrunk
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(_cut(text, middle), face, floor) <= width:
            low = middle
        else:
            high = middle - 1
    return (_cut(text, low), floor) if low else ("", floor)


def wrapped(text: str, face: Face, size: float, width: float, most: int) -> list[str]:
    """The text in up to ``most`` lines, broken at spaces; the last one is cut if need be."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and (
            text_width(" ".join(words[: taken + 1]), face, size) <= width
        ):
            taken += 1
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
    if words:
        lines.append(" ".join(words))
    return [line for line in (fitted(line, face, size, size, width)[0] for line in lines) if line]


def _cut(text: str, length: int) -> str:
    return text[:length].rstrip() + ELLIPSIS
