"""Lines of text in which every number is a door: arrows walk from one to the next, Enter opens."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.widgets.lines import Part, draw_line
from tui.widgets.painted import changed_lines
from tui.widgets.text_lines import TextLines, Tone, Toned

Piece = Toned | tuple[str, Tone, object]
"""A piece of text, how it is shown and, where it is a door, what opens."""
Line = Sequence[Piece]


_LINE = 8


class _Spot:
    """Where a door stands; a plain class, because it is made before the first frame."""

    __slots__ = ("column", "door", "end", "row")

    def __init__(self, door: object, row: int, column: int, end: int) -> None:
        self.door = door
        self.row = row
        self.column = column
        self.end = end

    def detour(self, other: "_Spot") -> int:
        """What a step to a door in another line costs: a line as much as a few columns aside."""
        aside = max(0, other.column - self.end, self.column - other.end)
        return abs(self.row - other.row) * _LINE + aside

    def distance(self, other: "_Spot") -> tuple[int, int]:
        """How far apart two doors are: in lines first, then in columns."""
        return abs(self.row - other.row), abs(self.column - other.column)


class WalkLines(TextLines, can_focus=True):
    """As many of the lines as there is room for; a cursor goes from door to door."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "walk_rows(-1)", "Up", show=False),
        Binding("down", "walk_rows(1)", "Down", show=False),
        Binding("left", "walk(-1)", "Left", show=False),
        Binding("right", "walk(1)", "Right", show=False),
        Binding("home", "jump(0)", "First", show=False),
        Binding("end", "jump(-1)", "Last", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    class Opened(Message):
        """A person wants to see what a number stands for."""

        def __init__(self, door: object) -> None:
            super().__init__()
            self.door = door

    scrolls: Callable[[object, int], bool] | None = None
    """Asked before a step up or down from a door; True where it has shown other lines itself."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """No lines yet."""
        super().__init__(id=id)
        self._doors: tuple[_Spot, ...] = ()
        self._at: _Spot | None = None
        self._was_moved = False

    @property
    def doors(self) -> list[object]:
        """What can be opened, from the top to the bottom and from left to right."""
        return [spot.door for spot in self._doors]

    @property
    def was_moved(self) -> bool:
        """Whether somebody has put the cursor where it stands."""
        return self._was_moved

    @property
    def door(self) -> object:
        """What the cursor is on; None where there is no door."""
        return self._at.door if self._at else None

    def show_walk(self, lines: Sequence[Line], begin: object = None) -> None:
        """Show other lines; the cursor stays on its door, or as near to it as there is one.

        Until somebody has moved it, it stands on the door ``begin``.
        """
        before = self._at
        self._doors = tuple(_spots(lines))
        wanted = begin if before is None or not self._was_moved else before.door
        self._at = self._find(wanted) or self._near(before)
        plain: list[list[Toned]] = [[(piece[0], piece[1]) for piece in line] for line in lines]
        drawn = self._lines
        self.show(plain)
        moved = {spot.row for spot in (before, self._at) if spot}
        self.refresh_lines(moved - set(changed_lines(drawn, self._lines)))

    def go_to(self, door: object) -> bool:
        """Put the cursor on a door and say whether it is there."""
        spot = self._find(door)
        if spot:
            self._move(spot)
        return spot is not None

    def action_walk(self, step: int) -> None:
        """Go to the next door, or to the one before."""
        if self._at is None:
            return
        at = self._doors.index(self._at) + step
        self._move(self._doors[min(max(at, 0), len(self._doors) - 1)])

    def action_walk_rows(self, step: int) -> None:
        """Go to the door that stands next below or above, as straight as can be."""
        if self._at is None or (self.scrolls and self.scrolls(self._at.door, step)):
            return
        here = self._at
        ahead = [spot for spot in self._doors if (spot.row - here.row) * step > 0]
        if ahead:
            self._move(min(ahead, key=here.detour))

    def action_jump(self, place: int) -> None:
        """Go to the first door, or to the last one."""
        if self._doors:
            self._move(self._doors[place])

    def action_open(self) -> None:
        """Ask the owner to open what the cursor is on."""
        if self._at:
            self.post_message(self.Opened(self._at.door))

    def on_focus(self) -> None:
        """Show the cursor."""
        self._refresh_cursor()

    def on_blur(self) -> None:
        """Hide it."""
        self._refresh_cursor()

    def render_line(self, y: int) -> Strip:
        """One line, with the cursor where it stands in it."""
        spot = self._at
        if spot is None or spot.row != y or not self.has_focus or y >= len(self._lines):
            return super().render_line(y)
        cursor = self._style("accent") + Style(reverse=True)
        parts: list[Part] = []
        column = 0
        for text, tone in self._lines[y]:
            inside = spot.column <= column < spot.end
            parts.append((text, cursor if inside else self._style(tone)))
            column += cell_len(text)
        return draw_line(parts, self.content_size.width, self.ground)

    def _find(self, door: object) -> _Spot | None:
        return next((spot for spot in self._doors if door is not None and spot.door == door), None)

    def _near(self, before: _Spot | None) -> _Spot | None:
        """The door that stands where the cursor was; the first one where it was nowhere yet."""
        if not self._doors or before is None:
            return self._doors[0] if self._doors else None
        return min(self._doors, key=before.distance)

    def _move(self, spot: _Spot) -> None:
        before, self._at, self._was_moved = self._at, spot, True
        self.refresh_lines({spot.row} | ({before.row} if before else set()))

    def _refresh_cursor(self) -> None:
        if self._at:
            self.refresh_lines([self._at.row])


def _spots(lines: Sequence[Line]) -> list[_Spot]:
    """The doors with their places; pieces beside each other that open the same are one door."""
    found: list[_Spot] = []
    for row, line in enumerate(lines):
        column = 0
        for piece in line:
            end = column + cell_len(piece[0])
            if len(piece) == 3:
                last = found[-1] if found else None
                if last and (last.row, last.end, last.door) == (row, column, piece[2]):
                    found[-1] = _Spot(last.door, row, last.column, end)
                else:
                    found.append(_Spot(piece[2], row, column, end))
            column = end
    return found
