"""Taking back this table's last action: which kinds it reaches, and what it is called."""

from dataclasses import dataclass
from datetime import datetime

from inventory.errors import ChampionError
from inventory.model import Draft, Event, Kind
from inventory.rules.custody import is_correction
from inventory.rules.phrases import a_list, count, moment
from inventory.services.office import Office
from inventory.store import actions, events, imports, register
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
    Kind.ASSIGN: "laid out",
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


def out_of_reach(office: Office) -> ChampionError | None:
    """What was done after the last action that undo takes back, and can't be taken back by it.

    Who asks for an undo then may not mean that action.
    """
    undone = last_action(office)
    if not undone:
        return None
    noted = actions.noted_since(office.database, undone[-1])
    imported = imports.newest_at(office.database)
    if noted and "for_it" in noted.body:
        what, other = "a note for IT", "champion note withdraw NUMBER takes it back"
    elif noted:
        what, other = "a term", "champion term remove NAME takes it back"
    elif imported and _instant(imported) > _instant(undone[-1].wall_time):
        what, other = "an import", "importing the right list puts it right"
    else:
        return None
    words = in_words(office.database, undone, office.clock.now())
    before = f" ({words.subject})" if words.subject else ""
    return ChampionError(
        f"The last thing done here was {what}, which no undo takes back: {other}.",
        f"champion undo --yes undoes what was before it{before}.",
    )


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
    whose, which = _one_person(main, undone), _one_device(main, undone)
    person = register.person(database, whose) if whose else None
    label = device.label if device else main.device
    what = _what(database, undone) or str(main.body.get("scan", ""))
    plain = _parked_as(main) if main.kind == Kind.PARK else main.kind
    verdict = next((e.body["verdict"] for e in undone if "verdict" in e.body), plain)
    words = {code.value: code.word for code in Code}
    word = words.get(verdict, _KIND_WORDS.get(verdict, str(verdict)))
    who = f", {person.name}" if person and len(_devices(undone)) <= _MOST_NAMED else ""
    say = _settling(database, undone)
    if not say:
        at = moment(main.wall_time, now)
        say = f"{_no_longer(main, undone, word)}: {what or 'the last entry'}{who}, {at}."
    return Undone(what or (person.name if person else ""), say, label if which else None, whose)


def _no_longer(main: Event, undone: list[Event], word: str) -> str:
    """What is so again, or is so no longer; of what waited in the Inbox, that it waits no more."""
    if main.kind == Kind.PARK:
        return f"{main.body.get('claim', 'It')} taken out of the Inbox"
    if all(event.kind == Kind.ASSIGN and not event.person for event in undone):
        return "Laid out again"
    return f"No longer “{word}”"


def _one_person(main: Event, undone: list[Event]) -> str | None:
    """Whom the action was about; of a layout, or a swap that was corrected, that is nobody."""
    people = {event.person for event in undone if event.kind == main.kind}
    return main.person if len(people) == 1 else None


def _one_device(main: Event, undone: list[Event]) -> bool:
    """Whether the device of the event that is told stands for the action."""
    laid_out = {event.device for event in undone if event.kind == main.kind == Kind.ASSIGN}
    return len(laid_out) <= 1


_MOST_NAMED = 4
"""Devices of an action that are told by name: 80 columns have no room for more."""


def _what(database: Database, undone: list[Event]) -> str:
    """The devices by name; those that were only laid out anew beside a hand-out are left out."""
    if len(_devices(undone)) > _MOST_NAMED:
        return count(len(_devices(undone)), "device")
    moved = [event for event in undone if event.kind != Kind.ASSIGN]
    return a_list(_labels(database, moved or undone))


def _devices(undone: list[Event]) -> set[str]:
    return {event.device for event in undone if event.device}


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
    if corrected := [event for event in undone if is_correction(event)]:
        return f"{a_list(_labels(database, corrected))}: the correction is undone."
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


def _instant(at: str) -> datetime:
    """The second of a wall time: not all of them are written with parts of one."""
    return datetime.fromisoformat(at).replace(microsecond=0)
