"""Which devices in stock have to be looked at, and which were."""

from dataclasses import dataclass

from inventory.store.database import Database
from inventory.store.figures import first_id_since
from inventory.store.list_rules import NOT_UNDONE, day_after


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A device that nobody has looked at since it had to be checked."""

    device: str
    """Its label."""
    bag: str
    """In whose bag it came last; empty where it was handed over."""
    person: str
    """Whose it was last: the name, or the number where the roster has none; else empty."""
    homeroom: str


_OF_A_LOOK = f"""
EXISTS (SELECT 1 FROM event g WHERE g.device = f.device AND g."group" = f."group" AND g.{NOT_UNDONE}
    AND (g.kind = 'return' OR g.body ->> '$.inspected' OR g.body ->> '$.verdict' = 'checked'))
"""
_LEFT = f"""
FROM custody c WHERE c.state = 'IN_STOCK' AND c.service = 'NEEDS_CHECK' AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.device = c.device AND e.kind = 'amend'
    AND e.body ->> '$.grade' IN ('D', 'X') AND e.{NOT_UNDONE} AND NOT EXISTS (
        SELECT 1 FROM event f
        WHERE f.device = c.device AND f.position > e.position AND f.{NOT_UNDONE}
        AND (f.kind = 'issue' OR (f.kind = 'service' AND NOT {_OF_A_LOOK})
             OR (f.kind = 'amend' AND f.body ->> '$.inspected' IS NULL
                 AND f.body ->> '$.grade' IN ('A', 'B', 'C')))))
AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.device = c.device AND e.kind = 'service'
    AND e.body ->> '$.was' IN ('STOLEN', 'RETIRED') AND e.hlc >= c.service_hlc AND e.{NOT_UNDONE}
    AND NOT EXISTS (SELECT 1 FROM event f WHERE f.device = c.device AND f.kind = 'service'
                    AND f.position > e.position AND f.{NOT_UNDONE}))
"""
"""To be checked, unless somebody found since that it does not work, or the district decides.

What ends such a word comes behind it in this file: laptops' clocks may be apart.
"""


def count_left(database: Database) -> int:
    """How many devices are left to check."""
    return int(database.value(f"SELECT count(*) {_LEFT}"))


def left(database: Database, most: int) -> list[ToCheck]:
    """The first so many of them, by bag; those that were handed over come last."""
    rows = database.rows(
        "WITH due AS (SELECT c.device, (SELECT r.event_id FROM event r WHERE r.device = c.device"
        " AND (r.kind = 'return' OR (r.kind = 'sight' AND r.body ->> '$.bag' IS NOT NULL))"
        f" AND r.{NOT_UNDONE} ORDER BY r.hlc DESC LIMIT 1) AS back {_LEFT})"
        " SELECT coalesce(nullif(d.tag, ''), nullif(d.serial, ''), due.device),"
        " coalesce(r.body ->> '$.bag', ''),"
        " coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), r.person, ''),"
        " coalesce(p.homeroom, '') FROM due LEFT JOIN device d ON d.device_id = due.device"
        " LEFT JOIN event r ON r.event_id = due.back LEFT JOIN person p ON p.person_id = r.person"
        " ORDER BY r.body ->> '$.bag' IS NULL, r.body ->> '$.bag', 1 LIMIT ?",
        most,
    )
    return [ToCheck(*row) for row in rows]


def checked_since(database: Database, wall_time: str, mode: str) -> int:
    """How many devices were looked at on Inspect since a moment of a day, and it was not undone."""
    return int(
        database.value(
            "SELECT count(DISTINCT device) FROM event WHERE event_id >= ?"
            " AND kind IN ('amend', 'sight', 'return') AND wall_time >= ? AND wall_time < ?"
            " AND body ->> '$.mode' = ? AND body ->> '$.verdict' = 'checked'"
            f" AND {NOT_UNDONE}",
            first_id_since(wall_time),
            wall_time,
            day_after(wall_time[:10]),
            mode,
        )
    )


def last_bag(database: Database, station_id: str, wall_time: str) -> str:
    """In whose bag a station's last return since a moment of a day lies; empty where in none.

    What lay in a bag though it was in stock by the record counts as well.
    """
    found = database.value(
        "SELECT body ->> '$.bag' FROM event WHERE event_id >= ? AND +station_id = ?"
        " AND (kind = 'return' OR (kind = 'sight' AND body ->> '$.bag' IS NOT NULL))"
        f" AND wall_time >= ? AND wall_time < ? AND {NOT_UNDONE} ORDER BY event_id DESC LIMIT 1",
        first_id_since(wall_time),
        station_id,
        wall_time,
        day_after(wall_time[:10]),
    )
    return str(found or "")
