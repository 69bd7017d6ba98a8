"""A class that has each other's devices: six students, one Chromebook each, and an open audit."""

from copy import copy
from functools import cache

from inventory.audit import Scope
from inventory.model import Custody, Event, Kind, Mode
from inventory.rules.commands import Command
from inventory.services import audit_draft, audits, swaps, upkeep
from inventory.services.office import Office
from inventory.store import events, projections
from inventory.store.connection import connect
from inventory.store.database import Database
from inventory.verdict import Verdict
from tests.builders import SITE, CountedEntropy, FixedClock, a_device, a_person, enrol
from tests.inventory.services.at_the_table import Morning
from tests.two_tables import beside

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Esme", "Finn")
STUDENTS = tuple(f"300{number}" for number in range(1, len(NAMES) + 1))
DEVICES = tuple(f"SW-{number}" for number in range(1, len(NAMES) + 1))
OWN = dict(zip(STUDENTS, DEVICES, strict=True))
"""What each of them was handed."""
ADA, BEN, CLEO, DOV, ESME, FINN = STUDENTS
ADAS, BENS, CLEOS, DOVS, ESMES, FINNS = OWN.values()


class Class:
    """The six, each with their own device by the record; what they have in fact comes to light."""

    def __init__(self, entropy: int = 1) -> None:
        clock = FixedClock()
        database = Database(connect(":memory:"), None)
        database.conn.deserialize(_template())
        self.office = Office(database, clock, CountedEntropy(10_000 * entropy))
        clock.advance(3_600)
        self.table = Morning(self.office, clock)

    def beside(self) -> "Class":
        """The same class at a second table, which hears nothing of this one from now on."""
        other = copy(self)
        other.office = beside(self.office, "Table 2")
        assert isinstance(other.office.clock, FixedClock)
        other.table = Morning(other.office, other.office.clock)
        return other

    def brings(self, student: str, device: str) -> Verdict:
        """A student brings a device to the table where devices are taken back."""
        return self._scan(Mode.BACK, student, device)

    def shows(self, student: str, device: str) -> Verdict:
        """A student shows a device to whoever walks round and counts."""
        return self._scan(Mode.AUDIT, student, device)

    def gets(self, student: str, device: str) -> Verdict:
        """A student is handed a device."""
        return self._scan(Mode.OUT, student, device)

    def custody(self, device: str) -> Custody:
        """Who or where answers for a device."""
        return projections.custody_of(self.office.database, device)

    def corrections(self) -> list[Event]:
        """The hand-outs on paper, one for each correction that was not undone."""
        journal = list(events.everything(self.office.database))
        undone = {event.body.get("voids") for event in journal if event.kind == Kind.VOID}
        return [
            event
            for event in journal
            if event.kind == Kind.ISSUE
            and event.body.get("correction")
            and event.event_id not in undone
        ]

    def _scan(self, mode: Mode, *codes: str) -> Verdict:
        codes = (Command.NEXT.value, *codes) if mode is Mode.OUT else codes
        self.table.desk = type(self.table.desk)(self.office, mode)
        return self.table.scan(*codes)


def correct(room: Class) -> str:
    """Correct the one swap there is."""
    (swap,) = swaps.waiting(room.office)
    return swaps.settle(room.office, swap.swap_id)


def told(room: Class) -> list[tuple[list[str], bool, list[str]]]:
    """Each swap: the devices that it corrects, whether it is closed, what it waits for."""
    return [
        (
            [move.device.label for move in one.corrections],
            one.closed,
            [device.label for device in one.waits_for],
        )
        for one in swaps.waiting(room.office)
    ]


def sound(office: Office) -> bool:
    """Nothing is found wrong, and working out anew gives the same."""
    return upkeep.check(office).findings == () and upkeep.rebuild(office)


@cache
def _template() -> bytes:
    clock = FixedClock()
    office = Office.in_memory(clock, CountedEntropy())
    people = [
        a_person(one, first_name=name, last_name="Ode", homeroom="214")
        for one, name in zip(STUDENTS, NAMES, strict=True)
    ]
    enrol(office, [a_device(one) for one in DEVICES], people)
    office.change_setting("site", SITE)
    office.change_setting("limit", "many")
    table = Morning(office, clock)
    for student, device in OWN.items():
        table.scan(student, device)
    audits.open_audit(office, audit_draft.draft(office, Scope()))
    whole = office.database.conn.serialize()
    office.close()
    return whole
