"""The reading of files as the rest of the app sees it: as a stream, or all in memory."""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from inventory.files.rows import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, Refused, Row, Source
from inventory.files.sources import open_bytes, open_source

__all__ = [
    "LONGEST_CELL",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "Refused",
    "Row",
    "Source",
    "Table",
    "read_table",
    "table_from_bytes",
]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole file in memory, and how it was read."""

    name: str
    sha256: str
    encoding: str
    """As ``Source`` has it."""
    delimiter: str
    """The character itself; a comma where there is only one column, or a workbook."""
    header: tuple[str, ...]
    """The headings as they are written, without empty ones at the end; some may be the same."""
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]


def read_table(path: Path, known: Container[str] = frozenset()) -> Table:
    """All of the file's rows; ``known`` as ``open_source`` takes it.

    Raises FileRefused, and nothing else, where it can't be read as a table.
    """
    return _whole(open_source(path, known))


def table_from_bytes(name: str, data: bytes) -> Table:
    """The rows in a file's content; ``name`` is what the messages call it. Raises FileRefused."""
    return _whole(open_bytes(name, data))


def _whole(source: Source) -> Table:
    rows: list[Row] = []
    refused: list[Refused] = []
    for row in source.rows():
        if isinstance(row, Row):
            rows.append(row)
        else:
            refused.append(row)
    return Table(
        source.name, source.sha256, source.encoding, source.delimiter, source.header,
        tuple(rows), tuple(refused),
    )  # fmt: skip
