"""What the school proposes to the district, what became of it, and what is said of a variance."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from inventory.audit import Expected, Explanation, Proposal
from inventory.counts import Evidence, Find, Found, Line, Result, Variance
from inventory.model import Custody, CustodyState, Device, Person, Service
from inventory.rules.dispositions import BY_CODE
from inventory.rules.proposals import (
    FIELDS,
    REASONS,
    Known,
    action,
    answered,
    names_of,
    propose,
    reason_of,
    reason_of_find,
    sentence,
)
from tests.builders import a_custody, a_device, a_person, out_to
from tests.inventory.counting import NINE, a_sighting, an_expected, held_by

TEN = "2026-11-21T10:00:00.000+00:00"
NINE_IN_TOKYO = "2026-11-21T18:00:00.000+09:00"

LISTED = a_device(place="Room 204")
HELD = a_device(holder="2002")
IN_ROOM = a_custody(place="Room 204")
IN_CART = a_custody(place="Cart 1")
IN_STOCK = a_custody()
HOME = "anais.q@north.example"
PEOPLE = {
    one.person_id: one
    for one in (
        a_person(email="Anais.Q@north.example"),
        a_person("2002", first_name="Bayo", last_name="Zephyrine"),
        a_person("ab-3", email="cleo@north.example"),
    )
}

Told = tuple[str, str, str]


def a_line(result: Result | None, expected: Expected | None = None, **fields: object) -> Line:
    """A line of the list, seen once at nine where it was seen at all."""
    seen = result is not None and result.is_sighted
    line = Line(expected or an_expected(), result, times=int(seen))
    if seen:
        line = replace(line, evidence=Evidence.E5, evidence_at=NINE, event="e1")
    return replace(line, **fields)  # type: ignore[arg-type]


def seen_in(place: str, at: str = NINE) -> Line:
    """The audit saw it at another place than the record says."""
    return a_line(Result.WRONG_PLACE, seen_place=place, evidence_at=at)


def told(
    device: Device,
    custody: Custody,
    line: Line | None = None,
    people: Mapping[str, Person] = PEOPLE,
) -> list[Told]:
    """Field, what the list says, and what it should say."""
    proposed = propose(Known(device, custody, line), people)
    return [(one.field, one.base, one.proposed) for one in proposed]


CASES: list[tuple[str, Device, Custody, Line | None, list[Told]]] = [
    ("nothing differs", LISTED, IN_ROOM, None, []),
    ("nobody knows a place", a_device(), IN_STOCK, None, []),
    ("moved", LISTED, IN_CART, None, [("place", "Room 204", "Cart 1")]),
    ("the list has no place", a_device(), IN_CART, None, [("place", "", "Cart 1")]),
    ("the school recorded no place", LISTED, IN_STOCK, None, []),
    ("put into a class cart", LISTED, a_custody(state=CustodyState.IN_PLACE, place="Cart 2"), None,
     [("place", "Room 204", "Cart 2")]),
    ("handed out", LISTED, out_to("2001"), None, [("holder", "", "2001")]),
    ("handed out to another", HELD, out_to("2001"), None, [("holder", "2002", "2001")]),
    ("with whom the list says", HELD, out_to("2002"), None, []),
    ("came back", HELD, IN_STOCK, None, [("holder", "2002", "")]),
    ("came back to a place", HELD, IN_CART, None,
     [("place", "", "Cart 1"), ("holder", "2002", "")]),
    ("with somebody whom no roster has", LISTED, out_to("2999"), None, [("holder", "", "2999")]),
    ("to be checked", LISTED, replace(IN_ROOM, service=Service.NEEDS_CHECK), None,
     [("service", "READY", "NEEDS_CHECK")]),
    ("works again", a_device(service=Service.IN_REPAIR), IN_STOCK, None,
     [("service", "IN_REPAIR", "READY")]),
    ("all at once", replace(HELD, place="Room 204"), replace(IN_CART, service=Service.LOST), None,
     [("place", "Room 204", "Cart 1"), ("holder", "2002", ""), ("service", "READY", "LOST")]),
    ("seen at another place", LISTED, IN_ROOM, seen_in("Cart 1"),
     [("place", "Room 204", "Cart 1")]),
    ("seen where the list has it, by now recorded elsewhere", LISTED, IN_CART, seen_in("Room 204"),
     []),
    ("seen elsewhere, nobody knows where", LISTED, IN_ROOM, seen_in(""), []),
    ("seen and moved there", LISTED, replace(IN_CART, since=NINE), seen_in("Cart 1"),
     [("place", "Room 204", "Cart 1")]),
    ("seen, and later taken elsewhere", LISTED, a_custody(place="Cart 2", since=TEN),
     seen_in("Cart 1"), [("place", "Room 204", "Cart 2")]),
    ("seen, and later taken home", LISTED, replace(IN_ROOM, since=TEN), seen_in("Cart 1"), []),
    ("later by another offset", LISTED, replace(IN_ROOM, since=TEN),
     seen_in("Cart 1", NINE_IN_TOKYO), []),
    ("seen in other hands", HELD, out_to("2002"),
     a_line(Result.WRONG_HOLDER, held_by("2002"), seen_with="2001"), []),
    ("verified elsewhere than in its home", LISTED, out_to("2001"),
     a_line(Result.VERIFIED, held_by("2001"), seen_place="Room 210"), [("holder", "", "2001")]),
    ("not found", LISTED, replace(IN_ROOM, service=Service.MISSING), a_line(Result.MISSING),
     [("service", "READY", "MISSING")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("device", "custody", "line", "wanted"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_only_what_differs_is_proposed(
    device: Device, custody: Custody, line: Line | None, wanted: list[Told]
) -> None:
    """Place, holder and service, in this order; a place only where it was seen or recorded."""
    assert told(device, custody, line) == wanted


@pytest.mark.parametrize(
    ("listed", "holder", "same"),
    [
        ("2001", "2001", True),
        ("anais.q@north.example", "2001", True),
        ("ANAIS.Q@NORTH.example", "2001", True),
        ("Anais.q", "2001", True),
        ("AB-3", "ab-3", True),
        ("GHOST", "Ghost", True),
        ("anais", "2001", False),
        ("north.example", "2001", False),
        ("Quetzalwood", "2001", False),
        ("2001", "2002", False),
        ("", "2002", False),
        ("02001", "2001", False),
    ],
)
def test_a_holder_is_the_same_person_under_id_mail_or_mail_name(
    listed: str, holder: str, same: bool
) -> None:
    """The district's list may call people by their username; then nothing has to change."""
    proposed = told(a_device(holder=listed), out_to(holder))
    assert proposed == ([] if same else [("holder", listed, holder)])


def test_a_person_without_an_address_is_known_by_the_id_alone() -> None:
    """A blank address names nobody, and so does what would stand before its @."""
    assert names_of(a_person("AB-3")) == {"ab-3"}
    assert names_of(a_person(email="A.q@North.example")) == {"2001", "a.q", "a.q@north.example"}
    assert told(a_device(holder="@"), out_to("2002")) == [("holder", "@", "2002")]


_OUT = out_to("2001")
_WHY: list[tuple[Line | None, str]] = [
    (None, "custody_changed"),
    (a_line(None), "custody_changed"),
    (a_line(Result.VERIFIED), "custody_changed"),
    (a_line(Result.ACCOUNTED), "custody_changed"),
    (a_line(Result.WRONG_PLACE), "found_wrong_location"),
    (a_line(Result.WRONG_HOLDER), "found_wrong_holder"),
    (a_line(Result.STATE_CONFLICT), "found_state_conflict"),
    (a_line(Result.MISSING), "not_found"),
    (a_line(Result.MISSING, held_by("2001")), "not_found_but_issued"),
]


@pytest.mark.parametrize(("line", "reason"), _WHY, ids=[reason for _, reason in _WHY])
def test_a_proposal_says_why(line: Line | None, reason: str) -> None:
    """Where the audit found nothing wrong, the list is only behind."""
    (one,) = propose(Known(LISTED, _OUT, line), PEOPLE)
    assert one == Proposal("NS-101", "holder", "", "2001", reason)


def test_a_line_has_one_reason_code() -> None:
    """Its result, and for a missing device whether somebody has it; none while it has no result."""
    lines = [a_line(result) for result in Result]
    assert [reason_of(line) for line in lines] == [
        "found_ok", "found_wrong_location", "found_wrong_holder", "found_state_conflict",
        "accounted_not_seen", "not_found",
    ]  # fmt: skip
    assert reason_of(a_line(Result.MISSING, held_by("2001"))) == "not_found_but_issued"
    assert reason_of(a_line(Result.VERIFIED, held_by("2001"))) == "found_ok"
    assert reason_of(a_line(None)) == ""


def a_find(find: Find, subject: str = "NS-901", place: str = "Cart 1") -> Found:
    """Something that nobody expected."""
    return Found(find, subject, a_sighting(subject=subject, find=find, place=place, raw="NS-901"))


def test_every_find_has_a_reason_code_and_all_of_them_are_named() -> None:
    """None has two meanings, and the packet's list of codes is whole."""
    finds = [reason_of_find(a_find(find)) for find in Find]
    assert finds == [
        "serial_mismatch", "unexpected_other_site", "resurfaced", "unexpected_unknown_tag",
        "unreadable_label", "found_out_of_scope",
    ]  # fmt: skip
    lines = [reason_of(a_line(result)) for result in Result]
    assert sorted(REASONS) == sorted([*lines, "not_found_but_issued", *finds, "custody_changed"])
    assert len(set(REASONS)) == len(REASONS)


PLACE = Proposal("NS-101", "place", "Room 204", "Cart 1", "found_wrong_location")
HOLDER = Proposal("NS-101", "holder", "2002", "2001", "custody_changed")
CLEARED = Proposal("NS-101", "holder", "2002", "", "custody_changed")
SHAPE = Proposal("NS-101", "service", "READY", "MISSING", "not_found")

ANSWERS: list[tuple[Proposal, Device | None, str, str]] = [
    (PLACE, a_device(place="Cart 1"), "accepted", "Cart 1"),
    (PLACE, a_device(place="Room 204"), "ignored", "Room 204"),
    (PLACE, a_device(place="Cart 2"), "changed", "Cart 2"),
    (PLACE, a_device(place="cart 1"), "changed", "cart 1"),
    (PLACE, a_device(place=""), "changed", ""),
    (PLACE, None, "changed", "not in the list any more"),
    (HOLDER, a_device(holder="2001"), "accepted", "2001"),
    (HOLDER, a_device(holder=HOME), "accepted", HOME),
    (HOLDER, a_device(holder="ANAIS.Q"), "accepted", "ANAIS.Q"),
    (HOLDER, a_device(holder="2002"), "ignored", "2002"),
    (HOLDER, a_device(holder="2003"), "changed", "2003"),
    (HOLDER, a_device(holder=""), "changed", ""),
    (replace(HOLDER, base="2001", proposed="2002"), a_device(holder=HOME), "ignored", HOME),
    (replace(HOLDER, base=""), a_device(), "ignored", ""),
    (CLEARED, a_device(), "accepted", ""),
    (CLEARED, a_device(holder="2002"), "ignored", "2002"),
    (CLEARED, a_device(holder="2001"), "changed", "2001"),
    (SHAPE, a_device(service=Service.MISSING), "accepted", "MISSING"),
    (SHAPE, a_device(), "ignored", "READY"),
    (SHAPE, a_device(service=Service.LOST), "changed", "LOST"),
]


@pytest.mark.parametrize(("one", "device", "outcome", "answer"), ANSWERS)
def test_a_proposal_was_accepted_ignored_or_changed(
    one: Proposal, device: Device | None, outcome: str, answer: str
) -> None:
    """By what the corrected list says now, beside what it said and what it should have said."""
    now = {"NS-101": device} if device else {}
    assert answered([one], now, PEOPLE) == (replace(one, outcome=outcome, answer=answer),)


def test_answers_come_in_the_order_of_the_proposals() -> None:
    """One for each, whatever else the list has."""
    others = [replace(PLACE, device=f"NS-10{number}") for number in (3, 1, 2)]
    now = {f"NS-10{number}": a_device(f"NS-10{number}") for number in range(9)}
    assert [one.device for one in answered(others, now, {})] == ["NS-103", "NS-101", "NS-102"]
    assert answered([], now, {}) == ()


def of_line(line: Line) -> Variance:
    """A variance of an expected device."""
    assert line.result
    return Variance(line.expected.device, line.expected.label, line.result, line)


def of_find(found: Found) -> Variance:
    """A variance that nobody expected."""
    return Variance(found.subject, "NS-901", found.find, found=found)


LAST_SEEN = "2026-09-02T08:15:00.000+00:00"
SENTENCES: list[tuple[Variance, str]] = [
    (
        of_line(a_line(Result.MISSING, evidence_at=LAST_SEEN)),
        "T1: not found; recorded in Room 204, last seen 2026-09-02.",
    ),
    (
        of_line(a_line(Result.MISSING, held_by("2001"))),
        "T1: not found; recorded with 2001, never seen before.",
    ),
    (
        of_line(a_line(Result.MISSING, an_expected(place=""))),
        "T1: not found; recorded in stock, never seen before.",
    ),
    (
        of_line(a_line(Result.WRONG_PLACE, seen_place="Cart 1")),
        "T1: recorded in Room 204 as READY, seen in Cart 1.",
    ),
    (
        of_line(
            a_line(Result.WRONG_HOLDER, held_by("2001"), seen_with="2002", seen_place="Cart 1")
        ),
        "T1: recorded with 2001 as READY, seen with 2002.",
    ),
    (
        of_line(
            a_line(Result.STATE_CONFLICT, an_expected(service=Service.IN_REPAIR, place="Shelf"))
        ),
        "T1: recorded in Shelf as IN_REPAIR, seen in the school.",
    ),
    (
        of_find(a_find(Find.LABEL_CONFLICT)),
        "T1: tag and serial on one device belong to two records; seen in Cart 1.",
    ),
    (of_find(a_find(Find.STRAY)), "T1: belongs to another school; seen in Cart 1."),
    (of_find(a_find(Find.RESURFACED)), "T1: was lost, stolen or retired; seen in Cart 1."),
    (of_find(a_find(Find.UNLISTED, place="")), "T1: is in no list; seen."),
    (of_find(a_find(Find.UNREADABLE)), "T1: has no readable code; seen in Cart 1."),
    (of_find(a_find(Find.OUT_OF_SCOPE)), "T1: was not asked for; seen in Cart 1."),
]


@pytest.mark.parametrize(("variance", "said"), SENTENCES, ids=[said for _, said in SENTENCES])
def test_a_variance_is_one_sentence(variance: Variance, said: str) -> None:
    """What the record says, what was seen, and people by the district's number."""
    assert sentence(variance, "T1") == said


def explained(variance: Variance, code: str) -> Variance:
    """The school's word on it."""
    return replace(variance, explanation=Explanation(variance.subject, code))


@pytest.mark.parametrize("code", list(BY_CODE))
def test_an_explanation_says_what_the_district_is_asked_to_do(code: str) -> None:
    """Of a line as of a find."""
    for variance in (of_line(a_line(Result.MISSING)), of_find(a_find(Find.STRAY))):
        assert action(explained(variance, code), ()) == BY_CODE[code].proposes != ""


def test_without_an_explanation_nothing_is_asked_for() -> None:
    """Nor with one that this version does not know."""
    missing = of_line(a_line(Result.MISSING))
    assert action(missing, ()) == action(explained(missing, "eaten"), ()) == ""


def test_what_two_audits_in_a_row_did_not_find_is_to_be_written_off() -> None:
    """Whatever the school says of it; one time is not enough, and a find is no missing device."""
    missing = of_line(a_line(Result.MISSING))
    twice = "Write off: not found in two audits in a row."
    again = frozenset({"NS-101", "NS-901"})
    assert [action(one, again) for one in (missing, explained(missing, "reported_lost"))] == [
        twice, twice,
    ]  # fmt: skip
    assert action(explained(missing, "reported_lost"), {"NS-102"}) == "Set to lost."
    assert action(of_find(a_find(Find.STRAY)), again) == ""


def fields(proposals: Iterable[Proposal]) -> set[str]:
    """What they would change."""
    return {one.field for one in proposals}


def test_nothing_else_of_the_list_is_ever_proposed() -> None:
    """Tag, serial, model and category are the district's to know."""
    device = a_device(holder="2002", place="Room 204", service=Service.READY, model="?", notes="x")
    custody = replace(IN_CART, service=Service.LOST, assigned_to="2001")
    assert fields(propose(Known(device, custody), PEOPLE)) == set(FIELDS)
