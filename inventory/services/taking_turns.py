"""How long work beside the table may hold the file, so that no scan waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from inventory.services import upkeep

PIECE = 250
"""How many events are taken in at first; after that, as many as ``PIECE_SECONDS`` allow."""
PIECE_SECONDS = 0.1
"""How long a piece should take; a scan waits no longer than that."""
FEWEST, MOST = 50, 2_000
"""Events in a piece, whatever it takes."""
LONGEST_TURN = 0.05
"""Seconds for which transactions may follow each other without a moment for anybody else."""


class Turns:
    """Lets scans in between transactions, where they could not come in by themselves."""

    def __init__(self) -> None:
        self.piece = PIECE
        """How many events the next piece may have, on this laptop and this disk."""
        self._held = 0.0
        self._ended = 0.0
        self._lasted = 0.0

    def learn(self, events: int) -> None:
        """Make the next piece as large as the last one says it may be, at most twice as large."""
        fitting = int(events * PIECE_SECONDS / max(self._lasted, 0.001))
        largest = min(2 * self.piece, MOST)
        if events == self.piece or fitting < self.piece:
            self.piece = max(FEWEST, min(fitting, largest))

    @contextmanager
    def one(self) -> Iterator[None]:
        """A transaction's turn; it waits a moment where the turns before left nobody time."""
        if monotonic() - self._ended >= upkeep.GIVE_WAY:
            self._held = 0.0
        elif self._held >= LONGEST_TURN:
            sleep(upkeep.GIVE_WAY)
            self._held = 0.0
        began = monotonic()
        yield
        self._ended = monotonic()
        self._lasted = self._ended - began
        self._held += self._lasted
