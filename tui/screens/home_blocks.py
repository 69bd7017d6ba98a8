"""The blocks of Home: bars by homeroom, grade or place, the work of today, and what needs you."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

from inventory.rules.phrases import count
from inventory.services.picture import Ahead, Bar, ListName, PeopleList, Picture, Within
from tui.screens.home_bars import share_bar, spark
from tui.screens.home_doors import PARKED, Door, ScreenDoor
from tui.widgets.table_text import fit, shown
from tui.widgets.text_lines import Tone
from tui.widgets.walk_lines import Line, Piece

if TYPE_CHECKING:
    from inventory.store.audits import Progress

_NUMBER = 11
"""The cells of ``  112 to go``."""
_PERCENT = 6
_LEAST_NAME, _NAME, _WIDE_NAME = 9, 18, 28
_WIDE = 50
_FAST = 10
"""From so many a minute on the tenths make no difference to how long it takes."""
_WANTING = 6
"""The cells of a number of what needs you."""
_KEY = 2
_NO_ROOM = "no homeroom"
_OUT_TODAY = Door(
    "out-today", "Handed out today", ListName.OUT_TODAY, empty="Nothing was handed out today."
)
_BACK_TODAY = Door(
    "back-today", "Taken back today", ListName.BACK_TODAY, empty="Nothing was taken back today."
)
_ALL_HAVE_ONE = "Nobody waits for a device."
_ALL_BACK = "Nothing is still out."
_FOUND = "Nothing is left to find here."


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of which the first is the heading; in a block of bars, what each bar opens."""

    lines: Sequence[Line]
    doors: Sequence[Door] = ()


def bars(
    picture: Picture, view: Literal["homeroom", "grade"], first: int, most: int, width: int
) -> Block:
    """How far each homeroom or grade is, the one with most to do first."""
    found = picture.homerooms if view == "homeroom" else picture.grades
    out = picture.direction == "out"
    word = "Handed out" if picture.morning.minutes else "Have a device"
    word = word if out else "Returned today"
    doors = [_door(bar, view, at, out=out) for at, bar in enumerate(found)]
    room = _name_width([_name_of(bar, view) for bar in found], width)
    rows = [
        _row(
            _name_of(bar, view), bar.have_one if out else bar.returned,
            bar.to_go if out else bar.still_out, "to go" if out else "out", door, (room, width),
        )
        for bar, door in zip(found, doors, strict=True)
    ]  # fmt: skip
    if not rows:
        rows = [[("no students yet: F7 imports the roster", "muted")]]
    return _windowed(f"{word}, by {view}", rows, doors, first, most)


def to_find(places: "Sequence[Progress]", first: int, most: int, width: int) -> Block:
    """How far the open audit is in each place, the one with most to find first."""
    doors = [
        Door(
            f"to-find-{one.place}", f"Still to find: {one.place or 'somewhere'}",
            ListName.TO_FIND, Within(place=one.place), "device", _FOUND, at,
        )
        for at, one in enumerate(places)
    ]  # fmt: skip
    names = [one.place or "somewhere" for one in places]
    room = _name_width(names, width)
    rows = [
        _row(name, (one.seen, one.expected), one.left, "left", door, (room, width))
        for name, one, door in zip(names, places, doors, strict=True)
    ]
    return _windowed("Audit, seen by place", rows, doors, first, most)


def today_lines(picture: Picture, width: int, height: int = 1) -> list[Line]:
    """What was done today, minute by minute, and when the line will be through.

    ``height`` above 1 gives the minutes lines of their own.
    """
    out, back = picture.counts[ListName.OUT_TODAY], picture.counts[ListName.BACK_TODAY]
    said: list[Piece] = [
        (f"{out:,} out", "muted", _OUT_TODAY),
        (" and ", "muted"),
        (f"{back:,} back", "muted", _BACK_TODAY),
        (" today ", "muted"),
    ]
    lines: list[Line] = [said]
    if height == 1:
        used = sum(len(piece[0]) for piece in said)
        said.append((spark(picture.morning.minutes, width - used)[0], "ok"))
    elif picture.morning.minutes:
        lines += [[(row, "ok")] for row in spark(picture.morning.minutes, width, height)]
    if pace := _pace(picture):
        lines.append(pace)
    return lines


def needs(picture: Picture, ahead: Ahead | None, width: int) -> Block:
    """What a person has to see to, each with the key that leads to where it is settled."""
    counts = picture.counts
    wanting: list[tuple[int, str, str, Tone, object]] = [
        (counts[ListName.CONFLICTS], "disputed", "F6", "stop",
         Door("disputed", "Disputed", ListName.CONFLICTS, sort="device")),
        (picture.parked, "parked", "F6", "ask", PARKED),
        (ahead.swaps if ahead else 0, "swapped, to correct", "F6", "ask", ScreenDoor("inbox")),
        (counts[ListName.NOWHERE], "nobody knows where", "F8", "ask",
         Door("nowhere", "Nobody knows where", ListName.NOWHERE, sort="device")),
        (counts[ListName.LEFT], "left, still holding", "F8", "ask",
         Door("left-still-holding", "Left, still holding", ListName.LEFT, sort="name")),
        (counts[ListName.OUT_LONG], "out too long", "F8", "ask",
         Door("out-too-long", "Out too long", ListName.OUT_LONG, sort="since")),
        (counts[ListName.UNSEEN], "not seen for long", "F8", "ask",
         Door("not-seen", "Not seen for long", ListName.UNSEEN, sort="device")),
        (counts[ListName.TO_CHECK], "to be checked", "F8", "plain",
         Door("to-be-checked", "To be checked", ListName.TO_CHECK, sort="device")),
    ]  # fmt: skip
    lines: list[Line] = [[("Needs you", "bold")]]
    if picture.is_long:
        which = "another" if picture.tables > 1 else "a second"
        words = f"open {which} table"
        space = " " * max(1, width - _KEY - len(words) - _WANTING)
        lines.append(
            [
                ("!".rjust(_WANTING - 1) + " ", "ask"), (words, "bold"), (space, "plain"),
                ("F8", "accent"),
            ]
        )  # fmt: skip
    for number, words, key, tone, door in wanting:
        if number:
            said = f"{number:,}"
            space = " " * max(1, width - _KEY - len(words) - _WANTING)
            lines.append(
                [
                    (" " * (_WANTING - 1 - len(said)), "plain"), (f"{said} ", tone, door),
                    (words, "plain", door), (space, "plain"), (key, "accent"),
                ]
            )  # fmt: skip
    if len(lines) == 1:
        lines.append([("nothing at the moment", "muted")])
    return Block(lines)


def _windowed(
    heading: str, rows: Sequence[Line], doors: Sequence[Door], first: int, most: int
) -> Block:
    """The rows in sight; where there are more, the heading says which they are."""
    head: list[Piece] = [(heading, "bold")]
    if len(rows) > most:
        head.append((f"   {first + 1}–{min(first + most, len(rows))} of {len(rows)}", "muted"))
    return Block([head, *rows[first : first + most]], doors)


def _name_width(names: Sequence[str], width: int) -> int:
    """Room for the longest name, as far as the bars leave some."""
    longest = max((cell_len(shown(name)) for name in names), default=0) + 2
    return min(max(longest, _LEAST_NAME), _WIDE_NAME if width >= _WIDE else _NAME)


def _row(
    name: str, done: tuple[int, int], number: int, words: str, door: Door, widths: tuple[int, int]
) -> Line:
    """``214  ━━━━────  60 %   12 to go``; the widths are those of the name and of all of it."""
    room, width = widths
    bar = width - room - _PERCENT - _NUMBER
    part, of = done
    percent = f"{part * 100 // of if of else 100} %"
    said = f"{number:,} {words}" if number else "all"
    filled: list[Piece] = list(share_bar(part / of if of else 1.0, bar))
    return [
        (fit(shown(name), room - 1) + " ", "plain"),
        *filled,
        (percent.rjust(_PERCENT), "plain"),
        (" " * (_NUMBER - len(said)), "plain"),
        (said, "plain" if number else "muted", door),
    ]


def _door(bar: Bar, view: Literal["homeroom", "grade"], at: int, *, out: bool) -> Door:
    within = Within(homeroom=bar.name) if view == "homeroom" else Within(grade=bar.name)
    name = _name_of(bar, view)
    called = name if view == "grade" else f"homeroom-{name}"
    if out:
        title = f"{_capital(name, view)}, without a device"
        return Door(f"without-{called}", title, PeopleList.TO_GO, within, "name", _ALL_HAVE_ONE, at)
    title = f"{_capital(name, view)}, still out"
    return Door(f"still-out-{called}", title, ListName.STILL_OUT, within, "name", _ALL_BACK, at)


def _name_of(bar: Bar, view: str) -> str:
    return f"grade {bar.name or '?'}" if view == "grade" else bar.name or _NO_ROOM


def _capital(name: str, view: str) -> str:
    if view == "grade" or name == _NO_ROOM:
        return name[0].upper() + name[1:]
    return f"Homeroom {name}"


def _pace(picture: Picture) -> Line | None:
    """``5 a minute, about 24 minutes for 120 more``; None where nothing moves."""
    rate = picture.morning.per_minute
    if rate <= 0:
        return None
    said = f"{rate:.0f} a minute" if rate >= _FAST else f"{rate:.1f} a minute"
    takes = picture.morning.minutes_for(picture.left)
    if takes is None:
        return [(said, "muted")]
    which = PeopleList.TO_GO if picture.direction == "out" else ListName.STILL_OUT
    title = "Students without a device" if picture.direction == "out" else "Still out"
    empty = _ALL_HAVE_ONE if picture.direction == "out" else _ALL_BACK
    door = Door("still-to-come", title, which, empty=empty)
    words = f"{picture.left:,} {'to go' if picture.direction == 'out' else 'still out'}"
    return [
        (f"{said}, about ", "muted"),
        (count(takes, "min", "min"), "ask" if picture.is_long else "muted"),
        (" for ", "muted"),
        (words, "muted", door),
    ]
