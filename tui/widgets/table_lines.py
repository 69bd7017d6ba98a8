"""The lines of the table as strips of cells, each exactly as wide as the table."""

import textwrap
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.columns import GAP, Placed
from tui.widgets.record_list import RecordList
from tui.widgets.table_text import count_text, fit, head, shown, tail

PINNED = 2
"""The title line and the line of column names, which never scroll."""
MARK = "▸ "
"""Stands before the row that the cursor is on, so that it shows without colour."""
INDENT = len(MARK)
MARKED = "■ "
"""Stands behind it before a row that was marked, in a table whose rows can be."""
HINT = "Enter keeps · Esc clears"
CARET = "_"
UP, DOWN = "▴", "▾"
FILTER = " · filter: "
FILTER_ROOM = 8
"""Cells that the filter always gets, however long the name of the list."""


TITLE: Final = "record-table--title"
TYPED: Final = "record-table--filter"
MUTED: Final = "record-table--hint"
HEADER: Final = "record-table--header"
ROW: Final = "record-table--row"
CURSOR: Final = "record-table--cursor"
COMPONENTS: Final = {TITLE, TYPED, MUTED, HEADER, ROW, CURSOR}

TABLE_CSS: Final = """
RecordTable {
    height: 1fr;
    background: $background;
    color: $foreground;
    overflow: hidden auto;
    scrollbar-gutter: stable;
    scrollbar-size-vertical: 1;
    & > .record-table--title { text-style: bold; }
    & > .record-table--filter { color: $accent; text-style: bold; }
    & > .record-table--hint { color: $text-muted; }
    & > .record-table--header { background: $panel; color: $text; }
    & > .record-table--cursor { background: $surface; color: $text; text-style: bold; }
    &:focus > .record-table--cursor { background: $primary; color: $text; }
}
"""

StyleOf = Callable[[str], Style]


@dataclass(frozen=True, slots=True)
class TableView:
    """All that decides how the table looks just now."""

    records: RecordList
    placed: tuple[Placed, ...]
    heading: str
    empty: str
    typing: bool
    """Whether the filter is being typed."""
    top: int
    """The first row in sight."""
    width: int
    indent: int
    """The cells before the first column."""
    marks: Set[int] = frozenset()
    """The keys of the rows that were marked; the indent has room for it."""
    more: str = ""
    """What the title says behind the count."""


def draw_line(view: TableView, y: int, style: StyleOf) -> Strip:
    """Line ``y`` of the table, counted from the title."""
    if y == 0:
        return _title_line(view, style)
    if not len(view.records):
        return _line(_notice(view, y - PINNED - 1), view.width, style(MUTED))
    if y == 1:
        return _line(_names(view), view.width, style(HEADER))
    place = view.top + y - PINNED
    if place >= len(view.records):
        return Strip.blank(view.width, style(ROW))
    on_it = place == view.records.cursor
    front = MARK if on_it else " " * INDENT
    if view.records.keys[place] in view.marks:
        front += MARKED
    text = front.ljust(view.indent) + _cells(view, place)
    return _line(text, view.width, style(CURSOR if on_it else ROW))


def _line(text: str, width: int, style: Style) -> Strip:
    return Strip([Segment(fit(text, width), style)], width)


def _title_line(view: TableView, style: StyleOf) -> Strip:
    """``Devices · 2,417 of 3,000 · filter: hp``, with what Enter and Esc do while it is typed."""
    records, width = view.records, view.width
    name = f"{shown(view.heading)} · {count_text(len(records), records.total)}{view.more}"
    if not (records.filter or view.typing):
        return _line(name, width, style(TITLE))
    front = head(head(name, width - len(FILTER) - FILTER_ROOM) + FILTER, width)
    text = shown(records.filter) + (CARET if view.typing else "")
    text = tail(text, width - cell_len(front))
    rest = width - cell_len(front) - cell_len(text)
    note = HINT if view.typing and rest > len(HINT) else ""
    segments = [
        Segment(front, style(TITLE)),
        Segment(text, style(TYPED)),
        Segment(" " * (rest - len(note)), style(TITLE)),
        Segment(note, style(MUTED)),
    ]
    return Strip([segment for segment in segments if segment.text], width)


def _names(view: TableView) -> str:
    """The names of the columns, the sorted one with the way that it runs."""
    names = []
    for place in view.placed:
        name = shown(place.column.title)
        if place.column.name == view.records.sort:
            arrow = DOWN if view.records.descending else UP
            name = f"{head(name, place.width - 2)} {arrow}"
        names.append(fit(name, place.width, place.column.align))
    return " " * view.indent + (" " * GAP).join(names)


def _cells(view: TableView, place: int) -> str:
    """The cells of one record in their columns; a cell that is not there is blank."""
    cells = view.records.cells(place)
    return (" " * GAP).join(
        fit(
            cells[column.index] if column.index < len(cells) else "",
            column.width,
            column.column.align,
        )
        for column in view.placed
    )


def _notice(view: TableView, number: int) -> str:
    """One line of what to do where no rows are; a blank line stands before the first."""
    text = view.empty
    if view.records.total:
        text = f"Nothing matches “{view.records.filter_text}”. Esc clears the filter."
    lines = textwrap.wrap(shown(text), max(1, view.width - 2 * INDENT))
    return " " * INDENT + (lines[number] if 0 <= number < len(lines) else "")
