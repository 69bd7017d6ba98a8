"""Being built."""

from tui.screens.page import Page


class LookUpScreen(Page[None]):
    """Being built."""

    WORD = "look_up"
