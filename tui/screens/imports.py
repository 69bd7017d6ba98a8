"""Import: what the district says exists, from a file, previewed before anything is written."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.files.entries import Reading
from inventory.files.profiles import RegisterKind
from inventory.services import register
from inventory.services.looking import Look
from inventory.text import safe
from tui.screens import import_messages as messages
from tui.screens.import_columns import ColumnChoice, other_kind
from tui.screens.import_jobs import ImportJob
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.import_words import (
    KINDS,
    Line,
    folded,
    last_time,
    reading_lines,
    refusal_lines,
)
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines

_NAME_WIDTH = 32


class ImportsScreen(Page[None]):
    """What can be imported, and when it was imported last; Enter asks for the file."""

    WORD = "Import"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_reading", "Stop", id="imports.stop", tooltip="Stop reading"),
    ]

    DEFAULT_CSS = """
    ImportsScreen #intro { height: 4; padding: 1 3; }
    ImportsScreen #kinds { height: auto; }
    ImportsScreen #kinds:focus { background-tint: $background 0%; }
    ImportsScreen #said { padding: 1 3; }
    """

    kinds = getters.query_one("#kinds", OptionList)

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.home()
        self._file = ""
        self._job: ImportJob | None = None
        """The reading that goes on here."""
        self._jobs: list[ImportJob] = []
        """All that are not over; one that was left may still make findable what it imported."""
        self._began = 0.0
        self._next: Callable[[], None] | None = None
        """What follows on a reading that ended while another screen was in front."""

    def content(self) -> ComposeResult:
        """What an import is, the three kinds, what came of it."""
        yield TextLines(
            [
                [("Take over the district's files: people first, then devices.", "plain")],
                [("You see what would change before anything is written.", "muted")],
            ],
            id="intro",
        )
        yield OptionList(id="kinds")
        yield TextLines([_HOW], id="said")

    def on_unmount(self) -> None:
        """The app is closing: no thread stays behind."""
        for job in self._jobs:
            job.close()

    def refresh_page(self) -> None:
        """Read again when each kind was imported; go on with what was read meanwhile."""
        now = self.office.clock.now()
        imports = register.last_imports(self.office)
        at = self.kinds.highlighted or 0
        self.kinds.set_options(
            Option(
                Content(title.ljust(_NAME_WIDTH) + safe(last_time(kind, imports[kind], now))),
                id=kind.value,
            )
            for kind, title in KINDS
        )
        self.kinds.highlighted = at
        if self._next:
            follows, self._next = self._next, None
            self.call_later(follows)

    @on(OptionList.OptionSelected, "#kinds")
    def choose_file(self, message: OptionList.OptionSelected) -> None:
        """Ask for the file of this kind."""
        message.stop()
        if self._job:
            self.show_strip((f"{self._file} is still being read. Esc stops that.", "ask"))
            return
        from tui.screens.pick_file import PickFileScreen

        kind, title = KINDS[message.option_index]
        self.app.push_screen(
            PickFileScreen(self._folder, title),
            lambda path: self.read_file(kind, path) if path else None,
        )

    def read_file(self, kind: RegisterKind, path: Path) -> None:
        """Read a file and compare it with the register, beside the work; then show the preview."""
        database = self.office.database.path
        assert database is not None, "an office in memory can't be read from a thread"
        self._folder, self._file = path.parent, safe(path.name)
        job = ImportJob(self, database, self.office, kind, path)
        self._jobs = [*(one for one in self._jobs if one.thread.is_alive()), job]
        self._begin(job)
        job.start()

    @on(messages.RowsRead)
    def show_rows_read(self, message: messages.RowsRead) -> None:
        """Say how far the reading is."""
        if message.job is self._job:
            seconds = self.office.clock.monotonic() - self._began
            self._say(*reading_lines(self._file, message.rows, message.about, seconds))

    @on(messages.Refused)
    def show_refusal(self, message: messages.Refused) -> None:
        """Say why the file can't be read, and what to do."""
        if message.job is self._job:
            self._end()
            message.job.leave()
            self._say(*refusal_lines(message.fault), [], _HOW)

    @on(messages.Unknown)
    def take_unknown(self, message: messages.Unknown) -> None:
        """Ask which column is which."""
        if message.job is self._job:
            self._end()
            self._go_on(lambda: self._ask_columns(message.job, message.look))

    @on(messages.Ready)
    def take_preview(self, message: messages.Ready) -> None:
        """Show what the file would change."""
        if message.job is self._job:
            self._end()
            self._go_on(lambda: self._show_preview(message))

    def _go_on(self, follows: Callable[[], None]) -> None:
        """Go on with it; later, where another screen is in front."""
        if self.is_active:
            follows()
        else:
            self._say([(f"{self._file} is read.", "ok")])
            self._next = follows

    def _ask_columns(self, job: ImportJob, look: Look) -> None:
        from tui.screens.import_mapping import ImportMappingPage

        def said(answer: Reading | RegisterKind | None) -> None:
            if isinstance(answer, Reading):
                self._begin(job)
                job.read(answer)
                return
            job.leave()
            self._say([("Nothing was changed.", "muted")], [], _HOW)
            if answer is not None:
                self.read_file(answer, job.file)

        self._say(_HOW)
        choice, other = ColumnChoice(job.kind, look), other_kind(job.kind, look)
        self.app.push_screen(ImportMappingPage(choice, other=other), said)

    def _show_preview(self, message: messages.Ready) -> None:
        job = message.job

        def left(said: Sequence[Line] | None) -> None:
            job.leave()
            self._say(*(said or [[("Nothing was changed.", "muted")]]), [], _HOW)

        self._say(_HOW)
        self.app.push_screen(ImportPreviewPage(job, message.preview, message.rows), left)

    def action_stop_reading(self) -> None:
        """Stop reading the file."""
        if self._job:
            self._job.leave()
            self._end()
            stopped = f"Stopped reading {self._file}. Nothing was changed."
            self._say([(stopped, "plain")], [], _HOW)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There is something to stop only while a file is read."""
        return action != "stop_reading" or self._job is not None

    def _begin(self, job: ImportJob) -> None:
        self._job, self._began = job, self.office.clock.monotonic()
        self._say(*reading_lines(self._file, 0, 0, 0.0))
        self.refresh_bindings()

    def _end(self) -> None:
        self._job = None
        self.refresh_bindings()

    def _say(self, *lines: Line) -> None:
        width = self.size.width - 6
        self.query_one("#said", TextLines).show(folded(lines, width))


_HOW: Line = [
    ("Enter", "accent"),
    (" chooses the file: CSV, text, Excel, or OneRoster's .zip.", "muted"),
]
