"""What an open audit brings to a scan: the line of the device, and what is left to see."""

from dataclasses import replace
from datetime import timedelta

from inventory.audit import Expected
from inventory.counts import Find, Line, Result
from inventory.model import Device, Draft, Kind, Mode, Person
from inventory.rules.audit import code_subject
from inventory.rules.audit_look import View
from inventory.rules.phrases import a_list, count
from inventory.services import swap_scan
from inventory.services.reading import read
from inventory.services.table import Label
from inventory.services.turn import Turn
from inventory.store import audit_sightings, audits, loans, register
from inventory.text import loose
from inventory.verdict import Code, Verdict

PAIR_WITHIN = timedelta(seconds=15)
"""Tag and serial scanned within this time, with nothing between them, are those of one device."""

_ROOMS = frozenset({"room", "classroom"})
_MOST_NAMED = 3


def open_audit(turn: Turn) -> str | None:
    """The audit that this scan counts for; None in another mode, or where none is open."""
    return (
        audit_sightings.open_audit_id(turn.office.database)
        if turn.table.mode is Mode.AUDIT
        else None
    )


def view(turn: Turn, device: Device, scanned: str, homeroom: str) -> View | None:
    """What the audit knows of a device; None where no audit is open here."""
    audit_id = open_audit(turn)
    audit = audits.audit(turn.office.database, audit_id) if audit_id else None
    if audit is None:
        return None
    database = turn.office.database
    line = audits.line(database, audit.audit_id, device.device_id)
    seen = audit_sightings.sightings_of(database, audit.audit_id, device.device_id)
    pair = _pair(turn, device, scanned)
    return View(
        audit=audit.audit_id,
        expected=line.expected if line else None,
        times=len(seen),
        counted_at=seen[-1].at if seen else "",
        counted_in=seen[-1].place if seen else "",
        result=line.result if line else (seen[-1].result if seen else None),
        put_right=_is_put_right(turn, line),
        in_a_room=is_a_room(turn, homeroom),
        blind=audit.scope.blind,
        is_sample=bool(audit.scope.sample),
        pair=pair.device if pair else "",
        pair_label=pair.name if pair else "",
        pair_was_tag=bool(pair and pair.is_tag),
        given=loans.given_with(database, device.device_id),
        circle=() if audit.scope.blind else swap_scan.closed_by(turn, device),
    )


def _is_put_right(turn: Turn, line: Line | None) -> bool:
    audit_id = open_audit(turn)
    if audit_id is None or line is None or line.result in (None, Result.VERIFIED):
        return False
    device = line.expected.device
    return audits.is_explained(turn.office.database, audit_id, device, str(line.result))


def is_a_room(turn: Turn, homeroom: str) -> bool:
    """Whether people sit where the champion stands: a room, or this holder's homeroom."""
    name = turn.table.place
    if not name:
        return False
    place = register.place(turn.office.database, name)
    kind = place.kind.casefold() if place else ""
    own = {loose(homeroom), loose(f"room {homeroom}")} if loose(homeroom) else set()
    return kind in _ROOMS or loose(name) in own


def remember_label(turn: Turn, device: Device, scanned: str, code: Code) -> None:
    """Keep which label was read, for the next scan; a pair that was compared is done with."""
    compared = code is Code.LABEL_CONFLICT or _pair(turn, device, scanned) is not None
    label = Label(device.device_id, device.label, _is_tag(device, scanned), turn.record.now)
    turn.table = replace(turn.table, label=None if compared else label)


def _pair(turn: Turn, device: Device, scanned: str) -> Label | None:
    """The label read just before, where the two can be compared: one a tag, one a serial."""
    label = turn.label
    is_tag = _is_tag(device, scanned)
    if label is None or label.is_tag == is_tag or turn.record.now - label.at > PAIR_WITHIN:
        return None
    if label.device == device.device_id:
        return label
    other = register.device(turn.office.database, label.device)
    return label if other and _has_both(other) and _has_both(device) else None


def _has_both(device: Device) -> bool:
    return bool(device.tag and device.serial and loose(device.tag) != loose(device.serial))


def _is_tag(device: Device, scanned: str) -> bool:
    return not (device.serial and loose(scanned) == loose(device.serial) != loose(device.tag))


def left_of(turn: Turn, person: Person) -> list[Expected]:
    """What is recorded with a person and was not seen yet; nothing where no audit is open."""
    audit_id = open_audit(turn)
    if audit_id is None:
        return []
    return audits.unseen_of(turn.office.database, audit_id, person.person_id)


def left_words(turn: Turn, place: str) -> str:
    """``12 left to find here.`` for a place; empty in a blind audit, or where none is open."""
    audit_id = open_audit(turn)
    if audit_id is None or is_blind(turn):
        return ""
    left = audits.progress_in(turn.office.database, audit_id, place).left
    return f"{left:,} left to find here." if left else "Nothing left to find here."


def is_blind(turn: Turn) -> bool:
    """Whether nothing that is expected may be shown."""
    audit_id = open_audit(turn)
    audit = audits.audit(turn.office.database, audit_id) if audit_id else None
    return bool(audit and audit.scope.blind)


def seen_code_before(turn: Turn) -> bool:
    """Whether this audit has this unknown code already."""
    audit_id = open_audit(turn)
    subject = code_subject(read(turn.office, turn.directory, turn.raw).code)
    return bool(audit_id and audit_sightings.sightings_of(turn.office.database, audit_id, subject))


def unknown_again(turn: Turn, code: str) -> Verdict:
    """An unknown code that is a find already: one more sighting, no second claim number."""
    body = {
        "audit": open_audit(turn),
        "find": Find.UNLISTED.value,
        "at_place": turn.table.place or "",
    }
    return turn.record.close(
        Code.ALREADY,
        "Nobody knows this code, and it is kept as a find already.",
        "Next: another one.",
        (Draft(Kind.SIGHT, body=body),),
        subject=code,
    )


def attest(turn: Turn) -> Verdict:
    """The person at the table says that they have what is recorded with them."""
    someone = turn.someone(turn.table.person)
    if open_audit(turn) is None or someone is None:
        return turn.nothing("Scan the student's card first.")
    left = left_of(turn, someone)
    if not left:
        return turn.nothing(f"Nothing is left to see of what {someone.name} has.")
    drafts = tuple(
        Draft(
            Kind.NOTE,
            device=one.device,
            person=someone.person_id,
            body={"attested_by": "the holder", "audit": open_audit(turn)},
        )
        for one in left
    )
    labels = [one.label for one in left]
    named = a_list(labels) if len(labels) <= _MOST_NAMED else count(len(labels), "device")
    turn.table = replace(turn.table, person=None)
    return turn.record.close(
        Code.ATTESTED,
        f"{someone.name} says that they have {named}. Kept as evidence, not as seen.",
        "Next: another one.",
        drafts,
        subject=someone.name,
        person=someone,
    )


def describe(turn: Turn, description: str) -> Verdict:
    """A thing without a readable code: kept by what it looks like."""
    if open_audit(turn) is None or not description:
        return turn.nothing("No audit is open." if description else "Say what it looks like.")
    body = {
        "code": Code.UNREADABLE.value,
        "note": description,
        "place": turn.table.place or "",
        "in_hands_of": turn.table.person or "",
    }
    turn.leave_question()
    verdict = turn.record.close(
        Code.UNREADABLE,
        f"{description}.",
        "Write the number on a sticker and put it on the thing.",
        (Draft(Kind.PARK, body=body),),
        place=turn.table.place,
    )
    return replace(verdict, subject=verdict.claim or "")
