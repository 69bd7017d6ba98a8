"""Whole copies of the database, verified before they get their name."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inventory.errors import StoreRefused
from inventory.journal.event import broken_links
from inventory.model import Event
from inventory.store import events, merging, projections, settings
from inventory.store.connection import UNREADABLE, connect, explain
from inventory.store.database import Database, discard, publish, read_version
from inventory.store.migrations import SCHEMA_VERSION, check_schema


@dataclass(frozen=True, slots=True)
class Copy:
    """What a verified copy holds."""

    path: Path
    events: int
    head: str
    """The hash over the newest event of every station: kept elsewhere, it shows a rewriting."""


def write_copy(database: Database, target: Path) -> Copy:
    """Write all of the database into a new file, synced and checked; never over another file."""
    if target.exists():
        raise StoreRefused(f"{target} is there already.", "Choose another name.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database.conn.execute("VACUUM INTO ?", (str(unfinished),))
        with _open_copy(unfinished) as copy:
            found = _verified(copy, target)
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


def inspect_copy(path: Path) -> Copy:
    """What a backup holds; StoreRefused where it is damaged, foreign, newer or was changed."""
    if read_version(path) < SCHEMA_VERSION:
        raise StoreRefused(
            f"{path} is from an older Champion.", "Open it once with champion --db to update it."
        )
    with _open_copy(path) as copy:
        return _verified(copy, path)


def put_in_place(
    source: Path, target: Path, just_before: Callable[[], None] = lambda: None
) -> None:
    """Replace the database at ``target`` by a verified copy of ``source``, in one rename.

    The copy has no current station: what happens from now on is numbered anew, for the events
    after the backup may be known elsewhere under the old numbers. ``just_before`` is called when
    only the renaming is left; what it raises stops that.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        with _open_copy(source) as copy:
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            copy.conn.execute("VACUUM INTO ?", (str(unfinished),))
        with _open_copy(unfinished, "rw") as copy:
            _verified(copy, unfinished)
            with copy.immediate():
                settings.end_station(copy)
        just_before()
        publish(unfinished, target)
    except OSError as error:
        raise StoreRefused(
            f"{target} can't be replaced: {error.strerror}.", "Close Champion and try again."
        ) from error
    except sqlite3.Error as error:
        raise StoreRefused(*explain(error)) from error
    finally:
        discard(unfinished)


def faults(database: Database) -> Iterator[str]:
    """A sentence for each thing that is wrong: the file, a reference, the chain, a projection."""
    try:
        with _snapshot(database) as shown:
            for (line,) in shown.conn.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"The file is damaged: {line}."
            for table, row, *_ in shown.conn.execute("PRAGMA foreign_key_check"):
                yield f"Row {row} of {table} refers to something that is not there."
            journal = list(events.everything(shown))
            in_order = sorted(journal, key=lambda one: (one.station_id, one.seq))
            yield from broken_links(in_order, own=_own_stations(shown))
            yield from _replay_faults(shown, journal)
    except (sqlite3.Error, AttributeError, TypeError, ValueError) as error:
        # A damaged page shows up as any of these while rows are read.
        yield f"The file can't be read to its end: {error}."


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
