"""What the journal holds, read with sqlite3 alone: a witness that shares no code with the app."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scanned:
    """The first event of one scan, which carries its raw text and its verdict's code."""

    event_id: str
    station_id: str
    seq: int
    scan: str
    code: str


def scans(database: Path) -> list[Scanned]:
    """Every recorded scan, in the order of the station's own numbers."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT event_id, station_id, seq,"
            " json_extract(body, '$.scan') AS scan, json_extract(body, '$.verdict') AS code"
            " FROM event WHERE scan IS NOT NULL AND code IS NOT NULL ORDER BY seq"
        ).fetchall()
    return [Scanned(*row) for row in rows]


def count_kinds(database: Path, *kinds: str) -> int:
    """How many events of these kinds there are."""
    marks = ", ".join("?" * len(kinds))
    query = f"SELECT count(*) FROM event WHERE kind IN ({marks})"
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(query, kinds).fetchone()[0])


def lost_events(database: Path, acknowledged: Iterable[str]) -> list[str]:
    """Those of the acknowledged event ids that the journal doesn't hold."""
    with closing(sqlite3.connect(database)) as connection:
        stored = {event_id for (event_id,) in connection.execute("SELECT event_id FROM event")}
    return [event_id for event_id in acknowledged if event_id not in stored]


def damage(database: Path) -> list[str]:
    """What SQLite's own integrity check finds; empty where the file is sound."""
    with closing(sqlite3.connect(database)) as connection:
        found = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found
