"""A list of records in memory, and an app that shows nothing else."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Footer

from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable

COLUMNS = (
    Column("tag", "Tag", width=12, priority=9),
    Column("name", "Who has it", weight=2, priority=8, least=12),
    Column("model", "Model", weight=1, priority=7, least=12),
    Column("place", "Place", width=12, priority=6),
    Column("serial", "Serial", width=16, priority=2),
    Column("note", "Note", width=16, priority=1, sortable=False),
    Column("age", "Days", width=6, priority=5, align="right"),
)
FIELDS = {column.name: index for index, column in enumerate(COLUMNS)}
EMPTY = "No devices yet. F7 imports the district's list."
MODEL_AT_80 = 40
"""The cell in which the model begins on a screen of 80 columns."""
MODELS = ("HP 11 G9", "Lenovo 300e", "Dell 3100")


@dataclass
class ListSource:
    """Records in memory; counts how it is asked."""

    records: dict[int, tuple[str, ...]]
    asked: list[str] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys of the records that hold the text in any cell, in order."""
        self.asked.append(filter_text)
        wanted = filter_text.casefold()
        found = [
            key
            for key, cells in self.records.items()
            if any(wanted in cell.casefold() for cell in cells)
        ]
        found.sort(key=lambda key: self.records[key][FIELDS[sort]], reverse=descending)
        return array("q", found)

    def rows(self, keys: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """The cells of the records that are still there."""
        self.fetched.extend(keys)
        return {key: self.records[key] for key in keys if key in self.records}


def school(count: int) -> ListSource:
    """Devices 1, 2, 3… with tags in that order and three models in turn."""
    return ListSource(
        {
            key: (
                f"DPS-{key:06}",
                f"Student {count - key:06}",
                MODELS[key % 3],
                f"Room {key % 40}",
                f"SN{key:06}",
                "",
                str(key % 400),
            )
            for key in range(1, count + 1)
        }
    )


def with_names(*names: str) -> ListSource:
    """One device for each name."""
    return ListSource(
        {
            key: (f"DPS-{key}", name, "HP", "Room 1", "SN", "", "1")
            for key, name in enumerate(names, 1)
        }
    )


class ListApp(App[None]):
    """A screen with nothing but the table and the footer; keeps what the table says."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "nothing", "Labels", id="app.labels")]

    def __init__(self, source: ListSource, **options: str) -> None:
        """Show this source."""
        super().__init__()
        self.table = RecordTable(source, COLUMNS, heading="Devices", empty=EMPTY, **options)  # type: ignore[arg-type]
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        """The table over the footer."""
        yield self.table
        yield Footer()

    def on_record_table_opened(self, message: RecordTable.Opened) -> None:
        """Keep it."""
        self.said.append(message)

    def on_record_table_highlighted(self, message: RecordTable.Highlighted) -> None:
        """Keep it."""
        self.said.append(message)

    def on_record_table_save_requested(self, message: RecordTable.SaveRequested) -> None:
        """Keep it."""
        self.said.append(message)

    @property
    def opened(self) -> list[int]:
        """The keys that were opened."""
        return [message.key for message in self.said if isinstance(message, RecordTable.Opened)]

    @property
    def highlighted(self) -> list[int | None]:
        """The keys that the cursor was on."""
        return [
            message.key for message in self.said if isinstance(message, RecordTable.Highlighted)
        ]

    def lines(self) -> list[str]:
        """The table's lines as they were last painted, the scroll bar's cell included."""
        return [strip.text for strip in self.table.render_lines(self.table.size.region)]

    def marked(self) -> str:
        """The one line with the cursor's mark."""
        (line,) = [line for line in self.lines()[2:] if line.startswith("▸ ")]
        return line
