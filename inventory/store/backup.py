"""Whole copies of the database, verified before they get their name."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inventory.errors import NotRecorded, StoreRefused
from inventory.journal.event import broken_links
from inventory.model import Event
from inventory.store import copying, events, merging, projections, search, settings, tallies
from inventory.store.connection import UNREADABLE, connect, explain
from inventory.store.database import Database
from inventory.store.migrations import SCHEMA_VERSION, check_schema, expected, objects
from inventory.store.publishing import discard, publish

_READING = (sqlite3.Error, AttributeError, TypeError, ValueError)
"""A damaged page shows up as any of these while rows are read."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a verified copy holds."""

    path: Path
    events: int
    head: str
    """The hash over the newest event of every station: kept elsewhere, it shows a rewriting."""


def write_copy(database: Database, target: Path, *, even_replaced: bool = False) -> Copy:
    """Write all of the database into a new file, synced and checked; never over another file.

    Raises Replaced where the open file is no longer the one of its name: it may still have the
    names that were purged from that one. ``even_replaced`` is for who wants just that.
    """
    if not even_replaced:
        database.refuse_replaced()
    if os.path.lexists(target):
        raise StoreRefused(f"{target} is there already.", "Choose another name.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database.conn.execute("VACUUM INTO ?", (str(unfinished),))
        with _open_copy(unfinished) as copy:
            found = _verified(copy, target)
        if not even_replaced:
            database.refuse_replaced()
        publish(unfinished, target)
    except OSError as error:
        raise StoreRefused(
            f"The copy {target} can't be written: {error.strerror}.",
            "Choose a folder that you may write to.",
        ) from error
    except sqlite3.Error as error:
        raise StoreRefused(*explain(error)) from error
    finally:
        discard(unfinished)
    return found


def content_of(database: Database, name: Path) -> tuple[bytes, Copy]:
    """All of the database as the bytes of a file, verified: what is to be sealed.

    Raises StoreRefused where it is not sound.
    """
    try:
        with _snapshot(database) as shown:
            found = shown.conn.serialize(), _verified(shown, name)
        database.refuse_replaced()
        return found
    except sqlite3.Error as error:
        raise StoreRefused(*explain(error)) from error


def inspect_copy(path: Path, content: bytes | None = None) -> Copy:
    """What a backup holds; StoreRefused where it is damaged, foreign, newer or was changed.

    ``content`` is the file where it was sealed.
    """
    with examined(path, content) as (_, found):
        return found


@contextmanager
def examined(path: Path, content: bytes | None = None) -> Iterator[tuple[Database, Copy]]:
    """A backup in memory, verified and in today's format, and what it holds.

    Raises StoreRefused as ``inspect_copy`` does.
    """
    with copying.opened(path, content) as source:
        if source.value("PRAGMA user_version") == SCHEMA_VERSION:
            yield source, _verified(source, path)
            return
        copy = Database(connect("file::memory:"), None)
        try:
            copying.fill(source, copy, path)
            yield copy, _verified(copy, path)
        finally:
            copy.close()


def put_in_place(
    source: Path,
    target: Path,
    just_before: Callable[[], None] = lambda: None,
    *,
    content: bytes | None = None,
    settle: Callable[[Database], None] = lambda _: None,
) -> None:
    """Replace the database at ``target`` by the rows of a backup, verified, in one rename.

    The file is made anew: nothing of the backup but its rows gets into it. It has no current
    station: what happens from now on is numbered anew, for the events after the backup may be known
    elsewhere under the old numbers. ``just_before`` is called when only the renaming is left; what
    it raises stops that. ``content`` is the backup where it was sealed, ``settle`` may write into
    the new file as the last.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _write_anew(source, content, unfinished, settle)
        just_before()
        publish(unfinished, target)
    except OSError as error:
        raise StoreRefused(
            f"{target} can't be replaced: {error.strerror}.", "Close Champion and try again."
        ) from error
    except sqlite3.Error as error:
        raise StoreRefused(*explain(error)) from error
    except NotRecorded as error:
        raise StoreRefused(error.message, error.hint) from error
    finally:
        discard(unfinished)


def _write_anew(
    source: Path, content: bytes | None, unfinished: Path, settle: Callable[[Database], None]
) -> None:
    """The rows of a backup in a new file, findable and verified, that belongs to no station."""
    with _open_copy(unfinished, "rw") as copy:
        with copying.opened(source, content) as rows:
            copying.fill(rows, copy, source)
            before = head(rows)
        while search.index_some(copy):
            pass
        if _verified(copy, source).head != before:
            raise StoreRefused(
                f"{source} was not restored: what was read back is not what it holds.",
                "Try it again, or use another backup.",
            )
        with copy.immediate():
            settings.end_station(copy)
            settle(copy)


def faults(database: Database) -> Iterator[str]:
    """A sentence for each thing that is wrong: the file, the chain, a list, what follows."""
    journal: list[Event] = []
    try:
        with _snapshot(database) as shown:
            yield from _file_faults(shown, journal)
            yield from _table_faults(shown.conn)
            yield from tallies.faults(shown.conn)
            yield from search.faults(shown)
            yield from _replay_faults(shown, journal)
    except _READING as error:
        yield f"The file can't be read to its end: {error}."


def file_faults(database: Database, *, with_journal: bool = True) -> Iterator[str]:
    """A sentence for each thing that is wrong with the file, its references and the chain.

    It may be of an earlier format; one without events has no chain.
    """
    try:
        yield from _file_faults(database, [] if with_journal else None)
    except _READING as error:
        yield f"The file can't be read to its end: {error}."


def _file_faults(shown: Database, journal: list[Event] | None) -> Iterator[str]:
    """What is wrong with the file and its chain; the events are put into ``journal``."""
    for (line,) in shown.conn.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"The file is damaged: {line}."
    for table, row, *_ in shown.conn.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} refers to something that is not there."
    if journal is not None:
        journal.extend(events.everything(shown))
        in_order = sorted(journal, key=lambda one: (one.station_id, one.seq))
        yield from broken_links(in_order, own=_own_stations(shown))


def _table_faults(conn: sqlite3.Connection) -> Iterator[str]:
    """Whether there is anything that no file of ours has, the engine's own tables and all."""
    here, ours = (
        {thing for thing in things if "_sqlite_migrations" not in thing[2]}
        for things in (objects(conn), expected(SCHEMA_VERSION)[1])
    )
    for kind, name, _ in sorted(here ^ ours):
        yield f"The file's own list of its tables is damaged at the {kind} {name}."


def head(database: Database) -> str:
    """SHA-256 over every station's newest event, in hex."""
    rows = database.rows(
        "SELECT station_id, seq, hash FROM event e WHERE seq ="
        " (SELECT max(seq) FROM event WHERE station_id = e.station_id) ORDER BY station_id, hash"
    )
    return hashlib.sha256("\n".join(f"{a} {b} {c}" for a, b, c in rows).encode()).hexdigest()


def _own_stations(shown: Database) -> frozenset[str]:
    """The station whose numbers are given in this very file; those before it may go on elsewhere.

    A restored or copied file begins a new one, and what the old one wrote after the copy arrives
    like any other table's events.
    """
    current = settings.current_station(shown)
    return frozenset(current[:1]) if current else frozenset()


def _replay_faults(shown: Database, journal: list[Event]) -> Iterator[str]:
    """Fold everything anew in a copy in memory, and compare."""
    with shown.immediate():
        while merging.refold_some(shown):
            pass
    with _snapshot(shown) as anew:
        with anew.immediate():
            projections.rebuild(anew, journal)
        if not projections.are_same(shown, anew):
            yield "What the app shows is not what the journal says (champion check --rebuild)."


@contextmanager
def _snapshot(database: Database) -> Iterator[Database]:
    """All of it at one moment, in memory: scans go on meanwhile, and nothing waits for a reader."""
    copy = Database(connect("file::memory:"), None)
    try:
        database.conn.backup(copy.conn)
        yield copy
    finally:
        copy.close()


@contextmanager
def _open_copy(path: Path, mode: str = "ro") -> Iterator[Database]:
    copy = Database(connect(f"{path.absolute().as_uri()}?mode={mode}"), path)
    try:
        yield copy
    finally:
        copy.close()


def _verified(copy: Database, name: Path) -> Copy:
    try:
        check_schema(copy.conn)
    except UNREADABLE as error:
        raise StoreRefused(*explain(error)) from error
    if found := next(faults(copy), ""):
        raise StoreRefused(f"{name} is not a good copy. {found}", "Use another backup.")
    return Copy(name, events.count(copy), head(copy))
