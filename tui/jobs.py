"""Work beside the screens: the first check and the backups, each with a connection of its own.

Services are loaded when a job starts: the first frame does not wait for them.
"""

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from inventory.errors import ChampionError
from inventory.rules.phrases import since
from inventory.services.office import Office

if TYPE_CHECKING:
    from tui.app import ChampionApp

LOOK_EVERY = 30.0
"""Seconds between two looks at whether a backup is due."""

Found = TypeVar("Found")


class Upkeep:
    """Looks after the database while the app runs."""

    def __init__(self, app: "ChampionApp") -> None:
        self._app = app
        self._path = app.office.database.path
        self._busy = False
        self.in_words = ""
        """``backup 09:02``, with the day where it is not of today; empty while there is none."""

    def start(self) -> None:
        """Check the database once, then back it up whenever that is due."""
        gc.enable()
        gc.freeze()
        if self._path is None:
            return
        self._say_last()
        self._run(self._check)
        self._app.set_interval(LOOK_EVERY, self.back_up_if_due)

    def back_up_if_due(self) -> None:
        """Write a backup after a quarter of an hour or 200 events, if anything changed."""
        from inventory.services import upkeep

        if not self._busy and upkeep.backup_is_due(self._app.office):
            self.back_up()

    def back_up(self) -> None:
        """Write a verified backup, beside the work."""
        if not self._busy and self._path is not None:
            self._busy = True
            self._run(self._back_up)

    def _run(self, job: Callable[[], None]) -> None:
        self._app.run_worker(job, thread=True, group="upkeep", exit_on_error=False)

    def _check(self) -> None:
        """Load what the screens will need, sweep up, check the file, finish the search index."""
        from inventory.services import desk, pages, reports, upkeep  # noqa: F401

        try:
            self._with_office(upkeep.sweep)
            health = self._with_office(upkeep.check)
            self._with_office(upkeep.index_all)
        except ChampionError as fault:
            self._app.call_from_thread(self._app.stop_scanning, fault)
            return
        if not health.ok:
            found = ChampionError(
                health.findings[0], "Stop working with this file. Restore the newest backup."
            )
            self._app.call_from_thread(self._app.stop_scanning, found)

    def _back_up(self) -> None:
        from inventory.services import upkeep

        try:
            self._with_office(upkeep.back_up_by_itself)
        except ChampionError as fault:
            self._app.call_from_thread(self._app.warn, fault)
        finally:
            self._busy = False
        self._app.call_from_thread(self._say_last)

    def _say_last(self) -> None:
        from inventory.services import upkeep

        last = upkeep.last_backup(self._app.office)
        if last:
            self.in_words = f"backup {since(last.at.isoformat(), self._app.office.clock.now())}"
        self._app.show_bar()

    def _with_office(self, work: Callable[[Office], Found]) -> Found:
        """Run the work on a connection of this thread's own."""
        assert self._path is not None
        office = Office.open(self._path, self._app.office.clock)
        try:
            return work(office)
        finally:
            office.close()


def back_up_if_changed(office: Office) -> None:
    """Write a backup on the way out, if the last one lacks anything."""
    from inventory.services import upkeep

    if upkeep.changed_since_backup(office):
        upkeep.back_up_by_itself(office)
