"""What damage costs: by the school's own prices, to the cent, and never guessed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from inventory.model import PURGED, Service
from inventory.rules.charges import (
    Charge,
    Gone,
    Period,
    all_charges,
    charges_of,
    default_period,
    in_words,
    money,
    total,
)
from inventory.rules.condition import Condition
from inventory.rules.outings import CameIn, in_the_end, word_of
from inventory.rules.policy import Policy
from inventory.rules.school_year import SchoolYear
from tests.builders import a_device

POLICY = Policy(
    prices=(("Chromebook", 320.0), ("HP Chromebook 11", 299.5)),
    part_prices=(
        ("charger", 38.0), ("screen", 65.1), ("hp chromebook 11 screen", 80.2),
        ("Chromebook keyboard", 41.0),
    ),
)  # fmt: skip
YEAR = Period(date(2026, 8, 24), date(2026, 11, 21))


MORNING = "2026-11-20T09:00:00+00:00"


def came_in(*afterwards: dict[str, Any], at: str = MORNING, **fields: Any) -> CameIn:
    """An NS-101 that 2001 brought back with nothing wrong, and what was said of it afterwards."""
    usual: dict[str, Any] = {"event": "e1", "device": a_device(), "person": "2001"}
    act = {"accessories": {"charger": "returned"}, "grade": "B"}
    of_it = ("event", "device", "person", "place", "loan", "disputed")
    usual |= {key: fields.pop(key) for key in of_it if key in fields}
    words = [word_of(act | fields, at, is_act=True)]
    words += [word_of(said, str(said.get("at", at)), f"w{n}") for n, said in enumerate(afterwards)]
    return CameIn(**usual, words=tuple(words))


def said(charges: list[Charge]) -> list[tuple[str, str]]:
    """What is charged for, and its price in words."""
    return [(one.what, in_words(one.price)) for one in charges]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"accessories": {}, "grade": ""}, []),
        ({"accessories": {"charger": "never issued"}}, []),
        ({"accessories": {"charger": "returned, and one too many"}}, []),
        ({"accessories": {"charger": "not returned"}}, [("charger not returned", "38.00")]),
        ({"accessories": {"charger": "returned faulty"}}, [("charger returned faulty", "38.00")]),
        ({"accessories": {"case": "not returned"}}, [("case not returned", "no price set")]),
        ({"grade": "C", "parts": ("screen",)}, [("screen", "80.20")]),
        (
            {"grade": "C", "parts": ("screen",), "device": a_device(model="Acer")},
            [("screen", "65.10")],
        ),
        (
            {"grade": "C", "parts": ("keyboard", "hinge")},
            [("keyboard", "41.00"), ("hinge", "no price set")],
        ),
        ({"grade": "C"}, [("damaged, no part named", "no price set")]),
        ({"grade": "D"}, [("does not work, no part named", "no price set")]),
        ({"grade": "X", "parts": ("screen",)}, [("device only good for parts", "299.50")]),
    ],
)
def test_each_part_and_each_lacking_accessory_has_its_price(
    fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """By model before category; what nobody set a price for says so."""
    assert said(charges_of(came_in(**fields), POLICY)) == expected


def test_a_faulty_charger_may_have_a_price_of_its_own() -> None:
    """Schools that swap it for nothing set it to 0."""
    policy = Policy(part_prices=(("charger", 38.0), ("faulty charger", 0.0)))
    came = came_in(accessories={"charger": "returned faulty"})
    assert said(charges_of(came, policy)) == [("charger returned faulty", "0.00")]


def test_damage_without_a_part_has_the_price_of_damage() -> None:
    """One price for all of it, where a school wants that."""
    policy = Policy(part_prices=(("damage", 50.0),))
    assert said(charges_of(came_in(grade="D"), policy)) == [
        ("does not work, no part named", "50.00")
    ]


def test_a_total_is_the_sum_to_the_cent_and_counts_what_has_no_price() -> None:
    """Three times ten cents are thirty, which sums of floats get wrong."""
    lines = [
        Charge(a_device(), "2001", "", "x", "", price)
        for price in (money(0.1), money(0.1), money(0.1), None)
    ]
    every = total(lines)
    assert (every.amount, every.charges, every.unpriced) == (Decimal("0.30"), 4, 1)
    assert every.in_words() == "0.30 for 3, 1 more has no price set"
    assert total([]).in_words() == "0.00 for 0"


@pytest.mark.parametrize(
    ("price", "words"), [(2.675, "2.68"), (1_234_567.5, "1,234,567.50"), (0, "0.00")]
)
def test_a_price_is_what_was_written_rounded_to_the_cent(price: float, words: str) -> None:
    """The decimal that somebody typed, not the binary one beside it."""
    assert in_words(money(price)) == words


def test_the_times_count_damage_before_the_period_too() -> None:
    """Whether it is somebody's second time does not begin anew each year."""
    broken: dict[str, Any] = {"grade": "C", "parts": ("screen",)}
    before = came_in(event="e0", loan="l0", at="2026-05-01T09:00:00+00:00", **broken)
    other = came_in(event="e2", person="2002", at="2026-09-01T09:00:00+00:00", **broken)
    now = came_in(event="e3", accessories={"charger": "not returned"}, **broken)
    found = all_charges([now, other, before], [], POLICY, YEAR)
    assert [(one.person, one.what, one.times) for one in found] == [
        ("2002", "screen", 1),
        ("2001", "charger not returned", 0),
        ("2001", "screen", 2),
    ]


def test_what_two_scans_say_of_one_return_is_charged_once() -> None:
    """A device that is scanned again, or at two tables, was still broken once."""
    first = came_in(loan="l1", grade="C", parts=("screen",))
    again = came_in(event="e2", loan="l1", grade="C", parts=("screen", "hinge"))
    later = came_in(event="e3", loan="l2", at="2026-11-21", grade="C", parts=("screen",))
    found = all_charges([again, first, later], [], POLICY, YEAR)
    assert [(one.person, one.what, one.times) for one in found] == [
        ("2001", "hinge", 1),
        ("2001", "screen", 1),
        ("2001", "screen", 2),
    ]


def test_nobody_who_was_purged_is_counted_together() -> None:
    """What is left of them has no name to count by."""
    broken = [came_in(event=f"e{n}", loan=f"l{n}", person=PURGED, grade="C") for n in range(3)]
    assert [one.times for one in all_charges(broken, [], POLICY, YEAR)] == [0, 0, 0]


def test_a_lost_device_costs_what_another_one_costs() -> None:
    """By model, else by category, else nobody knows."""
    gone = [
        Gone(a_device("NS-1"), "2001", "2026-11-01T08:00:00+00:00", Service.LOST, "bus 12"),
        Gone(a_device("NS-2", model="Acer"), None, "2026-11-02T08:00:00+00:00", Service.STOLEN, ""),
        Gone(
            a_device("NS-3", category="Hotspot", model=""), "2001", "2026-11-03", Service.LOST, ""
        ),
        Gone(a_device("NS-4"), "2001", "2026-08-23T08:00:00+00:00", Service.LOST, ""),
    ]
    found = all_charges([], gone, POLICY, YEAR)
    assert [(one.what, in_words(one.price), one.note) for one in found] == [
        ("device lost", "299.50", "bus 12"),
        ("device stolen", "320.00", ""),
        ("device lost", "no price set", ""),
    ]


def test_the_last_word_on_a_return_holds() -> None:
    """Of damage the last one; of accessories all of them."""
    one = {"grade": "C", "parts": ["screen"], "accessories": {"charger": "not returned"}}
    two = {"grade": "B", "accessories": {"case": "not returned"}}
    assert in_the_end(came_in(one, two).words) == Condition(
        {"charger": "not returned", "case": "not returned"}, "B"
    )


def test_a_word_on_the_charger_leaves_the_condition_as_it_was() -> None:
    """The grade of the return holds while nobody spoke of damage."""
    came = came_in({"accessories": {"charger": "not returned"}})
    assert in_the_end(came.words) == Condition({"charger": "not returned"}, "B")


def test_a_later_scan_takes_back_what_was_said_at_an_earlier_one() -> None:
    """A scan by itself does not, nor does an inspection by itself: a person has to say it."""
    broken = {"grade": "C", "parts": ["screen"], "accessories": {"charger": "not returned"}}
    first = came_in(broken, loan="l1")
    again = came_in(event="e2", loan="l1")
    inspected = {"grade": "B", "accessories": {"charger": "returned"}, "inspected": True}
    looked_at = came_in(inspected, event="e3", loan="l1")
    found = all_charges([first, again, looked_at], [], POLICY, YEAR)
    assert [one.what for one in found] == ["charger not returned", "screen"]
    fine = {"grade": "B", "accessories": {"charger": "returned"}, "at": "2026-11-21"}
    later = came_in(event="e4", loan="l1", at="2026-11-21")
    said = replace(later, words=(*later.words, word_of(fine, "2026-11-21", "w9")))
    assert all_charges([first, again, looked_at, said], [], POLICY, YEAR) == []


def test_a_charge_has_the_day_on_which_somebody_said_so() -> None:
    """What is found in an inspection after the summer belongs to the year that has begun."""
    june, september = "2026-06-10T09:00:00+00:00", "2026-09-02T09:00:00+00:00"
    came = came_in(
        {"grade": "C", "parts": ["screen"], "at": june},
        {"grade": "C", "parts": ["screen", "hinge"], "at": september},
        at=june,
    )
    found = all_charges([came], [], POLICY, YEAR)
    assert [(one.what, one.at) for one in found] == [("hinge", september)]


def test_nobody_is_charged_while_tables_disagree() -> None:
    """It is on the paper, and not in the total, nor among the times."""
    broken: dict[str, Any] = {"grade": "C", "parts": ("screen",)}
    found = all_charges(
        [came_in(**broken, loan="l1", disputed=True), came_in(**broken, event="e2", loan="l2")],
        [], POLICY, YEAR,
    )  # fmt: skip
    assert [(one.disputed, one.note, one.times) for one in found] == [
        (True, "tables disagree", 0), (False, "", 1)
    ]  # fmt: skip
    every = total(found)
    assert (every.amount, every.charges, every.disputed) == (Decimal("80.20"), 2, 1)
    assert every.in_words() == "80.20 for 1, 1 more is to be settled first"


@pytest.mark.parametrize(
    ("year", "today", "since"),
    [
        (SchoolYear(date(2026, 8, 24), date(2027, 6, 11)), date(2026, 11, 21), date(2026, 8, 24)),
        (SchoolYear(date(2027, 8, 23), date(2028, 6, 9)), date(2027, 7, 1), date(2026, 7, 1)),
        (SchoolYear(date(2026, 8, 24), date(2027, 6, 11)), date(2027, 7, 1), date(2026, 8, 24)),
        (SchoolYear(date(2026, 8, 24), date(2027, 6, 11)), date(2028, 5, 1), date(2027, 5, 1)),
        (SchoolYear(date(2026, 8, 24), date(2027, 9, 20)), date(2027, 9, 1), date(2026, 8, 24)),
        (None, date(2028, 2, 29), date(2027, 2, 28)),
    ],
)
def test_the_period_is_the_school_year_or_twelve_months(
    year: SchoolYear | None, today: date, since: date
) -> None:
    """A year that has not begun yet, or is long over, says nothing of what was."""
    assert default_period(year, today) == Period(since, today)
