"""The table of DESIGN.md §4 while handing out: one row for each situation."""

from collections.abc import Sequence

import pytest

from inventory.model import CustodyState, Kind, PersonStatus, Service
from inventory.rules.case import Case
from inventory.rules.hand_out import hand_out
from inventory.rules.policy import Policy
from inventory.verdict import Code
from tests.builders import SITE, a_case, a_custody, a_device, a_person, out_to

ANAIS, BAYO = a_person(), a_person("2002", first_name="Bayo", last_name="Zephyrine", homeroom="210")
SECOND = a_device("NS-102")
WARN, MANY = Policy(site=SITE, limit="warn"), Policy(site=SITE, limit="many")
Written = Sequence[tuple[Kind, str | None, str | None]]

_TABLE: list[tuple[str, Case, Code, Written]] = [
    (
        "in stock, person eligible",
        a_case(person=ANAIS),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "already theirs",
        a_case(person=ANAIS, custody=out_to("2001"), holder=ANAIS),
        Code.SIGHTED,
        [(Kind.SIGHT, "NS-101", "2001")],
    ),
    (
        "out to someone else",
        a_case(person=ANAIS, custody=out_to("2002"), holder=BAYO),
        Code.OUT_TO_OTHER,
        [],
    ),
    (
        "out to someone else, confirmed",
        a_case(person=ANAIS, custody=out_to("2002"), holder=BAYO, waived={Code.OUT_TO_OTHER: ""}),
        Code.ISSUED,
        [(Kind.RETURN, "NS-101", "2002"), (Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "has one of this category, policy one",
        a_case(person=ANAIS, holdings=(SECOND,)),
        Code.HAS_ONE,
        [],
    ),
    (
        "has one, confirmed: a swap",
        a_case(person=ANAIS, holdings=(SECOND,), waived={Code.HAS_ONE: ""}),
        Code.SWAPPED,
        [(Kind.RETURN, "NS-102", "2001"), (Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "has one, a second allowed with a reason",
        a_case(person=ANAIS, holdings=(SECOND,), waived={Code.HAS_ONE: "lessons at home"}),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "has one, policy warn",
        a_case(person=ANAIS, holdings=(SECOND,), policy=WARN),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "has one, policy many",
        a_case(person=ANAIS, holdings=(SECOND,), policy=MANY),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "has one of another category",
        a_case(person=ANAIS, holdings=(a_device("NS-201", category="Hotspot"),)),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "person left",
        a_case(person=a_person(status=PersonStatus.LEFT)),
        Code.LEFT,
        [],
    ),
    (
        "person left, and the device is theirs already",
        a_case(person=a_person(status=PersonStatus.LEFT), custody=out_to("2001")),
        Code.LEFT,
        [],
    ),
    (
        "person blocked or form missing",
        a_case(person=a_person(block="Form is missing")),
        Code.BLOCKED,
        [],
    ),
    (
        "person blocked, overridden with a reason",
        a_case(person=a_person(block="Form is missing"), waived={Code.BLOCKED: "form seen"}),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    *[
        (
            f"device {service}",
            a_case(person=ANAIS, custody=a_custody(service=service)),
            Code.RESURFACED,
            [(Kind.SIGHT, "NS-101", None), (Kind.SERVICE, "NS-101", None)],
        )
        for service in (Service.LOST, Service.STOLEN, Service.MISSING, Service.RETIRED)
    ],
    (
        "device lost, confirmed: it needs a check by now",
        a_case(
            person=ANAIS,
            custody=a_custody(service=Service.NEEDS_CHECK),
            waived={Code.RESURFACED: ""},
        ),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "device in repair",
        a_case(person=ANAIS, custody=a_custody(service=Service.IN_REPAIR)),
        Code.IN_REPAIR,
        [],
    ),
    (
        "device in repair, overridden with a reason",
        a_case(
            person=ANAIS,
            custody=a_custody(service=Service.IN_REPAIR),
            waived={Code.IN_REPAIR: "it came back"},
        ),
        Code.ISSUED,
        [(Kind.SERVICE, "NS-101", None), (Kind.ISSUE, "NS-101", "2001")],
    ),
    (
        "another school's device",
        a_case(person=ANAIS, device=a_device(site="RIVERSIDE")),
        Code.STRAY,
        [(Kind.PARK, "NS-101", None)],
    ),
    (
        "another school's device, whoever has it and whatever its shape",
        a_case(
            person=ANAIS,
            device=a_device(site="RIVERSIDE"),
            custody=out_to("2002", service=Service.LOST),
        ),
        Code.STRAY,
        [(Kind.PARK, "NS-101", None)],
    ),
    (
        "a place receives what is scanned next",
        a_case(place="Cart 1"),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", None)],
    ),
    (
        "a place takes any number",
        a_case(place="Cart 1", holdings=(SECOND,)),
        Code.ISSUED,
        [(Kind.ISSUE, "NS-101", None)],
    ),
    (
        "already in the place",
        a_case(place="Cart 1", custody=a_custody(state=CustodyState.IN_PLACE, place="Cart 1")),
        Code.SIGHTED,
        [(Kind.SIGHT, "NS-101", None)],
    ),
    (
        "from one place to another",
        a_case(place="Cart 2", custody=a_custody(state=CustodyState.IN_PLACE, place="Cart 1")),
        Code.ISSUED,
        [(Kind.RETURN, "NS-101", None), (Kind.ISSUE, "NS-101", None)],
    ),
    (
        "out to a person, scanned for a place",
        a_case(place="Cart 1", custody=out_to("2002"), holder=BAYO),
        Code.OUT_TO_OTHER,
        [],
    ),
    ("device before person", a_case(), Code.HELD, []),
]


@pytest.mark.parametrize(
    ("situation", "case", "code", "written"), _TABLE, ids=[row[0] for row in _TABLE]
)
def test_each_situation_has_its_verdict_and_its_events(
    situation: str, case: Case, code: Code, written: Written
) -> None:
    """The row of the table says which word is shown, and what is written for which person."""
    decision = hand_out(case)
    drafts = [(draft.kind, draft.device, draft.person) for draft in decision.drafts]
    assert (decision.code, drafts) == (code, written)


@pytest.mark.parametrize(
    ("case", "say"),
    [
        (
            a_case(person=ANAIS, custody=out_to("2002"), holder=BAYO),
            "Bayo Zephyrine, homeroom 210, since 08:30.",
        ),
        (
            a_case(person=ANAIS, custody=out_to("2002"), holder=BAYO, counterpart=SECOND),
            "Bayo Zephyrine, homeroom 210, who brought in Anaïs's NS-102: they swapped.",
        ),
        (a_case(person=ANAIS, custody=out_to("2099")), "2099, since 08:30."),
        (a_case(person=ANAIS, holdings=(SECOND,)), "Anaïs Quetzalwood has NS-102 already."),
        (
            a_case(person=ANAIS, holdings=(SECOND, a_device("NS-103")), policy=WARN),
            "HP Chromebook 11, to Anaïs Quetzalwood. That makes 3 Chromebooks.",
        ),
        (
            a_case(person=ANAIS, custody=a_custody(service=Service.NEEDS_CHECK)),
            "HP Chromebook 11, to Anaïs Quetzalwood. It is still marked to be checked.",
        ),
        (
            a_case(
                person=ANAIS,
                policy=Policy(accessories=(("chromebook", ("charger", "case")),)),
            ),
            "HP Chromebook 11, with charger and case, to Anaïs Quetzalwood.",
        ),
        (
            a_case(
                custody=a_custody(service=Service.LOST, service_since="2026-08-12T10:00:00+00:00")
            ),
            "HP Chromebook 11. Reported lost on 12 August; now marked to be checked.",
        ),
        (
            a_case(person=ANAIS, device=a_device(site="RIVERSIDE")),
            "HP Chromebook 11. The district's list says it belongs to RIVERSIDE.",
        ),
        (
            a_case(person=a_person(status=PersonStatus.LEFT, left_on="2026-08-12")),
            "Anaïs Quetzalwood left the school, on 12 August. Nothing was handed out.",
        ),
    ],
)
def test_the_sentence_names_who_and_what(case: Case, say: str) -> None:
    """The second line says the fact by name, so that nobody has to look it up."""
    assert hand_out(case).say == say


def test_what_was_overridden_is_kept_with_its_reason() -> None:
    """A question that was answered by scanning again is no override and has no reason."""
    case = a_case(person=ANAIS, waived={Code.BLOCKED: "form seen", Code.OUT_TO_OTHER: ""})
    (draft,) = hand_out(case).drafts
    assert draft.body == {"override": [{"code": "blocked", "reason": "form seen"}]}


def test_a_device_of_another_holder_was_brought_by_who_stands_here() -> None:
    """The return names the holder and who brought it: that is how a swap is told later."""
    case = a_case(person=ANAIS, custody=out_to("2002"), holder=BAYO, waived={Code.OUT_TO_OTHER: ""})
    returned, _ = hand_out(case).drafts
    assert (returned.person, returned.body) == (
        "2002",
        {"grade": "B", "received_from": "2001"},
    )


def test_a_device_that_came_from_a_place_is_taken_back_from_there() -> None:
    """Nobody brought it, and the place that had it is in the return."""
    case = a_case(person=ANAIS, custody=a_custody(state=CustodyState.IN_PLACE, place="Cart 1"))
    returned, issued = hand_out(case).drafts
    assert (returned.body, issued.body) == ({"grade": "B", "place": "Cart 1"}, {})


def test_an_unanswered_question_about_another_holder_is_parked() -> None:
    """That one has to be settled; a swap that was not wanted has not."""
    other = hand_out(a_case(person=ANAIS, custody=out_to("2002"), holder=BAYO))
    has_one = hand_out(a_case(person=ANAIS, holdings=(SECOND,)))
    assert (other.parks, has_one.parks) == (True, False)
