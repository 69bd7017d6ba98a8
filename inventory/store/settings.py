"""Settings, this laptop's identity, and how far its journal has come: what a start reads."""

from collections.abc import Iterable

from inventory.store.database import Database


def all_settings(database: Database) -> dict[str, str]:
    """What was set; a key that was never set is absent."""
    return dict(database.rows("SELECT key, value FROM setting"))


def value(database: Database, key: str) -> str | None:
    """One stored value; None where it was never set."""
    found = database.value("SELECT value FROM setting WHERE key = ?", key)
    return None if found is None else str(found)


def operators(database: Database) -> int:
    """How many are on the list of those who work at the table."""
    return int(database.value("SELECT count(*) FROM operator"))


def under(database: Database, prefix: str) -> dict[str, str]:
    """Every stored value whose key begins so, by its key."""
    rows = database.rows(
        "SELECT key, value FROM setting WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key", prefix
    )
    return dict(rows)


def remove(database: Database, key: str) -> None:
    """Forget one value, inside the open transaction."""
    database.write("DELETE FROM setting WHERE key = ?", key)


def put_setting(database: Database, key: str, value: str) -> None:
    """Set one value, inside the open transaction."""
    database.write(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        key,
        value,
    )


def current_station(database: Database) -> tuple[str, str] | None:
    """This laptop's station id and the fingerprint of the file that it was given for."""
    row = database.row("SELECT station_id, fingerprint FROM station WHERE current = 1")
    return (row[0], row[1]) if row else None


def stations_of(database: Database, fingerprint: str) -> list[str]:
    """The stations that were given for the file with this fingerprint, oldest first."""
    sql = "SELECT station_id FROM station WHERE fingerprint = ? ORDER BY rowid"
    return [station for (station,) in database.rows(sql, fingerprint)]


def give_stations(database: Database, stations: Iterable[str], fingerprint: str) -> None:
    """Let these be stations of the file that has this fingerprint, inside the open transaction."""
    for station in stations:
        sql = "UPDATE station SET fingerprint = ? WHERE station_id = ?"
        database.write(sql, fingerprint, station)


def end_station(database: Database) -> None:
    """Make no station the current one: the next start of the app begins a new one."""
    database.write("UPDATE station SET current = 0 WHERE current = 1")


def put_station(database: Database, station_id: str, fingerprint: str, at: str) -> None:
    """Make a station the current one; the ones before it keep their events."""
    end_station(database)
    database.write("INSERT INTO station VALUES (?, ?, ?, 1)", station_id, fingerprint, at)


def has_station(database: Database, station_id: str) -> bool:
    """Whether a station is there for good, after a commit that gave an error; see ``is_stored``."""
    from inventory.store.read_back import is_stored

    sql = "SELECT 1 FROM station WHERE station_id = ?"
    return is_stored(database, sql, station_id, "this laptop has its own numbers")


def newest_position(database: Database) -> int:
    """The position of the event that came last into this file; 0 where there is none."""
    return int(database.value("SELECT max(position) FROM event") or 0)
