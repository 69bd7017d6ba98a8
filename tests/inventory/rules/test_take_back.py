"""The table of DESIGN.md §4 while taking back, and while looking round."""

from collections.abc import Mapping, Sequence

import pytest

from inventory.model import CustodyState, Kind, Service
from inventory.rules.case import Case
from inventory.rules.policy import Policy
from inventory.rules.take_back import look_at, take_back
from inventory.verdict import Code
from tests.builders import SITE, a_case, a_custody, a_device, a_person, out_to

ANAIS, BAYO = a_person(), a_person("2002", first_name="Bayo", last_name="Zephyrine")
GONE = (Service.LOST, Service.STOLEN, Service.MISSING, Service.RETIRED)
Written = Sequence[tuple[Kind, str | None, Mapping[str, object]]]

_BACK: list[tuple[str, Case, Code, Written]] = [
    (
        "out, nobody named",
        a_case(custody=out_to("2002"), holder=BAYO),
        Code.RETURNED,
        [(Kind.RETURN, "2002", {"grade": "B"})],
    ),
    (
        "out, brought by its holder",
        a_case(custody=out_to("2002"), holder=BAYO, person=BAYO),
        Code.RETURNED,
        [(Kind.RETURN, "2002", {"received_from": "2002", "grade": "B"})],
    ),
    (
        "out, brought by someone other than the holder",
        a_case(custody=out_to("2002"), holder=BAYO, person=ANAIS),
        Code.RETURNED,
        [(Kind.RETURN, "2002", {"received_from": "2001", "grade": "B"})],
    ),
    (
        "out, and a place is set",
        a_case(custody=out_to("2002"), holder=BAYO, place="Cart 1"),
        Code.RETURNED,
        [(Kind.RETURN, "2002", {"place": "Cart 1", "grade": "B"})],
    ),
    (
        "out with accessories",
        a_case(
            custody=out_to("2002"),
            policy=Policy(site=SITE, accessories=(("Chromebook", ("charger",)),)),
        ),
        Code.RETURNED,
        [(Kind.RETURN, "2002", {"grade": "B", "accessories": {"charger": "returned"}})],
    ),
    (
        "in a place",
        a_case(custody=a_custody(state=CustodyState.IN_PLACE, place="Cart 1")),
        Code.RETURNED,
        [(Kind.RETURN, None, {"grade": "B"})],
    ),
    ("taken back though not out", a_case(), Code.ALREADY, [(Kind.SIGHT, None, {})]),
    (
        "taken back though not out, brought by a person",
        a_case(person=ANAIS),
        Code.ALREADY,
        [(Kind.SIGHT, "2001", {})],
    ),
    (
        "taken back though not out, and a place is set",
        a_case(custody=a_custody(place="Room 204"), place="Cart 1"),
        Code.ALREADY,
        [
            (Kind.SIGHT, None, {"at_place": "Cart 1"}),
            (Kind.MOVE, None, {"place": "Cart 1", "was": "Room 204"}),
        ],
    ),
    (
        "taken back though not out, in that place already",
        a_case(custody=a_custody(place="Cart 1"), place="Cart 1"),
        Code.ALREADY,
        [(Kind.SIGHT, None, {"at_place": "Cart 1"})],
    ),
    *[
        (
            f"device {service}, out",
            a_case(custody=out_to("2002", service=service), holder=BAYO),
            Code.RESURFACED,
            [
                (Kind.RETURN, "2002", {"grade": "B"}),
                (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": service.value}),
            ],
        )
        for service in GONE
    ],
    (
        "device lost, in stock",
        a_case(custody=a_custody(service=Service.LOST)),
        Code.RESURFACED,
        [
            (Kind.SIGHT, None, {}),
            (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": "LOST"}),
        ],
    ),
    (
        "device lost, scanned again: it works",
        a_case(custody=a_custody(service=Service.NEEDS_CHECK), waived={Code.RESURFACED: ""}),
        Code.CONFIRMED,
        [(Kind.SERVICE, None, {"service": "READY", "was": "NEEDS_CHECK"})],
    ),
    (
        "device lost, scanned again, but the list says in repair by now",
        a_case(custody=a_custody(service=Service.IN_REPAIR), waived={Code.RESURFACED: ""}),
        Code.RETURNED,
        [
            (Kind.SIGHT, None, {}),
            (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": "IN_REPAIR"}),
        ],
    ),
    (
        "device in repair, in stock",
        a_case(custody=a_custody(service=Service.IN_REPAIR)),
        Code.RETURNED,
        [
            (Kind.SIGHT, None, {}),
            (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": "IN_REPAIR"}),
        ],
    ),
    (
        "device in repair, out",
        a_case(custody=out_to("2002", service=Service.IN_REPAIR), holder=BAYO),
        Code.RETURNED,
        [
            (Kind.RETURN, "2002", {"grade": "B"}),
            (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": "IN_REPAIR"}),
        ],
    ),
    (
        "another school's device",
        a_case(device=a_device(site="RIVERSIDE")),
        Code.STRAY,
        [(Kind.PARK, None, {"code": "stray"})],
    ),
]


@pytest.mark.parametrize(
    ("situation", "case", "code", "written"), _BACK, ids=[row[0] for row in _BACK]
)
def test_each_return_has_its_verdict_and_its_events(
    situation: str, case: Case, code: Code, written: Written
) -> None:
    """The row of the table says which word is shown, and what is written with which facts."""
    decision = take_back(case)
    drafts = [(draft.kind, draft.person, dict(draft.body)) for draft in decision.drafts]
    assert (decision.code, drafts) == (code, written)


_LOOKED: list[tuple[str, Case, Code, Written]] = [
    ("in stock", a_case(), Code.SIGHTED, [(Kind.SIGHT, None, {})]),
    (
        "out, and I stand in a room",
        a_case(custody=out_to("2002"), place="Room 204"),
        Code.SIGHTED,
        [(Kind.SIGHT, "2002", {"at_place": "Room 204"})],
    ),
    *[
        (
            f"device {service}",
            a_case(custody=a_custody(service=service)),
            Code.RESURFACED,
            [
                (Kind.SIGHT, None, {}),
                (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": service.value}),
            ],
        )
        for service in GONE
    ],
    (
        "device in repair",
        a_case(custody=a_custody(service=Service.IN_REPAIR)),
        Code.SIGHTED,
        [(Kind.SIGHT, None, {})],
    ),
    (
        "device lost, scanned again",
        a_case(custody=a_custody(service=Service.NEEDS_CHECK), waived={Code.RESURFACED: ""}),
        Code.SIGHTED,
        [(Kind.SIGHT, None, {})],
    ),
    (
        "another school's device",
        a_case(device=a_device(site="RIVERSIDE")),
        Code.STRAY,
        [(Kind.PARK, None, {"code": "stray"})],
    ),
]


@pytest.mark.parametrize(
    ("situation", "case", "code", "written"), _LOOKED, ids=[row[0] for row in _LOOKED]
)
def test_a_sighting_changes_no_custody(
    situation: str, case: Case, code: Code, written: Written
) -> None:
    """Looking round writes that it was seen, where, and with whom it should be; nothing moves."""
    decision = look_at(case)
    drafts = [(draft.kind, draft.person, dict(draft.body)) for draft in decision.drafts]
    assert (decision.code, drafts) == (code, written)


@pytest.mark.parametrize(
    ("case", "say"),
    [
        (a_case(custody=out_to("2002"), person=BAYO), "HP Chromebook 11. Condition B."),
        (
            a_case(
                custody=out_to("2002"),
                policy=Policy(accessories=(("Chromebook", ("charger", "case")),)),
            ),
            "HP Chromebook 11. Condition B · charger back · case back.",
        ),
        (
            a_case(custody=out_to("2002"), holder=BAYO, person=ANAIS),
            "HP Chromebook 11. Condition B. Brought by Anaïs Quetzalwood for Bayo Zephyrine.",
        ),
        (
            a_case(
                custody=out_to("2002"), holder=BAYO, person=ANAIS, counterpart=a_device("NS-102")
            ),
            (
                "HP Chromebook 11. Condition B."
                " Brought by Anaïs Quetzalwood for Bayo Zephyrine, who brought NS-102: a swap."
            ),
        ),
        (a_case(), "HP Chromebook 11. It was not out."),
        (
            a_case(custody=a_custody(since="2026-11-21T08:30:00+00:00"), place="Cart 1"),
            "HP Chromebook 11. It was not out, but in stock since 08:30. Now in Cart 1.",
        ),
        (
            a_case(custody=a_custody(service=Service.IN_REPAIR)),
            "HP Chromebook 11. It was in repair: check it before it goes out.",
        ),
        (
            a_case(custody=a_custody(service=Service.RETIRED)),
            "HP Chromebook 11. The district says it is retired; now marked to be checked.",
        ),
    ],
)
def test_the_sentence_names_who_brought_what(case: Case, say: str) -> None:
    """The second line has what the student will be asked about."""
    assert take_back(case).say == say
