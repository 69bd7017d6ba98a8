"""The first line of a bundle: what it says of itself, and how a file is refused that isn't one."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory.errors import Damaged, FileRefused
from inventory.journal.event import as_json
from inventory.journal.lines import as_object
from inventory.journal.vector import Span
from inventory.text import safe

FORMAT = "champion-bundle/1"

COPY_AGAIN = "Have it written again where it comes from; nothing of it was taken in."

_NEWER = re.compile(r"champion-bundle/[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Ends:
    """By what a span hangs together with others: two that meet and differ there are two chains."""

    before: str
    """The hash that its first event is chained to."""
    hash: str
    """The hash of its last event, and by the chain of all before it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself, on its first line. No names of people, only what is needed."""

    station: str
    """The station that wrote it; the events may be others' too."""
    table: str
    site: str
    spans: tuple[Span, ...]
    events: int
    sha256: str
    """Of the lines with the events, before they are compressed, each with its line feed."""
    exported_at: str
    """ISO 8601, by the clock of the station that wrote it."""
    register: str = ""
    """The version of the register that the station works with."""
    ends: tuple[Ends, ...] = ()
    """For each span."""
    forked: tuple[str, ...] = ()
    """Stations of which it has a number twice, or an event that isn't chained to the one before:
    the ends of their spans tell nothing."""


def as_first_line(manifest: Manifest) -> bytes:
    """The manifest as JSON in one fixed form, with its own SHA-256, without the line feed."""
    fields = _as_object(manifest)
    own = hashlib.sha256(as_json(fields).encode()).hexdigest()
    return as_json({**fields, "manifest": own}).encode()


def from_first_line(line: bytes, name: str) -> Manifest:
    """The manifest of a line. Raises FileRefused, naming ``name``, where it is not one of ours."""
    try:
        fields = as_object(line.decode())
    except ValueError as error:
        raise foreign(name) from error
    kind = fields.get("format")
    if kind != FORMAT:
        if isinstance(kind, str) and _NEWER.fullmatch(kind):
            raise FileRefused(
                f"{safe(name)} was written by a newer Champion.",
                "Update Champion on this computer, then take it in again.",
            )
        raise foreign(name)
    try:
        manifest = _from_object(fields)
        whole = as_first_line(manifest) == line
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise changed(name, "its first line is not as it was written") from error
    if not whole:
        raise changed(name, "its first line is not as it was written")
    return manifest


def _as_object(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "station": manifest.station,
        "table": manifest.table,
        "site": manifest.site,
        "spans": [
            [span.station, span.first, span.last, ends.before, ends.hash]
            for span, ends in zip(manifest.spans, manifest.ends, strict=True)
        ],
        "events": manifest.events,
        "sha256": manifest.sha256,
        "exported_at": manifest.exported_at,
        "register": manifest.register,
        "forked": list(manifest.forked),
    }


def _from_object(fields: Mapping[str, Any]) -> Manifest:
    """The manifest of an object; what is not of its type raises ValueError, TypeError, KeyError."""
    spans = [(Span(*row[:3]), Ends(*row[3:])) for row in fields["spans"]]
    manifest = Manifest(
        station=fields["station"],
        table=fields["table"],
        site=fields["site"],
        spans=tuple(span for span, _ in spans),
        events=fields["events"],
        sha256=fields["sha256"],
        exported_at=fields["exported_at"],
        register=fields["register"],
        ends=tuple(ends for _, ends in spans),
        forked=tuple(fields["forked"]),
    )
    texts = [
        manifest.station, manifest.table, manifest.site, manifest.sha256, manifest.exported_at,
        manifest.register, *manifest.forked, *(span.station for span in manifest.spans),
        *(text for ends in manifest.ends for text in (ends.before, ends.hash)),
    ]  # fmt: skip
    numbers = [manifest.events, *(n for span in manifest.spans for n in (span.first, span.last))]
    if any(type(text) is not str for text in texts) or any(type(n) is not int for n in numbers):
        raise TypeError("a field of another type")
    return manifest


def changed(name: str, how: str) -> Damaged:
    """The refusal of a file that is not as it was written."""
    return Damaged(f"{safe(name)} was changed or damaged: {how}.", COPY_AGAIN)


def foreign(name: str) -> FileRefused:
    """The refusal of a file that is something else."""
    return FileRefused(
        f"{safe(name)} is not a bundle of Champion.", "Choose a file that ends in .bundle."
    )
