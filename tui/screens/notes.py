"""Notes for IT: the list, one more, one less."""

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.rules.duties import Duty
from inventory.rules.it_notes import kind_words, tally
from inventory.rules.phrases import count, day
from inventory.services import it_notes
from inventory.services.it_notes import Listed, Note
from tui.screens.memory_rows import Cells, MemoryRows
from tui.screens.note_asking import Answers, WithdrawScreen, ask_note, broken
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.table_text import head, shown
from tui.widgets.text_lines import TextLines, Toned

COLUMNS = (
    Column("when", "Date", width=10, priority=4),
    Column("kind", "Kind", width=19, priority=3),
    Column("about", "About", weight=2, least=10, priority=2),
    Column("people", "People", width=6, align="right", sortable=False, priority=1),
    Column("text", "Note", weight=5, least=16, priority=5),
)
_EMPTY = "Nothing is noted for IT yet. A writes the first note."
_MARGINS = 6
_MOST_LINES = 4
_MORE = "  Enter: all of it."
_LEAST = 10


class ItNotesScreen(Page[None]):
    """The notes, the newest first; the marked one stands below in full."""

    WORD = "Notes for IT"
    STAYS = False
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("A", "add_note", "Add", "notes.add", "Write a note for IT down"),
        letter_key("W", "withdraw_note", "Withdraw", "notes.withdraw", "Take the marked note back"),
        Binding(
            "ctrl+z", "undo", "Undo", id="notes.undo", show=False,
            tooltip="Undo what was done last on this page",
        ),
        Binding("escape", "leave", "Back", id="notes.leave", tooltip="Back to where you were"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    ItNotesScreen RecordTable { height: 1fr; }
    ItNotesScreen #note { height: 6; padding: 1 3 0 3; }
    """

    table = getters.query_one(RecordTable)

    def __init__(self) -> None:
        super().__init__()
        self._rows = MemoryRows(COLUMNS, frozenset({"when"}))
        self._found: dict[int, Listed] = {}
        self._done: list[tuple[Callable[[Note], None], Note]] = []
        """What was done since the page was opened: how each is undone, and the note."""

    def content(self) -> ComposeResult:
        """The table, and the marked note in full."""
        with self.champion.stopping_at_faults():
            self._read()
        yield RecordTable(
            self._rows, COLUMNS, heading="Notes for IT", empty=_EMPTY, sort="when",
            descending=True, id="notes-for-it",
        )  # fmt: skip
        yield TextLines(id="note")

    def refresh_page(self) -> None:
        """Read the notes again."""
        self._read()
        self.table.refresh_rows()
        self._show_marked(self.table.cursor_key)

    def _read(self) -> None:
        """In the order of their days, and of two on one day the one that was written first."""
        found = sorted(it_notes.notes(self.office), key=lambda one: (one.note.on, one.number))
        self._found = {one.number: one for one in found}
        self._rows.put({number: _cells(one.note) for number, one in self._found.items()})

    @on(RecordTable.Highlighted)
    def show_note(self, message: RecordTable.Highlighted) -> None:
        """The whole text of the marked note."""
        message.stop()
        self._show_marked(message.key)

    def on_resize(self) -> None:
        """Break its lines anew."""
        if self.is_mounted:
            self._show_marked(self.table.cursor_key)

    def _show_marked(self, key: int | None) -> None:
        one = self._found.get(key) if key is not None else None
        width = max(self.size.width - _MARGINS, 20)
        lines = _in_full(one, width, self) if one else self._in_all()
        self.query_one("#note", TextLines).show(lines)

    def _in_all(self) -> list[list[Toned]]:
        if not self._found:
            return [[("They go to IT with the next packet. Write no student's name.", "muted")]]
        kinds = Counter(one.note.kind for one in self._found.values())
        return [[(f"{tally(kinds)}.", "muted")]]

    @on(RecordTable.Opened)
    def open_note(self, message: RecordTable.Opened) -> None:
        """Enter does what W does: nothing else can be done with a note."""
        message.stop()
        self.action_withdraw_note()

    def action_add_note(self) -> None:
        """Ask for it, part by part."""
        if not self.refuses(Duty.NOTES):
            ask_note(self, lambda said: self._after(self._keep, said))

    def _keep(self, said: Answers) -> None:
        one = it_notes.add(
            self.office, said.kind, said.text, about=said.about, people=said.people, on=said.on
        )
        self._done.append((self._take_back, one.note))
        self._show_one(one)
        words = kind_words(one.note.kind)
        self.show_strip((f"✓ Noted: {words}. ", "ok"), ("The next packet brings it.", "muted"))

    def _show_one(self, one: Listed) -> None:
        self.refresh_page()
        self.table.select_key(one.number)

    def action_withdraw_note(self) -> None:
        """Take the marked note back, once more asked."""
        one = self._found.get(self.table.cursor_key or 0)
        if one is None or self.refuses(Duty.NOTES):
            return
        asked = WithdrawScreen(one.note, self.office.clock.now().date())
        self.app.push_screen(
            asked, lambda yes: self._after(self._withdraw, one.note) if yes else None
        )

    def _withdraw(self, note: Note) -> None:
        self._take_back(note)
        self._done.append((self._put_back, note))
        self.show_strip(
            (f"✓ Withdrawn: {kind_words(note.kind)}. ", "ok"), ("Ctrl+Z puts it back.", "muted")
        )

    def _take_back(self, note: Note) -> None:
        it_notes.withdraw(self.office, note.event_id)
        self.refresh_page()
        self.show_strip((f"✓ Withdrawn: {kind_words(note.kind)}.", "ok"))

    def _put_back(self, note: Note) -> None:
        again = it_notes.put_back(self.office, note)
        self._done = [(undo, again.note if one == note else one) for undo, one in self._done]
        self._show_one(again)
        said = f"✓ It is on the list again: {kind_words(note.kind)}. "
        self.show_strip((said, "ok"), ("The next packet brings it.", "muted"))

    def action_undo(self) -> None:
        """Undo what was done last on this page: a note that was withdrawn, or written."""
        if self.refuses(Duty.NOTES):
            return
        if not self._done:
            self.show_strip(("Nothing was done on this page since it was opened.", "ask"))
            return
        self._after(self._undo, len(self._done) - 1)

    def _undo(self, at: int) -> None:
        if at >= len(self._done):  # Ctrl+Z was pressed again before it was done
            return
        undo, note = self._done.pop()
        try:
            undo(note)
        except NotRecorded:
            self._done.append((undo, note))
            raise

    def _after(self, act: Callable[[Any], None], what: object) -> None:
        """Do it once this page is in front again, which clears its strip."""

        def do() -> None:
            try:
                act(what)
            except (NotRecorded, StoreRefused) as fault:
                self.champion.stop_scanning(fault)
            except ChampionError as refused:
                self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))

        self.call_later(do)

    def action_leave(self) -> None:
        """Back to where one was."""
        self.dismiss(None)


def _cells(note: Note) -> Cells:
    people = "" if note.people is None else f"{note.people:,}"
    return (note.on, kind_words(note.kind), note.about, people, note.text)


def _in_full(one: Listed, width: int, page: Page[None]) -> list[list[Toned]]:
    """Its head, and as much of its text as there is room for."""
    note = one.note
    people = count(note.people, "person", "people") if note.people is not None else ""
    on = day(note.on, page.office.clock.now().date())
    by = f" · by {shown(note.by)}" if note.by else ""
    others = " · ".join(filter(None, (kind_words(note.kind), on, people))) + by
    about = head(shown(note.about), max(width - cell_len(f"{others} · "), _LEAST))
    title = " · ".join(filter(None, (kind_words(note.kind), on, about, people)))
    return [[(title, "bold"), (by, "muted")], *_text(shown(note.text), width)]


def _text(text: str, width: int) -> list[list[Toned]]:
    """The text in a few lines; where it has more, which key shows them."""
    lines = broken(text, width, _MOST_LINES + 1)
    if len(lines) <= _MOST_LINES:
        return [[(line, "plain")] for line in lines]
    *kept, last, more = lines
    cut = head(f"{last} {more}", width - len(_MORE))
    shown_here: list[list[Toned]] = [[(line, "plain")] for line in kept]
    return [*shown_here, [(cut, "plain"), (_MORE, "muted")]]
