"""What the journal says of who serves as champion or helper."""

from inventory.model import Event
from inventory.store import events
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE


def told(database: Database) -> list[Event]:
    """Every word on somebody's term that was not taken back, in the order in which it came."""
    return events.read(
        database,
        f"{events.SELECT} WHERE kind = 'note' AND device IS NULL AND person IS NULL"
        " AND body ->> '$.serves' IS NOT NULL"
        f" AND {NOT_UNDONE} ORDER BY position",
    )
