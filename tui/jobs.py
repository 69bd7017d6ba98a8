"""Work beside the screens: the first check and the backups, each with a connection of its own.

Services are loaded when a job starts: the first frame does not wait for them.
"""

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from inventory.errors import ChampionError, StoreRefused
from inventory.rules.phrases import since
from inventory.services.office import Office
from inventory.store.connection import Replaced

if TYPE_CHECKING:
    from tui.app import ChampionApp

LOOK_EVERY = 30.0
"""Seconds between two looks at whether a backup is due."""

_START_AGAIN = "Start Champion again: it goes on with the file that is there now."

Found = TypeVar("Found")


class Upkeep:
    """Looks after the database while the app runs."""

    def __init__(self, app: "ChampionApp") -> None:
        self._app = app
        self._path = app.office.database.path
        self._busy = False
        self._waits = False
        """Whether the newest backup is not in the second folder yet, which was told once."""
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
        """Write a backup after a quarter of an hour or 200 events, if anything changed.

        Where the second folder could not take the last one, try that again.
        """
        from inventory.services import backups

        try:
            due = backups.backup_is_due(self._app.office)
        except StoreRefused as fault:  # the file can't be read
            self._app.stop_scanning(fault)
            return
        if due and not self._app.rehearsal:
            self.back_up()
        elif self._waits:
            self._run_alone(self._try_elsewhere_again)

    def back_up(self) -> None:
        """Write a verified backup, beside the work."""
        self._run_alone(self._back_up)

    def _run_alone(self, job: Callable[[], None]) -> None:
        """Begin a job with backups, unless one is at work."""
        if not self._busy and self._path is not None:
            self._busy = True
            self._run(job)

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
            from inventory.services.faults import found_wanting

            self._app.call_from_thread(self._app.stop_scanning, found_wanting(health.findings))

    def _back_up(self) -> None:
        from inventory.services import backups

        try:
            self._with_office(backups.back_up_by_itself)
            self._app.call_from_thread(self._say_last)
            self._copy_elsewhere()
        except ChampionError as fault:
            self._app.call_from_thread(self._app.warn, fault)
        finally:
            self._busy = False

    def _copy_elsewhere(self) -> None:
        """Bring the newest backup to the second folder; that it can't be is said once."""
        from inventory.services import second_backups

        try:
            self._with_office(second_backups.copy_newest)
            self._waits = False
        except ChampionError as fault:
            if not self._waits:
                self._app.call_from_thread(self._app.warn, fault)
            self._waits = True

    def _try_elsewhere_again(self) -> None:
        try:
            self._copy_elsewhere()
        finally:
            self._busy = False

    def _say_last(self) -> None:
        from inventory.services import backups

        last = backups.last_backup(self._app.office)
        if last:
            self.in_words = f"backup {since(last.at.isoformat(), self._app.office.clock.now())}"
        self._app.show_bar()

    def _with_office(self, work: Callable[[Office], Found]) -> Found:
        """Run the work on a connection of this thread's own, and never on another file."""
        assert self._path is not None
        self._app.office.database.refuse_replaced()
        office = Office.open(self._path, self._app.office.clock)
        try:
            return work(office)
        finally:
            office.close()


def back_up_if_changed(office: Office) -> None:
    """Write a backup on the way out, if the last one lacks anything, in both places.

    That the second one can't be reached is said on standard error, and keeps nobody from leaving.
    So is that the file was exchanged: what this window has open may have names that were purged.
    """
    from inventory.services import backups, second_backups
    from tui.commands.common import say

    try:
        office.database.refuse_replaced()
        if backups.changed_since_backup(office):
            backups.back_up_by_itself(office)
    except Replaced as fault:
        say(f"No backup was written. {fault.message} {_START_AGAIN}", err=True)
        return
    try:
        second_backups.copy_newest(office)
    except ChampionError as fault:
        say(str(fault), err=True)
