"""What every carrier of events can do; three calls, so that another one is soon written."""

from collections.abc import Iterator
from typing import Protocol

from inventory.journal.bundle import Bundle
from inventory.journal.vector import Vector


class Carrier(Protocol):
    """A place through which stations exchange events; none of them has to be there at a time.

    Every call raises CarrierUnreachable where the place can't be reached.
    """

    @property
    def name(self) -> str:
        """What the screen calls it: the folder, or the server without user and password."""

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
