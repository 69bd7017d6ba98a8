"""What an import would do and what it did, in words."""

import textwrap
from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from inventory.files.plan import Plan
from inventory.files.profiles import RegisterKind
from inventory.rules.phrases import a_list, count, since
from inventory.services.glance import ImportRecord
from inventory.services.register import Applied
from tui.screens.import_jobs import Preview, entry_id
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
_PROFILES = {
    "champion": "under Champion's headings",
    "snipe-it": "as an export of Snipe-IT",
    "powerschool": "as an export of PowerSchool",
}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "^": "carets"}
MOST_NOTES = 2
"""Notes above the table; where there are more, all of them stand in it."""


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
    return not (plan.new or plan.changed or plan.gone)


def preview_lines(preview: Preview, mark_left: bool | None, width: int) -> list[Line]:
    """What was read and how, what it would change, what to know before.

    ``mark_left`` is what becomes of people gone from the file; None where that is past choosing.
    """
    plan = preview.plan
    return [
        *_file(plan, width),
        _counts(plan),
        *_left_out(plan, width),
        *_notes(plan, width),
        *_gone(preview, mark_left, width),
    ]


def what_next(plan: Plan) -> Line:
    """The keys that go on from here."""
    if not changes_nothing(plan):
        return [
            ("I", "accent"), (" imports it   ", "plain"),
            ("Esc", "accent"), (" leaves everything as it is", "plain"),
        ]  # fmt: skip
    if plan.unchanged:
        say = f"Nothing to do: the register says all of it already, {_taken(plan)}.   "
        return [(say, "ok"), ("Esc", "accent"), (" goes back", "plain")]
    say = f"No row of {plan.file} could be taken.   "
    return [(say, "stop"), ("Esc", "accent"), (" goes back", "plain")]


def how_far(done: int, total: int, seconds: float) -> Line:
    """Rows done of all, how fast, how long yet."""
    said = f"{done:,} of {total:,}"
    if done and seconds >= 1:
        rate = done / seconds
        left = max(0, round((total - done) / rate))
        said += f" · {rate:,.0f} rows a second · {count(left, 'second')} left"
    return [(f"Importing…  {said}", "bold"), ("   Esc", "accent"), (" stops it", "plain")]


def what_it_did(applied: Applied) -> str:
    """``Imported 240 people: 238 new, 2 changed.`` and what else a person has to know."""
    plan = applied.plan
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (len(plan.new), "new"),
            (len(plan.changed), "changed"),
            (len(plan.unchanged), "as before"),
        )
        if number
    ]
    said = [f"Imported {_taken(plan)}: {', '.join(parts) or 'nothing'}."]
    if plan.gone:
        what = "recorded as left" if applied.marked_left else "kept"
        said.append(f"{len(plan.gone):,} gone from the file, {what}.")
    if plan.refused:
        said.append(f"{count(len(plan.refused), 'row')} refused.")
    if applied.site:
        said.append(f"This school's site code is {applied.site} from now on.")
    return " ".join(said)


def folded(lines: Sequence[Line], width: int) -> list[Line]:
    """The lines, those of one piece folded at the width."""
    shown: list[Line] = []
    for line in lines:
        shown += _wrapped(*line[0][:1], width, line[0][1], 3) if len(line) == 1 else [line]
    return shown


def _taken(plan: Plan) -> str:
    return how_many(plan.kind, len(plan.new) + len(plan.changed) + len(plan.unchanged))


def _file(plan: Plan, width: int) -> list[Line]:
    """The file and how it was read, in one line if they fit."""
    read = _as_read(plan)
    if cell_len(f"{plan.file}   {read}") <= width:
        return [[(plan.file, "bold"), (f"   {read}", "muted")]]
    return [[(plan.file, "bold")], [(read, "muted")]]


def _as_read(plan: Plan) -> str:
    delimiter = _DELIMITERS.get(plan.delimiter, plan.delimiter)
    profile = _PROFILES.get(plan.profile, f"as {plan.profile}")
    return f"{count(plan.rows, 'row')} read {profile} · {plan.encoding}, parted by {delimiter}"


def _counts(plan: Plan) -> Line:
    parts: list[tuple[int, str, Tone]] = [
        (len(plan.new), "new", "ok"),
        (len(plan.changed), "changed", "accent"),
        (len(plan.unchanged), "unchanged", "plain"),
        (len(plan.gone), "gone", "ask"),
        (len(plan.refused), "refused", "stop"),
    ]
    line: Line = []
    for number, word, tone in parts:
        line += [(f"{number:,}", tone if number else "muted"), (f" {word}   ", "muted")]
    return line


def _left_out(plan: Plan, width: int) -> list[Line]:
    if not plan.dropped_columns:
        return []
    names = a_list([f"“{name}”" for name in plan.dropped_columns])
    return _wrapped(f"Columns that are not read: {names}.", width, "muted", 2)


def _notes(plan: Plan, width: int) -> list[Line]:
    """The first notes; all of them stand in the table where there are more."""
    lines: list[Line] = []
    for note in plan.notes[:MOST_NOTES]:
        lines += _wrapped(note, width, "ask", 2)
    more = len(plan.notes) - MOST_NOTES
    if more > 0:
        lines.append([(f"{count(more, 'more note')} in the list below.", "ask")])
    return lines


def _gone(preview: Preview, mark_left: bool | None, width: int) -> list[Line]:
    plan = preview.plan
    if not plan.gone:
        return []
    lines: list[Line] = []
    known = len(plan.gone) + len(plan.changed) + len(plan.unchanged)
    if len(plan.gone) * 2 > known:
        say = f"{len(plan.gone):,} of {how_many(plan.kind, known)} are gone. Is the file whole?"
        lines.append([(say, "stop")])
    if plan.kind is not RegisterKind.PEOPLE:
        out = sum(entry_id(entry) in preview.holders for entry in plan.gone)
        still = f", {out:,} of them out" if out else ""
        say = f"{how_many(plan.kind, len(plan.gone))} gone from the file{still}: they stay listed"
        return [*lines, *_wrapped(f"{say} here, marked as gone.", width, "plain", 2)]
    devices = [len(preview.held.get(entry_id(entry), ())) for entry in plan.gone]
    holding = sum(number > 0 for number in devices)
    still = f"; {holding:,} of them still have {count(sum(devices), 'device')}" if holding else ""
    lines += _wrapped(f"{how_many(plan.kind, len(plan.gone))} gone from the file{still}.", width)
    if mark_left is not None:
        lines.append(_choice(mark_left))
    return lines


def _choice(mark_left: bool) -> Line:
    keep, left = "keep them", "record them as left"
    chosen, other = (left, keep) if mark_left else (keep, left)
    return [(f"Import will {chosen}.   ", "bold"), ("L", "accent"), (f" {other} instead", "plain")]


def _wrapped(text: str, width: int, tone: Tone = "plain", most: int = 1) -> list[Line]:
    """The text in at most so many lines, the last cut with ``…`` where it is longer."""
    lines = textwrap.wrap(text, max(20, width), max_lines=most, placeholder=" …")
    return [[(line, tone)] for line in lines]
