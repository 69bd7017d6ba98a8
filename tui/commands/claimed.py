"""Claims without a screen: each hand-out is told to the hub once its verdict was printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inventory.errors import ChampionError
from inventory.rules.phrases import a_list, count
from inventory.services.office import Office
from inventory.verdict import Verdict
from tui.commands.common import say

if TYPE_CHECKING:
    from inventory.exchange.postgres_claims import Claims
    from inventory.services.claims import Claimer

Speak = Callable[[Verdict], None]


class Told:
    """Prints verdicts, and behind each what the hub has to say to it."""

    def __init__(self, office: Office, speak: Speak) -> None:
        """Connect beforehand where a hub is set; where none is, nothing of it is loaded.

        A hub that can't be asked at all keeps nobody from scanning; it is said once.
        """
        self._office = office
        self._speak = speak
        self._hub: Claims | None = None
        self._claimer: Claimer | None = None
        self._claimed: list[str] = []
        if url := office.setting("hub"):
            try:
                self._connect(url)
            except ChampionError as fault:
                say(str(fault), err=True)

    def _connect(self, url: str) -> None:
        from inventory.exchange.postgres_claims import Claims
        from inventory.services.claims import Claimer

        self._hub = Claims(url)
        self._claimer = Claimer(self._office, self._hub)
        self._hub.warm_up()

    @property
    def claimed(self) -> str:
        """The devices that another table had handed out, as a sentence has them."""
        return a_list(self._claimed)

    def __call__(self, verdict: Verdict) -> None:
        """Print a verdict that is on disk; the hub has 300 ms to say something against it."""
        self._speak(verdict)
        if self._claimer is None:
            return
        from inventory.services.claims import as_verdict

        for refused in self._claimer.tell().refused:
            claimed = as_verdict(self._office, refused)
            self._claimed.append(claimed.subject)
            self._speak(claimed)

    def close(self) -> None:
        """Say what the hub was not asked, and let go of it."""
        if self._claimer and (waiting := self._claimer.waiting):
            say(
                f"The hub did not answer for {count(waiting, 'device')}:"
                " champion share checks that later.",
                err=True,
            )
        if self._hub:
            self._hub.close()


@contextmanager
def telling(office: Office, speak: Speak) -> Iterator[Told]:
    """A speaker that tells the hub what was handed out and taken back."""
    told = Told(office, speak)
    try:
        yield told
    finally:
        told.close()


def refuse_claimed(told: Told) -> None:
    """End with a refusal where another table had handed out what was handed out here."""
    if told.claimed:
        raise ChampionError(
            f"Handed out at another table before: {told.claimed}.", "champion undo takes it back."
        )
