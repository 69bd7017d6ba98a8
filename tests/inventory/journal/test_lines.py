"""An event as a line, and back: nothing lost, nothing let through that isn't an event."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journal.event import canonical, digest
from inventory.journal.lines import as_line, from_line
from inventory.model import Event, Kind
from tests.builders import Journal

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)  # fmt: skip


def _event(**fields: Any) -> Event:
    event = replace(Journal().write(Kind.ISSUE, person="2001", body={"scan": "NS-101"}), **fields)
    return replace(event, hash=digest(event))


def test_a_line_is_the_hashed_form_and_the_hash_with_it() -> None:
    """So another program finds everything on it that the hash is made of."""
    event = _event()
    fields = json.loads(as_line(event))
    assert fields.pop("hash") == event.hash
    assert json.dumps(fields, sort_keys=True, separators=(",", ":")).encode() == canonical(event)


def test_an_event_comes_back_as_it_was() -> None:
    """From the text, and from the object that was read from it."""
    event = _event(parents=("p", "q"), person=None)
    assert from_line(as_line(event)) == event
    assert from_line(json.loads(as_line(event))) == event


def test_what_this_version_does_not_know_passes_unchanged() -> None:
    """A newer table's kinds and fields go on to those who know them."""
    event = _event(kind="teleport", schema=7, body={"über": ["日本", {"ok": None}], "n": 1.5})
    assert from_line(as_line(event)) == event


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), _JSON))
def test_any_body_comes_back_with_the_same_line(body: dict[str, Any]) -> None:
    """Line feeds, other scripts and separators in texts included: it stays one line."""
    event = _event(body=body)
    line = as_line(event)
    assert "\n" not in line
    assert as_line(from_line(line)) == line
    assert digest(from_line(line)) == event.hash


_FAULTS: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda f: f.pop("seq"), "seq is missing"),
    (lambda f: f.update(colour="red"), "colour is not a field of an event"),
    (lambda f: f.update(seq="1"), "seq is not a number"),
    (lambda f: f.update(seq=True), "seq is not a number"),
    (lambda f: f.update(seq=1.0), "seq is not a number"),
    (lambda f: f.update(seq=0), "seq is not 1 or more"),
    (lambda f: f.update(seq=2**63), "seq is not 1 or more"),
    (lambda f: f.update(schema=0), "schema is not 1 or more"),
    (lambda f: f.update(person=2001), "person is not text or nothing"),
    (lambda f: f.update(site=None), "site is not text"),
    (lambda f: f.update(parents="p"), "parents is not a list"),
    (lambda f: f.update(parents=[1]), "parents is not a list of texts"),
    (lambda f: f.update(body=[]), "body is not an object"),
    (lambda f: f.update(event_id=""), "event_id is empty"),
    (lambda f: f.update(event_id="e"), "event_id is not an id"),
    (lambda f: f.update(device="NS\0"), "device or person has a character that no code has"),
    (lambda f: f.update(station_id=""), "station_id is empty"),
    (lambda f: f.update(hlc="yesterday"), "hlc is not a reading of the clock"),
    (lambda f: f.update(wall_time="2026-11-21T09:00:00"), "wall_time is not a time with its zone"),
    (lambda f: f.update(wall_time="soon"), "wall_time is not a time with its zone"),
    (lambda f: f.update(hash="A" * 64), "hash is not a hash"),
    (lambda f: f.update(prev_hash="0" * 63), "prev_hash is not a hash"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "reason"), _FAULTS, ids=[row[1] for row in _FAULTS])
def test_a_field_that_is_not_as_it_should_be_is_named(
    spoil: Callable[[dict[str, Any]], object], reason: str
) -> None:
    """A screen or a fold can trust in the types of what came from outside."""
    fields = json.loads(as_line(_event()))
    spoil(fields)
    with pytest.raises(ValueError) as refused:
        from_line(fields)
    assert str(refused.value).startswith(reason)
    with pytest.raises(ValueError):
        from_line(json.dumps(fields))


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "7", "null", "[" * 100_000, '{"seq": NaN}', '{"seq": ' + "9" * 9_999 + "}"],
)
def test_what_is_no_object_of_json_is_refused(line: str) -> None:
    """In a few words, and never with another error."""
    with pytest.raises(ValueError) as refused:
        from_line(line)
    assert len(str(refused.value)) < 60
