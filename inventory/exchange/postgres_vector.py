"""How far each station's events are on the hub, and where a station is there twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from inventory.exchange.postgres_connect import Connection

_STATIONS = "SELECT DISTINCT station_id FROM champion.event WHERE site = %s"

_SUMMARY = """
SELECT station_id, max(seq),
       coalesce(min(CASE WHEN seq > before + 1 THEN before END), max(seq)),
       max(CASE WHEN seq = before OR (seq = before + 1 AND prev_hash <> hash_before)
           THEN 1 ELSE 0 END)
FROM (
    SELECT station_id, seq, prev_hash,
           coalesce(lag(seq) OVER station, 0) AS before, lag(hash) OVER station AS hash_before
    FROM champion.event {where} WINDOW station AS (PARTITION BY station_id ORDER BY seq)
) AS numbered
GROUP BY station_id
"""
"""The number before the first gap, or the highest one where there is none."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What the hub has of one station."""

    top: int
    """The highest number of all; only to know where reading ends."""
    seq: int
    """The highest number without a gap before it; 0 where the first one is missing."""
    is_forked: bool
    """Whether a number is there twice, or an event isn't chained to the one before."""


def kept_of(connection: Connection, site: str = "") -> dict[str, Kept]:
    """What there is by station; with ``site`` only of stations that wrote for this school."""
    where = ""
    fields: tuple[list[str], ...] = ()
    if site:
        found = connection.execute(_STATIONS.encode(), (site,)).fetchall()
        where, fields = "WHERE station_id = ANY(%s)", ([station for (station,) in found],)
    rows = connection.execute(_SUMMARY.format(where=where).encode(), fields).fetchall()
    return {station: Kept(top, seq, bool(forked)) for station, top, seq, forked in rows}


def hashes_at(connection: Connection, places: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The hashes of each station's events with this number, in order; none where it isn't there."""
    found: dict[str, list[str]] = {}
    pairs = iter(sorted(places.items()))
    while some := list(islice(pairs, _AT_ONCE)):
        marks = ", ".join(["(%s, %s)"] * len(some))
        statement = (
            "SELECT station_id, hash FROM champion.event"
            f" WHERE (station_id, seq) IN ({marks}) ORDER BY station_id, hash"
        )
        fields = [field for pair in some for field in pair]
        for station, digest in connection.execute(statement.encode(), fields).fetchall():
            found.setdefault(station, []).append(digest)
    return {station: tuple(hashes) for station, hashes in found.items()}
