"""Keeping the database well: checks, backups, restoring, the search index."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inventory.errors import StoreRefused
from inventory.services.office import Office
from inventory.store import backup, events, projections, search
from inventory.store.backup import Copy
from inventory.store.folder import refuse_unsafe

BACKUP_EVERY = timedelta(minutes=15)
BACKUP_AFTER = 200
"""Events after which a backup is due, whatever the time."""

KEPT = 30
"""How many of the app's own backups are kept, the newest."""

_STAMP = "%Y-%m-%d-%H%M%S"
_STAMP_LENGTH = 17


@dataclass(frozen=True, slots=True)
class OwnBackup:
    """One of the app's own backups, as its name says."""

    at: datetime
    events: int


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


def check(office: Office) -> Health:
    """Integrity of the file, references, hash chain, and whether replaying gives what is shown."""
    findings = tuple(backup.faults(office.database))
    if findings:
        return Health(findings, "", 0)
    return Health((), backup.head(office.database), events.count(office.database))


def rebuild(office: Office) -> bool:
    """Drop what follows from the journal and work it out again; whether it came out the same."""
    before = projections.digest(office.database)
    with office.database.immediate():
        projections.rebuild(office.database)
    return projections.digest(office.database) == before


def back_up(office: Office, target: Path) -> Copy:
    """Write a verified copy to a path that is free."""
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
    return sorted(folder.glob(f"{path.stem}-*.db"), reverse=True)


def back_up_by_itself(office: Office) -> Copy | None:
    """Write one more of the app's own backups and let the oldest go; None for one in memory.

    Its name has the time, the number of events and the start of the head hash.
    """
    folder, path = backup_folder(office), office.database.path
    if folder is None or path is None:
        return None
    stamp = office.clock.now().strftime(_STAMP)
    number, head = events.count(office.database), backup.head(office.database)
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
    number = events.count(office.database)
    last = last_backup(office)
    if last is None:
        return number > 0
    age = office.clock.now() - last.at
    return number != last.events and (
        age >= BACKUP_EVERY or abs(number - last.events) >= BACKUP_AFTER
    )


def changed_since_backup(office: Office) -> bool:
    """Whether the last backup lacks events."""
    last = last_backup(office)
    return events.count(office.database) != (last.events if last else 0)


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


def index_some(office: Office) -> int:
    """Bring some changed rows into the search index; 0 when there is nothing left to do."""
    return search.index_some(office.database)


def index_all(office: Office) -> None:
    """Bring every changed row into the search index."""
    while index_some(office):
        pass
