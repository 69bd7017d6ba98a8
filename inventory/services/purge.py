"""The purge at the end of the year: who left goes out of the database, with all that names them.

What happened stays, with the district's bare numbers; names and what was typed of people go.
"""

import json
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from inventory.audit import AuditState
from inventory.errors import ChampionError, StoreRefused
from inventory.model import Person
from inventory.rules.duties import Duty
from inventory.rules.names import called
from inventory.rules.phrases import a_list
from inventory.services import operators, purge_copy, tables, terms
from inventory.services.backups import back_up_by_itself
from inventory.services.office import Clock, Office
from inventory.services.purge_copy import Done, Task
from inventory.store import audits, backup, events, purging, register
from inventory.store.publishing import publish
from inventory.store.seeding import write_private
from inventory.text import safe

NAMED = "named to be kept"

Step = Callable[[str], None]


def nobody_hears(_: str) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who left long enough ago and stays all the same."""

    person_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom a purge would take out."""

    before: str
    """ISO date: who left before it."""
    people: tuple[str, ...]
    """Their numbers."""
    kept: tuple[Kept, ...]
    laptops: tuple[str, ...]
    """Tables that have delivered: each has a copy of its own, with names."""


@dataclass(slots=True)
class Begun:
    """A purge of which the database is done, and its files are not yet."""

    before: str
    by: str
    at: str
    people: int
    kept: int
    head: str
    """The head of the journal before."""
    event: str = ""
    """The purge in the journal; without it the database was not replaced."""
    backup: str = ""
    """The backup from before it, the only place in which the names are still known."""
    events: int = 0
    places: int = 0
    shared: int = 0
    """People of whom no name could be looked for, as it also means something that stays."""
    laptops: list[str] = field(default_factory=list)
    deleted: int = 0
    unreached: list[str] = field(default_factory=list)
    """Folders of backups that were not there."""
    searched: int = -1
    """How many files were looked through; -1 before that."""
    found: list[str] = field(default_factory=list)
    """The names of files in which a name was found."""


def plan(office: Office, before: str, keep: Collection[str] = ()) -> Plan:
    """Whom a purge of everybody who left before an ISO date would take out, and who stays and why.

    Raises ChampionError where there can't be one now, NotAllowed where a helper asks.
    """
    office.refuse_helper(Duty.PURGE)
    try:
        date.fromisoformat(before)
    except ValueError:
        raise ChampionError(f"“{safe(before)}” is no date.", "Write it as 2027-06-30.") from None
    if before > office.clock.now().date().isoformat():
        raise ChampionError(
            f"{before} has not come yet: who leaves until then still needs to be known.",
            "Name today, or a day before.",
        )
    if unknown := sorted(one for one in keep if register.person(office.database, one) is None):
        raise ChampionError(
            f"Nobody here has the number {safe(unknown[0])}, so it can't be kept.",
            "Compare it with the roster: champion find NAME.",
        )
    _refuse_busy(office)
    going = purging.who_may_go(office.database, before)
    why = _Why(office, keep)
    kept = [Kept(one.person_id, one.name, said) for one in going if (said := why.kept(one))]
    stays = {one.person_id for one in kept}
    return Plan(
        before,
        tuple(one.person_id for one in going if one.person_id not in stays),
        tuple(kept),
        tuple(_laptops(office)),
    )


class _Why:
    """Why somebody has to stay."""

    def __init__(self, office: Office, keep: Collection[str]) -> None:
        self._keep = frozenset(keep)
        self._ties = purging.ties(office.database)
        self._working = {one.name.casefold() for one in operators.everybody(office)}
        self._working.add(office.operator.name.casefold())
        self._serving = {one.term.name.casefold() for one in terms.terms(office) if one.is_on}

    def kept(self, person: Person) -> str:
        """In a few words; empty where nothing ties them to the school."""
        known_as = called(person)
        if person.person_id in self._keep:
            return NAMED
        if not known_as.isdisjoint(self._ties.holding):
            return "still has a device"
        if not known_as.isdisjoint(self._ties.parked):
            return "something is parked for them in the Inbox"
        if not known_as.isdisjoint(self._ties.disputed):
            return "tables disagree about a device that they had"
        if not known_as.isdisjoint(self._ties.seen_with):
            return "was seen with a device that is recorded with somebody else"
        if person.name.casefold() in self._working:
            return "works at the table"
        if person.name.casefold() in self._serving:
            return "serves the school"
        return ""


def _refuse_busy(office: Office) -> None:
    """Refuse while others may still bring what names somebody, or an audit needs the names."""
    if office.database.path is None:
        raise ChampionError("A database in memory is gone when it is closed anyway.")
    purge_copy.refuse_rehearsed(office.database.path)
    if office.is_table:
        raise ChampionError(
            "This laptop is a table; people are purged on the champion's laptop.",
            "There: champion purge. Then delete this laptop's database, or open a new seed on it.",
        )
    for audit in audits.all_audits(office.database):
        if audit.state not in (AuditState.SUBMITTED, AuditState.ANSWERED):
            raise ChampionError(
                f"The audit {audit.audit_id} is not sent yet, and its lines need the names.",
                "Sign it and write its packet first: champion audit sign, champion audit submit.",
            )
    waited = [one.name for one in tables.tables(office) if one.is_waited_for]
    if waited:
        raise ChampionError(
            f"Nothing has come in yet of {a_list(waited)}.",
            "Share with it, or take it off the list: champion table remove NAME.",
        )
    if missing := tables.gap_sentences(office):
        raise ChampionError(
            f"Something recorded elsewhere is still missing: {missing[0]}.",
            "Share with that laptop first: what it brings later could name people again.",
        )


def _laptops(office: Office) -> list[str]:
    return [one.name or one.station[-4:] for one in tables.tables(office) if not one.is_own]


def unfinished(office: Office) -> Begun | None:
    """A purge that was stopped when the database was done, and files with names were not."""
    path = office.database.path
    if path is None or not _record(path).exists():
        return None
    begun = Begun(**json.loads(_record(path).read_text("utf-8")))
    return begun if events.by_id(office.database, begun.event) else None


def remember(path: Path, begun: Begun) -> None:
    """Write down beside the database how far it is; no name stands in it."""
    unfinished = _record(path).with_name(f"{_record(path).name}.new")
    unfinished.unlink(missing_ok=True)
    write_private(unfinished, json.dumps(asdict(begun)).encode())
    publish(unfinished, _record(path))


def forget(path: Path) -> None:
    """All is done."""
    _record(path).unlink(missing_ok=True)


def _record(path: Path) -> Path:
    return path.with_name(f".{path.name}.purge")


def take_out(path: Path, clock: Clock, wanted: Plan, step: Step = nobody_hears) -> Begun:
    """Take the people of a plan out of the database, in one rename: before it nothing is done.

    A verified backup is written first. Raises StoreRefused or ChampionError, and all is as it was.
    """
    with closing(Office.open(path, clock)) as office:
        named = [one.person_id for one in wanted.kept if one.why == NAMED]
        if plan(office, wanted.before, named) != wanted:
            raise ChampionError(
                "Something was recorded since the list of people was shown.", "Look at it again."
            )
        step("A backup from before")
        begun = _begin(office, wanted)
        task = Task(
            before=wanted.before,
            people=wanted.people,
            by=begun.by,
            at=begun.at,
            head=begun.head,
            site=office.policy.site,
            stays=stays(office),
            last=purging.counted(office.database),
        )

    def ready(done: Done) -> None:
        begun.event, begun.events = done.event_id, done.events
        begun.places, begun.shared = done.places, done.shared
        remember(path, begun)

    purge_copy.replace_by_purged(path, clock, task, ready, step)
    return begun


def _begin(office: Office, wanted: Plan) -> Begun:
    """Write the backup from before, and what the certificate will say."""
    copy = back_up_by_itself(office)
    if copy is None:
        raise StoreRefused("No backup could be written, so nobody was purged.")
    return Begun(
        before=wanted.before,
        by=office.operator.name,
        at=office.clock.now().isoformat(timespec="milliseconds"),
        people=len(wanted.people),
        kept=len(wanted.kept),
        head=backup.head(office.database),
        backup=copy.path.name,
        laptops=list(wanted.laptops),
    )


def stays(office: Office) -> tuple[str, ...]:
    """What is set here: it stays, even where somebody has a name like it."""
    return (office.school, *office.settings().values())
