"""Handing out where something else was laid out: asked once, and then the layout follows."""

from typing import Any

import pytest

from inventory.model import CustodyState, Kind, Service
from inventory.rules.case import Case
from inventory.rules.hand_out import hand_out
from inventory.verdict import Code
from tests.builders import a_case, a_custody, a_device, a_person, out_to

ANAIS = a_person()
BAYO = a_person("2002", first_name="Bayo", last_name="Zephyrine", homeroom="210")
NAMESAKE = a_person("2003", last_name="Bell", homeroom="214")
HERS = a_device("NS-102")
AGAIN = {Code.LAID_OUT: ""}


def laid(**fields: Any) -> Case:
    """NS-101 on the table for Anaïs."""
    return a_case(person=ANAIS, **fields)


@pytest.mark.parametrize(
    ("case", "say", "then"),
    [
        (
            laid(meant_for=BAYO, laid_out=HERS),
            "Laid out for Bayo Zephyrine, homeroom 210. Anaïs's is NS-102.",
            "Scan it again: Anaïs gets it all the same. Else: take NS-102.",
        ),
        (
            laid(meant_for=BAYO),
            "Laid out for Bayo Zephyrine, homeroom 210.",
            "Scan it again: Anaïs gets it all the same. Else: take another one.",
        ),
        (
            laid(meant_for=NAMESAKE, laid_out=HERS),
            "Laid out for Anaïs Bell, homeroom 214. Anaïs Quetzalwood's is NS-102.",
            "Scan it again: Anaïs Quetzalwood gets it all the same. Else: take NS-102.",
        ),
        (
            laid(laid_out=HERS),
            "Anaïs's is NS-102.",
            "Scan it again: Anaïs gets it all the same. Else: take NS-102.",
        ),
    ],
)
def test_it_is_asked_for_whom_it_is_and_what_is_theirs(case: Case, say: str, then: str) -> None:
    """Nothing is written and nothing is parked: nothing has happened."""
    decision = hand_out(case)
    assert (decision.code, decision.say, decision.next) == (Code.LAID_OUT, say, then)
    assert (decision.drafts, decision.asks, decision.parks) == ((), True, False)


@pytest.mark.parametrize(
    ("case", "moved", "say"),
    [
        (
            laid(meant_for=BAYO, laid_out=HERS, waived=AGAIN),
            [("NS-101", "2001"), ("NS-102", "2002")],
            "HP Chromebook 11, to Anaïs Quetzalwood. NS-102 is laid out for Bayo Zephyrine now.",
        ),
        (
            laid(meant_for=BAYO, waived=AGAIN),
            [("NS-101", "2001")],
            "HP Chromebook 11, to Anaïs Quetzalwood. Nothing is laid out for Bayo Zephyrine now.",
        ),
        (
            laid(laid_out=HERS, waived=AGAIN),
            [("NS-101", "2001"), ("NS-102", None)],
            "HP Chromebook 11, to Anaïs Quetzalwood.",
        ),
    ],
)
def test_the_same_code_again_hands_it_out_and_they_trade(
    case: Case, moved: list[tuple[str, str | None]], say: str
) -> None:
    """What was hers is for whom this one was, if for anybody; nobody has two laid out."""
    decision = hand_out(case)
    issued, *assigned = decision.drafts
    assert (decision.code, issued.kind, issued.person) == (Code.ISSUED, Kind.ISSUE, "2001")
    assert [(one.kind, one.device, one.person) for one in assigned] == [
        (Kind.ASSIGN, *one) for one in moved
    ]
    assert {one.body["laid_out"] for one in assigned} == {"2026-11-21"}
    assert decision.say == say


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (a_case(place="Cart 1", meant_for=BAYO), Code.ISSUED),
        (a_case(meant_for=BAYO), Code.HELD),
        (laid(custody=out_to("2001"), meant_for=BAYO), Code.SIGHTED),
        (laid(custody=out_to("2002"), holder=BAYO, meant_for=BAYO), Code.OUT_TO_OTHER),
        (laid(custody=a_custody(service=Service.IN_REPAIR), meant_for=BAYO), Code.IN_REPAIR),
        (laid(holdings=(a_device("NS-103"),), waived=AGAIN, meant_for=BAYO), Code.HAS_ONE),
        (laid(holdings=(a_device("NS-103"),), meant_for=BAYO), Code.LAID_OUT),
        (laid(custody=a_custody(state=CustodyState.IN_PLACE), meant_for=BAYO), Code.LAID_OUT),
    ],
)
def test_what_weighs_more_is_said_first_and_places_are_never_asked(case: Case, code: Code) -> None:
    """What somebody has is asked about as theirs, and not a second time as laid out."""
    assert hand_out(case).code is code


def test_what_came_from_another_holder_is_not_asked_about_twice() -> None:
    """It was asked whether it comes back from Bayo; the layout stays as it was."""
    case = laid(custody=out_to("2002"), holder=BAYO, meant_for=BAYO, waived={Code.OUT_TO_OTHER: ""})
    decision = hand_out(case)
    assert decision.code is Code.ISSUED
    assert [draft.kind for draft in decision.drafts] == [Kind.RETURN, Kind.ISSUE]
