"""Lines of coloured cells for the widgets that draw themselves."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.table_text import head, shown

Part = tuple[str, Style]
"""Text as it came, and its style."""


def draw_line(parts: Iterable[Part], width: int, ground: Style) -> Strip:
    """The parts beside each other in exactly ``width`` cells; the last that fits is cut with ``…``.

    Control characters are replaced, and nothing in the text is taken as markup.
    """
    room = width
    segments: list[Segment] = []
    for text, style in parts:
        kept = head(shown(text), room)
        segment = Segment(kept, style)
        segments.append(segment)
        room -= segment.cell_length
    return Strip(segments).adjust_cell_length(width, ground)


def recolour(style: Style, ground: Style) -> Style:
    """A style with the background of ``ground``."""
    return Style(
        color=style.color, bgcolor=ground.bgcolor, bold=style.bold, underline=style.underline
    )


def wrap_once(text: str, width: int) -> tuple[str, str]:
    """The text as a line that fits and the rest, parted at a space where there is one."""
    clean = shown(text)
    first = head(clean, width)
    if first == clean:
        return clean, ""
    cut = clean.rfind(" ", 0, len(first))
    if cut <= 0:
        return first, ""
    return clean[:cut], clean[cut + 1 :]
