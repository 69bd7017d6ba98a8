"""The labels pages in tests: the way to them, and what they say."""

from typing import Any

from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.tui.bursts import until
from tests.tui.screens.sample_school import lines, shown, typed
from tui.app import ChampionApp
from tui.screens.label_sheet import LabelSheetScreen
from tui.screens.labels import PRINTS, LabelsScreen
from tui.widgets.label_picture import LabelPicture
from tui.widgets.sheet_picture import SheetPicture


async def open_labels(app: ChampionApp, pilot: Pilot[Any]) -> LabelsScreen:
    """F9."""
    await typed(pilot, "f9")
    await shown(LabelsScreen, app)
    screen = app.screen
    assert isinstance(screen, LabelsScreen)
    await until(lambda: screen.prints.option_count == len(PRINTS))
    return screen


async def open_sheet(app: ChampionApp, pilot: Pilot[Any], what: str) -> LabelSheetScreen:
    """The sheet of one of the prints, laid out and drawn."""
    screen = await open_labels(app, pilot)
    screen.prints.highlighted = screen.prints.get_option_index(what)
    await typed(pilot, "enter")
    await shown(LabelSheetScreen, app)
    page = app.screen
    assert isinstance(page, LabelSheetScreen)
    await drawn(page)
    return page


async def drawn(page: LabelSheetScreen) -> None:
    """Wait until what is shown is what is asked for."""
    await until(lambda: page.laid is not None and not page.is_laying_out)
    await until(lambda: bool(picture(page)))


def mark(page: LabelSheetScreen, row: str) -> None:
    """Put the cursor on a row."""
    page.rows.highlighted = page.rows.get_option_index(row)


async def written(
    app: ChampionApp, pilot: Pilot[Any], page: LabelSheetScreen, row: str, text: str
) -> None:
    """Type a row's value and press Enter."""
    mark(page, row)
    await typed(pilot, "enter", "ctrl+u", *text, "enter")
    await until(lambda: not page.is_laying_out)


async def pick(
    app: ChampionApp, pilot: Pilot[Any], page: LabelSheetScreen, row: str, at: int
) -> None:
    """Answer what a row asks on its own page with the choice that stands there."""
    mark(page, row)
    await typed(pilot, "enter")
    await until(lambda: app.screen is not page and bool(app.screen.query(OptionList)))
    await typed(pilot, *["down"] * at, "enter")
    await until(lambda: app.screen is page)
    await pilot.pause()
    await until(lambda: not page.is_laying_out)


def picture(page: LabelSheetScreen) -> str:
    """The sheet as it is drawn."""
    return page.query_one(SheetPicture).text


def large(page: LabelSheetScreen) -> str:
    """The label that is shown large."""
    return page.query_one(LabelPicture).text


def values(page: LabelSheetScreen) -> dict[str, str]:
    """What stands in the rows."""
    return {str(option.id): str(option.prompt)[10:].strip() for option in page.rows.options}


def head(app: ChampionApp) -> str:
    """What stands above the sheet."""
    return lines(app, "head")
