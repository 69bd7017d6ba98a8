"""The events of a packet checked fast, with the verdict of ``packet_check``.

A district reads a million events. Here an event's hash is taken of the text that its cells make,
without building anything else; and whatever is not certain to be well is left to the slow way,
which has the sentences.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from inventory.files.packet_check import Contents, look_into
from inventory.files.packet_check import file_faults as faults_of_files
from inventory.files.packet_events import (
    COLUMNS,
    EVENTS,
    read_events,
    signature,
    signature_faults,
)
from inventory.files.packet_form import csv_rows
from inventory.journal.event import GENESIS, as_json
from inventory.model import Event, Kind
from inventory.rules.district import Row

_quoted = json.encoder.encode_basestring
_in_order = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""As ``as_json`` writes, with an encoder that is made once."""
_value_in = json.JSONDecoder().raw_decode
_PLAIN_PARENTS = re.compile(r'\[(?:"[0-9a-f-]{36}"(?:,"[0-9a-f-]{36}")*)?\]')
_NUMBER = re.compile(r"[0-9]{1,18}")
_STATION, _SEQ, _KIND, _PREV, _HASH = (
    COLUMNS.index(name) for name in ("station_id", "seq", "kind", "prev_hash", "hash")
)
_UNREADABLE = (csv.Error, UnicodeError, ValueError, RecursionError)
"""What a file raises that is no journal; the slow way says it in words."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A packet's events as rows, and what is wrong with the packet."""

    events: Sequence[Row]
    """In the order of the file; none where something is wrong."""
    sign: Event | None
    """By which the audit was signed; None where nobody did."""
    faults: tuple[str, ...]
    """The sentences of ``packet_check.look_into``."""


def check(contents: Contents) -> Checked:
    """The events of a packet that is well, or the sentences on what is wrong with it."""
    rows = _sound_rows(contents.files.get(EVENTS, b""))
    sign = _sign_in(rows) if rows is not None else None
    if (
        rows is not None
        and not contents.strays
        and not any(faults_of_files(contents.files))
        and not any(signature_faults(sign, contents.files))
    ):
        return Checked(rows, sign, ())
    faults = look_into(contents).faults
    if faults:
        return Checked((), None, faults)
    read = read_events(contents.files.get(EVENTS, b"")).events
    return Checked([row_of(event) for event in read], signature(read), ())


def row_of(event: Event) -> Row:
    """The cells of an event, parents and body in canonical form."""
    return (
        event.event_id, event.station_id, event.seq, event.hlc, event.wall_time, event.kind,
        event.site, event.device, event.person, as_json(list(event.parents)), event.group,
        as_json(event.body), event.actor, event.schema, event.prev_hash, event.hash,
    )  # fmt: skip


def _sound_rows(data: bytes) -> list[Row] | None:
    """A row for each event, all of whose hashes and links are right; None where one may not be."""
    try:
        lines = csv_rows(data)
        if not lines or tuple(lines[0][1]) != COLUMNS:
            return None
        rows = list(_hashed(cells for _, cells in lines[1:]))
    except _UNREADABLE:
        return None
    return rows if len(rows) == len(lines) - 1 and _are_linked(rows) else None


def _hashed(lines: Iterator[list[str]]) -> Iterator[Row]:
    """The events up to the first whose hash is not that of its content."""
    for cells in lines:
        (event_id, station, seq, hlc, wall, kind, site, device, person, parents, group, body,
         actor, schema, prev, said) = cells  # fmt: skip
        if not (_NUMBER.fullmatch(seq) and _NUMBER.fullmatch(schema)):
            return
        number, version = int(seq), int(schema)
        if not _PLAIN_PARENTS.fullmatch(parents):
            parents = _in_order(_a_list(parents))
        body = _in_order(_an_object(body))
        text = (
            f'{{"actor":{_quoted(actor)},"body":{body}'
            f',"device":{_quoted(device) if device else "null"},"event_id":{_quoted(event_id)}'
            f',"group":{_quoted(group)},"hlc":{_quoted(hlc)},"kind":{_quoted(kind)}'
            f',"parents":{parents},"person":{_quoted(person) if person else "null"}'
            f',"prev_hash":{_quoted(prev)},"schema":{version},"seq":{number}'
            f',"site":{_quoted(site)},"station_id":{_quoted(station)},"wall_time":{_quoted(wall)}}}'
        )
        if hashlib.sha256(text.encode()).hexdigest() != said:
            return
        yield (
            event_id, station, number, hlc, wall, kind, site, device or None, person or None,
            parents, group, body, actor, version, prev, said,
        )  # fmt: skip


def _a_list(text: str) -> list[object]:
    found = _decoded(text)
    if not isinstance(found, list):
        raise ValueError("parents is no list")
    return found


def _decoded(text: str) -> Any:
    """The JSON value; ValueError also where blanks are around it, which nobody writes."""
    found, end = _value_in(text)
    if end != len(text):
        raise ValueError("more than JSON")
    return found


def _an_object(text: str) -> dict[str, object]:
    found = _decoded(text)
    if not isinstance(found, dict):
        raise ValueError("body is no object")
    return found


def _are_linked(rows: Sequence[Row]) -> bool:
    """Whether each event follows the one before it; a station's first may be any but a false 1."""
    station, seq, tip = "", 0, GENESIS
    for row in sorted(rows, key=itemgetter(_STATION, _SEQ)):
        number, before = row[_SEQ], row[_PREV]
        if row[_STATION] != station or not seq:
            station, seq, tip = row[_STATION], number - 1, before
            if number <= 1:
                seq, tip = 0, GENESIS
        if number != seq + 1 or before != tip:
            return False
        seq, tip = number, row[_HASH]
    return True


def _sign_in(rows: Sequence[Row]) -> Event | None:
    """The last event by which somebody signed, as ``packet_events.signature`` finds it."""
    last = next((row for row in reversed(rows) if row[_KIND] == Kind.AUDIT_SIGN), None)
    return event_of(last) if last else None


def event_of(row: Row) -> Event:
    """The event of a row."""
    said = dict(zip(COLUMNS, row, strict=True))
    parents, body = json.loads(str(said["parents"])), json.loads(str(said["body"]))
    return Event(**{**said, "parents": tuple(parents), "body": body})
