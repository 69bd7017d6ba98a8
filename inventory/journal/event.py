"""The envelope of an event: its canonical form, its hash, its clock and its id."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from inventory.model import PURGED, Draft, Event, Kind

SCHEMA = 1
"""The version of the event format; readers keep fields of newer versions."""

GENESIS = "0" * 64
"""What the first event of a station has for ``prev_hash``."""

_LAST_COUNT = 99_999

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Made once: ``json.dumps`` makes one for each call, and taking events in makes many calls."""


def canonical(event: Event) -> bytes:
    """The bytes that are hashed: all fields but the hash as JSON, keys sorted, no spaces, UTF-8."""
    return as_json(fields_but_hash(event)).encode()


def fields_but_hash(event: Event) -> dict[str, Any]:
    """The event's fields by their names, as JSON knows them; its own hash is left out."""
    return {
        "event_id": event.event_id,
        "station_id": event.station_id,
        "seq": event.seq,
        "hlc": event.hlc,
        "wall_time": event.wall_time,
        "kind": event.kind,
        "site": event.site,
        "device": event.device,
        "person": event.person,
        "parents": list(event.parents),
        "group": event.group,
        "body": event.body,
        "actor": event.actor,
        "schema": event.schema,
        "prev_hash": event.prev_hash,
    }


def as_json(value: object) -> str:
    """JSON in one fixed form: keys sorted, no spaces, other scripts as they are."""
    return _ENCODER.encode(value)


def digest(event: Event) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(event)).hexdigest()


def uuid7(milliseconds: int, entropy: bytes) -> str:
    """A UUIDv7 (RFC 9562 §5.7) of a Unix time in ms and ten random bytes.

    Written out because it is one line of arithmetic, and so that time and chance are given.
    """
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(entropy[:10], "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def id_at(hlc: str, entropy: bytes) -> str:
    """A UUIDv7 of a clock reading and ten random bytes, 17 bits of which its counter replaces.

    RFC 9562 §6.2, method 1: so the ids of a station sort as it wrote, whatever the wall clock did.
    """
    milliseconds, counted = (int(part) for part in hlc.split("."))
    number = int.from_bytes(entropy[:10], "big") & (1 << 57) - 1
    number |= (counted >> 5) << 64 | (counted & 0x1F) << 57
    return uuid7(milliseconds, number.to_bytes(10, "big"))


def next_hlc(last: str, milliseconds: int) -> str:
    """The hybrid clock's next reading: never behind the last one, whatever the wall clock does."""
    last_ms, last_count = (int(part) for part in last.split(".")) if last else (0, 0)
    if milliseconds > last_ms:
        return f"{milliseconds:013d}.00000"
    if last_count == _LAST_COUNT:  # a sixth digit would sort before the fifth
        return f"{last_ms + 1:013d}.00000"
    return f"{last_ms:013d}.{last_count + 1:05d}"


def unix_ms(when: datetime) -> int:
    """Milliseconds since 1970, as event ids and clocks count."""
    return int(when.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Tip:
    """The newest event of a station: what the next one is chained to."""

    seq: int = 0
    hlc: str = ""
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, where and when."""

    station_id: str
    site: str
    actor: str
    now: datetime
    group: str
    """The id of the scan or command that causes the events."""


def seal(
    draft: Draft,
    stamp: Stamp,
    tip: Tip,
    *,
    event_id: str,
    parents: tuple[str, ...],
    known: str = "",
) -> Event:
    """The draft as a numbered, chained, hashed event.

    ``known`` is the newest clock reading that the station knew of the device: the event is later.
    """
    event = Event(
        event_id=event_id,
        station_id=stamp.station_id,
        seq=tip.seq + 1,
        hlc=next_hlc(max(tip.hlc, known), unix_ms(stamp.now)),
        wall_time=stamp.now.isoformat(timespec="milliseconds"),
        kind=draft.kind.value,
        site=stamp.site,
        device=draft.device,
        person=draft.person,
        parents=parents,
        group=stamp.group,
        body=dict(draft.body),
        actor=stamp.actor,
        schema=SCHEMA,
        prev_hash=tip.hash,
    )
    return replace(event, hash=digest(event))


def broken_links(
    events: Iterable[Event], *, part: bool = False, own: Container[str] | None = None
) -> Iterator[str]:
    """A sentence for each gap, changed event or broken link; events in order of station and seq.

    In a ``part`` of a journal a station's first event may be any: what is before it is taken as
    given, unless it says that it is the very first. Where ``own`` is given, it holds the stations
    whose numbers are all given here: those of others may be on their way, and where two laptops
    wrote as one station there are two chains. Neither is damage. Nor is a text that was taken out
    by a purge, as far as ``redactions`` says so.
    """
    events = list(events)
    redacted = redactions(events, part=part)
    for station, found in groupby(events, key=lambda event: event.station_id):
        written = list(found)
        numbers = [event.seq for event in written]
        is_twice = len(numbers) > len(set(numbers))
        if own is None or (station in own and not is_twice):
            yield from _broken_chain(written, part, redacted)
        else:
            yield from _broken_pieces(written, is_twice, redacted)


Redactions = Mapping[str, Collection[str]]
"""Event → the digests that it may have besides its hash."""


def redactions(events: Iterable[Event], *, part: bool = False) -> Redactions:
    """What the purges in a journal took text out of; events in order of station and seq.

    Only a purge counts that was itself not changed, and to which its station's chain leads without
    a gap: from its first event, in a ``part`` from the first that is there.
    """
    events = list(events)
    purging = {event.station_id for event in events if event.kind == Kind.PURGE}
    found: dict[str, set[str]] = defaultdict(set)
    reached: dict[tuple[str, int], set[str]] = defaultdict(set)
    before = ""
    for event in (one for one in events if one.station_id in purging):
        is_given = part and event.seq > 1 and event.station_id != before
        tips = reached[event.station_id, event.seq - 1]
        if event.prev_hash in tips or is_given or (event.seq, event.prev_hash) == (1, GENESIS):
            reached[event.station_id, event.seq].add(event.hash)
            if event.kind == Kind.PURGE and digest(event) == event.hash:
                for event_id, fingerprint in _named(event).items():
                    found[str(event_id)].add(str(fingerprint))
        before = event.station_id
    return found


def _named(purge: Event) -> Mapping[str, object]:
    named = purge.body.get("redacted")
    return named if isinstance(named, Mapping) else {}


def is_as_written(event: Event, redacted: Redactions) -> bool:
    """Whether an event has the content of its hash, or that which a purge says it left of it.

    What the event was before can't be worked out any more: the purge is believed, as far as the
    chain of its own station bears it.
    """
    content = canonical(event)
    found = hashlib.sha256(content).hexdigest()
    if found == event.hash:
        return True
    return found in redacted.get(event.event_id, ()) and PURGED.encode() in content


def _broken_chain(events: Iterable[Event], part: bool, redacted: Redactions) -> Iterator[str]:
    """What is wrong with the events of one station, which should be all there."""
    tip: Tip | None = None
    for event in events:
        given = Tip(event.seq - 1, hash=event.prev_hash) if part and event.seq > 1 else Tip()
        tip = tip or given
        if event.seq != tip.seq + 1:
            yield f"Numbers jump from {tip.seq} to {event.seq} at {_where(event)}."
        elif event.prev_hash != tip.hash:
            yield f"The chain is broken before {_where(event)}."
        yield from _changed(event, redacted)
        tip = Tip(event.seq, event.hlc, event.hash)


def _broken_pieces(events: Iterable[Event], is_twice: bool, redacted: Redactions) -> Iterator[str]:
    """What is wrong with the events of one station as far as they are here."""
    tip = Tip()
    for event in events:
        follows = event.seq == tip.seq + 1 and not is_twice
        if follows and event.prev_hash != tip.hash:
            yield f"The chain is broken before {_where(event)}."
        yield from _changed(event, redacted)
        tip = Tip(event.seq, event.hlc, event.hash)


def _changed(event: Event, redacted: Redactions) -> Iterator[str]:
    if not is_as_written(event, redacted):
        yield f"The content of {_where(event)} was changed after it was written."


def _where(event: Event) -> str:
    return f"event {event.seq} of station {event.station_id[:8]}"
