"""Reading the audits: their heads, their lines and finds, and what is left to find."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inventory.audit import Audit, AuditState, Expected, Explanation, Proposal, Scope
from inventory.counts import Evidence, Line, Proof, Result, Sighting
from inventory.model import CustodyState, Service
from inventory.store.audit_fold import LINE
from inventory.store.audit_sightings import SIGHTING, sighting
from inventory.store.database import Database
from inventory.store.list_rules import NOT_UNDONE

_AUDIT = (
    "audit_id, state, quarter, due, scope, opened_at, list_sha256, expected, since, left_out,"
    " left_devices, late, locked_at, signed_at, signed_by, role, submitted_at, packet, answered_at,"
    " at_risk, unpriced"
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the count is in one place."""

    place: str
    """Empty for what nobody knows where to look for."""
    seen: int
    expected: int

    @property
    def left(self) -> int:
        """Still to find."""
        return self.expected - self.seen


@dataclass(frozen=True, slots=True)
class Candidate:
    """One device of the register, as an audit would expect it."""

    expected: Expected
    site: str
    homeroom: str


def all_audits(database: Database) -> list[Audit]:
    """Every audit, the newest first."""
    rows = database.rows(f"SELECT {_AUDIT} FROM audit ORDER BY rowid DESC")
    return [_audit(row) for row in rows]


def audit(database: Database, audit_id: str) -> Audit | None:
    """One audit."""
    row = database.row(f"SELECT {_AUDIT} FROM audit WHERE audit_id = ?", audit_id)
    return _audit(row) if row else None


def candidates(database: Database) -> Iterator[Candidate]:
    """Every device that the district's list has now, in the order of its tags."""
    rows = database.each(
        "SELECT d.device_id, d.tag, d.serial, d.model, d.category, c.state, coalesce(c.person, ''),"
        " coalesce(c.place, ''), c.service, coalesce(c.seen_at, ''), d.site,"
        " coalesce(p.homeroom, '') FROM device d JOIN custody c ON c.device = d.device_id"
        " LEFT JOIN person p ON p.person_id = c.person WHERE d.listed = 1"
        " ORDER BY d.tag = '', d.tag, d.serial"
    )
    for *fields, site, homeroom in rows:
        device, tag, serial, model, category, state, person, place, service, seen_at = fields
        yield Candidate(
            Expected(
                device, tag, serial, model, category, CustodyState(state), person, place,
                Service(service), seen_at,
            ),
            site,
            homeroom,
        )  # fmt: skip


def lines(database: Database, audit_id: str) -> list[Line]:
    """The frozen list with what each line came to, in its order."""
    rows = database.each(
        f"SELECT {LINE} FROM audit_line WHERE audit = ? ORDER BY number", (audit_id,)
    )
    return [_line(row) for row in rows]


def line(database: Database, audit_id: str, device: str) -> Line | None:
    """One line of the list; None where it does not have the device."""
    row = database.row(
        f"SELECT {LINE} FROM audit_line WHERE audit = ? AND device = ?", audit_id, device
    )
    return _line(row) if row else None


def sightings(database: Database, audit_id: str) -> list[Sighting]:
    """All that was seen in the window, oldest first."""
    rows = database.rows(
        f"SELECT {SIGHTING} FROM audit_sighting WHERE audit = ? ORDER BY event_id", audit_id
    )
    return [sighting(row) for row in rows]


def unlisted_sightings(database: Database, audit_id: str) -> list[Sighting]:
    """What was seen that no line expects, oldest first."""
    rows = database.rows(
        f"SELECT {SIGHTING} FROM audit_sighting s WHERE audit = ?1 AND NOT EXISTS("
        "SELECT 1 FROM audit_line l WHERE l.audit = ?1 AND l.device = s.subject)"
        " ORDER BY event_id",
        audit_id,
    )
    return [sighting(row) for row in rows]


def explanations(database: Database, audit_id: str) -> dict[tuple[str, str], Explanation]:
    """The school's newest word on each variance, by its subject and by what it was."""
    rows = database.rows(
        "SELECT subject, disposition, detail, note, at, by, outcome FROM audit_explanation"
        " WHERE audit = ? ORDER BY event_id",
        audit_id,
    )
    return {(row[0], row[-1]): Explanation(*row) for row in rows}


def is_explained(database: Database, audit_id: str, subject: str, outcome: str) -> bool:
    """Whether the school said something of this variance."""
    sql = "SELECT 1 FROM audit_explanation WHERE audit = ? AND subject = ? AND outcome = ?"
    return database.value(sql, audit_id, subject, outcome) is not None


def attested(database: Database, audit_id: str) -> dict[str, Proof]:
    """What was attested in the window, by device: the newest word on each."""
    rows = database.rows(
        "SELECT device, evidence, at, what FROM audit_proof WHERE audit = ? ORDER BY event_id",
        audit_id,
    )
    return {device: Proof(Evidence(grade), at, what) for device, grade, at, what in rows}


def tickets(database: Database) -> dict[str, tuple[str, str]]:
    """The last thing written down when a device went to repair or away: what, and when."""
    rows = database.each(
        "SELECT e.device, coalesce(e.body ->> '$.note', e.body ->> '$.reference'), e.wall_time"
        " FROM event e JOIN custody c ON c.device = e.device"
        " WHERE e.kind IN ('service', 'move')"
        " AND (c.service = 'IN_REPAIR' OR c.state IN ('WITH_DISTRICT', 'IN_TRANSIT'))"
        " AND coalesce(e.body ->> '$.note', e.body ->> '$.reference') IS NOT NULL"
        f" AND e.{NOT_UNDONE} ORDER BY e.position"
    )
    return {device: (what, at) for device, what, at in rows}


def proposals(database: Database, audit_id: str) -> list[Proposal]:
    """What was proposed to the district, in order, and what became of it."""
    rows = database.rows(
        "SELECT device, field, base, proposed, reason, outcome, answer FROM audit_proposal"
        " WHERE audit = ? ORDER BY number",
        audit_id,
    )
    return [Proposal(*row) for row in rows]


def progress(database: Database, audit_id: str) -> list[Progress]:
    """How far the count is in each place, by name."""
    rows = database.rows(
        "SELECT look_in, count(*) FILTER (WHERE times > 0), count(*) FROM audit_line"
        " WHERE audit = ? GROUP BY look_in ORDER BY look_in",
        audit_id,
    )
    return [Progress(*row) for row in rows]


def progress_in(database: Database, audit_id: str, place: str) -> Progress:
    """How far the count is in one place."""
    row = database.row(
        "SELECT count(*) FILTER (WHERE times > 0), count(*) FROM audit_line"
        " WHERE audit = ? AND look_in = ?",
        audit_id,
        place,
    ) or (0, 0)
    return Progress(place, *row)


def left_in(database: Database, audit_id: str, place: str, most: int) -> list[str]:
    """The labels of the first devices that are still to be found in a place."""
    rows = database.rows(
        "SELECT CASE WHEN tag <> '' THEN tag ELSE serial END FROM audit_line"
        " WHERE audit = ? AND look_in = ? AND times = 0 ORDER BY number LIMIT ?",
        audit_id,
        place,
        most,
    )
    return [row[0] for row in rows]


def unseen_of(database: Database, audit_id: str, person: str) -> list[Expected]:
    """What a person was recorded with and has not been seen."""
    rows = database.rows(
        f"SELECT {LINE} FROM audit_line WHERE audit = ? AND person = ? AND times = 0"
        " ORDER BY number",
        audit_id,
        person,
    )
    return [_line(row).expected for row in rows]


def tally(database: Database, audit_id: str) -> dict[str, int]:
    """How many lines have which result; ``""`` for those that were not seen yet."""
    return dict(
        database.rows(
            "SELECT coalesce(result, ''), count(*) FROM audit_line WHERE audit = ? GROUP BY result",
            audit_id,
        )
    )


def find_count(database: Database, audit_id: str) -> int:
    """How many distinct things were found that have to be explained."""
    return int(
        database.value(
            "SELECT count(DISTINCT subject) FROM audit_sighting s WHERE audit = ?1"
            " AND find <> 'OUT_OF_SCOPE' AND NOT EXISTS(SELECT 1 FROM audit_line l"
            " WHERE l.audit = ?1 AND l.device = s.subject)",
            audit_id,
        )
    )


def expected_in(database: Database, audit_id: str) -> set[str]:
    """The devices that an audit asked for."""
    rows = database.rows("SELECT device FROM audit_line WHERE audit = ?", audit_id)
    return {row[0] for row in rows}


def missing_in(database: Database, audit_id: str) -> set[str]:
    """The devices that an audit could not find."""
    rows = database.rows(
        "SELECT device FROM audit_line WHERE audit = ? AND result = 'MISSING'", audit_id
    )
    return {row[0] for row in rows}


def _audit(row: tuple[Any, ...]) -> Audit:
    (audit_id, state, quarter, due, scope, opened_at, sha256, expected, since, left_out,
     left_devices, late, *rest) = row  # fmt: skip
    return Audit(
        audit_id, AuditState(state), quarter, due, Scope.of(json.loads(scope)), opened_at, sha256,
        expected, since, json.loads(left_out), tuple(json.loads(left_devices)),
        tuple(json.loads(late)), *rest,
    )  # fmt: skip


def _line(row: tuple[Any, ...]) -> Line:
    (_, device, tag, serial, model, category, state, person, place, service, seen_at, look_in,
     result, evidence, evidence_at, what, times, event, seen_place, seen_with) = row  # fmt: skip
    expected = Expected(
        device, tag, serial, model, category, CustodyState(state), person, place, Service(service),
        seen_at, look_in,
    )  # fmt: skip
    return Line(
        expected, Result(result) if result else None, Evidence(evidence), evidence_at, what, times,
        event, seen_place, seen_with,
    )  # fmt: skip
