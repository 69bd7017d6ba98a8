"""The database in a seed: made out of the champion's, and filled up with what a table had."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from inventory.model import PersonStatus
from inventory.store import delivered, deliveries, operators, register, settings
from inventory.store.connection import connect
from inventory.store.database import Database, open_database
from inventory.store.merging import merge


def make_tables_own(copy: Path, values: Mapping[str, str], dropped: Iterable[str]) -> None:
    """Turn a copy of the champion's database into a table's: its settings, and no station yet.

    Stations are whose numbers were given in this file; the champion's go on elsewhere.
    """
    opened = Database(connect(f"{copy.absolute().as_uri()}?mode=rw"), copy)
    with closing(opened) as database, database.immediate():
        database.write("DELETE FROM station")
        for key in dropped:
            settings.remove(database, key)
        for key, value in values.items():
            settings.put_setting(database, key, value)


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner can read."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


@contextmanager
def held(path: Path) -> Iterator[Database]:
    """A database to read from, into which nobody can write meanwhile.

    Raises NotRecorded where somebody else is writing, and goes on writing.
    """
    with (
        closing(open_database(path)) as reader,
        closing(open_database(path)) as holder,
        holder.immediate(),
    ):
        yield reader


def carry_over(old: Database, new: Database, kept_settings: Iterable[str]) -> int:
    """Bring all that a table recorded into the database that takes its place; how many events.

    Names that were typed at the table come too, as they are in no journal, and what was known of
    deliveries. The old database has been checked.
    """
    events = list(deliveries.lacking(old, deliveries.marks(new)))
    stations = old.rows("SELECT station_id, fingerprint, created_at FROM station ORDER BY rowid")
    aside = old.rows("SELECT hash, event_id, station_id, line FROM quarantine")
    files = old.rows("SELECT sha256, manifest, written FROM shared_file")
    had = settings.all_settings(old)
    with new.immediate():
        merged = merge(new, events)
        new.write_many("INSERT OR IGNORE INTO station VALUES (?,?,?,0)", stations)
        new.write_many("INSERT OR IGNORE INTO quarantine VALUES (?,?,?,?)", aside)
        delivered.record(new, delivered.everything(old))
        new.write_many("INSERT OR IGNORE INTO shared_file VALUES (?,?,?)", files)
        _carry_names(old, new)
        _carry_operators(old, new)
        for key in kept_settings:
            if key in had:
                settings.put_setting(new, key, had[key])
    return merged.new


def _carry_names(old: Database, new: Database) -> None:
    """Those whom the table entered by hand keep the name that was typed, if no roster has one."""
    by_hand = old.rows("SELECT person_id FROM person WHERE status = 'UNKNOWN'")
    for (person_id,) in by_hand:
        typed, here = register.person(old, person_id), register.person(new, person_id)
        nameless = here and here.status is PersonStatus.UNKNOWN and here.name == person_id
        if typed and typed.name != person_id and nameless:
            register.put_people(new, [typed])


def _carry_operators(old: Database, new: Database) -> None:
    """Who works at the table stays known where the champion's list, which comes first, is empty."""
    if not operators.everybody(new):
        for operator in operators.everybody(old):
            operators.put(new, operator)
