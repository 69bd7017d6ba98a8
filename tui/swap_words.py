"""A swap in words: who has whose device, and what correcting it does."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from inventory.model import Device, Person
from inventory.rules.phrases import a_list, count, since
from inventory.rules.swaps import Move, swap_of
from inventory.services.swaps import Swap
from tui.widgets.table_text import head, shown
from tui.widgets.text_lines import Tone, Toned

Line = list[Toned]

_DEVICE = 15
_WHEN = 20
_LEAST_NAME = 12
_ROOMY = 100
"""From so many cells on the homeroom stands behind the name."""


def head_lines(swap: Swap) -> list[Line]:
    """How many went round, and what is the matter."""
    what = swap_of(len(swap.moves)) if swap.closed else "Seen with another"
    lines: list[Line] = [[(what[:1].upper() + what[1:], "bold")]]
    if swap.closed:
        said = "Each was seen with a device of another, or brought one."
    elif swap.seen_too:
        said = f"{_last(swap)} may only have carried it: {_own(swap.seen_too)} was seen there too."
    elif swap.waits_for:
        said = f"Waits for {_own(swap.waits_for)}: not seen yet, on record with {_last(swap)}."
    else:
        said = f"Nothing shows that it is a swap: ask {_last(swap)}."
    return [*lines, [(said, "plain")]]


def headings(width: int) -> Line:
    """What stands in each column of ``move_lines``, as far apart as there."""
    return _row(("Device", "On record with", "In fact with", "Known since"), "muted", _name(width))


def move_lines(swap: Swap, now: datetime, width: int) -> list[Line]:
    """A line for each device: who has it on record, who has it in fact, since when that is known.

    ``width`` is how many cells a line has.
    """
    return [_move(move, now, _name(width), roomy=width >= _ROOMY) for move in swap.moves]


def way_lines(swap: Swap) -> list[Line]:
    """What can be done, and what comes of it."""
    number = len(swap.corrections)
    them = "it" if number == 1 else "them"
    does = f"Correct it: record {count(number, 'device')} with who has {them}"
    if not swap.closed:
        first = "Do not wait" if swap.waits_for and not swap.seen_too else "Once you have asked"
        does = f"{first}, {does[0].lower()}{does[1:]}"
    after = "No hand-out and no sighting. Ctrl+Z in the Inbox undoes it."
    return [[("Y  ", "accent"), (does, "plain")], [(after, "muted")]]


def _own(devices: Sequence[Device]) -> str:
    return a_list([device.label for device in devices])


def _name(width: int) -> int:
    return max(_LEAST_NAME, (width - _DEVICE - _WHEN) // 2)


def _last(swap: Swap) -> str:
    return swap.moves[-1].hands.name


def labels(swap: Swap) -> str:
    """The devices that are corrected: ``NS-101, NS-102``."""
    return ", ".join(move.device.label for move in swap.corrections)


def short_labels(swap: Swap) -> str:
    """The first of them, and how many more: ``NS-101 +1``."""
    first, *more = swap.corrections
    return f"{first.device.label} +{len(more)}" if more else first.device.label


def people(swap: Swap) -> str:
    """Who has them in fact: ``Ada Ode and Ben Ode``."""
    return a_list(list(dict.fromkeys(move.hands.name for move in swap.corrections)))


def _move(move: Move, now: datetime, name: int, *, roomy: bool) -> Line:
    when = since(move.at, now)
    known = f"{when}, done" if move.came_in else when
    cells = (
        move.device.label,
        _named(move.recorded, roomy=roomy),
        _named(move.hands, roomy=roomy),
        known,
    )
    return _row(cells, "muted" if move.came_in else "plain", name)


def _named(person: Person, *, roomy: bool) -> str:
    room = f", homeroom {person.homeroom}" if roomy and person.homeroom else ""
    return f"{person.name}{room}"


def _row(cells: Sequence[str], tone: Tone, name: int) -> Line:
    """The cells in their columns, each cut where it is longer."""
    widths = (_DEVICE, name, name, _WHEN)
    return [(_fitted(cell, width), tone) for cell, width in zip(cells, widths, strict=True)]


def _fitted(text: str, width: int) -> str:
    kept = head(shown(text), width - 1)
    return kept + " " * (width - cell_len(kept))
