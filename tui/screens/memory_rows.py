"""Rows that are all in memory, for lists that are short."""

from array import array
from collections.abc import Callable, Mapping, Sequence

from inventory.text import fold, safe
from tui.widgets.columns import Column

Cells = tuple[str, ...]


class MemoryRows:
    """Gives a table the rows that it was given, in their order or in that of a column's text."""

    def __init__(
        self,
        columns: Sequence[Column],
        as_given: frozenset[str],
        read: Callable[[], Mapping[int, Cells]] | None = None,
    ) -> None:
        """No rows yet; a column in ``as_given`` has the order in which rows are put.

        ``read`` is asked for them each time that the table is: nothing is read before it stands.
        """
        self._names = [column.name for column in columns]
        self._as_given = as_given
        self._rows: Mapping[int, Cells] = {}
        self._read = read

    def put(self, rows: Mapping[int, Cells]) -> None:
        """Give these rows from now on, each under its key."""
        self._rows = rows

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys of the rows that have every word of the text somewhere, in order."""
        if self._read:
            self._rows = self._read()
        words = fold(safe(filter_text)).split()
        found = [
            key
            for key, cells in self._rows.items()
            if not words or all(word in fold("\n".join(cells)) for word in words)
        ]
        if sort not in self._as_given:
            at = self._names.index(sort)
            found.sort(key=lambda key: fold(self._rows[key][at]))
        return array("q", reversed(found) if descending else found)

    def rows(self, keys: Sequence[int]) -> Mapping[int, Cells]:
        """The cells of these rows."""
        return {key: self._rows[key] for key in keys if key in self._rows}
