"""One file on its way into the register: a thread with an office of its own, and how to stop it."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from textual.message import Message
from textual.message_pump import MessagePump

from inventory.errors import ChampionError
from inventory.files.entries import Reading
from inventory.files.profiles import RegisterKind
from inventory.services import looking, refusals, register, upkeep
from inventory.services.looking import Look
from inventory.services.office import Office
from inventory.services.register import AS_TOLD
from tui.screens import import_messages as messages
from tui.screens.import_reading import Preview, about_rows, read_preview
from tui.screens.import_rows import DifferenceRows

_CLOSES_IN = 1.0
"""Seconds that closing the app waits for a thread; it ends with the app in any case."""


class Stopped(ChampionError):  # noqa: N818
    """A person stopped the work; nothing of it was kept."""


class Halt:
    """A wish to stop, said by the screen and asked for by the thread."""

    def __init__(self) -> None:
        self._said = Event()

    @property
    def said(self) -> bool:
        """Whether the thread is to stop."""
        return self._said.is_set()

    def say(self) -> None:
        """Ask the thread to stop at its next step."""
        self._said.set()

    def obey(self) -> None:
        """Raise Stopped where the screen asked for it."""
        if self._said.is_set():
            raise Stopped("Stopped.", "Nothing was changed.")


Work = Callable[[Office, Halt], None]


class ImportJob:
    """Reads a file as often as it is told to, applies it when it is told to, and then ends.

    What differs is held aside in the one office of the thread, which locks nothing of the database
    while the screen waits for a person's word.
    """

    def __init__(
        self, listener: MessagePump, database: Path, window: Office, kind: RegisterKind, file: Path
    ) -> None:
        self.listener = listener
        """The screen that hears what happens."""
        self.kind = kind
        self.file = file
        self._database = database
        self._window = window
        self._orders: SimpleQueue[Callable[[Office], None] | None] = SimpleQueue()
        self._halt = Halt()
        self._left = self._closing = False
        self._about = 0
        self._look: Look | None = None
        self._preview: Preview | None = None
        self.thread = Thread(
            # Not one of asyncio's own threads, which the app would wait for when it is left.
            target=copy_context().run, args=(self._run,), name=f"import {kind}", daemon=True
        )  # fmt: skip

    def start(self) -> None:
        """Look at the file and read it, if a profile fits."""
        self.read(AS_TOLD)
        self.thread.start()

    def read(self, reading: Reading) -> None:
        """Read the file as a person said; what was read before is forgotten."""
        self._order(partial(self._read, reading), messages.Refused)

    def apply(self, mark_left: bool) -> None:
        """Write what was read last, all or nothing; then make it findable, and end."""
        self._order(partial(self._apply, mark_left), messages.Failed)

    def save_refused(self, target: Path) -> None:
        """Write the rows that were refused into a file that is not there yet."""
        self._order(partial(self._save_refused, target), messages.NotSaved)

    def stop(self) -> None:
        """Stop what goes on; nothing of it is kept."""
        self._halt.say()

    @property
    def stopping(self) -> bool:
        """Whether what goes on was told to stop."""
        return self._halt.said

    def leave(self) -> None:
        """Stop what goes on, and end; nothing more is heard of it.

        What was imported already is still made findable before the end.
        """
        self._left = True
        self._halt.say()
        self._orders.put(None)

    def close(self) -> None:
        """The same, and at once: the app is closing, and the database with it."""
        self._closing = True
        self.leave()
        self.thread.join(_CLOSES_IN)

    def _order(self, work: Work, failed: Callable[["ImportJob", ChampionError], Message]) -> None:
        self._halt = halt = Halt()

        def tried(office: Office) -> None:
            try:
                work(office, halt)
            except Exception as error:  # the outermost edge of the thread
                self._post(failed(self, as_refusal(error)))

        self._orders.put(tried)

    def _run(self) -> None:
        try:
            office = Office.open(self._database, self._window.clock)
        except ChampionError as fault:
            self._post(messages.Refused(self, fault))
            return
        try:
            while order := self._orders.get():
                office.write_for(self._window)
                order(office)
        finally:
            office.close()

    def _read(self, reading: Reading, office: Office, halt: Halt) -> None:
        def tell(rows: int) -> None:
            halt.obey()
            self._post(messages.RowsRead(self, rows, self._about))

        if self._look is None:
            self._look = looking.look(office, self.kind, self.file)
            self._about = about_rows(self.file)
        if self._look.profile is None and reading.columns is None and reading.profile is None:
            self._post(messages.Unknown(self, self._look))
            return
        self._preview = read_preview(office, self.kind, self.file, self._look, reading, tell)
        self._post(messages.Ready(self, self._preview, DifferenceRows(self._preview)))

    def _apply(self, mark_left: bool, office: Office, halt: Halt) -> None:
        def tell(done: int, total: int) -> None:
            halt.obey()
            self._post(messages.Progress(self, done, total))

        assert self._preview is not None, "nothing was read yet"
        plan = self._preview.plan
        applied = register.apply(office, plan, mark_left=mark_left, progress=tell)
        self._post(messages.Imported(self, applied))
        # A piece at a time, so that scans come in between.
        while not self._closing and upkeep.index_some(office):
            pass
        self._orders.put(None)

    def _save_refused(self, target: Path, office: Office, _: Halt) -> None:
        assert self._preview is not None, "nothing was read yet"
        plan, reading = self._preview.plan, self._preview.reading
        rows = refusals.save_refused(office, plan, self.file, reading, target)
        self._post(messages.RefusedSaved(self, rows, target))

    def _post(self, message: Message) -> None:
        if not self._left:
            with suppress(RuntimeError):  # the app has just gone, and its loop with it
                self.listener.post_message(message)


def as_refusal(error: Exception) -> ChampionError:
    """An error at the edge of a thread as a sentence, for nobody else would hear of it."""
    if isinstance(error, ChampionError):
        return error
    return ChampionError(
        f"That failed ({type(error).__name__}).", "Nothing was changed. Try again."
    )
