"""The audit's life, one method a step: open, lock, reopen, explain, sign."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from inventory.audit import Audit
from inventory.counts import Proof, Result
from inventory.errors import ChampionError, NotFound
from inventory.model import Custody, Draft, Kind, Service
from inventory.rules import audit as rules
from inventory.rules import dispositions
from inventory.rules.audit import Filed, is_after
from inventory.rules.audit_life import Step, require
from inventory.rules.duties import Duty
from inventory.services.audit_draft import AuditDraft, draft, late, refuse_second
from inventory.services.audit_figures import status, unexplained, variances
from inventory.services.office import Office
from inventory.store import audit_sightings, audits, imports, parked, projections, register
from inventory.text import safe

PART = 300
"""Lines that one event holds at the most: a longer cell breaks readers of the packet's CSV."""

LONGEST_TEXT = 1_000


def open_audit(office: Office, planned: AuditDraft) -> Audit:
    """Freeze the list, and begin to count; NotRecorded where the disk refuses."""
    office.refuse_helper(Duty.AUDIT)
    rows = [one.as_row() for one in planned.expected]
    head = {
        "quarter": planned.due.quarter,
        "due": planned.due.on.isoformat(),
        "scope": planned.scope.as_json(),
        "list_sha256": planned.list_sha256,
        "expected": len(rows),
        "left_out": planned.left_out,
        "left_devices": list(planned.left_devices),
    }

    def work() -> None:
        refuse_second(office)
        if audits.audit(office.database, planned.audit_id):
            raise ChampionError(f"{planned.audit_id} was opened already.", "Open another one.")
        if draft(office, planned.scope, planned.due.quarter).list_sha256 != planned.list_sha256:
            raise ChampionError(
                "The list has changed since it was shown.", "Look at it again, and then open it."
            )
        before = next(
            (one.locked_at for one in audits.all_audits(office.database) if one.locked_at), ""
        )
        first = {**head, "since": before}
        record_parts(office, Kind.AUDIT_OPEN, planned.audit_id, "lines", rows, first=first)

    office.write(work)
    return find(office, planned.audit_id)


def lock(office: Office, audit: Audit) -> Audit:
    """Scanning is finished: what was not seen is accounted for by evidence on file, or missing."""
    office.refuse_helper(Duty.AUDIT)

    def work() -> None:
        require(_now(office, audit), Step.LOCK)
        proofs = _proofs(office, audit)
        rows = [[device, one.evidence.value, one.at, one.what] for device, one in proofs.items()]
        last = {"late": late(office, audit)}
        record_parts(office, Kind.AUDIT_LOCK, audit.audit_id, "proofs", rows, last=last)

    office.write(work)
    return find(office, audit.audit_id)


def reopen(office: Office, audit: Audit, reason: str) -> Audit:
    """Scan on; the reason is kept."""
    office.refuse_helper(Duty.AUDIT)
    reason = typed(reason)

    def work() -> None:
        require(_now(office, audit), Step.REOPEN)
        if not reason:
            raise ChampionError("Reopening needs a reason.", "Say in a few words why.")
        refuse_second(office)
        body = {"audit": audit.audit_id, "reason": reason}
        office.record([Draft(Kind.AUDIT_REOPEN, body=body)], office.new_id())

    office.write(work)
    return find(office, audit.audit_id)


def explain(
    office: Office, audit: Audit, subjects: Sequence[str], disposition: str, *,
    detail: str = "", note: str = "",
) -> Audit:  # fmt: skip
    """The school's word on variances; a later one takes the place of an earlier one.

    What waits in the Inbox for one of them is settled with it. Raises ChampionError where the
    explanation lacks what it needs, or one of the subjects is no variance.
    """
    office.refuse_helper(Duty.AUDIT)
    detail, note = typed(detail), typed(note)
    known = dispositions.checked(disposition, detail, note)

    def work() -> None:
        require(_now(office, audit), Step.EXPLAIN)
        variant = {one.subject: one for one in variances(office, audit)}
        if strange := [one for one in subjects if one not in variant]:
            raise NotFound(
                f"{strange[0]} is no variance of {audit.audit_id}.",
                "champion audit list variances shows them.",
            )
        group = office.new_id()
        said = {"disposition": known.code, "detail": detail, "note": note}
        for start in range(0, len(subjects), PART):
            some = [[one, variant[one].outcome.value] for one in subjects[start : start + PART]]
            alone = some[0][0] if len(some) == 1 else ":"
            device = None if ":" in alone else alone
            body = {"audit": audit.audit_id, "subjects": some, **said}
            office.record([Draft(Kind.EXPLAIN, device=device, body=body)], group)
        outcome = dispositions.in_words(known.code, detail, note)
        _settle_parked(office, audit, subjects, outcome, group)

    office.write(work)
    return find(office, audit.audit_id)


def _settle_parked(
    office: Office, audit: Audit, explained: Iterable[str], outcome: str, group: str
) -> None:
    """What waits in the Inbox for these finds waits no longer."""
    database = office.database
    claims = {
        seen.event
        for subject in explained
        for seen in audit_sightings.sightings_of(database, audit.audit_id, subject)
        if seen.claim
    }
    for waiting in parked.waiting(database):
        if waiting.event_id in claims:
            body = {"parked": waiting.event_id, "outcome": outcome, "audit": audit.audit_id}
            office.record([Draft(Kind.SETTLE, device=waiting.device, body=body)], group)


def close(
    office: Office, planned: Audit, name: str, role: str, files: Callable[[], dict[str, str]]
) -> Audit:
    """Sign: the figures stand from now on, and what could not be found is set missing.

    ``files`` gives the SHA-256 of what is signed. Raises ChampionError where a variance has no
    explanation yet, or name or role is empty.
    """
    office.refuse_helper(Duty.AUDIT)
    name, role = typed(name), typed(role)

    def work() -> None:
        audit = _now(office, planned)
        require(audit, Step.SIGN, unexplained(office, audit))
        if not (name and role):
            raise ChampionError("A signature needs a name and a role.", "As: Ada Park, librarian.")
        group = office.new_id()
        office.record(_closing(office, audit), group)
        cover = status(office, audit).cover
        body = {
            "audit": audit.audit_id,
            "name": name,
            "role": role,
            "files": files(),
            "value_at_risk": cover.value_at_risk,
            "unpriced": cover.unpriced,
        }
        office.record([Draft(Kind.AUDIT_SIGN, body=body)], group)

    office.write(work)
    return find(office, planned.audit_id)


_SERVICES = {
    "reported_lost": Service.LOST,
    "reported_stolen": Service.STOLEN,
    "in_repair": Service.IN_REPAIR,
}
"""What an explanation says of the shape of a device that was not found."""


def _closing(office: Office, audit: Audit) -> list[Draft]:
    """The condition that each device has from now on that the audit could not find."""
    said = audits.explanations(office.database, audit.audit_id)
    drafts = []
    for line in audits.lines(office.database, audit.audit_id):
        if line.result is not Result.MISSING:
            continue
        device = line.expected.device
        custody = projections.custody_of(office.database, device)
        explained = said[device, Result.MISSING]
        service = _SERVICES.get(explained.disposition)
        if _is_known_better(custody, audit.locked_at, service):
            continue
        service = service or Service.MISSING
        body = {"service": service.value, "was": custody.service.value, "audit": audit.audit_id}
        if explained.detail:
            body["note"] = explained.detail
        drafts.append(Draft(Kind.SERVICE, device=device, body=body))
    return drafts


def _is_known_better(custody: Custody, locked_at: str, explained: Service | None) -> bool:
    """Whether somebody saw the device since, or its record says more than the explanation does."""
    if is_after(custody.seen_at, locked_at) or is_after(custody.service_since, locked_at):
        return True
    told = custody.service in (Service.LOST, Service.STOLEN)
    return custody.service is Service.RETIRED or (told and explained is None)


def all_audits(office: Office) -> list[Audit]:
    """Every audit, the newest first."""
    return audits.all_audits(office.database)


def find(office: Office, audit_id: str = "") -> Audit:
    """An audit by its id, else the newest one; NotFound where there is none."""
    if audit_id:
        named = audits.audit(office.database, audit_id)
        if named is None:
            raise NotFound(f"There is no audit {audit_id}.", "champion audit list shows them.")
        return named
    newest = next(iter(audits.all_audits(office.database)), None)
    if newest is None:
        raise NotFound("There is no audit yet.", "Open one: champion audit open.")
    return newest


def typed(text: str) -> str:
    """What a person wrote, trimmed and made safe."""
    return safe(text).strip()[:LONGEST_TEXT]


def record_parts(
    office: Office, kind: Kind, audit_id: str, name: str, rows: Sequence[object], *,
    first: Mapping[str, object] | None = None, last: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """One event for each ``PART`` rows, numbered; the first and the last say the rest."""
    number = max(1, -(-len(rows) // PART))
    group = office.new_id()
    for part in range(1, number + 1):
        body: dict[str, object] = {"audit": audit_id, "part": part, "of": number}
        body[name] = list(rows[(part - 1) * PART : part * PART])
        body.update(first or {} if part == 1 else {})
        body.update(last or {} if part == number else {})
        office.record([Draft(kind, body=body)], group)


def _now(office: Office, audit: Audit) -> Audit:
    """The audit as it is inside the transaction: another window may have been quicker."""
    return find(office, audit.audit_id)


def _proofs(office: Office, audit: Audit) -> dict[str, Proof]:
    """The evidence for each device that was not seen, where there is some that counts."""
    database = office.database
    attested, tickets = audits.attested(database, audit.audit_id), audits.tickets(database)
    listed = imports.newest(database, "devices")
    synced = register.synced(database)
    proofs = {}
    for line in audits.lines(database, audit.audit_id):
        device = line.expected.device
        if line.times:
            continue
        custody = projections.custody_of(database, device)
        ticket, at = tickets.get(device, ("", ""))
        in_repair = custody.service is Service.IN_REPAIR
        if not ticket and in_repair and custody.service_since is None and listed:
            ticket, at = "in repair, says the district's list", listed.at
        filed = Filed(
            custody, audit.since, audit.opened_at, office.policy.evidence_days,
            attested.get(device), ticket, at, synced.get(device, ""),
        )  # fmt: skip
        if known := rules.proof(filed):
            proofs[device] = known
    return proofs
