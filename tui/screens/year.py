"""The year: its audits, sessions and deadlines in order, and who serves the school."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.rules.calendar import Entry, What, still_to_come, until
from inventory.rules.phrases import count, long_day
from inventory.services import calendar, terms
from tui.screens.memory_rows import MemoryRows
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.columns import Column
from tui.widgets.letter_keys import letter_key
from tui.widgets.record_table import RecordTable
from tui.widgets.table_text import fit, shown
from tui.widgets.text_lines import TextLines, Tone, Toned

if TYPE_CHECKING:
    from datetime import date

    from inventory.rules.school_year import SchoolYear
    from inventory.services.terms import Served

COLUMNS = (
    Column("on", "Day", width=15, priority=2),
    Column("title", "What", width=24, priority=2),
    Column("when", "When", width=14, sortable=False, priority=1),
    Column("about", "What for", weight=1, least=40),
)
_MOST_TERMS = 3
_NAME_WIDTH = 36


class YearScreen(Page[None]):
    """A line for each day of the year; Enter goes where it is done, or where it is set."""

    WORD = "Year"
    STAYS = False
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        letter_key("I", "save_ics", "Calendar", "year.ics", "Save it for your own calendar"),
        letter_key("T", "show_terms", "Terms", "year.terms", "Champions and helpers: who serves"),
        Binding("escape", "leave", "Back", id="year.leave", tooltip="Back to where you were"),
    ]
    DEFAULT_CSS = """
    YearScreen #coming { height: 3; padding: 1 3 0 3; }
    YearScreen RecordTable { height: 1fr; }
    YearScreen #about { height: 2; padding: 0 3; margin-top: 1; }
    YearScreen #terms { height: 3; padding: 0 3; }
    """

    table = getters.query_one("#days", RecordTable)

    def __init__(self) -> None:
        super().__init__()
        self._days: list[Entry] = []
        self._rows = MemoryRows(COLUMNS, frozenset({"on"}))

    def content(self) -> ComposeResult:
        """What comes next, the days, what the marked one is for, who serves."""
        yield TextLines(id="coming")
        yield RecordTable(
            self._rows, COLUMNS, heading="The year", empty="Ctrl+S sets the days of the year.",
            id="days",
        )  # fmt: skip
        yield TextLines(id="about")
        yield TextLines(id="terms")

    def refresh_page(self) -> None:
        """Read again which days there are and who serves; the cursor begins at what comes next."""
        first, today = not self._days, self.office.clock.now().date()
        self._days = calendar.entries(self.office)
        self._rows.put({at: _cells(one, today) for at, one in enumerate(self._days)})
        self.table.refresh_rows()
        coming = still_to_come(self._days, today)
        if first and coming:
            self.table.select_key(self._days.index(coming[0]))
        year, is_known = calendar.school_year(self.office)
        self.query_one("#coming", TextLines).show(
            _coming(coming, today, None if is_known else year)
        )
        self.query_one("#terms", TextLines).show(_serving(terms.terms(self.office)))

    def rows_name(self, table: RecordTable) -> str:  # noqa: ARG002
        """What the saved list is called."""
        return "year"

    @on(RecordTable.Highlighted, "#days")
    def show_about(self, message: RecordTable.Highlighted) -> None:
        """Say what the marked day is for, and where Enter leads."""
        message.stop()
        lines: list[list[Toned]] = []
        if message.key is not None and message.key < len(self._days):
            one = self._days[message.key]
            lead = f"Enter: the {'audits' if one.what is What.AUDIT else 'settings'}."
            lines = [[(one.about, "plain"), (f"  {lead}", "muted")]]
        self.query_one("#about", TextLines).show(lines)

    @on(RecordTable.Opened, "#days")
    def open_day(self, message: RecordTable.Opened) -> None:
        """Go where an audit is made; all other days are set in the settings."""
        message.stop()
        is_audit = self._days[message.key].what is What.AUDIT
        self.champion.action_show_mode("audit" if is_audit else "settings")

    def action_save_ics(self) -> None:
        """Ask where to, and write the calendar there."""
        from tui.saving import documents, free_name
        from tui.screens.save_as import SaveAsScreen

        folder = documents()
        stem = f"year-{calendar.school_year(self.office)[0].start.year}"
        title = "Save as iCalendar, for your own calendar"
        name = free_name(folder, stem, "ics")
        self.app.push_screen(SaveAsScreen(folder, name, title), self._save_later)

    def _save_later(self, path: Path | None) -> None:
        """After the page has come back to the front, which clears its strip."""
        if path is not None:
            self.call_later(self._save, path)

    def _save(self, path: Path) -> None:
        try:
            written = calendar.save_ics(self.office, path)
        except (NotRecorded, StoreRefused) as fault:
            self.champion.stop_scanning(fault)
        except ChampionError as refused:
            said = f"Nothing was saved. {refused.message} "
            self.show_strip((said, "stop"), (refused.hint, "muted"))
        else:
            self.show_strip(("✓ Saved ", "ok"), (f"{count(written, 'day')} to {path}", "plain"))

    def action_show_terms(self) -> None:
        """Show who serves and served; a term is put down there."""
        from tui.screens.year_terms import TermsScreen

        self.app.push_screen(TermsScreen())

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.dismiss(None)


def _cells(one: Entry, today: "date") -> tuple[str, ...]:
    weekday, number, month = long_day(one.on).split()
    said = until(one.on, today)
    if one.is_signed:
        said = "✓ signed"
    elif one.is_overdue:
        said = f"! {said}"
    return f"{weekday[:3]} {number:>2} {month[:3]} {one.on.year}", one.title, said, one.about


def _coming(coming: list[Entry], today: "date", assumed: "SchoolYear | None") -> list[list[Toned]]:
    """What comes next, and that nobody set the school year yet, where that is so."""
    tones: tuple[Tone, ...] = ("bold", "plain")
    lines: list[list[Toned]] = [
        [(f"{one.say(today)}.", "ask" if one.is_overdue else tone)]
        for one, tone in zip(coming, tones, strict=False)
    ]
    if assumed:
        del lines[1:]
        said = f" sets the school year. Assumed: {assumed.in_words}."
        lines.append([("Ctrl+S", "accent"), (said, "muted")])
    return lines


def _serving(served: "list[Served]") -> list[list[Toned]]:
    """Those who serve now, with their years; as many as have room."""
    now = [one for one in served if one.is_on]
    if not now:
        return [[("T", "accent"), (" puts down who serves this year.", "muted")]]
    shown_here = now if len(now) <= _MOST_TERMS else now[: _MOST_TERMS - 1]
    lines: list[list[Toned]] = []
    for at, one in enumerate(shown_here):
        label = "" if at else "Serving now"
        said = f"{one.term.role.value}, {_year_words(one.years)}"
        lines.append([
            (f"{label:<14}", "muted"), (f"{fit(shown(one.term.name), _NAME_WIDTH)} ", "bold"),
            (said, "plain"),
        ])  # fmt: skip
    if rest := len(now) - len(shown_here):
        lines.append([(f"{'':<14}and {rest} more: ", "muted"), ("T", "accent")])
    return lines


def _year_words(years: int) -> str:
    if not years:
        return "years not known"
    return "first year" if years == 1 else count(years, "year")
