"""What went wrong with the file, the disk or the clock: how it stands now, and when it is over.

Nothing here reads the database but ``refuse_unmended`` and ``rescue``: a fault screen must stand
where nothing can be read.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.errors import ChampionError, StoreRefused
from inventory.rules.phrases import count, since
from inventory.services.office import Clock, Office
from inventory.services.own_backups import STAMP, newest_of
from inventory.store import disk, events, settings
from inventory.store.connection import UNREADABLE, PerhapsRecorded, Replaced, connect, error_name
from inventory.store.database import Database

if TYPE_CHECKING:
    from inventory.store.backup import Copy

CLOCK_BACK = timedelta(minutes=5)
"""How far a clock may go back before anybody is told: what setting it right takes now and then."""

PROBE_PATIENCE_MS = 500
"""How long it is tried whether another program has let go of the file."""

_PROBE_KEY = "probe"
_PROBE_TEXT = "x" * 65_536


class Trouble(StrEnum):
    """What is the matter; the value is how a screen's head says it."""

    FULL = "disk full"
    READ_ONLY = "read-only"
    GONE = "file gone"
    REPLACED = "file replaced"
    BUSY = "file in use"
    DISK = "disk error"
    CLOCK = "clock gone back"
    DAMAGED = "file damaged"
    OTHER = ""


class ClockBehind(ChampionError):  # noqa: N818  (reads as the sentence it is)
    """The laptop's clock is behind what was recorded, or was set back while the app ran."""


class FoundWanting(ChampionError):  # noqa: N818
    """The check of the whole file found something."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What can be said of a fault beside its own sentence."""

    trouble: Trouble
    path: Path | None
    """The database; None for one in memory."""
    free: int | None
    """Bytes; None where that can't be told."""
    backup: Path | None
    """The newest of the app's own backups."""
    backup_at: str
    """When that was made, as ``09:02`` or ``12 August``."""
    is_unsure: bool
    """Whether it is not known if the last scan was recorded."""


class ClockWatch:
    """Tells where the wall clock was set back, by a second hand that nobody sets."""

    def __init__(self, clock: Clock) -> None:
        """Go by the clock as it stands now."""
        self._clock = clock
        self._ahead = self._now_ahead()

    def refuse_step(self) -> None:
        """Raise ClockBehind once for each time that the clock was set back by five minutes.

        A laptop that slept is ahead afterwards, and that is as it should be.
        """
        now = self._now_ahead()
        back, self._ahead = self._ahead - now, max(self._ahead, now)
        if back >= CLOCK_BACK.total_seconds():
            self._ahead = now
            raise ClockBehind(f"The laptop's clock was set back by {_span(back)}.", _CLOCK_HINT)

    def _now_ahead(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()


def trouble_of(fault: BaseException, path: Path | None = None) -> Trouble:
    """What is the matter, by what an error says or by what caused it."""
    name = error_name(fault)
    if isinstance(fault, ClockBehind):
        return Trouble.CLOCK
    if isinstance(fault, Replaced) or name == "SQLITE_READONLY_DBMOVED":
        return Trouble.REPLACED if path and path.exists() else Trouble.GONE
    if isinstance(fault, FoundWanting):
        return Trouble.DAMAGED
    if disk.is_full(fault):
        return Trouble.FULL
    return next((each for start, each in _BY_NAME.items() if name.startswith(start)), Trouble.OTHER)


_BY_NAME = {
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_CANTOPEN": Trouble.READ_ONLY,
    "SQLITE_PERM": Trouble.READ_ONLY,
    "SQLITE_BUSY": Trouble.BUSY,
    "SQLITE_LOCKED": Trouble.BUSY,
    "SQLITE_NOTADB": Trouble.DAMAGED,
    "SQLITE_CORRUPT": Trouble.DAMAGED,
    "SQLITE_IOERR": Trouble.DISK,
}


def situation(office: Office, fault: ChampionError) -> Situation:
    """How it stands; reads no database, for it may be what can't be read."""
    return situation_of(office.database.path, fault, office.clock.now())


def situation_of(path: Path | None, fault: ChampionError, now: datetime) -> Situation:
    """The same for a file that is not open."""
    newest = newest_of(path, now) if path else None
    return Situation(
        trouble=trouble_of(fault, path),
        path=path,
        free=disk.free_bytes(path.parent) if path else None,
        backup=newest.path if newest else None,
        backup_at=since(newest.at.isoformat(), now) if newest else "",
        is_unsure=isinstance(fault, PerhapsRecorded),
    )


def refuse_unmended(office: Office, fault: ChampionError) -> None:
    """Raise what still stands against going on; a write is tried and taken back.

    The clock is no reason to wait: what was recorded is in order by its numbers. Whether a damaged
    file is well again takes a check of all of it, ``refuse_damaged``.
    """
    if trouble_of(fault) is Trouble.CLOCK:
        return
    office.database.refuse_replaced()
    if office.database.path is not None:
        disk.refuse_unwritable(office.database.path)
    with _little_patience(office), suppress(_TakenBackError), office.database.immediate():
        settings.put_setting(office.database, _PROBE_KEY, _PROBE_TEXT)
        raise _TakenBackError


def refuse_damaged(office: Office) -> None:
    """Check all of the file; FoundWanting where that finds something."""
    from inventory.services import upkeep

    if findings := upkeep.check(office).findings:
        raise found_wanting(findings)


def found_wanting(findings: tuple[str, ...]) -> FoundWanting:
    """What is raised where a check found something."""
    more = f" ({count(len(findings) - 1, 'finding')} more.)" if len(findings) > 1 else ""
    return FoundWanting(
        f"{findings[0]}{more}", "Stop working with this file. Restore the newest backup."
    )


class _TakenBackError(Exception):
    """Ends a write that was only tried."""


@contextmanager
def _little_patience(office: Office) -> Iterator[None]:
    patience = office.database.patience_ms
    office.database.patience_ms = min(patience, PROBE_PATIENCE_MS)
    try:
        yield
    finally:
        office.database.patience_ms = patience


def rescue(office: Office) -> "Copy | None":
    """Keep what the open file holds, whatever lies at its name now; None for one in memory.

    As long as it is open, a file that was deleted or exchanged is still there for this program.
    Raises StoreRefused where people were purged meanwhile: the copy would have their names.
    """
    from inventory.store.backup import write_copy

    path = office.database.path
    if path is None:
        return None
    _refuse_purged(office, path)
    stamp = office.clock.now().strftime(STAMP)
    target = path.parent / "backups" / f"{path.stem}-rescued-{stamp}.db"
    return write_copy(office.database, target, even_replaced=True)


def _refuse_purged(office: Office, path: Path) -> None:
    """One that is missing, or damaged, tells of no purge; one that is busy may be asked again."""
    try:
        office.database.refuse_replaced()
        return
    except Replaced:
        known = set(events.purges(office.database))
    try:
        with closing(Database(connect(f"{path.absolute().as_uri()}?mode=ro"), path)) as there:
            purged = set(events.purges(there)) - known
    except (ChampionError, *UNREADABLE) as error:
        if trouble_of(error) is Trouble.BUSY:
            raise
        return
    if purged:
        raise StoreRefused(
            "People were purged from the database meanwhile; this window still has their names.",
            "Close it and start Champion again.",
        )


def refuse_clock_behind(office: Office) -> None:
    """Raise ClockBehind where what this laptop recorded last lies in the future by its clock."""
    tip = events.tip_of(office.database, office.station_id)
    for event in events.of_station(office.database, office.station_id, after=tip.seq - 1):
        now = office.clock.now()
        ahead = datetime.fromisoformat(event.wall_time) - now
        if ahead > CLOCK_BACK:
            raise ClockBehind(
                f"The laptop's clock says {now:%H:%M} on {now.date()}, but what was recorded last"
                f" is {_span(ahead.total_seconds())} later than that.",
                _CLOCK_HINT,
            )


_CLOCK_HINT = "Look at the laptop's date, time and time zone."


def _span(seconds: float) -> str:
    """``1 hour``, ``3 days``, ``73 years``: as much as somebody needs who looks at a clock."""
    for size, noun in ((31_557_600, "year"), (86_400, "day"), (3_600, "hour")):
        if seconds >= size:
            return count(int(seconds // size), noun)
    return count(int(seconds // 60), "minute")
