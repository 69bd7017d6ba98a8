"""The journal's table: append, and read in the order written."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from inventory.journal.event import Stamp, Tip, as_json, id_at, next_hlc, seal, unix_ms
from inventory.model import Draft, Event, Kind
from inventory.store.database import Database
from inventory.store.pieces import rows_for
from inventory.store.read_back import is_stored

_COLUMNS = (
    'event_id, station_id, seq, hlc, wall_time, kind, site, device, person, parents, "group",'
    " body, actor, schema, prev_hash, hash"
)
SELECT = f"SELECT {_COLUMNS} FROM event"
"""What every query of events begins with."""
_INSERT = f"INSERT INTO event({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"


def append(
    database: Database,
    draft: Draft,
    stamp: Stamp,
    *,
    parents: tuple[str, ...],
    known: str,
    entropy: Callable[[int], bytes],
) -> Event:
    """Number, chain and write one event inside the open transaction; ``known`` as in ``seal``."""
    tip = tip_of(database, stamp.station_id)
    hlc = next_hlc(max(tip.hlc, known), unix_ms(stamp.now))
    event = seal(
        draft,
        stamp,
        tip,
        event_id=id_at(hlc, entropy(10)),
        parents=parents,
        known=known,
    )
    database.write(_INSERT, *_row(event))
    return event


def put(database: Database, arrived: Iterable[Event]) -> None:
    """Write events of other stations as they came, inside the open transaction."""
    database.write_many(_INSERT, map(_row, arrived))


def _row(event: Event) -> tuple[str | int | None, ...]:
    return (
        event.event_id, event.station_id, event.seq, event.hlc, event.wall_time, event.kind,
        event.site, event.device, event.person, as_json(list(event.parents)), event.group,
        as_json(event.body), event.actor, event.schema, event.prev_hash, event.hash,
    )  # fmt: skip


def tip_of(database: Database, station_id: str) -> Tip:
    """The newest event of a station; what is before the first where it has none."""
    row = database.row(
        "SELECT seq, hlc, hash FROM event WHERE station_id = ? ORDER BY seq DESC LIMIT 1",
        station_id,
    )
    return Tip(*row) if row else Tip()


def of_device(database: Database, device: str) -> list[Event]:
    """A device's events, oldest first."""
    return read(database, f"{SELECT} WHERE device = ? ORDER BY position", device)


def of_devices(database: Database, devices: Sequence[str]) -> Iterator[Event]:
    """The events of many devices."""
    for row in rows_for(database, f"{SELECT} WHERE device IN ({{}})", devices):
        yield _event(row)


def of_station(database: Database, station_id: str, *, after: int = 0) -> list[Event]:
    """A station's events behind a number, in the order of their numbers."""
    return read(
        database, f"{SELECT} WHERE station_id = ? AND seq > ? ORDER BY seq, position", station_id,
        after,
    )  # fmt: skip


def own_since(database: Database, station_id: str, after: int) -> list[tuple[int, Event]]:
    """What a station wrote behind a position, each event with its own position, as written."""
    rows = database.rows(
        f"SELECT position, {_COLUMNS} FROM event WHERE position > ? AND station_id = ?"
        " ORDER BY position",
        after,
        station_id,
    )
    return [(int(row[0]), _event(row[1:])) for row in rows]


def seen_for(database: Database, audit: str, until: str) -> list[Event]:
    """What was seen for an audit that did not count it, and was not undone, as it came.

    ``until`` is the event up to which that is meant.
    """
    position = database.value("SELECT position FROM event WHERE event_id = ?", until)
    return read(
        database,
        f"{SELECT} WHERE position < ?2 AND kind IN ('sight', 'issue', 'return', 'park')"
        " AND body ->> '$.audit' = ?1 AND event_id NOT IN"
        " (SELECT event_id FROM audit_sighting WHERE audit = ?1) AND event_id NOT IN"
        " (SELECT body ->> '$.voids' FROM event WHERE kind = 'void' AND position < ?2)"
        " ORDER BY position",
        audit,
        position,
    )


def of_person(database: Database, person: str) -> list[Event]:
    """A person's events, oldest first."""
    return read(database, f"{SELECT} WHERE person = ? ORDER BY position", person)


def by_id(database: Database, event_id: str) -> Event | None:
    """One event."""
    found = read(database, f"{SELECT} WHERE event_id = ?", event_id)
    return found[0] if found else None


def of_kind(database: Database, kind: Kind) -> list[Event]:
    """All events of a kind, oldest first."""
    # Written out, for an index on the events of one kind is used for no other way of saying it.
    return read(database, f"{SELECT} WHERE kind = '{kind.value}' ORDER BY position")


def everything(database: Database) -> Iterator[Event]:
    """All events in the order in which they came into this file."""
    for row in database.conn.execute(f"{SELECT} ORDER BY position"):
        yield _event(row)


def cells_between(database: Database, after: int, until: int) -> Iterator[tuple[str | int, ...]]:
    """The events after one position up to another, as they came: each with its fields as stored.

    They stand in the order of ``Event``; parents and body are JSON in canonical form.
    """
    sql = f"{SELECT} WHERE position > ? AND position <= ? ORDER BY position"
    yield from database.each(sql, (after, until))


def signature_span(database: Database, audit: str) -> tuple[int, int]:
    """After which position an audit's history begins, and the position of its signature.

    It begins behind the signature before it, and with its own opening where that was earlier.
    """
    signed = database.value(
        "SELECT position FROM event WHERE kind = 'audit_sign' AND body ->> '$.audit' = ?", audit
    )
    before = database.value(
        "SELECT max(position) FROM event WHERE kind = 'audit_sign' AND position < ?", signed
    )
    opened = database.value(
        "SELECT min(position) FROM event WHERE kind = 'audit_open' AND body ->> '$.audit' = ?",
        audit,
    )
    return min(before or 0, opened - 1), signed


def purged_since(database: Database, position: int) -> str:
    """The day on which people were purged behind a position; empty where nobody was."""
    # Written out, as in ``of_kind``.
    found = database.value(
        "SELECT min(wall_time) FROM event WHERE kind = 'purge' AND position > ?", position
    )
    return str(found or "")[:10]


def hash_at(database: Database, position: int) -> str:
    """The hash of the event at a position."""
    return str(database.value("SELECT hash FROM event WHERE position = ?", position))


def newest(database: Database, count: int) -> list[Event]:
    """The last events, newest first."""
    return read(database, f"{SELECT} ORDER BY position DESC LIMIT ?", count)


def was_recorded(database: Database, event_id: str) -> bool:
    """Whether an event is on disk for good, read back after a commit that gave an error."""
    sql = "SELECT 1 FROM event WHERE event_id = ?"
    return is_stored(database, sql, event_id, "the scan was recorded")


def latest_verdicts(
    database: Database, count: int, after: int = 0, until: int | None = None
) -> list[Event]:
    """The events of this laptop that carry a verdict, newest first: what the screen showed last.

    Only those ``after`` a position of the journal, ``until`` another one.
    """
    # The plus keeps the index of the station out of it, which would read the whole journal.
    return read(
        database,
        f"{SELECT} WHERE position > ? AND position <= coalesce(?, position)"
        " AND body ->> '$.verdict' IS NOT NULL"
        " AND +station_id IN (SELECT station_id FROM station) ORDER BY position DESC LIMIT ?",
        after,
        until,
        count,
    )


def last_position(database: Database) -> int:
    """The position of the journal's last event; 0 where there is none."""
    return int(database.value("SELECT coalesce(max(position), 0) FROM event"))


def is_followed(database: Database, event: Event, position: int) -> bool:
    """Whether anything was recorded after a position about what the event is about.

    That is its device, else its person. That one of them was only scanned changes nothing.
    """
    column, value = ("device", event.device) if event.device else ("person", event.person)
    sql = f"SELECT EXISTS(SELECT 1 FROM event WHERE {column} = ? AND position > ? AND kind <> ?)"
    return bool(database.value(sql, value, position, Kind.NOTE.value))


def issue_of(database: Database, group: str) -> Event | None:
    """The hand-out among what was written with one scan."""
    found = read(database, f'{SELECT} WHERE "group" = ? AND kind = ?', group, Kind.ISSUE)
    return found[0] if found else None


def undone_by(database: Database, group: str) -> list[Event]:
    """What was undone with one scan or key, oldest first."""
    voids = (
        f"SELECT body ->> '$.voids' FROM event WHERE \"group\" = ? AND kind = '{Kind.VOID.value}'"
    )
    return read(database, f"{SELECT} WHERE event_id IN ({voids}) ORDER BY position", group)


def count(database: Database) -> int:
    """How many events there are."""
    return int(database.value("SELECT count(*) FROM event"))


def first_day(database: Database) -> str:
    """The day of the earliest event, as an ISO date by its laptop's clock; empty without events."""
    return str(database.value("SELECT coalesce(substr(min(wall_time), 1, 10), '') FROM event"))


def times(database: Database) -> list[tuple[str, str]]:
    """The id and the wall time of every event."""
    return [(one, when) for one, when in database.rows("SELECT event_id, wall_time FROM event")]


def purges(database: Database) -> list[str]:
    """The ids of the events that say that people were purged."""
    return [one for (one,) in database.rows("SELECT event_id FROM event WHERE kind = 'purge'")]


def read(database: Database, sql: str, *values: Any) -> list[Event]:
    """The events of a query that begins with ``SELECT``."""
    return [_event(row) for row in database.rows(sql, *values)]


def _event(row: tuple[Any, ...]) -> Event:
    (event_id, station, seq, hlc, wall, kind, site, device, person, parents, group, body, actor,
     schema, prev_hash, own_hash) = row  # fmt: skip
    return Event(
        event_id=event_id,
        station_id=station,
        seq=seq,
        hlc=hlc,
        wall_time=wall,
        kind=kind,
        site=site,
        device=device,
        person=person,
        parents=tuple(json.loads(parents)),
        group=group,
        body=json.loads(body),
        actor=actor,
        schema=schema,
        prev_hash=prev_hash,
        hash=own_hash,
    )
