"""A bundle: events as one file that is taken in whole or not at all.

It is gzip, and in it lines of JSON: first the manifest, then one event a line. The same bundle
always gives the same bytes, and reading one and writing it again gives the bytes that were read.
Of the packed file only bits that carry nothing may differ: those behind the last one of the
compressed data, up to the next full byte.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from inventory.errors import Damaged, FileRefused, StaysSealed
from inventory.journal.bodies import misfit
from inventory.journal.event import digest, is_as_written, redactions
from inventory.journal.lines import as_line, from_line
from inventory.journal.manifest import (
    COPY_AGAIN,
    FORMAT,
    Ends,
    Manifest,
    as_first_line,
    changed,
    foreign,
    from_first_line,
)
from inventory.journal.sealing import is_sealed
from inventory.journal.vector import Span, spans_of
from inventory.model import Event, Kind
from inventory.text import for_file_name, safe

__all__ = [
    "FORMAT", "LARGEST", "Bundle", "Ends", "Manifest", "check", "file_name", "in_turn", "make",
    "pack", "peek", "station_part", "unpack",
]  # fmt: skip

LARGEST = 96 * 1024**2
"""In bytes, unpacked; 300 hand-outs have some 200 kB."""
LARGEST_MANIFEST = 8 * 1024**2
"""In bytes; a table's own bundle has 500, one with the gaps of a thousand stations 1 MB."""

_CHUNK = 1024**2
_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
"""What gzip writes before data of no name and no time, compressed best; and nothing else."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Events on the way from one station to others, by station, number and id."""

    manifest: Manifest
    events: tuple[Event, ...]


def make(
    events: Iterable[Event],
    *,
    station: str,
    table: str,
    site: str,
    exported_at: str,
    register: str = "",
) -> Bundle:
    """A bundle of these events, in whatever order they come; one that comes twice is in it once."""
    by_place = {_place(event): event for event in events}
    ordered = tuple(by_place[place] for place in sorted(by_place))
    spans, ends, forked = _described(ordered)
    manifest = Manifest(
        station=station,
        table=table,
        site=site,
        spans=spans,
        events=len(ordered),
        sha256=hashlib.sha256(_text(ordered)).hexdigest(),
        exported_at=exported_at,
        register=register,
        ends=ends,
        forked=forked,
    )
    return Bundle(manifest, ordered)


def pack(bundle: Bundle) -> bytes:
    """The bundle as a file's bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write(as_first_line(bundle.manifest) + b"\n")
        file.write(_text(bundle.events))
    return packed.getvalue()


def unpack(data: bytes, name: str) -> Bundle:
    """The bundle of a file's bytes, each event checked against its hash.

    Raises FileRefused, naming ``name``, at anything that isn't exactly as it was packed. An event
    that a purge took text out of is taken where the purge is in the bundle too.
    """
    content = b"".join(_inflated(data, name))
    first, _, text = content.partition(b"\n")
    manifest = from_first_line(first, name)
    _compare(manifest, text.count(b"\n"), hashlib.sha256(text).hexdigest(), name)
    lines = text.split(b"\n")[:-1]
    events = tuple(_event(line, number, name) for number, line in enumerate(lines, 2))
    _refuse_unfit(events, name)
    places = [_place(event) for event in events]
    if any(one >= other for one, other in pairwise(places)):
        raise changed(name, "its events are not in order")
    if (manifest.spans, manifest.ends, manifest.forked) != _described(events):
        raise changed(name, "its first line tells of other events")
    return Bundle(manifest, events)


def check(data: bytes, name: str) -> Manifest:
    """The manifest of a file's bytes, and that all that was packed is still there.

    It reads no event, so it costs little; raises FileRefused where ``unpack`` would, except at
    events that were wrong already when they were packed.
    """
    pieces = _inflated(data, name)
    head, rest = _first_line(pieces, name)
    manifest = from_first_line(head, name)
    hashed, count = hashlib.sha256(rest), rest.count(b"\n")
    for piece in pieces:
        hashed.update(piece)
        count += piece.count(b"\n")
    _compare(manifest, count, hashed.hexdigest(), name)
    return manifest


def in_turn(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events in the order in which they may be taken in piece by piece.

    A purge and what leads to it come first: without them what it left would be taken for damage.
    """
    last = {event.station_id: event.seq for event in events if event.kind == Kind.PURGE}
    first = [event for event in events if event.seq <= last.get(event.station_id, 0)]
    rest = [event for event in events if event.seq > last.get(event.station_id, 0)]
    return (*first, *rest)


def peek(data: bytes, name: str) -> Manifest:
    """The manifest alone; whether the rest is whole is not looked at."""
    return from_first_line(_first_line(_inflated(data, name), name)[0], name)


def file_name(bundle: Bundle, packed: bytes) -> str:
    """A name that tells a person whose events are in it, and that no other file has.

    As ``NORTH_Table-3_000201-000240_51f0c2d9_1a2b3c4d.bundle``: the school, the table, its first
    and last number, the station's part, and the beginning of the SHA-256 of the file.
    """
    manifest = bundle.manifest
    spans = [span for span in manifest.spans if span.station == manifest.station]
    spans = spans or list(manifest.spans)
    first = min((span.first for span in spans), default=0)
    last = max((span.last for span in spans), default=0)
    parts = (
        for_file_name(manifest.site) or "school",
        for_file_name(manifest.table) or "table",
        f"{first:06d}-{last:06d}",
        station_part(manifest.station),
        hashlib.sha256(packed).hexdigest()[:8],
    )
    return "_".join(parts) + ".bundle"


def station_part(station: str) -> str:
    """What the names of a station's files have in common: ids of one minute begin alike."""
    return hashlib.sha256(station.encode()).hexdigest()[:8]


def _place(event: Event) -> tuple[str, int, str, str]:
    return event.station_id, event.seq, event.event_id, event.hash


def _text(events: Iterable[Event]) -> bytes:
    return "".join(f"{as_line(event)}\n" for event in events).encode()


def _described(
    events: Sequence[Event],
) -> tuple[tuple[Span, ...], tuple[Ends, ...], tuple[str, ...]]:
    """The spans of events in order, the ends of each, and the stations that forked."""
    spans = spans_of((event.station_id, event.seq) for event in events)
    at = {(event.station_id, event.seq): event for event in events}
    ends = tuple(
        Ends(at[span.station, span.first].prev_hash, at[span.station, span.last].hash)
        for span in spans
    )
    forked = {
        event.station_id
        for before, event in pairwise(events)
        if before.station_id == event.station_id
        and (before.seq == event.seq or _is_unlinked(before, event))
    }
    return spans, ends, tuple(sorted(forked))


def _is_unlinked(before: Event, event: Event) -> bool:
    return before.seq + 1 == event.seq and before.hash != event.prev_hash


def _inflated(data: bytes, name: str) -> Iterator[bytes]:
    """What is packed in a file, piece by piece, so that nothing becomes larger than it may be."""
    _refuse_foreign(data, name)
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    size = 0
    for start in range(0, len(data), _CHUNK):
        rest = data[start : start + _CHUNK]
        while rest and not inflater.eof:
            try:
                piece = inflater.decompress(rest, _CHUNK)
            except zlib.error as error:
                raise changed(name, "it can't be unpacked") from error
            size += len(piece)
            if size > LARGEST:
                raise FileRefused(
                    f"{safe(name)} is larger than {LARGEST // 1024**2} MB when it is unpacked,"
                    " so it is no bundle.",
                    "Leave it out, and ask where it comes from.",
                )
            yield piece
            rest = inflater.unconsumed_tail
        if inflater.eof and (rest or inflater.unused_data or start + _CHUNK < len(data)):
            raise changed(name, "something was added behind its end")
    if not inflater.eof:
        raise Damaged(f"{safe(name)} is cut off: its end is missing.", COPY_AGAIN)


def _refuse_foreign(data: bytes, name: str) -> None:
    if is_sealed(data):
        raise StaysSealed(
            f"{safe(name)} is sealed with a passphrase.", "Give the passphrase to read it."
        )
    if not data:
        raise Damaged(f"{safe(name)} is empty.", COPY_AGAIN)
    if not data.startswith(_HEADER[: len(data)][:2]):
        raise foreign(name)
    if not _HEADER.startswith(data[: len(_HEADER)]):
        raise changed(name, "it does not begin as it was packed")


def _first_line(pieces: Iterator[bytes], name: str) -> tuple[bytes, bytes]:
    """The first line, and what was inflated behind it."""
    head = b""
    for piece in pieces:
        head += piece
        line, end, rest = head.partition(b"\n")
        if end:
            return line, rest
        if len(head) > LARGEST_MANIFEST:
            break
    raise foreign(name)


def _refuse_unfit(events: Sequence[Event], name: str) -> None:
    """Refuse an event that isn't of its form, or whose content is not that of its hash.

    Where a purge in the same bundle took text out of it, it is as it should be.
    """
    doubtful, misfits = [], []
    for line, event in enumerate(events, 2):
        if digest(event) != event.hash:
            doubtful.append((line, event))
        if reason := misfit(event):
            misfits.append((line, event.kind, reason))
    redacted = redactions(events, part=True) if doubtful else {}
    for line, event in doubtful:
        if not is_as_written(event, redacted):
            raise changed(name, _UNFIT.format(line))
    for line, kind, reason in misfits:
        raise FileRefused(
            f"{safe(name)} was refused: the event on line {line} ({kind}) is not of the"
            f" form that Champion writes: {reason}.",
            "Nothing of it was taken in. Keep the file, and show it to IT.",
        )


_UNFIT = "the event on line {} does not fit its hash"


def _event(line: bytes, number: int, name: str) -> Event:
    try:
        text = line.decode()
        event = from_line(text)
        same = as_line(event) == text
    except (ValueError, RecursionError) as error:
        reason = "" if isinstance(error, UnicodeError | RecursionError) else f" ({error})"
        raise changed(name, f"line {number} is no event{reason}") from error
    if not same:
        raise changed(name, _UNFIT.format(number))
    return event


def _compare(manifest: Manifest, count: int, sha256: str, name: str) -> None:
    if count != manifest.events:
        raise changed(name, f"it has {count:,} events and should have {manifest.events:,}")
    if sha256 != manifest.sha256:
        raise changed(name, "its events do not fit its first line")
