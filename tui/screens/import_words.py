"""An import in words: how far it is, what goes on from here, what it did."""

import textwrap
from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from inventory.errors import ChampionError
from inventory.files.plan import Plan
from inventory.files.profiles import RegisterKind
from inventory.rules.phrases import count, since
from inventory.services.register import Applied, ImportRecord
from tui.widgets.text_lines import Tone, Toned

Line = list[Toned]

KINDS = (
    (RegisterKind.PEOPLE, "People (the roster)"),
    (RegisterKind.DEVICES, "Devices (the district's list)"),
    (RegisterKind.PLACES, "Places (rooms and carts)"),
)
_NOUNS = {
    RegisterKind.PEOPLE: ("person", "people"),
    RegisterKind.DEVICES: ("device", "devices"),
    RegisterKind.PLACES: ("place", "places"),
}
_BAR_WIDTH = 30
_MINUTES_FROM = 90
"""Seconds from which time left is said in minutes."""
_ESC_STOPS: Line = [("Esc", "accent"), (" stops it", "plain")]


def how_many(kind: RegisterKind, number: int) -> str:
    """``1 person``, ``240 people``."""
    return count(number, *_NOUNS[kind])


def last_time(kind: RegisterKind, record: ImportRecord | None, now: datetime) -> str:
    """When a kind was last imported, how many, from which file."""
    if record is None:
        return "not imported yet"
    taken = how_many(kind, record.new + record.changed + record.unchanged)
    return f"{since(record.at, now)} · {taken} · {record.file}"


def changes_nothing(plan: Plan) -> bool:
    """Whether the register says all of it already."""
    return not plan.counts.differing


def what_next(plan: Plan) -> Line:
    """The keys that go on from here."""
    if not changes_nothing(plan):
        return [
            ("I", "accent"), (" imports it   ", "plain"),
            ("Esc", "accent"), (" leaves everything as it is", "plain"),
        ]  # fmt: skip
    if plan.counts.unchanged:
        say = f"Nothing to do: the register says all of it already, {_taken(plan)}.   "
        return [(say, "ok"), ("Esc", "accent"), (" goes back", "plain")]
    say = f"No row of {plan.file} could be taken.   "
    return [(say, "stop"), ("Esc", "accent"), (" goes back", "plain")]


def reading_lines(file: str, rows: int, about: int, seconds: float) -> list[Line]:
    """How far the reading of a file is; ``about`` is 0 where nobody knows how many rows it has."""
    doing: Line = [(f"Reading {file}…", "bold")]
    if not about:
        said = f"{rows:,} rows so far{_pace(rows, 0, seconds)}" if rows else ""
        return [doing, [*_ESC_STOPS], [(said, "muted")]]
    # The rows were only counted by their line ends: the bar must not be full too early.
    done = min(rows, about * 99 // 100)
    said = f"{rows:,} of about {max(rows, about):,} rows{_pace(rows, about, seconds)}"
    return [doing, [*bar(done, about), *_ESC_STOPS], [(said, "muted")]]


def importing_lines(done: int, total: int, seconds: float) -> list[Line]:
    """How far the import is."""
    said = f"{done:,} of {total:,}{_pace(done, total, seconds)}"
    return [[("Importing…", "bold")], [*bar(done, total), *_ESC_STOPS], [(said, "muted")]]


def bar(done: int, total: int) -> Line:
    """A share of all as a bar that also shows without colour."""
    share = min(done, total) / total if total else 1.0
    full = int(_BAR_WIDTH * share)
    return [
        ("█" * full, "blue"), ("░" * (_BAR_WIDTH - full), "muted"),
        (f" {int(100 * share):>3} %   ", "plain"),
    ]  # fmt: skip


def _pace(done: int, total: int, seconds: float) -> str:
    """How fast it goes, and how long yet, once there is a second to judge by."""
    if not done or seconds < 1:
        return ""
    rate = done / seconds
    said = f" · {rate:,.0f} a second"
    if total <= done:
        return said
    left = round((total - done) / rate)
    if left >= _MINUTES_FROM:
        return f"{said} · {count(round(left / 60), 'minute')} left"
    return f"{said} · {count(left, 'second')} left"


def what_it_did(applied: Applied) -> str:
    """``Imported 240 people: 238 new, 2 changed.`` and what else a person has to know."""
    plan = applied.plan
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (plan.counts.new, "new"),
            (plan.counts.changed, "changed"),
            (plan.counts.unchanged, "as before"),
        )
        if number
    ]
    said = [f"Imported {_taken(plan)}: {', '.join(parts) or 'nothing'}."]
    if plan.gone:
        what = "recorded as left" if applied.marked_left else "kept"
        said.append(f"{plan.counts.gone:,} gone from the file, {what}.")
    if plan.refused:
        said.append(f"{count(plan.counts.refused, 'row')} refused.")
    if applied.site:
        said.append(f"This school's site code is {applied.site} from now on.")
    return " ".join(said)


def refusal_lines(fault: ChampionError) -> list[Line]:
    """Why a file can't be read, and what to do."""
    return [[(f"✗ {fault.message}", "stop")], [(fault.hint, "plain")]]


def folded(lines: Sequence[Line], width: int) -> list[Line]:
    """The lines, those of one piece folded at the width."""
    shown: list[Line] = []
    for line in lines:
        shown += wrapped(*line[0][:1], width, line[0][1], 3) if len(line) == 1 else [line]
    return shown


def wrapped(text: str, width: int, tone: Tone = "plain", most: int = 1) -> list[Line]:
    """The text in at most so many lines, the last cut with ``…`` where it is longer."""
    lines = textwrap.wrap(text, max(20, width), max_lines=most, placeholder=" …")
    return [[(line, tone)] for line in lines]


def packed(pieces: Sequence[Line], width: int) -> list[Line]:
    """The pieces one behind the other, as many in a line as fit whole."""
    lines: list[Line] = []
    room = 0
    for piece in pieces:
        size = sum(cell_len(text) for text, _ in piece)
        if lines and size + 3 <= room:
            lines[-1] += [("   ", "plain"), *piece]
            room -= size + 3
        else:
            lines.append(list(piece))
            room = width - size
    return lines


def _taken(plan: Plan) -> str:
    return how_many(plan.kind, plan.counts.taken)
