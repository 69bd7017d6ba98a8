"""Which files the app keeps of a database: every name that it gives one, in one place."""

import re
from collections.abc import Iterator
from pathlib import Path

from inventory.services.office import Office
from inventory.services.own_backups import OWN_NAME
from inventory.services.second_backups import second_backups

_STAMP = r"\d{4}-\d\d-\d\d-\d{6}"
_AGAIN = r"(?:-\d+)?"
"""The number of a name that was taken."""
_BESIDE = r"(?:-journal|-wal|-shm)?"


def among_backups(path: Path) -> list[Path]:
    """What the app has put among the backups of a database, unfinished and unreadable files too.

    Backups of another database in the same folder are not among them, whatever it is called.
    """
    own = re.compile(_pattern(path.stem))
    return [one for one in _files_in(path.parent / "backups") if own.fullmatch(one.name)]


def copies(office: Office) -> list[Path]:
    """All copies of the database that the app keeps: among the backups, and in the second folder.

    There only what this laptop put there.
    """
    path = office.database.path
    here = among_backups(path) if path else []
    return list(dict.fromkeys([*here, *second_backups(office)]))


def beside(path: Path) -> list[Path]:
    """The database and what the app keeps in its folder, which has its name."""
    of_ours = (path.name, f".{path.name}", f".{path.stem}-purging.db")
    return [one for one in _files_in(path.parent) if one.name.startswith(of_ours)]


def _pattern(stem: str) -> str:
    name = re.escape(stem)
    kinds = "|".join((
        rf"{name}{OWN_NAME}(?:-[0-9a-f]{{8}})?",  # of every day; a second folder's has a mark
        rf"{name}-(?:replaced|rescued)-{_STAMP}{_AGAIN}",  # before a restore, of an open one
        rf"{name}-format-\d+(?:-\d+-[0-9a-f]{{8}})?{_AGAIN}",  # before a newer Champion changed it
        rf"unreadable-{name}-{_STAMP}{_AGAIN}",  # what was restored over and could not be read
    ))  # fmt: skip
    whole = rf"(?:{kinds})\.db(?:\.age)?"
    return rf"{whole}{_BESIDE}|\.{whole}\.(?:\d+\.)?new{_BESIDE}"


def _files_in(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return
    yield from (one for one in found if one.is_file())
