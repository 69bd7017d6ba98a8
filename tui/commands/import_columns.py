"""Which column is which, said on the command line; and the guess where nobody said it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from inventory.errors import ChampionError, FileRefused
from inventory.files.layout import heading_key
from inventory.files.mapping import SavedMapping, by_hand, fields
from inventory.files.profiles import RegisterKind
from inventory.files.records import BY_HAND
from inventory.services import looking, mappings
from inventory.services.looking import Look
from inventory.services.office import Office
from tui.clock import SystemClock

_PLAIN = re.compile(r"[\w.#/ -]*[^\W\d][\w.#/ -]*")
"""A heading that every shell takes as it stands inside quotation marks, and that is no number."""


def said_by_hand(
    office: Office, kind: RegisterKind, file: Path, pairs: Sequence[str], name: str
) -> tuple[SavedMapping, dict[str, int]]:
    """What ``--map`` said of the file's columns, to be kept under a name, if there is one.

    Raises ChampionError where it can't be so, or can't be kept under this name.
    """
    header = looking.look(office, kind, file).header
    mapping = by_hand(kind, pairs, header, name or BY_HAND)
    if name:
        _refuse_name(mapping)
    return mapping, mapping.columns_in(header)


def _refuse_name(mapping: SavedMapping) -> None:
    """Raise ChampionError where it can't be kept so; before the file is read, not behind it."""
    trial = Office.in_memory(SystemClock())
    try:
        mappings.keep_mapping(trial, mapping)
    finally:
        trial.close()


def with_guess(office: Office, kind: RegisterKind, file: Path, fault: FileRefused) -> list[str]:
    """The refusal of a file that no known system writes, and how to say which column is which.

    Raises the refusal itself where the file is none, or another kind of list.
    """
    try:
        seen = looking.look(office, kind, file)
    except ChampionError:
        raise fault from None
    if seen.fault is None or seen.fault.hint.startswith("Import it as"):
        raise fault
    first = next(one.key for one in fields(kind) if one.needed)
    return [f"{fault} Such as: --map {first}=1.", *_guessed(kind, seen)]


def _guessed(kind: RegisterKind, seen: Look) -> Iterator[str]:
    columns, header = seen.guess.columns, seen.header
    if not any(one.key in columns for one in fields(kind) if one.needed):
        return
    yield "By the headings it may be this. Look it over, then add it to the command:"
    yield " ".join(f"--map {_pair(key, header, column)}" for key, column in columns.items())
    for key, some in seen.guess.unsure.items():
        choices = " or ".join(f'{column + 1} ("{header[column]}")' for column in some)
        yield f"Not sure: {key} may be column {choices}."


def _pair(key: str, header: Sequence[str], column: int) -> str:
    """``"tag=Inventory no."``, by number where the heading is not plain or is there twice."""
    heading = header[column]
    keys = [heading_key(one) for one in header if one]
    if not _PLAIN.fullmatch(heading) or keys.count(heading_key(heading)) > 1:
        return f"{key}={column + 1}"
    return f'"{key}={heading}"' if " " in heading or "#" in heading else f"{key}={heading}"
