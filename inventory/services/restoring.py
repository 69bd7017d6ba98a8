"""Putting a backup in the place of the database, once it is said what that replaces."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from inventory.errors import ChampionError, NotAllowed, StaysSealed, StoreRefused
from inventory.journal.sealing import is_sealed, unseal_with
from inventory.rules.duties import Duty, Operator, refuse_helper
from inventory.rules.settings import BY_KEY
from inventory.services.faults import Trouble, trouble_of
from inventory.services.office import REHEARSAL, Clock, Office, fingerprint
from inventory.services.own_backups import STAMP
from inventory.store import aside, backup, events, imports, leftovers, operators, seeding, settings
from inventory.store.connection import UNREADABLE, connect
from inventory.store.database import Database, first_bytes, open_database
from inventory.store.folder import refuse_unsafe

_CAN_REPLACE_OPEN = os.name == "posix"
"""Elsewhere a file that a program has open can't be replaced, so nobody can be writing to it."""

_READING = (ChampionError, TypeError, ValueError, *UNREADABLE)
"""What reading a few rows of a damaged file raises."""


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
    purges: int = 0
    """Those of the lost events that say that people were purged: their names would be back."""
    imports: tuple[str, ...] = ()
    """The files of the imports that the backup lacks."""
    settings: tuple[str, ...] = ()
    """What is set otherwise in the backup, by its keys; the list of operators is one of them."""

    @property
    def lacks_nothing(self) -> bool:
        """Whether all that is here is in the backup too, as it is here."""
        return not (self.lost or self.imports or self.settings)


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

    Raises StoreRefused where the backup is no good, or where the database can't be read now though
    nothing is wrong with it; NotAllowed where a helper is at the table.
    """
    _refuse_itself(source, target)
    with backup.examined(source, content) as (copy, _):
        if settings.value(copy, REHEARSAL):
            raise StoreRefused(
                f"{source} is the copy of a rehearsal, not a backup of the school.",
                "Choose a file of the folder “backups” beside the database.",
            )
        there = _contents(copy)
        if not target.exists():
            return Comparison(there)
        try:
            with closing(Office.open(target, clock)) as office:
                office.refuse_helper(Duty.RESTORE)
                return _compared(copy, office.database, there)
        except NotAllowed:
            raise
        except ChampionError as error:
            if not _is_broken(error):
                raise
            _refuse_known_helper(target)
            return Comparison(there, fault=error.message)


def _compared(copy: Database, here: Database, there: Contents) -> Comparison:
    found = _sound(here)
    kept = {one for one, _ in events.times(copy)}
    lost = {one: when for one, when in events.times(here) if one not in kept}
    known = {one.import_id for one in imports.everything(copy)}
    return Comparison(
        there,
        found,
        lost=len(lost),
        lost_since=min(lost.values(), default=""),
        common=found.events - len(lost),
        purges=sum(one in lost for one in events.purges(here)),
        imports=tuple(one.file for one in imports.everything(here) if one.import_id not in known),
        settings=tuple(_set_otherwise(copy, here)),
    )


def _set_otherwise(copy: Database, here: Database) -> Iterator[str]:
    there, now = settings.all_settings(copy), settings.all_settings(here)
    yield from (key for key in BY_KEY if there.get(key) != now.get(key))
    if operators.everybody(copy) != operators.everybody(here):
        yield "operators"


def _is_broken(error: ChampionError) -> bool:
    """Whether a file can't be used for what is in it, and not for what stands in the way now."""
    if isinstance(error.__cause__, OSError):
        return False
    return trouble_of(error) in (Trouble.DAMAGED, Trouble.OTHER)


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
    if whole:
        with closing(Office.open(target, clock)) as office:
            office.refuse_helper(Duty.RESTORE)
        leftovers.sweep(target)
        kept = _free(target, f"{target.stem}-replaced-{stamp}")
    else:
        _refuse_known_helper(target)
        kept = _free(target, f"unreadable-{target.stem}-{stamp}")
    _replace(source, target, kept, content, whole=whole)
    return kept


def _replace(source: Path, target: Path, kept: Path, content: bytes | None, *, whole: bool) -> None:
    """Put the backup in the place of a database of which a checked copy or its bytes are kept.

    Nobody can write into the old one from that copy on until the new one has its name; scans before
    that are in the copy, later ones are refused, for their file is no longer there. Where the
    system does not let a file be replaced that is open, the renaming itself is refused then.
    """
    own = _own_stations(target)
    with ExitStack() as held:

        def keep() -> None:
            with ExitStack() as briefly:
                until = held if _CAN_REPLACE_OPEN else briefly
                if whole:
                    backup.write_copy(until.enter_context(seeding.held(target)), kept)
                else:
                    aside.put_aside(target, kept, until)

        def settle(copy: Database) -> None:
            settings.give_stations(copy, own, fingerprint(target, copy.path))

        backup.put_in_place(source, target, keep, content=content, settle=settle)


def _refuse_known_helper(target: Path) -> None:
    """Raise NotAllowed where a file that can't be used says all the same that a helper is here."""
    operator = Operator("")
    with suppress(*_READING), closing(_only_read(target)) as database:
        name = settings.value(database, "operator") or ""
        operator = operators.named(database, name) or operator
    refuse_helper(operator, Duty.RESTORE)


def _own_stations(target: Path) -> list[str]:
    """The stations of this very laptop, as far as the file can be read: it lets go of their copies.

    Those that only a backup knows may be another laptop's.
    """
    with suppress(*_READING), closing(_only_read(target)) as database:
        return settings.stations_of(database, fingerprint(target))
    return []


def _only_read(path: Path) -> Database:
    return Database(connect(f"{path.absolute().as_uri()}?mode=ro"), path)


def look_into(path: Path) -> Contents:
    """What a database holds; StoreRefused where it is damaged or can't be opened."""
    with closing(open_database(path)) as database:
        return _sound(database)


def _refuse_itself(source: Path, target: Path) -> None:
    same = source.absolute() == target.absolute()
    if same or (source.exists() and target.exists() and source.samefile(target)):
        raise StoreRefused(f"{source} is the database itself.", "Name a backup.")


def _free(target: Path, stem: str) -> Path:
    """The name under which the old database is kept; numbered where it is taken."""
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.db" for n in count(1))
    folder = target.parent / "backups"
    return next(path for path in map(folder.joinpath, names) if not os.path.lexists(path))


def _sound(database: Database) -> Contents:
    if fault := next(backup.faults(database), ""):
        raise StoreRefused(fault, "Restore the newest backup: champion restore FILE.")
    return _contents(database)


def _contents(database: Database) -> Contents:
    newest = events.newest(database, 1)
    school = settings.value(database, "school") or ""
    return Contents(events.count(database), newest[0].wall_time if newest else "", school)
