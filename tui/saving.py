"""A table's rows as a CSV file: where to, under which name, and what came of it."""

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inventory.errors import ChampionError, NotRecorded
from inventory.files.spreadsheet import write_csv
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from tui.widgets.record_table import RecordTable
from tui.widgets.row_source import RowSource

if TYPE_CHECKING:
    from tui.screens.page import Page

CHUNK = 500
"""Rows that are read at once; between two chunks keys and scans have their turn."""

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST, _MOST_BYTES = 60, 120
"""Characters and bytes of a name without number and ending: file systems take 143 bytes or more."""
_DAY = 11
"""Characters at the end that stay where a name is cut: ``-2026-11-21``."""


def save_table(page: "Page[Any]", table: RecordTable) -> None:
    """Ask for the file, suggesting a name that is free; then write the rows shown.

    The rows are those that match when it is asked for, every column of them, hidden ones too.
    """
    from tui.screens.save_as import SaveAsScreen

    if page.refuses(Duty.EXPORT):
        return
    keys, source = table.row_keys[:], table.source
    titles = [column.title for column in table.columns]

    def answered(path: Path | None) -> None:
        # The page comes to the front first, which clears its strip.
        if path is not None:
            page.call_later(start, path)

    def start(path: Path) -> None:
        page.run_worker(_save(page, path, titles, keys, source), group="saving")

    folder = documents()
    today = page.office.clock.now().date().isoformat()
    name = free_name(folder, f"{page.rows_name(table)}-{today}")
    page.app.push_screen(SaveAsScreen(folder, name), answered)


def documents() -> Path:
    """The user's folder for documents; their home where there is none."""
    from platformdirs import user_documents_path

    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()


def free_name(folder: Path, stem: str, ending: str = "csv") -> str:
    """``devices-2026-11-21.csv``, or with ``-2`` and so on where there is such a file already.

    A name that is too long for a file is cut before its day.
    """
    stem = _cut(_NOT_IN_NAMES.sub("-", stem))
    name, number = f"{stem}.{ending}", 1
    while (folder / name).exists():
        number += 1
        name = f"{stem}-{number}.{ending}"
    return name


def _cut(stem: str) -> str:
    if len(stem) <= _LONGEST and len(stem.encode()) <= _MOST_BYTES:
        return stem
    head, day = stem[:-_DAY][: _LONGEST - _DAY], stem[-_DAY:]
    room = max(_MOST_BYTES - len(day.encode()), 0)
    return head.encode()[:room].decode(errors="ignore") + day


async def _save(
    page: "Page[Any]", path: Path, titles: Sequence[str], keys: Sequence[int], source: RowSource
) -> None:
    """Read chunk by chunk, write the file, and say so in the strip."""
    from inventory.services import export_log

    def said(done: int) -> None:
        page.show_strip((f"Saving {done:,} of {len(keys):,} rows…", "muted"))

    try:
        page.office.refuse_helper(Duty.EXPORT)  # somebody else may have sat down meanwhile
        rows = await _all_rows(keys, source, said)
        written = write_csv(path, titles, rows, for_spreadsheet=True)
        export_log.log(page.office, "list", path, written)
    except NotRecorded as fault:
        page.champion.stop_scanning(fault)
        return
    except ChampionError as refused:
        page.show_strip((f"Nothing was saved. {refused.message} ", "stop"), (refused.hint, "muted"))
        return
    page.show_strip(("✓ Saved ", "ok"), (f"{count(written, 'row')} to {path}", "plain"))


async def _all_rows(
    keys: Sequence[int], source: RowSource, said: Callable[[int], None]
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        cells = source.rows(chunk)
        rows += [cells[key] for key in chunk if key in cells]
        said(len(rows))
        await asyncio.sleep(0)
    return rows
