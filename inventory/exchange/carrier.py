"""What every carrier of events can do; little, so that another one is soon written."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from inventory.errors import ChampionError
from inventory.journal.bundle import Bundle
from inventory.journal.vector import Vector


class Carrier(Protocol):
    """A place through which stations exchange events; none of them has to be there at a time.

    Every call raises CarrierUnreachable where the place can't be reached.
    """

    @property
    def name(self) -> str:
        """What the screen calls it: the folder, or the server without user and password."""

    @property
    def current(self) -> str:
        """Name of the file whose bundle ``pull`` gave last; empty where there are no files."""

    @property
    def refused(self) -> Sequence[ChampionError]:
        """A sentence for each thing there that could not be read; all else was."""

    def sites(self) -> frozenset[str]:
        """The codes of the schools of which something is there; one may be empty."""

    def vector(self) -> Vector:
        """How far each station's events are there."""

    def push(self, bundle: Bundle) -> int:
        """Add what is not there yet; how many events that were. Nothing is ever replaced."""

    def pull(self, have: Vector) -> Iterator[Bundle]:
        """All that ``have`` lacks, and maybe more of it.

        Of a station whose event at ``have``'s number has another hash, everything: it was copied,
        and numbers alone don't tell what is lacking.
        """

    def close(self) -> None:
        """Let go of what is open."""
