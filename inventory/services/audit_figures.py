"""What an audit came to: its figures, its lines and finds, and what has to be explained."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inventory.audit import Audit, AuditState, Explanation
from inventory.counts import Cover, Line, Result, SampleFigures, Variance
from inventory.rules import audit as rules
from inventory.rules.audit import Count, is_after
from inventory.services.office import Office
from inventory.store import audit_fold, audits, register


@dataclass(frozen=True, slots=True)
class Status:
    """How far an audit is, with its figures."""

    audit: Audit
    cover: Cover
    unseen: int
    """Expected and not seen yet; evidence is asked for when scanning is finished."""
    unexplained: int

    def as_json(self) -> dict[str, object]:
        """The object that ``champion audit status --json`` prints."""
        cover = self.cover
        return {
            "audit": self.audit.audit_id,
            "state": self.audit.state.value,
            "expected": cover.expected,
            "sighted": cover.sighted,
            "accounted": cover.accounted,
            "missing": cover.missing,
            "finds": {find.value: number for find, number in cover.finds.items()},
            "results": {result.value: number for result, number in cover.results.items()},
            "unseen": self.unseen,
            "unexplained": self.unexplained,
            "sighting_rate": cover.sighting_rate,
            "accountability": cover.accountability,
            "accuracy": cover.accuracy,
            "duplicates": cover.duplicates,
            "value_at_risk": cover.value_at_risk,
            "unpriced": cover.unpriced,
            "due": self.audit.due,
            "late": list(self.audit.late),
            "left_out": dict(self.audit.left_out),
            "sample": _sample_json(cover.sample),
        }


def _sample_json(sample: SampleFigures | None) -> dict[str, object] | None:
    if sample is None:
        return None
    return {
        "listed": sample.listed,
        "listed_passed": sample.listed_passed,
        "picked": sample.picked,
        "picked_passed": sample.picked_passed,
        "pass_rate": sample.pass_rate,
    }


def status(office: Office, audit: Audit) -> Status:
    """How far an audit is; while it is open, what was not seen yet counts as neither."""
    count = counted(office, audit)
    unseen = sum(line.result is None for line in count.lines)
    return Status(audit, cover_of(office, audit, count), unseen, unexplained(office, audit))


def counted(office: Office, audit: Audit) -> Count:
    """Every line with its result, and every find."""
    seen = audits.unlisted_sightings(office.database, audit.audit_id)
    finds = rules.count((), seen, {}).finds
    return Count(tuple(audits.lines(office.database, audit.audit_id)), finds)


def variances(office: Office, audit: Audit, count: Count | None = None) -> list[Variance]:
    """What has to be explained, with what was explained already: missing first, finds last."""
    count = count or counted(office, audit)
    said = audits.explanations(office.database, audit.audit_id)
    of_find = {subject: one for (subject, _), one in said.items()}
    order = list(Result)[::-1]
    lines = sorted(
        (line for line in count.lines if line.result and line.result.is_variance),
        key=lambda line: order.index(line.result or Result.MISSING),
    )
    found = [one for one in count.finds if one.find.is_variance]
    return [
        *(_of_line(line, said) for line in lines),
        *(
            Variance(
                one.subject, _label_of(office, one.subject, one.sighting.raw), one.find,
                found=one, explanation=of_find.get(one.subject),
            )
            for one in found
        ),
    ]  # fmt: skip


def _of_line(line: Line, said: Mapping[tuple[str, str], Explanation]) -> Variance:
    assert line.result
    expected = line.expected
    explanation = said.get((expected.device, line.result))
    return Variance(expected.device, expected.label, line.result, line, None, explanation)


def _label_of(office: Office, subject: str, raw: str) -> str:
    if ":" not in subject:
        device = register.device(office.database, subject)
        return device.label if device else subject
    return raw or subject.partition(":")[2]


def unexplained(office: Office, audit: Audit) -> int:
    """How many variances have no explanation yet; 0 while the audit is open."""
    if audit.state is AuditState.OPEN:
        return 0
    return audit_fold.unexplained(office.database, audit.audit_id)


def missing_again(office: Office, audit: Audit) -> set[str]:
    """Devices that this audit and the one before it could not find: they may be written off."""
    database = office.database
    open_question = audits.missing_in(database, audit.audit_id)
    again: set[str] = set()
    for one in audits.all_audits(database):
        if one.signed_at and is_after(audit.opened_at, one.signed_at) and open_question:
            asked = audits.expected_in(database, one.audit_id)
            again |= open_question & audits.missing_in(database, one.audit_id)
            open_question -= asked  # what an audit did not ask for it says nothing of
    return again


def cover_of(office: Office, audit: Audit, count: Count) -> Cover:
    """The figures of a count, with the school's own prices."""
    policy = office.policy
    cover = rules.cover(count, lambda one: policy.price_of(one.model, one.category), audit.scope)
    if audit.at_risk is None or audit.unpriced is None:
        return cover
    return replace(cover, value_at_risk=audit.at_risk, unpriced=audit.unpriced)
