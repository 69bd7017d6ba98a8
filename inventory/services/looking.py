"""A first look at a file, before it is read: what it is, and what a person has to say of it."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.mapping import Guess, guess
from inventory.files.profiles import Profile, RegisterKind, find_profile, known_headings
from inventory.files.reader import Row
from inventory.files.sources import open_source
from inventory.services.mappings import saved_mappings
from inventory.services.office import Office

FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Look:
    """What a file says at its beginning."""

    file: str
    how: str
    """How it is read, in words for the screen."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first rows that can be read, as many cells as there are headings."""
    profile: Profile | None
    """The known system, or what was said of such a file before; None where a person has to say."""
    fault: FileRefused | None
    """Why no profile fits; None where one does."""
    guess: Guess
    """What the columns seem to be, by their headings."""


def look(office: Office, kind: RegisterKind, path: Path, profile: str | None = None) -> Look:
    """Look at a file's headings and first rows. Raises FileRefused where it is no table."""
    source = open_source(path, known_headings())
    rows = (row.cells for row in source.rows() if isinstance(row, Row))
    first = tuple(islice(rows, FIRST_ROWS))
    found, fault = None, None
    try:
        found = find_profile(kind, source.header, profile, saved_mappings(office, kind))
    except FileRefused as refusal:
        fault = refusal
    guessed = guess(kind, source.header, first)
    return Look(source.name, source.how, source.header, first, found, fault, guessed)
