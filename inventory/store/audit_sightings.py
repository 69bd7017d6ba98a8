"""What an open audit has seen: each sighting as it came, and the line that follows from them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from inventory.counts import Evidence, Find, Result, Sighting
from inventory.model import Draft, Event, Kind
from inventory.rules.audit import best
from inventory.store import events
from inventory.store.database import Database

SIGHTING = "event_id, subject, at, result, find, place, person, raw, claim"


def open_audit_id(database: Database) -> str | None:
    """The audit that is being scanned."""
    found = database.value("SELECT audit_id FROM audit WHERE state = 'OPEN'")
    return str(found) if found is not None else None


_SHOW = frozenset({Kind.ISSUE, Kind.RETURN, Kind.SIGHT, Kind.PARK})
"""Kinds that show a device or a find."""


def in_an_open_audit(database: Database, drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts, those that show something with the audit that is open while they are written.

    So every laptop knows for which audit it was seen, whenever it hears of it.
    """
    drafts = list(drafts)
    shows = any(draft.kind in _SHOW for draft in drafts)
    audit = open_audit_id(database) if shows else None
    if audit is None:
        return drafts
    return [
        replace(draft, body={"audit": audit, **draft.body}) if draft.kind in _SHOW else draft
        for draft in drafts
    ]


def sightings_of(database: Database, audit: str, subject: str) -> list[Sighting]:
    """The sightings of one device or find, oldest first."""
    rows = database.rows(
        f"SELECT {SIGHTING} FROM audit_sighting WHERE audit = ? AND subject = ? ORDER BY event_id",
        audit,
        subject,
    )
    return [sighting(row) for row in rows]


def sighting(row: tuple[Any, ...]) -> Sighting:
    """A stored sighting, columns as in ``SIGHTING``."""
    event_id, subject, at, result, find, place, person, raw, claim = row
    return Sighting(event_id, subject, at, Result(result), Find(find), place, person, raw, claim)


def arrived_late(database: Database, audit: str, reopened: str) -> list[Event]:
    """What other tables saw for this audit and brought when it was locked already.

    It counts once the audit is opened again; what was locked and signed stays as it was.
    """
    return events.seen_for(database, audit, reopened)


def see(database: Database, audit: str, seen: Sighting) -> None:
    """Keep a sighting, and work out its line."""
    database.write(
        "INSERT INTO audit_sighting VALUES (?,?,?,?,?,?,?,?,?,?)",
        seen.event, audit, seen.subject, seen.at, seen.result.value, seen.find.value, seen.place,
        seen.person, seen.raw, seen.claim,
    )  # fmt: skip
    _settle_line(database, audit, seen.subject)


def forget(database: Database, audit: str, event_id: str) -> None:
    """Drop what an undone event had seen or attested."""
    subject = database.value(
        "SELECT subject FROM audit_sighting WHERE audit = ? AND event_id = ?", audit, event_id
    )
    database.write("DELETE FROM audit_proof WHERE audit = ? AND event_id = ?", audit, event_id)
    if subject is not None:
        database.write("DELETE FROM audit_sighting WHERE event_id = ?", event_id)
        _settle_line(database, audit, subject)


def _settle_line(database: Database, audit: str, device: str) -> None:
    """Work out an expected line from its sightings; nothing where the list does not have it."""
    if not database.value("SELECT 1 FROM audit_line WHERE audit = ? AND device = ?", audit, device):
        return
    seen = sightings_of(database, audit, device)
    by = best(seen) if seen else None
    database.write(
        "UPDATE audit_line SET result = ?, evidence = ?, evidence_at = ?, times = ?, event = ?,"
        " seen_place = ?, seen_with = ? WHERE audit = ? AND device = ?",
        by.result.value if by else None,
        (Evidence.E5 if by else Evidence.E0).value,
        by.at if by else "",
        len(seen),
        by.event if by else "",
        by.place if by else "",
        by.person if by else "",
        audit,
        device,
    )


def attest(database: Database, audit: str, event: Event) -> None:
    """Keep that somebody says they have what was not seen."""
    database.write(
        "INSERT INTO audit_proof VALUES (?,?,?,?,?,?)",
        event.event_id,
        audit,
        event.device,
        Evidence.E3.value,
        event.wall_time,
        f"attested by {event.body['attested_by']}",
    )
