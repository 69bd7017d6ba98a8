"""The hub: a carrier that is a PostgreSQL database, or an engine that speaks its protocol.

It keeps events as they were written and compares numbers and hashes; who has what is worked out
by each station for itself. A table's login can only add and read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

from inventory.errors import ChampionError
from inventory.exchange.postgres_connect import (
    CLASHES,
    Connection,
    close,
    connect,
    in_words,
    is_lost,
    psycopg,
)
from inventory.exchange.postgres_rows import (
    INSERT_HEAD,
    ONE_ROW,
    Row,
    event_of,
    row_of,
    unchecked,
)
from inventory.exchange.postgres_schema import NAMES
from inventory.exchange.postgres_url import address_of
from inventory.exchange.postgres_vector import Kept, hashes_at, kept_of
from inventory.journal import bundle as bundles
from inventory.journal.bundle import Bundle
from inventory.journal.event import Redactions, redactions
from inventory.journal.vector import Mark, Vector
from inventory.model import Event

PAGE = 2_000
"""How many events a bundle from the hub has at most."""

_CHUNK = 500
_TRIES = 5
_STATEMENT_MS = 60_000
_PAGE_SQL = (
    f"SELECT {NAMES} FROM champion.event WHERE station_id = %s AND (seq, event_id) > (%s, %s)"
    f" ORDER BY seq, event_id LIMIT {PAGE}"
)

_PURGING_SQL = (
    f"SELECT {NAMES} FROM champion.event WHERE station_id IN"
    " (SELECT station_id FROM champion.event WHERE kind = 'purge') ORDER BY station_id, seq"
)
"""The stations that purged something, from their first event on."""


class Hub:
    """Stations' events on a server. Used by one thread at a time; it connects when first asked.

    With ``site`` only the stations of that school are read: on the hub of a district a table has
    no business with other schools' student numbers.
    """

    def __init__(self, url: str, *, site: str = "", connect_timeout: int = 3) -> None:
        self._address = address_of(url)
        self._site = site
        self._seconds = connect_timeout
        self._connection: Connection | None = None
        self.refused: list[ChampionError] = []
        """Rows that were changed or damaged on the hub, as ``pull`` meets them."""
        self._redacted: Redactions | None = None
        self._purging: set[str] = set()
        self.current = ""
        """A hub has no files."""

    @property
    def name(self) -> str:
        """Database and server."""
        return self._address.name

    def sites(self) -> frozenset[str]:
        """The schools whose stations wrote here."""
        with self._talking() as connection:
            rows = connection.execute("SELECT DISTINCT site FROM champion.event").fetchall()
            return frozenset(str(site) for (site,) in rows)

    def vector(self) -> Vector:
        """How far each station's events are there.

        A station that is there twice is left out: its numbers don't tell what is lacking.
        """
        with self._talking() as connection:
            kept = kept_of(connection, self._site)
            single = {s: one.seq for s, one in kept.items() if one.seq and not one.is_forked}
            hashes = hashes_at(connection, single)
            return {s: Mark(seq, hashes[s][0]) for s, seq in single.items() if s in hashes}

    def push(self, bundle: Bundle) -> int:
        """Add what is not there yet; how many events that were.

        Where it stops in the middle, what was added stays, and the rest comes with the next one.
        """
        new = 0
        with self._talking() as connection:
            for start in range(0, len(bundle.events), _CHUNK):
                new += _add(connection, bundle.events[start : start + _CHUNK])
        return new

    def pull(self, have: Vector) -> Iterator[Bundle]:
        """All that ``have`` lacks, each event checked against its hash, by station and number.

        Everything of a station is given unless it is certain that the hub has the very chain that
        ``have`` ends in, and no other. What was changed on the hub goes to ``refused``.
        """
        self._redacted, self._purging, given = None, set(), set[str]()
        with self._talking() as connection:
            kept = kept_of(connection, self._site)
            hashes = hashes_at(connection, {s: have[s].seq for s in kept if s in have})
            exported_at = self._now(connection)
            starts = {s: _start(kept[s], have.get(s), hashes.get(s, ())) for s in kept}
            lacking = {s: start for s, start in starts.items() if start < kept[s].top}
            for station in sorted(lacking):
                if station in given:
                    continue
                for bundle in self._bundles(connection, station, lacking[station], exported_at):
                    # Who lacks a purge would take what it left for damage, so it comes before.
                    for first in sorted((self._purging & lacking.keys()) - given - {station}):
                        given.add(first)
                        yield from self._bundles(connection, first, lacking[first], exported_at)
                    yield bundle

    def close(self) -> None:
        """Let go of the server."""
        close(self._connection)
        self._connection = None

    @contextmanager
    def _talking(self) -> Iterator[Connection]:
        """A connection that answers; given up where it breaks."""
        with in_words(self._address):
            connection = self._connected()
            try:
                yield connection
            finally:
                if is_lost(connection):
                    self.close()

    def _connected(self) -> Connection:
        """The connection from before, if the server still knows it; else a new one."""
        if self._connection is not None:
            try:
                self._connection.execute("SELECT 1")
            except psycopg.OperationalError:
                self.close()
        if self._connection is None:
            self._connection = connect(
                self._address, seconds=self._seconds, statement_ms=_STATEMENT_MS
            )
        return self._connection

    @staticmethod
    def _now(connection: Connection) -> str:
        row = connection.execute("SELECT now()").fetchone()
        return row[0].isoformat(timespec="milliseconds") if row else ""

    def _bundles(
        self, connection: Connection, station: str, start: int, exported_at: str
    ) -> Iterator[Bundle]:
        """The station's events behind ``start``; page by page, so that a day fits in memory.

        Two events may have one number, so a page ends by number and id.
        """
        place: tuple[int, str] = (start + 1, "")
        while rows := connection.execute(_PAGE_SQL.encode(), (station, *place)).fetchall():
            place = (rows[-1][2], rows[-1][0])
            events = self._events(connection, rows)
            if events:
                yield bundles.make(
                    events, station=station, table="", site=events[0].site, exported_at=exported_at
                )
            if len(rows) < PAGE:
                return

    def _redactions(self, connection: Connection) -> Redactions:
        """What purges on the hub took text out of; read when an event is met that is changed."""
        if self._redacted is None:
            rows = connection.execute(_PURGING_SQL.encode()).fetchall()
            found = []
            for row in rows:
                with suppress(ValueError, RecursionError):
                    found.append(unchecked(row))
            self._redacted = redactions(found)
            self._purging = {event.station_id for event in found}
        return self._redacted

    def _events(self, connection: Connection, rows: Sequence[Row]) -> list[Event]:
        events = []
        for row in rows:
            try:
                events.append(event_of(row, self.name, partial(self._redactions, connection)))
            except ChampionError as error:
                self.refused.append(error)
        return events


def _start(kept: Kept, mark: Mark | None, hashes: Sequence[str]) -> int:
    """The number behind which a station's events are given."""
    if mark is None or kept.is_forked or tuple(hashes) != (mark.hash,):
        return 0
    return mark.seq


def _add(connection: Connection, events: Sequence[Event]) -> int:
    """Insert what is not there; again where another one was just at the same rows."""
    values = ", ".join([ONE_ROW] * len(events))
    statement = f"{INSERT_HEAD} VALUES {values} ON CONFLICT (event_id) DO NOTHING".encode()
    fields = [field for event in events for field in row_of(event)]
    for _ in range(_TRIES - 1):
        with suppress(*CLASHES):
            return connection.execute(statement, fields).rowcount
    return connection.execute(statement, fields).rowcount
