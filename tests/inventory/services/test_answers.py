"""Questions at the table and their answers: yes, no, parked, or overridden with a reason."""

from collections.abc import Sequence

import pytest

from inventory.model import Mode
from inventory.services.table import Table
from inventory.store import parked
from inventory.verdict import Code
from tests.inventory.services.at_the_table import Morning

Written = Sequence[tuple[str, str | None, str | None]]


def test_yes_does_what_the_question_proposed(out: Morning) -> None:
    """The YES barcode is as good as the same code again."""
    verdict = out.scan("2001", "NS-110", "ZZYES")
    assert (verdict.code, out.custody("NS-110").person) == (Code.ISSUED, "2001")


def test_no_leaves_a_device_with_its_holder_and_parks_the_question(out: Morning) -> None:
    """It has a claim number under the id of the scan that raised it."""
    asked = out.scan("2001", "NS-110")
    verdict = out.scan("ZZNO")
    assert (verdict.code, verdict.claim, verdict.say) == (Code.DECLINED, "P-01", "Parked as P-01.")
    assert (out.short(asked), out.custody("NS-110").person) == (
        [("note", "NS-110", "2001"), ("park", "NS-110", "2001")],
        "2002",
    )


def test_no_to_a_swap_changes_nothing_and_parks_nothing(out: Morning) -> None:
    """The student keeps the old one, and there is nothing to settle."""
    out.scan("2001", "NS-101", "NS-102")
    before = out.count()
    verdict = out.scan("ZZNO")
    assert (verdict.code, verdict.say, out.count()) == (
        Code.DECLINED,
        "Nothing was changed.",
        before,
    )


def test_a_question_that_is_scanned_over_is_parked(out: Morning) -> None:
    """The line moves, and the Inbox has what was asked: scan, device, person."""
    out.scan("2001", "NS-110", "2005")
    (waiting,) = parked.waiting(out.office.database)
    assert (waiting.claim, waiting.code, waiting.raw, waiting.device, waiting.person) == (
        "P-01",
        "out_to_other",
        "NS-110",
        "NS-110",
        "2001",
    )


def test_parking_gives_the_person_a_number_and_clears_the_table(out: Morning) -> None:
    """What was asked is kept with the text that was scanned, not with the command's."""
    verdict = out.scan("2001", "NS-110", "ZZPARK")
    (waiting,) = parked.waiting(out.office.database)
    assert (verdict.code, verdict.claim, verdict.say) == (
        Code.PARKED,
        "P-01",
        "Parked as P-01: step aside with this number.",
    )
    assert (waiting.raw, waiting.device, waiting.person, out.desk.table) == (
        "NS-110",
        "NS-110",
        "2001",
        Table(Mode.OUT),
    )


def test_held_devices_wait_while_the_person_is_stopped(out: Morning) -> None:
    """An override lets them go out."""
    out.scan("NS-101", "2004")
    verdict = out.desk.override("form seen")
    assert (verdict.code, out.custody("NS-101").person) == (Code.ISSUED, "2004")


def test_an_override_lasts_for_the_person_and_is_in_each_hand_out(out: Morning) -> None:
    """The reason stands in the journal beside what it allowed."""
    out.scan("2004")
    allowed = out.desk.override(" form\x07 seen ")
    issues = [out.written_by(out.scan(tag))[-1] for tag in ("NS-101", "NS-201")]
    wanted = [{"code": "blocked", "reason": "form\ufffd seen"}]
    assert (allowed.code, [event.body["override"] for event in issues]) == (
        Code.CONFIRMED,
        [wanted, wanted],
    )


def test_an_override_ends_with_the_person(out: Morning) -> None:
    """Neither the next place nor the next student inherits it."""
    out.scan("2004")
    out.desk.override("form seen")
    to_place = out.written_by(out.scan("Cart 1", "NS-101"))[-1]
    assert ("override" in to_place.body, out.scan("2003").code) == (False, Code.LEFT)


@pytest.mark.parametrize(
    ("codes", "device", "written"),
    [
        (["2001", "NS-101", "NS-102"], "NS-102", [("issue", "NS-102", "2001")]),
        (
            ["2001", "NS-155"],
            "NS-155",
            [("service", "NS-155", None), ("issue", "NS-155", "2001")],
        ),
    ],
)
def test_an_override_of_a_device_hands_it_out(
    out: Morning, codes: list[str], device: str, written: Written
) -> None:
    """A second one, or one that came back from repair without a word, with the reason kept."""
    stopped = out.scan(*codes)
    verdict = out.desk.override("lessons at home")
    reasons = out.written_by(verdict)[-1].body["override"]
    assert (verdict.code, out.short(verdict)) == (Code.ISSUED, written)
    assert reasons == [{"code": stopped.code.value, "reason": "lessons at home"}]


@pytest.mark.parametrize(
    ("codes", "reason", "say"),
    [
        (["2001"], "because", "Nothing was stopped."),
        (["2004"], "  ", "A reason is needed."),
        (["2004", "2001"], "because", "Nothing was stopped."),
    ],
)
def test_an_override_needs_a_stop_and_a_reason(
    out: Morning, codes: list[str], reason: str, say: str
) -> None:
    """Else nothing is written, and the sentence says what is lacking."""
    out.scan(*codes)
    before = out.count()
    verdict = out.desk.override(reason)
    assert (verdict.code, verdict.say, out.count()) == (Code.NOTHING_TO_CONFIRM, say, before)
