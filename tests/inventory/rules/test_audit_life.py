"""Which step an audit may take, and what is said where it may not."""

import pytest

from inventory.audit import AuditState
from inventory.errors import ChampionError
from inventory.rules.audit_life import Step, require
from tests.inventory.counting import an_audit

OPEN, LOCKED, EXPLAINED = AuditState.OPEN, AuditState.LOCKED, AuditState.EXPLAINED
SIGNED, SUBMITTED, ANSWERED = AuditState.SIGNED, AuditState.SUBMITTED, AuditState.ANSWERED

_ALLOWED = [
    (OPEN, Step.SCAN),
    (OPEN, Step.LOCK),
    (LOCKED, Step.REOPEN),
    (EXPLAINED, Step.REOPEN),
    (LOCKED, Step.EXPLAIN),
    (EXPLAINED, Step.EXPLAIN),
    (EXPLAINED, Step.SIGN),
    (SIGNED, Step.SUBMIT),
    (SUBMITTED, Step.SUBMIT),
    (SUBMITTED, Step.ANSWER),
    (ANSWERED, Step.ANSWER),
]

_SCAN_ON = "Scan on with: champion audit reopen --reason TEXT."
_FINISH = "Finish scanning first: champion audit lock."
_EXPLAIN = "Explain each variance first: champion audit explain."
_SIGN = "Sign it first: champion audit sign."
_NEXT_AUDIT = "What changed since belongs to the next audit."

_REFUSED = [
    (OPEN, Step.REOPEN, "Q is open: just scan on.", ""),
    (OPEN, Step.EXPLAIN, "Q is still being scanned: nothing can be explained yet.", _FINISH),
    (OPEN, Step.SIGN, "Q is still being scanned: it can't be signed yet.", _FINISH),
    (
        OPEN, Step.SUBMIT, "Q is still being scanned: no packet can be written for IT yet.",
        _FINISH,
    ),
    (OPEN, Step.ANSWER, "Q is still being scanned: no answer can be read yet.", _FINISH),
    (LOCKED, Step.SCAN, "Q waits for explanations: nothing can be scanned for it.", _SCAN_ON),
    (LOCKED, Step.LOCK, "Q is not being scanned any more.", _SCAN_ON),
    (LOCKED, Step.SIGN, "Q waits for explanations: it can't be signed yet.", _EXPLAIN),
    (
        LOCKED, Step.SUBMIT, "Q waits for explanations: no packet can be written for IT yet.",
        _EXPLAIN,
    ),
    (LOCKED, Step.ANSWER, "Q waits for explanations: no answer can be read yet.", _EXPLAIN),
    (EXPLAINED, Step.SCAN, "Q is not signed yet: nothing can be scanned for it.", _SCAN_ON),
    (EXPLAINED, Step.LOCK, "Q is not being scanned any more.", _SCAN_ON),
    (EXPLAINED, Step.SUBMIT, "Q is not signed yet: no packet can be written for IT yet.", _SIGN),
    (EXPLAINED, Step.ANSWER, "Q is not signed yet: no answer can be read yet.", _SIGN),
    (SIGNED, Step.SCAN, "Q is signed: nothing can be scanned for it any more.", _NEXT_AUDIT),
    (SIGNED, Step.LOCK, "Q is signed: scanning can't be finished any more.", _NEXT_AUDIT),
    (SIGNED, Step.REOPEN, "Q is signed: it can't be reopened any more.", _NEXT_AUDIT),
    (SIGNED, Step.EXPLAIN, "Q is signed: nothing can be explained any more.", _NEXT_AUDIT),
    (SIGNED, Step.SIGN, "Q was signed by Ada Park already.", ""),
    (
        SIGNED, Step.ANSWER, "Q is signed: no answer can be read yet.",
        "Write its packet first: champion audit submit DIR.",
    ),
    *(
        row
        for state, stands in (
            (SUBMITTED, "is signed, and its packet is written"),
            (ANSWERED, "is signed and answered"),
        )
        for row in (
            (state, Step.SCAN, f"Q {stands}: nothing can be scanned for it any more.", _NEXT_AUDIT),
            (state, Step.LOCK, f"Q {stands}: scanning can't be finished any more.", _NEXT_AUDIT),
            (state, Step.REOPEN, f"Q {stands}: it can't be reopened any more.", _NEXT_AUDIT),
            (state, Step.EXPLAIN, f"Q {stands}: nothing can be explained any more.", _NEXT_AUDIT),
            (state, Step.SIGN, "Q was signed by Ada Park already.", ""),
        )
    ),
]  # fmt: skip


def test_every_step_in_every_state_is_in_one_of_the_tables() -> None:
    """Nothing is left to chance; a draft is not kept anywhere, so nothing is asked of it."""
    tried = [*_ALLOWED, *((state, step) for state, step, _, _ in _REFUSED)]
    tried.append((ANSWERED, Step.SUBMIT))
    states = [state for state in AuditState if state is not AuditState.DRAFT]
    assert sorted(tried) == sorted((state, step) for state in states for step in Step)


@pytest.mark.parametrize(("state", "step"), _ALLOWED)
@pytest.mark.parametrize("unexplained", [0, 3])
def test_each_step_is_allowed_in_its_states(
    state: AuditState, step: Step, unexplained: int
) -> None:
    """The state alone decides: it is EXPLAINED only where nothing is left to explain."""
    require(an_audit(state=state), step, unexplained)


@pytest.mark.parametrize(("state", "step", "sentence", "hint"), _REFUSED)
def test_each_other_step_is_refused_with_what_comes_first(
    state: AuditState, step: Step, sentence: str, hint: str
) -> None:
    """Too early names the step before; too late says that the figures stand."""
    audit = an_audit(audit_id="Q", state=state, signed_by="Ada Park")
    with pytest.raises(ChampionError) as refused:
        require(audit, step)
    assert (refused.value.message, refused.value.hint) == (sentence, hint)


def test_no_second_packet_is_written_once_the_district_answered() -> None:
    """It is too late for it, not too early."""
    with pytest.raises(ChampionError) as refused:
        require(an_audit(state=ANSWERED), Step.SUBMIT)
    assert "no packet can be written for IT any more." in refused.value.message


@pytest.mark.parametrize(
    ("unexplained", "sentence"),
    [
        (1, "Q waits for explanations: it can't be signed: 1 variance has no explanation."),
        (
            1_240,
            "Q waits for explanations: it can't be signed: 1,240 variances have no explanation.",
        ),
    ],
)
def test_a_signature_too_early_says_how_much_is_left(unexplained: int, sentence: str) -> None:
    """The champion knows how long it will take."""
    with pytest.raises(ChampionError) as refused:
        require(an_audit(audit_id="Q", state=LOCKED), Step.SIGN, unexplained)
    assert (refused.value.message, refused.value.hint) == (sentence, _EXPLAIN)


@pytest.mark.parametrize("state", AuditState)
def test_an_audit_is_closed_from_its_signature_on(state: AuditState) -> None:
    """What is signed stays signed, whatever is done with it afterwards."""
    assert state.is_closed is (state in (SIGNED, SUBMITTED, ANSWERED))
