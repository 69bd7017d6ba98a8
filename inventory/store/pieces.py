"""Asking for many keys at a time, in pieces that SQLite takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from inventory.store.database import Database

_PIECE = 500


def rows_for(database: Database, sql: str, keys: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query that ends with ``IN ({})``, for all of the keys."""
    for start in range(0, len(keys), _PIECE):
        piece = keys[start : start + _PIECE]
        yield from database.rows(sql.format(",".join("?" * len(piece))), *piece)
