"""Where one person stands in the tables, besides their own row and their events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inventory.journal.event import as_json
from inventory.model import Device, Event
from inventory.store import events, register
from inventory.store.connection import explained
from inventory.store.database import Database


@dataclass(frozen=True, slots=True)
class AuditMention:
    """A line of an audit that expected something with somebody, or found it there."""

    audit: str
    device: str
    expected: bool
    """Whether it was expected with them; else it was only seen with them."""
    result: str
    at: str
    explanation: str


def meant_for(database: Database, known_as: Sequence[str]) -> list[Device]:
    """Devices that the district's list means for somebody, or says that they have."""
    marks = ",".join("?" * len(known_as))
    rows = database.rows(
        f"SELECT {register.DEVICE} FROM device WHERE lower(assigned_to) IN ({marks})"
        f" OR lower(holder) IN ({marks}) ORDER BY device_id",
        *known_as,
        *known_as,
    )
    return [register.as_device(row) for row in rows]


def audit_mentions(database: Database, person: str) -> list[AuditMention]:
    """The lines of audits that name somebody."""
    rows = database.rows(
        "SELECT l.audit, l.device, l.person = ?1, coalesce(l.result, ''), l.evidence_at,"
        " coalesce((SELECT group_concat(trim(disposition || ' ' || detail || ' ' || note), '; ')"
        " FROM audit_explanation x WHERE x.audit = l.audit AND x.subject = l.device), '')"
        " FROM audit_line l WHERE l.person = ?1 OR l.seen_with = ?1 ORDER BY l.audit, l.number",
        person,
    )
    return [
        AuditMention(audit, device, bool(expected), result, at, why)
        for audit, device, expected, result, at, why in rows
    ]


def bodies(database: Database) -> Iterator[tuple[Event, str]]:
    """Every event in the order in which it came, with what it says as JSON."""
    with explained():
        for event in events.everything(database):
            yield event, as_json(event.body)
