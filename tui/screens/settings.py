"""Settings: the school's rules and this laptop's name, each changed with Enter."""

from collections.abc import Callable

from textual import getters, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inventory.errors import ChampionError, NotRecorded
from inventory.rules.settings import BY_KEY, SETTINGS, Setting
from inventory.text import safe
from tui.screens.ask_text import AskTextScreen
from tui.screens.page import Page
from tui.theme import LIGHT
from tui.widgets.mode_bar import ModeBar
from tui.widgets.text_lines import TextLines

_TITLE_WIDTH = 24


class SettingsScreen(Page[None]):
    """Every setting with its value; what it is for stands below."""

    WORD = "Settings"
    AUTO_FOCUS = "OptionList"
    DEFAULT_CSS = """
    SettingsScreen #settings { height: 1fr; margin: 1 0 0 0; }
    SettingsScreen #settings:focus { background-tint: $background 0%; }
    SettingsScreen #about { height: 3; padding: 1 3 0 3; }
    """

    settings = getters.query_one("#settings", OptionList)

    def content(self) -> ComposeResult:
        """The settings, and what the marked one is for."""
        yield OptionList(id="settings")
        yield TextLines(id="about")

    def refresh_page(self) -> None:
        """Read the values again."""
        at = self.settings.highlighted or 0
        rows = [(one.key, one.title, self.office.setting(one.key)) for one in SETTINGS]
        rows += [(name, title, value(self)) for name, title, _, value, _ in _OWN]
        self.settings.set_options(Option(_line(title, value), id=key) for key, title, value in rows)
        self.settings.highlighted = at

    @on(OptionList.OptionHighlighted, "#settings")
    def show_help(self, message: OptionList.OptionHighlighted) -> None:
        """Say what the marked setting is for."""
        message.stop()
        key = message.option_id or ""
        own = next((about for name, _, about, _, _ in _OWN if name == key), "")
        about = BY_KEY[key].help if key in BY_KEY else own
        self.query_one("#about", TextLines).show(
            [[(about, "plain")], [("Enter", "accent"), (" changes it.", "muted")]]
        )

    @on(OptionList.OptionSelected, "#settings")
    def change(self, message: OptionList.OptionSelected) -> None:
        """Ask for another value; light and bell change at once."""
        message.stop()
        key = message.option_id or ""
        self.show_strip()
        for name, _, _, _, toggle in _OWN:
            if name == key:
                toggle(self)
                self.refresh_page()
                return
        setting = BY_KEY[key]
        self.app.push_screen(
            AskTextScreen(
                setting.title, setting.help, setting.default or "nothing yet",
                self.office.setting(key), may_be_empty=True,
            ),
            lambda value: None if value is None else self._answered(setting, value),
        )  # fmt: skip

    def _answered(self, setting: Setting, value: str) -> None:
        # The page comes to the front first, which clears its strip.
        self.call_later(self.keep, setting, value)

    def keep(self, setting: Setting, value: str) -> None:
        """Keep a value, or say why it can't be that and what it can be."""
        try:
            self.office.change_setting(setting.key, value)
        except NotRecorded as fault:
            self.champion.stop_scanning(fault)
            return
        except ChampionError as refused:
            self.show_strip((f"✗ {refused}", "stop"))
            return
        self.refresh_page()
        self.query_one(ModeBar).show_right(self.right_text())
        said = self.office.setting(setting.key) or "nothing"
        self.show_strip((f"✓ {setting.title}: ", "ok"), (said, "plain"))


_Own = tuple[str, str, str, Callable[[SettingsScreen], str], Callable[[SettingsScreen], None]]

_OWN: tuple[_Own, ...] = (
    (
        "theme", "Light or dark", "The ground of every screen, on this laptop.",
        lambda page: "light" if page.app.theme == LIGHT else "dark",
        lambda page: page.champion.action_toggle_theme(),
    ),
    (
        "bell", "Bell", "Rings at questions and stops, on this laptop.",
        lambda page: "on" if page.champion.bell_is_on else "off",
        lambda page: page.champion.action_toggle_bell(),
    ),
)  # fmt: skip
"""What a person likes on this laptop: name, title, what it is, its value, how it changes."""


def _line(title: str, value: str) -> Content:
    return Content.assemble(title.ljust(_TITLE_WIDTH), (safe(value) or "–", "bold"))
