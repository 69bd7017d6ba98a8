"""What scanning a device in an audit says, writes, and offers to put right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from inventory.counts import Find, Result
from inventory.model import CustodyState, Kind, Service
from inventory.rules.audit_look import View, look
from inventory.rules.case import Case
from inventory.rules.policy import Policy
from inventory.verdict import Code, Severity
from tests.builders import SITE, a_case, a_custody, a_device, a_person, out_to
from tests.inventory.counting import an_expected, held_by

ANAIS, BAYO = a_person(), a_person("2002", first_name="Bayo", last_name="Zephyrine")
SHELF = a_custody(place="Room 204")
MISSED = a_custody(service=Service.MISSING)
Written = Sequence[tuple[Kind, str | None, Mapping[str, object]]]


def a_view(**fields: Any) -> View:
    """The audit expects the device, and has not seen it yet."""
    return replace(View("NORTH-2026-Q4", an_expected()), **fields)


def seen(
    person: str | None = None, **body: object
) -> tuple[Kind, str | None, Mapping[str, object]]:
    """The sighting that is written."""
    return (Kind.SIGHT, person, {"audit": "NORTH-2026-Q4", **body})


_LOOKED: list[tuple[str, Case, View, Code, str, Written]] = [
    (
        "in its place",
        a_case(custody=SHELF, place="Room 204"),
        a_view(),
        Code.VERIFIED,
        "In Room 204, as recorded.",
        [seen(result="VERIFIED", at_place="Room 204")],
    ),
    (
        "on the shelf, nobody said where",
        a_case(custody=SHELF),
        a_view(),
        Code.VERIFIED,
        "Seen. Where was not said: scan the place first.",
        [seen(result="VERIFIED")],
    ),
    (
        "no place on record, nobody said where",
        a_case(),
        a_view(),
        Code.VERIFIED,
        "Seen. Where was not said: scan the place first.",
        [seen(result="VERIFIED")],
    ),
    (
        "with its holder",
        a_case(custody=out_to("2001"), holder=ANAIS, person=ANAIS),
        a_view(expected=held_by("2001")),
        Code.VERIFIED,
        "With Anaïs Quetzalwood, as recorded.",
        [seen("2001", result="VERIFIED", in_hands_of="2001")],
    ),
    (
        "with a holder whom no roster has",
        a_case(custody=out_to("2999")),
        a_view(expected=held_by("2999")),
        Code.VERIFIED,
        "Seen. Where was not said: scan the place first.",
        [seen("2999", result="VERIFIED")],
    ),
    (
        "in another place",
        a_case(custody=SHELF, place="Cart 1"),
        a_view(),
        Code.WRONG_PLACE,
        "Recorded in Room 204. Seen here, counted, nothing moved.",
        [seen(result="WRONG_PLACE", at_place="Cart 1")],
    ),
    (
        "in somebody else's hands",
        a_case(custody=out_to("2002"), holder=BAYO, person=ANAIS),
        a_view(expected=held_by("2002")),
        Code.WRONG_HOLDER,
        "Recorded with Bayo Zephyrine. Counted, nothing changed hands.",
        [seen("2002", result="WRONG_HOLDER", in_hands_of="2001")],
    ),
    (
        "in stock on record, and somebody has it",
        a_case(custody=SHELF, person=ANAIS),
        a_view(),
        Code.WRONG_HOLDER,
        "Recorded in stock. Counted, nothing changed hands.",
        [seen(result="WRONG_HOLDER", in_hands_of="2001")],
    ),
    (
        "on a shelf, though somebody has it on record",
        a_case(custody=out_to("2002"), holder=BAYO, place="Cart 1"),
        a_view(expected=held_by("2002")),
        Code.STATE_CONFLICT,
        "Recorded with Bayo Zephyrine. Counted, nothing changed.",
        [seen("2002", result="STATE_CONFLICT", at_place="Cart 1")],
    ),
    (
        "in a room where people sit",
        a_case(custody=out_to("2002"), holder=BAYO, place="Room 210"),
        a_view(expected=held_by("2002"), in_a_room=True),
        Code.VERIFIED,
        "With Bayo Zephyrine, as recorded.",
        [seen("2002", result="VERIFIED", at_place="Room 210")],
    ),
    (
        "in repair on record",
        a_case(custody=replace(SHELF, service=Service.IN_REPAIR), place="Cart 1"),
        a_view(),
        Code.STATE_CONFLICT,
        "Recorded as in repair. Counted, nothing changed.",
        [seen(result="STATE_CONFLICT", at_place="Cart 1")],
    ),
    (
        "with the district on record",
        a_case(custody=a_custody(state=CustodyState.WITH_DISTRICT)),
        a_view(),
        Code.STATE_CONFLICT,
        "Recorded as with the district. Counted, nothing changed.",
        [seen(result="STATE_CONFLICT")],
    ),
    (
        "on its way on record",
        a_case(custody=a_custody(state=CustodyState.IN_TRANSIT)),
        a_view(),
        Code.STATE_CONFLICT,
        "Recorded as on its way. Counted, nothing changed.",
        [seen(result="STATE_CONFLICT")],
    ),
    (
        "not found by the audit before, and put right since",
        a_case(custody=a_custody(service=Service.NEEDS_CHECK)),
        a_view(expected=an_expected(service=Service.MISSING)),
        Code.STATE_CONFLICT,
        "An audit before could not find it. Counted, nothing changed.",
        [seen(result="STATE_CONFLICT")],
    ),
    (
        "not on this list",
        a_case(custody=SHELF, place="Room 204"),
        a_view(expected=None),
        Code.OUT_OF_SCOPE,
        "One of ours, but this audit does not ask for it. Kept all the same.",
        [seen(result="VERIFIED", find="OUT_OF_SCOPE", at_place="Room 204")],
    ),
    (
        "picked on the floor for a sample",
        a_case(custody=SHELF, place="Cart 1"),
        a_view(expected=None, is_sample=True),
        Code.WRONG_PLACE,
        "Recorded in Room 204. Seen here, counted, nothing moved.",
        [seen(result="WRONG_PLACE", find="OUT_OF_SCOPE", at_place="Cart 1")],
    ),
    (
        "counted blind, in another place",
        a_case(custody=SHELF, place="Cart 1"),
        a_view(blind=True),
        Code.SIGHTED,
        "Counted.",
        [seen(result="WRONG_PLACE", at_place="Cart 1")],
    ),
    (
        "counted blind, not on the list",
        a_case(custody=SHELF),
        a_view(expected=None, blind=True),
        Code.SIGHTED,
        "Counted.",
        [seen(result="VERIFIED", find="OUT_OF_SCOPE")],
    ),
    (
        "counted blind, twice",
        a_case(custody=SHELF),
        a_view(blind=True, times=1, result=Result.VERIFIED),
        Code.SIGHTED,
        "Counted.",
        [seen(result="VERIFIED")],
    ),
    (
        "counted before, today",
        a_case(custody=SHELF),
        a_view(
            times=1, result=Result.VERIFIED, counted_at="2026-11-21T08:42:00+00:00",
            counted_in="Room 204",
        ),
        Code.ALREADY,
        "Counted before, at 08:42 in Room 204.",
        [seen(result="VERIFIED")],
    ),
    (
        "counted before, on another day, nobody said where",
        a_case(custody=SHELF),
        a_view(times=3, result=Result.VERIFIED, counted_at="2026-11-19T08:42:00+00:00"),
        Code.ALREADY,
        "Counted before, on 19 November.",
        [seen(result="VERIFIED")],
    ),
    (
        "counted before as it should be, now in another place",
        a_case(custody=SHELF, place="Cart 1"),
        a_view(times=1, result=Result.VERIFIED, counted_at="2026-11-21T08:42:00+00:00"),
        Code.ALREADY,
        "Counted before, at 08:42.",
        [seen(result="WRONG_PLACE", at_place="Cart 1")],
    ),
    (
        "counted before in another place, and now where it belongs",
        a_case(custody=SHELF, place="Room 204"),
        a_view(times=1, result=Result.WRONG_PLACE, counted_at="2026-11-21T08:42:00+00:00"),
        Code.VERIFIED,
        "In Room 204, as recorded.",
        [seen(result="VERIFIED", at_place="Room 204")],
    ),
    (
        "labels compared, in another place",
        a_case(custody=SHELF, place="Cart 1"),
        a_view(times=1, result=Result.WRONG_PLACE, pair="NS-101", pair_label="NS-101"),
        Code.WRONG_PLACE,
        "Tag and serial agree. Recorded in Room 204. Seen here, counted, nothing moved.",
        [seen(result="WRONG_PLACE", at_place="Cart 1", labels="agree")],
    ),
    (
        "another school's, seen before",
        a_case(device=a_device(site="RIVERSIDE")),
        a_view(expected=None, times=1, counted_at="2026-11-21T08:42:00+00:00"),
        Code.ALREADY,
        "Counted before, at 08:42.",
        [seen(result="VERIFIED", find="STRAY")],
    ),
    (
        "another school's",
        a_case(device=a_device(site="RIVERSIDE"), place="Cart 1"),
        a_view(expected=None),
        Code.STRAY,
        "The district's list says it belongs to RIVERSIDE.",
        [(Kind.PARK, None, {"code": "stray", "place": "Cart 1"})],
    ),
    *[
        (
            f"not on this list, since {service}",
            a_case(custody=a_custody(service=service)),
            a_view(expected=None, blind=service is Service.LOST),
            Code.RESURFACED,
            "now marked to be checked.",
            [
                seen(result="STATE_CONFLICT", find="RESURFACED"),
                (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": service.value}),
            ],
        )
        for service in (Service.LOST, Service.STOLEN, Service.RETIRED)
    ],
    (
        "not found by the audit before",
        a_case(custody=replace(MISSED, service_since="2026-09-30T15:00:00+00:00")),
        a_view(expected=an_expected(service=Service.MISSING)),
        Code.RESURFACED,
        "Not found in an audit on 30 September; now marked to be checked.",
        [
            seen(result="STATE_CONFLICT"),
            (Kind.SERVICE, None, {"service": "NEEDS_CHECK", "was": "MISSING"}),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "case", "view", "code", "say", "written"), _LOOKED, ids=[r[0] for r in _LOOKED]
)
def test_each_look_has_its_verdict_its_sentence_and_its_events(
    situation: str, case: Case, view: View, code: Code, say: str, written: Written
) -> None:
    """One scan, one sighting; nothing but what the row says is written."""
    decision = look(case, view)
    drafts = [(draft.kind, draft.person, dict(draft.body)) for draft in decision.drafts]
    assert (decision.code, drafts) == (code, written)
    assert decision.say.endswith(say)
    assert all(draft.device == case.device.device_id for draft in decision.drafts)


@pytest.mark.parametrize(
    ("situation", "case", "view"), [row[:3] for row in _LOOKED], ids=[row[0] for row in _LOOKED]
)
def test_the_same_code_again_is_a_second_look_and_no_yes(
    situation: str, case: Case, view: View
) -> None:
    """Only ZZYES or M puts a record right: a device that lies in the pile twice moves nothing."""
    decision = look(case, view)
    if decision.code.severity is Severity.ASK:
        assert not (decision.again and decision.asks)
    assert not decision.parks


_CORRECTED = {"audit": "NORTH-2026-Q4", "put_right": True, "correction": True}
_PUT_RIGHT: list[tuple[str, Case, View, str, Written]] = [
    (
        "moved here",
        a_case(custody=SHELF, place="Cart 1", waived={Code.WRONG_PLACE: ""}),
        a_view(),
        "The record says Cart 1 now.",
        [(Kind.MOVE, None, {"place": "Cart 1", "was": "Room 204"})],
    ),
    (
        "taken back into stock",
        a_case(
            custody=out_to("2002"), holder=BAYO, place="Cart 1",
            policy=Policy(site=SITE, accessories=(("Chromebook", ("charger",)),)),
            waived={Code.STATE_CONFLICT: ""},
        ),
        a_view(expected=held_by("2002")),
        "Taken back into stock in Cart 1.",
        [
            (
                Kind.RETURN,
                "2002",
                {
                    "grade": "B", "accessories": {"charger": "returned"}, "place": "Cart 1",
                    "audit": "NORTH-2026-Q4", "put_right": True,
                },
            )
        ],
    ),
    (
        "recorded with who has it",
        a_case(
            custody=out_to("2002"), holder=BAYO, person=ANAIS, waived={Code.WRONG_HOLDER: ""}
        ),
        a_view(expected=held_by("2002"), given={"charger": "given"}),
        "The record says Anaïs Quetzalwood now.",
        [
            (
                Kind.RETURN,
                "2002",
                {"received_from": "2001", **_CORRECTED},
            ),
            (Kind.ISSUE, "2001", {"accessories": {"charger": "given"}, **_CORRECTED}),
        ],
    ),
    (
        "recorded with who has it, from stock",
        a_case(
            custody=SHELF, person=ANAIS, waived={Code.WRONG_HOLDER: ""},
            policy=Policy(site=SITE, accessories=(("Chromebook", ("charger",)),)),
        ),
        a_view(),
        "The record says Anaïs Quetzalwood now.",
        [(Kind.ISSUE, "2001", _CORRECTED)],
    ),
    (
        "recorded with who has it, from a cart",
        a_case(
            custody=a_custody(state=CustodyState.IN_PLACE, place="Cart 2"), person=ANAIS,
            waived={Code.WRONG_HOLDER: ""},
        ),
        a_view(),
        "The record says Anaïs Quetzalwood now.",
        [
            (Kind.RETURN, None, _CORRECTED),
            (Kind.ISSUE, "2001", _CORRECTED),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "case", "view", "say", "written"), _PUT_RIGHT, ids=[row[0] for row in _PUT_RIGHT]
)
def test_yes_lets_the_record_follow_what_was_seen(
    what: str, case: Case, view: View, say: str, written: Written
) -> None:
    """And the variance has its explanation with it; what the line came to stays."""
    asked, decision = look(replace(case, waived={}), view), look(case, view)
    drafts = [(draft.kind, draft.person, dict(draft.body)) for draft in decision.drafts]
    subject = ["NS-101", asked.drafts[0].body["result"]]
    said = {"audit": "NORTH-2026-Q4", "subjects": [subject], "disposition": "record_corrected"}
    explained = (Kind.EXPLAIN, None, said)
    assert (decision.code, drafts) == (Code.CONFIRMED, [*written, explained])
    assert decision.say.endswith(say)


@pytest.mark.parametrize(
    ("what", "case", "view", "say", "written"), _PUT_RIGHT, ids=[row[0] for row in _PUT_RIGHT]
)
def test_what_yes_would_do_is_offered_before(
    what: str, case: Case, view: View, say: str, written: Written
) -> None:
    """The third line of the band says what M does, before anybody presses it."""
    asked = look(replace(case, waived={}), view)
    assert asked.next.startswith("M or ZZYES: ")
    assert asked.next.endswith(". Else go on.")
    assert asked.asks


def test_a_record_that_no_line_expects_is_put_right_without_an_explanation() -> None:
    """There is no variance to explain."""
    case = a_case(custody=SHELF, place="Cart 1", waived={Code.WRONG_PLACE: ""})
    decision = look(case, a_view(expected=None, is_sample=True))
    assert [draft.kind for draft in decision.drafts] == [Kind.MOVE]


_NOT_OFFERED = [
    ("in repair", a_case(custody=replace(SHELF, service=Service.IN_REPAIR), place="Cart 1")),
    ("with the district", a_case(custody=a_custody(state=CustodyState.WITH_DISTRICT))),
    ("on its way", a_case(custody=a_custody(state=CustodyState.IN_TRANSIT), place="Cart 1")),
    (
        "out and damaged",
        a_case(custody=out_to("2002", service=Service.DAMAGED_USABLE), place="Cart 1"),
    ),
]


@pytest.mark.parametrize(("situation", "case"), _NOT_OFFERED, ids=[r[0] for r in _NOT_OFFERED])
def test_where_a_person_has_to_look_first_nothing_is_offered(situation: str, case: Case) -> None:
    """And a yes all the same changes nothing."""
    asked = look(case, a_view())
    answered = look(replace(case, waived={Code.STATE_CONFLICT: ""}), a_view())
    assert (asked.code, asked.next) == (Code.STATE_CONFLICT, "Next: another one.")
    assert (answered.code, answered.drafts) == (Code.NOTHING_TO_CONFIRM, ())


def test_tag_and_serial_of_one_device_agree() -> None:
    """The second label is one more sighting, and says that it was compared."""
    decision = look(a_case(custody=SHELF), a_view(times=1, pair="NS-101", pair_label="NS-101"))
    (draft,) = decision.drafts
    assert decision.code is Code.VERIFIED
    assert decision.say.startswith("HP Chromebook 11. Tag and serial agree.")
    assert draft.body["labels"] == "agree"


def test_labels_that_agree_do_not_verify_a_device_in_the_wrong_place() -> None:
    """The word is what the line came to, and M is offered: it is not where the record says."""
    case = a_case(custody=SHELF, place="Cart 1")
    view = a_view(times=1, result=Result.WRONG_PLACE, pair="NS-101", pair_label="NS-101")
    decision = look(case, view)
    assert decision.drafts[0].body["result"] == "WRONG_PLACE"
    assert decision.code is Code.WRONG_PLACE
    assert decision.next == "M or ZZYES: move the record here too. Else go on."


@pytest.mark.parametrize(
    ("pair_was_tag", "device", "other", "say"),
    [
        (True, "NS-102", "NS-101", "The tag says NS-102, the serial says NS-101."),
        (False, "NS-101", "NS-102", "The tag says NS-101, the serial says NS-102."),
    ],
)
def test_two_labels_of_two_devices_are_a_find(
    pair_was_tag: bool, device: str, other: str, say: str
) -> None:
    """It is named for the tag, whichever was scanned first, and no device is counted for it."""
    view = a_view(pair="NS-102", pair_label="NS-102", pair_was_tag=pair_was_tag)
    decision = look(a_case(place="Cart 1"), view)
    (draft,) = decision.drafts
    assert (decision.code, decision.asks) == (Code.LABEL_CONFLICT, False)
    assert decision.say.startswith(say)
    assert (draft.kind, draft.device, dict(draft.body)) == (
        Kind.PARK, device, {"code": "label_conflict", "other": other, "place": "Cart 1"},
    )  # fmt: skip


def test_labels_are_compared_before_anything_else() -> None:
    """Another school's or a lost device's label on ours is news, and no sighting of that device."""
    gone = a_case(custody=a_custody(service=Service.LOST))
    stray = a_case(device=a_device(site="RIVERSIDE"))
    view = a_view(pair="NS-102", pair_label="NS-102", blind=True)
    assert [look(case, view).code for case in (gone, stray)] == [Code.LABEL_CONFLICT] * 2


@pytest.mark.parametrize("counted_at", ["", "soon", "[/]", "2026-13-45T99:99:99"])
def test_a_moment_that_cannot_be_read_is_shown_as_it_is(counted_at: str) -> None:
    """An event of another version stops no scan."""
    view = a_view(times=1, result=Result.VERIFIED, counted_at=counted_at)
    assert look(a_case(custody=SHELF), view).code is Code.ALREADY


def test_names_from_outside_reach_the_sentence_as_they_are() -> None:
    """Markup is no business of the rules: the screen takes sentences as plain text."""
    hostile = a_person("2002", first_name="[/]", last_name="[@click=app.quit]x[/]")
    case = a_case(custody=out_to("2002"), holder=hostile, person=ANAIS, place="[red]")
    assert "[/] [@click=app.quit]x[/]" in look(case, a_view()).say


def test_a_find_off_the_list_is_named_by_the_custody_of_the_moment() -> None:
    """Lost until this scan: the one scan says RESURFACED, the next one is out of scope."""
    gone = look(a_case(custody=a_custody(service=Service.LOST)), a_view(expected=None))
    after = look(a_case(custody=a_custody(service=Service.NEEDS_CHECK)), a_view(expected=None))
    assert [decision.drafts[0].body["find"] for decision in (gone, after)] == [
        Find.RESURFACED,
        Find.OUT_OF_SCOPE,
    ]
