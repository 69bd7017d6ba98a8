"""The differences between a file and the register as rows of a table."""

from array import array
from collections.abc import Iterator, Mapping, Sequence

from inventory.files.entries import Entry
from inventory.files.plan import Change, FieldChange, Plan, key_of
from inventory.files.private import is_private
from inventory.model import Device, Person
from inventory.rules.phrases import a_list
from inventory.text import fold
from tui.screens.import_reading import Preview
from tui.widgets.columns import Column

COLUMNS = (
    Column("line", "Line", width=5, align="right", priority=6),
    Column("what", "What", width=7, priority=9),
    Column("key", "ID", width=10, priority=5),
    Column("name", "Name", weight=2, priority=7, least=14),
    Column("detail", "Detail", weight=5, priority=8, least=28),
)
_FIELDS = {column.name: index for index, column in enumerate(COLUMNS)}
_RANKS = {"refused": 0, "note": 1, "gone": 2, "changed": 3, "new": 4}
"""What a person has to look at comes first."""

_NO_LINE = 1 << 40
"""Sorts what stands on no line behind all that does."""

_Row = tuple[str, str, str, str, str]


class DifferenceRows:
    """What an import would do, record by record; the unchanged ones are left out."""

    def __init__(self, preview: Preview) -> None:
        self._rows: tuple[_Row, ...] = tuple(_rows(preview))
        self._folded: list[str] = []

    def take_over(self, other: "DifferenceRows") -> None:
        """Give the other's rows from now on: the file was read again."""
        self._rows, self._folded = other._rows, other._folded

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys in order."""
        found = self._matching(fold(filter_text).split())
        order = _FIELDS[sort]

        def place(key: int) -> tuple[int, str]:
            row = self._rows[key]
            line = int(row[0]) if row[0] else _NO_LINE
            if sort == "line":
                return line, ""
            if sort == "what":
                return _RANKS[row[1]], ""
            return 0, fold(row[order])

        return array("q", sorted(found, key=place, reverse=descending))

    def rows(self, keys: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """The cells of these rows."""
        return {key: self._rows[key] for key in keys}

    def _matching(self, words: list[str]) -> Sequence[int]:
        if not words:
            return range(len(self._rows))
        if not self._folded:
            self._folded = [fold(" ".join(row)) for row in self._rows]
        return [key for key, text in enumerate(self._folded) if all(word in text for word in words)]


def heading(plan: Plan) -> str:
    """The table's name; where a plan has only the first of its records at hand, it says so."""
    known = len(plan.new) + len(plan.changed) + len(plan.gone) + len(plan.refused)
    every = plan.counts.differing + plan.counts.refused
    return "Differences" if known == every else f"Differences, the first {known:,} of {every:,}"


def _rows(preview: Preview) -> Iterator[_Row]:
    plan = preview.plan
    for refused in plan.refused:
        said = _without_private(preview, refused.mended) if refused.mended else refused.text
        yield str(refused.line), "refused", "", said, refused.reason
    for note in plan.notes if len(plan.notes) > 1 else ():
        yield "", "note", "", "", note
    for entry in plan.gone:
        yield "", "gone", key_of(entry), _name(entry), _still(preview, entry)
    for change in plan.changed:
        said = ", ".join(_changed(field) for field in change.fields)
        yield str(change.line), "changed", change.key, _name(_with_name(change)), said
    for record in plan.new:
        value = record.value
        yield str(record.line), "new", key_of(value), _name(value), _described(value)


def _without_private(preview: Preview, cells: Sequence[str]) -> str:
    told = zip(preview.look.header, cells, strict=True)
    return " · ".join(cell for heading, cell in told if cell and not is_private(heading))


def _with_name(change: Change) -> Entry:
    return change.after if _name(change.after) else change.before


def _changed(field: FieldChange) -> str:
    """``homeroom 214 → 306``."""
    if field.name == "listed":
        return "listed again"
    return f"{field.name.replace('_', ' ')} {_value(field.before)} → {_value(field.after)}"


def _value(value: str | int | None) -> str:
    return "(blank)" if value in (None, "") else str(value)


def _name(entry: Entry) -> str:
    if isinstance(entry, Device):
        return entry.model or entry.category
    return entry.name if isinstance(entry, Person) else entry.kind


def _described(entry: Entry) -> str:
    if isinstance(entry, Device):
        said = [entry.category, entry.place, f"serial {entry.serial}" if entry.serial else ""]
    elif isinstance(entry, Person):
        said = [
            f"grade {entry.grade}" if entry.grade else "",
            f"homeroom {entry.homeroom}" if entry.homeroom else "",
            entry.kind if entry.kind != "student" else "",
        ]
    else:
        said = [f"holds {entry.capacity}" if entry.capacity else ""]
    return " · ".join(part for part in said if part)


def _still(preview: Preview, entry: Entry) -> str:
    """What a person who is gone still has, and who still has a device that is gone."""
    if isinstance(entry, Device):
        holder = preview.holders.get(entry.device_id)
        return f"out to {holder}" if holder else ""
    if isinstance(entry, Person):
        held = preview.held.get(entry.person_id, ())
        return f"still has {a_list(list(held))}" if held else "has nothing"
    return ""
