"""Which column of a file is which, while a person says so: what is chosen, and how it is shown."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from inventory.errors import FileRefused
from inventory.files.layout import Profile, heading_key
from inventory.files.mapping import Field, SavedMapping, fields, fingerprint
from inventory.files.profiles import RegisterKind, find_profile, is_private
from inventory.services.looking import Look
from tui.screens.import_words import Line
from tui.widgets.table_text import fit, head, shown

NEEDED = "*"
"""Stands before what a list has to have."""
UNSURE = "?"
_NOTHING = " –"
_WORDS_WIDTH = 43
_WIDEST = 22
"""Cells that a column of the preview gets at most."""
_EXAMPLES = 3
_GAP = "  "


class ColumnChoice:
    """Field by field, the column that a person or a good guess says it is."""

    def __init__(
        self, kind: RegisterKind, look: Look, said: Mapping[str, int] | None = None
    ) -> None:
        """Start with what was said of the columns before; where nothing was, with the guess."""
        self.kind = kind
        self.look = look
        self.fields = fields(kind)
        self.offered = tuple(
            index for index, heading in enumerate(look.header)
            if heading and not is_private(heading)
        )  # fmt: skip
        """The columns that may be chosen; others have no heading, or are never stored."""
        start = look.guess.columns if said is None else said
        self.chosen = {key: index for key, index in start.items() if index in self.offered}

    @property
    def lacks(self) -> tuple[Field, ...]:
        """What is needed, where none of it has a column; any of them would do."""
        needed = tuple(field for field in self.fields if field.needed)
        return () if any(field.key in self.chosen for field in needed) else needed

    @property
    def private(self) -> tuple[str, ...]:
        """The headings of columns that are never stored."""
        return tuple(heading for heading in self.look.header if is_private(heading))

    def unsure(self, field: Field) -> tuple[int, ...]:
        """The columns that could be the field, while nobody said which."""
        return () if field.key in self.chosen else self.look.guess.unsure.get(field.key, ())

    def choose(self, field: Field, column: int | None) -> None:
        """Say that it is this column, and so nothing else is; or that no column is."""
        self.chosen = {
            key: index for key, index in self.chosen.items() if key != field.key and index != column
        }
        if column is not None:
            self.chosen[field.key] = column

    def step(self, field: Field, by: int) -> None:
        """Choose the next column that nothing else is, those that it may be first; then none."""
        mine = self.chosen.get(field.key)
        taken = {*self.chosen.values()} - {mine}
        first = self.look.guess.unsure.get(field.key, ())
        free = [None, *(one for one in dict.fromkeys((*first, *self.offered)) if one not in taken)]
        self.choose(field, free[(free.index(mine) + by) % len(free)] if mine in free else None)

    def order(self, field: Field) -> list[int]:
        """The columns as they are offered for a field: its own, those that it may be, the rest."""
        first = [self.chosen[field.key]] if field.key in self.chosen else []
        first += self.look.guess.unsure.get(field.key, ())
        return list(dict.fromkeys((*first, *self.offered)))

    def used_as(self, column: int) -> Field | None:
        """What the column is said to be."""
        keys = {index: key for key, index in self.chosen.items()}
        return next((one for one in self.fields if one.key == keys.get(column)), None)

    def saved(self, name: str) -> SavedMapping:
        """What was said, to be kept under a name."""
        header = self.look.header
        columns = {key: (header[index], _nth(header, index)) for key, index in self.chosen.items()}
        return SavedMapping(name, self.kind, columns, fingerprint(header))

    def examples(self, column: int) -> str:
        """What the first rows have in it."""
        cells = [row[column] for row in self.look.rows if row[column]]
        return ", ".join(shown(cell) for cell in list(dict.fromkeys(cells))[:_EXAMPLES])


def columns_of(kind: RegisterKind, profile: Profile, header: Sequence[str]) -> dict[str, int]:
    """What a system's profile, or what was kept, says of the fields that a person may choose."""
    columns = profile.columns(header)
    keys = [field.key for field in fields(kind)]
    known = {key: columns[key] for key in keys if key in columns}
    if "person_id" in keys and "person_id" not in known:
        ids = [columns[one] for one in profile.ids if one in columns]
        known.update({"person_id": ids[0]} if ids else {})
    return known


def other_kind(kind: RegisterKind, look: Look) -> RegisterKind | None:
    """The kind of list that a known system says it is, where it is another one."""
    for other in RegisterKind:
        if other is not kind and look.profile is None:
            try:
                find_profile(other, look.header)
            except FileRefused:
                continue
            return other
    return None


def field_line(choice: ColumnChoice, field: Field, width: int) -> str:
    """What it is, and the column that it has, or could have."""
    words = f"{NEEDED if field.needed else ' '} {field.words}"
    return head(words.ljust(_WORDS_WIDTH) + _GAP + _column(choice, field), width)


def column_line(choice: ColumnChoice, column: int, field: Field, width: int) -> str:
    """A column to be chosen for a field: its number, its heading, what is in it."""
    other = choice.used_as(column)
    mark = UNSURE if column in choice.look.guess.unsure.get(field.key, ()) else " "
    said = f"{mark} {column + 1:>3}  {fit(shown(choice.look.header[column]), _WIDEST + 4)}"
    now = f"(now: {other.words})  " if other else ""
    return head(f"{said}{_GAP}{now}{choice.examples(column)}", width)


def sample_lines(choice: ColumnChoice, field: Field, width: int, most: int) -> list[Line]:
    """The first rows: the columns that were chosen, that of the field among them; else all."""
    look = choice.look
    said = [one for one in choice.fields if one.key in choice.chosen]
    titles = {choice.chosen[one.key]: one.words for one in said}
    titles = titles or {index: look.header[index] for index in choice.offered}
    marked = choice.chosen.get(field.key)
    widths = {index: _width(title, look, index) for index, title in titles.items()}
    columns = _fitting(list(titles), widths, marked, width)
    lines: list[Line] = [
        [
            (
                fit(shown(titles[index]), widths[index]) + _GAP,
                "accent" if index == marked else "bold",
            )
            for index in columns
        ]
    ]
    for row in look.rows[: most - 1]:
        text = _GAP.join(fit(shown(row[index]), widths[index]) for index in columns)
        lines.append([(text, "muted")])
    return lines


def _width(title: str, look: Look, column: int) -> int:
    texts = (title, *(row[column] for row in look.rows))
    return min(_WIDEST, max(cell_len(shown(text)) for text in texts))


def _fitting(
    columns: Sequence[int], widths: Mapping[int, int], marked: int | None, width: int
) -> list[int]:
    """The first columns that fit; from a later one on, where the marked one would be left out."""
    for first in range(len(columns)):
        room = width
        some: list[int] = []
        for index in columns[first:]:
            if some and widths[index] > room:
                break
            some.append(index)
            room -= widths[index] + len(_GAP)
        if marked is None or marked in some:
            return some
    return list(columns[:1])


def _column(choice: ColumnChoice, field: Field) -> str:
    header = choice.look.header
    if field.key in choice.chosen:
        index = choice.chosen[field.key]
        return f"{index + 1:>2}  {shown(header[index])}"
    if could := choice.unsure(field):
        return f" {UNSURE}  {' or '.join(shown(header[index]) for index in could)}"
    return _NOTHING


def _nth(header: Sequence[str], index: int) -> int:
    """Which of the columns called so it is, from 1."""
    key = heading_key(header[index])
    return sum(heading_key(heading) == key for heading in header[: index + 1])
