"""Claims beside the table: a thread asks the hub about each hand-out, and no scan waits for it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from inventory.errors import ChampionError
from inventory.services.office import Office

if TYPE_CHECKING:
    from inventory.services.claims import Heard
    from tui.app import ChampionApp

ASK_AGAIN = 10.0
"""Seconds until a hub that did not answer, or a database that could not be read, is asked again."""

T = TypeVar("T")


class Claiming:
    """One thread with a connection of its own; what it hears, it posts to the app."""

    def __init__(
        self, app: "ChampionApp", url: str, tell: "Callable[[Heard], None]",
        fail: Callable[[ChampionError], None],
    ) -> None:  # fmt: skip
        """Ask the hub at ``url`` about all that was handed out since the database was opened.

        ``tell`` and ``fail`` are called on the app's own thread.
        """
        self._app = app
        self._tell, self._fail = tell, fail
        self.url = url
        self._path = app.office.database.path
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._said: set[str] = set()
        """What went wrong so far: each is told once."""
        self._thread = threading.Thread(target=self._work, name="claims", daemon=True)

    def start(self) -> None:
        """Begin, and connect before the first hand-out."""
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread goes on asking."""
        return self._thread.is_alive()

    def nudge(self) -> None:
        """Something may have been handed out; takes no time."""
        self._wake.set()

    def end(self) -> None:
        """Stop asking; what the hub was not told is compared when the tables share."""
        self._ended.set()
        self._wake.set()

    def wait(self, seconds: float) -> None:
        """Wait for the thread's end, for so long at the most."""
        self._thread.join(seconds)

    def _work(self) -> None:
        """Ask on, whatever goes wrong: the next hand-out may be the one that another table had."""
        while not self._ended.is_set():
            self._trying(self._ask_on)
            self._rest(ASK_AGAIN)

    def _trying(self, act: Callable[[], T]) -> T | None:
        """What it gives; what goes wrong instead is told once."""
        try:
            return act()
        except ChampionError as fault:
            self._tell_fault(fault)
        except Exception as error:  # the outermost edge of the thread
            from tui.sharing import unforeseen

            self._tell_fault(unforeseen(error))
        return None

    def _tell_fault(self, fault: ChampionError) -> None:
        if str(fault) not in self._said:
            self._said.add(str(fault))
            self._post(self._fail, fault)

    def _rest(self, seconds: float | None) -> None:
        """Wait for the next hand-out, or for so long."""
        if not self._ended.is_set():
            self._wake.wait(seconds)
            self._wake.clear()

    def _ask_on(self) -> None:
        """Until the end; raises only what keeps it from beginning."""
        from inventory.exchange.postgres_claims import Claims
        from inventory.services.claims import Claimer

        assert self._path is not None
        self._app.office.database.refuse_replaced()
        hub = Claims(self.url)
        office = Office.open(self._path, self._app.office.clock)
        try:
            mine = self._app.office
            claimer = Claimer(office, hub, own=mine.groups, since=mine.began)
            while not self._ended.is_set():
                heard = self._trying(claimer.tell)
                if heard:
                    self._post(self._tell, heard)
                self._rest(ASK_AGAIN if heard is None or heard.why_offline else None)
        finally:
            hub.close()
            office.close()

    def _post(self, tell: Callable[[Any], None], news: object) -> None:
        """Hand it to the app's own thread, without waiting for it; the app may be gone."""
        with suppress(RuntimeError):
            self._app.call_later(tell, news)
