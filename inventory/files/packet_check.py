"""A packet as whoever got it has it: what was changed, is missing or was added, and who signed."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.files.packet_events import (
    EVENTS,
    Slice,
    read_events,
    signature,
    signature_faults,
    signed_by,
)
from inventory.files.packet_form import DESCRIPTOR, SUMS, sealed, sha256, sums
from inventory.files.packet_reading import Contents, read_packet
from inventory.journal.event import broken_links

__all__ = ["Contents", "Verified", "faults", "file_faults", "look_into", "read_packet", "verify"]

_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a packet says, and what is wrong with it."""

    files: int
    events: int
    signed_by: str
    """Name and role; empty where nobody signed."""
    signed_at: str
    """ISO 8601 with offset; empty where nobody signed."""
    head: str
    """The hash of every station's newest event, in the order of stations, with blanks between.

    Kept elsewhere, it shows even a history that was rewritten as a whole.
    """
    faults: tuple[str, ...]


def verify(path: Path, keys: str = "") -> Verified:
    """All that can be said of a packet, opened with the secret ``keys`` where it is sealed.

    Raises FileRefused where it can't be read as one.
    """
    return look_into(read_packet(path, keys))


def faults(contents: Contents) -> list[str]:
    """A sentence for each file that was changed, is missing or was added.

    Then one for each event that was changed, for each gap in a station's chain, and for each file
    that isn't the one that was signed.
    """
    return list(look_into(contents).faults)


def look_into(contents: Contents) -> Verified:
    """All that can be said of a packet that has been read."""
    files = contents.files
    read = read_events(files[EVENTS]) if EVENTS in files else Slice()
    sign = signature(read.events)
    in_order = sorted(read.events, key=lambda event: (event.station_id, event.seq))
    return Verified(
        files=len(files),
        events=len(in_order),
        signed_by=signed_by(sign) if sign else "",
        signed_at=sign.wall_time if sign else "",
        head=" ".join({event.station_id: event.hash for event in in_order}.values()),
        faults=(
            *contents.strays,
            *file_faults(files),
            *read.faults,
            *(f"{EVENTS}: {fault}" for fault in broken_links(in_order, part=True)),
            *signature_faults(sign, files),
        ),
    )


class _Unusable(Exception):  # noqa: N818
    """A list of hashes that says nothing, with the sentence on why."""


def file_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Compare the files with the descriptor; where that is no good, with the other list."""
    try:
        yield from _differences(files, _in_descriptor(files))
    except _Unusable as unusable:
        yield str(unusable)
        try:
            yield from _differences(files, _in_sums(files))
        except _Unusable as also_unusable:
            yield str(also_unusable)


def _differences(files: Mapping[str, bytes], hashes: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*files, *hashes} - {DESCRIPTOR}):
        if name not in files:
            yield f"{name} is missing."
        elif name not in hashes:
            yield f"{name} was added after the packet was written."
        elif sha256(files[name]) != hashes[name]:
            yield f"{name} was changed after the packet was written."
        elif name == SUMS and files[SUMS] != sums(_but_sums(hashes)):
            yield f"{SUMS} has other hashes than {DESCRIPTOR}."


def _in_descriptor(files: Mapping[str, bytes]) -> dict[str, str]:
    """The hash of every file but the descriptor; raises _Unusable where it isn't as written."""
    if DESCRIPTOR not in files:
        raise _Unusable(f"{DESCRIPTOR} is missing.")
    try:
        descriptor = json.loads(files[DESCRIPTOR])
        resources = descriptor["resources"]
        hashes = {one["path"]: one["hash"].removeprefix("sha256:") for one in resources}
        is_text = all(isinstance(path, str) for path in hashes)
        if is_text and SUMS in hashes and sealed(descriptor) == files[DESCRIPTOR]:
            return hashes
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        pass  # not even the form is right
    raise _Unusable(f"{DESCRIPTOR} was changed after the packet was written.")


def _in_sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """The hash of every file but the descriptor; raises _Unusable where it isn't as written."""
    if SUMS not in files:
        raise _Unusable(f"{SUMS} is missing.")
    text = files[SUMS].decode("utf-8", "replace")
    hashes = {name: digest for digest, name in _SUM.findall(text)}
    if sums(hashes) != files[SUMS]:
        raise _Unusable(f"{SUMS} was changed after the packet was written.")
    return {**hashes, SUMS: sha256(files[SUMS])}


def _but_sums(hashes: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in hashes.items() if name != SUMS}
