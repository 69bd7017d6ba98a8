"""Where a table's rows come from."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Protocol


class RowSource(Protocol):
    """Gives the order of all rows as keys, and the cells of a few rows by key."""

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys of all rows that match, in order, as ``array('q')``; no text matches all."""
        ...

    def rows(self, keys: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """The cells of these rows, one for each column, hidden ones too; a row gone is left out."""
        ...
