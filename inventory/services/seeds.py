"""Setting up a table: the champion's laptop writes a seed, the table's laptop opens it."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from inventory.errors import FileRefused, SettingRefused, StoreRefused
from inventory.files import seed_file, whole
from inventory.files.seed_file import Label
from inventory.model import Draft, Kind
from inventory.rules.claim_numbers import claim_prefix
from inventory.rules.duties import Duty
from inventory.services import naming
from inventory.services.office import Clock, Office
from inventory.services.operators import refuse_helper_in
from inventory.store import announced, backup, leftovers, seeding, settings
from inventory.store.database import Database, open_database
from inventory.store.folder import refuse_unsafe
from inventory.text import REPLACEMENT, for_file_name, safe

LONGEST_NAME = 40

_STAMP = "%Y-%m-%d-%H%M%S"
_CAN_REPLACE_OPEN = os.name == "posix"
"""Elsewhere a file that a program has open can't be replaced, so nobody can be writing to it."""

_ROLE = "role"
_CHAMPION = "champion"
_TABLE = "table"
_DROPPED = ("operator",)
"""Settings that are about who sits at the champion's laptop."""
_KEPT = ("operator", "share")
"""Settings of a table that outlast a newer seed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening a seed."""

    table: str
    school: str
    kept: Path | None
    """Where the database is kept that was there before; None where there was none."""
    brought: int
    """How many events of that database were carried over."""


def add_table(office: Office, name: str, folder: Path, passphrase: str = "") -> Path:
    """Write the file with which another laptop becomes this table; never over another one.

    It holds all of this laptop's database: register, settings, history, and who works at the table,
    with badges and PINs, so that the same people scan at every table. Of a rehearsal none is.
    """
    office.refuse_helper(Duty.TABLES)
    office.refuse_rehearsal()
    name = checked_name(office, name)
    whole.refuse_no_folder(folder / "seed")
    naming.announce(office)
    _take_the_lead(office)
    with _beside(office.database.path) as place:
        copy = place / "champion.db"
        backup.write_copy(office.database, copy)
        own = {_ROLE: _TABLE, "table": name}
        seeding.make_tables_own(copy, own, _DROPPED)
        content = copy.read_bytes()
    target = _free_name(office, name, folder, ".seed.age" if passphrase else ".seed")
    label = _label(office, name, content)
    whole.save_whole({target: seed_file.pack(label, content, passphrase)})
    body = {"table": name, "seed": True}
    group = office.new_id()
    office.write(lambda: office.record([Draft(Kind.NOTE, body=body)], group))
    return target


def open_seed(seed: Path, target: Path, clock: Clock, passphrase: str = "") -> Opened:
    """Make the seed this laptop's database, under a station of its own from the next start on.

    What a database that is there recorded is carried over, and it is kept among the backups.
    Raises FileRefused or StoreRefused where the seed is none, is damaged or sealed, is another
    school's, or where this is the champion's own laptop. Nothing that was recorded here changes
    then; a copy of it may lie among the backups.
    """
    refuse_unsafe(target)
    label, content = seed_file.unpack(_bytes(seed), seed.name, passphrase)
    with _beside(target) as place:
        fresh = place / "champion.db"
        seeding.write_private(fresh, content)
        _bring_up_to_date(fresh, seed)
        if not target.exists():
            backup.put_in_place(fresh, target)
            return Opened(label.table, label.school, None, 0)
        kept, brought = _replace(label, fresh, target, clock)
    return Opened(label.table, label.school, kept, brought)


def is_sealed(seed: Path) -> bool:
    """Whether opening the file needs a passphrase."""
    from inventory.journal import sealing

    return sealing.is_sealed(_bytes(seed))


def checked_name(office: Office, name: str) -> str:
    """The name, if a table can be called so and is told from the others by its claim numbers.

    One that differs from a known table's only in capitals is that table's, spelled as there.
    """
    name = safe(" ".join(name.split()))
    known = {one.casefold(): one for one in (*names_of_laptops(office), *_set_up(office)) if one}
    name = known.get(name.casefold(), name)
    prefix = claim_prefix(name).casefold()
    misfit = len(name) > LONGEST_NAME or REPLACEMENT in name
    if misfit or prefix == claim_prefix("").casefold():
        raise SettingRefused(
            f"“{safe(name)}” can't be the name of a table.",
            f"Use letters or digits, {LONGEST_NAME} at most: Table 3.",
        )
    if name.casefold() == office.table.casefold():
        raise SettingRefused(
            f"This laptop is {office.table} itself.", "Give the other one another name."
        )
    for other in sorted(_set_up(office)):
        if other.casefold() != name.casefold() and claim_prefix(other).casefold() == prefix:
            raise SettingRefused(
                f"{name} and {other} would give the same claim numbers ({claim_prefix(name)}01).",
                "Choose a name with another number.",
            )
    return name


def names_of_laptops(office: Office) -> list[str]:
    """What the laptops are called of which something is here."""
    return sorted(naming.names(office).values())


def _set_up(office: Office) -> set[str]:
    """The names of tables that seeds were written for."""
    return {one.table for one in announced.set_up(announced.announcements(office.database))}


def _take_the_lead(office: Office) -> None:
    """Remember that this is the laptop from which tables are set up, unless it is a table."""
    if not office.is_table:
        with office.database.immediate():
            settings.put_setting(office.database, _ROLE, _CHAMPION)
        office.reload_settings()


def _free_name(office: Office, name: str, folder: Path, ending: str) -> Path:
    """``NORTH_Table-3.seed``, or with a number where there is one, in capitals or not."""
    stem = f"{for_file_name(office.policy.site) or 'school'}_{for_file_name(name) or 'table'}"
    names = (f"{stem}{f'-{n}' if n > 1 else ''}{ending}" for n in count(1))
    there = {path.name.casefold() for path in folder.iterdir()}
    return next(folder / file for file in names if file.casefold() not in there)


def _label(office: Office, name: str, content: bytes) -> Label:
    return Label(
        table=name,
        school=office.setting("school"),
        site=office.policy.site,
        station=office.station_id,
        written_at=office.clock.now().isoformat(timespec="milliseconds"),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _bytes(seed: Path) -> bytes:
    try:
        return seed.read_bytes()
    except OSError as error:
        raise FileRefused(
            f"{seed} can't be read: {error.strerror or type(error).__name__}.",
            "Put the stick in again, or copy the file to this laptop first.",
        ) from error


@contextmanager
def _beside(target: Path | None) -> Iterator[Path]:
    """A folder on the disk of the database, removed afterwards with all that is in it.

    What stays where a program is killed meanwhile is removed by the next one that comes here.
    """
    place = target.parent if target else Path(gettempdir())
    prefix = f"{leftovers.SEED_FOLDER}{os.getpid()}-"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target:
            leftovers.sweep(target)
        folder = TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreRefused(
            f"{place} can't be written to: {error.strerror}.",
            "Choose a folder that you may write to.",
        ) from error
    with folder as made:
        yield Path(made)


def _bring_up_to_date(fresh: Path, seed: Path) -> None:
    """Give the seed's database today's schema, and see that all of it is right."""
    try:
        open_database(fresh).close()
        backup.inspect_copy(fresh)
    except StoreRefused as error:
        raise FileRefused(
            f"{seed.name} can't be used: {error.message}",
            "Have it written again on the champion's laptop.",
        ) from error


def _replace(label: Label, fresh: Path, target: Path, clock: Clock) -> tuple[Path, int]:
    """Carry over what is there, keep it, and put the seed in its place.

    Nobody can write into the old database until the new one is there, with all that was scanned;
    where the system does not let it be so, a scan that came in between is noticed.
    """
    kept = _free_backup(target, clock)
    with seeding.held(target) as old:
        with closing(open_database(fresh)) as new:
            refuse_helper_in(old, Duty.TABLES)
            _refuse_misfit(label, old, new, target)
            _refuse_damaged(old)
            backup.write_copy(old, kept)
            brought = seeding.carry_over(old, new, _KEPT if _is_table(old) else ())
        last = settings.newest_position(old)
        if _CAN_REPLACE_OPEN:
            backup.put_in_place(fresh, target)
    if not _CAN_REPLACE_OPEN:
        # Refused while any program has the old one open; one may have opened and closed it by now.
        backup.put_in_place(fresh, target, just_before=lambda: _refuse_moved_on(target, last))
    return kept, brought


def _free_backup(target: Path, clock: Clock) -> Path:
    """The name under which the database is kept that was there; numbered where it is taken."""
    stem = f"{target.stem}-replaced-{clock.now().strftime(_STAMP)}"
    names = (f"{stem}{f'-{n}' if n > 1 else ''}.db" for n in count(1))
    folder = target.parent / "backups"
    return next(path for path in map(folder.joinpath, names) if not os.path.lexists(path))


def _refuse_moved_on(target: Path, last: int) -> None:
    with closing(open_database(target)) as old:
        if settings.newest_position(old) != last:
            raise StoreRefused(
                "Something was recorded on this laptop while the seed was opened.",
                "Close Champion in its other window, then open the seed again; nothing was lost.",
            )


def _refuse_misfit(label: Label, old: Database, new: Database, target: Path) -> None:
    """Refuse a seed that this laptop must not become."""
    here, ours = settings.all_settings(old), announced.own_stations(old)
    if label.station in ours or here.get(_ROLE) == _CHAMPION:
        raise FileRefused(
            "This is the laptop from which tables are set up; it stays what it is.",
            f"Open the seed on the laptop that becomes {safe(label.table)}.",
        )
    school = _other_school(label, here.get("site", ""), here.get("school", ""))
    if school:
        raise FileRefused(
            f"The seed is of another school: {safe(label.school or label.site)},"
            f" and the database here is of {safe(school)}.",
            f"Name another database with --db, or first move {target} away.",
        )
    versions, brought = announced.register_versions(old), announced.register_versions(new)
    if versions and brought[-1:] != versions[-1:] and (not brought or brought[-1] in versions):
        raise FileRefused(
            "The seed is older than what is here: its register was replaced by a newer one since.",
            "Have a new seed written on the champion's laptop.",
        )


def _other_school(label: Label, site: str, school: str) -> str:
    """What the school here is called, if the seed's is another one; else empty."""
    if label.site and site:
        return "" if label.site.casefold() == site.casefold() else school or site
    if label.school and school and label.school.casefold() != school.casefold():
        return school
    return ""


def _refuse_damaged(old: Database) -> None:
    if fault := next(backup.faults(old), ""):
        raise StoreRefused(
            f"The database that is here is damaged. {fault}",
            "First restore its newest backup: champion restore FILE.",
        )


def _is_table(database: Database) -> bool:
    return settings.value(database, _ROLE) == _TABLE
