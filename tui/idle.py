"""When nobody has typed for a while, what the screen shows of students is covered."""

from typing import TYPE_CHECKING

from tui.screens.page import Page
from tui.widgets.alarm import GRACE

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
        self.is_due = False
        """Whether it is time, and only the keys that are on their way have their turn before."""
        self._owes_question = False
        """Whether it was covered while the list of who works here could not be read."""
        app.typed_at = self._second

    def start(self) -> None:
        """Look from now on; never in the sample school, which has nobody's data."""
        if not self._app.demo:
            self._app.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """Cover the screen if it is time, once the keys that are on their way have come.

        After this program stood still the timer is there before them.
        """
        self._note_the_time()
        if self._owes_question and not self.is_covered and not self._app.is_stopped:
            with self._app.stopping_at_faults():
                from tui import seat

                seat.lock_by_name(self._app, self._minutes)
                self._owes_question = False
        elif self._is_time() and not self.is_due:
            self.is_due = True
            self._app.set_timer(GRACE, lambda: self._app.call_later(self._cover))

    def _note_the_time(self) -> None:
        clock = self._app.office.clock
        wall, second = clock.now(), clock.monotonic()
        # While a laptop sleeps, the wall clock goes on and the second hand may stand still.
        asleep = (wall - self._wall).total_seconds() - (second - self._second)
        self._slept = max(self._slept, asleep)
        self._wall, self._second = wall, second
        if not self._minutes or self.is_covered:
            self._slept = 0.0

    def _is_time(self) -> bool:
        idle = self._app.office.clock.monotonic() - self._app.typed_at
        limit = self._minutes * 60
        over = idle >= QUIET and max(idle, self._slept) >= limit
        return bool(limit) and over and not self.is_covered

    @property
    def _minutes(self) -> int:
        """How long nobody may have typed; 0 is never."""
        minutes = self._app.office.setting("lock_after")
        return int(minutes) if minutes.isdecimal() else 0

    def _cover(self) -> None:
        self.is_due = False
        if self._is_time():
            from tui import seat

            self._slept = 0.0
            self._owes_question = not seat.lock(self._app, self._minutes)

    @property
    def is_covered(self) -> bool:
        """Whether it is covered already, maybe behind the clear screen for a fault."""
        stack = self._app.screen_stack
        return any(isinstance(screen, Page) and screen.COVERS for screen in stack)
