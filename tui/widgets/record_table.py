"""The one table of the app: any number of rows, of which only those in sight are read."""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inventory.errors import StoreRefused
from tui.widgets import table_messages
from tui.widgets.columns import Column, Placed, column_at, place_columns
from tui.widgets.record_list import RecordList
from tui.widgets.row_source import RowSource
from tui.widgets.table_keys import LETTER_ACTIONS, TABLE_BINDINGS, type_filter
from tui.widgets.table_lines import COMPONENTS, INDENT, PINNED, TABLE_CSS, TableView, draw_line


class RecordTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of text from a source, with a cursor, a live filter and a choice of order."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = TABLE_CSS
    BINDINGS: ClassVar[list[BindingType]] = TABLE_BINDINGS
    INDENT: ClassVar[int] = INDENT

    heading: reactive[str] = reactive("")
    """The list's name, the first word of the title line."""
    filtering: reactive[bool] = reactive(False)
    """Whether what is typed goes into the filter."""

    Opened: TypeAlias = table_messages.Opened
    Highlighted: TypeAlias = table_messages.Highlighted
    Narrowed: TypeAlias = table_messages.Narrowed
    SaveRequested: TypeAlias = table_messages.SaveRequested
    Unreadable: TypeAlias = table_messages.Unreadable

    def __init__(
        self, source: RowSource, columns: Sequence[Column], *, heading: str, empty: str,
        sort: str = "", descending: bool = False, filter_text: str = "",
        id: str | None = None, classes: str | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        """Show what the source gives; ``empty`` says what to do while there is nothing at all.

        Without ``sort`` the first column that can be sorted sets the order.
        """
        super().__init__(id=id, classes=classes)
        self.columns, self.empty = tuple(columns), empty
        sort = sort or next((column.name for column in columns if column.sortable), "")
        self._list = RecordList(source, sort, descending, filter_text)
        self._announced: int | None = None
        self.set_reactive(RecordTable.heading, heading)

    @property
    def source(self) -> RowSource:
        """Where the rows come from."""
        return self._list.source

    @property
    def filter_text(self) -> str:
        """The text that the rows shown have in common; empty where all are shown."""
        return self._list.filter_text

    @property
    def order(self) -> tuple[str, bool]:
        """The name of the column that sets the order, and whether it runs downwards."""
        return self._list.sort, self._list.descending

    @property
    def row_keys(self) -> "array[int]":
        """The keys of all rows that match, in the order shown."""
        self._settle()
        return self._list.keys

    @property
    def cursor_key(self) -> int | None:
        """The key of the record that the cursor is on; None where no row is shown."""
        self._settle()
        return self._list.cursor_key

    def refresh_rows(self) -> None:
        """Read again after a change; the cursor stays on its record, and that on its line."""
        line = self._list.cursor - self.scroll_offset.y
        self._list.read(fallback=self._list.cursor, recount=True)
        self._show_list()
        self._scroll_rows(self._list.cursor - line)

    def select_key(self, key: int) -> bool:
        """Put the cursor on this record and say whether the rows shown have it."""
        self._settle()
        if (place := self._list.find(key)) is None:
            return False
        self._move_to(place)
        return True

    def filter_by(self, text: str) -> None:
        """Show only what the source finds for this text; all for an empty one."""
        if text != self._list.filter:
            self._list.filter = text
            self._list.stale = True
            self.refresh()
            # Keys that already wait come first, so a scanned code is looked up once, not ten times.
            self.call_later(self._settle)

    def insert_text(self, text: str) -> bool:
        """Take a whole code or paste into the filter; False where none is being typed.

        Only the first line counts, and where it ends typing ends.
        """
        if not self.filtering:
            return False
        first, *_ = text.lstrip("\r\n").splitlines() or [""]
        self.filtering = first == text
        self.filter_by(self._list.filter + first)
        return True

    def sort_by(self, name: str, descending: bool = False) -> None:
        """Put the rows in the order of this column; the cursor stays on its record."""
        self._list.sort, self._list.descending = name, descending
        self._list.stale = True
        self._settle()

    def action_open_row(self) -> None:
        """Ask the owner to open the record that the cursor is on."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Opened(self, key))

    def action_filter_rows(self) -> None:
        """Let what is typed go into the filter."""
        self.filtering = True

    def action_sort_rows(self) -> None:
        """Sort by the next column in sight."""
        names = [place.column.name for place in self._placed if place.column.sortable]
        if names:
            at = names.index(self._list.sort) if self._list.sort in names else -1
            self.sort_by(names[(at + 1) % len(names)])

    def action_reverse_rows(self) -> None:
        """Turn the order round."""
        self.sort_by(self._list.sort, not self._list.descending)

    def action_save_rows(self) -> None:
        """Ask the owner to save the rows shown."""
        self._settle()
        self.post_message(self.SaveRequested(self))

    def action_move_cursor(self, step: int) -> None:
        """Move by this many rows."""
        self._settle()
        self._move_to(self._list.cursor + step)

    def action_turn_page(self, step: int) -> None:
        """Move by this many pages, the cursor staying on its line."""
        self._settle()
        rows = step * max(1, self._page)
        self._scroll_rows(self.scroll_offset.y + rows)
        self._move_to(self._list.cursor + rows)

    def action_jump_to(self, place: int) -> None:
        """Go to this row, counted from the end where it is negative."""
        self._settle()
        self._move_to(place if place >= 0 else len(self._list) + place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        """Letters are no keys while the filter is typed."""
        return not (self.filtering and action in LETTER_ACTIONS)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the filter takes this key, so that no binding shows for it; Tab may be bound."""
        return self.filtering and key != "tab" and type_filter("", key, character) is not None

    def watch_filtering(self, filtering: bool) -> None:
        """Show the state to style sheets and to the footer."""
        self.set_class(filtering, "-filtering")
        self.refresh_bindings()

    def on_mount(self) -> None:
        """Read the order; rows follow when they come into sight."""
        with self._telling():
            self.refresh_rows()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._move_to(self._list.cursor)

    def on_blur(self) -> None:
        """Leaving keeps the filter as it stands."""
        self.filtering = False

    def on_key(self, event: events.Key) -> None:
        """Type the filter here: a binding would run later than letters that already wait."""
        typed: tuple[str, bool] | None = None
        if self.filtering:
            typed = type_filter(self._list.filter, event.key, event.character)
        elif event.character == "/":
            typed = self._list.filter, True
        elif event.key == "escape" and self._list.filter:
            typed = "", False
        if typed is not None:
            event.stop()
            event.prevent_default()
            text, self.filtering = typed
            self.filter_by(text)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste into the filter; a line end keeps it."""
        if self.insert_text(event.text):
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """A row takes the cursor, twice opens it; a column's name sorts; the title filters."""
        place = self.scroll_offset.y + event.y - PINNED
        if event.y == 0:
            self.action_filter_rows()
        elif event.y == 1:
            if column := column_at(self._placed, event.x - self.INDENT):
                again = column.name == self._list.sort
                self.sort_by(column.name, again and not self._list.descending)
        elif place < len(self._list):
            self._move_to(place)
            if event.chain == 2:
                self.action_open_row()

    def render_line(self, y: int) -> Strip:
        """One line of the table as it stands on the screen."""
        with self._telling():
            return draw_line(self._view, y, self.get_component_rich_style)
        return Strip.blank(self.size.width)

    @property
    def _view(self) -> TableView:
        words = self.heading, self.empty, self.filtering
        top, width = self.scroll_offset.y, self._width
        return TableView(self._list, self._placed, *words, top, width, self.INDENT)

    @property
    def _page(self) -> int:
        return self.size.height - PINNED

    @property
    def _width(self) -> int:
        return max(0, self.size.width - self.styles.scrollbar_size_vertical)

    @property
    def _placed(self) -> tuple[Placed, ...]:
        return place_columns(self.columns, self._width - self.INDENT)

    def _settle(self) -> None:
        """Read the order now if filter or sort changed since."""
        with self._telling():
            if self._list.stale:
                self._list.read()
                self._show_list()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell the page where the rows can't be read, so that it stops and nothing falls over."""
        try:
            yield
        except StoreRefused as fault:
            self.post_message(self.Unreadable(self, fault))

    def _show_list(self) -> None:
        self.virtual_size = Size(0, len(self._list) + PINNED)
        self.refresh()
        self._move_to(self._list.cursor)
        self.post_message(self.Narrowed(self))

    def _move_to(self, place: int) -> None:
        self.refresh_line(self._list.cursor + PINNED)
        self._list.put_cursor(place)
        self.refresh_line(self._list.cursor + PINNED)
        top, cursor, key = self.scroll_offset.y, self._list.cursor, self._list.cursor_key
        if not top <= cursor < top + self._page:
            self._scroll_rows(cursor if cursor < top else cursor - self._page + 1)
        if key != self._announced:
            self._announced = key
            self.post_message(self.Highlighted(self, key))

    def _scroll_rows(self, top: int) -> None:
        if self._page > 0:
            self.scroll_to(y=max(0, top), animate=False, force=True)
