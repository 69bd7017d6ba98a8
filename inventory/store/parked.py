"""The parked lane: what waits for a person's decision."""

from typing import Any

from inventory.model import Parked
from inventory.store.database import Database

_COLUMNS = "event_id, claim, code, raw, device, person, place, mode, at, settled_by, outcome"


def waiting(database: Database) -> list[Parked]:
    """All that is not settled, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM parked WHERE settled_by IS NULL ORDER BY event_id"
    return [_parked(row) for row in database.rows(sql)]


def of_person(database: Database, person: str) -> list[Parked]:
    """All that was ever parked for somebody, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM parked WHERE person = ? ORDER BY event_id"
    return [_parked(row) for row in database.rows(sql, person)]


def count(database: Database) -> int:
    """How many wait."""
    return int(database.value("SELECT count(*) FROM parked WHERE settled_by IS NULL"))


def by_claim(database: Database, claim: str) -> Parked | None:
    """The one with this claim number or event id: what waits first, then the newest."""
    return next(iter(all_by_claim(database, claim)), None)


def all_by_claim(database: Database, claim: str) -> list[Parked]:
    """Those with this claim number or event id: what waits first, then the newest.

    Two laptops of one name give the same numbers.
    """
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM parked WHERE upper(claim) = upper(?1) OR event_id = ?1"
        " ORDER BY settled_by IS NULL DESC, event_id DESC",
        claim,
    )
    return [_parked(row) for row in rows]


def last_number(database: Database, prefix: str) -> int:
    """The highest claim number that was ever given with a prefix, to undone ones too; 0 for none.

    ``P3-07`` has the prefix ``P3-``. What is longer than six digits was not given by the app.
    """
    found = database.value(
        "SELECT max(CAST(substr(body ->> '$.claim', length(?1) + 1) AS INTEGER)) FROM event"
        " WHERE kind = 'park' AND substr(body ->> '$.claim', 1, length(?1)) = ?1"
        " AND length(body ->> '$.claim') <= length(?1) + 6",
        prefix,
    )
    return int(found or 0)


def _parked(row: tuple[Any, ...]) -> Parked:
    return Parked(*row)
