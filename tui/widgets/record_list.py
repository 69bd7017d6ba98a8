"""What a table shows, apart from any screen: an order of records, a cursor, and the cells near."""

from array import array
from collections import OrderedDict
from collections.abc import Mapping

from tui.widgets.row_source import RowSource
from tui.widgets.table_text import shown

WINDOW = 64
"""Rows read at once."""
HELD = 32
"""Windows kept; the one that was used longest ago goes first."""

GONE = ("(not listed any more)",)
"""The cells of a row that was removed after the order was read."""


class RecordList:
    """The records that match, in order, read a window at a time as they come into sight."""

    def __init__(self, source: RowSource, sort: str, descending: bool, filter_text: str) -> None:
        """Start with no records; ``read`` fetches the order."""
        self.source = source
        self.sort = sort
        self.descending = descending
        self.filter = filter_text
        """As typed; blanks at its ends don't count."""
        self.keys: array[int] = array("q")
        self.total = 0
        """How many there are without the filter."""
        self.cursor = 0
        self.stale = False
        """Whether filter or sort changed since the order was read."""
        self._windows: OrderedDict[int, Mapping[int, tuple[str, ...]]] = OrderedDict()

    def __len__(self) -> int:
        """How many records match."""
        return len(self.keys)

    @property
    def filter_text(self) -> str:
        """The filter as the source gets it."""
        return self.filter.strip()

    @property
    def cursor_key(self) -> int | None:
        """The key of the record under the cursor; None where no record matches."""
        return self.keys[self.cursor] if self.keys else None

    def read(self, fallback: int = 0, recount: bool = False) -> None:
        """Read the order; the cursor stays on its record, or goes to ``fallback`` without it.

        ``recount`` also counts the records that the filter holds back.
        """
        key = self.cursor_key
        self.stale = False
        self._windows.clear()
        self.keys = self.source.keys(self.filter_text, self.sort, self.descending)
        if not self.filter_text:
            self.total = len(self.keys)
        elif recount:
            self.total = len(self.source.keys("", self.sort, self.descending))
        place = self.find(key)
        self.put_cursor(fallback if place is None else place)

    def put_cursor(self, place: int) -> None:
        """Move the cursor to this place, or as near as there is a record."""
        self.cursor = max(0, min(place, len(self.keys) - 1))

    def find(self, key: int | None) -> int | None:
        """The place of the key in the order, counted from 0; None where it isn't in it."""
        if key is None:
            return None
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def cells(self, place: int) -> tuple[str, ...]:
        """The cells of the record at this place, safe to show."""
        number = place // WINDOW
        if number in self._windows:
            self._windows.move_to_end(number)
        else:
            self._windows[number] = self._fetch(number)
            if len(self._windows) > HELD:
                self._windows.popitem(last=False)
        return self._windows[number].get(self.keys[place], GONE)

    def _fetch(self, number: int) -> Mapping[int, tuple[str, ...]]:
        keys = self.keys[number * WINDOW : (number + 1) * WINDOW]
        rows = self.source.rows(keys)
        return {key: tuple(map(shown, cells)) for key, cells in rows.items()}
