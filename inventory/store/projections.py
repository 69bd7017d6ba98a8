"""What follows from register and journal, kept beside them and always able to be rebuilt."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from inventory.model import Custody, CustodyState, Event, Kind
from inventory.rules import custody as rules
from inventory.rules.fold import Folded, fold
from inventory.rules.loans import loans_of
from inventory.store import (
    aftermath,
    audit_fold,
    custody_rows,
    deliveries,
    events,
    identifiers,
    loans,
    register,
)
from inventory.store.custody_rows import BASES, COLUMNS, custodies, custody_of
from inventory.store.database import Database
from inventory.store.pieces import rows_for

__all__ = ["apply", "custodies", "custody_of", "put_bases", "rebuild", "refold"]


def apply(database: Database, event: Event) -> list[str]:
    """Bring the projections up to one event that was just appended here, and so knew all before.

    What it gives has to be folded anew; of a whole layout that is undone, all of it at once.
    """
    to_refold: list[str] = []
    if event.kind == Kind.VOID:
        to_refold = _void(database, event)
    else:
        if event.device:
            _follow(database, event.device, event)
        aftermath.fold(database, event)
    audit_fold.fold(database, event)
    return to_refold


def _follow(database: Database, device: str, event: Event) -> None:
    custody = custody_of(database, device)
    if custody.disputed:
        refold(database, [device])  # what happens now may be what settles it
        return
    custody_rows.put(database, [rules.after(custody, event)])
    loans.fold(database, event)


def refold(database: Database, devices: Sequence[str]) -> None:
    """Work out devices again, each from its first event on."""
    if not devices:
        return
    histories: dict[str, list[Event]] = {device: [] for device in devices}
    for event in events.of_devices(database, devices):
        histories[str(event.device)].append(event)
    ids = [event.event_id for history in histories.values() for event in history]
    for table in ("loan", "conflict"):
        database.write_many(f"DELETE FROM {table} WHERE device = ?", [(one,) for one in devices])
    bases = custody_rows.bases(database, devices)
    _fold_all(database, bases, histories, voided_among(database, ids))


def _fold_all(
    database: Database,
    bases: Mapping[str, Custody],
    histories: Mapping[str, Iterable[Event]],
    voided: frozenset[str],
) -> None:
    """Fold whole histories in memory and write what follows once; loans and conflicts are gone."""
    cloned = deliveries.cloned_stations(database)
    folded: dict[str, Folded] = {
        device: fold(
            bases.get(device) or Custody(device, CustodyState.UNKNOWN), history, voided, cloned
        )
        for device, history in histories.items()
    }
    custody_rows.put(database, (one.custody for one in folded.values()))
    loans.put(database, [loan for one in folded.values() for loan in loans_of(one, voided)])
    custody_rows.put_disputes(database, [one.dispute for one in folded.values() if one.dispute])


def put_bases(database: Database, devices: str = "SELECT device_id FROM device") -> None:
    """Give every device that has no custody yet the one that the register says.

    ``devices`` is the query whose devices are meant, all of them where it is left out.
    """
    database.write(
        f"INSERT INTO custody({COLUMNS}) {BASES} WHERE device_id IN ({devices})"
        " AND NOT EXISTS (SELECT 1 FROM custody WHERE custody.device = device_id)"
    )


def rebase(database: Database, devices: str) -> None:
    """Work out again those devices of a query of which the register now says something else.

    Where nothing happened yet, the register says it all; else the history is folded anew.
    """
    base = f"FROM ({BASES} WHERE device_id IN ({devices})) AS base"
    same = "custody.device = base.device AND custody.heads = '[]'"
    database.write(
        "UPDATE custody SET place = base.place, service_hlc = base.service_hlc,"
        f" assigned_to = base.assigned_to {base} WHERE {same}"
    )
    database.write(  # what an index has is written only where it differs, for that costs
        "UPDATE custody SET state = base.state, person = base.person, service = base.service"
        f" {base} WHERE {same} AND (custody.state, custody.service, coalesce(custody.person, ''))"
        " <> (base.state, base.service, coalesce(base.person, ''))"
    )
    told = database.rows(
        f"SELECT device FROM custody WHERE device IN ({devices}) AND heads <> '[]'"
    )
    refold(database, [device for (device,) in told])


def unlearn(database: Database) -> None:
    """Take back what events taught, before an import of devices: the district's list goes first."""
    identifiers.drop_learned(database)


def relearn(database: Database) -> None:
    """Let every code that events taught lead to its device again.

    What the district's list calls another device now is the district's; and what two tables taught
    for two devices leads to neither, until somebody who knows of both teaches it once more.
    """
    identifiers.drop_learned(database)
    taught = events.of_kind(database, Kind.RETAG)
    voided = voided_among(database, [event.event_id for event in taught])
    taught = [event for event in taught if event.event_id not in voided]
    replaced = {event_id for event in taught for event_id in event.body.get("instead_of", ())}
    counting = [event for event in taught if event.event_id not in replaced]
    meant: dict[str, set[str | None]] = {}
    for event in counting:
        meant.setdefault(str(event.body.get("code", "")), set()).add(event.device)
    for event in sorted(counting, key=lambda event: (event.station_id, event.seq, event.event_id)):
        if len(meant[str(event.body.get("code", ""))]) == 1:
            identifiers.learn(database, event)


def rebuild(database: Database, journal: list[Event] | None = None) -> None:
    """Drop the projections and fold register and journal anew, inside the open transaction.

    ``journal`` is all of it in the order in which it came, where somebody has read it already.
    """
    for table in ("custody", "loan", "conflict", "clone", "to_refold", "parked", "voided"):
        database.write(f"DELETE FROM {table}")
    audit_fold.clear(database)
    journal = list(events.everything(database)) if journal is None else journal
    for event in journal:
        if event.kind == Kind.VOID:
            mark_void(database, event)
    voided = frozenset(row[0] for row in database.rows("SELECT event_id FROM voided"))
    histories: dict[str, list[Event]] = {}
    for event in journal:
        if event.device:
            histories.setdefault(event.device, []).append(event)
    put_bases(database)
    deliveries.find_all_clones(database)
    _fold_all(database, custody_rows.bases(database, list(histories)), histories, voided)
    for event in journal:
        if event.kind in (Kind.PARK, Kind.SETTLE) and event.event_id not in voided:
            aftermath.fold(database, event)
        audit_fold.fold(database, event)  # there an undoing counts from when it was written
    relearn(database)


def digest(database: Database) -> str:
    """SHA-256 over every projected row, in hex; the same facts give the same digest."""
    total = hashlib.sha256()
    for row in _every_row(database):
        total.update(repr(row).encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def are_same(one: Database, other: Database) -> bool:
    """Whether two databases project the same; as comparing their digests says, but sooner."""
    pairs = zip_longest(_every_row(one), _every_row(other))
    return all(left == right for left, right in pairs)


def _every_row(database: Database) -> Iterator[tuple[Any, ...]]:
    for sql in _EVERY_ROW:
        yield from database.conn.execute(sql)


_EVERY_ROW = (
    f"SELECT {COLUMNS} FROM custody ORDER BY device",
    "SELECT * FROM loan ORDER BY loan_id",
    "SELECT * FROM conflict ORDER BY conflict_id",
    "SELECT * FROM parked ORDER BY event_id",
    "SELECT * FROM voided ORDER BY event_id",
    "SELECT device_id, raw, event_id FROM identifier WHERE event_id <> '' ORDER BY event_id",
    *audit_fold.EVERY_ROW,
)
"""Every projected row, in a fixed order."""


def _void(database: Database, event: Event) -> list[str]:
    """Take an event back; its device, which then has another history."""
    mark_void(database, event)
    undone = events.by_id(database, event.body.get("voids", ""))
    if undone is None:
        return []
    take_back(database, undone)
    return [undone.device] if undone.device else []


def take_back(database: Database, undone: Event) -> None:
    """What an event that was undone left besides custody and loans."""
    if undone.kind == Kind.PARK:
        database.write("DELETE FROM parked WHERE event_id = ?", undone.event_id)
    elif undone.kind == Kind.SETTLE:
        aftermath.settle(database, str(undone.body.get("parked", "")))
    elif undone.kind == Kind.RETAG:
        relearn(database)
    elif undone.kind == Kind.STUB and undone.person:
        register.forget_stub(database, undone.person)


def mark_void(database: Database, event: Event) -> None:
    """Remember what an event undid; the first of several that say so by their names."""
    database.write(
        "INSERT INTO voided VALUES (?1, ?2) ON CONFLICT(event_id) DO UPDATE"
        " SET by_event = min(by_event, excluded.by_event)",
        event.body.get("voids", ""),
        event.event_id,
    )


def voided_among(database: Database, ids: Sequence[str]) -> frozenset[str]:
    """Those of some events that were undone."""
    sql = "SELECT event_id FROM voided WHERE event_id IN ({})"
    return frozenset(event_id for (event_id,) in rows_for(database, sql, ids))
