"""The school at a glance: what Home and the line under a scan screen say.

Small on its own, because it is loaded before the first frame.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inventory.model import Kind
from inventory.services.office import Office
from inventory.store import figures, parked

if TYPE_CHECKING:
    from inventory.audit import Audit, AuditState
    from inventory.store.audits import Progress as Progress


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures under a scan screen."""

    out: int
    to_go: int
    done: int
    """Devices that were handed out, or came back, today."""
    parked: int
    disputed: int = 0
    swapped: int = 0
    """Swaps that are closed."""

    @property
    def waiting(self) -> int:
        """What the Inbox wants decided."""
        return self.parked + self.disputed + self.swapped


@dataclass(frozen=True, slots=True)
class NextAudit:
    """The audit that has to be seen to next."""

    quarter: str
    """``2026-Q4``."""
    due: date
    state: "AuditState | None" = None
    """None where it is not open yet."""
    blind: bool = False
    seen: int = 0
    expected: int = 0
    unexplained: int = 0


@dataclass(frozen=True, slots=True)
class AuditCount:
    """How far an open audit is, as the line under its scan screen says it."""

    places: "tuple[Progress, ...]"
    results: Mapping[str, int]
    """How many lines have which result; ``""`` for those that were not seen yet."""
    finds: int
    """Distinct things that have to be explained and that no line expects."""
    scanned: int
    """Distinct things, expected or not; counted in a blind audit only, which shows no more."""
    scanned_in: Mapping[str, int]
    """The same by the place in which they were scanned."""
    picked: int
    """Distinct things that were not drawn; counted in a sample audit only."""

    @property
    def expected(self) -> int:
        """Lines of the frozen list."""
        return sum(self.results.values())

    @property
    def left(self) -> int:
        """Lines that were not seen yet."""
        return self.results.get("", 0)


def tally(office: Office, kind: Kind) -> Tally:
    """How far the day is; ``kind`` is what this screen does, issue or return."""
    from inventory.services import reports, swaps

    database = office.database
    return Tally(
        out=figures.out_now(database),
        to_go=figures.still_to_go(database, reports.grades_with_devices(office)),
        done=figures.devices_today(database, kind, reports.dates(office)),
        parked=parked.count(database),
        disputed=figures.count_disputes(database),
        swapped=swaps.count(office),
    )


def waiting_now(office: Office) -> int:
    """How much the Inbox wants decided: parked scans, disputed devices, swaps that are closed."""
    from inventory.services import swaps

    database = office.database
    return parked.count(database) + figures.count_disputes(database) + swaps.count(office)


def next_audit(office: Office) -> NextAudit:
    """The newest audit that is not handed in yet; else the one that is due next."""
    from inventory.audit import AuditState
    from inventory.services import audit_draft
    from inventory.store import audit_fold, audits

    newest = next(iter(audits.all_audits(office.database)), None)
    if newest is None or newest.state in (AuditState.SUBMITTED, AuditState.ANSWERED):
        due = audit_draft.next_due(office)
        return NextAudit(due.quarter, due.on)
    results = audits.tally(office.database, newest.audit_id)
    expected = sum(results.values())
    return NextAudit(
        newest.quarter,
        date.fromisoformat(newest.due),
        newest.state,
        newest.scope.blind,
        expected - results.get("", 0),
        expected,
        audit_fold.unexplained(office.database, newest.audit_id),
    )


def open_audit(office: Office) -> "Audit | None":
    """The audit that is being scanned."""
    from inventory.store import audit_sightings, audits

    audit_id = audit_sightings.open_audit_id(office.database)
    return audits.audit(office.database, audit_id) if audit_id else None


def audit_here(office: Office, audit_id: str, place: str) -> "Progress":
    """How far the count is in one place."""
    from inventory.store import audits

    return audits.progress_in(office.database, audit_id, place)


def audit_left_here(office: Office, audit_id: str, place: str, most: int) -> list[str]:
    """The labels of the first devices that are still to be found in a place."""
    from inventory.store import audits

    return audits.left_in(office.database, audit_id, place, most)


def audit_left_of(office: Office, audit_id: str, person: str) -> list[str]:
    """The labels of what is recorded with a person and was not seen yet."""
    from inventory.store import audits

    return [one.label for one in audits.unseen_of(office.database, audit_id, person)]


def audit_count(office: Office, audit: "Audit") -> AuditCount:
    """All figures of an open audit: read off the way of a verdict."""
    from inventory.store import audits

    database, audit_id, scope = office.database, audit.audit_id, audit.scope
    seen = audits.sightings(database, audit_id) if scope.blind else []
    where = {one.subject: one.place for one in seen}
    outside = audits.unlisted_sightings(database, audit_id) if scope.sample else []
    return AuditCount(
        places=tuple(audits.progress(database, audit_id)),
        results=audits.tally(database, audit_id),
        finds=audits.find_count(database, audit_id),
        scanned=len(where),
        scanned_in=Counter(where.values()),
        picked=len({one.subject for one in outside}),
    )
