"""Whose a device was when it came in: by the loans, which know what all tables did."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.model import Kind
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE
from inventory.store.pieces import rows_for


@dataclass(frozen=True, slots=True)
class Act:
    """A return, or a sighting of a device that came in."""

    event: str
    device: str
    kind: str
    person: str | None
    """Whom the table wrote down: the one that it knew of, or for a sighting who stood there."""
    order: str
    at: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answered for a device until it came in."""

    person: str | None
    loan: str = ""
    """The hand-out, or the repair since; empty where the district's list had it out."""
    received_from: str = ""
    """Who brought it, by its loan."""
    ended: bool = False
    """Whether this act ended the loan."""


@dataclass(frozen=True, slots=True)
class _Loan:
    loan: str
    person: str | None
    ended_by: str
    received_from: str
    begun: str
    ended: str


def whose(database: Database, acts: Iterable[Act]) -> dict[str, Owner]:
    """Of whom each act took the device back, by event.

    It is the loan that the act ended; else, where a device was scanned again or at two tables, the
    last one before it. What happens after a repair is nobody's. Without a loan a return says whose
    it was, and a sighting is of the return before it.
    """
    acts = list(acts)
    devices = sorted({act.device for act in acts})
    loans, returns, repairs = (
        _by_device(read(database, devices)) for read in (_loans, _returns, _repairs)
    )
    return {
        act.event: _owner(act, loans[act.device], returns[act.device], repairs[act.device])
        for act in acts
    }


def _owner(
    act: Act,
    loans: Sequence[tuple[Any, ...]],
    returns: Sequence[tuple[Any, ...]],
    repairs: Sequence[tuple[Any, ...]],
) -> Owner:
    known = [_Loan(*row) for row in loans]
    mine = [one for one in known if one.ended_by == act.event]
    before = mine or [one for one in known if one.begun < act.order]
    last = max(before, key=lambda one: (one.begun, one.loan), default=None)
    if mine and last:
        return Owner(last.person, last.loan, last.received_from, ended=True)
    earlier = [row for row in returns if row[0] < act.order]
    returned, person = max(earlier, default=("", ""))
    if act.kind == Kind.SIGHT:
        since = max(returned, last.ended if last else "")
        repaired = [row for row in repairs if since < row[0] < act.order]
        if repaired:
            return Owner(None, max(repaired)[1])
    if last:
        return Owner(last.person, last.loan)
    return Owner(act.person if act.kind == Kind.RETURN else person or None)


def _by_device(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for device, *row in rows:
        found[device].append(tuple(row))
    return found


def _loans(database: Database, devices: Sequence[str]) -> list[tuple[Any, ...]]:
    """Every loan with the clock of its hand-out and of its end, but for those that never were."""
    sql = (
        "SELECT l.device, l.loan_id, l.person, coalesce(l.ended_by, ''),"
        " coalesce(l.received_from, ''), coalesce(b.hlc, ''), coalesce(e.hlc, '')"
        " FROM loan l LEFT JOIN event b ON b.event_id = l.loan_id"
        " LEFT JOIN event e ON e.event_id = l.ended_by"
        " WHERE l.device IN ({}) AND NOT EXISTS (SELECT 1"
        "  FROM json_each(CASE WHEN e.kind = 'resolve' THEN e.body END, '$.never_received')"
        "  WHERE value = l.loan_id)"
    )
    return list(rows_for(database, sql, devices))


def _returns(database: Database, devices: Sequence[str]) -> list[tuple[Any, ...]]:
    sql = (
        "SELECT device, hlc, coalesce(person, '') FROM event"
        f" WHERE device IN ({{}}) AND kind = 'return' AND {NOT_UNDONE}"
    )
    return list(rows_for(database, sql, devices))


def _repairs(database: Database, devices: Sequence[str]) -> list[tuple[Any, ...]]:
    sql = (
        "SELECT device, hlc, event_id FROM event WHERE device IN ({}) AND kind = 'service'"
        f" AND body ->> '$.service' = 'IN_REPAIR' AND {NOT_UNDONE}"
    )
    return list(rows_for(database, sql, devices))
