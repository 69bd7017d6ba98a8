"""The custody of each device as it is kept: one row for each, and the conflicts beside them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inventory.journal.event import as_json
from inventory.model import Custody, CustodyState, Grade, Service
from inventory.rules.fold import Dispute, Story
from inventory.store.database import Database
from inventory.store.pieces import rows_for

COLUMNS = (
    "device, state, person, place, since, loan, settled_by, service, service_since, service_hlc,"
    " grade, assigned_to, seen_at, seen_place, heads, disputed"
)
BASES = (
    "SELECT device_id AS device,"
    " CASE WHEN holder <> '' THEN 'WITH_PERSON' ELSE 'IN_STOCK' END AS state,"
    " nullif(holder, '') AS person,"
    " CASE WHEN holder <> '' THEN NULL ELSE nullif(place, '') END AS place,"
    " NULL, NULL, NULL, service, NULL, service_hlc, NULL,"
    " nullif(assigned_to, '') AS assigned_to, NULL, NULL, '[]', NULL FROM device"
)
"""What ``rules.from_register`` says of every device, for SQL."""

_PUT = f"INSERT OR REPLACE INTO custody({COLUMNS}) VALUES ({','.join('?' * 16)})"


def custody_of(database: Database, device: str) -> Custody:
    """Who or where answers for a device now."""
    row = database.row(f"SELECT {COLUMNS} FROM custody WHERE device = ?", device)
    if row:
        return as_custody(row)
    return bases(database, [device]).get(device) or Custody(device, CustodyState.UNKNOWN)


def custodies(database: Database) -> dict[str, Custody]:
    """Every device's custody, by its id."""
    rows = database.each(f"SELECT {COLUMNS} FROM custody")
    return {row[0]: as_custody(row) for row in rows}


def bases(database: Database, devices: Sequence[str]) -> dict[str, Custody]:
    """What the register says of devices; one that it doesn't know is left out."""
    rows = rows_for(database, f"{BASES} WHERE device_id IN ({{}})", devices)
    return {row[0]: as_custody(row) for row in rows}


def put(database: Database, found: Iterable[Custody]) -> None:
    """Keep custodies in the place of what was there."""
    database.write_many(_PUT, map(_row, found))


def disputes(database: Database) -> list[Dispute]:
    """What has to be settled, by device."""
    rows = database.rows(
        "SELECT conflict_id, device, heads, stories, proposal FROM conflict"
        " ORDER BY device, conflict_id"
    )
    return [_dispute(row) for row in rows]


def dispute(database: Database, conflict_id: str) -> Dispute | None:
    """One that still has to be settled."""
    row = database.row(
        "SELECT conflict_id, device, heads, stories, proposal FROM conflict WHERE conflict_id = ?",
        conflict_id,
    )
    return _dispute(row) if row else None


def put_disputes(database: Database, found: Iterable[Dispute]) -> None:
    """Keep what is disputed; what there was of the same devices has been dropped."""
    database.write_many("INSERT INTO conflict VALUES (?,?,?,?,?)", map(_dispute_row, found))


def _row(custody: Custody) -> tuple[str | None, ...]:
    return (
        custody.device, custody.state.value, custody.person, custody.place, custody.since,
        custody.loan, custody.settled_by, custody.service.value, custody.service_since,
        custody.service_hlc, custody.grade.value if custody.grade else None, custody.assigned_to,
        custody.seen_at, custody.seen_place, as_json(list(custody.heads)), custody.disputed,
    )  # fmt: skip


def as_custody(row: tuple[Any, ...] | list[Any]) -> Custody:
    """A stored row, columns as in ``COLUMNS``."""
    (device, state, person, place, since, loan, settled_by, service, service_since, service_hlc,
     grade, assigned_to, seen_at, seen_place, heads, disputed) = row  # fmt: skip
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
        disputed=disputed,
    )


def _dispute_row(found: Dispute) -> tuple[str, ...]:
    stories = [
        {"head": story.head, "station": story.station, "custody": _row(story.custody)}
        for story in found.stories
    ]
    return (
        found.conflict_id,
        found.device,
        as_json(list(found.heads)),
        as_json(stories),
        as_json(_row(found.proposal)),
    )


def _dispute(row: tuple[Any, ...]) -> Dispute:
    conflict_id, device, heads, stories, proposal = row
    return Dispute(
        conflict_id,
        device,
        tuple(json.loads(heads)),
        tuple(_story(story) for story in json.loads(stories)),
        as_custody(json.loads(proposal)),
    )


def _story(story: Mapping[str, Any]) -> Story:
    return Story(story["head"], story["station"], as_custody(story["custody"]))
