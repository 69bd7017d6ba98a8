"""The part of a purge that is about files: older backups go, and what is left is searched."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from inventory.errors import ChampionError, FileRefused
from inventory.model import Person
from inventory.rules.names import Names
from inventory.services import backups, own_files
from inventory.services.office import Clock, Office
from inventory.services.purge import Begun, Step, nobody_hears, remember, stays
from inventory.services.purge_copy import names_of, refuse_rehearsed
from inventory.services.second_backups import copies_of, copy_newest
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
    other files that the app keeps. The backup from before the purge goes last. Raises ChampionError
    while a rehearsal is open that may have begun before: the next purge goes on here.
    """
    refuse_rehearsed(path, ", then: champion purge --certificate FILE")
    with closing(Office.open(path, clock)) as office:
        step("Older backups are deleted")
        leftovers.sweep(path)
        source = path.parent / "backups" / begun.backup
        older = [*_older(office, begun), *_copies(office, begun.backup)]
        begun.deleted += _delete(one for one in older if one != source)
        step("A fresh backup")
        backups.back_up_by_itself(office)
        begun.unreached = list(_not_reached(office))
        if begun.searched < 0:
            step("Every file is searched for the names")
            _search(office, path, begun, also)
        step("The backup from before is deleted")
        begun.deleted += _delete(_copies(office, begun.backup))
        begun.unreached = list(_not_reached(office))  # the newest was, by its name, the one before
        begun.found = list(_left(office, path, begun))
        remember(path, begun)
    return begun


def _left(office: Office, path: Path, begun: Begun) -> Iterator[str]:
    """What was found and is still there, and what could not be deleted."""
    found = {one: None for one in begun.found if os.path.lexists(path.parent / one)}
    there = [*_older(office, begun), *_copies(office, begun.backup)]
    yield from found | {_shown(path, one): None for one in there if os.path.lexists(one)}


def _shown(path: Path, file: Path) -> str:
    """A file as the certificate names it: without the folder of the database, if it lies there."""
    return str(file.relative_to(path.parent) if file.is_relative_to(path.parent) else file)


def _copies(office: Office, backup: str) -> list[Path]:
    """The files of one backup, here and in the second folder."""
    path, second = office.database.path, office.setting("backup_folder")
    folders = [path.parent / "backups"] if path else []
    if second:
        folders.append(Path(second).expanduser())
    return list(dict.fromkeys(one for folder in folders for one in copies_of(backup, folder)))


def _not_reached(office: Office) -> Iterator[str]:
    """Write the fresh backup to the second folder too; its name where it can't be reached."""
    try:
        copy_newest(office)
    except FileRefused:
        yield office.setting("backup_folder")


def _older(office: Office, begun: Begun) -> Iterator[Path]:
    """The app's own copies of this database that do not come from after the purge.

    A sealed one can't be looked into: it stays where it is the copy of one that can.
    """
    after = [one for one in backups.own_backups(office) if _has_purge(one, begun)]
    sealed = {copy for one in after for copy in _copies(office, one.name)}
    for one in own_files.copies(office):
        if one not in sealed if one.suffix == ".age" else not _has_purge(one, begun):
            yield one


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
    last = _copies(office, begun.backup)
    files = [one for one in managed_files(office, path) if one not in last]
    files += [one for one in also if one.is_file()]
    begun.found = [_shown(path, one) for one in files if hits(one, names)]
    begun.searched = len(files)
    remember(path, begun)


def _purged(office: Office, source: Path) -> list[Person]:
    """Whom the backup has and the database has not."""
    here = {one.person_id for one in register.people(office.database)}
    with closing(_read_only(source)) as before:
        return [one for one in register.people(before) if one.person_id not in here]


def managed_files(office: Office, path: Path) -> list[Path]:
    """The database, what lies beside it, and all copies of it that can be reached and read."""
    there = [*own_files.beside(path), *leftovers.rehearsed_files(path)]
    return there + [one for one in own_files.copies(office) if ".age" not in one.suffixes]


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
