"""The part of a purge that changes the database: a copy without the people takes its place."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inventory.counts import Result
from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.journal.event import Stamp, unix_ms, uuid7
from inventory.model import PURGED, CustodyState, Draft, Kind, Person, Service
from inventory.rules.names import Names, called, is_number, text_of
from inventory.rules.redaction import Redaction
from inventory.services.office import Clock, fingerprint
from inventory.store import (
    backup,
    events,
    leftovers,
    operators,
    purging,
    register,
    seeding,
    settings,
)
from inventory.store.connection import UNREADABLE, explain
from inventory.store.database import Database, open_database
from inventory.store.publishing import discard, publish

MOST_NAMED = 1_000
"""Events that one purge event names."""

_CAN_REPLACE_OPEN = os.name == "posix"
_FIXED_WORDS = {one.value.casefold() for kind in (CustodyState, Service, Result) for one in kind}
_SHORTEST_ALIAS = 3

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Task:
    """Who goes, and what the journal says of it."""

    before: str
    people: tuple[str, ...]
    by: str
    at: str
    head: str
    site: str
    stays: tuple[str, ...]
    """What is set here, which may have somebody's name in it and stays."""
    last: tuple[object, ...]
    """What everything came to when the people were chosen: the journal, the lists, the settings."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was taken out."""

    event_id: str
    """The purge in the journal."""
    events: int
    places: int
    shared: int


def replace_by_purged(
    path: Path, clock: Clock, task: Task, ready: Callable[[Done], None], step: Step
) -> None:
    """Put a verified copy without the people in the place of the database, in one rename.

    Nobody can write meanwhile. ``ready`` is called when only the renaming is left. Raises
    StoreRefused, and nothing has changed, where the copy can't be made.
    """
    working = path.with_name(f".{path.stem}-purging.db.{os.getpid()}.new")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with seeding.held(path) as old:
            _refuse_moved_on(old, task)
            refuse_rehearsed(path)
            step("A copy without names")
            _private(working)
            purging.working_copy(old, working)
            with purging.opened(working) as copy:
                done = _take_out(copy, task, clock)
                _private(unfinished)
                purging.working_copy(copy, unfinished)
            _settle_station(unfinished, path)
            step("The copy is checked")
            _refuse_unsound(unfinished)
            ready(done)
            step("The copy takes the database's place")
            if _CAN_REPLACE_OPEN:
                publish(unfinished, path)
        if not _CAN_REPLACE_OPEN:
            with closing(open_database(path)) as old:
                _refuse_moved_on(old, task)
            publish(unfinished, path)
    except OSError as error:
        raise StoreRefused(
            f"Nobody was purged: {path} can't be replaced ({error.strerror}).",
            "Close Champion in every window and try again.",
        ) from error
    except NotRecorded as error:
        raise StoreRefused(
            f"Nobody was purged. {error.message}",
            "Close Champion in every window and see that the disk has room, then purge again.",
        ) from error
    except UNREADABLE as error:
        raise StoreRefused(*explain(error)) from error
    finally:
        for one in (working, unfinished):
            discard(one)


def refuse_rehearsed(path: Path, then: str = "") -> None:
    """Raise ChampionError while a rehearsal is open: its copy would keep the names."""
    leftovers.sweep_rehearsals(path)
    if leftovers.is_rehearsed(path):
        raise ChampionError(
            "A rehearsal is open, and it has everybody's names.",
            f"Leave it first with Ctrl+Q{then}.",
        )


def _refuse_unsound(copy: Path) -> None:
    try:
        backup.inspect_copy(copy)
    except StoreRefused as error:
        raise StoreRefused(
            "Nobody was purged, and the database is as it was: the copy without names did not pass"
            f" its check. {error.message}",
            "Look at the database with champion check, and show this to IT.",
        ) from error


def _private(file: Path) -> None:
    """An empty file that only its owner can read, for SQLite to fill."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _refuse_moved_on(old: Database, task: Task) -> None:
    if purging.counted(old) != task.last:
        raise StoreRefused(
            "Nobody was purged: something was recorded or imported since the list was shown.",
            "Close Champion in its other window, and look at the list again.",
        )


def _take_out(copy: Database, task: Task, clock: Clock) -> Done:
    """Take the people out of the copy, and write down in its journal that it was done."""
    going = set(task.people)
    people = register.people(copy)
    names = names_of([one for one in people if one.person_id in going], copy, task.stays)
    redaction = Redaction(
        names,
        going,
        _aliases(copy, people, going),
        purging.lines_with(copy, task.people),
    )
    redacted = purging.redact_journal(copy, redaction)
    places = purging.redact_register(copy, redaction, task.people)
    event_id = _write_down(copy, task, clock, redacted)
    before = purging.what_holds(copy)
    purging.follow(copy)
    if purging.what_holds(copy) != before:
        raise StoreRefused(
            "Nobody was purged: without the names, who has what would not be the same any more.",
            "Keep this database as it is, and show this to IT.",
        )
    return Done(event_id, len(redacted), places, names.shared)


def names_of(people: Sequence[Person], database: Database, stays: Sequence[str]) -> Names:
    """The names of people, told apart from those of everybody who stays in a database."""
    going = {one.person_id for one in people}
    kept = [text_of(one) for one in register.people(database) if one.person_id not in going]
    kept += [*stays, *(one.name for one in operators.everybody(database))]
    return Names(people, kept, purging.words_in_use(database))


def _aliases(copy: Database, people: Sequence[Person], going: set[str]) -> dict[str, str]:
    """What may stand for somebody's number, without case, and what stays in its place.

    Nothing that also means somebody or something else. An ID that is a login or an address with the
    name in it becomes a number that nobody else has, whenever they were purged.
    """
    taken = purging.words_in_use(copy) | _FIXED_WORDS
    leaving = [one for one in people if one.person_id in going]
    for one in people:
        if one.person_id not in going:
            taken |= called(one)
    taken |= {one.person_id.casefold() for one in leaving if is_number(one)}
    found = {}
    for number, one in enumerate(leaving, purging.purged_before(copy) + 1):
        bare = one.person_id if is_number(one) else f"number {number}"
        for alias in called(one) - taken:
            if len(alias) >= _SHORTEST_ALIAS and alias != bare.casefold():
                found[alias] = f"{PURGED} {bare}"
    return found


def _write_down(copy: Database, task: Task, clock: Clock, redacted: dict[str, str]) -> str:
    """Begin a station with the purge, so that nothing is mixed with what others hold.

    The id of its first event is returned.
    """
    pieces = list(_pieces(sorted(redacted.items()))) or [{}]
    now = clock.now()
    station = uuid7(unix_ms(now), os.urandom(10))
    stamp = Stamp(station, task.site, task.by, now, uuid7(unix_ms(now), os.urandom(10)))
    written = []
    with copy.immediate():
        settings.put_station(copy, station, "", now.isoformat())
        for number, piece in enumerate(pieces, 1):
            body = {
                "redacted": piece,
                "people": len(task.people),
                "left_before": task.before,
                "head_before": task.head,
                "part": number,
                "of": len(pieces),
            }
            draft = Draft(Kind.PURGE, body=body)
            written.append(
                events.append(copy, draft, stamp, parents=(), known="", entropy=os.urandom)
            )
    return written[0].event_id


def _pieces(pairs: Sequence[tuple[str, str]]) -> Iterator[dict[str, str]]:
    for start in range(0, len(pairs), MOST_NAMED):
        yield dict(pairs[start : start + MOST_NAMED])


def _settle_station(unfinished: Path, path: Path) -> None:
    """Let the stations of the old file be those of this one once it has the old one's name.

    With them the one that began with the purge; the second backups are known by all of them.
    """
    with purging.opened(unfinished) as copy, copy.immediate():
        stations = settings.stations_of(copy, fingerprint(path))
        current = settings.current_station(copy)
        stations += current[:1] if current else ()
        settings.give_stations(copy, stations, fingerprint(path, unfinished))
