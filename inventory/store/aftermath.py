"""What an event leaves besides custody: loans, parked scans, codes that were taught."""

import json

from inventory.journal.event import as_json
from inventory.model import Event, Kind
from inventory.store import identifiers
from inventory.store.database import Database


def fold(database: Database, event: Event) -> None:
    """Bring loans, parked scans and taught codes up to one event that is no undoing."""
    if event.kind == Kind.PARK:
        _park(database, event)
    elif event.kind == Kind.SETTLE:
        database.write(
            "UPDATE parked SET settled_by = ?, outcome = ?"
            " WHERE event_id = ? AND settled_by IS NULL",
            event.event_id,
            event.body.get("outcome", ""),
            event.body.get("parked", ""),
        )
    elif event.kind == Kind.RETAG:
        identifiers.learn(database, event)
    else:
        fold_loan(database, event)


def fold_loan(database: Database, event: Event) -> None:
    """Bring the loans up to one event."""
    if event.kind == Kind.ISSUE:
        _end_loan(database, event, {})
        database.write(
            "INSERT INTO loan VALUES (?,?,?,?,?,NULL,NULL,NULL,?)",
            event.event_id,
            event.device,
            event.person,
            None if event.person else event.body.get("place", "?"),
            event.wall_time,
            as_json(event.body.get("accessories", {})),
        )
    elif event.kind == Kind.RETURN:
        _end_loan(database, event, event.body.get("accessories", {}))
    elif event.kind == Kind.AMEND:
        _amend_loan(database, event)


def _end_loan(database: Database, event: Event, came_back: dict[str, str]) -> None:
    open_loan = database.row(
        "SELECT loan_id, accessories FROM loan WHERE device = ? AND until IS NULL", event.device
    )
    if open_loan is None:
        return
    loan, given = open_loan
    database.write(
        "UPDATE loan SET until = ?, ended_by = ?, received_from = ?, accessories = ?"
        " WHERE loan_id = ?",
        event.wall_time,
        event.event_id,
        event.body.get("received_from"),
        as_json(json.loads(given) | came_back),
        loan,
    )


def _amend_loan(database: Database, event: Event) -> None:
    ended_by = event.body.get("amends", "")
    given = database.value("SELECT accessories FROM loan WHERE ended_by = ?", ended_by)
    if given is not None:
        changed = json.loads(given) | event.body.get("accessories", {})
        database.write(
            "UPDATE loan SET accessories = ? WHERE ended_by = ?", as_json(changed), ended_by
        )


def _park(database: Database, event: Event) -> None:
    body = event.body
    database.write(
        "INSERT INTO parked VALUES (?,?,?,?,?,?,?,?,?,NULL,NULL)",
        event.event_id,
        body.get("claim", ""),
        body.get("code", ""),
        body.get("scan", ""),
        event.device,
        event.person,
        body.get("place"),
        body.get("mode", ""),
        event.wall_time,
    )
