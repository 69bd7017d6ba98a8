"""Pictures of the tables: who delivered, a new table, the stop of a claim.

After a change that is meant: ``pytest tests/tui/test_tables_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from inventory.errors import ChampionError
from inventory.journal.vector import Span
from inventory.services import tables
from inventory.services.claims import Refused
from inventory.services.exchange import Exchanged
from inventory.services.office import Office
from inventory.services.tables import TableState
from inventory.store import events
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver
from tests.tui.screens.sample_school import sample_app, shown, typed
from tui import sharing_answer, sharing_words
from tui.app import ChampionApp
from tui.screens.tables_page import TablesPage
from tui.seeds import BecomeTable, SeedWritten
from tui.sharing import Shared
from tui.theme import LIGHT

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
THEMES = pytest.mark.parametrize("theme", ["", LIGHT], ids=["dark", "light"])

Compare = Callable[..., bool]
Size = tuple[int, int]

HERE = TableState("Table 1", "a", 312, "", "", (), False, None, True, False)
STATES = (
    HERE,
    replace(
        HERE, name="Table 2", station="b", events=1_204, is_own=False,
        delivered_at="2026-11-21T08:40:00+00:00",
    ),
    replace(
        HERE, name="Table 3", station="c", events=298, is_own=False, clock_off=3_600.0,
        delivered_at="2026-11-20T15:02:00+00:00", gaps=(Span("c", 201, 240),),
        register_is_old=True,
    ),
    TableState("Table 4", "", 0, "", "", (), False, None, False, True),
    replace(
        HERE, name="Library, by the window", station="d", events=1, is_own=False,
        delivered_at="2026-11-21T08:59:00+00:00",
    ),
)  # fmt: skip
MISSING = ("Table 4: nothing has come in yet", "Table 3: 201–240 missing")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school, with five tables that are in all states."""
    monkeypatch.setattr(tables, "tables", lambda _: STATES)
    monkeypatch.setattr(tables, "provisional", lambda _: MISSING)
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


async def open_tables(app: ChampionApp, pilot: Pilot[Any]) -> TablesPage:
    """F8, T, and the third table marked."""
    await typed(pilot, "f8", "t")
    await shown(TablesPage, app)
    await typed(pilot, "down", "down")
    await pilot.pause(0.2)
    assert isinstance(app.screen, TablesPage)
    return app.screen


@SIZES
@THEMES
def test_who_has_delivered_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, size: Size, theme: str
) -> None:
    """One sentence, a line for each table, what to do about the marked one."""

    async def play(pilot: Pilot[Any]) -> None:
        page = await open_tables(app, pilot)
        if theme:
            app.theme = theme
        done = Exchanged("stick", 12, 1_204, 0, 0, (), 2, 2, MISSING[1:], ())
        page.show_strip(*sharing_answer.in_words([Shared("/stick", done)]))
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_only_table_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, monkeypatch: pytest.MonkeyPatch, size: Size
) -> None:
    """What to do first."""
    monkeypatch.setattr(tables, "tables", lambda _: STATES[:1])
    monkeypatch.setattr(tables, "provisional", lambda _: ())

    async def play(pilot: Pilot[Any]) -> None:
        await open_tables(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_lists_look_as_they_did(snap_compare: Compare, app: ChampionApp, size: Size) -> None:
    """Sharing stands above them; a folder that can't be shared with is said below."""

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "f8")
        await pilot.pause(0.2)
        fault = ChampionError("The folder STICK is not there.", "Plug it in, or choose another.")
        app.screen.show_strip(*sharing_answer.in_words([Shared("/STICK", fault=fault)]))  # type: ignore[attr-defined]
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
@pytest.mark.parametrize("which", ["name", "written", "become"])
def test_setting_up_a_table_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, size: Size, which: str
) -> None:
    """What it is called, what to do at the other laptop, what becomes of this one."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_tables(app, pilot)
        seed = Path("/media/stick/NORTHSIDE_Table-5.seed.age")
        if which == "name":
            await typed(pilot, "n")
            await until(lambda: bool(app.screen.query(Input)))
        elif which == "written":
            app.push_screen(SeedWritten("Table 5", seed, sealed=True))
        else:
            app.push_screen(BecomeTable(seed, 312))
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
@THEMES
def test_the_stop_of_a_claim_looks_as_it_did(
    snap_compare: Compare, sample_office: Office, clock: FixedClock, size: Size, theme: str
) -> None:
    """Over the green of the same hand-out, while the student stands there."""
    app = ChampionApp(sample_office)

    async def play(pilot: Pilot[Any]) -> None:
        if theme:
            app.theme = theme
        await pilot.press("f2")
        await pilot.pause()
        await Driver(app, pilot, clock).scan("8101839", "0012352")
        hand_out = events.newest(sample_office.database, 1)[0]
        refused = Refused(hand_out, "Table 2", 40.0, "8100442")
        sharing_words.show_refused(app, [refused])
        await pilot.pause(0.3)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_first_screen_looks_as_it_did(
    snap_compare: Compare, clock: FixedClock, size: Size
) -> None:
    """An empty laptop: the school's files, a table's seed, or the sample."""
    app = ChampionApp(Office.in_memory(clock, CountedEntropy()))
    assert snap_compare(app, terminal_size=size)
