"""What the journal says of files that were written."""

from inventory.model import Event
from inventory.store import events
from inventory.store.database import Database


def logged(database: Database) -> list[Event]:
    """Every note that a file was written, oldest first; a seed, and an audit's packet too."""
    return events.read(
        database,
        f"{events.SELECT} WHERE (kind = 'note' AND device IS NULL AND person IS NULL"
        " AND (body ->> '$.export' IS NOT NULL OR body ->> '$.seed' = 1))"
        " OR (kind = 'audit_submit' AND body ->> '$.packet' IS NOT NULL) ORDER BY position",
    )
