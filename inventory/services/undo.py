"""Taking back this table's last action: which kinds it reaches, and what it is called."""

from dataclasses import dataclass
from datetime import datetime

from inventory.model import Code, Draft, Event, Kind
from inventory.rules.phrases import moment
from inventory.store import register
from inventory.store.database import Database

KINDS = (
    Kind.ISSUE,
    Kind.RETURN,
    Kind.AMEND,
    Kind.SIGHT,
    Kind.MOVE,
    Kind.SERVICE,
    Kind.ASSIGN,
    Kind.RETAG,
    Kind.STUB,
    Kind.PARK,
    Kind.SETTLE,
)
"""What changes something; a note of a scan has nothing to take back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, by name."""

    subject: str
    say: str
    device: str | None
    person: str | None


def voids(undone: list[Event]) -> tuple[Draft, ...]:
    """One void for each event, the newest first."""
    return tuple(
        Draft(Kind.VOID, device=event.device, person=event.person, body={"voids": event.event_id})
        for event in reversed(undone)
    )


def in_words(database: Database, undone: list[Event], now: datetime) -> Undone:
    """``Undone: handed out NS-104 to Maria González, at 09:12.``"""
    main = next((e for e in reversed(undone) if e.kind in (Kind.ISSUE, Kind.RETURN)), undone[0])
    device = register.device(database, main.device) if main.device else None
    person = register.person(database, main.person) if main.person else None
    label = device.label if device else main.device
    what = label or str(main.body.get("scan", ""))
    plain = main.body["code"] if main.kind == Kind.PARK else main.kind
    verdict = next((e.body["verdict"] for e in undone if "verdict" in e.body), plain)
    words = {code.value: code.word for code in Code}
    word = words.get(verdict, str(verdict))
    who = f", {person.name}" if person else ""
    say = f"No longer “{word}”: {what or 'the last entry'}{who}, {moment(main.wall_time, now)}."
    return Undone(what or (person.name if person else ""), say, label, main.person)
