"""What holds of every count: over random schools, records and sightings, in any order."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.audit import Expected, Scope
from inventory.counts import Evidence, Find, Proof, Result, Sighting
from inventory.model import CustodyState, Draft, Event, Kind, Mode, Service
from inventory.rules.audit import Count, Look, count, cover, judge, sighting_of
from inventory.services import audits as service
from inventory.services.office import Office
from inventory.store import audits, projections
from inventory.store.connection import connect
from inventory.store.database import Database
from tests.builders import CountedEntropy, FixedClock, Journal, a_custody

EXAMPLES = settings().max_examples // 2
DEVICES = [*(f"NS-{number}" for number in range(12)), "0012345", "'; DROP TABLE", "[/]", "ÄÖ²"]
PEOPLE = ["2001", "2002", "0004711"]
PLACES = ["Room 204", "Cart 1", "Cart 2"]
STRANGE = ["RV-1", "RV-2", "code:QQQ", "code:", "labels:NS-0|NS-1", "item:x", "NS-999"]
TIMES = [f"2026-11-21T09:0{minute}:00.000+00:00" for minute in range(4)]
SEEN = [result for result in Result if result.is_sighted]


def _expect(
    device: str, state: CustodyState, person: str, place: str, service: Service, what: str
) -> Expected:
    held = state is CustodyState.WITH_PERSON
    category, seen_at = what.split("|")
    return Expected(
        device, device, f"5CD{device}", "HP", category, state, person if held else "",
        "" if held else place, service, seen_at, place,
    )  # fmt: skip


_expected = st.builds(
    _expect,
    st.sampled_from(DEVICES),
    st.sampled_from(CustodyState),
    st.sampled_from(PEOPLE),
    st.sampled_from(["", *PLACES]),
    st.sampled_from(Service),
    st.sampled_from(["Chromebook|", f"Hotspot|{TIMES[0]}", f"|{TIMES[0]}", "|"]),
)
_lists = st.lists(_expected, unique_by=lambda one: one.device, max_size=12)
"""A frozen list; empty ones too."""
_sighting = st.builds(
    Sighting,
    st.just(""),
    st.sampled_from([*DEVICES, *STRANGE]),
    st.sampled_from(TIMES),
    st.sampled_from(SEEN),
    st.sampled_from(Find),
    st.sampled_from(["", *PLACES]),
    st.sampled_from(["", *PEOPLE]),
)
_sightings = st.lists(_sighting, max_size=15).map(
    lambda some: [replace(one, event=f"e{number:02}") for number, one in enumerate(some)]
)
"""On the list and off it, many of the same thing, many of the same moment."""

_proof = st.builds(
    Proof,
    st.sampled_from([Evidence.E4, Evidence.E3, Evidence.E1]),
    st.sampled_from(TIMES),
    st.sampled_from(["Ticket 4711", ""]),
)
_proofs = st.dictionaries(st.sampled_from(DEVICES), _proof)


@settings(max_examples=EXAMPLES)
@given(_lists, _sightings, _proofs)
def test_every_expected_device_has_exactly_one_line(
    expected: list[Expected], sightings: list[Sighting], proofs: dict[str, Proof]
) -> None:
    """In the order of the list, each with one result, and the result is what its facts say."""
    came = count(expected, sightings, proofs)
    assert [line.expected for line in came.lines] == expected
    by_device = Counter(one.subject for one in sightings)
    for line in came.lines:
        device = line.expected.device
        assert line.times == by_device[device]
        assert line.result
        assert line.result.is_sighted == (line.times > 0) == (line.evidence is Evidence.E5)
        assert (line.result is Result.ACCOUNTED) == (not line.times and device in proofs)
        if line.result.is_sighted:
            shown = [one for one in sightings if one.subject == device]
            shown = [one for one in shown if one.find is Find.RESURFACED] or shown
            assert line.result == min(
                (one.result for one in shown), key=lambda one: list(Result).index(one)
            )
            assert line.event in {one.event for one in shown if one.result is line.result}


@settings(max_examples=EXAMPLES)
@given(_lists, _sightings, _proofs)
def test_the_results_share_out_the_list_and_the_figures_add_up(
    expected: list[Expected], sightings: list[Sighting], proofs: dict[str, Proof]
) -> None:
    """Nothing is counted twice, nothing is left over, and no rate leaves 0 to 1."""
    came = count(expected, sightings, proofs)
    prices = {"Chromebook": 320.0, "Hotspot": 75.5}
    figures = cover(came, lambda one: prices.get(one.category), Scope(sample=5))
    assert sum(figures.results.values()) == figures.expected == len(expected)
    assert figures.expected == figures.sighted + figures.accounted + figures.missing
    assert figures.missing == figures.results[Result.MISSING]
    for rate in (figures.sighting_rate, figures.accountability, figures.accuracy):
        assert rate is None or 0 <= rate <= 1
    assert sum(figures.finds.values()) == len(came.finds)
    lost = [line for line in came.lines if line.result is Result.MISSING]
    assert figures.unpriced == sum(line.expected.category == "" for line in lost)
    assert math.isclose(
        figures.value_at_risk, sum(prices.get(line.expected.category, 0) for line in lost)
    )
    distinct = {one.subject for one in sightings}
    assert figures.duplicates == len(sightings) - len(distinct)
    sample = figures.sample
    assert sample
    assert sample.listed_passed <= sample.listed == figures.expected
    assert sample.picked_passed <= sample.picked == len(came.finds)


@settings(max_examples=EXAMPLES)
@given(_lists, _sightings)
def test_every_find_is_counted_once_and_none_is_lost(
    expected: list[Expected], sightings: list[Sighting]
) -> None:
    """What no line expects is a find, however often it was scanned, under its heaviest name."""
    came = count(expected, sightings, {})
    listed = {one.device for one in expected}
    off_list = Counter(one.subject for one in sightings if one.subject not in listed)
    assert {one.subject: one.times for one in came.finds} == off_list
    assert len(came.finds) == len(off_list)
    heavy = list(Find)
    for one in came.finds:
        names = [seen.find for seen in sightings if seen.subject == one.subject]
        assert one.find == min(names, key=heavy.index)
        assert one.sighting.find is one.find


@settings(max_examples=EXAMPLES)
@given(_lists, _sightings, st.integers(1, 5))
def test_finds_are_gross(expected: list[Expected], sightings: list[Sighting], more: int) -> None:
    """More strays change no line and no rate, and each of them is counted."""
    before = cover(count(expected, sightings, {}), lambda _: None, Scope())
    strays = [
        Sighting(f"s{number}", f"STRAY-{number}", TIMES[0], find=Find.STRAY)
        for number in range(more)
    ]
    after = cover(count(expected, [*sightings, *strays], {}), lambda _: None, Scope())
    assert after.found == before.found + more
    assert (after.results, after.missing, after.sighted) == (
        before.results, before.missing, before.sighted,
    )  # fmt: skip


@settings(max_examples=EXAMPLES)
@given(_lists, _sightings, _proofs, st.randoms(use_true_random=False))
def test_the_order_of_the_sightings_is_no_matter(
    expected: list[Expected], sightings: list[Sighting], proofs: dict[str, Proof], dice: Any
) -> None:
    """Two tables, a merge, a rebuild: the same sightings are the same count, to the last field."""
    shuffled = list(sightings)
    dice.shuffle(shuffled)
    assert count(expected, shuffled, proofs) == count(expected, sightings, proofs)


@settings(max_examples=EXAMPLES)
@given(_lists, _sightings, _proofs, _sightings)
def test_one_more_sighting_never_makes_a_line_worse(
    expected: list[Expected],
    sightings: list[Sighting],
    proofs: dict[str, Proof],
    more: list[Sighting],
) -> None:
    """What was verified stays verified, and what was seen is never missing again.

    That it resurfaced is news at any time: then its record was wrong.
    """
    order = list(Result)
    later = [replace(one, event=f"later {one.event}") for one in more]
    before = count(expected, sightings, proofs).lines
    after = count(expected, [*sightings, *later], proofs).lines
    for was, now in zip(before, after, strict=True):
        assert was.result
        assert now.result
        assert now.times >= was.times
        news = any(
            one.subject == was.expected.device and one.find is Find.RESURFACED for one in later
        )
        if not news and (was.times or not now.times):
            assert order.index(now.result) <= order.index(was.result)


_looks = st.builds(
    Look,
    st.builds(
        lambda state, person, place, service: a_custody(
            state=state, person=person if state is CustodyState.WITH_PERSON else None,
            place=None if state is CustodyState.WITH_PERSON else place, service=service,
        ),
        st.sampled_from(CustodyState), st.sampled_from(PEOPLE),
        st.sampled_from([None, "", *PLACES]), st.sampled_from(Service),
    ),
    st.none() | _expected,
    st.sampled_from([None, "", *PLACES]),
    st.booleans(),
    st.sampled_from([None, "", *PEOPLE]),
)  # fmt: skip


@given(_looks)
def test_whatever_was_seen_is_no_absence(look: Look) -> None:
    """A look has one of the four results of a sighted device, never ACCOUNTED or MISSING."""
    assert judge(look).is_sighted


@given(_looks)
def test_what_the_champion_does_not_know_contradicts_nothing(look: Look) -> None:
    """Nobody said where or with whom: only the record itself can be against it then."""
    judged = judge(replace(look, place=None, in_hands_of=None))
    assert judged in (Result.VERIFIED, Result.STATE_CONFLICT)
    known = {look.custody.state, look.custody.service, look.expected and look.expected.service}
    gone = {Service.LOST, Service.STOLEN, Service.MISSING, Service.RETIRED}
    if not known & {CustodyState.WITH_DISTRICT, CustodyState.IN_TRANSIT, *gone}:
        assert judged is Result.VERIFIED


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
_words = st.sampled_from(
    [*Result, *Find, "stray", "unlisted", "label_conflict", "unreadable", "resurfaced", "audit"]
)
_keys = ["result", "find", "code", "mode", "verdict", "scan", "place", "at_place", "other", "note"]
_keys += ["in_hands_of", "received_from", "claim"]


@given(
    st.sampled_from([Kind.SIGHT, Kind.ISSUE, Kind.RETURN, Kind.PARK]),
    st.dictionaries(st.sampled_from(_keys), _json | _words),
    st.none() | st.sampled_from(DEVICES),
    st.none() | st.sampled_from(PEOPLE),
)
def test_any_body_is_a_sighting_or_none_and_never_an_error(
    kind: Kind, body: dict[str, Any], device: str | None, person: str | None
) -> None:
    """A bundle of another version, or of another hand, stops no audit."""
    sighting = sighting_of(Journal().write(kind, device, person, body))
    assert sighting or kind is Kind.PARK
    if sighting:
        fields = (sighting.subject, sighting.place, sighting.person, sighting.raw, sighting.claim)
        assert all(isinstance(field, str) for field in fields)
        assert sighting.subject


@pytest.fixture(scope="module")
def template() -> Iterator[Database]:
    """An empty school, made once; each example gets a copy."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    yield office.database
    office.close()


def _office(template: Database) -> Office:
    conn = connect("file::memory:")
    template.conn.backup(conn)
    return Office(Database(conn, None), FixedClock(), CountedEntropy(1_000_000))


_DRAWN = {
    "sight": lambda device, person, said, _: Draft(
        Kind.SIGHT, device, None, {**said, "in_hands_of": person}
    ),
    "issue": lambda device, person, said, _: Draft(Kind.ISSUE, device, person, said),
    "return": lambda device, person, said, other: Draft(
        Kind.RETURN, device, person, {**said, "received_from": other}
    ),
    "stray": lambda device, _, said, __: Draft(Kind.PARK, device, None, {**said, "code": "stray"}),
    "unlisted": lambda _, __, said, ___: Draft(Kind.PARK, None, None, {**said, "code": "unlisted"}),
    "unlisted again": lambda _, __, said, ___: Draft(
        Kind.SIGHT, None, None, {**said, "find": "UNLISTED"}
    ),
    "labels": lambda device, _, said, __: Draft(
        Kind.PARK, device, None, {**said, "code": "label_conflict", "other": "NS-0"}
    ),
    "unreadable": lambda _, __, said, ___: Draft(
        Kind.PARK, None, None, {**said, "code": "unreadable", "note": "black"}
    ),
    "note": lambda device, person, said, _: Draft(Kind.NOTE, device, person, said),
}


@dataclass(frozen=True)
class Happened:
    """One thing that is written while the audit is open, or taken back."""

    what: str
    device: str
    person: str
    other: str
    body: tuple[tuple[str, str], ...]
    undoes: int

    def draft(self, so_far: list[Event]) -> Draft:
        """Its event; an undoing names one that was written before."""
        if self.what == "void":
            undone = so_far[self.undoes % len(so_far)].event_id if so_far else "nothing"
            return Draft(Kind.VOID, body={"voids": undone})
        make = _DRAWN[self.what]
        return make(self.device, self.person, dict(self.body), self.other)  # type: ignore[no-untyped-call]


_happened = st.builds(
    Happened,
    st.sampled_from([*_DRAWN, "sight", "sight", "void"]),
    st.sampled_from([*DEVICES[:5], "RV-1"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(["", *PEOPLE]),
    st.fixed_dictionaries(
        {
            "scan": st.sampled_from(["QQQ", " *QQQ*", "ZZZ"]),
            "mode": st.sampled_from([Mode.AUDIT, Mode.AUDIT, Mode.BACK]),
            "result": st.sampled_from(SEEN),
            "at_place": st.sampled_from(PLACES),
            "claim": st.just("P-01"),
        },
    ).map(lambda body: tuple(sorted(body.items()))),
    st.integers(0, 20),
)


@settings(max_examples=EXAMPLES)
@given(_lists, st.lists(_happened, max_size=15), _proofs)
def test_the_rule_and_the_stored_count_agree(
    template: Database,
    expected: list[Expected],
    happened: list[Happened],
    proofs: dict[str, Proof],
) -> None:
    """The pure count over what was not undone is what the tables say, and a rebuild says it too."""
    office = _office(template)
    database = office.database
    head = {
        "quarter": "2026-Q4", "due": "2026-12-15", "scope": {}, "list_sha256": "0" * 64,
        "expected": len(expected), "left_out": {}, "left_devices": [], "since": "",
    }  # fmt: skip
    rows = [one.as_row() for one in expected]
    written: list[Event] = []
    with database.immediate():
        service.record_parts(office, Kind.AUDIT_OPEN, "Q", "lines", rows, first=head)
        for one in happened:
            office.clock.advance(1)  # type: ignore[attr-defined]  # it is a FixedClock
            written += office.record([one.draft(written)], office.new_id())
        seen = {line.expected.device for line in audits.lines(database, "Q") if line.times}
        filed = [
            [device, one.evidence.value, one.at, one.what]
            for device, one in proofs.items()
            if device not in seen
        ]
        last: dict[str, object] = {"late": []}
        service.record_parts(office, Kind.AUDIT_LOCK, "Q", "proofs", filed, last=last)
    undone = {str(event.body.get("voids")) for event in written if event.kind == Kind.VOID}
    counting = [event for event in written if event.event_id not in undone]
    sightings = [one for one in map(sighting_of, counting) if one]
    wanted = count(expected, sightings, proofs)
    stored = Count(
        tuple(audits.lines(database, "Q")),
        count((), audits.unlisted_sightings(database, "Q"), {}).finds,
    )
    assert stored == wanted
    explained = [one for one in wanted.finds if one.find.is_variance]
    assert audits.find_count(database, "Q") == len(explained)
    tally = Counter(str(line.result) for line in wanted.lines)
    assert audits.tally(database, "Q") == tally
    live = projections.digest(database)
    with database.immediate():
        projections.rebuild(database)
    assert projections.digest(database) == live
    office.close()
