"""Being built."""

from tui.screens.page import Page


class ImportsScreen(Page[None]):
    """Being built."""

    WORD = "imports"
