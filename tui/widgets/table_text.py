"""Text made to stand in columns of cells, whatever script it is written in."""

import re
import unicodedata
from typing import Literal

from rich.cells import cell_len, get_character_cell_size

from inventory.text import REPLACEMENT, safe

Align = Literal["left", "right"]

ELLIPSIS = "…"

# Terminals disagree about the width of what these join, so a column that has them can't be kept.
# The others are never seen: tags and selectors, in which a text can hide within another one.
_JOINERS = dict.fromkeys(
    (*map(ord, "\u00ad\u034f\u180e\u200b\u200d\u2060\ufeff"), *range(0x2061, 0x2065),
     *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0))
)  # fmt: skip
_JOINERS |= dict.fromkeys((0x2028, 0x2029), REPLACEMENT)  # terminals may begin a line there
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE = re.compile(f"({_MARK}{{3}}){_MARK}+")
"""More marks over one letter than any language writes: they run into the lines above."""


def shown(text: str) -> str:
    """The text as a column shows it: no control characters, composed, nothing of no width.

    At most three marks stand over one letter.
    """
    if text.isascii():
        return safe(text)
    composed = unicodedata.normalize("NFC", safe(text).translate(_JOINERS))
    return _PILE.sub(r"\1", composed)


def head(text: str, width: int) -> str:
    """As much of the beginning as fits in ``width`` cells, ending in ``…`` where it was cut."""
    if width <= 0 or cell_len(text) <= width:
        return text if width > 0 else ""
    room = width - 1
    for index, char in enumerate(text):
        room -= get_character_cell_size(char)
        if room < 0:
            return text[:index] + ELLIPSIS
    return text


def tail(text: str, width: int) -> str:
    """As much of the end as fits in ``width`` cells, beginning with ``…`` where it was cut."""
    if width <= 0 or cell_len(text) <= width:
        return text if width > 0 else ""
    room = width - 1
    for index in range(len(text) - 1, -1, -1):
        room -= get_character_cell_size(text[index])
        if room < 0:
            return ELLIPSIS + text[index + 1 :]
    return text


def fit(text: str, width: int, align: Align = "left") -> str:
    """The text in exactly ``width`` cells: cut with ``…`` or filled with spaces."""
    kept = head(text, width)
    space = " " * (width - cell_len(kept))
    return space + kept if align == "right" else kept + space


def count_text(rows: int, total: int) -> str:
    """``3,000``, or ``2,417 of 3,000`` where a filter holds some back."""
    return f"{rows:,}" if rows == total else f"{rows:,} of {total:,}"
