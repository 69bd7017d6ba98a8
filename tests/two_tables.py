"""A second table beside an office, and what both did carried over: how a dispute comes about."""

from collections.abc import Sequence

from inventory.model import Draft, Kind, Mode
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import deliveries, merging
from tests.builders import CountedEntropy, FixedClock


def beside(office: Office, name: str, number: int = 2) -> Office:
    """Another laptop with a copy of all that this one has, under a name of its own, if any."""
    clock = FixedClock(office.clock.now())
    other = Office.in_memory(clock, CountedEntropy(100_000_000 * number))
    other.database.conn.deserialize(office.database.conn.serialize())
    other = Office(other.database, clock, CountedEntropy(100_000_000 * number))
    other.station_id = other.new_id()
    if name:
        call(other, name)
    return other


def call(office: Office, name: str) -> None:
    """Give a table its name, and say it in the journal, so that others know it too."""
    office.change_setting("table", name)
    office.write(lambda: office.record([Draft(Kind.NOTE, body={"table": name})], office.new_id()))


def scan(office: Office, *codes: str, mode: Mode = Mode.OUT, after: float = 5.0) -> list[str]:
    """Scan at a table; what it says to each."""
    desk = Desk(office, mode)
    said = []
    for code in codes:
        if isinstance(office.clock, FixedClock):
            office.clock.advance(after)
        said.append(desk.scan(code).say)
    return said


def take_in(office: Office, *others: Office) -> merging.Merged:
    """Bring over all that the others have and this one lacks."""
    arrived = [
        event
        for other in others
        for event in deliveries.lacking(other.database, deliveries.marks(office.database))
    ]
    with office.database.immediate():
        return merging.merge(office.database, arrived)


def dispute(
    office: Office, mine: Sequence[str], others: Sequence[Sequence[str]], *, after: float = 60.0
) -> list[Office]:
    """Scan here and, without knowing of it, at other tables; this one then takes all of it in."""
    tables = [beside(office, f"Table {at}", at) for at in range(2, 2 + len(others))]
    scan(office, *mine, after=after)
    for at, (table, codes) in enumerate(zip(tables, others, strict=True)):
        scan(table, *codes, after=after + 30 * (at + 1))
    take_in(office, *tables)
    return tables
