"""Whole days by chance at one table, and a plain dictionary of who has what beside them."""

import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from inventory.audit import Scope
from inventory.files.profiles import RegisterKind
from inventory.model import Mode, Person, Service
from inventory.rules.commands import Command
from inventory.services import audit_draft, audits, register, upkeep
from inventory.services.office import Office
from inventory.store import audits as stored
from inventory.store import backup, events, projections
from inventory.store.database import create_database, open_database
from inventory.store.register import people as all_people
from inventory.verdict import Code
from tests.builders import CountedEntropy, FixedClock, a_device, a_person, enrol
from tests.inventory.counting import a_row, import_devices
from tests.inventory.services.at_the_table import Morning

DEVICES = tuple(f"NS-{number}" for number in range(501, 507))
PEOPLE = tuple(f"30{number:02}" for number in range(1, 5))
CHECKED = 8
"""One day of so many ends with a check of the whole file."""
_device, _person = st.sampled_from(DEVICES), st.sampled_from(PEOPLE)


@dataclass
class Notebook:
    """What a careful person would have written down."""

    holder: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(DEVICES))
    lost: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    """Found again, and nobody has looked yet whether it works."""
    names: dict[str, str] = field(default_factory=dict)
    audit: str = ""
    expected: set[str] = field(default_factory=set)
    is_open: bool = False
    seen: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    """Of which the district's list has said that they are lost."""

    def copy(self) -> "Notebook":
        """The same on another sheet."""
        return deepcopy(self)

    def of(self, person: str) -> list[str]:
        """What somebody has."""
        return [device for device, holder in self.holder.items() if holder == person]


class Days(RuleBasedStateMachine):
    """A table that is scanned at, and the notebook; after every step they say the same."""

    template: ClassVar[bytes] = b""
    days: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="champion-model-"))
        self.clock = FixedClock()
        self.path = self.folder / "school.db"
        self.path.write_bytes(self.template)
        self.kept: tuple[Path, Notebook, int] | None = None
        self.before: Notebook | None = None
        self.opened = 0
        self.copies = 0
        self.written = 0
        Days.days += 1
        self.open()

    def open(self) -> None:
        """Start Champion."""
        self.opened += 1
        entropy = CountedEntropy(1_000_000 * (self.opened + 1))
        self.office = Office(open_database(self.path), self.clock, entropy)
        self.office.database.conn.execute("PRAGMA synchronous = OFF")  # no power is cut here
        self.out = Morning(self.office, self.clock)
        self.back = Morning(self.office, self.clock, Mode.BACK)
        self.walk = Morning(self.office, self.clock, Mode.AUDIT)
        self.acted = self.out
        self.before = None

    def teardown(self) -> None:
        """The end of the day: what is in the file now is what was written down."""
        self.office.close()
        self.open()
        self.compare()
        if Days.days % CHECKED == 0:
            assert upkeep.check(self.office).findings == ()
        self.office.close()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        """Everybody's name is known."""
        self.notes = Notebook(names={one.person_id: one.name for one in self.people()})

    def people(self) -> list[Person]:
        """Who is in the register."""
        return all_people(self.office.database)

    def compare(self) -> None:
        """The journal, what follows from it, and the notebook say the same."""
        database = self.office.database
        custodies = {device: projections.custody_of(database, device) for device in DEVICES}
        assert {device: one.person for device, one in custodies.items()} == self.notes.holder
        loans = dict(database.rows("SELECT device, person FROM loan WHERE until IS NULL"))
        assert loans == {device: who for device, who in self.notes.holder.items() if who}
        lost = {device for device, one in custodies.items() if one.service is Service.LOST}
        unsure = {d for d, one in custodies.items() if one.service is Service.NEEDS_CHECK}
        assert (lost, unsure) == (self.notes.lost, self.notes.unsure)
        assert {one.person_id: one.name for one in self.people()} == self.notes.names
        self.compare_audit()
        written = events.count(database)
        assert written >= self.written
        self.written = written

    def compare_audit(self) -> None:
        """The list of an audit stays as it was frozen, and has what was scanned for it."""
        if self.notes.audit:
            lines = stored.lines(self.office.database, self.notes.audit)
            assert {line.expected.device for line in lines} == self.notes.expected
            assert self.notes.seen <= {line.expected.device for line in lines if line.times}

    def step(self) -> Notebook:
        """The notebook, with a copy of the page put by for an undoing."""
        Days.steps += 1
        self.before = self.notes.copy()
        self.clock.advance(30)
        return self.notes

    def at_the_table(self, person: str, device: str) -> Code:
        """The next student, and a device; what is said to it."""
        self.acted = self.out
        self.out.desk.command(Command.NEXT)
        self.out.scan(person)
        return self.out.scan(device).code

    @rule(person=_person, device=_device)
    def hand_out(self, person: str, device: str) -> None:
        """A device that is there goes to somebody who has none; else a question is left open."""
        notes = self.step()
        if device in notes.lost | notes.unsure:
            return
        code = self.at_the_table(person, device)
        holder, has = notes.holder[device], notes.of(person)
        if holder == person:
            assert code in (Code.ALREADY, Code.SIGHTED)
        elif holder:
            assert code is Code.OUT_TO_OTHER
        elif has:
            assert code is Code.HAS_ONE
        else:
            assert code is Code.ISSUED
            notes.holder[device] = person
        if code is not Code.ISSUED:
            self.before = None
        self.compare()

    @rule(person=_person, device=_device)
    def swap(self, person: str, device: str) -> None:
        """Somebody with one device gets another instead; or what another has, who stands by."""
        notes = self.step()
        has, holder = notes.of(person), notes.holder[device]
        if device in notes.lost | notes.unsure or holder == person or len(has) != (not holder):
            return
        self.at_the_table(person, device)
        self.out.desk.command(Command.YES)
        for other in has:
            notes.holder[other] = None
        notes.holder[device] = person
        self.compare()

    @rule(person=_person, device=_device)
    def give_a_second(self, person: str, device: str) -> None:
        """The champion says so, with a reason."""
        notes = self.step()
        if device in notes.lost | notes.unsure or notes.holder[device] or not notes.of(person):
            return
        assert self.at_the_table(person, device) is Code.HAS_ONE
        assert self.out.desk.override("one for home").code is Code.ISSUED
        notes.holder[device] = person
        self.compare()

    @rule(device=_device)
    def take_back(self, device: str) -> None:
        """It is in stock from now on; one that was lost is found, and has to be looked at."""
        notes = self.step()
        was, self.acted = notes.holder[device], self.back
        code = self.back.scan(device).code
        if device in notes.lost:
            assert code is Code.RESURFACED
            notes.lost.discard(device)
            notes.unsure.add(device)
        elif code is Code.CONFIRMED:
            assert device in notes.unsure
            notes.unsure.discard(device)
        else:
            assert code is (Code.RETURNED if was else Code.ALREADY)
        notes.holder[device] = None
        if not was:
            self.before = None
        self.compare()

    @precondition(lambda self: self.before and self.before.holder != self.notes.holder)
    @rule()
    def undo(self) -> None:
        """What was done last is as if it had not been."""
        desk = self.acted
        before = self.before
        assert desk.desk.command(Command.UNDO).code is Code.UNDONE
        assert before
        self.notes = before
        self.step()
        self.before = None
        self.compare()

    @precondition(lambda self: not self.notes.audit)
    @rule()
    def open_an_audit(self) -> None:
        """The list is frozen."""
        notes = self.step()
        audit = audits.open_audit(self.office, audit_draft.draft(self.office, Scope()))
        notes.audit, notes.is_open = audit.audit_id, True
        notes.expected = set(DEVICES) - notes.lost
        self.before = None
        self.compare()

    @precondition(lambda self: self.notes.is_open)
    @rule(device=_device)
    def walk_round(self, device: str) -> None:
        """A device is seen; nobody has another one for that."""
        notes = self.step()
        self.walk.scan(device)
        if device in notes.lost:
            notes.lost.discard(device)
            notes.unsure.add(device)
        elif device in notes.expected:
            notes.seen.add(device)
        self.before = None
        self.compare()

    @precondition(lambda self: self.notes.is_open)
    @rule()
    def lock_the_audit(self) -> None:
        """Scanning is finished; what nobody saw is missing, and custody is as it was."""
        notes = self.step()
        audits.lock(self.office, audits.find(self.office, notes.audit))
        notes.is_open = False
        self.before = None
        self.compare()

    @rule(device=_device)
    def report_lost(self, device: str) -> None:
        """The district's list says so of one that nobody has; each once."""
        notes = self.step()
        if notes.holder[device] or device in notes.listed or device in notes.unsure:
            return
        notes.listed.add(device)
        notes.lost.add(device)
        rows = [
            a_row(a_device(one), service="LOST" if one in notes.listed else "READY")
            for one in DEVICES
        ]
        import_devices(self.office, self.folder, rows)
        self.before = None
        self.compare()

    @rule(person=_person, name=st.sampled_from(("Imke", "Ottilie", "Bayo", "Zora")))
    def import_a_roster(self, person: str, name: str) -> None:
        """Somebody is called otherwise; what they have stays with them."""
        notes = self.step()
        notes.names[person] = f"{name} Farrow"
        path = self.folder / "people.csv"
        lines = [f"{who},{said.replace(' ', ',')},7,204\n" for who, said in notes.names.items()]
        path.write_text("student_number,first_name,last_name,grade,homeroom\n" + "".join(lines))
        register.apply(self.office, register.prepare(self.office, RegisterKind.PEOPLE, path))
        self.before = None
        self.compare()

    @precondition(lambda self: not self.copies)
    @rule()
    def back_up(self) -> None:
        """A copy is put by, and a copy of the notebook with it."""
        notes = self.step()
        target = self.folder / f"backup-{Days.steps}.db"
        backup.write_copy(self.office.database, target)
        self.kept, self.copies = (target, notes.copy(), self.written), 1

    @precondition(lambda self: self.kept)
    @rule()
    def restore(self) -> None:
        """Everything is as it was when that copy was made."""
        self.step()
        assert self.kept
        target, notes, self.written = self.kept
        self.kept = None
        self.notes = notes.copy()
        self.office.close()
        backup.put_in_place(target, self.path)
        self.open()
        self.compare()

    @rule()
    def reopen(self) -> None:
        """Champion is closed and started again."""
        self.step()
        self.office.close()
        self.open()
        self.compare()


def a_school(folder: Path) -> bytes:
    """The file that each day begins with."""
    path = folder / "template.db"
    office = Office(create_database(path), FixedClock(), CountedEntropy())
    people = [a_person(key, first_name="Gil", last_name="Farrow") for key in PEOPLE]
    enrol(office, [a_device(one) for one in DEVICES], people)
    office.change_setting("site", "NORTH")
    office.close()
    return path.read_bytes()
