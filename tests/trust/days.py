"""A small school, and its days at work: what a child does until it is killed or cut off.

Before it begins something a child says ``begin``, and ``done`` when it was told that it is done.
What was done is promised to be on disk; at most the one thing that was begun may be there as well.
"""

import random
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TypeVar

from inventory.audit import AuditState, Scope
from inventory.errors import ChampionError
from inventory.files.profiles import RegisterKind
from inventory.model import CameBack, Mode
from inventory.services import (
    audit_draft,
    audit_figures,
    audits,
    backups,
    packets,
    register,
    upkeep,
)
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import events
from inventory.verdict import Code, Verdict
from tests.trust.children import Say
from tui.clock import SystemClock

Done = TypeVar("Done")

PEOPLE = 60
DEVICES = 120
OUT = 40
"""Devices that are handed out when the day begins."""
APART = 2.0
"""Seconds between two scans by their own time: a second scan, and not the echo of the first."""
LISTS = ("first.csv", "next.csv")
"""The district's list, and the one after it: all moved, a sixth gone, a sixth new."""


class Task(StrEnum):
    """What goes on at the table."""

    OUT = "hand out"
    BACK = "take back"
    AUDIT = "audit scan"
    CLOSE = "audit closing"
    IMPORT = "import"


MODES = {Task.OUT: Mode.OUT, Task.BACK: Mode.BACK, Task.AUDIT: Mode.AUDIT}


@dataclass(frozen=True, slots=True)
class Job:
    """What one child does, and by which chance."""

    task: Task
    seed: str
    backups: bool = False
    """Whether backups are written one after the other, beside it."""
    pause: float = 0.0
    """The longest pause between two scans, in seconds."""
    early: bool = False
    """The fault that a harness has to find: it says done before it has committed."""


class EarlyOffice(Office):
    """Says what comes of a write before it is committed."""

    tell: Callable[[object], None] = staticmethod(lambda _: None)

    def write(self, work: Callable[[], Done]) -> Done:
        """The same work; its verdict is told inside the transaction."""

        def told() -> Done:
            done = work()
            self.tell(done)
            return done

        return super().write(told)


def tag(number: int) -> str:
    """The asset tag of a device."""
    return f"NS-{number:04}"


def person_id(number: int) -> str:
    """The district's number of a person."""
    return f"{3_000_001 + number}"


def listed(name: str) -> dict[str, str]:
    """What a list says: each device's place."""
    moved = LISTS.index(name)
    first = moved * DEVICES // 6
    return {tag(number): f"Room {number % 4 + moved}" for number in range(first, first + DEVICES)}


def build(folder: Path) -> None:
    """A folder with the lists and a database with the first of them imported, some devices out."""
    for name in LISTS:
        rows = (
            f"{one},5CD{one[3:]}X,HP Chromebook 11,Chromebook,{place},NORTH"
            for one, place in listed(name).items()
        )
        _write(folder / name, "asset_tag,serial,model,category,place,site", rows)
    people = (f"{person_id(n)},Ada,Family{n:03},7,{201 + n % 4}" for n in range(PEOPLE))
    _write(folder / "people.csv", "person_id,first_name,last_name,grade,homeroom", people)
    places = (f"Room {number},room,32" for number in range(5))
    _write(folder / "places.csv", "place,kind,capacity", places)
    office = Office.create(folder / "school.db", SystemClock())
    for kind, name in (
        (RegisterKind.PLACES, "places.csv"),
        (RegisterKind.PEOPLE, "people.csv"),
        (RegisterKind.DEVICES, LISTS[0]),
    ):
        register.apply(office, register.prepare(office, kind, folder / name))
    desk = Desk(office)
    for number in range(OUT):
        for code in (person_id(number), tag(number)):
            desk.scan(code, APART * number)
    upkeep.index_all(office)
    office.close()


def a_copy(built: Path, folder: Path) -> Path:
    """A fresh school in a folder; the database."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    return folder / "school.db"


def _write(path: Path, heading: str, rows: Iterator[str]) -> None:
    path.write_text("\n".join((heading, *rows)) + "\n", "utf-8")


def work(database: Path, job: Job, say: Say) -> None:
    """Do a job on a database until it is ended; only a disk that refuses ends it by itself."""
    if job.backups:
        threading.Thread(target=_back_up, args=(database, say), daemon=True).start()
    day = Day(database, job, say)
    say(ready=job.task)
    if job.task is Task.IMPORT:
        day.import_lists()
    elif job.task is Task.CLOSE:
        day.close_audits()
    else:
        day.scan_all()


def _back_up(database: Path, say: Say) -> None:
    """One backup after the other, on a connection of its own, as the app writes them."""
    office = Office.open(database, SystemClock())
    try:
        while True:
            say(begin="backup")
            if copy := backups.back_up_by_itself(office):
                say(done="backup", file=copy.path.name, events=copy.events)
    except BrokenPipeError:  # nobody listens any more
        return
    except (ChampionError, OSError) as refusal:
        say(begin="backup", failed=str(refusal))


class Day:
    """One table's day."""

    def __init__(self, database: Path, job: Job, say: Say) -> None:
        self._folder = database.parent
        self._say = say
        self._job = job
        self._chance = random.Random(job.seed)
        self._office = (EarlyOffice if job.early else Office).open(database, SystemClock())
        self._at = 0.0

    def scan_all(self) -> None:
        """Scan, and now and then say what was wrong with what came back."""
        mode = MODES[self._job.task]
        if mode is Mode.AUDIT:
            self._reach(AuditState.OPEN)
        self._desk = Desk(self._office, mode)
        for number in range(10_000):
            self._pause()
            self._scan(self._code(mode, number))

    def import_lists(self) -> None:
        """Import the two lists in turn, beginning with the one that is not in the register."""
        last = register.last_imports(self._office)[RegisterKind.DEVICES]
        lists = LISTS if last and last.file == LISTS[1] else LISTS[::-1]
        for name in cycle(lists):
            plan = register.prepare(self._office, RegisterKind.DEVICES, self._folder / name)
            self._do("import", partial(register.apply, self._office, plan), file=name)

    def close_audits(self) -> None:
        """Open an audit, scan a little, lock, explain, sign, and open the next one."""
        while True:
            self._step()

    def _reach(self, state: AuditState) -> None:
        while self._state() is not state:
            self._step()

    def _state(self) -> AuditState | None:
        return next((one.state for one in audits.all_audits(self._office)), None)

    def _step(self) -> None:
        """The next step of the newest audit, whichever that is."""
        office, state = self._office, self._state()
        if state is None or state.is_closed:
            scope = Scope(sample=20, seed=str(self._chance.random()))
            planned = audit_draft.draft(office, scope)
            self._do("open", lambda: audits.open_audit(office, planned))
            return
        audit = audits.find(office)
        if state is AuditState.OPEN:
            self._desk = Desk(office, Mode.AUDIT)
            for number in range(4):
                self._scan(self._code(Mode.AUDIT, number))
            self._do("lock", lambda: audits.lock(office, audit))
        elif self._chance.random() < 0.2:
            self._do("reopen", lambda: audits.reopen(office, audit, "one room was forgotten"))
        elif state is AuditState.LOCKED:
            subjects = [one.subject for one in audit_figures.variances(office, audit)]
            self._do(
                "explain",
                lambda: audits.explain(office, audit, subjects, "no_action", note="looked twice"),
            )
        else:
            self._do("sign", lambda: packets.sign(office, audit, "Ottilie Vangsness", "librarian"))

    def _code(self, mode: Mode, number: int) -> str:
        """What is scanned next: mostly what belongs there, now and then anything."""
        chance = self._chance
        device = tag(chance.randrange(DEVICES + 30))
        if (dice := chance.random()) < 0.12:
            odd = ("QQ-77", f"5CD{device[3:]}X", "ZZUNDO", "ZZYES", "ZZNO", "ZZPARK", "3999999")
            return chance.choice(odd)
        if mode is Mode.OUT and number % 2 == 0:
            return person_id(chance.randrange(PEOPLE))
        if mode is Mode.AUDIT and (number == 0 or dice < 0.25):
            return f"Room {chance.randrange(5)}"
        return device

    def _scan(self, raw: str) -> None:
        """One scan; and sometimes the word on its condition behind it."""
        self._say(begin="scan", raw=raw)
        self._at += APART
        if isinstance(self._office, EarlyOffice):
            self._office.tell = lambda verdict: self._tell(raw, verdict)
            self._desk.scan(raw, self._at)
            return
        verdict = self._desk.scan(raw, self._at)
        self._tell(raw, verdict)
        if verdict.code is Code.RETURNED and self._chance.random() < 0.3:
            self._say(begin="scan", raw="")
            charger = {"charger": CameBack.NOT.value}
            self._tell("", self._desk.amend(accessories=charger))

    def _tell(self, raw: str, verdict: object) -> None:
        if isinstance(verdict, Verdict):
            code = verdict.code.value
            self._say(done="scan", raw=raw, code=code, event=verdict.event, newest=self._newest())

    def _do(self, what: str, act: Callable[[], object], **figures: str) -> None:
        """Anything else than a scan."""
        self._say(begin=what, **figures)
        act()
        self._say(done=what, newest=self._newest(), **figures)

    def _newest(self) -> str:
        found = events.newest(self._office.database, 1)
        return found[0].event_id if found else ""

    def _pause(self) -> None:
        if self._job.pause:
            threading.Event().wait(self._chance.uniform(0, self._job.pause))


def until_refused(database: Path, job: Job, say: Say) -> None:
    """The same on a disk that is cut off: what it refuses ends the work."""
    try:
        work(database, job, say)
    except ChampionError as refusal:
        say(refused=str(refusal))
