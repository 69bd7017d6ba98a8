"""The fold from events to who answers for a device."""

from dataclasses import replace
from typing import Any

import pytest

from inventory.model import Custody, CustodyState, Grade, Kind, Service
from inventory.rules.custody import after, from_register, replay
from tests.builders import Journal, a_custody, a_device, out_to

AT = "2026-11-21T09:00:01.000+00:00"
FIRST = "0190a0b0-c0d0-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("device", "custody"),
    [
        (a_device(), Custody("NS-101")),
        (a_device(place="Cart 1"), Custody("NS-101", place="Cart 1")),
        (
            a_device(holder="2001", place="Cart 1"),
            Custody("NS-101", CustodyState.WITH_PERSON, person="2001"),
        ),
        (
            a_device(service=Service.LOST, assigned_to="2002"),
            Custody("NS-101", service=Service.LOST, assigned_to="2002"),
        ),
    ],
)
def test_before_any_event_the_register_alone_speaks(device: object, custody: Custody) -> None:
    """Who has it, where it lives and its shape are the district's word until something happens."""
    assert from_register(device) == custody  # type: ignore[arg-type]  # a table of one type


def _seen(custody: Custody, place: str | None = None) -> Custody:
    return replace(custody, seen_at=AT, seen_place=place, heads=(FIRST,))


_SET: dict[str, Any] = {"since": AT, "settled_by": FIRST}


@pytest.mark.parametrize(
    ("before", "kind", "person", "body", "expected"),
    [
        (
            a_custody(),
            Kind.ISSUE,
            "2001",
            {},
            _seen(Custody("NS-101", CustodyState.WITH_PERSON, "2001", loan=FIRST, **_SET)),
        ),
        (
            a_custody(),
            Kind.ISSUE,
            None,
            {"place": "Cart 1"},
            _seen(
                Custody("NS-101", CustodyState.IN_PLACE, place="Cart 1", loan=FIRST, **_SET),
                "Cart 1",
            ),
        ),
        (
            out_to("2001", loan="L"),
            Kind.RETURN,
            "2001",
            {"place": "Cart 1", "grade": "B"},
            _seen(Custody("NS-101", place="Cart 1", grade=Grade.B, **_SET), "Cart 1"),
        ),
        (
            out_to("2001"),
            Kind.SIGHT,
            "2001",
            {"at_place": "Room 204"},
            _seen(out_to("2001"), "Room 204"),
        ),
        (
            a_custody(place="Room 204"),
            Kind.MOVE,
            None,
            {"place": "Cart 1", "was": "Room 204"},
            replace(a_custody(place="Cart 1", heads=(FIRST,)), **_SET),
        ),
        (
            a_custody(),
            Kind.MOVE,
            None,
            {"state": "WITH_DISTRICT"},
            replace(a_custody(state=CustodyState.WITH_DISTRICT, heads=(FIRST,)), **_SET),
        ),
        (
            a_custody(),
            Kind.MOVE,
            None,
            {"state": "ON_THE_MOON"},
            replace(a_custody(heads=(FIRST,)), **_SET),
        ),
        (
            a_custody(),
            Kind.SERVICE,
            None,
            {"service": "NOVEL"},
            a_custody(heads=(FIRST,)),
        ),
        (a_custody(), Kind.ASSIGN, "2002", {}, a_custody(assigned_to="2002", heads=(FIRST,))),
        (a_custody(), Kind.AMEND, None, {"grade": "Z"}, a_custody(heads=(FIRST,))),
        (a_custody(), Kind.NOTE, None, {}, a_custody(heads=(FIRST,))),
        (a_custody(), Kind.PARK, None, {}, a_custody(heads=(FIRST,))),
    ],
)
def test_each_kind_of_event_changes_what_it_is_about(
    before: Custody, kind: Kind, person: str | None, body: dict[str, str], expected: Custody
) -> None:
    """An event sets its own fields and leaves all others; an unknown word changes nothing."""
    assert after(before, Journal().write(kind, person=person, body=body)) == expected


@pytest.mark.parametrize(
    ("kind", "grade", "service"),
    [
        (Kind.RETURN, "A", Service.NEEDS_CHECK),
        (Kind.RETURN, "B", Service.NEEDS_CHECK),
        (Kind.RETURN, "C", Service.DAMAGED_USABLE),
        (Kind.RETURN, "D", Service.NEEDS_CHECK),
        (Kind.AMEND, "A", Service.READY),
        (Kind.AMEND, "B", Service.READY),
        (Kind.AMEND, "C", Service.DAMAGED_USABLE),
        (Kind.AMEND, "D", Service.NEEDS_CHECK),
        (Kind.AMEND, "X", Service.NEEDS_CHECK),
    ],
)
def test_a_good_grade_heals_only_where_somebody_said_it(
    kind: Kind, grade: str, service: Service
) -> None:
    """Every return comes with B by itself, so it can't clear a device that is to be checked."""
    before = a_custody(service=Service.NEEDS_CHECK)
    custody = after(before, Journal().write(kind, body={"grade": grade}))
    assert (custody.service, custody.grade) == (service, Grade(grade))


@pytest.mark.parametrize(
    ("register_clock", "service"),
    [("", Service.LOST), ("0000000000000.00000", Service.LOST), ("9", Service.READY)],
)
def test_a_newer_word_of_the_district_outweighs_an_older_event(
    register_clock: str, service: Service
) -> None:
    """After an import that says READY, a LOST reported before it stays in the past."""
    start = from_register(a_device(), register_clock)
    event = Journal().write(Kind.SERVICE, body={"service": "LOST"})
    assert after(start, event).service is service


def test_an_event_takes_the_place_of_its_parents_among_the_newest() -> None:
    """Two heads are a fork; an event that knew of both joins them."""
    journal = Journal()
    first, second = journal.write(Kind.NOTE), journal.write(Kind.NOTE)
    third = replace(journal.write(Kind.NOTE), parents=(first.event_id, second.event_id))
    forked = after(after(a_custody(), first), replace(second, parents=()))
    assert (forked.heads, after(forked, third).heads) == (
        (first.event_id, second.event_id),
        (third.event_id,),
    )


def test_replaying_leaves_out_what_was_undone_but_keeps_its_place_in_the_chain() -> None:
    """An undone hand-out never happened for custody; the next event still follows it."""
    journal = Journal()
    issued = journal.write(Kind.ISSUE, person="2001")
    void = journal.write(Kind.VOID, body={"voids": issued.event_id})
    replayed = replay(a_custody(), [issued, void], frozenset({issued.event_id}))
    assert replayed == a_custody(heads=(void.event_id,))
