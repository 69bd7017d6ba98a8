"""Keeping the database well: checks, rebuilding, the search index."""

from dataclasses import dataclass
from time import sleep

from inventory.model import Draft, Kind
from inventory.rules.duties import Duty
from inventory.rules.phrases import a_list
from inventory.services.office import Office
from inventory.store import backup, events, leftovers, projections, search, tallies

GIVE_WAY = 0.012
"""Seconds between two pieces of the search index in which anybody else may write."""

_REBUILD = "champion check --rebuild"
"""What a finding says that rebuilding mends."""

_SEARCH = "The search was not sound; it was worked out anew and is right now."
_REBUILT = "What was shown was not what the journal says; it was worked out anew and is right now."


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found; no findings is well."""

    findings: tuple[str, ...]
    head: str
    events: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check(office: Office) -> Health:
    """Integrity of the file, references, hash chain, and whether replaying gives what is shown."""
    findings = tuple(backup.faults(office.database))
    if findings:
        return Health(findings, "", 0)
    return Health((), backup.head(office.database), events.count(office.database))


def sweep(office: Office) -> None:
    """Remove what programs that were killed left beside the database."""
    if office.database.path is not None:
        leftovers.sweep(office.database.path)


def rebuild(office: Office) -> bool:
    """Drop what follows from the journal and work it out again; whether it came out the same.

    The search index is made anew where it is not sound. The lists are taken as they are; where
    another program wrote into them, the journal names those that were. Raises NotAllowed where
    there are such and a helper asks.
    """
    if taken := tallies.changed(office.database.conn):
        office.refuse_helper(Duty.RESTORE)
    before = projections.digest(office.database)
    group = office.new_id()
    with office.database.immediate():
        projections.rebuild(office.database)
        if next(search.faults(office.database), ""):
            search.begin_anew(office.database)
        if taken:
            office.record([Draft(Kind.NOTE, body={"taken_as_is": taken})], group)
        tallies.count_all(office.database.conn)
    index_all(office)
    return projections.digest(office.database) == before


def check_rebuilt(office: Office) -> Health:
    """Check, and where nothing else stands against it, work out anew what follows and compare.

    That it did not come out the same is a finding, once: it is right afterwards. So is it that
    lists were taken as they are. Raises NotAllowed as ``rebuild`` does.
    """
    before = check(office)
    if any(_REBUILD not in finding for finding in before.findings):
        return before
    taken = tallies.changed(office.database.conn)
    same = rebuild(office)
    after = check(office)
    said = [] if same else [_REBUILT]
    said += [_taken(taken)] if taken else []
    if same and not taken and not before.ok:
        said = [_SEARCH]
    return Health((*after.findings, *said), after.head, after.events)


def _taken(lists: list[str]) -> str:
    named = a_list([one[0].lower() + one[1:] for one in lists])
    return f"Taken as it is now, though Champion had not left it so, and written down: {named}."


def index_some(office: Office) -> int:
    """Bring some changed rows into the search index; 0 when there is nothing left to do.

    Gives way afterwards, so that a scan that waits comes before the next rows.
    """
    done = search.index_some(office.database)
    if done:
        sleep(GIVE_WAY)
    return done


def index_all(office: Office) -> None:
    """Bring every changed row into the search index."""
    while index_some(office):
        pass
