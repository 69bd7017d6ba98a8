"""The typefaces that labels are set in, and text as they can draw it."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.text import UNSAFE

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

POINT = 25.4 / 72
"""Millimetres."""

_FOLDER = Path(__file__).with_name("fonts")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Face(StrEnum):
    """CODE tells 0 from O and 1 from I and l; TEXT and TITLE are narrow, for names."""

    CODE = "code"
    TEXT = "text"
    TITLE = "title"

    @property
    def path(self) -> Path:
        """The font file, as its makers published it."""
        name = {"code": "SansMono-Bold", "text": "SansCondensed", "title": "SansCondensed-Bold"}
        return _FOLDER / f"DejaVu{name[self.value]}.ttf"


@lru_cache(maxsize=len(Face))
def font(face: Face) -> "TTFont":
    """The font of a face; read when something is first set in it."""
    from fontTools.ttLib import TTFont

    return TTFont(face.path, lazy=True)


@lru_cache(maxsize=len(Face))
def glyph_names(face: Face) -> dict[int, str]:
    """Which glyph draws a code point."""
    names: dict[int, str] = font(face).getBestCmap()
    return names


def missing(text: str, face: Face = Face.TEXT) -> str:
    """The characters of the text that the face can't draw, each one once, in order."""
    known = glyph_names(face)
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(c for c in composed if ord(c) not in known and not c.isspace()))


def drawable(text: str, face: Face = Face.TEXT) -> str:
    """The text without what the face can't draw and without control characters, in one line.

    A name of which nothing is left is an empty text, and its line is left out: an empty box in
    place of each letter says less than the ID under the bars.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    known = glyph_names(face)
    composed = unicodedata.normalize("NFC", UNSAFE.sub(" ", text))
    return " ".join("".join(c if ord(c) in known else " " * c.isspace() for c in composed).split())


@lru_cache(maxsize=4096)
def in_visual_order(text: str, face: Face) -> str:
    """The text from left to right as it stands on paper, Arabic letters joined.

    The order is fpdf2's, which implements Unicode's bidirectional algorithm (TR9) for its own
    cells; there is one place for it, so that PDF and SVG agree. Nothing else is shaped.
    """
    if text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return text
    from fpdf.bidi import BidiParagraph

    from inventory.files.labels.arabic import joined

    return BidiParagraph(joined(text, glyph_names(face))).get_reordered_string()


@lru_cache(maxsize=16384)
def text_width(text: str, face: Face, size: float) -> float:
    """How wide the text is at a size in points, in millimetres."""
    widths, known, units = _metrics(face)
    visual = in_visual_order(text, face)
    advance = sum(widths[known.get(ord(char), ".notdef")][0] for char in visual)
    return advance / units * size * POINT


@lru_cache(maxsize=len(Face))
def _metrics(face: Face) -> tuple[dict[str, tuple[int, int]], dict[int, str], int]:
    read = font(face)
    return read["hmtx"].metrics, glyph_names(face), read["head"].unitsPerEm
