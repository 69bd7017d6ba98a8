"""Which step an audit may take now, and the sentence that says why not."""

from collections.abc import Mapping
from enum import StrEnum

from inventory.audit import Audit, AuditState
from inventory.errors import ChampionError


class Step(StrEnum):
    """What can be done with an audit."""

    SCAN = "scan"
    LOCK = "lock"
    REOPEN = "reopen"
    EXPLAIN = "explain"
    SIGN = "sign"
    SUBMIT = "submit"
    ANSWER = "answer"


_ALLOWED: Mapping[Step, frozenset[AuditState]] = {
    Step.SCAN: frozenset({AuditState.OPEN}),
    Step.LOCK: frozenset({AuditState.OPEN}),
    Step.REOPEN: frozenset({AuditState.LOCKED, AuditState.EXPLAINED}),
    Step.EXPLAIN: frozenset({AuditState.LOCKED, AuditState.EXPLAINED}),
    Step.SIGN: frozenset({AuditState.EXPLAINED}),
    Step.SUBMIT: frozenset({AuditState.SIGNED, AuditState.SUBMITTED}),
    Step.ANSWER: frozenset({AuditState.SUBMITTED, AuditState.ANSWERED}),
}
_WHAT = {
    Step.SCAN: "nothing can be scanned for it",
    Step.LOCK: "scanning can't be finished",
    Step.REOPEN: "it can't be reopened",
    Step.EXPLAIN: "nothing can be explained",
    Step.SIGN: "it can't be signed",
    Step.SUBMIT: "no packet can be written for IT",
    Step.ANSWER: "no answer can be read",
}
_STANDS = {
    AuditState.DRAFT: "is not open yet",
    AuditState.OPEN: "is still being scanned",
    AuditState.LOCKED: "waits for explanations",
    AuditState.EXPLAINED: "is not signed yet",
    AuditState.SIGNED: "is signed",
    AuditState.SUBMITTED: "is signed, and its packet is written",
    AuditState.ANSWERED: "is signed and answered",
}
_NEXT = {
    AuditState.DRAFT: "Open it first: champion audit open.",
    AuditState.OPEN: "Finish scanning first: champion audit lock.",
    AuditState.LOCKED: "Explain each variance first: champion audit explain.",
    AuditState.EXPLAINED: "Sign it first: champion audit sign.",
    AuditState.SIGNED: "Write its packet first: champion audit submit DIR.",
    AuditState.SUBMITTED: "Read the district's list: champion answer FILE.",
    AuditState.ANSWERED: "Open the next one: champion audit open.",
}


def require(audit: Audit, step: Step, unexplained: int = 0) -> None:
    """Pass where the step may be taken; else ChampionError with the state and what comes first."""
    if audit.state in _ALLOWED[step]:
        return
    said = f"{audit.audit_id} {_STANDS[audit.state]}: {_WHAT[step]}"
    if step is Step.SUBMIT and audit.state.is_closed:
        raise ChampionError(f"{said} any more.", "champion export packet DIR writes it again.")
    if step in (Step.SCAN, Step.LOCK, Step.REOPEN, Step.EXPLAIN) and audit.state.is_closed:
        raise ChampionError(f"{said} any more.", "What changed since belongs to the next audit.")
    if step is Step.SIGN and audit.state.is_closed:
        raise ChampionError(f"{audit.audit_id} was signed by {audit.signed_by} already.")
    if step is Step.LOCK:
        raise ChampionError(
            f"{audit.audit_id} is not being scanned any more.",
            "Scan on with: champion audit reopen --reason TEXT.",
        )
    if step is Step.SCAN:
        raise ChampionError(f"{said}.", "Scan on with: champion audit reopen --reason TEXT.")
    if step is Step.REOPEN:
        raise ChampionError(f"{audit.audit_id} is open: just scan on.")
    if step is Step.SIGN and unexplained:
        things = "1 variance has" if unexplained == 1 else f"{unexplained:,} variances have"
        raise ChampionError(f"{said}: {things} no explanation.", _NEXT[AuditState.LOCKED])
    raise ChampionError(f"{said} yet.", _NEXT[audit.state])
