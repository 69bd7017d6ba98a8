"""A look, every two seconds: is the file in its place, does the clock go on, is a setting new."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.errors import ChampionError

if TYPE_CHECKING:
    from tui.app import ChampionApp

LOOK_EVERY = 2.0
"""Seconds. A file that was taken away is noticed before the next scan in any case."""


class Watch:
    """Stops scanning where what lies beneath it was taken away, also while nobody scans.

    Takes up the settings that other windows and commands changed.
    """

    def __init__(self, app: "ChampionApp") -> None:
        from inventory.services.faults import ClockWatch

        self._app = app
        self._clock = ClockWatch(app.office.clock)

    def start(self) -> None:
        """Look at the clock by what was recorded last, and from now on every two seconds."""
        from inventory.services import faults

        self._app.set_interval(LOOK_EVERY, self.look)
        if not self._app.demo:
            self._stopping(lambda: faults.refuse_clock_behind(self._app.office))

    def look(self) -> None:
        """Look once."""
        if self._app.is_stopped:
            return
        self._stopping(self._app.office.database.refuse_replaced)
        if not self._app.demo:
            self._stopping(self._clock.refuse_step)
        if not self._app.is_stopped:
            self._stopping(self._app.office.take_up_changes)

    def _stopping(self, look: Callable[[], None]) -> None:
        try:
            look()
        except ChampionError as fault:
            self._app.stop_scanning(fault)
