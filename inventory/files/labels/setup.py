"""How labels are to be printed."""

import math
from dataclasses import dataclass

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Symbology
from inventory.files.labels.stock import Stock

MODULE = 0.254
"""Millimetres of the narrowest bar, never scaled: 2, 3 and 6 dots at 203, 300 and 600 dpi."""

QUIET = 10
"""Modules that stay white on each side of the bars; ISO/IEC 15417 and 16388 ask for ten."""

DRIFT = 1.6
"""Millimetres kept free at each edge of a label, for paper moves in the printer."""

FARTHEST = 5.0
"""Millimetres; whoever needs to move more has other stock in the printer."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Stock, bars, the first label that is still on the page, and the nudge in millimetres.

    ``start`` counts from 1, row by row, on the first page alone; ``right`` and ``down`` move
    everything that is printed.
    """

    stock: Stock
    symbology: Symbology = Symbology.CODE128
    start: int = 1
    right: float = 0.0
    down: float = 0.0


def check_setup(setup: Setup) -> None:
    """Raises LabelRefused for a first label that the page hasn't, or a nudge that is too far."""
    most = setup.stock.per_page
    if not 1 <= setup.start <= most:
        labels = f"{most} labels" if most > 1 else "one label"
        raise LabelRefused(
            f"There is no label {setup.start} to start at: {setup.stock.name} has {labels} a page.",
            "Count from the top left label, row by row, from 1.",
        )
    for name, length in (("right", setup.right), ("down", setup.down)):
        if not math.isfinite(length) or abs(length) > FARTHEST:
            raise LabelRefused(
                f"The nudge {name} is {length:g} mm, and it can be {FARTHEST:g} either way.",
                "Print the border page and measure how far the lines are off the labels.",
            )
