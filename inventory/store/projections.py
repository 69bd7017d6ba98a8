"""What follows from register and journal, kept beside them and always able to be rebuilt."""

import hashlib
import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from inventory.journal.event import as_json
from inventory.model import Custody, CustodyState, Event, Grade, Kind, Service
from inventory.rules import custody as rules
from inventory.store import aftermath, audit_fold, events, identifiers, register
from inventory.store.database import Database

_CUSTODY = (
    "device, state, person, place, since, loan, settled_by, service, service_since, service_hlc,"
    " grade, assigned_to, seen_at, seen_place, heads"
)
_PUT_CUSTODY = f"INSERT OR REPLACE INTO custody({_CUSTODY}) VALUES ({','.join('?' * 15)})"


def custody_of(database: Database, device: str) -> Custody:
    """Who or where answers for a device now."""
    row = database.row(f"SELECT {_CUSTODY} FROM custody WHERE device = ?", device)
    return _custody(row) if row else _before_any_event(database, device)


def custodies(database: Database) -> dict[str, Custody]:
    """Every device's custody, by its id."""
    rows = database.conn.execute(f"SELECT {_CUSTODY} FROM custody")
    return {row[0]: _custody(row) for row in rows}


def apply(database: Database, event: Event) -> None:
    """Bring the projections up to one event that was just appended."""
    if event.kind == Kind.VOID:
        _void(database, event)
    else:
        if event.device:
            _put(database, rules.after(custody_of(database, event.device), event))
        aftermath.fold(database, event)
    audit_fold.fold(database, event)


def refold(database: Database, device: str) -> None:
    """Work out one device again from its first event on."""
    history = events.of_device(database, device)
    voided = _voided_among(database, history)
    _put(database, rules.replay(_before_any_event(database, device), history, voided))
    database.write("DELETE FROM loan WHERE device = ?", device)
    for event in history:
        if event.event_id not in voided:
            aftermath.fold_loan(database, event)


def put_bases(database: Database, devices: str = "SELECT device_id FROM device") -> None:
    """Give every device that has no custody yet the one that the register says.

    ``devices`` is the query whose devices are meant, all of them where it is left out.
    """
    database.write(
        f"INSERT INTO custody({_CUSTODY}) {_BASES} WHERE device_id IN ({devices})"
        " AND NOT EXISTS (SELECT 1 FROM custody WHERE custody.device = device_id)"
    )


def rebase(database: Database, devices: str) -> None:
    """Work out again those devices of a query of which the register now says something else.

    Where nothing happened yet, the register says it all; else the history is folded anew.
    """
    base = f"FROM ({_BASES} WHERE device_id IN ({devices})) AS base"
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
    for (device,) in database.rows(
        f"SELECT device FROM custody WHERE device IN ({devices}) AND heads <> '[]'"
    ):
        refold(database, device)


def unlearn(database: Database) -> None:
    """Take back what events taught, before an import of devices: the district's list goes first."""
    identifiers.drop_learned(database)


def relearn(database: Database) -> None:
    """Let every code that events taught lead to its device again, after an import of devices.

    What the district's list calls another device now is the district's; else it comes back.
    """
    for event in events.of_kind(database, Kind.RETAG):
        if not _voided_among(database, [event]):
            identifiers.learn(database, event)


_BASES = (
    "SELECT device_id AS device,"
    " CASE WHEN holder <> '' THEN 'WITH_PERSON' ELSE 'IN_STOCK' END AS state,"
    " nullif(holder, '') AS person,"
    " CASE WHEN holder <> '' THEN NULL ELSE nullif(place, '') END AS place,"
    " NULL, NULL, NULL, service, NULL, service_hlc, NULL,"
    " nullif(assigned_to, '') AS assigned_to, NULL, NULL, '[]' FROM device"
)
"""What ``rules.from_register`` says of every device, for SQL."""


def rebuild(database: Database, journal: list[Event] | None = None) -> None:
    """Drop the projections and fold register and journal anew, inside the open transaction.

    ``journal`` is all of it in the order in which it came, where somebody has read it already.
    """
    for table in ("custody", "loan", "parked", "voided"):
        database.write(f"DELETE FROM {table}")
    audit_fold.clear(database)
    identifiers.drop_learned(database)
    journal = list(events.everything(database)) if journal is None else journal
    for event in journal:
        if event.kind == Kind.VOID:
            _mark_void(database, event)
    voided = frozenset(row[0] for row in database.rows("SELECT event_id FROM voided"))
    _replay_custody(database, journal, voided)
    for event in journal:
        if event.event_id not in voided and event.kind != Kind.VOID:
            aftermath.fold(database, event)
        audit_fold.fold(database, event)  # there an undoing counts from when it was written


def _replay_custody(database: Database, journal: list[Event], voided: frozenset[str]) -> None:
    """Every device from its first event on; folded in memory, written once."""
    replayed = {row[0]: _custody(row) for row in database.rows(_BASES)}
    histories: dict[str, list[Event]] = {}
    for event in journal:
        if event.device:
            histories.setdefault(event.device, []).append(event)
    for device, history in histories.items():
        base = replayed.get(device) or Custody(device, CustodyState.UNKNOWN)
        replayed[device] = rules.replay(base, history, voided)
    database.write_many(_PUT_CUSTODY, map(_custody_row, replayed.values()))


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
    f"SELECT {_CUSTODY} FROM custody ORDER BY device",
    "SELECT * FROM loan ORDER BY loan_id",
    "SELECT * FROM parked ORDER BY event_id",
    "SELECT * FROM voided ORDER BY event_id",
    "SELECT device_id, raw, event_id FROM identifier WHERE event_id <> '' ORDER BY event_id",
    *audit_fold.EVERY_ROW,
)
"""Every projected row, in a fixed order."""


def _before_any_event(database: Database, device: str) -> Custody:
    found = register.device_with_clock(database, device)
    return rules.from_register(*found) if found else Custody(device, CustodyState.UNKNOWN)


def _put(database: Database, custody: Custody) -> None:
    database.write(_PUT_CUSTODY, *_custody_row(custody))


def _custody_row(custody: Custody) -> tuple[str | None, ...]:
    return (
        custody.device, custody.state.value, custody.person, custody.place, custody.since,
        custody.loan, custody.settled_by, custody.service.value, custody.service_since,
        custody.service_hlc, custody.grade.value if custody.grade else None, custody.assigned_to,
        custody.seen_at, custody.seen_place, as_json(list(custody.heads)),
    )  # fmt: skip


def _custody(row: tuple[Any, ...]) -> Custody:
    (device, state, person, place, since, loan, settled_by, service, service_since, service_hlc,
     grade, assigned_to, seen_at, seen_place, heads) = row  # fmt: skip
    return Custody(
        device=device,
        state=CustodyState(state),
        person=person,
        place=place,
        since=since,
        loan=loan,
        settled_by=settled_by,
        service=Service(service),
        service_since=service_since,
        service_hlc=service_hlc,
        grade=Grade(grade) if grade else None,
        assigned_to=assigned_to,
        seen_at=seen_at,
        seen_place=seen_place,
        heads=tuple(json.loads(heads)),
    )


def _void(database: Database, event: Event) -> None:
    _mark_void(database, event)
    undone = events.by_id(database, event.body.get("voids", ""))
    if undone is None:
        return
    if undone.kind == Kind.PARK:
        database.write("DELETE FROM parked WHERE event_id = ?", undone.event_id)
    elif undone.kind == Kind.SETTLE:
        database.write(
            "UPDATE parked SET settled_by = NULL, outcome = NULL WHERE settled_by = ?",
            undone.event_id,
        )
    elif undone.kind == Kind.RETAG:
        identifiers.forget(database, undone.event_id)
    elif undone.kind == Kind.STUB and undone.person:
        register.forget_stub(database, undone.person)
    if undone.device:
        refold(database, undone.device)


def _mark_void(database: Database, event: Event) -> None:
    database.write(
        "INSERT OR IGNORE INTO voided VALUES (?, ?)", event.body.get("voids", ""), event.event_id
    )


def _voided_among(database: Database, history: list[Event]) -> frozenset[str]:
    return frozenset(
        event.event_id
        for event in history
        if database.row("SELECT 1 FROM voided WHERE event_id = ?", event.event_id)
    )
