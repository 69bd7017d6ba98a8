"""Which columns of a file are read: as a person said, or as its system's profile has them."""

from collections.abc import Sequence

from inventory.errors import FileRefused
from inventory.files.entries import Reading
from inventory.files.profiles import Profile, choose_id
from inventory.files.reader import Row, Source

REFUSED_HEADINGS = ("line", "reason")
"""The last headings of a file of refused rows, as it is kept to be mended and imported again."""


def choose_columns(
    source: Source, profile: Profile | None, reading: Reading
) -> tuple[dict[str, int], list[str]]:
    """Field → index of its column, one of them the ID of a person; and what is to be said of it."""
    if profile is None:
        if reading.header and reading.header != source.header:
            raise FileRefused(
                f"{source.name} has other headings than when its columns were said.",
                "Say again which column is which.",
            )
        return dict(reading.columns or {}), []
    columns = profile.columns(source.header)
    there = [columns[one] for one in profile.ids if one in columns]
    filled = set(there[:1]) if is_of_refused(source) else _filled(source, there)
    ids = {one for one in profile.ids if columns.get(one) in filled}
    return choose_id(profile, columns, source.header, ids)


def is_of_refused(source: Source) -> bool:
    """Whether the file is one of refused rows, as it was kept to be mended."""
    return source.header[-len(REFUSED_HEADINGS) :] == REFUSED_HEADINGS


def _filled(source: Source, columns: Sequence[int]) -> set[int]:
    """Which of the columns hold anything; read only until the first of them is found to."""
    found: set[int] = set()
    if len(columns) < 2:
        return set(columns)
    for row in source.rows():
        if isinstance(row, Row):
            found.update(column for column in columns if row.cells[column])
        if columns[0] in found:
            break
    return found
