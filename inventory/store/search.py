"""Finding devices and people by any part of what is known of them, as somebody types."""

from inventory.store.database import Database
from inventory.text import fold, safe

CHUNK = 500
"""Rows that are indexed in one transaction, so that no scan waits for it."""

_SOURCES = {
    "device": (
        "SELECT position, device_id || ' ' || tag || ' ' || serial || ' ' || model"
        " || ' ' || category || ' ' || place || ' ' || assigned_to || ' ' || holder"
        " FROM device WHERE indexed = 0"
        " LIMIT ?"
    ),
    "person": (
        "SELECT position, person_id || ' ' || first_name || ' ' || last_name || ' ' || first_name"
        " || ' ' || homeroom || ' ' || email FROM person WHERE indexed = 0 LIMIT ?"
    ),
}
_PREFIX = {
    "device": (
        "SELECT DISTINCT position FROM (SELECT d.position FROM identifier i"
        " JOIN device d ON d.device_id = i.device_id"
        " WHERE i.loose >= ?1 AND i.loose < ?2 AND i.active = 1 LIMIT ?3)"
    ),
    "person": (
        "SELECT position FROM (SELECT position FROM person"
        " WHERE sort_name >= ?1 AND sort_name < ?2 LIMIT ?3)"
        " UNION SELECT position FROM (SELECT position FROM person"
        " WHERE first_key >= ?1 AND first_key < ?2 LIMIT ?3)"
        " UNION SELECT position FROM (SELECT position FROM person"
        " WHERE loose >= ?1 AND loose < ?2 LIMIT ?3) LIMIT ?3"
    ),
}
MOST_WORDS = 32
"""Words of a query that count; a page that was pasted would be too deep for the engine."""

SHORTEST = 3
"""Characters from which the trigram index answers (https://www.sqlite.org/fts5.html)."""


def index_some(database: Database) -> int:
    """Bring up to ``CHUNK`` rows that changed into the index; how many are done, 0 at the end."""
    for table, source in _SOURCES.items():
        if database.row(f"SELECT 1 FROM {table} WHERE indexed = 0 LIMIT 1") is None:
            continue
        with database.immediate():
            rows = database.rows(source, CHUNK)
            keys = [(row[0],) for row in rows]
            database.write_many(f"DELETE FROM {table}_search WHERE rowid = ?", keys)
            database.write_many(
                f"INSERT INTO {table}_search(rowid, words) VALUES (?, ?)",
                [(key, fold(words)) for key, words in rows],
            )
            database.write_many(f"UPDATE {table} SET indexed = 1 WHERE position = ?", keys)
        return len(rows)
    return 0


def find(database: Database, table: str, text: str, limit: int) -> list[int]:
    """Row numbers in ``device`` or ``person`` that have every word of the text somewhere.

    Words of one or two characters only narrow down what longer ones found; alone they find what
    begins with them.
    """
    words = fold(safe(text)).split()[:MOST_WORDS]
    longer = [word for word in words if len(word) >= SHORTEST]
    if not words:
        return []
    if not longer:
        start = " ".join(words)
        sql = _PREFIX[table]
        return [row[0] for row in database.rows(sql, start, start + "\U0010ffff", limit)]
    sql = f"SELECT rowid FROM {table}_search WHERE words MATCH ?"
    values: list[object] = [
        " AND ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in longer)
    ]
    for word in words:
        if len(word) < SHORTEST:
            sql += " AND instr(words, ?) > 0"
            values.append(word)
    return [row[0] for row in database.rows(f"{sql} LIMIT ?", *values, limit)]
