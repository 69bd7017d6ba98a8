"""Bodies: what no reader could follow is named; what this version doesn't know is let through."""

from dataclasses import replace
from typing import Any

import pytest

from inventory.journal.bodies import misfit
from inventory.journal.event import SCHEMA
from inventory.model import Event, Kind
from tests.builders import Journal

_NOT_TEXT: tuple[Any, ...] = (5, 1.5, True, [], ["x"], {}, {"a": "b"}, 10**30)


def _event(
    kind: Kind, body: dict[str, Any], device: str | None = "NS-101", person: str | None = "2001"
) -> Event:
    return Journal().write(kind, device, person, body)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.ISSUE, "place"), (Kind.ISSUE, "verdict"), (Kind.ISSUE, "audit"),
        (Kind.RETURN, "received_from"), (Kind.RETURN, "grade"), (Kind.RETURN, "place"),
        (Kind.AMEND, "amends"), (Kind.AMEND, "note"), (Kind.SIGHT, "at_place"),
        (Kind.SIGHT, "mode"), (Kind.MOVE, "state"), (Kind.SERVICE, "service"),
        (Kind.SERVICE, "was"),
        (Kind.SERVICE, "reference"), (Kind.RETAG, "code"), (Kind.PARK, "claim"),
        (Kind.PARK, "scan"), (Kind.SETTLE, "parked"), (Kind.SETTLE, "outcome"),
        (Kind.VOID, "voids"), (Kind.RESOLVE, "loan"), (Kind.RESOLVE, "conflict"),
        (Kind.NOTE, "table"), (Kind.NOTE, "attested_by"), (Kind.EXPLAIN, "audit"),
    ],
)  # fmt: skip
def test_what_is_read_as_text_is_text(kind: Kind, name: str) -> None:
    """And the reason names it."""
    assert misfit(_event(kind, {name: "x"})) == ""
    for value in _NOT_TEXT:
        assert misfit(_event(kind, {name: value})) == f"“{name}” is not text"


@pytest.mark.parametrize("name", ["instead_of", "never_received", "parts", "before"])
def test_a_list_of_texts_is_nothing_else(name: str) -> None:
    """Not one text, whose letters would be taken for them."""
    assert misfit(_event(Kind.RESOLVE, {name: ["a", "b"]})) == ""
    for value in (None, 5, "abc", [1], [["a"]], {"a": "b"}):
        assert misfit(_event(Kind.RESOLVE, {name: value})) == f"“{name}” is not a list of texts"


def test_accessories_are_texts_by_text() -> None:
    """Which, and how it came back."""
    assert misfit(_event(Kind.RETURN, {"accessories": {"charger": "returned"}})) == ""
    for value in (None, 5, "charger", ["charger"], {"charger": 1}, {"charger": ["returned"]}):
        found = misfit(_event(Kind.RETURN, {"accessories": value}))
        assert found == "“accessories” is not an object of texts"


def test_overrides_are_objects() -> None:
    """One for each stop that was overridden."""
    assert misfit(_event(Kind.ISSUE, {"override": [{"code": "has_one"}]})) == ""
    for value in (None, "yes", ["yes"], {"code": "x"}):
        found = misfit(_event(Kind.ISSUE, {"override": value}))
        assert found == "“override” is not a list of objects"


@pytest.mark.parametrize("name", ["claim", "code", "scan", "mode"])
def test_a_parked_scan_says_nothing_or_text(name: str) -> None:
    """Left out is empty; nothing instead of text is a mistake."""
    assert misfit(_event(Kind.PARK, {"code": "stray"})) == ""
    assert misfit(_event(Kind.PARK, {name: None})) == f"“{name}” is not text"


def test_an_undoing_names_what_it_undoes() -> None:
    """Nothing can't be undone."""
    assert misfit(_event(Kind.VOID, {"voids": None})) == "“voids” is not text"


@pytest.mark.parametrize(
    ("kind", "device", "person", "body", "reason"),
    [
        (Kind.ISSUE, "NS-101", None, {}, "it hands out to no person and to no place"),
        (Kind.ISSUE, "NS-101", None, {"place": ""}, "it hands out to no person and to no place"),
        (Kind.ISSUE, "NS-101", None, {"place": "Cart 1"}, ""),
        (Kind.ISSUE, "NS-101", "", {"place": "Cart 1"}, "its device or person is empty"),
        (Kind.ISSUE, None, "2001", {}, "it hands out no device"),
        (Kind.RESOLVE, "NS-101", "", {"state": "IN_STOCK"}, "its device or person is empty"),
        (Kind.SIGHT, "", None, {}, "its device or person is empty"),
        (Kind.MOVE, "NS-101", None, {"state": "WITH_PERSON"}, "a move does not hand out"),
        (Kind.MOVE, "NS-101", None, {"state": "WITH_DISTRICT"}, ""),
    ],
)  # fmt: skip
def test_a_device_goes_to_somebody_or_somewhere(
    kind: Kind, device: str | None, person: str | None, body: dict[str, Any], reason: str
) -> None:
    """What has neither would fit no record."""
    assert misfit(_event(kind, body, device, person)) == reason


def test_what_a_later_version_writes_is_not_judged() -> None:
    """Kinds, fields and formats that nobody here reads."""
    odd = _event(Kind.PARK, {"scan": None})
    assert misfit(odd)
    assert misfit(replace(odd, kind="lend")) == ""
    assert misfit(replace(odd, schema=SCHEMA + 1)) == ""
    assert misfit(_event(Kind.RETURN, {"weight_g": 1400, "photos": [{"n": 1}]})) == ""
