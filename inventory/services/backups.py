"""Backups: written by themselves while people work, verified, and kept for as long as they help."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from inventory.errors import NotRecorded
from inventory.files.whole import refuse_taken, save_whole
from inventory.journal.sealing import seal_for
from inventory.rules.duties import Duty
from inventory.rules.retention import to_let_go
from inventory.services import export_log
from inventory.services.keys import district_key
from inventory.services.office import Office
from inventory.services.own_backups import (
    STAMP,
    OwnBackup,
    newest_of,
    own_backups_of,
    written_at,
)
from inventory.store import backup, events, imports, leftovers, register
from inventory.store.backup import Copy

EVERY = timedelta(minutes=15)
AFTER = 200
"""Events after which a backup is due, whatever the time."""


def back_up(office: Office, target: Path, *, sealed: bool = False) -> Copy:
    """Write a verified copy to a path that is free; sealed, only the district's key opens it.

    That it was written is logged first, so that the copy has that too. Raises StoreRefused or
    FileRefused where it can't be written, ChampionError where there is no key of the district,
    NotAllowed where a helper asks, and in a rehearsal: it holds all names.
    """
    office.refuse_helper(Duty.EXPORT)
    office.database.refuse_replaced()
    key = district_key(office) if sealed else ""
    refuse_taken(target)
    _sweep(office)
    _log(office, target)
    if not sealed:
        return backup.write_copy(office.database, target)
    content, copy = backup.content_of(office.database, target)
    save_whole({target: seal_for(content, key)})
    return copy


def _log(office: Office, target: Path) -> None:
    """A database that can't be written to any more, on a full disk, needs its copy all the more."""
    with suppress(NotRecorded):
        export_log.log(office, "backup", target, len(register.people(office.database)))


def backup_folder(office: Office) -> Path | None:
    """Where the app's own backups go: beside the database; None for one in memory."""
    path = office.database.path
    return path.parent / "backups" if path else None


def own_backups(office: Office) -> list[Path]:
    """The app's own backups, newest first."""
    path = office.database.path
    return own_backups_of(path) if path else []


def back_up_by_itself(office: Office) -> Copy | None:
    """Write one more of the app's own backups and let go of old ones.

    None for a database in memory, and for a rehearsal, which is thrown away.

    Its name has the time, how much had happened, and the start of the head hash. Raises Replaced
    where the open file is no longer the one of its name: what was purged would be back.
    """
    folder, path = backup_folder(office), office.database.path
    if folder is None or path is None or office.is_rehearsal:
        return None
    office.database.refuse_replaced()
    _sweep(office)
    stamp = office.clock.now().strftime(STAMP)
    number, head = _changes(office), backup.head(office.database)
    target = folder / f"{path.stem}-{stamp}-{number}-{head[:8]}.db"
    if os.path.lexists(target):
        return backup.inspect_copy(target)
    copy = backup.write_copy(office.database, target)
    for old in no_longer_kept(own_backups(office), office.clock.now()):
        with suppress(OSError):  # it is one more than there need be
            old.unlink()
    return copy


def no_longer_kept(own: list[Path], now: datetime) -> list[Path]:
    """Which of the app's own backups, by the times in their names, need not be kept."""
    dated = [(one, when) for one in own if (when := written_at(one))]
    gone = to_let_go([when for _, when in dated], now.replace(tzinfo=None))
    return [dated[place][0] for place in gone]


def last_backup(office: Office) -> OwnBackup | None:
    """What the name of the app's newest own backup says; None where there is none."""
    path = office.database.path
    return newest_of(path, office.clock.now()) if path else None


def backup_is_due(office: Office) -> bool:
    """Whether something changed and the last backup is too old or too many events behind."""
    number = _changes(office)
    last = last_backup(office)
    if last is None:
        return number > 0
    age = office.clock.now() - last.at
    return number != last.changes and (age >= EVERY or abs(number - last.changes) >= AFTER)


def changed_since_backup(office: Office) -> bool:
    """Whether the last backup lacks events."""
    last = last_backup(office)
    return _changes(office) != (last.changes if last else 0)


def _changes(office: Office) -> int:
    """How much has happened: events and imports, both of which only grow."""
    return events.count(office.database) + imports.count(office.database)


def _sweep(office: Office) -> None:
    if office.database.path is not None:
        leftovers.sweep(office.database.path)
