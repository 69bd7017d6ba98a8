"""Being built."""

from tui.screens.page import Page


class InboxScreen(Page[None]):
    """Being built."""

    WORD = "inbox"
