"""What an import would change, shown before it; a key applies it, all or nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory.files.entries import Reading
from inventory.rules.phrases import count
from inventory.services.register import Applied
from tui.screens import import_messages as messages
from tui.screens.import_asking import ask, offered
from tui.screens.import_head import head_lines
from tui.screens.import_jobs import ImportJob, Stopped
from tui.screens.import_keys import IN_HELP_ONLY, NEEDS, PREVIEW_BINDINGS
from tui.screens.import_reading import Preview
from tui.screens.import_rows import COLUMNS, DifferenceRows, heading
from tui.screens.import_words import (
    Line,
    folded,
    importing_lines,
    reading_lines,
    refusal_lines,
    what_it_did,
    what_next,
)
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.mode_bar import ModeBar
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines, Tone

_LOW = 30
"""Lines of a screen on which a blank one is worth more as a row of the table."""
_ESC_GOES_BACK: Line = [("Esc", "accent"), (" goes back", "plain")]


class ImportPreviewPage(Page[Sequence[Line] | None]):
    """Gives what to say of what was done; None where it was left without a change."""

    WORD = "Import"
    LEFT_OUT = MODE_KEYS | IN_HELP_ONLY
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = PREVIEW_BINDINGS

    DEFAULT_CSS = """
    ImportPreviewPage #plan { padding: 0 3; margin: 1 0 0 0; }
    """

    table = getters.query_one(RecordTable)

    def __init__(self, job: ImportJob, preview: Preview, rows: DifferenceRows) -> None:
        """Show what the job has read; from now on it speaks to this page."""
        super().__init__()
        self._job = job
        job.listener = self
        self._preview = preview
        self._rows = rows
        self._mark_left = False
        self._goes_on = ""
        """What the job does just now: ``reading``, ``importing``, ``saving``, or nothing."""
        self._over = False
        """Whether nothing is left to be imported: it is done, or the file can't be read again."""
        self._applied: Applied | None = None
        self._began = 0.0
        self._status: list[Line] = [what_next(preview.plan)]

    def content(self) -> ComposeResult:
        """What was read, what it would change, what goes on from here; each difference."""
        yield TextLines(id="plan")
        yield RecordTable(
            self._rows, COLUMNS, heading=heading(self._preview.plan),
            empty="The file and the register say the same.", sort="what",
        )  # fmt: skip

    def on_mount(self) -> None:
        """Show it."""
        self._draw()

    def on_resize(self) -> None:
        """Fold the sentences anew."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a letter means something for this file, while nothing goes on."""
        needs = parameters[0] if action == "say" else NEEDS.get(action)
        return needs is None or (self._waits and needs in offered(self._preview))

    def action_toggle_left(self) -> None:
        """Keep people who are gone from the file, or record them as left."""
        self._mark_left = not self._mark_left
        self._draw()

    def action_say(self, what: str) -> None:
        """Ask for what may be said of the file, and read it again as was said."""
        ask(self.app, self.office, what, self._preview, self._read)

    def action_save_refused(self) -> None:
        """Ask where to, and save the refused rows, in the thread that has read them."""
        from tui.saving import free_name
        from tui.screens.save_as import SaveAsScreen

        folder = self._job.file.parent
        name = free_name(folder, f"{self._job.file.stem}-refused")
        self.app.push_screen(SaveAsScreen(folder, name), self._save_later)

    def action_import_plan(self) -> None:
        """Import what is shown, beside the work."""
        counts = self._preview.plan.counts
        self._begin("importing", *importing_lines(0, counts.new + counts.changed, 0.0))
        self._job.apply(self._mark_left)

    def action_leave(self) -> None:
        """Stop the import that goes on; else go back."""
        if self._goes_on == "importing":
            self._job.stop()
            self._show_status([("Stopping…", "bold")])
        elif self._goes_on == "saving":
            self.show_strip(("The refused rows are still being saved.", "ask"))
        elif self._goes_on == "reading":
            said = f"Stopped reading {self._preview.plan.file}. Nothing was changed."
            self.dismiss([[(said, "plain")]])
        else:
            self.dismiss([_done(self._applied)] if self._applied else None)

    @on(messages.RowsRead)
    def show_rows_read(self, message: messages.RowsRead) -> None:
        """Say how far the reading is."""
        if self._goes_on == "reading":
            self._show_status(
                *reading_lines(self._preview.plan.file, message.rows, message.about, self._seconds)
            )

    @on(messages.Ready)
    def take_preview(self, message: messages.Ready) -> None:
        """Show what it comes to, read as was said last."""
        self._preview = message.preview
        self._rows.take_over(message.rows)
        self._mark_left = False
        self.table.heading = heading(message.preview.plan)
        self.table.refresh_rows()
        self._end(what_next(message.preview.plan))

    @on(messages.Refused)
    def show_refusal(self, message: messages.Refused) -> None:
        """Say why the file can't be read again; there is nothing to import any more."""
        self._over = True
        self._end(*refusal_lines(message.fault), _ESC_GOES_BACK)

    @on(messages.Progress)
    def show_progress(self, message: messages.Progress) -> None:
        """Say how far the import is."""
        if self._goes_on == "importing" and not self._job.stopping:
            self._show_status(*importing_lines(message.done, message.total, self._seconds))

    @on(messages.Imported)
    def take_result(self, message: messages.Imported) -> None:
        """Take up what was imported, and say what it was."""
        self._over, self._applied = True, message.applied
        self.office.reload_settings()
        self.query_one(ModeBar).show_right(self.right_text())
        self._end(_done(message.applied), _ESC_GOES_BACK)

    @on(messages.Failed)
    def show_fault(self, message: messages.Failed) -> None:
        """Say why it was not imported, and that nothing was changed."""
        if self._applied:
            self.show_strip((f"Not all of it is found by name yet: {message.fault.message}", "ask"))
            return
        tone: Tone = "plain" if isinstance(message.fault, Stopped) else "stop"
        self._end([(str(message.fault), tone)], what_next(self._preview.plan))

    @on(messages.RefusedSaved)
    def show_saved(self, message: messages.RefusedSaved) -> None:
        """Say how many are where."""
        self._end()
        said = f"{count(message.rows, 'refused row')} to {message.target}"
        self.show_strip(("✓ Saved ", "ok"), (said, "plain"))

    @on(messages.NotSaved)
    def show_not_saved(self, message: messages.NotSaved) -> None:
        """Say why not, and what to do."""
        self._end()
        fault = message.fault
        self.show_strip((f"Nothing was saved. {fault.message} ", "stop"), (fault.hint, "muted"))

    @on(RecordTable.Opened)
    def show_whole_row(self, message: RecordTable.Opened) -> None:
        """Enter shows a row's detail over the whole width; it changes nothing."""
        message.stop()
        *_, name, detail = self._rows.rows([message.key])[message.key]
        self.show_strip((detail or name, "plain"))

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved differences are called."""
        return f"{Path(self._preview.plan.file).stem}-differences"

    @property
    def _waits(self) -> bool:
        """Whether it is the person's turn."""
        return not self._goes_on and not self._over

    def _read(self, reading: Reading) -> None:
        self._begin("reading", *reading_lines(self._preview.plan.file, 0, 0, 0.0))
        self._job.read(reading)

    def _save_later(self, target: Path | None) -> None:
        # The page comes to the front first, which clears its strip.
        if target is not None:
            self.call_later(self._save, target)

    def _save(self, target: Path) -> None:
        self._begin("saving", *self._status)
        self.show_strip(("Saving the refused rows…", "muted"))
        self._job.save_refused(target)

    def _begin(self, what: str, *status: Line) -> None:
        self._goes_on, self._began = what, self.office.clock.monotonic()
        self._show_status(*status)
        self.refresh_bindings()

    def _end(self, *status: Line) -> None:
        self._goes_on = ""
        self._show_status(*(status or self._status))
        self.refresh_bindings()

    @property
    def _seconds(self) -> float:
        return self.office.clock.monotonic() - self._began

    def _show_status(self, *lines: Line) -> None:
        self._status = list(lines)
        self._draw()

    def _draw(self) -> None:
        low, width = self.size.height <= _LOW, self.size.width - 6
        mark_left = self._mark_left if self._waits or self._goes_on == "saving" else None
        lines = head_lines(self._preview, mark_left, width, low=low)
        lines += [*([] if low else [[]]), *folded(self._status, width)]
        plan = self.query_one("#plan", TextLines)
        plan.styles.height = len(lines)
        plan.show(lines)


def _done(applied: Applied) -> Line:
    return [(f"✓ {what_it_did(applied)}", "ok")]
