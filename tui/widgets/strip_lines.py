"""The strip above the keys: what was just done or refused, in whole sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from rich.cells import cell_len, get_character_cell_size
from textual.geometry import Size
from textual.strip import Strip

from tui.widgets.lines import draw_line
from tui.widgets.table_text import ELLIPSIS, shown
from tui.widgets.text_lines import TextLines, Toned

MOST: Final = 4
"""Lines. What is longer still loses the middle of its longest word, a path or a code."""

_SHORTEST = 24
"""Characters of a word that is not shortened any more."""

_WORD = re.compile(r"\S+")


class StripLines(TextLines):
    """One line, or as many as its sentences take, up to four; the content above gives way."""

    DEFAULT_CSS = f"""
    StripLines {{
        dock: bottom;
        height: auto;
        min-height: 1;
        max-height: {MOST};
        margin-bottom: 1;
    }}
    """

    def show(self, lines: Sequence[Sequence[Toned]]) -> None:
        """Show another text, if it is news."""
        said = tuple(tuple(line) for line in lines)
        if said == self._lines:
            return
        self._lines = said
        width, height = self.content_size
        self.refresh(layout=max(len(self._drawn(width)), 1) != height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """How many lines its text takes; an empty strip keeps one."""
        return max(len(self._drawn(width)), 1)

    def render_line(self, y: int) -> Strip:
        """One of the lines that the text was parted into."""
        ground, width = self.ground, self.content_size.width
        drawn = self._drawn(width)
        parts = drawn[y] if y < len(drawn) else []
        return draw_line([(text, self._style(tone)) for text, tone in parts], width, ground)

    def _drawn(self, width: int) -> list[list[Toned]]:
        return [part for line in self._lines for part in parted(line, width)]


def parted(parts: Iterable[Toned], width: int, most: int = MOST) -> list[list[Toned]]:
    """The text in at most so many lines that fit, parted at spaces, a long path at its folders."""
    chars = [(char, tone) for text, tone in parts for char in shown(text)]
    if width <= 0:
        return []
    while True:
        plain = "".join(char for char, _ in chars)
        starts = list(_starts(plain, width))
        word = max(_WORD.finditer(plain), key=lambda found: len(found[0]), default=None)
        if len(starts) <= most or word is None or len(word[0]) <= _SHORTEST:
            break
        middle = (word.start() + word.end()) // 2
        chars[middle - 1 : middle + 2] = [(ELLIPSIS, chars[middle][1])]
    # What still does not fit stands in the last line, and is cut where it is drawn.
    ends = [*starts[1:most], len(chars)]
    return [
        _joined(chars[at : at + len(plain[at:end].rstrip())])
        for at, end in zip(starts, ends, strict=False)
    ]


def _starts(plain: str, width: int) -> Iterator[int]:
    """Where each line of the text begins."""
    at = 0
    while at < len(plain):
        yield at
        end = at + _fitting(plain[at:], width)
        if end >= len(plain.rstrip()):
            return
        at = _parting(plain, at, end, width)
        at += len(plain[at:]) - len(plain[at:].lstrip(" "))


def _parting(plain: str, at: int, end: int, width: int) -> int:
    """Behind the last space before the end; behind a folder where the word takes more than a line;
    else where the line is full."""
    word = max(plain.rfind(" ", at, end + 1) + 1, at)
    begun = _WORD.match(plain, word)
    if word > at and not (begun and cell_len(begun[0]) > width):
        return word
    folder = max(plain.rfind(separator, word, end) for separator in "/\\") + 1
    return folder or (word if word > at else end)


def _fitting(text: str, width: int) -> int:
    """How many characters of the text fit."""
    for index, char in enumerate(text):
        width -= get_character_cell_size(char)
        if width < 0:
            return index
    return len(text)


def _joined(chars: Sequence[Toned]) -> list[Toned]:
    """Characters of one tone as one part again."""
    return [
        ("".join(char for char, _ in same), tone)
        for tone, same in groupby(chars, key=itemgetter(1))
    ]
