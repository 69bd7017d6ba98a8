"""Being built."""

from tui.screens.page import Page


class SettingsScreen(Page[None]):
    """Being built."""

    WORD = "settings"
