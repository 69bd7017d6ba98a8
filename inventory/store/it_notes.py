"""The notes for IT in the journal's table: found by the index on notes about nothing scanned."""

from inventory.model import Event
from inventory.store import events
from inventory.store.database import Database

NOTES = (
    f"{events.SELECT} WHERE kind = 'note' AND device IS NULL AND person IS NULL"
    " AND body ->> '$.for_it' IS NOT NULL"
)
"""The query that gives them, withdrawn ones too."""
_WITHDRAWN = "SELECT coalesce(body ->> '$.voids', '') FROM event WHERE kind = 'void'"


def all_of_them(database: Database) -> list[tuple[Event, bool]]:
    """Every note in the order in which they came here, and whether it was withdrawn."""
    found = events.read(database, f"{NOTES} ORDER BY position")
    gone = {
        row[0] for row in database.rows(
            "SELECT event_id FROM voided WHERE event_id IN (SELECT event_id FROM event WHERE"
            " kind = 'note' AND device IS NULL AND person IS NULL)"
        )
    }  # fmt: skip
    return [(event, event.event_id in gone) for event in found]


def between(database: Database, after: int, until: int) -> list[Event]:
    """What was noted behind a position and up to another one, and not withdrawn by then."""
    return events.read(
        database,
        f"{NOTES} AND position > ?1 AND position <= ?2"
        f" AND event_id NOT IN ({_WITHDRAWN} AND position <= ?2) ORDER BY position",
        after,
        until,
    )
