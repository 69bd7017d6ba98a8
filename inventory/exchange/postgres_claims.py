"""Claims: before the student has left, whether another table just handed out the same device.

A claim is a row that is only ever added, with the next number of its device; that two tables
can't add the same number is what keeps one of them out. The newest row of a device counts.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from inventory.exchange.postgres_connect import CLASHES, Connection
from inventory.exchange.postgres_line import Line, Question
from inventory.exchange.postgres_url import address_of

_TRIES = 20

_NEWEST = """
SELECT number, kind, event_id, table_name, person,
       CAST(extract(epoch FROM now() - at) AS DOUBLE PRECISION)
FROM champion.claim WHERE site = %(site)s AND device = %(device)s
ORDER BY number DESC LIMIT 1
"""
_ADD = """
INSERT INTO champion.claim (site, device, number, kind, event_id, station_id, table_name, person)
VALUES (%(site)s, %(device)s, %(number)s, %(kind)s, %(event)s, %(station)s, %(table)s, %(person)s)
ON CONFLICT (site, device, number) DO NOTHING
"""

State = Literal["granted", "refused", "offline"]


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What the hub said to a claim."""

    state: State
    table: str = ""
    """Refused: the table that has handed it out."""
    seconds_ago: float = 0.0
    """Refused: how long ago, by the server's clock."""
    person: str | None = None
    """Refused: the student number to whom."""
    event_id: str = ""
    """Refused: the hand-out that stands against it."""
    why: str = ""
    """Offline: the sentence to show where somebody asks."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a table wants to have written about a device."""

    kind: Literal["out", "in"]
    site: str
    device: str
    event: str
    station: str
    table: str
    person: str | None
    over: frozenset[str] | None
    """Hand-outs of the device that the table knows to be over; None: all of them are."""


class Claims:
    """Asks the hub, and is back within ``timeout_ms`` with an answer or with "offline".

    Meant for a worker thread; several may ask. After a failure it says "offline" at once for
    ``retry_after`` seconds, so that no table waits for a hub that is not there. Raises
    ChampionError for a wrong address when it is made, and nothing later.
    """

    def __init__(
        self,
        url: str,
        timeout_ms: int = 300,
        *,
        retry_after: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address_of(url)
        self._timeout_ms = timeout_ms
        self._retry_after = retry_after
        self._clock = clock
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._late: Question | None = None
        self._not_before: float | None = None
        self._why = ""

    def claim(
        self,
        site: str,
        device: str,
        event_id: str,
        station: str,
        table: str,
        person: str | None,
        *,
        after: Sequence[str] = (),
    ) -> ClaimResult:
        """Claim a device for the hand-out ``event_id``, which is in the own journal already.

        ``after`` are the earlier hand-outs of the device that this station knows of. As it could
        hand the device out again, they are over, even if the return never reached the hub; only
        one that it does not know of stands against the claim. Asking twice for the same hand-out
        is asking once; after its return was undone, it is claimed again.
        """
        wish = _Wish("out", site, device, event_id, station, table, person, frozenset(after))
        return self._ask(partial(_write, wish))

    def release(
        self,
        site: str,
        device: str,
        event_id: str,
        station: str,
        table: str,
        *,
        ended: Sequence[str] | None = None,
    ) -> ClaimResult:
        """Say that a device is free again, by the return or the undo ``event_id``.

        ``ended`` are the hand-outs that it ends: for an undo, or a return of some time ago. None
        is for a device that lies on the table now: whatever the hub knew of is over. Refused
        where another table has handed it out by then; its claim stands.
        """
        over = None if ended is None else frozenset(ended)
        return self._ask(
            partial(_write, _Wish("in", site, device, event_id, station, table, None, over))
        )

    def warm_up(self) -> bool:
        """Connect before the first claim; whether the hub answered in time."""
        return self._ask(lambda _: ClaimResult("granted")).state == "granted"

    def close(self) -> None:
        """Let go of the server, without waiting for it."""
        with self._lock:
            self._hang_up()

    def _ask(self, act: Callable[[Connection], ClaimResult]) -> ClaimResult:
        with self._lock:
            line = self._usable_line()
            if line is None:
                return ClaimResult("offline", why=self._why)
            question = line.put(act)
        if not question.done.wait(self._timeout_ms / 1000):
            with self._lock:
                question.is_given_up = True
                self._late = question
                self._pause("The hub did not answer in time.")
            return ClaimResult("offline", why=self._why)
        if question.error is not None:
            with self._lock:
                self._pause(str(question.error))
            return ClaimResult("offline", why=self._why)
        answer: ClaimResult = question.answer
        return answer

    def _pause(self, why: str) -> None:
        self._why = why
        self._not_before = self._clock() + self._retry_after

    def _usable_line(self) -> Line | None:
        """The line to ask over; None where there is no sense in asking yet.

        A line that was only slow is used again as soon as it has come to its end; one that hangs
        is left to itself when the pause is over.
        """
        if self._late is not None and self._late.done.is_set():
            if self._late.answer is not None:
                self._not_before = None
            self._late = None
        if self._not_before is not None:
            if self._clock() < self._not_before:
                return None
            self._not_before = None
            if self._late is not None:
                self._hang_up()
        if self._line is None:
            self._line = Line(self._address, self._timeout_ms)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.end()
        self._line = self._late = None


def _write(wish: _Wish, connection: Connection) -> ClaimResult:
    """Write the wish as the device's newest row, or say what stands against it.

    Each statement is whole by itself: who dies between two of them leaves nothing half done.
    """
    for _ in range(_TRIES):
        with suppress(*CLASHES):
            number, result = _looked_up(wish, connection)
            if result is not None:
                return result
            fields = {**_fields(wish), "number": number + 1}
            if connection.execute(_ADD.encode(), fields).rowcount:
                return ClaimResult("granted")
    return ClaimResult("offline", why="Too many tables asked for the same device at once.")


def _looked_up(wish: _Wish, connection: Connection) -> tuple[int, ClaimResult | None]:
    """The device's newest number, and the answer where nothing has to be written."""
    row = connection.execute(_NEWEST.encode(), _fields(wish)).fetchone()
    if row is None:
        return 0, None if wish.kind == "out" else ClaimResult("granted")
    number, kind, event, table, person, seconds = row
    if kind == "in":
        return number, None if wish.kind == "out" else ClaimResult("granted")
    if wish.kind == "out" and event == wish.event:
        return number, ClaimResult("granted")
    if wish.over is not None and event not in wish.over:
        return number, ClaimResult("refused", table, max(0.0, seconds), person, event)
    return number, None


def _fields(wish: _Wish) -> dict[str, Any]:
    return {
        "site": wish.site,
        "device": wish.device,
        "kind": wish.kind,
        "event": wish.event,
        "station": wish.station,
        "table": wish.table,
        "person": wish.person,
    }
