"""What a count comes to: sight against record, sightings to lines and finds, evidence, figures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from inventory.audit import Expected, Scope
from inventory.counts import Cover, Evidence, Find, Line, Proof, Result, SampleFigures, Sighting
from inventory.model import CustodyState, Kind, Service
from inventory.rules.audit import (
    Count,
    Filed,
    Look,
    best,
    code_subject,
    count,
    cover,
    found,
    judge,
    line_of,
    proof,
    sighting_of,
)
from tests.builders import Journal, a_custody, out_to
from tests.inventory.counting import NINE, a_sighting, an_expected, held_by

VERIFIED, PLACE, HOLDER, CONFLICT, ACCOUNTED, MISSING = Result
DISTRICT, TRANSIT = CustodyState.WITH_DISTRICT, CustodyState.IN_TRANSIT
SHELF = a_custody(place="Room 204")
CART = a_custody(state=CustodyState.IN_PLACE, place="Cart 1")
REPAIR = a_custody(place="Repair shelf", service=Service.IN_REPAIR)
UNCHECKED = replace(SHELF, service=Service.NEEDS_CHECK)
MISSED = an_expected(service=Service.MISSING)
LISTED = an_expected()

_JUDGED: list[tuple[str, Look, Result]] = [
    ("on the shelf, nothing else known", Look(SHELF, LISTED), VERIFIED),
    ("on the shelf, in its place", Look(SHELF, LISTED, "Room 204"), VERIFIED),
    ("on the shelf, in another place", Look(SHELF, LISTED, "Cart 1"), PLACE),
    ("no place on record", Look(a_custody(), LISTED, "Cart 1"), VERIFIED),
    ("the record's place is blank", Look(a_custody(place=""), LISTED, "Cart 1"), VERIFIED),
    ("in its cart", Look(CART, LISTED, "Cart 1"), VERIFIED),
    ("in another cart", Look(CART, LISTED, "Cart 2"), PLACE),
    ("on the shelf, and somebody has it", Look(SHELF, LISTED, None, False, "2001"), HOLDER),
    (
        "on the shelf, and somebody has it elsewhere",
        Look(SHELF, LISTED, "Cart 1", False, "2001"),
        HOLDER,
    ),
    ("with its holder", Look(out_to("2001"), LISTED, None, False, "2001"), VERIFIED),
    (
        "with its holder, whatever the place",
        Look(out_to("2001"), LISTED, "Cart 1", False, "2001"),
        VERIFIED,
    ),
    ("with somebody else", Look(out_to("2001"), LISTED, None, False, "2002"), HOLDER),
    ("out, and nobody and no place here", Look(out_to("2001"), LISTED), VERIFIED),
    ("out, in a room", Look(out_to("2001"), LISTED, "Room 204", True), VERIFIED),
    ("out, on a shelf", Look(out_to("2001"), LISTED, "Cart 1"), CONFLICT),
    ("with the district", Look(a_custody(state=DISTRICT), LISTED), CONFLICT),
    ("on its way", Look(a_custody(state=TRANSIT), LISTED, "Room 204", True), CONFLICT),
    ("in repair, where it is repaired", Look(REPAIR, LISTED, "Repair shelf"), VERIFIED),
    ("in repair, no place here", Look(REPAIR, LISTED), VERIFIED),
    ("in repair, elsewhere", Look(REPAIR, LISTED, "Cart 1"), CONFLICT),
    ("in repair, in somebody's hands", Look(REPAIR, LISTED, None, False, "2001"), CONFLICT),
    ("not found by the audit before", Look(SHELF, MISSED, "Room 204"), CONFLICT),
    (
        "not found by the audit before, with its holder",
        Look(out_to("2001"), held_by("2001", service=Service.MISSING), None, False, "2001"),
        CONFLICT,
    ),
    ("nobody knows who has it", Look(a_custody(state=CustodyState.UNKNOWN), None), VERIFIED),
    ("to be checked, in its place", Look(UNCHECKED, None, "Room 204"), VERIFIED),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "look", "result"), _JUDGED, ids=[row[0] for row in _JUDGED])
def test_sight_and_record_are_compared(situation: str, look: Look, result: Result) -> None:
    """The table of results; what the champion does not know contradicts nothing."""
    assert judge(look) is result


@pytest.mark.parametrize("service", [Service.LOST, Service.STOLEN, Service.RETIRED])
def test_a_device_that_somebody_reported_gone_is_in_conflict_with_its_record(
    service: Service,
) -> None:
    """On the list, reported lost while the audit runs, and in the champion's hand."""
    assert judge(Look(replace(SHELF, service=service), LISTED, "Room 204")) is CONFLICT


def an_event(
    kind: Kind, body: Mapping[str, Any], person: str | None = None, device: str | None = "NS-101"
) -> Any:
    """One event of the window."""
    return Journal().write(kind, device, person, body)


_SEEN: list[tuple[str, Any, dict[str, object]]] = [
    (
        "a sighting with its result",
        an_event(
            Kind.SIGHT,
            {
                "result": "WRONG_PLACE",
                "at_place": "Cart 1",
                "in_hands_of": "2001",
                "scan": "ns-101",
            },
        ),
        {
            "result": PLACE, "find": Find.OUT_OF_SCOPE, "place": "Cart 1", "person": "2001",
            "raw": "ns-101",
        },
    ),
    ("a sighting at the table", an_event(Kind.SIGHT, {}, "2001"), {"person": ""}),
    (
        "a sighting that resurfaced it",
        an_event(Kind.SIGHT, {"verdict": "resurfaced"}),
        {"find": Find.RESURFACED, "result": CONFLICT},
    ),
    (
        "a sighting that says what it found",
        an_event(Kind.SIGHT, {"find": "STRAY", "verdict": "resurfaced"}),
        {"find": Find.STRAY},
    ),
    ("a hand-out", an_event(Kind.ISSUE, {}, "2001"), {"result": VERIFIED, "person": "2001"}),
    (
        "a hand-out to a place",
        an_event(Kind.ISSUE, {"place": "Cart 1"}),
        {"result": VERIFIED, "person": "", "place": "Cart 1"},
    ),
    (
        "a return",
        an_event(Kind.RETURN, {"place": "Cart 1"}, "2001"),
        {"result": VERIFIED, "place": "Cart 1"},
    ),
    (
        "a return by its holder",
        an_event(Kind.RETURN, {"received_from": "2001"}, "2001"),
        {"result": VERIFIED, "person": "2001"},
    ),
    (
        "a return by somebody else",
        an_event(Kind.RETURN, {"received_from": "2002"}, "2001"),
        {"result": HOLDER, "person": "2002"},
    ),
    (
        "a return from a cart, brought by somebody",
        an_event(Kind.RETURN, {"received_from": "2002"}),
        {"result": HOLDER, "person": "2002"},
    ),
    (
        "a return that resurfaced it",
        an_event(Kind.RETURN, {"verdict": "resurfaced"}, "2001"),
        {"find": Find.RESURFACED, "result": CONFLICT},
    ),
    (
        "an unknown code once more",
        an_event(Kind.SIGHT, {"find": "UNLISTED", "scan": "*QQQ*\x1b"}, device=None),
        {"subject": "code:QQQ", "find": Find.UNLISTED, "raw": "*QQQ*\x1b"},
    ),
    (
        "another school's device",
        an_event(Kind.PARK, {"code": "stray", "claim": "P-01", "mode": "back", "scan": "NS-101"}),
        {"find": Find.STRAY, "claim": "P-01", "raw": "NS-101"},
    ),
    (
        "an unknown code",
        an_event(
            Kind.PARK,
            {"code": "unlisted", "mode": "audit", "scan": " QQQ ", "place": "Cart 1"},
            device=None,
        ),
        {"subject": "code:QQQ", "find": Find.UNLISTED, "place": "Cart 1", "raw": " QQQ "},
    ),
    (
        "a blank scan",
        an_event(Kind.PARK, {"code": "unlisted", "mode": "audit", "scan": ""}, device=None),
        {"subject": "code:", "find": Find.UNLISTED},
    ),
    (
        "labels that disagree, whichever came first",
        an_event(Kind.PARK, {"code": "label_conflict", "mode": "audit", "other": "NS-002"}),
        {"subject": "labels:NS-002|NS-101", "find": Find.LABEL_CONFLICT},
    ),
    (
        "a thing without a readable code",
        an_event(
            Kind.PARK,
            {
                "code": "unreadable",
                "mode": "audit",
                "note": "black HP [/]",
                "in_hands_of": "2001",
                "scan": "",
            },
            device=None,
        ),
        {"find": Find.UNREADABLE, "raw": "black HP [/]", "person": "2001"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "event", "shown"), _SEEN, ids=[row[0] for row in _SEEN])
def test_what_an_event_of_the_window_shows(
    situation: str, event: Any, shown: dict[str, object]
) -> None:
    """Who, what, where and as what; the table names what it is about."""
    sighting = sighting_of(event)
    assert sighting
    wanted = {"event": event.event_id, "at": event.wall_time, **shown}
    assert {name: getattr(sighting, name) for name in wanted} == wanted
    assert sighting.subject == shown.get("subject", event.device or f"item:{event.event_id}")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *((kind, {}) for kind in Kind if kind not in (Kind.SIGHT, Kind.ISSUE, Kind.RETURN)),
        (Kind.PARK, {"code": "unlisted", "mode": "out", "scan": "QQQ"}),
        (Kind.PARK, {"code": "unlisted", "mode": "back", "scan": "QQQ"}),
        (Kind.PARK, {"code": "unlisted", "scan": "QQQ"}),
        (Kind.PARK, {"code": "label_conflict", "mode": "back"}),
        (Kind.PARK, {"code": "unreadable", "mode": "out"}),
        (Kind.PARK, {"code": "ambiguous", "mode": "audit"}),
        (Kind.PARK, {"code": "out_to_other", "mode": "audit"}),
        (Kind.PARK, {"code": ["stray"], "mode": "audit"}),
        (Kind.PARK, {"mode": "audit"}),
    ],
)
def test_what_shows_no_device_is_no_sighting(kind: Kind, body: Mapping[str, Any]) -> None:
    """An unknown code at a table may be a library card; a question is settled in the Inbox."""
    assert sighting_of(an_event(kind, body)) is None


@pytest.mark.parametrize(
    "body",
    [
        {"result": "VERY_WRONG", "find": "TREASURE"},
        {"result": None, "find": None, "place": None, "received_from": None, "scan": None},
        {"result": ["VERIFIED"], "find": {"STRAY": 1}},
        {"result": 1, "find": True, "place": 7, "in_hands_of": ["2001"], "scan": {"a": 1}},
        {"result": "verified", "find": "stray", "scan": "\x00"},
    ],
)
@pytest.mark.parametrize("kind", [Kind.SIGHT, Kind.ISSUE, Kind.RETURN])
def test_a_body_of_a_newer_version_is_a_plain_sighting(kind: Kind, body: dict[str, Any]) -> None:
    """A word that is not known here says nothing; the device was seen all the same."""
    sighting = sighting_of(an_event(kind, body, "2001"))
    assert sighting
    assert "None" not in (sighting.place, sighting.person, sighting.raw)
    assert (sighting.subject, sighting.result, sighting.find) == (
        "NS-101", VERIFIED, Find.OUT_OF_SCOPE,
    )  # fmt: skip
    assert isinstance(sighting.place, str)
    assert isinstance(sighting.person, str)


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("QQQ", "code:QQQ"),
        (" *QQQ*\r", "code:QQQ"),
        ("QQQ\ufffd", "code:QQQ"),
        ("https://example.org/ht/QQQ", "code:QQQ"),
        ("", "code:"),
        ("code:QQQ", "code:code:QQQ"),
    ],
)
def test_an_unknown_code_is_one_thing_however_it_is_scanned(raw: str, subject: str) -> None:
    """So that a find is not counted twice for the blank behind it."""
    assert code_subject(raw) == subject


LATER = "2026-11-21T09:00:01.000+00:00"


@pytest.mark.parametrize(
    ("sightings", "event"),
    [
        ([a_sighting("a")], "a"),
        ([a_sighting("a", result=PLACE), a_sighting("b")], "b"),
        ([a_sighting("a"), a_sighting("b", result=CONFLICT, at=LATER)], "a"),
        ([a_sighting("a"), a_sighting("b", at=LATER)], "b"),
        ([a_sighting("a"), a_sighting("b")], "b"),
        ([a_sighting("a", result=CONFLICT), a_sighting("b", result=HOLDER)], "b"),
        ([a_sighting("a", result=HOLDER), a_sighting("b", result=PLACE)], "b"),
        ([a_sighting("a", result=CONFLICT, find=Find.RESURFACED), a_sighting("b")], "a"),
        (
            [
                a_sighting("a", result=CONFLICT, find=Find.RESURFACED),
                a_sighting("b", result=PLACE, find=Find.RESURFACED),
                a_sighting("c", at=LATER),
            ],
            "b",
        ),
    ],
)
def test_a_line_goes_by_the_newest_of_its_best_sightings(
    sightings: list[Sighting], event: str
) -> None:
    """In whatever order they are told; where it resurfaced, its record was wrong all the same."""
    assert best(sightings).event == event
    assert best(sightings[::-1]).event == event


@pytest.mark.parametrize(
    ("sightings", "find", "event"),
    [
        ([a_sighting("a")], Find.OUT_OF_SCOPE, "a"),
        ([a_sighting("a"), a_sighting("b", find=Find.RESURFACED)], Find.RESURFACED, "b"),
        (
            [a_sighting("a", find=Find.RESURFACED), a_sighting("b", find=Find.STRAY)],
            Find.STRAY,
            "b",
        ),
        # Ids sort as they were written; a wall clock may have been set back in between.
        ([a_sighting("a", at=LATER), a_sighting("b")], Find.OUT_OF_SCOPE, "a"),
        ([a_sighting("b"), a_sighting("a")], Find.OUT_OF_SCOPE, "a"),
    ],
)
def test_a_find_has_the_heaviest_of_its_names_and_is_the_first_one_of_it(
    sightings: list[Sighting], find: Find, event: str
) -> None:
    """A lost device that is scanned again is no longer lost, and is a resurfaced one still."""
    for some in (sightings, sightings[::-1]):
        one = found("NS-101", some)
        assert (one.find, one.sighting.event, one.times) == (find, event, len(sightings))


TICKET = Proof(Evidence.E1, NINE, "Ticket 4711")


@pytest.mark.parametrize(
    ("sightings", "evidence", "line"),
    [
        (
            [
                a_sighting("a", place="Cart 1", person="2001", result=PLACE),
                a_sighting("b", at=LATER),
            ],
            TICKET,
            Line(LISTED, VERIFIED, Evidence.E5, LATER, "", 2, "b"),
        ),
        (
            [a_sighting("a", place="Cart 1", person="2001", result=PLACE)],
            None,
            Line(LISTED, PLACE, Evidence.E5, NINE, "", 1, "a", "Cart 1", "2001"),
        ),
        ([], TICKET, Line(LISTED, ACCOUNTED, Evidence.E1, NINE, "Ticket 4711")),
        ([], None, Line(LISTED, MISSING)),
    ],
)
def test_a_device_is_seen_or_accounted_for_or_missing(
    sightings: list[Sighting], evidence: Proof | None, line: Line
) -> None:
    """What was seen needs no evidence; how often is a counter."""
    assert line_of(LISTED, sightings, evidence) == line


def test_a_missing_device_says_when_it_was_seen_last() -> None:
    """That is where looking for it begins."""
    line = line_of(replace(LISTED, seen_at="2026-09-01T08:00:00+00:00"), [], None)
    assert (line.evidence, line.evidence_at) == (Evidence.E0, "2026-09-01T08:00:00+00:00")


def test_three_strays_never_cancel_three_missing() -> None:
    """Every figure is a gross count of distinct things."""
    listed = [an_expected(f"NS-{number}") for number in range(5)]
    strays = [a_sighting(f"s{number}", f"RV-{number}", find=Find.STRAY) for number in range(1, 5)]
    again = a_sighting("again", "RV-1", find=Find.STRAY)
    came = count(listed, [*strays, again, a_sighting("a", "NS-0"), a_sighting("b", "NS-0")], {})
    figures = cover(came, lambda _: None, Scope())
    assert (figures.expected, figures.sighted, figures.missing) == (5, 1, 4)
    assert (figures.found, figures.finds[Find.STRAY], figures.duplicates) == (4, 4, 2)


def test_the_finds_are_in_a_fixed_order_and_the_lines_in_that_of_the_list() -> None:
    """The same count prints the same sheet."""
    sightings = [
        a_sighting("a", "code:Z", find=Find.UNLISTED),
        a_sighting("b", "NS-9"),
        a_sighting("c", "code:A", find=Find.UNLISTED),
        a_sighting("d", "RV-1", find=Find.STRAY),
    ]
    came = count([an_expected("NS-2"), an_expected("NS-1")], sightings, {})
    assert [line.expected.device for line in came.lines] == ["NS-2", "NS-1"]
    assert [one.subject for one in came.finds] == ["NS-9", "RV-1", "code:A", "code:Z"]


def a_line(result: Result | None, **fields: Any) -> Line:
    """One line of the cover sheet's sum."""
    return Line(LISTED, result, **fields)


def test_the_cover_sheet_adds_up() -> None:
    """Each figure as the field defines it."""
    lines = (
        *(a_line(VERIFIED, times=1) for _ in range(3)),
        a_line(PLACE, times=3),
        a_line(ACCOUNTED),
        a_line(MISSING),
        Line(replace(LISTED, category="Hotspot"), MISSING),
        Line(replace(LISTED, category="Tablet"), MISSING),
    )
    prices = {"Chromebook": 320.0, "Hotspot": 74.5}
    figures = cover(Count(lines, ()), lambda one: prices.get(one.category), Scope())
    assert (figures.expected, figures.sighted, figures.accounted, figures.missing) == (8, 4, 1, 3)
    assert (figures.sighting_rate, figures.accountability, figures.accuracy) == (
        4 / 8, 5 / 8, 3 / 4,
    )  # fmt: skip
    assert (figures.value_at_risk, figures.unpriced, figures.duplicates) == (394.5, 1, 2)
    assert figures.sample is None


def test_nothing_expected_or_seen_gives_no_rate() -> None:
    """Nothing is divided by nothing, and no rate is made up."""
    empty = cover(Count((), ()), lambda _: None, Scope())
    unseen = cover(Count((a_line(MISSING),), ()), lambda _: None, Scope())
    assert (empty.sighting_rate, empty.accountability, empty.accuracy) == (None, None, None)
    assert (unseen.sighting_rate, unseen.accountability, unseen.accuracy) == (0, 0, None)
    assert SampleFigures(0, 0, 0, 0).pass_rate is None


def test_what_was_not_seen_yet_is_not_missing_yet() -> None:
    """While the audit is open, the figures call nothing missing that is only still to be seen."""
    figures = cover(Count((a_line(None), a_line(VERIFIED, times=1)), ()), lambda _: None, Scope())
    assert figures.results[MISSING] == 0
    assert figures.missing == 0


def test_a_price_is_asked_for_once_for_each_missing_device() -> None:
    """What was seen or is accounted for is at no risk; a price of nothing is a price."""
    lines = (a_line(VERIFIED, times=1), a_line(ACCOUNTED), a_line(MISSING))
    figures = cover(Count(lines, ()), lambda _: 0.0, Scope())
    assert (figures.value_at_risk, figures.unpriced) == (0.0, 0)


def test_a_sample_is_counted_both_ways() -> None:
    """From the list to the floor and from the floor to the list, and only what is as recorded."""
    sightings = [
        a_sighting("a", "NS-1"),
        a_sighting("b", "NS-2", result=PLACE),
        a_sighting("c", "NS-8"),
        a_sighting("d", "NS-8"),
        a_sighting("e", "NS-9", result=HOLDER),
        a_sighting("f", "RV-1", find=Find.STRAY),
        a_sighting("g", "code:QQQ", find=Find.UNLISTED),
    ]
    listed = [an_expected("NS-1"), an_expected("NS-2"), an_expected("NS-3")]
    figures = cover(count(listed, sightings, {}), lambda _: None, Scope(sample=3)).sample
    assert figures == SampleFigures(listed=3, listed_passed=1, picked=4, picked_passed=1)
    assert figures.pass_rate == 2 / 7


SUMMER, LOCKED, OPENED = "2026-06-20T09:00:00+00:00", "2026-09-30T09:00:00+00:00", NINE
AFTER = "2026-10-20T09:00:00+00:00"
HELD = out_to("2001", seen_at=AFTER)
SUMMERY = out_to("2001", seen_at=SUMMER)
AWAY = a_custody(state=DISTRICT, seen_at=AFTER)


def filed(custody: Any = HELD, **fields: Any) -> Filed:
    """What is on file half a year back, the audit before having been locked in September."""
    return replace(Filed(custody, LOCKED, OPENED, 180), **fields)


TICKETED = {"ticket": "T-1", "ticket_at": AFTER}
ATTESTED = Proof(Evidence.E3, NINE, "attested by the holder")

_PROOFS: list[tuple[str, Filed, tuple[Evidence, str] | None]] = [
    ("out, seen since the audit before", filed(), (Evidence.E4, AFTER)),
    ("out, seen before it only", filed(SUMMERY), None),
    ("out, seen just when it was locked", filed(out_to("2001", seen_at=LOCKED)), None),
    ("out, never seen", filed(out_to("2001")), None),
    ("out, no audit before", filed(SUMMERY, since=""), (Evidence.E4, SUMMER)),
    ("out, never seen, no audit before", filed(out_to("2001"), since=""), None),
    ("attested", filed(out_to("2001"), attested=ATTESTED), (Evidence.E3, NINE)),
    ("attested, and seen since", filed(attested=ATTESTED), (Evidence.E4, AFTER)),
    ("attested, though in stock", filed(SHELF, attested=ATTESTED), (Evidence.E3, NINE)),
    ("on the shelf, seen since", filed(a_custody(seen_at=AFTER)), None),
    ("in a cart, seen since", filed(replace(CART, seen_at=AFTER)), None),
    ("in repair, with a ticket", filed(REPAIR, **TICKETED), (Evidence.E1, AFTER)),
    ("in repair, without a ticket", filed(REPAIR, ticket_at=AFTER), None),
    ("with the district, on a slip", filed(AWAY, **TICKETED), (Evidence.E1, AFTER)),
    ("with the district, seen since", filed(AWAY), None),
    (
        "on its way, on a slip",
        filed(a_custody(state=TRANSIT), **TICKETED),
        (Evidence.E1, AFTER),
    ),
    ("out, with an old ticket", filed(out_to("2001"), **TICKETED), None),
    ("out, and online since", filed(SUMMERY, synced_at=AFTER), (Evidence.E2, AFTER)),
    ("out, and online long ago", filed(SUMMERY, synced_at=SUMMER), None),
    ("out, and never online", filed(SUMMERY, synced_at="never"), None),
    ("on the shelf, and online since", filed(SHELF, synced_at=AFTER), None),
    (
        "out and in repair, all three",
        filed(replace(HELD, service=Service.IN_REPAIR), attested=ATTESTED, **TICKETED),
        (Evidence.E4, AFTER),
    ),
    (
        "the best is too old, the next is not",
        filed(SUMMERY, since="", days=60, attested=ATTESTED),
        (Evidence.E3, NINE),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "on_file", "wanted"), _PROOFS, ids=[p[0] for p in _PROOFS])
def test_the_best_evidence_on_file_counts(
    situation: str, on_file: Filed, wanted: tuple[Evidence, str] | None
) -> None:
    """That a device lay on the shelf once does not account for it: only what may be away may be."""
    known = proof(on_file)
    assert (known and (known.evidence, known.at)) == wanted


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2026-05-25T09:00:00+00:00", True),
        ("2026-05-25T08:59:59.999+00:00", False),
        ("2026-05-25T11:00:00+02:00", True),
        ("2026-05-25T10:59:59+02:00", False),
        ("2026-11-21T23:00:00+00:00", True),
    ],
)
def test_evidence_is_as_old_as_it_is_at_the_opening(at: str, counts: bool) -> None:
    """180 days to the second; one given while the audit ran is fresh; clocks have offsets."""
    assert bool(proof(filed(REPAIR, ticket="T-1", ticket_at=at))) is counts
    assert bool(proof(filed(out_to("2001", seen_at=at), since=""))) is counts


@pytest.mark.parametrize("at", ["", "soon", "2026-11-21", "2026-11-21T09:00:00", "0", "[/]"])
def test_evidence_without_a_readable_moment_does_not_count(at: str) -> None:
    """What has no age can't be too old or fresh; nothing falls over it."""
    assert proof(filed(REPAIR, ticket="T-1", ticket_at=at)) is None
    assert proof(filed(out_to("2001", seen_at=at), since="")) is None
    assert proof(filed(since=at or "x")) is None


_SCOPES = [
    Scope(),
    Scope(("Room 204", "[/]"), ("Chromebook",), 30, 20, "dice", True),
]


@pytest.mark.parametrize("scope", _SCOPES)
def test_a_scope_comes_back_from_its_event(scope: Scope) -> None:
    """As the opening event keeps it."""
    assert Scope.of(scope.as_json()) == scope


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"places": None, "categories": "Chromebook", "sample": "30", "floor": None},
        {"places": {"Room 204": 1}, "sample": 3.5, "a_newer_field": [1]},
    ],
)
def test_a_scope_of_a_newer_version_has_defaults_for_what_is_not_known(
    said: dict[str, object],
) -> None:
    """A reader keeps on reading."""
    assert Scope.of(said) == Scope()


def test_an_expected_line_comes_back_from_its_event() -> None:
    """Every field, in the order of the fields; identifiers stay text."""
    one = Expected(
        "0012345", "0012345", "5CD;\t[/]", "HP, 11\"", "Chromebook", CustodyState.WITH_PERSON,
        "0004711", "", Service.DAMAGED_USABLE, NINE, "Homeroom 9",
    )  # fmt: skip
    assert Expected.of_row(one.as_row()) == one
    assert all(isinstance(cell, str) for cell in one.as_row())


@pytest.mark.parametrize(
    ("fields", "label"),
    [({}, "NS-101"), ({"tag": ""}, "5CDNS101"), ({"tag": "", "serial": ""}, "NS-101")],
)
def test_a_line_is_called_by_what_is_on_the_sticker(fields: dict[str, str], label: str) -> None:
    """The tag, else the serial, else what it was first known by."""
    assert an_expected(**fields).label == label


def test_the_words_of_an_audit_say_what_they_are() -> None:
    """Which results were seen, and which of all outcomes the school has to explain."""
    assert [one for one in Result if one.is_sighted] == [VERIFIED, PLACE, HOLDER, CONFLICT]
    assert [one for one in Result if not one.is_variance] == [VERIFIED, ACCOUNTED]
    assert [one for one in Find if not one.is_variance] == [Find.OUT_OF_SCOPE]
    assert all(one.words for one in Evidence)
    assert Cover(0, {}, {}, 0, 0, 0).found == 0
