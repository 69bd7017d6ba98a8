"""Everything that is held about one person, for the person or a parent who asks (34 CFR 99.10)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from inventory.errors import NotFound
from inventory.model import Device, Event, Loan, Parked, Person, PersonStatus
from inventory.rules.duties import Duty
from inventory.rules.names import Names, called
from inventory.services import export_log, own_files
from inventory.services.export_log import Export
from inventory.services.office import Office
from inventory.store import events, loans, parked, person_records, register
from inventory.store.person_records import AuditMention


@dataclass(frozen=True, slots=True)
class Report:
    """All that is held of one person, and where it lies."""

    person: Person
    school: str
    written_at: str
    devices: tuple[Device, ...]
    """What they have now."""
    assigned: tuple[Device, ...]
    """What the district's list means for them, or says that they have."""
    loans: tuple[Loan, ...]
    events: tuple[Event, ...]
    """What happened with them: they were handed something, brought it back, were scanned."""
    mentions: tuple[Event, ...]
    """What else names them: in a note, in a reason, as who brought a device."""
    parked: tuple[Parked, ...]
    audits: tuple[AuditMention, ...]
    database: str
    backups: tuple[str, ...]
    """Every copy of the database that the app keeps, of whatever kind."""
    exports: tuple[Export, ...]
    """Files with people's names that were written; they may have this one too."""

    def as_dict(self) -> Mapping[str, Any]:
        """All of it as JSON knows it."""
        return asdict(self)


def report(office: Office, person_id: str) -> Report:
    """All that is held of the person with this number; NotFound where nobody has it."""
    office.refuse_helper(Duty.EXPORT)
    database = office.database
    person = register.person(database, person_id)
    own = events.of_person(database, person_id)
    if person is None and not own:
        raise NotFound(
            f"Nothing is held about anybody with the ID {person_id}.",
            "champion find NAME looks for the ID.",
        )
    person = person or Person(person_id, status=PersonStatus.UNKNOWN, listed=False)
    known = {one.event_id for one in own}
    return Report(
        person=person,
        school=office.school,
        written_at=office.clock.now().isoformat(timespec="seconds"),
        devices=tuple(register.held_by(database, person_id)),
        assigned=tuple(person_records.meant_for(database, sorted(called(person)))),
        loans=tuple(loans.of_person(database, person_id)),
        events=tuple(own),
        mentions=tuple(one for one in _mentions(office, person) if one.event_id not in known),
        parked=tuple(parked.of_person(database, person_id)),
        audits=tuple(person_records.audit_mentions(database, person_id)),
        database=str(database.path or "in memory"),
        backups=tuple(str(one) for one in own_files.copies(office)),
        exports=tuple(one for one in export_log.exports(office) if one.people),
    )


def _mentions(office: Office, person: Person) -> Iterator[Event]:
    """Events that name the person anywhere in what they say."""
    names = Names([person])
    for event, body in person_records.bodies(office.database):
        if f'"{person.person_id}"' in body or names.in_text(f"{body} {event.actor}"):
            yield event
