"""Finding devices and people by any part of what is known of them, as somebody types."""

import sqlite3
from collections.abc import Iterator

from inventory.store.database import Database
from inventory.text import fold, safe

CHUNK = 500
"""Rows that are indexed in one transaction, so that no scan waits for it."""

_WORDS = {
    "device": (
        "device_id || ' ' || tag || ' ' || serial || ' ' || model"
        " || ' ' || category || ' ' || place || ' ' || assigned_to || ' ' || holder"
    ),
    "person": (
        "person_id || ' ' || first_name || ' ' || last_name || ' ' || first_name"
        " || ' ' || homeroom || ' ' || email"
    ),
}
"""What each kind of row is found by."""
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
    for table, words in _WORDS.items():
        if database.row(f"SELECT 1 FROM {table} WHERE indexed = 0 LIMIT 1") is None:
            continue
        with database.immediate():
            rows = database.rows(
                f"SELECT position, {words} FROM {table} WHERE indexed = 0 LIMIT ?", CHUNK
            )
            keys = [(row[0],) for row in rows]
            database.write_many(f"DELETE FROM {table}_search WHERE rowid = ?", keys)
            database.write_many(
                f"INSERT INTO {table}_search(rowid, words) VALUES (?, ?)",
                [(key, fold(said)) for key, said in rows],
            )
            database.write_many(f"UPDATE {table} SET indexed = 1 WHERE position = ?", keys)
        return len(rows)
    return 0


def faults(database: Database) -> Iterator[str]:
    """A sentence for each search index that does not find what the register has."""
    for table, words in _WORDS.items():
        if not _is_sound(database, table, words):
            yield f"The search does not find every {table} as it is (champion check --rebuild)."


def _is_sound(database: Database, table: str, words: str) -> bool:
    """Whether the words are those of the rows, and the engine finds each of them there."""
    compared = database.conn.execute(
        f"SELECT {words}, (SELECT words FROM {table}_search WHERE rowid = position)"
        f" FROM {table} WHERE indexed = 1"
    )
    if not all(fold(now) == kept for now, kept in compared):
        return False
    lost = f"SELECT 1 FROM {table}_search WHERE rowid NOT IN (SELECT position FROM {table})"
    if database.value(lost) is not None:
        return False
    try:  # https://www.sqlite.org/fts5.html#the_integrity_check_command
        database.conn.execute(
            f"INSERT INTO {table}_search({table}_search) VALUES ('integrity-check')"
        )
        return _leads_to_each_leaf(database, f"{table}_search")
    except (sqlite3.DatabaseError, TypeError):
        return False


def _leads_to_each_leaf(database: Database, index: str) -> bool:
    """Whether each page of words can be come at from above, which the engine does not look at.

    The segment and page are in the numbers of both tables (https://www.sqlite.org/fts5.html,
    "FTS5 data structures" and the source of fts5_index.c).
    """
    blocks = database.conn.execute(f"SELECT id, block FROM {index}_data WHERE id > 10")
    leaves = {
        (number >> 37, number & 0x7FFFFFFF)
        for number, block in blocks
        if not number >> 36 & 1 and len(block) > int.from_bytes(block[2:4], "big")
    }
    told = database.conn.execute(f"SELECT segid, pgno >> 1 FROM {index}_idx")
    return leaves <= set(told)  # of a merge that is under way more can be left


def begin_anew(database: Database) -> None:
    """Drop the search index inside the open transaction; every row is to be indexed again."""
    for table in _WORDS:
        made = database.value("SELECT sql FROM sqlite_master WHERE name = ?", f"{table}_search")
        database.write(f"DROP TABLE {table}_search")
        database.write(made)
        database.write(f"UPDATE {table} SET indexed = 0 WHERE indexed = 1")


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
