"""The audits as they follow from events, in the order in which the events came.

An audit's figures rest on nothing but its own events: the frozen list is in those that opened it,
the evidence in those that locked it. So what is undone, imported or settled later can't reach them.
"""

from collections.abc import Callable, Iterable, Mapping

from inventory.audit import AuditState, Expected
from inventory.counts import Result
from inventory.journal.event import as_json
from inventory.model import Event, Kind
from inventory.rules.audit import sighting_of
from inventory.store import audit_sightings
from inventory.store.connection import MISFITS
from inventory.store.database import Database

TABLES = (
    "audit_proposal", "audit_explanation", "audit_proof", "audit_sighting", "audit_line", "audit",
)  # fmt: skip
"""Those that refer to others come first."""

EVERY_ROW = tuple(
    f"SELECT * FROM {table} ORDER BY {order}"
    for table, order in (
        ("audit", "audit_id"),
        ("audit_line", "audit, number"),
        ("audit_sighting", "event_id"),
        ("audit_proof", "event_id"),
        ("audit_explanation", "audit, subject, outcome, number"),
        ("audit_proposal", "audit, number"),
    )
)
"""Every projected row, in a fixed order."""

LINE = (
    "number, device, tag, serial, model, category, state, person, place, service, seen_at, look_in,"
    " result, evidence, evidence_at, evidence_what, times, event, seen_place, seen_with"
)
VARIANCES = ", ".join(f"'{result.value}'" for result in Result if result.is_variance)
"""Results that have to be explained, for SQL."""


def clear(database: Database) -> None:
    """Drop everything that is folded here."""
    for table in TABLES:
        database.write(f"DELETE FROM {table}")


def fold(database: Database, event: Event) -> None:
    """Bring the audits up to one event."""
    if step := _STEPS.get(event.kind):
        _take(database, event, step)
        return
    if event.kind == Kind.VOID:
        _take_back(database, str(event.body.get("voids", "")))
        return
    audit = audit_sightings.open_audit_id(database)
    if audit is not None:
        _see(database, audit, event)


def fold_all(database: Database, arrived: Iterable[Event]) -> None:
    """Bring the audits up to events of other tables, in the order in which they came."""
    is_open = audit_sightings.open_audit_id(database) is not None
    for event in arrived:
        is_step = event.kind in _STEPS or event.kind == Kind.VOID
        if is_open or is_step:
            fold(database, event)
        if is_step:
            is_open = audit_sightings.open_audit_id(database) is not None


def _see(database: Database, audit: str, event: Event) -> None:
    attests = event.kind == Kind.NOTE and event.body.get("attested_by") and event.device
    sighting = None if attests else sighting_of(event)
    if not (attests or sighting) or not _counts_for(database, audit, event):
        return
    if sighting:
        audit_sightings.see(database, audit, sighting)
    else:
        audit_sightings.attest(database, audit, event)


def _counts_for(database: Database, audit: str, event: Event) -> bool:
    """Whether it was seen in this audit, as whoever wrote it knew.

    What another table did without knowing of the audit may have been long before it. Older events
    don't say for which audit they are: there it is the laptop's own that opened it.
    """
    if "audit" in event.body:
        return bool(event.body["audit"] == audit)
    opened = (
        "SELECT 1 FROM event WHERE kind = 'audit_open' AND station_id = ?"
        " AND body ->> '$.audit' = ?"
    )
    return database.value(opened, event.station_id, audit) is not None


def _take(database: Database, event: Event, step: Callable[[Database, Event], None]) -> None:
    """Fold one step; one of another form, or that comes too late, is kept and changes nothing here.

    Another version may write it, or another laptop that opened an audit of the same name.
    """
    database.write("SAVEPOINT step")
    try:
        step(database, event)
    except (KeyError, TypeError, ValueError, *MISFITS):
        database.write("ROLLBACK TO step")
    database.write("RELEASE step")  # not after a fault of the disk: SQLite may have undone it all


def _take_back(database: Database, event_id: str) -> None:
    """Undo an explanation while nothing is signed, or what an open audit saw."""
    explained = database.value("SELECT audit FROM audit_explanation WHERE event_id = ?", event_id)
    if explained and not _is_in(database, explained, *_CLOSED):
        database.write("DELETE FROM audit_explanation WHERE event_id = ?", event_id)
        if not _is_in(database, explained, AuditState.OPEN):
            _settle_explained(database, explained)
    if audit := audit_sightings.open_audit_id(database):
        audit_sightings.forget(database, audit, event_id)


_CLOSED = tuple(state for state in AuditState if state.is_closed)


def _open(database: Database, event: Event) -> None:
    body = event.body
    audit = str(body.get("audit", ""))
    if body.get("part") == 1:
        database.write(
            "INSERT INTO audit VALUES (?,'DRAFT',?,?,?,?,?,?,?,?,?,'[]','','','','','','','',"
            "NULL,NULL)",
            audit, body["quarter"], body["due"], as_json(body["scope"]), event.wall_time,
            body["list_sha256"], body["expected"], body["since"], as_json(body["left_out"]),
            as_json(body["left_devices"]),
        )  # fmt: skip
    have = int(database.value("SELECT count(*) FROM audit_line WHERE audit = ?", audit))
    lines = [Expected.of_row(row) for row in body["lines"]]
    database.write_many(
        f"INSERT INTO audit_line(audit, {LINE})"
        f" VALUES ({','.join('?' * 13)}, NULL, 'E0', '', '', 0, '', '', '')",
        ((audit, have + at, *line.as_row()) for at, line in enumerate(lines, 1)),
    )
    if body["part"] == body["of"]:
        _move_to(database, audit, AuditState.OPEN)


def _lock(database: Database, event: Event) -> None:
    body = event.body
    audit = str(body.get("audit", ""))
    if not _is_in(database, audit, AuditState.OPEN):
        return
    database.write_many(
        "UPDATE audit_line SET result = 'ACCOUNTED', evidence = ?, evidence_at = ?,"
        " evidence_what = ? WHERE audit = ? AND device = ? AND times = 0",
        ((grade, at, what, audit, device) for device, grade, at, what in body["proofs"]),
    )
    if body["part"] != body["of"]:
        return
    database.write(
        "UPDATE audit_line SET result = 'MISSING', evidence_at = seen_at"
        " WHERE audit = ? AND result IS NULL",
        audit,
    )
    database.write(
        "UPDATE audit SET locked_at = ?, late = ? WHERE audit_id = ?",
        event.wall_time,
        as_json(body["late"]),
        audit,
    )
    _settle_explained(database, audit)


def _reopen(database: Database, event: Event) -> None:
    audit = str(event.body.get("audit", ""))
    if not _is_in(database, audit, AuditState.LOCKED, AuditState.EXPLAINED):
        return
    database.write(
        "UPDATE audit_line SET result = NULL, evidence = 'E0', evidence_at = '', evidence_what = ''"
        " WHERE audit = ? AND times = 0",
        audit,
    )
    database.write("UPDATE audit SET locked_at = '', late = '[]' WHERE audit_id = ?", audit)
    _move_to(database, audit, AuditState.OPEN)
    for late in audit_sightings.arrived_late(database, audit, event.event_id):
        _see(database, audit, late)


def _explain(database: Database, event: Event) -> None:
    body = event.body
    audit = str(body.get("audit", ""))
    open_for_it = (AuditState.OPEN, AuditState.LOCKED, AuditState.EXPLAINED)
    if not _is_in(database, audit, *open_for_it):
        return
    database.write_many(
        "INSERT INTO audit_explanation VALUES (?1,?2,?3, 1 + (SELECT coalesce(max(number), 0)"
        " FROM audit_explanation WHERE audit = ?1 AND subject = ?2 AND outcome = ?3),"
        " ?4,?5,?6,?7,?8,?9)",
        (
            (
                audit, subject, outcome, body["disposition"], body.get("detail") or "",
                body.get("note") or "", event.wall_time, event.actor, event.event_id,
            )
            for subject, outcome in body["subjects"]
        ),
    )  # fmt: skip
    if not _is_in(database, audit, AuditState.OPEN):
        _settle_explained(database, audit)


def _sign(database: Database, event: Event) -> None:
    body = event.body
    audit = str(body.get("audit", ""))
    if _is_in(database, audit, AuditState.EXPLAINED):
        database.write(
            "UPDATE audit SET signed_at = ?, signed_by = ?, role = ?, at_risk = ?, unpriced = ?"
            " WHERE audit_id = ?",
            event.wall_time,
            body["name"],
            body["role"],
            body["value_at_risk"],
            body["unpriced"],
            audit,
        )
        _move_to(database, audit, AuditState.SIGNED)


def _submit(database: Database, event: Event) -> None:
    body = event.body
    audit = str(body.get("audit", ""))
    if not _is_in(database, audit, AuditState.SIGNED):
        return
    have = int(database.value("SELECT count(*) FROM audit_proposal WHERE audit = ?", audit))
    database.write_many(
        "INSERT INTO audit_proposal VALUES (?,?,?,?,?,?,?,'','')",
        ((audit, have + at, *proposal) for at, proposal in enumerate(body["proposals"], 1)),
    )
    if body["part"] == body["of"]:
        database.write(
            "UPDATE audit SET submitted_at = ?, packet = ? WHERE audit_id = ?",
            event.wall_time,
            body["packet"],
            audit,
        )
        _move_to(database, audit, AuditState.SUBMITTED)


def _answer(database: Database, event: Event) -> None:
    body = event.body
    audit = str(body.get("audit", ""))
    if not _is_in(database, audit, AuditState.SUBMITTED, AuditState.ANSWERED):
        return
    database.write_many(
        "UPDATE audit_proposal SET outcome = ?, answer = ?"
        " WHERE audit = ? AND device = ? AND field = ?",
        ((outcome, said, audit, device, field) for device, field, outcome, said in body["answers"]),
    )
    if body["part"] == body["of"]:
        database.write(
            "UPDATE audit SET answered_at = ? WHERE audit_id = ?", event.wall_time, audit
        )
        _move_to(database, audit, AuditState.ANSWERED)


_STEPS: Mapping[str, Callable[[Database, Event], None]] = {
    Kind.AUDIT_OPEN: _open,
    Kind.AUDIT_LOCK: _lock,
    Kind.AUDIT_REOPEN: _reopen,
    Kind.EXPLAIN: _explain,
    Kind.AUDIT_SIGN: _sign,
    Kind.AUDIT_SUBMIT: _submit,
    Kind.AUDIT_ANSWER: _answer,
}


def _settle_explained(database: Database, audit: str) -> None:
    done = unexplained(database, audit) == 0
    _move_to(database, audit, AuditState.EXPLAINED if done else AuditState.LOCKED)


def unexplained(database: Database, audit: str) -> int:
    """How many variances have no explanation yet."""
    return int(
        database.value(
            "SELECT (SELECT count(*) FROM audit_line l WHERE audit = ?1"
            f" AND result IN ({VARIANCES}) AND NOT EXISTS(SELECT 1 FROM audit_explanation x"
            " WHERE x.audit = ?1 AND x.subject = l.device AND x.outcome = l.result))"
            " + (SELECT count(DISTINCT subject) FROM audit_sighting s WHERE audit = ?1"
            " AND find <> 'OUT_OF_SCOPE' AND NOT EXISTS(SELECT 1 FROM audit_line l"
            " WHERE l.audit = ?1 AND l.device = s.subject)"
            " AND NOT EXISTS(SELECT 1 FROM audit_explanation x"
            " WHERE x.audit = ?1 AND x.subject = s.subject))",
            audit,
        )
    )


def _is_in(database: Database, audit: str, *states: AuditState) -> bool:
    return database.value("SELECT state FROM audit WHERE audit_id = ?", audit) in states


def _move_to(database: Database, audit: str, state: AuditState) -> None:
    database.write("UPDATE audit SET state = ? WHERE audit_id = ?", state.value, audit)
