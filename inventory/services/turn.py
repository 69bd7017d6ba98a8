"""One scan at work inside its transaction: what stands on the table, and what it writes."""

from dataclasses import replace

from inventory.model import Person, PersonStatus
from inventory.rules.codes import Directory
from inventory.services.office import Office
from inventory.services.record import Record
from inventory.services.table import Question, Table
from inventory.store import register
from inventory.verdict import Code, Verdict


class Turn:
    """A scan or a key on its way to a verdict; ``table`` is what stands there afterwards."""

    def __init__(
        self, office: Office, directory: Directory, table: Table, raw: str, group: str
    ) -> None:
        self.office = office
        self.directory = directory
        self.label = table.label
        """Which label was read in the turn just before; what comes between parts two labels."""
        self.table = replace(table, label=None)
        self.raw = raw
        self.group = group
        self.record = Record(office, raw, group, table.mode)

    def someone(self, person_id: str | None) -> Person | None:
        """A person by number; None where there is no number."""
        return self.known_person(person_id) if person_id else None

    def known_person(self, person_id: str | None) -> Person:
        """The roster's person; one that the roster doesn't know goes by the number."""
        known = register.person(self.office.database, person_id or "")
        return known or Person(person_id or "", status=PersonStatus.UNKNOWN)

    def leave_question(self) -> str | None:
        """Close an open question that something else was scanned over; its claim, if parked."""
        asked = self.table.asked
        self.table = replace(self.table, asked=None, stopped=None, unknown=None)
        return self.record.park_earlier(asked) if asked and asked.parks else None

    def leave_held(self) -> None:
        """Park the devices that wait for a person who won't come; each gets a claim."""
        for held in self.table.held:
            self.record.park_earlier(
                Question(Code.HELD, held.scanned, held.raw, held.group, device=held.device)
            )
        self.table = replace(self.table, held=())

    def nothing(self, why: str) -> Verdict:
        """The verdict on an answer to a question that nobody asked."""
        return self.record.say_only(Code.NOTHING_TO_CONFIRM, why, "Go on with the next scan.")
