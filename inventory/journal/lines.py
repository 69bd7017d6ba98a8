"""An event as one line of JSON, and back: what bundles, the hub and the district pass on."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inventory.journal.event import as_json, fields_but_hash
from inventory.model import Event

_TYPES: Mapping[str, tuple[type, ...]] = {
    "event_id": (str,),
    "station_id": (str,),
    "seq": (int,),
    "hlc": (str,),
    "wall_time": (str,),
    "kind": (str,),
    "site": (str,),
    "device": (str, type(None)),
    "person": (str, type(None)),
    "parents": (list,),
    "group": (str,),
    "body": (dict,),
    "actor": (str,),
    "schema": (int,),
    "prev_hash": (str,),
    "hash": (str,),
}
_WORDS = {str: "text", int: "a number", list: "a list", dict: "an object", type(None): "nothing"}
_NEVER_EMPTY = ("event_id", "station_id", "kind")
_LARGEST = 2**63 - 1
"""The largest number that a database column takes."""

_HLC = re.compile(r"[0-9]{13}\.[0-9]{5}")
_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def as_line(event: Event) -> str:
    """The event with all its fields as JSON on one line, keys sorted, no spaces, no line feed.

    It is the form that is hashed, and the hash with it.
    """
    return as_json(fields_of(event))


def fields_of(event: Event) -> dict[str, Any]:
    """The event's fields by their names, as JSON knows them."""
    return {**fields_but_hash(event), "hash": event.hash}


def from_line(line: str | Mapping[str, Any]) -> Event:
    """The event of a line, or of the object that was read from one.

    Kinds and fields of a body that this version doesn't know are kept. Raises ValueError with a
    short reason where a field is missing, unknown, or not of its type. Whether the hash is right
    is not looked at here.
    """
    fields = as_object(line) if isinstance(line, str) else line
    if reason := _fault(fields):
        raise ValueError(reason)
    return Event(**{**fields, "parents": tuple(fields["parents"]), "body": dict(fields["body"])})


def as_object(line: str) -> dict[str, Any]:
    """The JSON object on a line. Raises ValueError with a short reason where there is none."""
    try:
        found = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON as Champion writes it") from error
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    return found


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _fault(fields: Mapping[str, Any]) -> str:
    """What is wrong with the fields of an event, or nothing."""
    if fields.keys() != _TYPES.keys():
        return _stray(fields)
    for name, types in _TYPES.items():
        if type(fields[name]) not in types:
            return f"{name} is not {' or '.join(_WORDS[one] for one in types)}"
    if any(type(parent) is not str for parent in fields["parents"]):
        return "parents is not a list of texts"
    return _odd_value(fields)


def _stray(fields: Mapping[str, Any]) -> str:
    missing = [name for name in _TYPES if name not in fields]
    if missing:
        return f"{missing[0]} is missing"
    unknown = sorted(str(name) for name in fields if name not in _TYPES)
    return f"{unknown[0][:40]} is not a field of an event"


def _odd_value(fields: Mapping[str, Any]) -> str:
    for name in _NEVER_EMPTY:
        if not fields[name]:
            return f"{name} is empty"
    if not _ID.fullmatch(fields["event_id"]):
        return "event_id is not an id"
    if "\0" in f"{fields['device']}{fields['person']}":
        return "device or person has a character that no code has"
    if not 1 <= fields["seq"] <= _LARGEST:
        return "seq is not 1 or more"
    if not 1 <= fields["schema"] <= _LARGEST:
        return "schema is not 1 or more"
    if not _HLC.fullmatch(fields["hlc"]):
        return "hlc is not a reading of the clock"
    if not _HASH.fullmatch(fields["prev_hash"]):
        return "prev_hash is not a hash"
    if not _HASH.fullmatch(fields["hash"]):
        return "hash is not a hash"
    return "" if _is_time(fields["wall_time"]) else "wall_time is not a time with its zone"


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
