"""Taking back this table's last action: which kinds it reaches, and what it is called."""

from dataclasses import dataclass
from datetime import datetime

from inventory.model import Draft, Event, Kind
from inventory.rules.phrases import a_list, moment
from inventory.services.office import Office
from inventory.store import actions, events, register
from inventory.store.database import Database
from inventory.verdict import Code, Severity

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
    Kind.RESOLVE,
)
"""What changes something; a note of a scan has nothing to take back."""

_KIND_WORDS: dict[str, str] = {
    Kind.AMEND: "noted",
    Kind.MOVE: "moved",
    Kind.SERVICE: "condition set",
    Kind.ASSIGN: "assigned",
    Kind.RETAG: "sticker added",
    Kind.STUB: "entered by hand",
}


_MOVES: dict[str, str] = {
    Kind.ISSUE: "handed out",
    Kind.RETURN: "taken back",
    Kind.MOVE: "moved",
}
_ASKED = frozenset(code.value for code in Code if code.severity is Severity.ASK)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, by name."""

    subject: str
    say: str
    device: str | None
    person: str | None


def last_action(office: Office) -> list[Event]:
    """What this table's last scan, key or settling wrote that still counts; empty where none is.

    While other programs write to the same file as the same station, as tables over SSH do, it is
    what this one wrote: nobody takes back what another table has just done.
    """
    also = (Kind.EXPLAIN,)
    own = office.groups if others_write(office) else None
    return actions.last_action(office.database, office.station_id, KINDS, also, own)


def others_write(office: Office) -> bool:
    """Whether another program has written for this station since this one opened the file."""
    return actions.wrote_others(office.database, office.station_id, office.groups, office.began)


def moved_on(office: Office, undone: list[Event]) -> str:
    """A sentence where another program has handed out or taken back one of the devices since.

    What it did rests on what would be undone: the person at the other table has the device now.
    """
    for event in undone:
        since = actions.moved_since(office.database, event)
        if since:
            label = _labels(office.database, [since])[0]
            at = moment(since.wall_time, office.clock.now())
            word = _MOVES[since.kind]
            return f"{label} was {word} in another window since, {at}: nothing was undone."
    return ""


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
    what = a_list(_labels(database, undone)) or str(main.body.get("scan", ""))
    plain = _parked_as(main) if main.kind == Kind.PARK else main.kind
    verdict = next((e.body["verdict"] for e in undone if "verdict" in e.body), plain)
    words = {code.value: code.word for code in Code}
    word = words.get(verdict, _KIND_WORDS.get(verdict, str(verdict)))
    who = f", {person.name}" if person else ""
    say = _settling(database, undone)
    if not say:
        at = moment(main.wall_time, now)
        say = f"No longer “{word}”: {what or 'the last entry'}{who}, {at}."
    return Undone(what or (person.name if person else ""), say, label, main.person)


def _parked_as(event: Event) -> str:
    """What it was parked as; of a question that was left, only the waiting is undone."""
    code = str(event.body["code"])
    return Code.PARKED.value if code in _ASKED else code


def _labels(database: Database, undone: list[Event]) -> list[str]:
    """The devices that the action touched, each once, in the order of its events."""
    ids = dict.fromkeys(event.device for event in undone if event.device)
    return [found.label if (found := register.device(database, one)) else one for one in ids]


def _settling(database: Database, undone: list[Event]) -> str:
    """``P-07 waits again: “Sent back” is undone.`` where something was settled, else nothing."""
    resolved = next((event for event in undone if event.kind == Kind.RESOLVE), None)
    if resolved:
        label = a_list(_labels(database, [resolved]))
        return f"{label} is disputed again: “{resolved.body.get('outcome', '')}” is undone."
    settled = next((event for event in undone if event.kind == Kind.SETTLE), None)
    parked = events.by_id(database, str(settled.body.get("parked"))) if settled else None
    if settled is None or parked is None:
        return ""
    outcome = str(settled.body.get("outcome", ""))
    return f"{parked.body.get('claim', '')} waits again: “{outcome}” is undone."
