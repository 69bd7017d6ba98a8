"""Sharing by itself: beside the work, never on the way of a scan, with a connection of its own.

A socket is opened only where a hub is set. What the exchange needs is loaded when it runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.errors import CarrierUnreachable, ChampionError
from inventory.services.office import Office

if TYPE_CHECKING:
    from inventory.services.claims import Heard
    from inventory.services.exchange import Exchanged
    from tui.app import ChampionApp
    from tui.claiming import Claiming
    from tui.sharing_words import News

LOOK_EVERY = 20.0
"""Seconds between two looks at whether the folder or the hub is there."""

FOLDER_EVERY = 120.0
"""Seconds between two exchanges with a folder that stays: each may leave a file there."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One exchange with one folder or hub."""

    target: str
    done: "Exchanged | None" = None
    fault: ChampionError | None = None
    """Why nothing was exchanged."""

    @property
    def is_hub(self) -> bool:
        """Whether it was with a hub."""
        return is_hub(self.target)


def is_hub(target: str) -> bool:
    """Whether a target is the address of a server; else it is a folder."""
    return "://" in target


def targets(office: Office) -> list[str]:
    """Where this laptop shares: the folder, the hub, as the settings say."""
    return [target for key in ("share", "hub") if (target := office.setting(key))]


class Sharing:
    """Looks every few seconds whether there is something to share through, while the app runs."""

    def __init__(self, app: "ChampionApp") -> None:
        self._app = app
        self._path = app.office.database.path
        self._busy = False
        self._wanted: list[Callable[[Sequence[Shared]], None]] = []
        self._shared_at: dict[str, float] = {}
        """When a folder that is still there was shared with."""
        self._news: News | None = None
        self._claims: Claiming | None = None
        self._unasked = 0
        """How many devices the hub could not be asked about."""
        self.is_offline = False
        """Whether a hub is set that did not answer when it was last asked."""

    def start(self) -> None:
        """Look now, and every few seconds."""
        self._app.set_interval(LOOK_EVERY, self.look)
        self.look()

    def end(self) -> None:
        """Ask the hub nothing more."""
        if self._claims:
            self._claims.end()
            self._claims.wait(1.0)
            self._claims = None

    def nudge(self) -> None:
        """A scan is done: the hub is told of it where one is set. Takes no time."""
        if self._claims:
            self._claims.nudge()

    def look(self) -> None:
        """Exchange with what is there; where nothing is set, nothing is done."""
        self._follow_hub()
        self.nudge()
        if not self._busy and targets(self._app.office):
            self._begin(asked=False)

    def share_now(self, tell: Callable[[Sequence[Shared]], None]) -> None:
        """Exchange at once, and tell what came of it."""
        self._follow_hub()
        self._wanted.append(tell)
        if not self._busy:
            self._begin(asked=True)

    @property
    def in_words(self) -> str:
        """Where the hub does not answer: that, and what becomes of the hand-outs meanwhile."""
        if not self.is_offline:
            return ""
        return "hub offline, will be checked" if self._unasked else "hub offline"

    def _say_offline(self, is_offline: bool, unasked: int) -> None:
        """The hub answered, or it did not."""
        before = self.in_words
        self.is_offline, self._unasked = is_offline, unasked
        if self.in_words != before:
            self._app.show_bar()

    def _follow_hub(self) -> None:
        """Ask for claims where a hub is set, and where it is another one, there."""
        url = self._app.office.setting("hub")
        if self._claims and (self._claims.url != url or not self._claims.is_alive):
            self._claims.end()
            self._claims = None
            self._say_offline(False, 0)
        if url and self._claims is None and self._path is not None:
            from tui.claiming import Claiming

            self._claims = Claiming(self._app, url, self._heard, self._cannot_ask)
            self._claims.start()

    def _heard(self, heard: "Heard") -> None:
        """What the hub said to the hand-outs of this table."""
        from tui import sharing_words

        self._say_offline(bool(heard.why_offline), heard.waiting)
        sharing_words.show_refused(self._app, heard.refused)

    def _cannot_ask(self, fault: ChampionError) -> None:
        """The hub can't be asked at all: its address, or what it needs here, is wrong."""
        self._app.notify(str(fault), title="Hub", severity="warning", timeout=20, markup=False)

    def _begin(self, *, asked: bool) -> None:
        self._busy = True
        where = targets(self._app.office)
        self._app.run_worker(
            lambda: self._share(where, asked), thread=True, group="sharing", exit_on_error=False
        )

    def _share(self, where: Sequence[str], asked: bool) -> None:
        """On a thread: one after the other."""
        came = [one for target in where if (one := self._tried(target, asked))]
        self._app.call_later(self._finish, came, asked)

    def _tried(self, target: str, asked: bool) -> Shared | None:
        """One of them, if it is its turn; whatever goes wrong is a sentence."""
        try:
            return self._with(target) if asked or self._is_due(target) else None
        except ChampionError as fault:
            return Shared(target, fault=fault)
        except Exception as error:  # the outermost edge of the thread
            return Shared(target, fault=unforeseen(error))

    def _is_due(self, target: str) -> bool:
        """A folder: when it has come, and then now and then. Looking for it may take a while."""
        if is_hub(target):
            return True
        if not folder_of(target).is_dir():
            self._shared_at.pop(target, None)
            return False
        now = self._app.office.clock.monotonic()
        before = self._shared_at.get(target)
        return before is None or now - before >= FOLDER_EVERY

    def _with(self, target: str) -> Shared:
        from inventory.services import exchange

        assert self._path is not None
        self._app.office.database.refuse_replaced()
        office = Office.open(self._path, self._app.office.clock)
        office.write_for(self._app.office)
        try:
            carrier = exchange.open_carrier(office, target, passphrase())
            try:
                done = exchange.share(office, carrier)
            finally:
                carrier.close()
        finally:
            office.close()
        if not is_hub(target):
            self._shared_at[target] = self._app.office.clock.monotonic()
        return Shared(target, done)

    def _finish(self, came: Sequence[Shared], asked: bool) -> None:
        self._busy = False
        for one in came:
            is_away = isinstance(one.fault, CarrierUnreachable)
            if one.is_hub and (is_away or one.fault is None):  # a refusal is said in the corner
                self._say_offline(is_away, self._unasked)
        if came:
            from tui import sharing_words

            self._app.office.follow_station()
            self._news = sharing_words.tell(self._app, came, self._news, asked=asked)
        if not asked:
            if self._wanted:
                self._begin(asked=True)
            return
        waiting, self._wanted = self._wanted, []
        for tell in waiting:
            tell(came)


def unforeseen(error: Exception) -> ChampionError:
    """What is said of an error that nobody expected; its own words may hold names."""
    return ChampionError(
        f"Sharing failed inside Champion ({type(error).__name__}).",
        "What was scanned is safe here. Tell IT; champion check looks the database over.",
    )


def folder_of(target: str) -> Path:
    """The folder that a setting names; ``~`` is the home folder."""
    return Path(target).expanduser()


def passphrase() -> str:
    """What bundles are encrypted with: from the environment, never from the settings."""
    import os

    return os.environ.get("CHAMPION_PASSPHRASE", "")
