"""What stands above the differences: the file, how it was read, the counts, and what to know."""

from collections.abc import Sequence

from rich.cells import cell_len

from inventory.files.plan import Plan
from inventory.files.profiles import RegisterKind, is_private, titles
from inventory.files.records import BY_HAND
from inventory.rules.phrases import a_list, count
from tui.screens.import_reading import Preview
from tui.screens.import_words import Line, how_many, packed, wrapped
from tui.widgets.text_lines import Tone

_NEVER_ROOM = 30
"""Cells beside what is never stored, that it is not cut; else only the kinds are said."""
_TITLES = {"champion": "Champion's own headings", BY_HAND: "columns as you said"}


def head_lines(
    preview: Preview, mark_left: bool | None, width: int, *, low: bool = False
) -> list[Line]:
    """What was read and how, what it would change, what to know before.

    ``mark_left`` is what becomes of people gone from the file; None where all is past choosing. On
    a low screen what is long gets one line. Of several notes all stand in the table too.
    """
    plan = preview.plan
    return [
        *_file(plan, width),
        _counts(plan),
        *column_lines(plan.dropped_columns, width, 1 if low else 2),
        *_notes(plan, width, 1 if low else 2),
        *_gone(preview, mark_left, width, 1 if low else 2),
        *(packed(_offers(preview), width) if mark_left is not None else ()),
    ]


def system(plan: Plan) -> str:
    """What wrote the file, as the screen calls it."""
    called = {**titles(), **_TITLES}
    return called.get(plan.profile, f"columns as kept under “{plan.profile}”")


def column_lines(headings: Sequence[str], width: int, most: int = 1) -> list[Line]:
    """The columns that are not read; those that are never stored by what they hold."""
    private: dict[str, list[str]] = {}
    others: list[str] = []
    for heading in dict.fromkeys(headings):
        what = is_private(heading)
        (private.setdefault(what, []) if what else others).append(f"“{heading}”")
    lines: list[Line] = []
    if private:
        said = "; ".join(f"{what} ({', '.join(some)})" for what, some in private.items())
        if len(said) > width * most - _NEVER_ROOM:
            said = ", ".join(private)
        lines += wrapped(f"Never stored: {said}.", width, "muted", max(most, 2))
    if others:
        lines += wrapped(f"Columns that are not read: {a_list(others)}.", width, "muted", most)
    return lines


def _file(plan: Plan, width: int) -> list[Line]:
    """The file and how it was read, in one line if they fit."""
    read = f"{count(plan.rows, 'row')} · {system(plan)} · read as {plan.how}"
    if cell_len(f"{plan.file}   {read}") <= width:
        return [[(plan.file, "bold"), (f"   {read}", "muted")]]
    return [[(plan.file, "bold")], *wrapped(read, width, "muted", 2)]


def _counts(plan: Plan) -> Line:
    parts: list[tuple[int, str, Tone]] = [
        (plan.counts.new, "new", "ok"),
        (plan.counts.changed, "changed", "accent"),
        (plan.counts.unchanged, "unchanged", "plain"),
        (plan.counts.gone, "gone", "ask"),
        (plan.counts.refused, "refused", "stop"),
    ]
    line: Line = []
    for number, word, tone in parts:
        line += [(f"{number:,}", tone if number else "muted"), (f" {word}   ", "muted")]
    return line


def _notes(plan: Plan, width: int, most: int) -> list[Line]:
    """The first ones, two lines for each."""
    lines: list[Line] = []
    for note in plan.notes[:most]:
        lines += wrapped(note, width, "ask", 2)
    more = len(plan.notes) - most
    if more > 0:
        lines.append([(f"{count(more, 'more note')} in the list below.", "ask")])
    return lines


def _gone(preview: Preview, mark_left: bool | None, width: int, most: int) -> list[Line]:
    plan, still, choosing = preview.plan, preview.still, mark_left is not None
    if not plan.gone:
        return []
    lines = _is_it_whole(plan) if choosing else []
    gone = f"{how_many(plan.kind, plan.counts.gone)} gone from the file"
    if plan.kind is not RegisterKind.PEOPLE:
        out = f", {still.records:,} of them out" if still.records else ""
        said = f"{gone}{out}: they stay listed here, marked as gone."
        return [*lines, *wrapped(said, width, "plain", most)]
    devices = count(still.devices, "device")
    have = "has" if still.records == 1 else "have"
    holding = f"; {still.records:,} of them still {have} {devices}" if still.records else ""
    lines += wrapped(f"{gone}{holding}.", width)
    if mark_left is not None:
        lines.append(_choice(mark_left))
    return lines


def _is_it_whole(plan: Plan) -> list[Line]:
    """A warning where more than half of what is known would be gone."""
    known = plan.counts.gone + plan.counts.changed + plan.counts.unchanged
    if plan.counts.gone * 2 <= known:
        return []
    said = f"{plan.counts.gone:,} of {how_many(plan.kind, known)} are gone. Is the file whole?   "
    return [[(said, "stop"), ("P", "accent"), (" no, only a part", "plain")]]


def _choice(mark_left: bool) -> Line:
    keep, left = "keep them", "record them as left"
    chosen, other = (left, keep) if mark_left else (keep, left)
    return [(f"Import will {chosen}.   ", "bold"), ("L", "accent"), (f" {other} instead", "plain")]


def _offers(preview: Preview) -> list[Line]:
    """What else can be said of the file, each with its key; what was said, with the way back."""
    plan, reading = preview.plan, preview.reading
    offers: list[Line] = []
    if reading.part:
        offers.append(_said("The file is only a part: nothing is gone.", "P", "it is whole"))
    if reading.mend_names:
        offers.append(_said("Split names are mended.", "N", "leaves them refused"))
    elif plan.splits:
        names = count(plan.splits, "name")
        offers.append([("N", "accent"), (f" mends {names} split by a comma", "plain")])
    if reading.trust_users:
        offers.append(_said("Users count as holders.", "U", "leaves them out"))
    elif plan.unasked_users:
        users = count(plan.unasked_users, "user")
        offers.append([("U", "accent"), (f" takes {users} as holders", "plain")])
    if reading.school:
        offers.append(_said(f"Only {_school(preview)} is read.", "O", "another one"))
    elif len(plan.schools) > 1:
        schools = count(len(plan.schools), "school")
        offers.append([("O", "accent"), (f" reads only one of {schools}", "plain")])
    return offers


def _said(what: str, key: str, back: str) -> Line:
    return [(f"{what}   ", "bold"), (key, "accent"), (f" {back}", "plain")]


def _school(preview: Preview) -> str:
    """The chosen school's name; its code where it has none."""
    chosen = preview.reading.school
    same = (one.name for one in preview.plan.schools if one.is_called(chosen))
    return next(same, "") or chosen
