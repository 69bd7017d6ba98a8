"""Being built."""

from tui.screens.page import Page


class ExportsScreen(Page[None]):
    """Being built."""

    WORD = "exports"
