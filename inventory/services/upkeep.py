"""Keeping the database well: checks, backups, restoring, the search index."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
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

    Its name has the time and the start of the head hash, so that the newest sorts last.
    """
    folder, path = backup_folder(office), office.database.path
    if folder is None or path is None:
        return None
    stamp = office.clock.now().strftime(_STAMP)
    target = folder / f"{path.stem}-{stamp}-{backup.head(office.database)[:8]}.db"
    if target.exists():
        return backup.inspect_copy(target)
    copy = backup.write_copy(office.database, target)
    for old in own_backups(office)[KEPT:]:
        old.unlink(missing_ok=True)
    return copy


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
