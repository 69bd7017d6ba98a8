"""What the table tells the page that owns it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from inventory.errors import StoreRefused
    from tui.widgets.record_table import RecordTable


@dataclass
class FromTable(Message):
    """Any of them."""

    table: "RecordTable"

    @property
    def control(self) -> "RecordTable":
        """The table that sent it."""
        return self.table


@dataclass
class Opened(FromTable, namespace="record_table"):
    """A person wants to see the record with this key."""

    key: int


@dataclass
class Highlighted(FromTable, namespace="record_table"):
    """The cursor is on another record now; on none where no row is left."""

    key: int | None

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts where several wait."""
        return isinstance(message, Highlighted) and message.table is self.table


@dataclass
class Narrowed(FromTable, namespace="record_table"):
    """Other rows are shown now: the filter is another one, or what is behind it."""

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts where several wait."""
        return isinstance(message, Narrowed) and message.table is self.table


@dataclass
class SaveRequested(FromTable, namespace="record_table"):
    """A person wants the rows shown, ``table.row_keys``, as a CSV file."""


@dataclass
class Unreadable(FromTable, namespace="record_table"):
    """Where the rows come from can't be read; those that were read before are still shown."""

    fault: "StoreRefused"
