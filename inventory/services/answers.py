"""The district's answer: its corrected list beside what was proposed to it."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from inventory.audit import Audit, Proposal
from inventory.files.entries import Reading
from inventory.files.plan import Change, Plan
from inventory.files.profiles import RegisterKind
from inventory.model import Device, Kind
from inventory.rules import proposals as rules
from inventory.rules.audit_life import Step, require
from inventory.rules.duties import Duty
from inventory.services import audits, register
from inventory.services.office import Office
from inventory.store import audits as stored
from inventory.store import register as devices


@dataclass(frozen=True, slots=True)
class Answer:
    """A corrected list, compared with the register and with what was proposed."""

    audit: Audit
    plan: Plan
    """What importing it would do."""
    proposals: tuple[Proposal, ...]
    """Each with what became of it."""
    unasked: tuple[tuple[str, str, str, str], ...]
    """What else the list says otherwise: device, field, before, after."""

    @property
    def outcomes(self) -> Counter[str]:
        """How many proposals were accepted, ignored, changed."""
        return Counter(one.outcome for one in self.proposals)


def read_answer(office: Office, audit: Audit, path: Path, profile: str | None = None) -> Answer:
    """Read the district's list and hold it against the proposals; nothing is written.

    Raises ChampionError where no packet was written yet, FileRefused where the file can't be read.
    """
    require(audit, Step.ANSWER)
    plan = register.prepare(office, RegisterKind.DEVICES, path, Reading(profile=profile))
    now = {one.device_id: one for one in devices.devices(office.database) if one.listed}
    for gone in register.gone(office, plan):
        if isinstance(gone, Device):
            now.pop(gone.device_id, None)
    changes = list(register.changes(office, plan))
    now.update({one.key: one.after for one in changes if isinstance(one.after, Device)})
    people = {one.person_id: one for one in devices.people(office.database)}
    proposed = stored.proposals(office.database, audit.audit_id)
    asked = {(one.device, one.field) for one in proposed}
    return Answer(
        audit,
        plan,
        rules.answered(
            [replace(one, outcome="", answer="") for one in proposed], now, people, plan.present
        ),
        tuple(unasked for change in changes for unasked in _unasked(change, asked)),
    )


def _unasked(change: Change, asked: set[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    label = change.before.label if isinstance(change.before, Device) else change.key
    return [
        (label, one.name, str(one.before), str(one.after))
        for one in change.fields
        if (change.key, one.name) not in asked
    ]


def take_answer(office: Office, answer: Answer) -> Audit:
    """Import the corrected list, and record what became of each proposal."""
    office.refuse_helper(Duty.IMPORT)
    audit, plan = answer.audit, answer.plan
    require(audits.find(office, audit.audit_id), Step.ANSWER)
    rows = [[one.device, one.field, one.outcome, one.answer] for one in answer.proposals]
    last = {"file": plan.file, "sha256": plan.sha256, "unasked": len(answer.unasked)}
    register.apply(
        office,
        plan,
        also=lambda: audits.record_parts(
            office, Kind.AUDIT_ANSWER, audit.audit_id, "answers", rows, last=last
        ),
    )
    return audits.find(office, audit.audit_id)


def proposals(office: Office, audit: Audit) -> list[Proposal]:
    """What was proposed to the district, and what became of it."""
    return stored.proposals(office.database, audit.audit_id)
