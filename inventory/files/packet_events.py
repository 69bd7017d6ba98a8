"""The journal's part in a packet: ``events.csv`` back to events, and the signature among them."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.files.packet_form import csv_rows, sha256
from inventory.journal.event import canonical
from inventory.model import Event, Kind

EVENTS = "events.csv"
COLUMNS = (
    "event_id", "station_id", "seq", "hlc", "wall_time", "kind", "site", "device", "person",
    "parents", "group", "body", "actor", "schema", "prev_hash", "hash",
)  # fmt: skip
"""The columns of ``events.csv``: parents and body are JSON, a blank device or person is none."""

_LONGEST_NUMBER = 18
_SIGNED = ("audit.csv", "discrepancies.csv")
"""What a signature has to name, where the packet has it."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The events of a packet as the file has them, and a sentence for each line that is none."""

    events: tuple[Event, ...] = ()
    faults: tuple[str, ...] = ()


def read_events(data: bytes) -> Slice:
    """The events in ``events.csv``; whatever is no event becomes a sentence."""
    try:
        rows = csv_rows(data)
    except (csv.Error, UnicodeDecodeError):
        return Slice(faults=(f"{EVENTS} can't be read: it is no CSV in UTF-8.",))
    if not rows or tuple(rows[0][1]) != COLUMNS:
        return Slice(faults=(f"{EVENTS} has other columns than the events of a packet.",))
    events: list[Event] = []
    faults: list[str] = []
    for line, cells in rows[1:]:
        try:
            events.append(_event(cells))
        except _NoEventError as error:
            faults.append(f"{EVENTS}, line {line}: {error}.")
    return Slice(tuple(events), tuple(faults))


def signature(events: Sequence[Event]) -> Event | None:
    """The last event by which somebody signed an audit; None where nobody did."""
    return next((event for event in reversed(events) if event.kind == Kind.AUDIT_SIGN), None)


def signed_by(sign: Event) -> str:
    """Name and role of who signed, as they wrote them."""
    said = (sign.body.get("name"), sign.body.get("role"))
    return ", ".join(part for part in said if isinstance(part, str) and part)


def signature_faults(sign: Event | None, files: Mapping[str, bytes]) -> Iterator[str]:
    """A sentence for each file that isn't what was signed, or that the signature doesn't name."""
    to_be_signed = [name for name in _SIGNED if name in files]
    if sign is None:
        if to_be_signed:
            yield f"Nobody signed {' and '.join(to_be_signed)}."
        return
    named = sign.body.get("files")
    hashes = named if isinstance(named, dict) else {}
    for name in to_be_signed:
        if name not in hashes:
            yield f"The signature doesn't name {name}."
    for name, digest in hashes.items():
        if name not in files:
            yield f"{name} was signed, and is missing."
        elif sha256(files[name]) != digest:
            yield f"{name} is not the one that was signed."


class _NoEventError(Exception):
    """Why a line is no event."""


def _event(cells: Sequence[str]) -> Event:
    """The event of one line, fit to be hashed."""
    if len(cells) != len(COLUMNS):
        raise _NoEventError(f"it has {len(cells)} cells, and an event has {len(COLUMNS)}")
    row = dict(zip(COLUMNS, cells, strict=True))
    parents, body = _json(row, "parents"), _json(row, "body")
    if not isinstance(parents, list) or not isinstance(body, dict):
        raise _NoEventError("parents is no list, or body no object")
    event = Event(
        event_id=row["event_id"],
        station_id=row["station_id"],
        seq=_number(row, "seq"),
        hlc=row["hlc"],
        wall_time=row["wall_time"],
        kind=row["kind"],
        site=row["site"],
        device=row["device"] or None,
        person=row["person"] or None,
        parents=tuple(parents),
        group=row["group"],
        body=body,
        actor=row["actor"],
        schema=_number(row, "schema"),
        prev_hash=row["prev_hash"],
        hash=row["hash"],
    )
    try:
        canonical(event)
    except (RecursionError, ValueError) as error:
        raise _NoEventError("parents or body can't be written as JSON in UTF-8") from error
    return event


def _json(row: Mapping[str, str], column: str) -> Any:
    try:
        return json.loads(row[column])
    except (RecursionError, ValueError) as error:
        raise _NoEventError(f"{column} is no JSON") from error


def _number(row: Mapping[str, str], column: str) -> int:
    text = row[column]
    if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        raise _NoEventError(f"{column} is no number")
    return int(text)
