"""The loans as they are kept: one row for each, open ones without an end."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from inventory.journal.event import as_json
from inventory.model import Event, Kind, Loan
from inventory.rules.custody import came_in
from inventory.rules.loans import CAME, changed_by
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE
from inventory.store.pieces import rows_for

_COLUMNS = (
    "loan_id, device, person, place, since, until, ended_by, received_from, accessories, disputed"
)
_KINDS = frozenset({Kind.ISSUE, Kind.RETURN, Kind.AMEND, Kind.RESOLVE})


def fold(database: Database, event: Event) -> None:
    """Bring the loans of a device up to one event that knew all before it."""
    if event.kind in _KINDS or came_in(event):
        loans, named = of_device(database, str(event.device)), event.body.get("amends")
        of = _kind_of(database, str(named), str(event.device)) if named else ""
        put(database, changed_by(event, loans, of=of))


def _kind_of(database: Database, event_id: str, device: str) -> str:
    """By what the device came in; empty where the event is of another kind, or was undone."""
    sql = f"SELECT kind FROM event WHERE event_id = ? AND device = ? AND {NOT_UNDONE}"
    kind = str(database.value(sql, event_id, device) or "")
    return kind if kind in CAME else ""


def of_device(database: Database, device: str) -> list[Loan]:
    """Every loan of a device."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM loan WHERE device = ? ORDER BY loan_id", device)
    return [_loan(row) for row in rows]


def given_with(database: Database, device: str) -> dict[str, str]:
    """What went out with a device, by the loan that is open; nothing where there is none."""
    is_open = (loan for loan in of_device(database, device) if loan.until is None)
    return next((dict(loan.accessories) for loan in is_open), {})


def last_ended(database: Database, device: str) -> Loan | None:
    """What a device came back from last, by the record; None while it is out."""
    every = of_device(database, device)
    if any(loan.until is None for loan in every):
        return None
    return max(every, key=lambda loan: (str(loan.until), loan.loan_id), default=None)


def of_person(database: Database, person: str) -> list[Loan]:
    """Every time that somebody had a device, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM loan WHERE person = ? ORDER BY loan_id"
    return [_loan(row) for row in database.rows(sql, person)]


def never_received(database: Database, loan_ids: Sequence[str]) -> frozenset[str]:
    """Those loans of which somebody said, settling a dispute, that they never were."""
    found = rows_for(
        database,
        "SELECT l.loan_id FROM loan l JOIN event e ON e.event_id = l.ended_by"
        " WHERE e.kind = 'resolve' AND EXISTS (SELECT 1 FROM json_each(e.body, '$.never_received')"
        " WHERE value = l.loan_id) AND l.loan_id IN ({})",
        loan_ids,
    )
    return frozenset(loan_id for (loan_id,) in found)


def put(database: Database, loans: Iterable[Loan]) -> None:
    """Keep loans in the place of what was there; those that end come first."""
    ended_first = sorted(loans, key=lambda loan: loan.until is None)
    database.write_many(
        f"INSERT INTO loan({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT(loan_id) DO UPDATE"
        " SET until = excluded.until, ended_by = excluded.ended_by,"
        " received_from = excluded.received_from, accessories = excluded.accessories,"
        " disputed = excluded.disputed",
        map(_row, ended_first),
    )


def _row(loan: Loan) -> tuple[str | None, ...]:
    return (
        loan.loan_id, loan.device, loan.person, loan.place, loan.since, loan.until, loan.ended_by,
        loan.received_from, as_json(dict(loan.accessories)), loan.disputed,
    )  # fmt: skip


def _loan(row: tuple[Any, ...]) -> Loan:
    (loan_id, device, person, place, since, until, ended_by, received_from, accessories,
     disputed) = row  # fmt: skip
    return Loan(
        loan_id, device, person, place, since, until, ended_by, received_from,
        json.loads(accessories), disputed,
    )  # fmt: skip
