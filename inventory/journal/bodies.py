"""What an event says in its body: whether it is of the types that readers count on.

Only kinds and fields that this version reads are judged; all else is kept and passed on.
"""

from collections.abc import Callable, Mapping

from inventory.journal.event import SCHEMA
from inventory.model import CustodyState, Event, Kind

_KNOWN = frozenset(kind.value for kind in Kind)

_TEXTS = (
    "about", "amends", "at_place", "attested_by", "audit", "bag", "cause", "claim", "code",
    "code_read", "conflict", "find", "for_it", "from", "grade", "in_hands_of", "loan", "mode",
    "note", "on", "other", "outcome", "parked", "place", "received_from", "reference", "register",
    "result", "role", "scan", "serves", "service", "state", "table", "text", "to", "verdict",
    "voids", "was",
)  # fmt: skip
_LISTS = ("before", "instead_of", "never_received", "parts")
_NEVER_NOTHING: Mapping[str, tuple[str, ...]] = {
    Kind.PARK: ("claim", "code", "mode", "scan"),
    Kind.RETAG: ("code",),
    Kind.VOID: ("voids",),
}
"""What may be left out, but where it is given it is text."""


def misfit(event: Event) -> str:
    """Why nobody could follow the event, in a few words; empty where all is as it should be.

    Kinds of later versions, and events of a later format, are not judged.
    """
    if event.kind not in _KNOWN or event.schema > SCHEMA:
        return ""
    for name, value in event.body.items():
        if (expected := _EXPECTED.get(name)) and not expected[0](value):
            return f"“{name}” is not {expected[1]}"
    for name in _NEVER_NOTHING.get(event.kind, ()):
        if event.body.get(name, "") is None:
            return f"“{name}” is not text"
    return _unheld(event)


def _unheld(event: Event) -> str:
    """What is lacking of who has the device."""
    if "" in (event.device, event.person):
        return "its device or person is empty"
    if event.kind == Kind.ISSUE:
        if event.device is None:
            return "it hands out no device"
        if event.person is None and not event.body.get("place"):
            return "it hands out to no person and to no place"
    if event.kind == Kind.MOVE and event.body.get("state") == CustodyState.WITH_PERSON:
        return "a move does not hand out"
    return ""


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_yes_or_no(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value)


def _is_map_of_text(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


_EXPECTED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    **dict.fromkeys(_TEXTS, (_is_text, "text")),
    **dict.fromkeys(_LISTS, (_is_list_of_text, "a list of texts")),
    "inspected": (_is_yes_or_no, "yes or no"),
    "override": (_is_list_of_objects, "a list of objects"),
    "accessories": (_is_map_of_text, "an object of texts"),
}
