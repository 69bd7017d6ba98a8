"""An event of the journal as one line that a person can read."""

from collections.abc import Mapping
from typing import Any

from inventory.counts import Find, Result
from inventory.model import Event, Grade, Kind
from inventory.rules import dispositions
from inventory.rules.custody import is_correction
from inventory.verdict import Code

_WORDS: Mapping[str, str] = {
    Kind.ISSUE: "handed out",
    Kind.RETURN: "taken back",
    Kind.AMEND: "noted",
    Kind.SIGHT: "seen",
    Kind.MOVE: "moved",
    Kind.SERVICE: "condition",
    Kind.ASSIGN: "laid out",
    Kind.RETAG: "sticker added",
    Kind.STUB: "entered by hand",
    Kind.PARK: "parked",
    Kind.SETTLE: "settled",
    Kind.RESOLVE: "dispute settled",
    Kind.NOTE: "scanned",
    Kind.VOID: "undone",
    Kind.AUDIT_OPEN: "audit opened",
    Kind.AUDIT_LOCK: "audit locked",
    Kind.AUDIT_REOPEN: "audit reopened",
    Kind.EXPLAIN: "explained",
    Kind.AUDIT_SIGN: "audit signed",
    Kind.AUDIT_SUBMIT: "packet written",
    Kind.AUDIT_ANSWER: "answer read",
    Kind.PURGE: "people purged",
}
OUTCOME_WORDS: Mapping[str, str] = {
    **{one: Code[one.name].word for one in (*Result, *Find) if one.name in Code.__members__},
    Result.ACCOUNTED: "accounted for",
    Result.MISSING: "missing",
}
"""What an audit's line or find came to, in the words of the verdict on its scan."""


def word_of(event: Event) -> str:
    """What kind of thing happened, in one or two words."""
    if event.kind == Kind.NOTE and "export" in event.body:
        return "file written"
    if event.kind == Kind.NOTE and "taken_as_is" in event.body:
        return "lists taken as they are"
    if event.kind == Kind.NOTE and "for_it" in event.body:
        return "note for IT"
    if event.kind == Kind.AMEND and event.body.get("inspected"):
        return "checked"
    if event.kind == Kind.ASSIGN and not event.person:
        return "no longer laid out"
    if is_correction(event):
        return "corrected from" if event.kind == Kind.RETURN else "corrected to"
    return _WORDS.get(event.kind, event.kind)


def when_of(event: Event) -> str:
    """``2026-11-21 09:12``, as the wall clock at the table had it."""
    return event.wall_time[:16].replace("T", " ")


def details_of(event: Event) -> str:
    """What else the event says: place, outcome, condition, accessories, reason, claim, note."""
    body = event.body
    said = [
        _place(event),
        _outcome(event),
        _plain(body, "attested_by", "by {}"),
        _grade(body),
        _accessories(body),
        _plain(body, "received_from", "was with {}" if is_correction(event) else "brought by {}"),
        _plain(body, "bag", "bag {}"),
        _plain(body, "service", "now {}"),
        _plain(body, "cause", "cause: {}"),
        ", ".join(map(str, _list(body, "parts"))),
        _plain(body, "claim", "{}"),
        _plain(body, "outcome", "{}"),
        _reason(body),
        _explanation(event),
        _signature(event),
        _plain(body, "audit", "audit {}"),
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
    overrides = (one for one in _list(body, "override") if isinstance(one, dict))
    return "; ".join(f"all the same: {one.get('reason') or ''}" for one in overrides)


def _list(body: Mapping[str, Any], key: str) -> list[Any]:
    """What is listed there; nothing where a later version wrote something else."""
    found = body.get(key)
    return list(found) if isinstance(found, list | tuple) else []


def _outcome(event: Event) -> str:
    """What an audit made of a sighting, and in whose hands it was if not those on record."""
    body = event.body
    words = OUTCOME_WORDS.get(str(body.get("find") or body.get("result")), "")
    hands = body.get("in_hands_of")
    if hands and event.kind == Kind.SIGHT and hands != event.person:
        return f"{words or 'seen'}, in the hands of {hands}"
    return words


def _explanation(event: Event) -> str:
    """The note; of an explanation the whole of it, and for how many things it was given."""
    body = event.body
    if event.kind != Kind.EXPLAIN:
        return _plain(body, "note", "“{}”") or _plain(body, "reason", "“{}”")
    said = (str(body.get(key) or "") for key in ("disposition", "detail", "note"))
    subjects = body.get("subjects")
    times = len(subjects) if isinstance(subjects, list) else 1
    return f"{dispositions.in_words(*said)}{f', {times} times' if times > 1 else ''}"


def _signature(event: Event) -> str:
    if event.kind != Kind.AUDIT_SIGN:
        return ""
    return ", ".join(str(event.body[key]) for key in ("name", "role") if event.body.get(key))
