"""Keeping the database well: checks, backups, restoring, the search index."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from glob import escape
from pathlib import Path
from time import sleep

from inventory.errors import StoreRefused
from inventory.services.office import Clock, Office
from inventory.store import backup, events, imports, leftovers, projections, search
from inventory.store.backup import Copy
from inventory.store.connection import connect
from inventory.store.database import Database, open_database, publish
from inventory.store.folder import refuse_unsafe

GIVE_WAY = 0.012
"""Seconds between two pieces of the search index in which anybody else may write."""
BACKUP_EVERY = timedelta(minutes=15)
BACKUP_AFTER = 200
"""Events after which a backup is due, whatever the time."""

KEPT = 30
"""How many of the app's own backups are kept, the newest."""

_STAMP = "%Y-%m-%d-%H%M%S"
_STAMP_LENGTH = 17

_REBUILD = "champion check --rebuild"
"""What a finding says that rebuilding mends."""

_REBUILT = "What was shown was not what the journal says; it was worked out anew and is right now."
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file; it would be applied to the one that takes its place."""


@dataclass(frozen=True, slots=True)
class OwnBackup:
    """One of the app's own backups, as its name says."""

    at: datetime
    changes: int
    """Events and imports that it holds."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found; no findings is well."""

    findings: tuple[str, ...]
    head: str
    events: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a database file holds, and up to when."""

    events: int
    newest: str
    """Wall time of the event that came in last; empty where there is none."""


def check(office: Office) -> Health:
    """Integrity of the file, references, hash chain, and whether replaying gives what is shown."""
    findings = tuple(backup.faults(office.database))
    if findings:
        return Health(findings, "", 0)
    return Health((), backup.head(office.database), events.count(office.database))


def sweep(office: Office) -> None:
    """Remove what programs that were killed left beside the database."""
    if office.database.path is not None:
        leftovers.sweep(office.database.path)


def rebuild(office: Office) -> bool:
    """Drop what follows from the journal and work it out again; whether it came out the same."""
    before = projections.digest(office.database)
    with office.database.immediate():
        projections.rebuild(office.database)
    return projections.digest(office.database) == before


def check_rebuilt(office: Office) -> Health:
    """Check, and where nothing else stands against it, work out anew what follows and compare.

    That it did not come out the same is a finding, once: it is right afterwards.
    """
    before = check(office)
    if any(_REBUILD not in finding for finding in before.findings):
        return before
    same = rebuild(office)
    after = check(office)
    if same and before.ok:
        return after
    return Health((*after.findings, _REBUILT), after.head, after.events)


def back_up(office: Office, target: Path) -> Copy:
    """Write a verified copy to a path that is free."""
    sweep(office)
    return backup.write_copy(office.database, target)


def backup_folder(office: Office) -> Path | None:
    """Where the app's own backups go: beside the database; None for one in memory."""
    path = office.database.path
    return path.parent / "backups" if path else None


def own_backups(office: Office) -> list[Path]:
    """The app's own backups, newest first."""
    folder = backup_folder(office)
    path = office.database.path
    if folder is None or path is None or not folder.is_dir():
        return []
    return sorted(folder.glob(f"{escape(path.stem)}-*.db"), reverse=True)


def back_up_by_itself(office: Office) -> Copy | None:
    """Write one more of the app's own backups and let the oldest go; None for one in memory.

    Its name has the time, how much had happened, and the start of the head hash.
    """
    folder, path = backup_folder(office), office.database.path
    if folder is None or path is None:
        return None
    sweep(office)
    stamp = office.clock.now().strftime(_STAMP)
    number, head = _changes(office), backup.head(office.database)
    target = folder / f"{path.stem}-{stamp}-{number}-{head[:8]}.db"
    if target.exists():
        return backup.inspect_copy(target)
    copy = backup.write_copy(office.database, target)
    for old in own_backups(office)[KEPT:]:
        old.unlink(missing_ok=True)
    return copy


def last_backup(office: Office) -> OwnBackup | None:
    """What the name of the app's newest own backup says; None where there is none."""
    for path in own_backups(office):
        stem = (
            path.stem.removeprefix(f"{office.database.path.stem}-") if office.database.path else ""
        )
        stamp, number = stem[:_STAMP_LENGTH], stem[_STAMP_LENGTH + 1 :].partition("-")[0]
        with suppress(ValueError):
            when = datetime.strptime(stamp, _STAMP).replace(tzinfo=office.clock.now().tzinfo)
            return OwnBackup(when, int(number))
    return None


def backup_is_due(office: Office) -> bool:
    """Whether something changed and the last backup is too old or too many events behind."""
    number = _changes(office)
    last = last_backup(office)
    if last is None:
        return number > 0
    age = office.clock.now() - last.at
    return number != last.changes and (
        age >= BACKUP_EVERY or abs(number - last.changes) >= BACKUP_AFTER
    )


def _changes(office: Office) -> int:
    """How much has happened: events and imports, both of which only grow."""
    return events.count(office.database) + imports.count(office.database)


def changed_since_backup(office: Office) -> bool:
    """Whether the last backup lacks events."""
    last = last_backup(office)
    return _changes(office) != (last.changes if last else 0)


def restore(source: Path, target: Path, keep: Callable[[], Copy | None]) -> Copy:
    """Put a verified backup in the place of the database; ``keep`` saves what is there first."""
    refuse_unsafe(target)
    if source.absolute() == target.absolute():
        raise StoreRefused(f"{source} is the database itself.", "Name a backup.")
    copy = backup.inspect_copy(source)
    if target.exists():
        keep()
    backup.put_in_place(source, target)
    return copy


def look_into(path: Path) -> Contents:
    """What a database holds; StoreRefused where it is damaged or can't be opened."""
    database = open_database(path)
    try:
        if fault := next(backup.faults(database), ""):
            raise StoreRefused(fault, "Restore the newest backup: champion restore FILE.")
        return _contents(database)
    finally:
        database.close()


def look_into_backup(path: Path) -> Contents:
    """What a backup holds, which is only read; StoreRefused where it isn't a good one."""
    backup.inspect_copy(path)
    copy = Database(connect(f"{path.absolute().as_uri()}?mode=ro"), path)
    try:
        return _contents(copy)
    finally:
        copy.close()


def restore_keeping(source: Path, target: Path, clock: Clock, *, whole: bool) -> Path | None:
    """Restore, and keep what was there among the backups; where it is, None where nothing was.

    ``whole`` says that the database can be read: then a checked copy is kept, else its bare bytes.
    """
    if not target.exists():
        restore(source, target, lambda: None)
        return None
    stamp = clock.now().strftime(_STAMP)
    name = f"{target.stem}-replaced-{stamp}.db" if whole else f"unreadable-{target.stem}-{stamp}.db"
    kept = target.parent / "backups" / name
    restore(source, target, lambda: _keep(target, kept, clock, whole))
    return kept


def _keep(target: Path, kept: Path, clock: Clock, whole: bool) -> Copy | None:
    if not whole:
        _put_aside(target, kept)
        return None
    office = Office.open(target, clock)
    try:
        return back_up(office, kept)
    finally:
        office.close()


def _put_aside(path: Path, kept: Path) -> None:
    """Keep the bytes of a file that can't be read as a database, and what lies beside it."""
    unfinished = kept.with_name(f".{kept.name}.new")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(path, unfinished)
        publish(unfinished, kept)
        for suffix in _BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StoreRefused(
            f"{path} can't be kept as {kept}: {error.strerror}.", "Free some space and try again."
        ) from error


def _contents(database: Database) -> Contents:
    newest = events.newest(database, 1)
    return Contents(events.count(database), newest[0].wall_time if newest else "")


def index_some(office: Office) -> int:
    """Bring some changed rows into the search index; 0 when there is nothing left to do.

    Gives way afterwards, so that a scan that waits comes before the next rows.
    """
    done = search.index_some(office.database)
    if done:
        sleep(GIVE_WAY)
    return done


def index_all(office: Office) -> None:
    """Bring every changed row into the search index."""
    while index_some(office):
        pass
