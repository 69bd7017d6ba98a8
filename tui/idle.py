"""When nobody has typed for a while, what the screen shows of students is covered."""

from typing import TYPE_CHECKING

from tui.screens.page import Page

if TYPE_CHECKING:
    from tui.app import ChampionApp

LOOK_EVERY = 1.0
"""Seconds between two looks at how long nobody has typed."""

QUIET = 1.0
"""Seconds without a key before the screen is covered in any case: no scan is under way then."""


class IdleWatch:
    """Covers the screen after the minutes of the setting, and when a closed lid is opened again."""

    def __init__(self, app: "ChampionApp") -> None:
        self._app = app
        clock = app.office.clock
        self._wall, self._second = clock.now(), clock.monotonic()
        self._slept = 0.0
        app.typed_at = self._second

    def start(self) -> None:
        """Look from now on; never in the sample school, which has nobody's data."""
        if not self._app.demo:
            self._app.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """Cover the screen if it is time."""
        clock = self._app.office.clock
        wall, second = clock.now(), clock.monotonic()
        # While a laptop sleeps, the wall clock goes on and the second hand may stand still.
        asleep = (wall - self._wall).total_seconds() - (second - self._second)
        self._slept = max(self._slept, asleep)
        self._wall, self._second = wall, second
        minutes = self._app.office.setting("lock_after")
        limit = int(minutes) * 60 if minutes.isdecimal() else 0
        idle = second - self._app.typed_at
        if not limit or self._is_covered():
            self._slept = 0.0
        elif idle >= QUIET and max(idle, self._slept) >= limit:
            from tui import seat

            self._slept = 0.0
            seat.lock(self._app, int(minutes))

    def _is_covered(self) -> bool:
        """Whether it is covered already, maybe behind the clear screen for a fault."""
        stack = self._app.screen_stack
        return any(isinstance(screen, Page) and screen.COVERS for screen in stack)
