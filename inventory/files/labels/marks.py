"""What is on a page, in millimetres from its top left corner, y downwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.files.labels.fonts import Face


class Anchor(StrEnum):
    """Which end of the words stands at x."""

    START = "start"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; y is its baseline, size is in points."""

    text: str
    x: float
    y: float
    size: float
    face: Face
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class Line:
    """A hairline from one point to another."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a rectangle, as a hairline."""

    x: float
    y: float
    width: float
    height: float


Mark = Bar | Words | Line | Frame


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size and its marks, in the order in which they are drawn."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def moved(marks: Iterable[Mark], right: float, down: float) -> list[Mark]:
    """The same marks, further right and down by so many millimetres."""
    result: list[Mark] = []
    for mark in marks:
        match mark:
            case Bar(x, y, width, height):
                result.append(Bar(x + right, y + down, width, height))
            case Words(text, x, y, size, face, anchor):
                result.append(Words(text, x + right, y + down, size, face, anchor))
            case Line(x1, y1, x2, y2):
                result.append(Line(x1 + right, y1 + down, x2 + right, y2 + down))
            case Frame(x, y, width, height):
                result.append(Frame(x + right, y + down, width, height))
    return result
