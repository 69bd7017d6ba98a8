"""What Inspect says of a device that the record does not have in stock."""

from typing import Any

import pytest

from inventory.model import Custody, CustodyState, Kind, Service
from inventory.rules.case import CameIn
from inventory.rules.condition import Condition
from inventory.rules.inspect import inspect
from inventory.verdict import Code
from tests.builders import a_case, a_custody, a_person, out_to

SETTLED = "Tables disagreed on it: that is settled now."
HOLDER = a_person(homeroom="204")


@pytest.mark.parametrize(
    ("custody", "says"),
    [
        (out_to("2001"), "By the record it is with Anaïs Quetzalwood, homeroom 204."),
        (out_to("2001", disputed="x"), "Tables disagree on who has it."),
        (
            a_custody(state=CustodyState.IN_PLACE, place="Cart 1", disputed="x"),
            "Tables disagree on who has it.",
        ),
        (a_custody(state=CustodyState.WITH_DISTRICT), "By the record it is with the district."),
        (a_custody(state=CustodyState.IN_TRANSIT), "By the record it is on its way."),
        (a_custody(state=CustodyState.UNKNOWN), "By the record nobody knows where it is."),
    ],
)
def test_what_is_not_back_is_said_as_the_record_has_it(custody: Custody, says: str) -> None:
    """Nothing as a fact that tables disagree on; and the question is the same."""
    holder = HOLDER if custody.person else None
    decision = inspect(a_case(custody=custody, holder=holder))
    assert (decision.code, decision.say) == (Code.NOT_BACK, f"HP Chromebook 11. {says}")
    assert decision.parks
    assert decision.drafts == ()


def test_taking_a_disputed_device_back_says_that_it_is_settled_and_not_from_whom() -> None:
    """The clocks only proposed who had it."""
    disputed = out_to("2001", disputed="x")
    waived = {Code.NOT_BACK: ""}
    decision = inspect(a_case(custody=disputed, holder=HOLDER, waived=waived))
    assert decision.say == f"HP Chromebook 11. Condition B. Taken back. {SETTLED}"
    known = inspect(a_case(custody=out_to("2001"), holder=HOLDER, waived=waived))
    assert known.say == "HP Chromebook 11. Condition B. Taken back from Anaïs Quetzalwood."


@pytest.mark.parametrize(
    ("fields", "custody"),
    [
        ({}, {}),
        ({"came": CameIn("e1", "2001")}, {}),
        ({"came": CameIn("e1", "2001", checked_at="2026-11-21T08:00:00+00:00")}, {}),
        ({"came": CameIn("e1", "2001", said=Condition(grade="C"))}, {}),
        ({}, {"service": Service.LOST}),
        ({"district_decides": True}, {}),
    ],
)
def test_a_device_that_lies_here_settles_what_tables_disagreed_on(
    fields: dict[str, Any], custody: dict[str, Any]
) -> None:
    """By a sighting that says that it came in, as on Take back; without a dispute by none such."""
    for disputed in ("x", None):
        decision = inspect(a_case(custody=a_custody(disputed=disputed, **custody), **fields))
        assert decision.say.endswith(SETTLED) is bool(disputed)
        (sight,) = [one for one in decision.drafts if one.kind is Kind.SIGHT]
        assert sight.body["mode"] == ("back" if disputed else "check")


def test_what_stops_the_inspection_settles_nothing() -> None:
    """Another school's device, and one in repair."""
    repair = a_custody(service=Service.IN_REPAIR, disputed="x")
    assert "settled" not in inspect(a_case(custody=repair)).say
