"""The year in the app: where each day leads, the calendar's file, who serves; before the day."""

from pathlib import Path

import pytest
from icalendar import Calendar
from textual.widgets import Input, OptionList

from inventory.errors import ChampionError
from inventory.rules.before import What
from inventory.rules.duties import Operator, Role
from inventory.services import backups, calendar, terms
from inventory.services.office import Office
from inventory.store import events
from tests.tui.bursts import asked, until
from tests.tui.screens.sample_school import lines, page, says, shown, typed
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.audits import AuditsScreen
from tui.screens.before import BeforeScreen
from tui.screens.before_leads import LEADS
from tui.screens.lay_out import LayOutPage
from tui.screens.save_as import SaveAsScreen
from tui.screens.scanner_check import ScannerCheckScreen
from tui.screens.settings import SettingsScreen
from tui.screens.tables_page import TablesPage
from tui.screens.year import YearScreen
from tui.screens.year_terms import EndScreen, RemoveScreen, RoleScreen, TermsScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.record_table import RecordTable


def year(app: ChampionApp) -> RecordTable:
    """The days, with the cursor on one."""
    return page(app).query_one("#days", RecordTable)


async def open_page(app: ChampionApp, name: str, kind: type) -> None:
    """Open one of the pages."""
    app.action_show_page(name)
    await shown(kind, app)
    await until(lambda: bool(lines(app, "about")))


async def test_the_cursor_begins_at_what_comes_next_and_enter_goes_there(app: ChampionApp) -> None:
    """An audit is made under F4; any other day is set in the settings."""
    async with app.run_test() as pilot:
        await open_page(app, "year", YearScreen)
        days = calendar.entries(app.office)
        assert days[year(app).cursor_key or 0].key == "session-2026-12"
        assert "Champions' session, Tuesday 8 December, in 17 days." in lines(app, "coming")
        assert "Ctrl+S sets the school year" in lines(app, "coming")
        await typed(pilot, "enter")
        await shown(SettingsScreen, app)
        await typed(pilot, "f10")
        await open_page(app, "year", YearScreen)
        await typed(pilot, "down")
        await says(app, "about", "Enter: the audits.")
        await typed(pilot, "enter")
        await shown(AuditsScreen, app)


async def test_i_saves_the_calendar_and_nothing_is_written_over(
    app: ChampionApp, tmp_path: Path
) -> None:
    """The strip says where it went, or why it did not."""
    app.office.change_setting("year", "2026-08-24 to 2027-06-11")
    async with app.run_test() as pilot:
        await open_page(app, "year", YearScreen)
        await typed(pilot, "i")
        await asked(app, SaveAsScreen, Input)
        assert app.screen.query_one(Input).value == "year-2026.ics"
        await pilot.press("escape")
        await shown(YearScreen, app)
        path = tmp_path / "mine.ics"
        screen = app.screen
        assert isinstance(screen, YearScreen)
        screen._save_later(path)
        await says(app, "strip", f"✓ Saved 16 days to {path}")
        assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 16
        screen._save_later(path)
        await says(app, "strip", "Nothing was saved.")


async def test_a_term_is_put_down_ended_and_taken_back_by_keys(app: ChampionApp) -> None:
    """A name, a role; X asks and ends it today, once; R asks before it takes it back."""
    async with app.run_test() as pilot:
        await open_page(app, "year", YearScreen)
        assert "T puts down who serves" in lines(app, "terms")
        await typed(pilot, "t")
        await shown(TermsScreen, app)
        await typed(pilot, "a")
        await shown(AskTextScreen, app)
        await until(lambda: bool(app.screen.query(Input)))
        await typed(pilot, *"Ada", "enter")
        await shown(RoleScreen, app)
        await typed(pilot, "down", "enter")
        await says(app, "strip", "✓ Ada serves as helper.")
        await typed(pilot, "x")
        await shown(EndScreen, app)
        assert "It was to run until 2027-06-14." in lines(app, "question")
        await typed(pilot, "enter")
        await shown(TermsScreen, app)
        assert [one.term.end.isoformat() for one in terms.terms(app.office)] == ["2027-06-14"]
        await typed(pilot, "x")
        await shown(EndScreen, app)
        await typed(pilot, "down", "enter")
        await says(app, "strip", "✓ Ada's term as helper ends today.")
        written = events.count(app.office.database)
        await typed(pilot, "x")
        await says(app, "strip", "Ada ends today already.")
        with pytest.raises(ChampionError, match="ends on 2026-11-21 already"):
            terms.end(app.office, "Ada")
        assert events.count(app.office.database) == written
        (served,) = terms.terms(app.office)
        assert (served.term.end.isoformat(), served.years) == ("2026-11-21", 1)
        await typed(pilot, "r")
        await shown(RemoveScreen, app)
        assert "Whoever stops now: X ends the term, and it counts." in lines(app, "question")
        await typed(pilot, "enter")
        await shown(TermsScreen, app)
        assert terms.terms(app.office) == [served]
        await typed(pilot, "r")
        await shown(RemoveScreen, app)
        await typed(pilot, "down", "enter")
        await says(app, "strip", "✓ Ada's term as helper is taken back.")
        assert terms.terms(app.office) == []
        await typed(pilot, "escape")
        await shown(YearScreen, app)


async def test_a_helper_sees_the_year_and_changes_no_term(app: ChampionApp) -> None:
    """The strip says for whom that is."""
    terms.add(app.office, "Ada", Role.CHAMPION)
    app.office.operator = Operator("Bea", Role.HELPER)
    async with app.run_test() as pilot:
        await open_page(app, "year", YearScreen)
        assert "Ada" in lines(app, "terms")
        await typed(pilot, "t")
        await shown(TermsScreen, app)
        for key in "axr":
            page(app).show_strip()
            await typed(pilot, key)
            await says(app, "strip", "Bea is a helper")
            assert isinstance(app.screen, TermsScreen)
    assert len(terms.terms(app.office)) == 1


def mark(app: ChampionApp, what: What) -> None:
    """Put the cursor on a line."""
    screen = app.screen
    assert isinstance(screen, BeforeScreen)
    at = [one.what for one in screen._found].index(what)
    screen.query_one(OptionList).highlighted = at


async def test_the_look_begins_at_the_worst_and_each_line_leads_somewhere(
    app: ChampionApp,
) -> None:
    """Its key is said at its end; Enter goes there, and Esc or Home leads back."""
    leads = {
        What.SCANNER: ScannerCheckScreen, What.TABLES: TablesPage, What.LAID_OUT: LayOutPage,
    }  # fmt: skip
    async with app.run_test() as pilot:
        await open_page(app, "before", BeforeScreen)
        assert lines(app, "state").startswith("✗ 1 thing would stop the line")
        assert lines(app, "about").startswith("Last backup: there is none yet.")
        assert ("⏎", "Open") in app.screen.query_one(KeyBar).keys
        for what, screen in leads.items():
            mark(app, what)
            await says(app, "about", what.value)
            await typed(pilot, "enter")
            await shown(screen, app)
            await typed(pilot, "escape")
            await shown(BeforeScreen, app)
        mark(app, What.LAPTOP)
        await says(app, "about", "This laptop")
        await typed(pilot, "enter")
        await says(app, "strip", "Nothing in the app changes this.")
        mark(app, What.SECOND)
        await says(app, "about", "Second backups")
        await typed(pilot, "enter")
        await shown(SettingsScreen, app)


async def test_looking_again_sees_what_was_done(app: ChampionApp) -> None:
    """R; so does coming back from another screen."""
    async with app.run_test() as pilot:
        await open_page(app, "before", BeforeScreen)
        back_up(app.office)
        await typed(pilot, "r")
        await says(app, "state", "! 3 things to see to.")
        await says(app, "about", "Last backup: at 09:00.")


def back_up(office: Office) -> None:
    """As the app does by itself."""
    assert backups.back_up_by_itself(office)


def test_each_lead_is_a_screen_of_the_app() -> None:
    """What leads to a big screen or a page names one that there is."""
    from tui.modes import MODES
    from tui.pages import PAGES

    for lead in LEADS.values():
        assert lead.to in ("scanner", "backup", "tables") or lead.name in {*MODES, *PAGES}
    assert set(What) - set(LEADS) == {What.LAPTOP}
