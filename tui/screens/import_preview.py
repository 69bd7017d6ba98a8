"""What an import would change, shown before it; a key applies it, all or nothing."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from inventory.errors import ChampionError
from inventory.files.profiles import RegisterKind
from inventory.services.register import Applied
from tui.screens.import_jobs import Halt, Preview, Stopped, as_refusal, index_imported, write_plan
from tui.screens.import_rows import COLUMNS, DifferenceRows
from tui.screens.import_words import (
    Line,
    changes_nothing,
    folded,
    how_far,
    preview_lines,
    what_it_did,
    what_next,
)
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.mode_bar import ModeBar
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines, Tone

_LOW = 30
"""Lines of a screen on which a blank one is worth more as a row of the table."""


class ImportPreviewPage(Page[str | None]):
    """Gives a sentence on what was imported; None where it was left without a change."""

    WORD = "Import"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "i,I", "import_plan", "Import", key_display="I", id="preview.import",
            tooltip="Import what is shown",
        ),
        Binding(
            "l,L", "toggle_left", "Left", key_display="L", id="preview.left",
            tooltip="Keep people who are gone from the file, or record them as left",
        ),
        Binding(
            "escape", "leave", "Leave it", id="preview.leave",
            tooltip="Go back without a change, or stop the import",
        ),
    ]  # fmt: skip

    DEFAULT_CSS = """
    ImportPreviewPage #plan { padding: 0 3; margin: 1 0 0 0; }
    """

    table = getters.query_one(RecordTable)

    @dataclass
    class Progress(Message):
        """So many of all records are written."""

        done: int
        total: int

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts where several wait."""
            return isinstance(message, ImportPreviewPage.Progress)

    @dataclass
    class Imported(Message):
        """The plan is in the register."""

        applied: Applied

    @dataclass
    class Failed(Message):
        """The import was stopped or refused, or what was imported can't be indexed."""

        fault: ChampionError

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview
        self._rows = DifferenceRows(preview)
        self._mark_left = False
        self._halt: Halt | None = None
        """The import that goes on."""
        self._began = 0.0
        self._applied: Applied | None = None
        self._status: list[Line] = [what_next(preview.plan)]

    def content(self) -> ComposeResult:
        """What was read, what it would change, what goes on from here; each difference."""
        yield TextLines(id="plan")
        yield RecordTable(
            self._rows,
            COLUMNS,
            heading="Differences",
            empty="The file and the register say the same.",
            sort="what",
        )

    def on_mount(self) -> None:
        """Show it."""
        self._draw()

    def on_resize(self) -> None:
        """Fold the sentences anew."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Whether there is something to import, and people of whom to say that they left."""
        plan, waits = self._preview.plan, self._halt is None and self._applied is None
        if action == "import_plan":
            return waits and not changes_nothing(plan)
        if action == "toggle_left":
            return waits and plan.kind is RegisterKind.PEOPLE and bool(plan.gone)
        return True

    def action_toggle_left(self) -> None:
        """Keep people who are gone from the file, or record them as left."""
        self._mark_left = not self._mark_left
        self._draw()

    def action_import_plan(self) -> None:
        """Import what is shown, beside the work."""
        database = self.office.database.path
        assert database is not None, "an office in memory can't be written to from a thread"
        self._halt = Halt()
        self._began = self.office.clock.monotonic()
        plan = self._preview.plan
        self.show_progress(self.Progress(0, len(plan.new) + len(plan.changed) + len(plan.gone)))
        job = partial(self._import, self._halt, database)
        self.app.run_worker(job, thread=True, group="imports", exit_on_error=False)
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Stop the import that goes on; else go back."""
        if self._halt:
            self._halt.say()
            self._show_status([("Stopping…", "bold")])
        else:
            self.dismiss(what_it_did(self._applied) if self._applied else None)

    def _import(self, halt: Halt, database: Path) -> None:
        def tell(done: int, total: int) -> None:
            halt.obey()
            self.post_message(self.Progress(done, total))

        clock = self.office.clock
        try:
            applied = write_plan(database, clock, self._preview.plan, self._mark_left, tell)
            self.post_message(self.Imported(applied))
            index_imported(database, clock)
        except Exception as error:  # the outermost edge of the thread
            self.post_message(self.Failed(as_refusal(error)))

    @on(Progress)
    def show_progress(self, message: Progress) -> None:
        """Say how far the import is."""
        if self._halt and not self._halt.said:
            seconds = self.office.clock.monotonic() - self._began
            self._show_status(how_far(message.done, message.total, seconds))

    @on(Imported)
    def take_result(self, message: Imported) -> None:
        """Take up what was imported, and say what it was."""
        self._halt, self._applied = None, message.applied
        self.office.reload_settings()
        self.query_one(ModeBar).show_right(self.bar_text())
        self._show_status(
            [(f"✓ {what_it_did(message.applied)}", "ok")],
            [("Esc", "accent"), (" goes back", "plain")],
        )
        self.refresh_bindings()

    @on(Failed)
    def show_fault(self, message: Failed) -> None:
        """Say why it was not imported, and that nothing was changed."""
        if self._applied:
            self.show_strip((f"Not all of it is found by name yet: {message.fault.message}", "ask"))
            return
        self._halt = None
        tone: Tone = "plain" if isinstance(message.fault, Stopped) else "stop"
        self._show_status([(str(message.fault), tone)], what_next(self._preview.plan))
        self.refresh_bindings()

    @on(RecordTable.Opened)
    def show_whole_row(self, message: RecordTable.Opened) -> None:
        """Enter shows a row's detail over the whole width; it changes nothing."""
        message.stop()
        *_, name, detail = self._rows.rows([message.key])[message.key]
        self.show_strip((detail or name, "plain"))

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved differences are called: refused rows are saved, mended and imported."""
        return f"{Path(self._preview.plan.file).stem}-differences"

    def _show_status(self, *lines: Line) -> None:
        self._status = list(lines)
        self._draw()

    def _draw(self) -> None:
        width = self.size.width - 6
        open_yet = self._halt is None and self._applied is None
        lines = preview_lines(self._preview, self._mark_left if open_yet else None, width)
        lines += [*([[]] if self.size.height > _LOW else []), *folded(self._status, width)]
        plan = self.query_one("#plan", TextLines)
        plan.styles.height = len(lines)
        plan.show(lines)
