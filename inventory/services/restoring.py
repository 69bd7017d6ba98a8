"""Putting a backup in the place of the database, once it is said what that replaces."""

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from inventory.errors import ChampionError, NotAllowed, StaysSealed, StoreRefused
from inventory.journal.sealing import is_sealed, unseal_with
from inventory.rules.duties import Duty
from inventory.services.backups import STAMP
from inventory.services.office import Clock, Office
from inventory.store import backup, events, leftovers, seeding, settings
from inventory.store.backup import Copy
from inventory.store.database import Database, first_bytes, open_database
from inventory.store.folder import refuse_unsafe
from inventory.store.publishing import publish

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file; it would be applied to the one that takes its place."""
_CAN_REPLACE_OPEN = os.name == "posix"
"""Elsewhere a file that a program has open can't be replaced, so nobody can be writing to it."""
_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a database file holds, and up to when."""

    events: int
    newest: str
    """Wall time of the event that came in last; empty where there is none."""
    school: str
    """As the settings have it; may be empty."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a restore would replace, and what of it would be lost."""

    there: Contents
    """The backup."""
    here: Contents | None = None
    """The database; None where there is none, or where it can't be used."""
    fault: str = ""
    """Why the database that is there can't be used."""
    lost: int = 0
    """Events of the database that the backup lacks."""
    lost_since: str = ""
    """Wall time of the first of them."""
    common: int = 0
    """Events that both have."""


def unsealed(path: Path, keys: str = "") -> bytes | None:
    """What is in a sealed backup, opened in memory with the secret keys; None where it is not one.

    Raises FileRefused where it stays sealed or was changed, StoreRefused where it can't be read.
    """
    if not is_sealed(first_bytes(path) or b""):
        if keys:
            raise StoreRefused(f"{path} is not sealed.", "Restore it without --identity.")
        return None
    if not keys:
        raise StaysSealed(
            f"{path} is sealed for the district's key.",
            "District IT opens it: champion restore FILE --identity KEYFILE.",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreRefused(
            f"{path} can't be read: {error.strerror}.", "Copy it to this laptop."
        ) from error
    return unseal_with(data, keys, str(path))


def compare(source: Path, target: Path, clock: Clock, content: bytes | None = None) -> Comparison:
    """What restoring would mean; nothing is changed.

    Raises StoreRefused where the backup is no good, NotAllowed where a helper is at the table.
    """
    _refuse_itself(source, target)
    with backup.examined(source, content) as (copy, _):
        there = _contents(copy)
        kept = {one for one, _ in events.times(copy)}
    if not target.exists():
        return Comparison(there)
    try:
        with closing(Office.open(target, clock)) as office:
            office.refuse_helper(Duty.RESTORE)
            here = _sound(office.database)
            lost = [(when, one) for one, when in events.times(office.database) if one not in kept]
    except NotAllowed:
        raise
    except ChampionError as error:
        return Comparison(there, fault=error.message)
    since = min(lost, default=("", ""))[0]
    return Comparison(there, here, "", len(lost), since, here.events - len(lost))


def restore(
    source: Path, target: Path, keep: Callable[[], object], *, content: bytes | None = None
) -> Copy:
    """Put a verified backup in the place of the database; ``keep`` saves what is there first.

    ``content`` is the backup where it was sealed.
    """
    refuse_unsafe(target)
    _refuse_itself(source, target)
    copy = backup.inspect_copy(source, content)
    if target.exists():
        keep()
    backup.put_in_place(source, target, content=content)
    return copy


def restore_keeping(
    source: Path, target: Path, clock: Clock, *, whole: bool, content: bytes | None = None
) -> Path | None:
    """Restore, and keep what was there among the backups; where it is, None where nothing was.

    ``whole`` says that the database can be read: then a checked copy is kept, else its bare bytes.
    Nobody can record anything meanwhile that would be in neither file. Raises NotAllowed where a
    helper is at the table.
    """
    refuse_unsafe(target)
    _refuse_itself(source, target)
    backup.inspect_copy(source, content)
    if not target.exists():
        backup.put_in_place(source, target, content=content)
        return None
    stamp = clock.now().strftime(STAMP)
    if not whole:
        kept = _free(target, f"unreadable-{target.stem}-{stamp}")
        _put_aside(target, kept)
        backup.put_in_place(source, target, content=content)
        return kept
    with closing(Office.open(target, clock)) as office:
        office.refuse_helper(Duty.RESTORE)
    leftovers.sweep(target)
    kept = _free(target, f"{target.stem}-replaced-{stamp}")
    _replace(source, target, kept, content)
    return kept


def _replace(source: Path, target: Path, kept: Path, content: bytes | None) -> None:
    """Put the backup in the place of a database of which a checked copy is kept.

    Nobody can write into the old one from that copy on until the new one has its name; scans before
    that are in the copy, later ones are refused, for their file is no longer there. Where the
    system does not let a file be replaced that is open, the renaming itself is refused then.
    """
    with ExitStack() as held:

        def keep() -> None:
            with ExitStack() as briefly:
                until = held if _CAN_REPLACE_OPEN else briefly
                backup.write_copy(until.enter_context(seeding.held(target)), kept)

        backup.put_in_place(source, target, keep, content=content)


def look_into(path: Path) -> Contents:
    """What a database holds; StoreRefused where it is damaged or can't be opened."""
    with closing(open_database(path)) as database:
        return _sound(database)


def look_into_backup(path: Path, content: bytes | None = None) -> Contents:
    """What a backup holds, which is only read; StoreRefused where it isn't a good one."""
    with backup.examined(path, content) as (copy, _):
        return _contents(copy)


def _refuse_itself(source: Path, target: Path) -> None:
    same = source.absolute() == target.absolute()
    if same or (source.exists() and target.exists() and source.samefile(target)):
        raise StoreRefused(f"{source} is the database itself.", "Name a backup.")


def _free(target: Path, stem: str) -> Path:
    """The name under which the old database is kept; numbered where it is taken."""
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.db" for n in count(1))
    folder = target.parent / "backups"
    return next(path for path in map(folder.joinpath, names) if not os.path.lexists(path))


def _put_aside(path: Path, kept: Path) -> None:
    """Keep the bytes of a file that can't be read as a database, and what lies beside it."""
    unfinished = kept.with_name(f".{kept.name}.new")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with path.open("rb") as old, unfinished.open("r+b") as new:
            shutil.copyfileobj(old, new, _MIB)
        publish(unfinished, kept)
        for suffix in _BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StoreRefused(
            f"{path} can't be kept as {kept}: {error.strerror}.", "Free some space and try again."
        ) from error


def _sound(database: Database) -> Contents:
    if fault := next(backup.faults(database), ""):
        raise StoreRefused(fault, "Restore the newest backup: champion restore FILE.")
    return _contents(database)


def _contents(database: Database) -> Contents:
    newest = events.newest(database, 1)
    school = settings.value(database, "school") or ""
    return Contents(events.count(database), newest[0].wall_time if newest else "", school)
