"""Labels for a label printer that speaks ZPL II, one ^XA … ^XZ each.

Written after Zebra's "ZPL II Programming Guide" (^BC, ^B3, ^FH, ^LS, ^LT). A roll has one label
after the other, so of sheet stock only the label's size counts: not its columns, its margins, or
the label to start at.
"""

from collections.abc import Iterable, Iterator

from inventory.errors import LabelRefused
from inventory.files.labels.bars import Bars, Symbology
from inventory.files.labels.content import Label
from inventory.files.labels.fonts import POINT, in_visual_order, text_width
from inventory.files.labels.layout import fitting_bars
from inventory.files.labels.marks import Anchor, Bar, Mark, Words
from inventory.files.labels.placing import place
from inventory.files.labels.proof import symbols
from inventory.files.labels.setup import Setup, check_setup
from inventory.files.labels.stock import Stock
from inventory.text import safe

DOTS: dict[int, tuple[float, int]] = {203: (8.0, 2), 300: (11.811, 3), 600: (23.622, 6)}
"""By dots per inch: dots per millimetre, and dots of the narrowest bar."""

_STARTS = {104: ">:", 105: ">;"}
_TO_B, _TO_C = (100, ">6"), (99, ">5")
_ESCAPED = frozenset("^~_\\")


def as_zpl(labels: Iterable[Label], setup: Setup, dpi: int = 203) -> str:
    """The labels as ZPL text for a printer of 203, 300 or 600 dpi, to be sent to it as UTF-8.

    Raises LabelRefused at a label that can't be printed, and for other resolutions.
    """
    check_setup(setup)
    if dpi not in DOTS:
        raise LabelRefused(
            f"There are no label printers of {dpi} dpi here.", "Use 203, 300 or 600."
        )
    return "".join(
        _one(place(label, bars, setup.stock), bars, setup, dpi)
        for label in labels
        for bars in [fitting_bars(label, setup)]
    )


def code128_data(bars: Bars) -> str:
    """The field data of ^BC for exactly the symbols that were proved, every change of set named.

    Left alone, the printer would stay in one set, and a long number would be twice as wide. Raises
    LabelRefused for symbols outside of the sets B and C, which no code that can be printed has.
    """
    start, *values = symbols(bars.modules)
    if start not in _STARTS:
        raise _strange(bars)
    pairs = start == 105
    data = _STARTS[start]
    for value in values:
        change, name = _TO_B if pairs else _TO_C
        if value == change:
            data += name
            pairs = not pairs
        elif pairs and value < change:
            data += f"{value:02}"
        elif not pairs and value <= 95:
            data += {">": ">0"}.get(chr(value + 32), chr(value + 32))
        else:
            raise _strange(bars)
    return escaped(data)


def _strange(bars: Bars) -> LabelRefused:
    return LabelRefused(
        f"The bars for {safe(bars.text)} can't be written for a label printer.",
        "Print it as .pdf.",
    )


def escaped(text: str) -> str:
    """Text for ^FD after ^FH: what the printer would take for a command, as hexadecimal."""
    return "".join(f"_{ord(char):02X}" if char in _ESCAPED else char for char in text)


def _one(marks: list[Mark], bars: Bars, setup: Setup, dpi: int) -> str:
    stock, (per_mm, _) = setup.stock, DOTS[dpi]
    lines = [
        "^XA",
        "^CI28",
        f"^PW{_dots(stock.width, per_mm)}",
        f"^LL{_dots(stock.height, per_mm)}",
        f"^LS{-_dots(setup.right, per_mm)}",  # it shifts to the left
        f"^LT{_dots(setup.down, per_mm)}",
        _bars(marks, bars, stock, dpi),
        *_texts(marks, stock, per_mm),
        "^XZ",
        "",
    ]
    return "\n".join(lines)


def _bars(marks: list[Mark], bars: Bars, stock: Stock, dpi: int) -> str:
    per_mm, module = DOTS[dpi]
    drawn = [mark for mark in marks if isinstance(mark, Bar)]
    wide = len(bars.modules) * module
    left = (_dots(stock.width, per_mm) - wide) // 2
    top, high = _dots(drawn[0].y, per_mm), _dots(drawn[0].height, per_mm)
    if bars.symbology is Symbology.CODE39:
        kind, data = f"^B3N,N,{high},N,N", escaped(bars.text)
    else:
        kind, data = f"^BCN,{high},N,N,N,N", code128_data(bars)
    return f"^FO{left},{top}^BY{module},3,{high}{kind}^FH^FD{data}^FS"


def _texts(marks: list[Mark], stock: Stock, per_mm: float) -> Iterator[str]:
    """The words in the printer's own scalable font, as high as on a sheet.

    That font isn't as wide as ours everywhere, so the printer centres what is centred. A block
    reads a backslash as a command of its own, and then a line begins where ours would.
    """
    for mark in marks:
        if not isinstance(mark, Words):
            continue
        high = _dots(mark.size * POINT, per_mm)
        top = _dots(mark.y - 0.76 * mark.size * POINT, per_mm)
        left, block = _dots(mark.x, per_mm), ""
        if mark.anchor is Anchor.MIDDLE and "\\" not in mark.text:
            left, block = 0, f"^FB{_dots(stock.width, per_mm)},1,0,C"
        elif mark.anchor is Anchor.MIDDLE:
            left -= _dots(text_width(mark.text, mark.face, mark.size) / 2, per_mm)
        text = escaped(in_visual_order(mark.text, mark.face))
        yield f"^FO{left},{top}^A0N,{high},{high}{block}^FH^FD{text}^FS"


def _dots(length: float, per_mm: float) -> int:
    return round(length * per_mm)
