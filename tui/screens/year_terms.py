"""Who serves the school and served: a term is put down, and ended, here."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.rules.duties import Duty, Role
from inventory.rules.terms import Term
from inventory.services import calendar, terms
from inventory.services.terms import Served
from tui.screens.ask_text import AskTextScreen
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.screens.pick_page import PickPage
from tui.widgets.columns import Column
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.table_text import shown
from tui.widgets.text_lines import TextLines, Toned

COLUMNS = (
    Column("name", "Name", weight=1, priority=3, least=16),
    Column("role", "As", width=9, priority=2),
    Column("from", "From", width=10, priority=1),
    Column("to", "To", width=10, priority=1),
    Column("years", "Years", width=8, sortable=False, priority=2),
)


class TermsScreen(Page[None]):
    """A line for each term, those of today first; the years are those served by then."""

    WORD = "Who serves"
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("A", "add_term", "Add", "terms.add", "Put down that somebody serves this year"),
        letter_key("X", "end_term", "End", "terms.end", "End the marked term today"),
        letter_key("R", "remove_term", "Remove", "terms.remove", "Take back the marked term"),
        Binding("escape", "leave", "Back", id="terms.leave", tooltip="Back to the year"),
    ]
    DEFAULT_CSS = """
    TermsScreen #intro { height: 2; padding: 1 3 0 3; }
    TermsScreen RecordTable { height: 1fr; }
    """

    table = getters.query_one("#terms", RecordTable)

    def __init__(self) -> None:
        super().__init__()
        self._served: list[Served] = []
        self._rows = MemoryRows(COLUMNS, frozenset())

    def content(self) -> ComposeResult:
        """What it is for, and the terms."""
        words = "Years of service are counted by terms, a school year each."
        yield TextLines([[(words, "muted")]], id="intro")
        yield RecordTable(
            self._rows, COLUMNS, heading="Terms", empty="A puts down who serves this year.",
            sort="from", descending=True, id="terms",
        )  # fmt: skip

    def refresh_page(self) -> None:
        """Read again who serves."""
        self._served = terms.terms(self.office)
        # Downwards, those of one day stand the other way round than they are given.
        rows = {at: _cells(one) for at, one in enumerate(self._served)}
        self._rows.put(dict(reversed(rows.items())))
        self.table.refresh_rows()

    def action_add_term(self) -> None:
        """Ask who, then as what."""
        if self.refuses(Duty.SETTINGS):
            return
        year = calendar.school_year(self.office)[0]
        asked = AskTextScreen("Who serves the school?", f"From {year.in_words}.", "Ada Park")
        self.app.push_screen(asked, self._ask_role)

    def _ask_role(self, name: str | None) -> None:
        if name:
            self.app.push_screen(RoleScreen(name), partial(self._add_later, name))

    def _add_later(self, name: str, role: Role | None) -> None:
        """After the page has come back to the front, which clears its strip."""
        if role:
            self.call_later(self._do, lambda: terms.add(self.office, name, role), _serves)

    def action_end_term(self) -> None:
        """The marked term ends today, if that is meant; what was served counts."""
        if (one := self._marked()) is None or self.refuses(Duty.SETTINGS):
            return
        if not one.is_on:
            self.show_strip(
                ("Only a term that is on now can be ended. ", "ask"),
                ("R takes back a mistake.", "muted"),
            )
        elif one.term.end == self.office.clock.now().date():
            self.show_strip((f"{one.term.name} ends today already.", "muted"))
        else:
            self.app.push_screen(EndScreen(one.term), partial(self._end_later, one.term))

    def _end_later(self, term: Term, is_meant: bool | None) -> None:
        if is_meant:
            work = partial(terms.end, self.office, term.name, role=term.role, start=term.start)
            self.call_later(self._do, work, partial(_is_now, what="ends today"))

    def action_remove_term(self) -> None:
        """The marked term was put down by mistake."""
        if (one := self._marked()) is None or self.refuses(Duty.SETTINGS):
            return
        self.app.push_screen(RemoveScreen(one.term.name), partial(self._remove_later, one.term))

    def _remove_later(self, term: Term, is_meant: bool | None) -> None:
        if is_meant:
            work = partial(terms.remove, self.office, term.name, term.start, term.role)
            self.call_later(self._do, work, partial(_is_now, what="is taken back"))

    def _marked(self) -> Served | None:
        key = self.table.cursor_key
        return self._served[key] if key is not None and key < len(self._served) else None

    def _do(self, work: Callable[[], Term], words: Callable[[Term], str]) -> None:
        try:
            term = work()
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self.show_strip((f"{refused.message} ", "ask"), (refused.hint, "muted"))
            return
        self.refresh_page()
        self.show_strip(("✓ ", "ok"), (words(term), "plain"))

    @on(RecordTable.Opened, "#terms")
    def show_keys(self, message: RecordTable.Opened) -> None:
        """There is no more to a term than its line: say what can be done with it."""
        message.stop()
        self.show_strip(
            ("X", "accent"), (" ends it today, ", "plain"), ("R", "accent"),
            (" takes it back as if it had never been put down.", "plain"),
        )  # fmt: skip

    def action_leave(self) -> None:
        """Back to the year."""
        self.dismiss(None)


class RoleScreen(PickPage[Role]):
    """Asks as what somebody serves."""

    WORD = "Who serves"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._who = name

    def question(self) -> list[list[Toned]]:
        """Who it is about."""
        return [[(f"As what does {shown(self._who)} serve?", "bold")], []]

    def choices(self) -> list[tuple[str, str]]:
        """Both roles."""
        return [
            (Role.CHAMPION.value, "Champion   answers for the school's devices"),
            (Role.HELPER.value, "Helper     scans at the table"),
        ]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(Role(choice))


class EndScreen(PickPage[bool]):
    """Asks whether a term is to end today."""

    WORD = "Who serves"

    def __init__(self, term: Term) -> None:
        super().__init__()
        self._term = term

    def question(self) -> list[list[Toned]]:
        """Whose, and which last day it had."""
        return [
            [(f"Does this term of {shown(self._term.name)} end today?", "bold")],
            [(f"It was to run until {self._term.end}. What was served counts.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """Nothing is ended by a single Enter too many."""
        return [("no", "Leave it as it is"), ("yes", "End it today")]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(choice == "yes")


class RemoveScreen(PickPage[bool]):
    """Asks whether a term is to be taken back."""

    WORD = "Who serves"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._who = name

    def question(self) -> list[list[Toned]]:
        """Whose, and what becomes of the years."""
        return [
            [(f"Take back this term of {shown(self._who)}?", "bold")],
            [("It counts for no year any more.", "muted")],
            [("Whoever stops now: X ends the term, and it counts.", "muted")],
            [],
        ]

    def choices(self) -> list[tuple[str, str]]:
        """Nothing is taken back by a single Enter too many."""
        return [("no", "Leave it as it is"), ("yes", "Take it back: it was a mistake")]

    def picked(self, choice: str) -> None:
        """Enter picks."""
        self.dismiss(choice == "yes")


def _serves(term: Term) -> str:
    return f"{term.name} serves as {term.role.value}."


def _is_now(term: Term, what: str) -> str:
    return f"{term.name}'s term as {term.role.value} {what}."


def _cells(one: Served) -> tuple[str, ...]:
    term = one.term
    days = term.start.isoformat(), term.end.isoformat()
    return term.name, term.role.value, *days, one.in_words
