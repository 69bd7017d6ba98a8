"""What a layout comes to, in sentences."""

from collections.abc import Sequence

import pytest

from inventory.rules.lay_out import Layout, LeftOut, Line, Stocked, Student, Why
from inventory.services.lay_out import Plan, Wanted
from tui import lay_out_words

FORM, CLASS = "Form is missing", "Devices stay in class"
ADA = Student("2001", "Ada Fein", "210")


def a_plan(*reasons: str, lines: Sequence[Line] = (), homerooms: tuple[str, ...] = ()) -> Plan:
    """Of Chromebooks; a student is left out for each of these reasons."""
    left_out = tuple(LeftOut(ADA, why) for why in reasons)
    return Plan(Wanted("Chromebook", homerooms), Layout(tuple(lines)), left_out=left_out)


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([FORM], "1 student is left out, as the table would stop them: “Form is missing”."),
        ([FORM, FORM], "2 students are left out, as the table would stop them: “Form is missing”."),
        (
            [FORM, *[CLASS] * 3],
            (
                "4 students are left out, as the table would stop them:"
                " 3 “Devices stay in class” and 1 “Form is missing”."
            ),
        ),
        (
            ["One", "Two", "Three", "Four", "Five"],
            (
                "5 students are left out, as the table would stop them:"
                " 1 “One”, 1 “Two”, 1 “Three” and 2 for something else."
            ),
        ),
    ],
)
def test_who_is_left_out_is_said_with_the_reason(reasons: list[str], said: str) -> None:
    """What most are left out for comes first; of many reasons not all are named."""
    line = Line(ADA, Stocked("NS-1", "NS-1", "HP"), Why.NEXT)
    shown = lay_out_words.sentences(a_plan(*reasons, lines=[line]))
    assert shown[:3] == [
        "Chromebook: 1 student has none; each gets one.", "1 gets the next in stock.", said,
    ]  # fmt: skip


def test_that_all_have_one_is_not_said_where_somebody_was_left_out() -> None:
    """Nor is it where there is nothing to write."""
    plan = a_plan(FORM, homerooms=("210",))
    said = "nobody in homeroom 210 who may have one is without."
    assert lay_out_words.sentences(plan)[0] == f"Chromebook: {said}"
    assert lay_out_words.nothing_to_do(plan) == f"Nothing to do: {said}"
    assert lay_out_words.nothing_to_do(a_plan()).endswith("every enrolled student has one.")
