"""Rows through a profile to records, without the reading of files."""

import csv
from collections.abc import Sequence
from pathlib import Path

from inventory.files.entries import BUILDERS, Cells, Entry, LeftOut, Reading
from inventory.files.profiles import RegisterKind, choose_id, find_profile
from inventory.files.values import CellRefused

FIXTURES = Path(__file__).parent / "fixtures"

Rows = Sequence[Sequence[str]]


def fixture(name: str) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of one of the small files; nothing in them is real."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def chosen(
    kind: RegisterKind, header: Sequence[str], rows: Rows, name: str | None = None
) -> tuple[dict[str, int], list[str]]:
    """The columns that are read, with one as the ID of a person, and what is said of it."""
    profile = find_profile(kind, header, name)
    columns = profile.columns(header)
    filled = {
        field
        for field in profile.ids
        if field in columns and any(row[columns[field]] for row in rows)
    }
    return choose_id(profile, columns, header, filled)


def cells_of(kind: RegisterKind, header: Sequence[str], rows: Rows) -> list[Cells]:
    """The rows by field."""
    columns, _ = chosen(kind, header, rows)
    return list(map(Cells.over(columns, header, find_profile(kind, header)), rows))


def built(
    kind: RegisterKind, header: Sequence[str], rows: Rows, reading: Reading | None = None
) -> list[tuple[Entry, frozenset[str]] | str]:
    """Each row's record and what it speaks about, or the sentence that says why there is none."""
    found: list[tuple[Entry, frozenset[str]] | str] = []
    for cells in cells_of(kind, header, rows):
        try:
            found.append(BUILDERS[kind](cells, reading or Reading()))
        except LeftOut as reason:
            found.append(f"left out: {reason}")
        except CellRefused as fault:
            found.append(str(fault))
    return found


def records(
    kind: RegisterKind, header: Sequence[str], rows: Rows, reading: Reading | None = None
) -> list[Entry | str]:
    """The same without what the rows speak about."""
    return [one if isinstance(one, str) else one[0] for one in built(kind, header, rows, reading)]
