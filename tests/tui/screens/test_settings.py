"""Settings: shown, changed, refused with what they can be."""

import pytest
from textual.widgets import Input

from inventory.rules.settings import SETTINGS
from tests.tui.bursts import until
from tests.tui.screens.sample_school import (
    lines,
    says,
    scan_presses_nothing,
    shown,
    typed,
)
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.settings import SettingsScreen
from tui.theme import DARK, LIGHT
from tui.widgets.mode_bar import ModeBar


async def open_settings(app: ChampionApp, key: str = "school") -> SettingsScreen:
    app.switch_mode("settings")
    await shown(SettingsScreen, app)
    screen = app.screen
    assert isinstance(screen, SettingsScreen)
    await until(lambda: screen.settings.option_count == len(SETTINGS) + 2)
    screen.settings.highlighted = screen.settings.get_option_index(key)
    return screen


async def ask(app: ChampionApp, value: str) -> None:
    """Open the marked setting and write another value instead of its own."""
    assert isinstance(app.screen, SettingsScreen)
    app.screen.settings.action_select()
    await shown(AskTextScreen, app)
    await until(lambda: bool(app.screen.query(Input)))
    app.screen.query_one(Input).value = value


def row(screen: SettingsScreen, key: str) -> str:
    return " ".join(str(screen.settings.get_option(key).prompt).split())


async def test_every_setting_shows_its_value_and_what_it_is_for(app: ChampionApp) -> None:
    """The policy's settings, then what a person likes on this laptop."""
    app.office.change_setting("operator", "[/] Ms [b]Bold")
    async with app.run_test(notifications=True):
        screen = await open_settings(app, "due_back")
        assert row(screen, "school") == "School Northside Middle"
        assert row(screen, "due_back") == "Due back –"
        assert row(screen, "operator") == "At the table [/] Ms [b]Bold"
        assert row(screen, "theme") == "Light or dark dark"
        assert row(screen, "bell") == "Bell on"
        await says(app, "about", "Date by which devices are back")


async def test_a_changed_setting_is_kept_and_shown_in_the_bar(app: ChampionApp) -> None:
    """Enter asks, prefilled; Enter keeps; the bar has the new name."""
    async with app.run_test(notifications=True) as pilot:
        screen = await open_settings(app, "table")
        await typed(pilot, "enter")
        await shown(AskTextScreen, app)
        assert app.screen.query_one(Input).value == "Table 1"
        app.screen.query_one(Input).value = "Gym"
        await typed(pilot, "enter")
        await shown(SettingsScreen, app)
        await says(app, "strip", "✓ Table: Gym")
        assert app.office.table == "Gym"
        assert screen.query_one(ModeBar).render_line(0).text.rstrip().endswith("Gym")
        assert row(screen, "table") == "Table Gym"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("limit", "two", "use one, warn or many"),
        ("due_back", "in May", "write the date as 2027-05-28"),
        ("limits", "Charger", "write it as Hotspot=warn; Charger=many"),
    ],
)
async def test_a_value_that_can_not_be_is_refused_with_what_can(
    app: ChampionApp, key: str, value: str, said: str
) -> None:
    """The sentence stays in the strip; the setting is as it was."""
    before = app.office.setting(key)
    async with app.run_test(notifications=True) as pilot:
        await open_settings(app, key)
        await ask(app, value)
        await typed(pilot, "enter")
        await shown(SettingsScreen, app)
        await says(app, "strip", said)
        assert app.office.setting(key) == before
        assert not app._notifications


async def test_a_setting_can_be_emptied_and_escape_changes_nothing(app: ChampionApp) -> None:
    """An empty date is no date; Esc leaves what was."""
    app.office.change_setting("due_back", "2027-05-28")
    async with app.run_test(notifications=True) as pilot:
        await open_settings(app, "due_back")
        await ask(app, "2020-01-01")
        await typed(pilot, "escape")
        await shown(SettingsScreen, app)
        assert app.office.policy.due_back == "2027-05-28"
        await ask(app, "")
        await typed(pilot, "enter")
        await says(app, "strip", "✓ Due back: nothing")
        assert app.office.policy.due_back == ""


async def test_light_and_bell_change_at_once(app: ChampionApp) -> None:
    """Enter on them asks nothing."""
    async with app.run_test(notifications=True) as pilot:
        screen = await open_settings(app, "theme")
        assert app.theme == DARK
        await typed(pilot, "enter")
        await until(lambda: app.theme == LIGHT)
        assert row(screen, "theme") == "Light or dark light"
        await typed(pilot, "down", "enter")
        await until(lambda: not app.bell_is_on)
        assert row(screen, "bell") == "Bell off"


async def test_a_scan_presses_nothing_on_settings(app: ChampionApp) -> None:
    """Its Enter changes no setting."""
    async with app.run_test(notifications=True):
        await open_settings(app, "theme")
        await scan_presses_nothing(app)
        assert app.theme == DARK
        assert "Enter" in lines(app, "about")
