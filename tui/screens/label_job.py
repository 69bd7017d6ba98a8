"""Labels laid out or drawn in a thread beside the work, and saving as every labels page does it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from textual import on
from textual.message import Message
from textual.message_pump import MessagePump

from inventory.errors import ChampionError, NotAllowed
from inventory.services import labels
from inventory.services.labels import Form
from inventory.text import safe
from tui.saving import documents
from tui.screens.page import Page
from tui.widgets.text_lines import Toned

_CLOSES_IN = 5.0
"""Seconds that closing the app waits for a file that is being written."""

Write = Callable[[Path, Form], tuple[Path, ...]]


class LabelJob:
    """Work of a thread; none of it may touch the database, which belongs to the app's thread."""

    @dataclass
    class Done(Message):
        """What came of it."""

        job: "LabelJob"
        result: Any

    @dataclass
    class Failed(Message):
        """Why nothing came of it."""

        job: "LabelJob"
        fault: ChampionError

    def __init__(
        self, listener: MessagePump, work: Callable[[], Any],
        undo: Callable[[Any], None] | None = None,
    ) -> None:  # fmt: skip
        """Begin; ``undo`` takes back what came of it, where the job is left before its end."""
        self._listener, self._work, self._undo = listener, work, undo
        self._left, self._result = False, None
        self._lock = Lock()
        self._thread = Thread(
            target=copy_context().run, args=(self._run,), name="labels", daemon=True
        )
        self._thread.start()

    def leave(self) -> None:
        """Nothing more is heard of it, and nothing is left of it."""
        with self._lock:
            self._left = True
            self._take_back()

    def wait(self) -> None:
        """The app is closing: let it end what it has begun, if that is soon."""
        self._thread.join(_CLOSES_IN)

    def _run(self) -> None:
        try:
            result = self._work()
        except ChampionError as fault:
            self._post(self.Failed(self, fault))
        except Exception as error:  # the outermost edge of the thread
            said = f"That failed ({type(error).__name__})."
            self._post(self.Failed(self, ChampionError(said, "Nothing was changed. Try again.")))
        else:
            with self._lock:
                self._result = result
                if self._left:
                    self._take_back()
            self._post(self.Done(self, result))

    def _take_back(self) -> None:
        if self._undo and self._result is not None:
            self._undo(self._result)

    def _post(self, message: Message) -> None:
        if not self._left:
            with suppress(RuntimeError):  # the app has just gone, and its loop with it
                self._listener.post_message(message)


@dataclass(frozen=True, slots=True)
class ToSave:
    """A file that is to be written."""

    stem: str
    """Its suggested name, without the day."""
    forms: tuple[Form, ...]
    doing: str
    """``Drawing 3,000 labels…``"""
    write: Write
    said: Callable[[tuple[Path, ...], Form], str]
    """What to say once it is there."""
    keep: Callable[[], None]
    """Keeps the settings for the next time."""
    refuse: Callable[[], None] = lambda: None
    """Raises why whoever is at the table by then may not have it written."""


class SavingPage(Page[None]):
    """A page that saves one file at a time; Esc stops that."""

    def __init__(self) -> None:
        super().__init__()
        self._saving: LabelJob | None = None
        self._file: ToSave | None = None
        self._form = Form.PDF
        self._folder: Path | None = None
        self._news: tuple[Toned, ...] = ()
        """What was to be said while another screen was in front."""

    def on_unmount(self) -> None:
        """The app is closing."""
        if self._saving:
            self._saving.wait()

    def refresh_page(self) -> None:
        """Say what came of the file meanwhile."""
        if self._news:
            self.show_strip(*self._news)
            self._news = ()
        elif self._saving and self._file:
            self._say_doing()

    def save_file(self, file: ToSave) -> None:
        """Ask for the name, whose end says what kind of file it is; then write it."""
        from tui.screens.save_as import SaveAsScreen

        if self._saving:
            self.show_strip(("The last file is still being written. Esc stops that.", "ask"))
            return
        folder = self._folder if self._folder and self._folder.is_dir() else documents()
        day = self.office.clock.now().date().isoformat()
        name = labels.free_path(folder / f"{file.stem}-{day}.pdf").name
        ends = " or ".join(f".{form}" for form in file.forms)

        def answered(path: Path | None) -> None:
            # The page comes to the front first, which clears its strip.
            if path is not None:
                self.call_later(self._start, file, path)

        self.app.push_screen(SaveAsScreen(folder, name, f"Save as {ends}"), answered)

    def show_saved(self, paths: tuple[Path, ...]) -> None:
        """Show where the file is, where one line has no room for that."""

    @property
    def is_saving(self) -> bool:
        """Whether a file is being written."""
        return self._saving is not None

    def stop_saving(self) -> None:
        """Leave the file; it is taken away again if it was just finished."""
        if self._saving:
            self._saving.leave()
            self._end()
            self._tell(("Stopped. Nothing was saved.", "plain"))

    def _start(self, file: ToSave, path: Path) -> None:
        ends = {form.value: form for form in file.forms}
        path = path if path.suffix else path.with_name(f"{path.name}.pdf")
        form = ends.get(path.suffix[1:].casefold())
        if form is None:
            named = " or ".join(f".{end}" for end in ends)
            said = f"Nothing was saved: a name can't end in {safe(path.suffix)[:12]} here. "
            self.show_strip((said, "stop"), (f"Let it end in {named}.", "muted"))
            return
        try:
            file.refuse()
        except NotAllowed as refused:
            said = f"Nothing was saved. {refused.message} "
            self.show_strip((said, "stop"), (refused.hint, "muted"))
            return
        except ChampionError as fault:
            self.champion.stop_scanning(fault)
            return
        self._file, self._form, self._folder = file, form, path.parent
        self._saving = LabelJob(self, lambda: file.write(path, form), _take_away)
        self._say_doing()
        self.refresh_bindings()

    @on(LabelJob.Done)
    def take_file(self, message: LabelJob.Done) -> None:
        """Say where it is, and keep the settings."""
        if message.job is self._saving and self._file:
            file = self._file
            self._end()
            try:
                file.keep()
            except ChampionError as fault:
                self.champion.stop_scanning(fault)
                return
            self.show_saved(message.result)
            self._tell(("✓ Saved ", "ok"), (file.said(message.result, self._form), "plain"))

    @on(LabelJob.Failed)
    def show_not_saved(self, message: LabelJob.Failed) -> None:
        """Say why not, and what to do."""
        if message.job is self._saving:
            self._end()
            fault = message.fault
            self._tell((f"Nothing was saved. {fault.message} ", "stop"), (fault.hint, "muted"))

    def _end(self) -> None:
        self._saving = self._file = None
        self.refresh_bindings()

    def _say_doing(self) -> None:
        if self._file:
            self.show_strip(
                (f"{self._file.doing}   ", "plain"), ("Esc", "accent"), (" stops it", "muted")
            )

    def _tell(self, *parts: Toned) -> None:
        if self.is_active:
            self.show_strip(*parts)
        else:
            self._news = parts


def _take_away(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
