"""A table whose rows can be marked, so that one thing is done with many of them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.table_lines import INDENT, MARKED, TableView

_LETTER_ACTIONS = frozenset({"mark_row", "mark_all"})


class MarkTable(RecordTable):
    """Marks stay on their rows while these are sorted and filtered; a hidden mark counts for
    nothing, so that nothing is done with rows out of sight."""

    INDENT = INDENT + len(MARKED)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space", "mark_row", "Mark", key_display="Space", id="list.mark",
            tooltip="Mark the row, or take its mark away",
        ),
        letter_key(
            "A", "mark_all", "All", "list.mark_all", "Mark all rows shown, or take all marks away"
        ),
    ]  # fmt: skip

    _marks: frozenset[int] = frozenset()

    @property
    def marked_keys(self) -> list[int]:
        """The keys of the marked rows that are shown, in the order shown."""
        return [key for key in self.row_keys if key in self._marks]

    def mark(self, keys: Iterable[int]) -> None:
        """Let these rows be marked, and no others."""
        self._marks = frozenset(keys)
        self.refresh()

    def action_mark_row(self) -> None:
        """Mark the row under the cursor or take its mark away, and go one down."""
        if (key := self.cursor_key) is not None:
            self.mark(self._marks ^ {key})
            self.action_move_cursor(1)

    def action_mark_all(self) -> None:
        """Mark all rows shown; where all of them are, take their marks away."""
        shown = frozenset(self.row_keys)
        self.mark(self._marks - shown if shown <= self._marks else self._marks | shown)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Letters are no keys while the filter is typed."""
        typed = self.filtering and action in _LETTER_ACTIONS
        return not typed and super().check_action(action, parameters)

    @property
    def _view(self) -> TableView:
        number = sum(key in self._marks for key in self._list.keys) if self._marks else 0
        more = f" · {number:,} marked" if number else ""
        return replace(super()._view, marks=self._marks, more=more)
