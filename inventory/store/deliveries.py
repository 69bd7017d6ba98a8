"""Whose events are here and whose are not, by the numbers that each station gives them."""

from collections.abc import Iterable, Iterator

from inventory.journal.vector import Mark, Span, Vector, spans_of
from inventory.model import Event
from inventory.store import events
from inventory.store.database import Database


def marks(database: Database) -> dict[str, Mark]:
    """How far each station's events are here.

    A station that two laptops wrote as is left out: its numbers don't tell what is lacking.
    """
    cloned = cloned_stations(database)
    found = {}
    for station, seq in _reached(database):
        if seq and station not in cloned:
            own_hash = database.value(
                "SELECT hash FROM event WHERE station_id = ? AND seq = ?", station, seq
            )
            found[station] = Mark(seq, str(own_hash))
    return found


def lacking(database: Database, theirs: Vector) -> Iterator[Event]:
    """What somebody lacks who has that much, by station and number."""
    cloned = cloned_stations(database)
    for (station,) in database.rows("SELECT DISTINCT station_id FROM event ORDER BY station_id"):
        mark = theirs.get(station)
        same = mark and station not in cloned and _has(database, station, mark)
        yield from events.of_station(database, station, after=mark.seq if mark and same else 0)


def _has(database: Database, station: str, mark: Mark) -> bool:
    """Whether the event with this number is the one that they have."""
    sql = "SELECT 1 FROM event WHERE station_id = ? AND seq = ? AND hash = ?"
    return database.value(sql, station, mark.seq, mark.hash) is not None


def gaps(database: Database) -> list[Span]:
    """Numbers that are lacking before others of the same station that are here."""
    rows = database.rows(
        "SELECT station_id, before + 1, seq - 1 FROM (SELECT station_id, seq,"
        " lag(seq, 1, 0) OVER (PARTITION BY station_id ORDER BY seq) AS before FROM event)"
        " WHERE seq > before + 1 ORDER BY station_id, seq"
    )
    return [Span(*row) for row in rows]


def cloned_stations(database: Database) -> frozenset[str]:
    """Stations as which two laptops wrote: a copy of the data folder, used beside the original."""
    return frozenset(station for (station,) in database.rows("SELECT station_id FROM clone"))


def clones(database: Database) -> list[tuple[str, int]]:
    """The first number that each such station gave twice."""
    rows = database.rows(
        "SELECT station_id, min(seq) FROM (SELECT station_id, seq FROM event"
        " WHERE station_id IN (SELECT station_id FROM clone)"
        " GROUP BY station_id, seq HAVING count(*) > 1) GROUP BY station_id ORDER BY station_id"
    )
    return [(str(station), int(seq)) for station, seq in rows]


def find_clones(database: Database, new: Iterable[Event]) -> list[str]:
    """Look whether new events have numbers that were given before; the stations that are new."""
    known = cloned_stations(database)
    spans = spans_of((event.station_id, event.seq) for event in new)
    twice = {
        span.station for span in spans if span.station not in known and _is_twice(database, span)
    }
    database.write_many("INSERT INTO clone VALUES (?)", [(station,) for station in sorted(twice)])
    return sorted(twice)


def find_all_clones(database: Database) -> None:
    """Look through the whole journal for stations whose numbers come twice, and remember them."""
    database.write(
        "INSERT OR IGNORE INTO clone SELECT DISTINCT station_id FROM event"
        " GROUP BY station_id, seq HAVING count(*) > 1"
    )


def _is_twice(database: Database, span: Span) -> bool:
    found = database.value(
        "SELECT 1 FROM event WHERE station_id = ? AND seq BETWEEN ? AND ?"
        " GROUP BY seq HAVING count(*) > 1 LIMIT 1",
        span.station,
        span.first,
        span.last,
    )
    return found is not None


def refold_later(database: Database, station: str) -> None:
    """Remember every device that a station wrote about; they may be too many for one turn."""
    database.write(
        "INSERT OR IGNORE INTO to_refold SELECT DISTINCT device FROM event"
        " WHERE station_id = ? AND device IS NOT NULL",
        station,
    )


def next_to_refold(database: Database, most: int) -> list[str]:
    """Some of the devices that still have to be worked out again."""
    sql = "SELECT device FROM to_refold ORDER BY device LIMIT ?"
    return [device for (device,) in database.rows(sql, most)]


def refolded(database: Database, devices: Iterable[str]) -> None:
    """These are done."""
    database.write_many("DELETE FROM to_refold WHERE device = ?", [(one,) for one in devices])


def _reached(database: Database) -> Iterator[tuple[str, int]]:
    """Each station with its highest number without a gap, 0 where not even the first is here."""
    rows = database.rows(
        "SELECT station_id, count(DISTINCT seq), max(seq) FROM event GROUP BY station_id"
    )
    first_gap = {span.station: span.first for span in reversed(gaps(database))}
    for station, count, highest in rows:
        yield station, highest if count == highest else first_gap[station] - 1
