"""What stations say of themselves in the journal: their table's name, their register's version."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.store.database import Database


@dataclass(frozen=True, slots=True)
class Announcement:
    """A station's word on its own name, or on another table: set up, or expected no more."""

    station: str
    position: int
    """Where it stands in this file."""
    wall_time: str
    table: str
    is_seed: bool
    """Whether it names a table that was set up, and not the station itself."""
    is_removal: bool
    """Whether it takes back that a table of this name was set up."""
    register: str
    before: tuple[str, ...]
    """Stations as which the same laptop wrote before."""

    @property
    def is_own_name(self) -> bool:
        """Whether the station says what it is called itself."""
        return not (self.is_seed or self.is_removal)


@dataclass(frozen=True, slots=True)
class Written:
    """What is here of one station."""

    events: int
    newest_at: str
    position: int
    """Where the last of it stands that came into this file."""


def announcements(database: Database) -> list[Announcement]:
    """All of them, each station's in the order of its numbers."""
    rows = database.rows(
        "SELECT station_id, position, wall_time, body FROM event"
        " WHERE kind = 'note' AND device IS NULL AND person IS NULL"
        " AND body ->> '$.table' IS NOT NULL ORDER BY station_id, seq, event_id"
    )
    return [_announcement(*row) for row in rows]


def set_up(said: Sequence[Announcement]) -> list[Announcement]:
    """The tables that seeds were written for, without those that were taken back since."""
    return [
        one
        for at, one in enumerate(said)
        if one.is_seed and not any(_takes_back(other, one, n > at) for n, other in enumerate(said))
    ]


def _takes_back(removal: Announcement, seed: Announcement, stands_later: bool) -> bool:
    """What one station said stands in its order; between two only their clocks tell."""
    if not removal.is_removal or removal.table.casefold() != seed.table.casefold():
        return False
    same = removal.station == seed.station
    return stands_later if same else removal.wall_time > seed.wall_time


def written(database: Database) -> dict[str, Written]:
    """What is here, by station."""
    rows = database.rows(
        "SELECT station_id, count(*), max(position), max(seq) FROM event GROUP BY station_id"
    )
    found = {}
    for station, events, position, seq in rows:
        at = database.value(
            "SELECT wall_time FROM event WHERE station_id = ? AND seq = ? ORDER BY position DESC",
            station,
            seq,
        )
        found[station] = Written(events, str(at), position)
    return found


def counts(database: Database, stations: frozenset[str]) -> dict[str, int]:
    """How many events of each of these stations are here."""
    sql = "SELECT count(*) FROM event WHERE station_id = ?"
    return {station: int(database.value(sql, station)) for station in stations}


def own_stations(database: Database) -> list[str]:
    """The stations as which this laptop writes or has written, oldest first."""
    rows = database.rows("SELECT station_id FROM station ORDER BY rowid")
    return [station for (station,) in rows]


def register_versions(database: Database) -> list[str]:
    """A name for what the register was after each import, the newest last."""
    versions: list[str] = []
    for (import_id,) in database.rows("SELECT import_id FROM import_log ORDER BY rowid"):
        before = versions[-1] if versions else ""
        versions.append(hashlib.sha256(f"{before}\n{import_id}".encode()).hexdigest()[:16])
    return versions


def _announcement(station: str, position: int, wall_time: str, body: str) -> Announcement:
    said = json.loads(body)
    before = said.get("before", [])
    return Announcement(
        station,
        position,
        wall_time,
        str(said["table"]),
        said.get("seed") is True,
        said.get("removed") is True,
        str(said.get("register", "")),
        tuple(map(str, before)) if isinstance(before, list) else (),
    )
