"""Import: what the district says exists, from a file, previewed before anything is written."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.errors import ChampionError
from inventory.files.profiles import RegisterKind
from inventory.services import register
from inventory.text import safe
from tui.screens.import_jobs import Halt, Preview, as_refusal, read_preview
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.import_words import KINDS, folded, last_time
from tui.screens.page import Page
from tui.widgets.text_lines import TextLines, Toned

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

    @dataclass
    class RowsRead(Message):
        """So many rows of the file are read."""

        halt: Halt
        rows: int

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts where several wait."""
            return isinstance(message, ImportsScreen.RowsRead)

    @dataclass
    class Ready(Message):
        """The file is read and compared."""

        halt: Halt
        preview: Preview

    @dataclass
    class Refused(Message):
        """The file can't be read."""

        halt: Halt
        fault: ChampionError

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.home()
        self._file = ""
        self._halt: Halt | None = None
        """The reading that goes on."""
        self._ready: Preview | None = None
        """What was read while another screen was in front."""

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

    def refresh_page(self) -> None:
        """Read again when each kind was imported; show what was read meanwhile."""
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
        if self._ready:
            preview, self._ready = self._ready, None
            self.call_later(self._show_preview, preview)

    @on(OptionList.OptionSelected, "#kinds")
    def choose_file(self, message: OptionList.OptionSelected) -> None:
        """Ask for the file of this kind."""
        message.stop()
        if self._halt:
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
        self._halt = Halt()
        self._say([(f"Reading {self._file}…", "bold"), *_ESC_STOPS])
        job = partial(self._read, self._halt, database, kind, path)
        self.app.run_worker(job, thread=True, group="imports", exit_on_error=False)
        self.refresh_bindings()

    def _read(self, halt: Halt, database: Path, kind: RegisterKind, path: Path) -> None:
        def tell(rows: int) -> None:
            halt.obey()
            self.post_message(self.RowsRead(halt, rows))

        try:
            preview = read_preview(database, self.office.clock, kind, path, tell)
        except Exception as error:  # the outermost edge of the thread
            self.post_message(self.Refused(halt, as_refusal(error)))
        else:
            self.post_message(self.Ready(halt, preview))

    @on(RowsRead)
    def show_rows_read(self, message: RowsRead) -> None:
        """Say how far the reading is."""
        if message.halt is self._halt:
            rows = f"{message.rows:,} rows so far"
            self._say([(f"Reading {self._file}…  {rows}", "bold"), *_ESC_STOPS])

    @on(Refused)
    def show_refusal(self, message: Refused) -> None:
        """Say why the file can't be read, and what to do."""
        if message.halt is self._halt:
            self._end_reading()
            fault = message.fault
            self._say([(f"✗ {fault.message}", "stop")], [(fault.hint, "plain")], [], _HOW)

    @on(Ready)
    def take_preview(self, message: Ready) -> None:
        """Show the preview; later, where another screen is in front."""
        if message.halt is not self._halt:
            return
        self._end_reading()
        if self.is_active:
            self._show_preview(message.preview)
        else:
            self._say([(f"{self._file} is read.", "ok")])
            self._ready = message.preview

    def _show_preview(self, preview: Preview) -> None:
        self._say(_HOW)
        self.app.push_screen(ImportPreviewPage(preview), self._show_result)

    def _show_result(self, done: str | None) -> None:
        """What the preview led to, as a sentence; empty where it was left."""
        said: list[Toned] = [(f"✓ {done}", "ok")] if done else [("Nothing was changed.", "muted")]
        self._say(said, [], _HOW)

    def action_stop_reading(self) -> None:
        """Stop reading the file."""
        if self._halt:
            self._halt.say()
            self._end_reading()
            stopped = f"Stopped reading {self._file}. Nothing was changed."
            self._say([(stopped, "plain")], [], _HOW)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There is something to stop only while a file is read."""
        return action != "stop_reading" or self._halt is not None

    def _end_reading(self) -> None:
        self._halt = None
        self.refresh_bindings()

    def _say(self, *lines: list[Toned]) -> None:
        width = self.size.width - 6
        self.query_one("#said", TextLines).show(folded(lines, width))


_HOW: list[Toned] = [
    ("Enter", "accent"),
    (" chooses the file: CSV or text, as the district's system exports it.", "muted"),
]
_ESC_STOPS: list[Toned] = [("   Esc", "accent"), (" stops it", "plain")]
