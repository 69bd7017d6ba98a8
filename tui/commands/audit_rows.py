"""The lists of an audit, each line as the object that ``--json`` prints."""

from collections.abc import Callable, Mapping
from functools import cache

from inventory.audit import Audit, Expected
from inventory.counts import Found, Line, Variance
from inventory.model import Person
from inventory.services import audit_figures, audits, pages
from inventory.services.office import Office
from tui.commands.rows import Row

KEYS: Mapping[str, tuple[str, ...]] = {
    "audits": (
        "audit", "state", "quarter", "due", "expected", "opened_at", "locked_at", "signed_at",
        "signed_by", "role", "submitted_at", "packet", "answered_at", "list_sha256",
    ),
    "variances": (
        "subject", "outcome", "label", "model", "category", "custody", "person", "name",
        "homeroom", "place", "seen_at", "seen_place", "seen_person", "seen_name", "times", "claim",
        "explanation", "detail", "note",
    ),
    "lines": (
        "device", "serial", "model", "category", "result", "evidence", "evidence_at",
        "evidence_what", "times", "custody", "person", "name", "homeroom", "place", "service",
        "look_in", "seen_place", "seen_person", "seen_name",
    ),
    "finds": (
        "subject", "find", "label", "times", "at", "place", "person", "name", "claim",
    ),
    "left": (
        "look_in", "device", "serial", "model", "category", "custody", "person", "name",
        "homeroom", "place",
    ),
    "proposals": ("device", "field", "base", "proposed", "reason", "outcome", "answer"),
}  # fmt: skip
"""List → the names of what each of its lines has, in order."""


def rows_of(office: Office, which: str, audit: Audit) -> list[Row]:
    """The lines of one of the lists about an audit."""
    rows = [{key: row.get(key) for key in KEYS[which]} for row in _LISTS[which](office, audit)]
    return sorted(rows, key=lambda row: str(row["look_in"])) if which == "left" else rows


def audit_row(audit: Audit) -> Row:
    """One audit with its steps."""
    return {key: getattr(audit, "audit_id" if key == "audit" else key) for key in KEYS["audits"]}


def _lines(office: Office, audit: Audit) -> list[Row]:
    someone = _people(office)
    return [_line(line, someone) for line in audit_figures.counted(office, audit).lines]


def _left(office: Office, audit: Audit) -> list[Row]:
    return [row for row in _lines(office, audit) if not row["times"]]


def _variances(office: Office, audit: Audit) -> list[Row]:
    someone = _people(office)
    return [_variance(office, one, someone) for one in audit_figures.variances(office, audit)]


def _finds(office: Office, audit: Audit) -> list[Row]:
    someone = _people(office)
    found = audit_figures.counted(office, audit).finds
    return [_find(one, _label(office, one), someone) for one in found]


def _proposals(office: Office, audit: Audit) -> list[Row]:
    from inventory.services import answers  # with all that reads files: a scan needs none of it

    return [
        {key: getattr(one, key) for key in KEYS["proposals"]}
        | {"device": device_label(office, one.device)}
        for one in answers.proposals(office, audit)
    ]


_LISTS: Mapping[str, Callable[[Office, Audit], list[Row]]] = {
    "audits": lambda office, _: [audit_row(one) for one in audits.all_audits(office)],
    "variances": _variances,
    "lines": _lines,
    "finds": _finds,
    "left": _left,
    "proposals": _proposals,
}

_Someone = Callable[[str], Person]


def _people(office: Office) -> _Someone:
    @cache
    def someone(person_id: str) -> Person:
        return pages.person(office, person_id) or Person(person_id)

    return someone


def _recorded(expected: Expected, someone: _Someone) -> Row:
    """What the record said of a device when the list was frozen."""
    holder = someone(expected.person)
    return {
        "device": expected.label,
        "serial": expected.serial,
        "model": expected.model,
        "category": expected.category,
        "custody": expected.state,
        "person": expected.person,
        "name": holder.name,
        "homeroom": holder.homeroom,
        "place": expected.place,
        "service": expected.service,
        "look_in": expected.look_in,
    }


def _line(line: Line, someone: _Someone) -> Row:
    return {
        **_recorded(line.expected, someone),
        "result": line.result,
        "evidence": line.evidence,
        "evidence_at": line.evidence_at,
        "evidence_what": line.evidence_what,
        "times": line.times,
        "seen_at": line.evidence_at if line.times else "",
        "seen_place": line.seen_place,
        "seen_person": line.seen_with,
        "seen_name": someone(line.seen_with).name,
    }


def _variance(office: Office, one: Variance, someone: _Someone) -> Row:
    row: Row = _line(one.line, someone) if one.line else {}
    if one.found:
        seen, device = one.found.sighting, pages.device(office, one.subject)
        row = {
            "model": device.model if device else "",
            "category": device.category if device else "",
            "seen_at": seen.at,
            "seen_place": seen.place,
            "seen_person": seen.person,
            "seen_name": someone(seen.person).name,
            "times": one.found.times,
            "claim": seen.claim,
        }
    said = one.explanation
    return {
        **row,
        "subject": one.subject,
        "outcome": one.outcome,
        "label": one.label,
        "explanation": said.disposition if said else "",
        "detail": said.detail if said else "",
        "note": said.note if said else "",
    }


def _find(one: Found, label: str, someone: _Someone) -> Row:
    seen = one.sighting
    return {
        "subject": one.subject,
        "find": one.find,
        "label": label,
        "times": one.times,
        "at": seen.at,
        "place": seen.place,
        "person": seen.person,
        "name": someone(seen.person).name,
        "claim": seen.claim,
    }


def _label(office: Office, one: Found) -> str:
    """What is on the sticker of a device of the register; else what was read or described."""
    known = ":" not in one.subject
    raw = one.sighting.raw or one.subject.partition(":")[2]
    return device_label(office, one.subject) if known else raw


def device_label(office: Office, device_id: str) -> str:
    """What is on a device's sticker; its id where the register does not have it."""
    device = pages.device(office, device_id)
    return device.label if device else device_id
