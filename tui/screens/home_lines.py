"""The lines of Home: what a picture of the school says at a width and height."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from rich.cells import cell_len

from inventory.rules.phrases import count, day
from inventory.services.picture import Ahead, ListName, PeopleList, Picture
from tui.screens.home_bars import stacked
from tui.screens.home_blocks import Block, bars, needs, to_find, today_lines
from tui.screens.home_doors import Door, PageDoor, ScreenDoor
from tui.widgets.text_lines import Tone
from tui.widgets.walk_lines import Line, Piece

View = Literal["homeroom", "grade", "place"]

WIDE = 100
"""Columns from which there is room for more."""
_GAP = 3
_LEAST_BARS = 3
_MOST_OTHERS = 8
_TALL = 3
"""Lines of the picture of the morning where there is room."""

_LEGEND: Mapping[ListName, tuple[str, str, Tone]] = {
    ListName.WITH_PEOPLE: ("with people", "█", "ok"),
    ListName.IN_PLACES: ("in rooms and carts", "▓", "violet"),
    ListName.READY: ("in stock, ready", "▒", "blue"),
    ListName.TO_CHECK: ("to be checked", "░", "blue"),
    ListName.NOWHERE: ("nobody knows where", "?", "ask"),
    ListName.ELSEWHERE: ("with the district", "▚", "violet"),
    ListName.REPAIR: ("in repair", "▞", "ask"),
    ListName.GONE: ("lost or missing", "×", "stop"),
}
"""Where devices are: in words, with its pattern and its colour."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How much room there is, and which part of the bars is in sight."""

    width: int
    height: int
    view: View = "homeroom"
    first: int = 0
    """The bar at the top."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """All lines, and what the cursor has to know of them."""

    lines: Sequence[Line]
    begin: object = None
    """The door to begin with: what needs a person, where there is something."""
    bars: int = 0
    """How many bars there are, in sight or not."""
    shown: int = 0
    """How many are in sight."""
    doors: Sequence[object] = ()
    """What each bar opens."""


def draw(picture: Picture, ahead: Ahead | None, now: datetime, frame: Frame) -> Drawn:
    """Home as it is at this moment."""
    if picture.is_empty:
        return Drawn(first_steps())
    wide, width = frame.width >= WIDE, _left_width(frame)
    top = [*_head(picture, now, frame.width), *_where(picture, frame.width), []]
    bottom = _next(ahead, now, frame)
    tail = [*([[]] if wide else []), *today_lines(picture, width - 1, _TALL if wide else 1)]
    wanting = needs(picture, ahead, frame.width - width - _GAP).lines
    if len(wanting) > frame.height - len(top) - len(bottom):
        bottom = bottom[1:]  # what needs somebody comes before a blank line
    if len(wanting) > frame.height - len(top) - len(bottom):
        top = top[:-1]
    room = max(1, frame.height - len(top) - len(bottom))
    shown = max(_LEAST_BARS, room - len(tail) - 1)
    block = _block(picture, ahead, frame, shown, width)
    begin = next((piece[2] for line in wanting for piece in line if len(piece) == 3), None)
    right = [*wanting, *(_others(picture, ahead, frame, room - len(wanting)) if wide else [])]
    return Drawn(
        [*top, *_beside([*block.lines, *tail], right[:room], width + _GAP), *bottom],
        begin or (block.doors[frame.first] if frame.first < len(block.doors) else None),
        len(block.doors),
        min(shown, len(block.doors)),
        block.doors,
    )


def views(ahead: Ahead | None) -> list[View]:
    """What Tab goes through."""
    return ["homeroom", "grade", "place"] if ahead and ahead.places else ["homeroom", "grade"]


def first_steps() -> list[Line]:
    """What to do with an empty database."""
    return [
        [("Welcome to Champion", "bold")],
        [("Hand out, take back and count your school's devices by scanning.", "muted")],
        [],
        [("F7       ", "accent"), ("import my school's files: people, devices, places", "plain")],
        [("         the student list first, then the district's device list", "muted")],
        [],
        [
            ("Ctrl+T   ", "accent"),
            ("open a table's seed: this laptop hands out beside others", "plain"),
        ],
        [("         the champion's laptop writes it: F8, T, N", "muted")],
        [],
        [("Ctrl+E   ", "accent"), ("open the sample school, to try things out", "plain")],
        [("         a copy that is thrown away; nothing in it is real", "muted")],
        [],
        [("F1       ", "accent"), ("help, with every key", "plain")],
    ]


def _head(picture: Picture, now: datetime, width: int) -> list[Line]:
    number = picture.counts[ListName.KEPT]
    devices = Door(
        "devices", "Devices", ListName.KEPT, sort="device",
        empty="No devices yet. F7 imports the district's list.",
    )  # fmt: skip
    people = Door(
        "people", "Students and staff", PeopleList.ENROLLED, sort="name",
        empty="No people yet. F7 imports the roster.",
    )  # fmt: skip
    said: list[Piece] = [
        (count(number, "device"), "muted", devices),
        (" · ", "muted"),
        (count(picture.people, "person", "people"), "muted", people),
    ]
    used = sum(cell_len(piece[0]) for piece in said)
    for words, record in (("roster", picture.roster), ("list", picture.devices)):
        dated = f" · {words} of {day(record.at, now.date())}" if record else ""
        used += cell_len(dated)
        if dated and used <= width:
            said.append((dated, "muted"))
    return [[(picture.school, "bold")], said, []]


def _where(picture: Picture, width: int) -> list[Line]:
    """One bar for all devices, and what its parts are."""
    parts = [
        (picture.counts[name], glyph, tone)
        for name, (_, glyph, tone) in _LEGEND.items()
        if picture.counts[name]
    ]
    cells = stacked(parts, width)
    bar: Line = [(glyph * cell, tone) for cell, (_, glyph, tone) in zip(cells, parts, strict=True)]
    entries: list[list[Piece]] = []
    for name, (words, glyph, tone) in _LEGEND.items():
        if number := picture.counts[name]:
            door = Door(name.value, words.capitalize(), name, sort="device")
            entries.append([(f"{glyph} ", tone), (f"{words} {number:,}", "plain", door)])
    return [[("Where the devices are", "bold")], bar, *_wrapped(entries, width)]


def _wrapped(entries: Sequence[Sequence[Piece]], width: int) -> list[Line]:
    """The legend in as many lines as it takes."""
    lines: list[list[Piece]] = [[]]
    for entry in entries:
        size = sum(cell_len(piece[0]) for piece in entry)
        used = sum(cell_len(piece[0]) for piece in lines[-1])
        if lines[-1] and used + _GAP + size > width:
            lines.append([])
        elif lines[-1]:
            lines[-1].append((" " * _GAP, "plain"))
        lines[-1].extend(entry)
    return [*lines]


def _left_width(frame: Frame) -> int:
    return 60 if frame.width >= WIDE else 42


def _block(picture: Picture, ahead: Ahead | None, frame: Frame, shown: int, width: int) -> Block:
    if frame.view == "place" and ahead and ahead.places:
        return to_find(ahead.places, frame.first, shown, width)
    view: Literal["homeroom", "grade"] = "grade" if frame.view == "grade" else "homeroom"
    return bars(picture, view, frame.first, shown, width)


def _others(picture: Picture, ahead: Ahead | None, frame: Frame, room: int) -> list[Line]:
    """Beside the bars that were chosen, the worst of each other kind."""
    found: list[Line] = []
    kinds = [view for view in views(ahead) if view != frame.view]
    for view in kinds:
        shown = min(_MOST_OTHERS, room // len(kinds) - 2)
        if shown < _LEAST_BARS:
            break
        other = Frame(frame.width, frame.height, view)
        block = _block(picture, ahead, other, shown, frame.width - _left_width(frame) - _GAP)
        found += [[], *(_without_rows(line) for line in block.lines)]
    return found


def _without_rows(line: Line) -> Line:
    """The same line, which does not scroll."""
    return [
        (piece[0], piece[1], replace(piece[2], row=None))
        if len(piece) == 3 and isinstance(piece[2], Door)
        else piece
        for piece in line
    ]


def _next(ahead: Ahead | None, now: datetime, frame: Frame) -> list[Line]:
    """The audit that is next and what comes in the year."""
    from tui.screens.audit_due import KEY_AT, home_line

    if ahead is None:
        return [[], []]
    key_at = max(KEY_AT, frame.width - len("F4"))
    audit = home_line(ahead.audit, now.date(), key_at)
    said: list[Piece] = [(text, tone, ScreenDoor("audit")) for text, tone in audit[:-2]]
    lines: list[Line] = [[], [*said, *audit[-2:]]]
    most = 2 if frame.width >= WIDE else 1
    for coming in ahead.coming[:most]:
        space = " " * max(1, key_at - len(coming.say) - 6)
        door = PageDoor("year")
        lines.append(
            [("Next  ", "bold"), (coming.say, "plain", door), (space, "plain"), ("Y", "accent")]
        )
    return lines


def _beside(left: Sequence[Line], right: Sequence[Line], width: int) -> list[Line]:
    """Two blocks of lines side by side."""
    rows: list[Line] = []
    for at in range(max(len(left), len(right))):
        first = left[at] if at < len(left) else []
        used = sum(cell_len(piece[0]) for piece in first)
        second = right[at] if at < len(right) else []
        rows.append([*first, (" " * max(1, width - used), "plain"), *second])
    return rows
