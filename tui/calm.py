"""What every app of ours has: nets under its widgets and its keyboard, and no traceback."""

import os
from typing import TypeVar

from textual.app import App

from tui import key_times, net

Result = TypeVar("Result")


class CalmApp(App[Result]):
    """Sends no control character on, reads any byte, and says a fault of its own in a sentence."""

    def __init__(self) -> None:
        net.spread()
        net.read_once()
        key_times.read_with_times()
        super().__init__()

    def _fatal_error(self) -> None:
        """Say one sentence where Textual prints every local variable: they hold students' names.

        There is no public hook for it; a test guards the name.
        """
        if os.environ.get("CHAMPION_DEBUG"):
            super()._fatal_error()
            return
        kind = type(self._exception).__name__
        self.panic(
            f"Something went wrong inside Champion ({kind}). Nothing that was confirmed is lost."
            " Start it again; champion check looks the database over."
        )
