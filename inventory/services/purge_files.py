"""The part of a purge that is about files: older backups go, and what is left is searched."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from inventory.errors import ChampionError, FileRefused
from inventory.model import Person
from inventory.rules.names import Names
from inventory.services import backups
from inventory.services.office import Clock, Office
from inventory.services.purge import Begun, Step, nobody_hears, remember, stays
from inventory.services.purge_copy import names_of
from inventory.services.second_backups import copies_of, copy_newest, second_backups
from inventory.store import leftovers, purging, register
from inventory.store.connection import UNREADABLE, connect
from inventory.store.database import Database
from inventory.store.publishing import sync_folder

CHUNK = 1024**2
OVERLAP = 1024
"""Bytes of the piece before that are looked at again, so that no name is cut in two."""

_MARKS = b"SQLite format 3\0"


def finish(
    path: Path, clock: Clock, begun: Begun, also: Sequence[Path] = (), step: Step = nobody_hears
) -> Begun:
    """Delete the older backups, write a fresh one, and look for the names in all that is left.

    What was done is remembered, so that whoever is stopped goes on where they were. ``also`` are
    other files that the app keeps. The backup from before the purge goes last.
    """
    with closing(Office.open(path, clock)) as office:
        step("Older backups are deleted")
        leftovers.sweep(path)
        last = _copies(office, path, begun)
        begun.deleted += _delete(one for one in _older(office, path, begun) if one not in last)
        step("A fresh backup")
        backups.back_up_by_itself(office)
        begun.unreached = list(_not_reached(office))
        if begun.searched < 0:
            step("Every file is searched for the names")
            _search(office, path, begun, also)
        step("The backup from before is deleted")
        begun.deleted += _delete(last)
        remember(path, begun)
    return begun


def _copies(office: Office, path: Path, begun: Begun) -> list[Path]:
    """The backup from before, here and in the second folder."""
    folders = [path.parent / "backups"]
    if second := office.setting("backup_folder"):
        folders.append(Path(second).expanduser())
    return [one for folder in folders for one in copies_of(begun.backup, folder)]


def _not_reached(office: Office) -> Iterator[str]:
    """Write the fresh backup to the second folder too; its name where it can't be reached."""
    try:
        copy_newest(office)
    except FileRefused:
        yield office.setting("backup_folder")


def _older(office: Office, path: Path, begun: Begun) -> Iterator[Path]:
    """The app's own backups of this database that were there before it was purged."""
    fresh = _stamp(begun.backup)
    for one in _ours(office, path):
        is_sealed = one.suffix == ".age"
        if _stamp(one.name) <= fresh if is_sealed else not _has_purge(one, begun):
            yield one


def _ours(office: Office, path: Path) -> list[Path]:
    """What the app has put among the backups: copies, what could not be read, what is unfinished.

    In the second folder only what this laptop put there.
    """
    stem = re.escape(path.stem)
    own = re.compile(
        rf"(?:unreadable-)?{stem}-(?:[a-z-]+-)?\d{{4}}-\d\d-\d\d-\d{{6}}.*"
        rf"|\.(?:unreadable-)?{stem}-.*\.(?:db|age).*"
    )
    found = []
    with suppress(OSError):
        found = sorted((path.parent / "backups").iterdir())
    return [
        *(one for one in found if own.fullmatch(one.name) and one.is_file()),
        *second_backups(office),
    ]


def _stamp(name: str) -> str:
    found = re.search(r"\d{4}-\d\d-\d\d-\d{6}", name)
    return found[0] if found else ""


def _has_purge(file: Path, begun: Begun) -> bool:
    """Whether a backup was written after the purge; one that can't be read was not."""
    try:
        with closing(_read_only(file)) as copy:
            found = copy.value("SELECT 1 FROM event WHERE event_id = ?", begun.event)
            return found is not None
    except (*UNREADABLE, ChampionError):
        return False


def _read_only(file: Path) -> Database:
    return Database(connect(f"{file.absolute().as_uri()}?mode=ro"), file)


def _delete(files: Iterable[Path]) -> int:
    """Delete files, so that a power cut does not bring them back; how many could be."""
    done, folders = 0, set()
    for one in files:
        with suppress(OSError):
            one.unlink()
            done += 1
            folders.add(one.parent)
    for folder in folders:
        with suppress(OSError):
            sync_folder(folder)
    return done


def _search(office: Office, path: Path, begun: Begun, also: Sequence[Path]) -> None:
    """Look for every purged name in every file that the app manages, and remember what was found.

    The names come out of the backup from before; where somebody took that away, they are known
    nowhere any more.
    """
    source = path.parent / "backups" / begun.backup
    if not source.exists():
        return
    names = names_of(_purged(office, source), office.database, stays(office))
    last = _copies(office, path, begun)
    files = [one for one in managed_files(office, path) if one not in last]
    files += [one for one in also if one.is_file()]
    begun.found = [one.name for one in files if hits(one, names)]
    begun.searched = len(files)
    remember(path, begun)


def _purged(office: Office, source: Path) -> list[Person]:
    """Whom the backup has and the database has not."""
    here = {one.person_id for one in register.people(office.database)}
    with closing(_read_only(source)) as before:
        return [one for one in register.people(before) if one.person_id not in here]


def managed_files(office: Office, path: Path) -> list[Path]:
    """The database, what lies beside it, and all backups of it that can be reached and read."""
    beside = [
        one
        for one in sorted(path.parent.iterdir())
        if one.is_file() and one.name.startswith((path.name, f".{path.name}", f".{path.stem}-"))
    ]
    return beside + [one for one in _ours(office, path) if one.suffix != ".age"]


def hits(file: Path, names: Names) -> int:
    """How often a name stands in a file: in its bytes, and in what a database reads out of them."""
    found = sum(names.count(text, seen) for text, seen in _texts(file))
    found = found or int(names.glued_in(text for text, _ in _texts(file)))
    if not found and _is_database(file):
        with suppress(*UNREADABLE), closing(_read_only(file)) as copy:
            found = sum(map(names.count, purging.texts_in(copy)))
    return found


def _texts(file: Path) -> Iterator[tuple[str, int]]:
    """A file's bytes as text, piece by piece, each with how much of it was seen before."""
    before = b""
    with file.open("rb") as opened:
        while piece := opened.read(CHUNK):
            text = (before + piece).decode("utf-8", "replace")
            yield text, len(before.decode("utf-8", "replace"))
            before = piece[-OVERLAP:]


def _is_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_MARKS)) == _MARKS
