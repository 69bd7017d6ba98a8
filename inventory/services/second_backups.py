"""The backups once more in another place: a stick, a share, a folder that is synced."""

import os
import re
from contextlib import suppress
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.whole import discard, is_folder, save_whole
from inventory.journal.sealing import seal_for
from inventory.services.backups import last_backup, no_longer_kept
from inventory.services.office import Office, fingerprint
from inventory.services.own_backups import OWN_NAME
from inventory.store import announced, settings
from inventory.store.leftovers import is_given_up

_MARK = 8
"""Characters at the end of a station's id that tell this laptop's copies from another's."""


def copy_newest(office: Office) -> Path | None:
    """Copy the newest backup to the second folder, whole or not at all, and read it back.

    Sealed for the district's key where there is one, so that nothing that can be read lies there.
    The name tells which laptop it is of; what others put there is left alone, and of this laptop's
    own what could still be read goes once a sealed copy is there. None where no second folder is
    set, there is no backup yet, or it is a rehearsal. Raises FileRefused where the folder is not
    there or can't be written, Replaced where the open file is no longer the one of its name.
    """
    office.database.refuse_replaced()
    newest = last_backup(office)
    if newest is None or not office.setting("backup_folder") or office.is_rehearsal:
        return None
    folder = _folder(office)
    key = office.setting("district_key")
    name = f"{newest.path.stem}-{_mark(office.station_id)}.db{'.age' if key else ''}"
    target = folder / name
    _refuse_absent(folder)
    if not os.path.lexists(target):
        _discard_unfinished(office)
        content = _bytes(newest.path)
        content = seal_for(content, key) if key else content
        office.database.refuse_replaced()
        save_whole({target: content})
    if key:
        _delete_readable(office)
    for old in no_longer_kept(_of_this_laptop(office), office.clock.now()):
        with suppress(OSError):  # it is one more than there need be
            old.unlink()
    return target


def _delete_readable(office: Office) -> None:
    """Whoever finds the stick could read what lies there from before the district had a key."""
    for one in _of_this_laptop(office):
        if one.suffix != ".age":
            try:
                one.unlink()
            except OSError as error:
                raise FileRefused(
                    f"{one} has names, is not sealed, and can't be deleted: {error.strerror}.",
                    "Delete it by hand: a sealed copy lies beside it.",
                ) from error


def second_backups(office: Office) -> list[Path]:
    """The copies in the second folder as far as it can be read, newest first.

    Those of every station that this database has a word of, under which this laptop wrote them or
    the one whose file it goes on with.
    """
    known = announced.own_stations(office.database)
    return _copies(office, [office.station_id, *known])


def _of_this_laptop(office: Office) -> list[Path]:
    """Those that this very laptop put there: it may let go of them, and of no others.

    A backup of another laptop that was restored here brought that one's stations along.
    """
    return _copies(office, _stations_here(office))


def _copies(office: Office, stations: list[str]) -> list[Path]:
    if not office.setting("backup_folder"):
        return []
    own = re.compile(_names(office, stations) + r"\.db(\.age)?")
    return sorted(one for one in _things_in(_folder(office)) if own.fullmatch(one.name))[::-1]


def copies_of(name: str, folder: Path) -> list[Path]:
    """The copies in a second folder of the backup that has this name, sealed ones too."""
    copy = re.compile(re.escape(Path(name).stem) + rf"(-[0-9a-f]{{{_MARK}}})?\.db(\.age)?")
    return sorted(one for one in _things_in(folder) if copy.fullmatch(one.name))


def _folder(office: Office) -> Path:
    return Path(office.setting("backup_folder")).expanduser()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(
            f"The backup {path} can't be read: {error.strerror or type(error).__name__}.",
            "The next one is copied in its place.",
        ) from error


def _refuse_absent(folder: Path) -> None:
    if not is_folder(folder):
        raise FileRefused(
            f"The folder for second backups is not there: {folder}.",
            "Put the stick in; it is used again as soon as it is back. Work goes on.",
        )


def _stations_here(office: Office) -> list[str]:
    path = office.database.path
    here = settings.stations_of(office.database, fingerprint(path)) if path else []
    return [office.station_id, *here]


def _names(office: Office, stations: list[str]) -> str:
    """What the names of these stations' copies look like."""
    stem = office.database.path.stem if office.database.path else ""
    marks = "|".join(sorted({re.escape(_mark(one)) for one in stations}))
    return re.escape(stem) + OWN_NAME + f"-(?:{marks})"


def _mark(station: str) -> str:
    return station[-_MARK:]


def _discard_unfinished(office: Office) -> None:
    """Remove what this laptop was writing when its stick was pulled out or it was switched off."""
    left = re.compile(
        r"\." + _names(office, _stations_here(office)) + r"\.db(?:\.age)?\.(?P<process>\d+)\.new"
    )
    for one in _things_in(_folder(office)):
        found = left.fullmatch(one.name)
        if found and is_given_up(one, int(found["process"])):
            discard(one)


def _things_in(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
