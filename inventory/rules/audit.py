"""What a count came to: one result for every expected device, and every unexpected find."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from inventory.audit import Expected, Scope
from inventory.counts import (
    Cover,
    Evidence,
    Find,
    Found,
    Line,
    Proof,
    Result,
    SampleFigures,
    Sighting,
)
from inventory.model import GONE, Custody, CustodyState, Event, Kind, Mode, Service
from inventory.rules.codes import clean
from inventory.verdict import Code

_RESULTS = list(Result)
_FINDS = list(Find)
_PARKED_FINDS = {
    Code.STRAY: Find.STRAY,
    Code.UNLISTED: Find.UNLISTED,
    Code.LABEL_CONFLICT: Find.LABEL_CONFLICT,
    Code.UNREADABLE: Find.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Look:
    """One device in front of the champion, and where she stands."""

    custody: Custody
    expected: Expected | None
    place: str | None = None
    in_a_room: bool = False
    """Whether the place is one where people sit, the holder's homeroom included: a device that
    somebody has is at home there, as it would not be in a cart."""
    in_hands_of: str | None = None


def judge(look: Look) -> Result:
    """Whether record and sight agree; what the champion does not know contradicts nothing."""
    custody = look.custody
    was_missing = look.expected is not None and look.expected.service is Service.MISSING
    if was_missing or custody.service in GONE:
        return Result.STATE_CONFLICT
    if custody.state in (CustodyState.WITH_DISTRICT, CustodyState.IN_TRANSIT):
        return Result.STATE_CONFLICT
    if custody.service is Service.IN_REPAIR and (
        look.in_hands_of or _elsewhere(look.place, custody.place)
    ):
        return Result.STATE_CONFLICT
    if custody.state is CustodyState.WITH_PERSON:
        return _judge_held(look)
    if look.in_hands_of:
        return Result.WRONG_HOLDER
    return Result.WRONG_PLACE if _elsewhere(look.place, custody.place) else Result.VERIFIED


def _judge_held(look: Look) -> Result:
    if look.in_hands_of:
        same = look.in_hands_of == look.custody.person
        return Result.VERIFIED if same else Result.WRONG_HOLDER
    return Result.STATE_CONFLICT if look.place and not look.in_a_room else Result.VERIFIED


def _elsewhere(place: str | None, recorded: str | None) -> bool:
    return bool(place and recorded and place != recorded)


def sighting_of(event: Event) -> Sighting | None:
    """What an event of the window shows; None where it shows no device.

    A hand-out and a return are sightings too; a return by somebody else than the holder shows the
    device in the wrong hands.
    """
    if event.kind in (Kind.SIGHT, Kind.ISSUE, Kind.RETURN):
        return None if event.body.get("put_right") else _seen(event)
    if event.kind == Kind.PARK:
        return _parked(event)
    return None


def _seen(event: Event) -> Sighting:
    body = event.body
    brought_by = _text(body, "received_from")
    resurfaced = body.get("verdict") == Code.RESURFACED
    result = _named(Result, body.get("result"))
    if result is None:
        wrong = event.kind == Kind.RETURN and brought_by not in ("", event.person)
        result = Result.WRONG_HOLDER if wrong else Result.VERIFIED
        result = Result.STATE_CONFLICT if resurfaced else result
    find = _named(Find, body.get("find"))
    if find is None:
        find = Find.RESURFACED if resurfaced else Find.OUT_OF_SCOPE
    raw = _text(body, "scan")
    hands = event.person if event.kind == Kind.ISSUE else body.get("in_hands_of") or brought_by
    return Sighting(
        event=event.event_id,
        subject=event.device or code_subject(_code_in(body)),
        at=event.wall_time,
        result=result,
        find=find,
        place=str(body.get("place") or body.get("at_place") or ""),
        person=str(hands or ""),
        raw=raw,
    )


def _parked(event: Event) -> Sighting | None:
    body = event.body
    code = str(body.get("code", ""))
    find = next((found for parked, found in _PARKED_FINDS.items() if parked == code), None)
    looked_for = body.get("mode") == Mode.AUDIT or find is Find.STRAY
    if find is None or not looked_for:
        return None  # at a table an unknown code may be a library card
    raw = _text(body, "scan")
    pair = sorted((str(event.device), _text(body, "other")))
    subject = {
        Find.STRAY: event.device or code_subject(_code_in(body)),
        Find.LABEL_CONFLICT: f"labels:{'|'.join(pair)}",
        Find.UNREADABLE: f"item:{event.event_id}",
    }.get(find, code_subject(_code_in(body)))
    return Sighting(
        event=event.event_id,
        subject=subject,
        at=event.wall_time,
        find=find,
        place=_text(body, "place"),
        person=_text(body, "in_hands_of"),
        raw=_text(body, "note") or raw,
        claim=_text(body, "claim"),
    )


def _code_in(body: Mapping[str, object]) -> str:
    """The code as it was read, or the scan that has it."""
    return _text(body, "code_read") or _text(body, "scan")


def _text(body: Mapping[str, object], name: str) -> str:
    """What is said there; empty where nothing is, or where somebody wrote that nothing is."""
    return str(body.get(name) or "")


def code_subject(raw: str) -> str:
    """What a code that nobody knows is called as a find."""
    return f"code:{clean(raw)}"


_Word = TypeVar("_Word", bound=StrEnum)


def _named(words: type[_Word], value: object) -> _Word | None:
    return words(value) if isinstance(value, str) and value in list(words) else None


def best(sightings: Iterable[Sighting]) -> Sighting:
    """The sighting that a line goes by: of the best result the newest; the order is no matter.

    Which one is the newest, the event ids say: a wall clock may have been set back in between.
    Once a device has resurfaced its record was wrong, however often it is seen afterwards.
    """
    newest = sorted(sightings, key=lambda one: one.event, reverse=True)
    resurfaced = [one for one in newest if one.find is Find.RESURFACED]
    return min(resurfaced or newest, key=lambda one: _RESULTS.index(one.result))


def found(subject: str, sightings: list[Sighting]) -> Found:
    """What several sightings of one unexpected thing make of it: the heaviest of its names."""
    first = min(
        sorted(sightings, key=lambda one: one.event),
        key=lambda one: _FINDS.index(one.find),
    )
    return Found(first.find, subject, first, len(sightings))


def line_of(expected: Expected, sightings: list[Sighting], proof: Proof | None) -> Line:
    """The one line of a device: seen, accounted for, or missing."""
    if sightings:
        seen = best(sightings)
        return Line(
            expected, seen.result, Evidence.E5, seen.at, "", len(sightings), seen.event,
            seen.place, seen.person,
        )  # fmt: skip
    if proof:
        return Line(expected, Result.ACCOUNTED, proof.evidence, proof.at, proof.what)
    return Line(expected, Result.MISSING, evidence_at=expected.seen_at)


@dataclass(frozen=True, slots=True)
class Count:
    """All that a count came to."""

    lines: tuple[Line, ...]
    finds: tuple[Found, ...]


def count(
    expected: Iterable[Expected], sightings: Iterable[Sighting], proofs: Mapping[str, Proof]
) -> Count:
    """One line for each expected device, in the order of the list, and one find for each other."""
    by_subject: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        by_subject.setdefault(sighting.subject, []).append(sighting)
    lines = tuple(
        line_of(one, by_subject.pop(one.device, []), proofs.get(one.device)) for one in expected
    )
    finds = (found(subject, seen) for subject, seen in by_subject.items())
    return Count(lines, tuple(sorted(finds, key=lambda one: (one.find.value, one.subject))))


def cover(count: Count, cost: Callable[[Expected], float | None], scope: Scope) -> Cover:
    """The figures of a count; ``cost`` is what replacing a device costs, None where unknown."""
    results = Counter(line.result for line in count.lines if line.result)
    costs = [cost(line.expected) for line in count.lines if line.result is Result.MISSING]
    times = [line.times for line in count.lines] + [one.times for one in count.finds]
    return Cover(
        expected=len(count.lines),
        results={result: results[result] for result in Result},
        finds={find: sum(one.find is find for one in count.finds) for find in Find},
        duplicates=sum(max(0, number - 1) for number in times),
        value_at_risk=sum(price for price in costs if price is not None),
        unpriced=costs.count(None),
        sample=_sample(count, results[Result.VERIFIED]) if scope.sample else None,
    )


def _sample(count: Count, verified: int) -> SampleFigures:
    """Passed is what the record says just as it was found, from the list and from the floor."""
    ours = [one for one in count.finds if one.find is Find.OUT_OF_SCOPE]
    return SampleFigures(
        listed=len(count.lines),
        listed_passed=verified,
        picked=len(count.finds),
        picked_passed=sum(one.sighting.result is Result.VERIFIED for one in ours),
    )


@dataclass(frozen=True, slots=True)
class Filed:
    """What is on file about a device that was not seen."""

    custody: Custody
    since: str
    """When the audit before was locked, ISO 8601; empty where there was none."""
    opened_at: str
    days: int
    """How old evidence may be at the opening of the audit."""
    attested: Proof | None = None
    ticket: str = ""
    """What was written down when it went to repair or was transferred."""
    ticket_at: str = ""
    synced_at: str = ""
    """When another system last heard of it over the network, ISO 8601; empty where none says."""


def proof(filed: Filed) -> Proof | None:
    """The best evidence that counts; None where the device is missing.

    That a device lay on the shelf once does not account for it: only one that somebody has, that
    is in repair, or that is on its way may be away.
    """
    custody = filed.custody
    proofs = [filed.attested] if filed.attested else []
    seen = custody.seen_at or ""
    if custody.state is CustodyState.WITH_PERSON and is_after(seen, filed.since):
        proofs.append(Proof(Evidence.E4, seen, "handed out or seen since the last audit"))
    if custody.state is CustodyState.WITH_PERSON and is_after(filed.synced_at, filed.since):
        proofs.append(Proof(Evidence.E2, filed.synced_at, "online, says Google's device list"))
    away = custody.state in (CustodyState.WITH_DISTRICT, CustodyState.IN_TRANSIT)
    if (away or custody.service is Service.IN_REPAIR) and filed.ticket:
        proofs.append(Proof(Evidence.E1, filed.ticket_at, filed.ticket))
    fresh = [one for one in proofs if _recent(one.at, filed.opened_at, filed.days)]
    grades = list(Evidence)
    return min(fresh, key=lambda one: grades.index(one.evidence), default=None)


def is_after(at: str | None, since: str) -> bool:
    """Whether a moment lies after another, both ISO 8601; any does where there was none before."""
    if not at:
        return False
    try:
        return datetime.fromisoformat(at) > datetime.fromisoformat(since) if since else True
    except (ValueError, TypeError):
        return False


def _recent(at: str, opened_at: str, days: int) -> bool:
    try:
        age = datetime.fromisoformat(opened_at) - datetime.fromisoformat(at)
    except (ValueError, TypeError):
        return False
    return age <= timedelta(days=days)
