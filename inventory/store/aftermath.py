"""What an event leaves besides custody: parked scans, and codes that were taught."""

from inventory.model import Event, Kind
from inventory.store import identifiers
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE


def fold(database: Database, event: Event) -> None:
    """Bring parked scans and taught codes up to one event that is no undoing."""
    if event.kind == Kind.PARK:
        _park(database, event)
    elif event.kind == Kind.SETTLE:
        settle(database, str(event.body.get("parked", "")))
    elif event.kind == Kind.RETAG:
        identifiers.learn(database, event)


def settle(database: Database, parked: str) -> None:
    """Work out whether a parked scan was settled; of several words the first by the clocks counts.

    The words may arrive before the scan, and from several tables.
    """
    settled = database.row(
        "SELECT event_id, coalesce(body ->> '$.outcome', '') FROM event"
        " WHERE kind = 'settle' AND body ->> '$.parked' = ?"
        f" AND {NOT_UNDONE} ORDER BY hlc, event_id LIMIT 1",
        parked,
    )
    database.write(
        "UPDATE parked SET settled_by = ?, outcome = ? WHERE event_id = ?",
        *(settled or (None, None)),
        parked,
    )


def _park(database: Database, event: Event) -> None:
    body = event.body
    database.write(
        "INSERT INTO parked VALUES (?,?,?,?,?,?,?,?,?,NULL,NULL)",
        event.event_id,
        body.get("claim", ""),
        body.get("code", ""),
        body.get("scan", ""),
        event.device,
        event.person,
        body.get("place"),
        body.get("mode", ""),
        event.wall_time,
    )
    settle(database, event.event_id)
