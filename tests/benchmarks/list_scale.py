"""How a list of 100,000 devices opens and turns pages, beside Textual's own DataTable.

Each run is a new process in a real terminal of 120 × 40, the two tables in turn. An opening is
timed from the key to row 30 in the output; a page from the key to the last byte painted.

    python -m tests.benchmarks.list_scale [--rows 100000] [--rounds 3] [--pages 10]
"""

import argparse
import re
import sqlite3
import sys
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import DataTable, Static

from tests.terminal.terminal import Terminal, key
from tui.widgets.columns import Column
from tui.widgets.record_table import RecordTable

QUIET = 0.15
"""Seconds without output after which a screen counts as painted."""

COLUMNS = (
    Column("tag", "Tag", width=12, priority=9),
    Column("holder", "Who has it", weight=2, priority=8),
    Column("model", "Model", weight=1, priority=7),
    Column("place", "Place", width=12, priority=6),
    Column("serial", "Serial", width=14, priority=5),
)
NAMES = tuple(column.name for column in COLUMNS)
MODELS = ("HP Chromebook 11 G9", "Lenovo 300e Gen 4", "Dell Chromebook 3100")

Figures = dict[str, list[float]]


def build_database(path: Path, rows: int) -> None:
    """Write a file with this many devices."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE device (key INTEGER PRIMARY KEY, tag TEXT, holder TEXT, model TEXT,"
            " place TEXT, serial TEXT) STRICT"
        )
        database.executemany(
            "INSERT INTO device VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    number,
                    f"DPS-{number:06}",
                    f"Student {rows - number:06}",
                    MODELS[number % 3],
                    f"Room {number % 90}",
                    f"5CD{number * 7919 % 1_000_000_007:09}",
                )
                for number in range(1, rows + 1)
            ),
        )
        database.execute("CREATE INDEX device_tag ON device (tag)")


class DatabaseSource:
    """Devices in an SQLite file, in the order of any column."""

    def __init__(self, path: Path) -> None:
        """Open the file for this one thread."""
        self._database = sqlite3.connect(path)

    def keys(self, filter_text: str, sort: str, descending: bool) -> "array[int]":
        """The keys of the devices with the text in any column."""
        where = " OR ".join(f"{name} LIKE :text" for name in NAMES) if filter_text else "1"
        way = "DESC" if descending else "ASC"
        order = NAMES[NAMES.index(sort)]
        found = self._database.execute(
            f"SELECT key FROM device WHERE {where} ORDER BY {order} {way}",
            {"text": f"%{filter_text}%"},
        )
        return array("q", (row[0] for row in found))

    def rows(self, keys: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """The devices with these keys."""
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, {', '.join(NAMES)} FROM device WHERE key IN ({marks})"
        return {row[0]: row[1:] for row in self._database.execute(query, tuple(keys))}

    def everything(self) -> list[tuple[str, ...]]:
        """All cells of all devices, which is what a DataTable wants."""
        query = f"SELECT {', '.join(NAMES)} FROM device ORDER BY tag"
        return self._database.execute(query).fetchall()


class ScaleApp(App[None]):
    """Opens one of the two tables on a key, so that the start of the app is not counted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open_table", "Open"),
        Binding("m", "go_to_middle", "Middle"),
        Binding("r", "show_memory", "Memory"),
    ]

    def __init__(self, kind: str, path: Path) -> None:
        """``kind`` is RecordTable or DataTable."""
        super().__init__()
        self._kind = kind
        self._source = DatabaseSource(path)

    def compose(self) -> ComposeResult:
        """A line for the memory."""
        yield Static("READY", markup=False)

    async def action_open_table(self) -> None:
        """Show the list."""
        table = self._record_table() if self._kind == "RecordTable" else self._data_table()
        await self.mount(table)
        table.focus()

    def action_go_to_middle(self) -> None:
        """Put the cursor into the middle of the list."""
        table = self.focused
        if isinstance(table, RecordTable):
            table.select_key(table.row_keys[len(table.row_keys) // 2])
        elif isinstance(table, DataTable):
            table.move_cursor(row=table.row_count // 2)

    def action_show_memory(self) -> None:
        """Say how much memory this process holds, in KiB (Linux; 0 elsewhere)."""
        status = Path("/proc/self/status")
        text = status.read_text() if status.exists() else ""
        found = re.search(r"VmRSS:\s+(\d+)", text)
        self.query_one(Static).update(f"RSS={found.group(1) if found else 0}.")

    def _record_table(self) -> Widget:
        return RecordTable(self._source, COLUMNS, heading="Devices", empty="No devices yet.")

    def _data_table(self) -> Widget:
        table: DataTable[str] = DataTable(cursor_type="row")
        table.styles.height = "1fr"
        table.add_columns(*(column.title for column in COLUMNS))
        table.add_rows(self._source.everything())
        return table


def memory(terminal: Terminal) -> float:
    """The program's memory in MiB, as it says itself."""
    terminal.write(b"r")
    terminal.wait_bytes(re.compile(rb"RSS=\d+\."))
    terminal.settle(QUIET)
    return int(re.findall(rb"RSS=(\d+)\.", bytes(terminal.raw))[-1]) / 1024


def painted(terminal: Terminal, data: bytes) -> float:
    """Milliseconds from these bytes to the last byte of the answer."""
    began = terminal.write(data)
    terminal.wait_bytes(b"\x1b[", timeout=60)
    terminal.settle(QUIET, timeout=60)
    return (perf_counter() - QUIET - began) * 1000


def run_once(kind: str, path: Path, pages: int, figures: Figures) -> None:
    """Open the list in a new process, turn pages at three depths, and add the figures."""
    argv = [sys.executable, "-m", "tests.benchmarks.list_scale", "--show", kind, str(path)]
    with Terminal(argv, rows=40, columns=120, env={"TEXTUAL_ANIMATIONS": "none"}) as terminal:
        terminal.wait_for("READY")
        terminal.settle(QUIET)
        before = memory(terminal)
        began = terminal.write(b"o")
        figures["open to row 30 shown, ms"].append(
            (terminal.wait_bytes(b"DPS-000030", timeout=120) - began) * 1000
        )
        terminal.settle(1, timeout=60)
        figures["memory once open, + MiB"].append(memory(terminal) - before)
        back = key("pageup") * (pages + 1)
        for depth, way in (("start", key("home")), ("middle", b"m"), ("end", key("end") + back)):
            painted(terminal, way)
            terminal.settle(0.5, timeout=60)
            times = [painted(terminal, key("pagedown")) for _ in range(pages)]
            figures[f"page down at the {depth}, ms"].append(median(times))
            figures[f"slowest page down at the {depth}, ms"].append(max(times))
        figures["memory after paging, + MiB"].append(memory(terminal) - before)
        if kind == "RecordTable":
            painted(terminal, b"/")
            figures["one more letter in the filter, ms"].append(painted(terminal, b"h"))


def measure(rows: int, rounds: int, pages: int) -> None:
    """Run both tables in turn and print the medians."""
    found: dict[str, Figures] = {"RecordTable": defaultdict(list), "DataTable": defaultdict(list)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "devices.db"
        build_database(path, rows)
        for _ in range(rounds):
            for kind, figures in found.items():
                run_once(kind, path, pages, figures)
    print(f"{rows:,} rows, medians of {rounds} runs, {pages} pages each\n")
    print(f"{'':40}{'RecordTable':>14}{'DataTable':>14}{'ratio':>8}")
    for name, values in found["RecordTable"].items():
        ours, line = median(values), f"{name:40}{median(values):14.1f}"
        if other := found["DataTable"].get(name):
            line += f"{median(other):14.1f}{median(other) / max(ours, 0.1):8.1f}"
        print(line)


def main() -> None:
    """Measure, or be the program that is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--show", nargs=2, metavar=("TABLE", "FILE"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.show:
        ScaleApp(wanted.show[0], Path(wanted.show[1])).run()
    else:
        measure(wanted.rows, wanted.rounds, wanted.pages)


if __name__ == "__main__":
    main()
