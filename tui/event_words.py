"""An event of the journal as one line that a person can read."""

from collections.abc import Mapping
from typing import Any

from inventory.model import Event, Grade, Kind

_WORDS: Mapping[str, str] = {
    Kind.ISSUE: "handed out",
    Kind.RETURN: "taken back",
    Kind.AMEND: "noted",
    Kind.SIGHT: "seen",
    Kind.MOVE: "moved",
    Kind.SERVICE: "condition",
    Kind.ASSIGN: "assigned",
    Kind.RETAG: "sticker added",
    Kind.STUB: "entered by hand",
    Kind.PARK: "parked",
    Kind.SETTLE: "settled",
    Kind.NOTE: "scanned",
    Kind.VOID: "undone",
}


def word_of(event: Event) -> str:
    """What kind of thing happened, in one or two words."""
    return _WORDS.get(event.kind, event.kind)


def when_of(event: Event) -> str:
    """``2026-11-21 09:12``, as the wall clock at the table had it."""
    return event.wall_time[:16].replace("T", " ")


def details_of(event: Event) -> str:
    """What else the event says: place, condition, accessories, reason, claim, note."""
    body = event.body
    said = [
        _place(event),
        _grade(body),
        _accessories(body),
        _plain(body, "received_from", "brought by {}"),
        _plain(body, "service", "now {}"),
        _plain(body, "cause", "cause: {}"),
        ", ".join(map(str, body.get("parts", []))),
        _plain(body, "claim", "{}"),
        _plain(body, "outcome", "{}"),
        _reason(body),
        _plain(body, "note", "“{}”"),
    ]
    return " · ".join(part for part in said if part)


def _plain(body: Mapping[str, Any], key: str, form: str) -> str:
    value = body.get(key)
    return (
        form.format(str(value).lower().replace("_", " ") if key == "service" else value)
        if value
        else ""
    )


def _place(event: Event) -> str:
    place = event.body.get("place") or event.body.get("at_place")
    return f"{'to' if event.kind in (Kind.ISSUE, Kind.MOVE) else 'in'} {place}" if place else ""


def _grade(body: Mapping[str, Any]) -> str:
    grade = body.get("grade")
    return f"condition {grade}, {Grade(grade).words}" if grade in list(Grade) else ""


def _accessories(body: Mapping[str, Any]) -> str:
    accessories = body.get("accessories")
    if not isinstance(accessories, dict):
        return ""
    return ", ".join(f"{name} {result}" for name, result in accessories.items())


def _reason(body: Mapping[str, Any]) -> str:
    overrides = body.get("override")
    if not isinstance(overrides, list):
        return ""
    return "; ".join(f"all the same: {one.get('reason', '')}" for one in overrides)
