"""One paper as a table, to look through and to save as PDF, workbook or CSV."""

from asyncio import to_thread
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import (
    ChampionError,
    NotAllowed,
    NotFound,
    NotRecorded,
    SettingRefused,
    StoreRefused,
)
from inventory.rules.duties import Duty
from inventory.rules.phrases import count
from inventory.services import pages, paper_part, papers
from inventory.services.papers import Form, Kind, Paper
from tui.saving import documents
from tui.screens.import_words import folded
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.table_lines import UP
from tui.widgets.text_lines import TextLines, Toned

Make = Callable[..., Paper]
_MARGINS = 6
_SIZES = {"letter": "Letter", "a4": "A4"}
_WIDTHS = {
    "grade": 5, "homeroom": 10, "person": 9, "device": 13, "serial": 12, "kind": 8, "since": 10,
    "left_on": 10, "day": 10, "times": 13, "price": 12, "category": 11, "when": 11, "cause": 8,
}  # fmt: skip
_LEAST = {"name": 16, "what": 20, "with_it": 40, "place": 20, "condition": 11}
_WEIGHTS = {"with_it": 12}
_NO_TITLE = {"what": "What", "says": "On the slip"}
"""Of columns that have none on paper: a table needs a head."""
_FIRST_TO_STAY = (
    "name", "price", "device", "what", "says", "homeroom", "with_it", "cause", "condition", "place",
    "grade", "left_on", "day", "note", "when", "model", "person", "times", "since", "serial",
)  # fmt: skip
"""Where the width is short the last ones of these go first."""


class PaperPage(Page[None]):
    """The rows of a paper; E saves it, Enter opens the device."""

    WORD = "Paper"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("I", "turn_initials", "Initials", "paper.initials", "Last names as one letter"),
        letter_key("P", "turn_size", "Size", "paper.size", "What a PDF is printed on"),
        Binding("escape", "leave", "Back", id="paper.leave", tooltip="Back to the papers"),
    ]
    DEFAULT_CSS = """
    PaperPage #about { height: auto; padding: 1 3 0 3; }
    """

    def __init__(self, kind: Kind, make: Make, made: Paper) -> None:
        """A paper that was made, and is made anew each time that the page comes to the front."""
        super().__init__()
        self._kind, self._make, self._made = kind, make, made
        self._initials = False
        self._rows: MemoryRows | None = None
        self._saving = False
        self._shown: list[int] = []

    def content(self) -> ComposeResult:
        """What there is to know of it, and its rows."""
        yield TextLines(id="about")
        yield self._table()

    def refresh_page(self) -> None:
        """Make it again, of what is recorded now."""
        paper = self._read()
        self._fill(paper)
        self.query_one(RecordTable).refresh_rows()
        self._say_about(paper)
        self.refresh_bindings()

    def on_record_table_save_requested(self, message: RecordTable.SaveRequested) -> None:
        """E asks where to, and the name's end says what kind of file it is."""
        from tui.screens.save_as import SaveAsScreen

        message.stop()
        message.prevent_default()  # the table alone would be saved, as CSV
        if self._saving or (self._made.people and self.refuses(Duty.EXPORT)):
            return
        try:
            paper = self._as_shown()
        except NotAllowed as refused:
            self._say_refused(refused)
            return

        def answered(path: Path | None) -> None:
            # The page comes to the front first, which clears its strip.
            if path is not None:
                self.call_later(self._start, path)

        folder = documents()
        name = papers.free_path(folder / papers.file_name(paper)).name
        self.app.push_screen(SaveAsScreen(folder, name, "Save as .pdf, .xlsx or .csv"), answered)

    def on_record_table_narrowed(self) -> None:
        """With a filter the heading is of what it leaves."""
        self._say_about(self._made)

    @on(RecordTable.Opened)
    def open_device(self, message: RecordTable.Opened) -> None:
        """Enter on a row opens its device."""
        from tui.screens.device_page import DeviceScreen

        message.stop()
        keys = [column.key for column in self._made.columns]
        if "device" not in keys:
            self.show_strip(("Enter opens no device here. ", "ask"), ("E saves it.", "muted"))
            return
        label = papers.as_text(self._made.rows[message.key][keys.index("device")])
        try:
            page = pages.look_up(self.office, label)
        except NotFound as unknown:
            self.show_strip((f"{unknown.message} ", "ask"))
            return
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
            return
        if isinstance(page, pages.DevicePage):
            self.app.push_screen(DeviceScreen(page.device.device_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Initials are for what hangs on a door."""
        return action != "turn_initials" or self._kind is Kind.DOOR

    async def action_turn_initials(self) -> None:
        """Last names as one letter, or whole."""
        self._initials = not self._initials
        try:
            self._read()
        except StoreRefused:  # the table still has the columns of before
            self._initials = not self._initials
            raise
        await self.query_one(RecordTable).remove()  # it has other columns now
        await self.mount(self._table(), after="#about")
        self.refresh_page()
        self.query_one(RecordTable).focus()

    def action_turn_size(self) -> None:
        """Letter, or A4; kept for the next time."""
        size = "a4" if papers.remembered_paper(self.office) == "letter" else "letter"
        try:
            papers.remember_paper(self.office, size)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
            return
        self._say_about(self._made)

    def action_leave(self) -> None:
        """Back to the papers."""
        self.dismiss(None)

    def _table(self) -> RecordTable:
        paper = self._made
        self._shown = shown_of(paper)
        rows = [paper.cells(row) for row in paper.rows]
        columns = tuple(
            column_of(paper.in_files[at], [papers.as_text(row[at]) for row in rows])
            for at in self._shown
        )
        self._rows = MemoryRows(columns, frozenset({columns[0].name}))
        self._fill(paper)
        return RecordTable(
            self._rows, columns, heading=paper.title, id="paper", empty=paper.empty or "Nothing."
        )  # fmt: skip

    def _fill(self, paper: Paper) -> None:
        assert self._rows is not None
        rows = (paper.cells(row) for row in paper.rows)
        self._rows.put({
            number: tuple(papers.as_text(row[at]) for at in self._shown)
            for number, row in enumerate(rows)
        })  # fmt: skip

    def _read(self) -> Paper:
        """Make it anew; where that can't be any more, it stays as it was, and the strip says so."""
        make = partial(self._make, initials=True) if self._initials else self._make
        try:
            self._made = make(self.office)
        except (NotFound, SettingRefused) as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
        return self._made

    def _say_about(self, paper: Paper) -> None:
        size = _SIZES[papers.remembered_paper(self.office)]
        shown: list[Toned] = [(f"As PDF on {size} paper.", "muted")]
        if self._kind is Kind.DOOR:
            whole = "one letter" if self._initials else "whole"
            shown.append((f"  Last names: {whole}.", "muted"))
        said = [" · ".join(f"{label} {papers.as_text(value)}" for label, value in self._figures())]
        lines: list[list[Toned]] = folded(
            [[(line, "plain")] for line in (*said, *paper.lines) if line],
            self.size.width - _MARGINS,
        )
        about = self.query_one("#about", TextLines)
        about.styles.height = len(lines) + 2
        about.show([*lines, shown])

    def _figures(self) -> Sequence[paper_part.Figure]:
        """What the heading says: of the rows shown, where the filter leaves only some."""
        shown = self.query_one(RecordTable).row_keys
        if len(shown) == len(self._made.rows) or self._made.signs:
            return self._made.figures
        return paper_part.figures_of(self._made, [self._made.rows[at] for at in shown])

    def _start(self, path: Path) -> None:
        path = path if path.suffix else path.with_name(f"{path.name}.pdf")
        try:
            paper = self._as_shown()
            form = papers.form_of(path)
            papers.refuse(self.office, paper, path)
        except StoreRefused as fault:  # the file can't be read
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self._say_refused(refused)
            return
        self._saving = True
        rows, whole = len(paper.rows), len(self._made.rows)
        said = count(whole, "row")
        said = said if rows == whole else f"{rows:,} of {said}"
        self.show_strip((f"Drawing {said}…", "muted"))
        self.run_worker(self._save(paper, path, form, said), group="saving")

    def _as_shown(self) -> Paper:
        """The paper with the rows that the filter leaves; NotAllowed where that is no paper."""
        return paper_part.only(self._made, self.query_one(RecordTable).row_keys)

    async def _save(self, paper: Paper, path: Path, form: Form, rows: str) -> None:
        """Draw it beside the work, write it, and say so in the strip."""
        try:
            size = papers.remembered_paper(self.office)
            content = await to_thread(papers.draw, paper, form, size)
            papers.keep(self.office, paper, path, content)
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self._say_refused(refused)
            return
        finally:
            self._saving = False
        self.show_strip((f"✓ Saved {rows} to ", "ok"), (str(path), "plain"))

    def _say_refused(self, refused: ChampionError) -> None:
        self.show_strip((f"Nothing was saved. {refused.message} ", "stop"), (refused.hint, "muted"))


def shown_of(paper: Paper) -> list[int]:
    """Which columns have anything in them, and so have a place on the screen."""
    rows = [paper.cells(row) for row in paper.rows]
    every = range(len(paper.in_files))
    return [at for at in every if not rows or any(row[at] not in (None, "") for row in rows)]


def column_of(column: papers.Column, cells: Sequence[str]) -> Column:
    """A column of a paper, with what stands in it, as a table on the screen has it."""
    at = _FIRST_TO_STAY.index(column.key) if column.key in _FIRST_TO_STAY else len(_FIRST_TO_STAY)
    width = _WIDTHS.get(column.key, 0)
    title = column.title or _NO_TITLE[column.key]
    longest = max(map(cell_len, (f"{title} {UP}", *cells)))
    return Column(
        column.key, title, width=width, weight=0 if width else _WEIGHTS.get(column.key, 3),
        priority=len(_FIRST_TO_STAY) - at, align="right" if column.is_number else "left",
        least=min(_LEAST.get(column.key, 8), longest),
    )  # fmt: skip
