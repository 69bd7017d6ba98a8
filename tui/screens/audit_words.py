"""What the audit's scan screen says: where the champion stands, what is left, how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from inventory.audit import Audit
from inventory.counts import Result
from inventory.rules.phrases import a_list, count
from inventory.services.glance import AuditCount
from tui.event_words import OUTCOME_WORDS
from tui.screens.audit_due import quarter_words, short_day
from tui.widgets.figures_line import GAP, Figure
from tui.widgets.table_text import fit, shown
from tui.widgets.text_lines import Tone, Toned

if TYPE_CHECKING:
    from inventory.services.glance import Progress

Line = list[Toned]

NO_AUDIT = "No audit is open"
_WHOLE = "Whole audit"
_LONGEST_NAME = 30
_REST = 44
"""What stands beside a place's name: figures of four digits, and how many are left where."""
_LONGEST_BAR = 30
_SHORTEST_BAR = 6
_MAP_BAR = 10
_MOST_NAMED = 3
_SHORT = {
    Result.WRONG_PLACE: "place",
    Result.WRONG_HOLDER: "holder",
    Result.STATE_CONFLICT: "record",
}
_FIGURES = 74
"""Cells for the line of figures on the smallest screen."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the champion stands, and with whom."""

    place: str = ""
    here: "Progress | None" = None
    """None where no place was scanned, or where nothing expected may be shown."""
    person: str = ""
    """The name of who is at the table."""
    theirs: tuple[str, ...] = ()
    """Labels of what is recorded with the person and was not seen yet."""


def bar_words(audit: Audit, school: str, now: datetime) -> str:
    """``Q4 2026 · Northside Middle · open since Mon 9 Nov``"""
    said = [quarter_words(audit.quarter), school]
    said += ["a sample"] if audit.scope.sample else []
    said += ["blind"] if audit.scope.blind else []
    return " · ".join([*said, f"open since {short_day(audit.opened_at, now)}"])


def bar(seen: int, expected: int, width: int) -> Line:
    """A bar that is full only when all is seen, and empty only when nothing is."""
    full = round(width * seen / expected) if expected else 0
    full = max(full, 1) if seen else full
    full = min(full, width - 1) if seen < expected else full
    return [("━" * full, "ok"), ("─" * (width - full), "muted")]


def stand_lines(audit: Audit, stand: Stand, done: AuditCount | None, width: int) -> list[Line]:
    """Where I stand or who is before me, and the whole audit; both in columns."""
    if stand.person:
        place: Line = [(f"{stand.place}   ", "plain")] if stand.place else []
        if stand.here:
            place.append((f"{stand.here.seen:,} of {stand.here.expected:,} here", "muted"))
        return [_person_line(stand, audit.scope.blind), place]
    if not stand.place:
        nowhere: Line = [("Nowhere yet   ", "bold"), ("no place was scanned", "muted")]
        return [nowhere, _whole_line(audit, done)]
    if stand.here is None:
        scanned = done.scanned_in.get(stand.place, 0) if done else 0
        here: Line = [(f"{stand.place}   ", "bold"), (f"{scanned:,} scanned here", "plain")]
        return [here, _whole_line(audit, done)]
    if not stand.here.expected:
        here = [(f"{stand.place}   ", "bold"), ("nothing is expected here", "muted")]
        return [here, _whole_line(audit, done)]
    return _in_columns(audit, stand.here, done, width)


def _person_line(stand: Stand, blind: bool) -> Line:
    name: Toned = (stand.person, "bold")
    if blind:
        return [name]
    if not stand.theirs:
        return [name, ("   nothing of theirs is left to see", "muted")]
    named = a_list(list(stand.theirs))
    if len(stand.theirs) > _MOST_NAMED:
        named = count(len(stand.theirs), "device")
    return [name, ("   left to see  ", "muted"), (named, "plain")]


def _whole_line(audit: Audit, done: AuditCount | None) -> Line:
    if done is None:
        return []
    if audit.scope.sample:
        return _sample_line(audit, done)
    if audit.scope.blind:
        return [(f"{_WHOLE}   ", "muted"), (f"{done.scanned:,} scanned", "plain")]
    seen = f"{done.expected - done.left:,} of {done.expected:,}"
    return [(f"{_WHOLE}   ", "muted"), (seen, "plain"), (f"   {_left_words(done)}", "muted")]


def _sample_line(audit: Audit, done: AuditCount) -> Line:
    floor = audit.scope.floor
    picked = f"; {floor:,} to pick on the floor: {done.picked:,}" if floor else ""
    if audit.scope.blind:
        return [(f"A sample: {done.scanned:,} scanned{picked}", "muted")]
    found = f"{done.expected - done.left:,} found · {done.left:,} left"
    return [(f"{done.expected:,} drawn: {found}{picked}", "muted")]


def _in_columns(audit: Audit, here: "Progress", done: AuditCount | None, width: int) -> list[Line]:
    """Both lines with their figures below each other, and the bar of this place."""
    whole = done is not None and not audit.scope.sample
    names = max(cell_len(shown(here.place)), len(_WHOLE) if whole else 0)
    names = min(names, _LONGEST_NAME, width - _REST)
    seen = [f"{here.seen:,}", f"{done.expected - done.left:,}" if done and whole else ""]
    of = [f"{here.expected:,}", f"{done.expected:,}" if done and whole else ""]
    left, right = max(map(len, seen)), max(map(len, of))

    def numbers(row: int) -> str:
        return f"   {seen[row]:>{left}} of {of[row]:<{right}}"

    room = width - names - len(numbers(0)) - len("  here   ")
    length = min(_LONGEST_BAR, room)
    meter = bar(here.seen, here.expected, length) if length >= _SHORTEST_BAR else []
    first: Line = [
        (fit(shown(here.place), names), "bold"), (numbers(0), "plain"), ("  here   ", "muted"),
        *meter,
    ]  # fmt: skip
    if done is None or not whole:
        return [first, _whole_line(audit, done)]
    second: Line = [(fit(_WHOLE, names), "muted"), (numbers(1), "plain")]
    return [first, [*second, (f"  {_left_words(done)}", "muted")]]


def _left_words(done: AuditCount) -> str:
    """``43 left in 6 places``"""
    if not done.left:
        return "nothing left to find"
    places = sum(bool(one.left) for one in done.places)
    return f"{done.left:,} left in {count(places, 'place')}"


def left_words(
    stand: Stand, labels: list[str], done: AuditCount | None, *, has_map: bool
) -> tuple[str, list[str], int]:
    """What the zone of what is left says: a title, labels, and how many there are of them.

    Where nothing is left here, the other places take the room, unless the map beside shows them.
    """
    if stand.here and stand.here.left:
        return "Left to find here", labels, stand.here.left
    elsewhere = [] if has_map or done is None else _most_left(done.places)
    named = [f"{place_words(one.place)}  {one.left:,}" for one in elsewhere if one.left]
    if stand.here:
        none = "Nothing is left to find here" if stand.here.expected else "Nothing is expected here"
        return f"{none}; left elsewhere" if named else none, named, len(named)
    return "Left to find" if named else "", named, len(named)


def place_words(place: str) -> str:
    """A place's name; some things nobody knows where to look for."""
    return place or "no place known"


def map_lines(places: Iterable["Progress"], here: str, width: int, height: int) -> list[Line]:
    """Every place with its bar, most left first, as many as there is room for."""
    order = _most_left(places)
    lines: list[Line] = [[("Places", "bold"), ("   most left first", "muted")], []]
    room = height - len(lines)
    kept = order if len(order) <= room else order[: room - 1]
    digits = max((len(f"{one.expected:,}") for one in order), default=1)
    names = width - len("▸ ") - 1 - _MAP_BAR - len("  of ") - 2 * digits
    for one in kept:
        is_here = bool(here) and one.place == here
        rest: Tone = "plain" if one.left else "muted"
        lines.append(
            [
                ("▸ " if is_here else "  ", "accent"),
                (fit(shown(place_words(one.place)), names), "bold" if is_here else rest),
                (" ", "plain"),
                *bar(one.seen, one.expected, _MAP_BAR),
                (f" {one.seen:>{digits},} of {one.expected:<{digits},}", rest),
            ]
        )
    if more := len(order) - len(kept):
        lines.append([(f"  and {count(more, 'more place')}", "muted")])
    return lines


def scanned_lines(done: AuditCount, here: str, height: int) -> list[Line]:
    """The same in a blind audit: what was scanned in each place, and nothing else."""
    lines: list[Line] = [[("Scanned", "bold")], []]
    for place, number in sorted(done.scanned_in.items())[: height - len(lines)]:
        mark = "▸ " if place == here and here else "  "
        lines.append([(mark, "accent"), (f"{number:>5,}  {place or 'no place scanned'}", "plain")])
    return lines


def _most_left(places: Iterable["Progress"]) -> list["Progress"]:
    return sorted(places, key=lambda one: (-one.left, one.place.casefold()))


def figures(audit: Audit, done: AuditCount) -> list[Figure]:
    """The line under the scan line; in a blind audit nothing that depends on what is expected."""
    finds: list[Figure] = [(count(done.finds, "find"), "ask")] if done.finds else []
    if audit.scope.blind:
        return [(f"{done.scanned:,} scanned", "plain"), *finds]
    verified: Figure = (f"{done.results.get(Result.VERIFIED, 0):,} verified", "plain")
    left: Figure = (f"{done.left:,} left", "muted") if done.left else ("nothing left", "ok")
    lines = [[verified, *wrong, *finds, left] for wrong in _wrong(done)]
    return next((line for line in lines if _width(line) <= _FIGURES), lines[-1])


def _width(line: list[Figure]) -> int:
    return sum(len(text) for text, _ in line) + len(GAP) * (len(line) - 1)


def _wrong(done: AuditCount) -> list[list[Figure]]:
    """What the record has wrong: in whole words, in short ones, in one; the first that fits."""
    numbers = {one: done.results.get(one, 0) for one in _SHORT}
    known = {one: number for one, number in numbers.items() if number}
    if not known:
        return [[]]
    short = " · ".join(f"{number:,} {_SHORT[one]}" for one, number in known.items())
    return [
        [(f"{number:,} {OUTCOME_WORDS[one]}", "plain") for one, number in known.items()],
        [(f"wrong: {short}", "plain")],
        [(f"{sum(known.values()):,} wrong", "plain")],
    ]
