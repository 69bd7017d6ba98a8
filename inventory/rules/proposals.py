"""What the school proposes to change in the district's list, and what became of each proposal."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inventory.audit import Proposal
from inventory.counts import Find, Found, Line, Result, Variance
from inventory.model import Custody, CustodyState, Device, Person
from inventory.rules.dispositions import BY_CODE

FIELDS = ("place", "holder", "service")
"""What may be proposed; nothing else of the list is the school's to know better."""

_FINDS = {
    Find.LABEL_CONFLICT: "serial_mismatch",
    Find.STRAY: "unexpected_other_site",
    Find.RESURFACED: "resurfaced",
    Find.UNLISTED: "unexpected_unknown_tag",
    Find.UNREADABLE: "unreadable_label",
    Find.OUT_OF_SCOPE: "found_out_of_scope",
}
_RESULTS = {
    Result.VERIFIED: "found_ok",
    Result.WRONG_PLACE: "found_wrong_location",
    Result.WRONG_HOLDER: "found_wrong_holder",
    Result.STATE_CONFLICT: "found_state_conflict",
    Result.ACCOUNTED: "accounted_not_seen",
    Result.MISSING: "not_found",
}
_HELD = "not_found_but_issued"
REASONS = (*_RESULTS.values(), _HELD, *_FINDS.values(), "custody_changed")
"""Every reason code of the packet."""


def reason_of(line: Line) -> str:
    """The reason code of an expected line; ``""`` while it has no result."""
    held = line.expected.state is CustodyState.WITH_PERSON
    if line.result is Result.MISSING and held:
        return _HELD
    return _RESULTS[line.result] if line.result else ""


def reason_of_find(found: Found) -> str:
    """The reason code of an unexpected find."""
    return _FINDS[found.find]


@dataclass(frozen=True, slots=True)
class Known:
    """A device as the district's list has it, as the school has it, and what the audit says."""

    device: Device
    custody: Custody
    line: Line | None = None
    found: Found | None = None
    """What it is where no line expects it, and it was found all the same."""


def propose(known: Known, people: Mapping[str, Person]) -> list[Proposal]:
    """Only what differs; a place is proposed where the device was seen or moved there.

    While tables disagree on who has it, nothing of that is proposed: clocks decide nothing.
    """
    device, custody, line = known.device, known.custody, known.line
    reason = reason_of(line) if line else ""
    if known.found and known.found.find.is_variance:
        reason = reason_of_find(known.found)
    if reason in ("", "found_ok", "accounted_not_seen"):
        reason = "custody_changed"
    said = {
        "place": (device.place, _place(known)),
        "holder": (device.holder, device.holder if custody.disputed else custody.person or ""),
        "service": (device.service.value, custody.service.value),
    }
    return [
        Proposal(device.device_id, field, base, proposed, reason)
        for field, (base, proposed) in said.items()
        if not _same(field, base, proposed, people)
    ]


def _place(known: Known) -> str:
    """Where it is: what the audit saw, else what the school recorded; the list's where neither.

    What was recorded after the audit saw it is newer, and counts.
    """
    custody, line = known.custody, known.line
    seen = line.seen_place if line and line.result is Result.WRONG_PLACE else ""
    if line and _is_after(custody.since, line.evidence_at):
        seen = ""
    kept = "" if custody.disputed else custody.place
    return seen or kept or known.device.place


def _is_after(since: str | None, at: str) -> bool:
    return bool(since and at and datetime.fromisoformat(since) > datetime.fromisoformat(at))


def _same(field: str, base: str, proposed: str, people: Mapping[str, Person]) -> bool:
    if base == proposed:
        return True
    if field != "holder" or not base:
        return False
    person = people.get(proposed)
    names = names_of(person) if person else {proposed.casefold()}
    return base.casefold() in names


def names_of(person: Person) -> set[str]:
    """What other systems may call a person: the ID, the address, or what stands before its @."""
    mail = person.email.casefold()
    return {person.person_id.casefold(), mail, mail.partition("@")[0]} - {""}


def answered(
    proposals: Sequence[Proposal],
    now: Mapping[str, Device],
    people: Mapping[str, Person],
    present: Container[str] = FIELDS,
) -> tuple[Proposal, ...]:
    """Each proposal with what the corrected list made of it: taken over, ignored, or changed.

    ``present`` are the fields that the list has a column for; of another it gives no answer, unless
    what the register says by now is what was proposed.
    """
    return tuple(_answered(one, now.get(one.device), people, present) for one in proposals)


def _answered(
    one: Proposal, device: Device | None, people: Mapping[str, Person], present: Container[str]
) -> Proposal:
    if device is None:
        return replace(one, outcome="changed", answer="not in the list any more")
    if one.field not in present:
        return replace(one, outcome="", answer="")
    said = str(getattr(device, one.field))
    if _same(one.field, said, one.proposed, people):
        outcome = "accepted"
    else:
        outcome = "ignored" if _same(one.field, said, one.base, people) else "changed"
    return replace(one, outcome=outcome, answer=said)


def sentence(variance: Variance, name: str) -> str:
    """The variance in one sentence for the district; ``name`` is what the device is called."""
    line, found = variance.line, variance.found
    if line:
        return f"{name}: {_line_fact(line)}."
    assert found  # a variance is one or the other
    where = f" in {found.sighting.place}" if found.sighting.place else ""
    fact = {
        Find.LABEL_CONFLICT: "tag and serial on one device belong to two records",
        Find.STRAY: "belongs to another school",
        Find.RESURFACED: "was lost, stolen or retired",
        Find.UNLISTED: "is in no list",
        Find.UNREADABLE: "has no readable code",
        Find.OUT_OF_SCOPE: "was not asked for",
    }[found.find]
    return f"{name}: {fact}; seen{where}."


def _line_fact(line: Line) -> str:
    expected = line.expected
    holder = f"with {expected.person}" if expected.person else ""
    recorded = holder or (f"in {expected.place}" if expected.place else "in stock")
    seen = f"with {line.seen_with}" if line.seen_with else f"in {line.seen_place or 'the school'}"
    if line.result is Result.MISSING:
        last = f", last seen {line.evidence_at[:10]}" if line.evidence_at else ", never seen before"
        return f"not found; recorded {recorded}{last}"
    return f"recorded {recorded} as {expected.service.value}, seen {seen}"


def action(variance: Variance, again: Container[str]) -> str:
    """What the district is asked to do about a variance."""
    if variance.line and variance.subject in again:
        return "Write off: not found in two audits in a row."
    said = BY_CODE.get(variance.explanation.disposition) if variance.explanation else None
    return said.proposes if said else ""
