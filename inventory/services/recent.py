"""The last verdicts, read from the journal, and whether one of them is still the last word."""

from inventory.model import Event, Kind
from inventory.services import undo
from inventory.services.office import Office
from inventory.store import events, parked, register
from inventory.verdict import Code, Verdict

_HANDED_OUT = {Code.ISSUED.value, Code.SWAPPED.value}


def verdicts(office: Office, count: int, after: int = 0, until: int | None = None) -> list[Verdict]:
    """The last verdicts as the journal has them, newest first; without their sentences.

    Only those ``after`` a position of the journal, ``until`` another one.
    """
    found = events.latest_verdicts(office.database, count, after, until)
    return [_as_verdict(office, event) for event in found]


def last_position(office: Office) -> int:
    """The position of the last event in the journal."""
    return events.last_position(office.database)


def is_past(office: Office, verdict: Verdict, position: int) -> bool:
    """Whether a verdict, given at this position, is not the last word on its device or person.

    One that was parked is past once its claim is settled or undone.
    """
    if verdict.claim:
        waiting = parked.by_claim(office.database, verdict.claim)
        return waiting is None or waiting.settled_by is not None
    event = events.by_id(office.database, verdict.event) if verdict.event else None
    return event is not None and events.is_followed(office.database, event, position)


def _as_verdict(office: Office, event: Event) -> Verdict:
    if event.body.get("verdict") == Code.UNDONE.value:
        return _as_undone(office, event)
    about = _about(office, event)
    someone = register.person(office.database, about.person) if about.person else None
    thing = register.device(office.database, about.device) if about.device else None
    known = {code.value: code for code in Code}
    return Verdict(
        scan=str(event.body.get("scan") or ""),
        code=known.get(str(event.body.get("verdict")), Code.CONFIRMED),
        say="",
        subject=thing.label if thing else "",
        device=thing.label if thing else None,
        person=about.person,
        event=event.event_id,
        claim=event.body.get("claim"),
        at=event.wall_time,
        name=someone.name if someone else "",
        homeroom=someone.homeroom if someone else "",
    )


def _as_undone(office: Office, event: Event) -> Verdict:
    """What was undone, named as it was at once: of a whole layout no student and no device."""
    undone = events.undone_by(office.database, event.group)
    named = undo.in_words(office.database, undone, office.clock.now()) if undone else None
    whose = named.person if named else None
    someone = register.person(office.database, whose) if whose else None
    return Verdict(
        scan=str(event.body.get("scan") or ""),
        code=Code.UNDONE,
        say="",
        subject=named.subject if named else "",
        device=named.device if named else None,
        person=whose,
        event=event.event_id,
        at=event.wall_time,
        name=someone.name if someone else "",
        homeroom=someone.homeroom if someone else "",
    )


def _about(office: Office, event: Event) -> Event:
    """A hand-out that took something back first is said of what was handed out, and to whom."""
    if event.body.get("verdict") in _HANDED_OUT and event.kind is not Kind.ISSUE:
        return events.issue_of(office.database, event.group) or event
    return event
