"""Explaining an audit in tests: opening the pages, picking, writing, and what is recorded."""

from typing import Any

from textual.pilot import Pilot

from inventory.counts import Variance
from inventory.services import audit_figures
from inventory.services.office import Office
from tests.tui.audited import (
    newest,
    open_page,
    rows,
)
from tests.tui.screens.sample_school import shown
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.choices import Choices
from tui.screens.explain import ExplainScreen
from tui.screens.explain_one import ExplainOneScreen
from tui.widgets.mark_table import MarkTable
from tui.widgets.mode_bar import ModeBar


async def open_list(app: ChampionApp, pilot: Pilot[Any]) -> MarkTable:
    """Put the list of variances in front."""
    await open_page(app, pilot, ExplainScreen(newest(app.office).audit_id))
    return app.screen.query_one(MarkTable)


def variances(office: Office) -> dict[str, Variance]:
    """The variances of the newest audit by what they are called."""
    return {one.label: one for one in audit_figures.variances(office, newest(office))}


def explained(office: Office) -> dict[str, str]:
    """The code of each explanation, by what its variance is called."""
    found = variances(office).items()
    return {label: one.explanation.disposition for label, one in found if one.explanation}


def bar(app: ChampionApp) -> str:
    """The line at the top."""
    return app.screen.query_one(ModeBar).render_line(0).text


async def open_one(app: ChampionApp, pilot: Pilot[Any], label: str) -> None:
    """Put the cursor on a variance and open it."""
    at = [row[1] for row in rows(app)].index(label)
    await pilot.press("home", *["down"] * at, "enter")
    await shown(ExplainOneScreen, app)
    await pilot.pause()


async def pick(app: ChampionApp, pilot: Pilot[Any], code: str) -> None:
    """Pick an explanation."""
    choices = app.screen.query_one(Choices)
    choices.highlighted = choices.get_option_index(code)
    await pilot.press("enter")
    await pilot.pause()


async def write(app: ChampionApp, pilot: Pilot[Any], text: str) -> None:
    """Answer the question in front."""
    await shown(AskTextScreen, app)
    await pilot.pause()
    await pilot.press(*text, "enter")
    await pilot.pause()
