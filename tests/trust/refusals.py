"""A disk that refuses an operation of a scan, once or from then on: what was said, what is so."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from inventory.errors import ChampionError, NotRecorded
from inventory.model import Mode
from inventory.services.office import Office
from inventory.store.connection import PerhapsRecorded
from inventory.store.database import open_database
from tests.builders import CountedEntropy, FixedClock
from tests.inventory.services.at_the_table import Morning
from tests.trust.heard_disk import OK
from tests.trust.inspection import NAME, Found, Inspector
from tests.trust.possible_disks import Left
from tests.trust.simulated_disk import Disk, listening

FULL = 13
CODES = {"open": 14, "read": 266, "write": 778, "truncate": 1546, "sync": 1034, "delete": 2570}
"""What SQLite's own file layer says where an operation fails (https://www.sqlite.org/rescode.html).
"""
OfficeOf = Callable[[Path], Office]


@dataclass(frozen=True, slots=True)
class Trial:
    """A scan at a table, and what was scanned before."""

    before: tuple[str, ...]
    code: str
    mode: Mode = Mode.OUT


TRIALS = (
    Trial((), "2001"),
    Trial(("2001",), "NS-101"),
    Trial(("2002", "NS-102"), "NS-102"),
    Trial(("2001", "NS-110"), "NS-110"),
    Trial(("2001",), "QQQ"),
    Trial(("2001", "NS-101"), "ZZUNDO"),
    Trial((), "NS-110", Mode.BACK),
    Trial(("NS-151",), "NS-151", Mode.BACK),
    Trial(("2001", "NS-110"), "2005"),
)
MORE_TRIALS = (
    Trial(("Cart 1",), "NS-103"),
    Trial((), "NS-901", Mode.BACK),
    Trial(("2001", "NS-110"), "ZZNO"),
    Trial(("2999",), "2001"),
    Trial(("NS-101",), "2001"),
    Trial(("2003",), "NS-102"),
    Trial(("2002", "NS-102", "NS-102"), "ZZUNDO"),
    Trial(("NS-110",), "ZZPARK", Mode.BACK),
    Trial(("NS-110",), "Room 204", Mode.BACK),
)


@dataclass(frozen=True, slots=True)
class Point:
    """Which operation is refused, how, and whether every later one is as well."""

    number: int
    full: bool = False
    for_good: bool = False


WAYS = ((False, False), (False, True), (True, False), (True, True))
"""Whether the disk is full, and whether it stays so."""
FULL_ONCE = WAYS[2:3]


class RefusingDisk(Disk):
    """A disk that works until it is told to refuse."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.point: Point | None = None
        self.done = 0
        """Operations since it was told."""
        self.refused: list[str] = []

    def refuse(self, operation: str, path: str) -> int:
        """An error at the operation that was named, and perhaps at those behind it."""
        if self.point is None or (self.point.full and operation == "read"):
            return OK
        self.done += 1
        if self.done < self.point.number or (self.done > self.point.number
                                             and not self.point.for_good):  # fmt: skip
            return OK
        self.refused.append(operation)
        return FULL if self.point.full else CODES[operation]


@dataclass
class Counted:
    """What came of all the points."""

    points: int = 0
    lost: int = 0
    untrue: int = 0
    unsure: int = 0
    unsure_though_it_works: int = 0
    """Not known, although only one operation was refused."""
    recorded: int = 0
    refused: int = 0
    examples: list[str] = field(default_factory=list)


class Trier:
    """Tries scans on a disk that refuses, and opens the file afterwards as others would."""

    def __init__(
        self, furnish: Callable[[Path], None], folder: Path, office_of: OfficeOf | None = None
    ) -> None:
        self._folder = folder
        (folder / "disk").mkdir()
        furnish(folder / "disk")
        self._school = (folder / "disk" / NAME).read_bytes()
        self._office_of = office_of or a_deterministic_office
        self._inspector = Inspector(folder)
        self._known_before: dict[Trial, Found] = {}
        self._usually: dict[Trial, int] = {}
        self.counted = Counted()

    def try_everywhere(self, trial: Trial, ways: Sequence[tuple[bool, bool]] = WAYS) -> None:
        """Refuse each operation of a scan in turn, until the scan has no more of them."""
        for full, for_good in ways:
            number = 1
            while self.try_at(trial, Point(number, full, for_good)):
                number += 1

    def try_at(self, trial: Trial, point: Point) -> bool:
        """One scan on a disk that refuses at a point; False where the scan never came to it."""
        disk = RefusingDisk(self._as_before())
        with listening(disk), self._table(trial) as table:
            before = self._before(trial, disk)
            disk.point = point
            said = _said(table, trial.code)
            disk.point = None
            if disk.refused:
                answer = _Answer(trial, point, disk, said)
                self._judge(answer, before)
                if said == "no":
                    self._again(answer, table, before)
        return bool(disk.refused)

    def _as_before(self, name: str = "disk") -> Path:
        """A folder with the school in it as it was; the file stays the same one to the system."""
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        (folder / NAME).write_bytes(self._school)
        (folder / f"{NAME}-journal").unlink(missing_ok=True)
        return folder

    @contextmanager
    def _table(self, trial: Trial, folder: Path | None = None) -> Iterator[Morning]:
        """The database of a folder at a table, with all scanned that comes before."""
        office = self._office_of((folder or self._folder / "disk") / NAME)
        clock = FixedClock()
        office.clock = clock
        table = Morning(office, clock, trial.mode)
        try:
            for code in trial.before:
                table.scan(code)
            yield table
        finally:
            office.close()

    def _judge(self, answer: "_Answer", before: Found) -> None:
        counted = self.counted
        counted.points += 1
        counted.unsure += answer.said == "unsure"
        counted.unsure_though_it_works += answer.said == "unsure" and not answer.point.for_good
        counted.recorded += answer.said == "yes"
        counted.refused += answer.said == "no"
        after = self._found(answer.disk)
        is_stored = bool(after.events - before.events)
        if after.faults or not before.events <= after.events:
            counted.lost += 1
            counted.examples.append(f"{answer}: {after.faults or 'lost'}")
        elif answer.said != "unsure" and is_stored != (answer.said == "yes"):
            counted.untrue += 1
            counted.examples.append(f"{answer}, and it is {'' if is_stored else 'not '}stored")
        else:
            self._cut_power(answer, before, after)

    def _cut_power(self, answer: "_Answer", before: Found, after: Found) -> None:
        """What was said is still so after a power cut right behind it."""
        last = answer.disk.last_moment()
        chance = Random(answer.point.number)
        lefts = list(Left) if answer.said == "yes" else [chance.choice(list(Left))]
        for left in () if last.is_certain else lefts:
            found = self._inspector.inspect(last.disk(left, chance))
            if (
                found.faults
                or not before.events <= found.events
                or (answer.said == "yes" and found.events != after.events)
            ):
                self.counted.lost += 1
            elif answer.said == "no" and found.events != after.events:
                self.counted.untrue += 1
            else:
                continue
            self.counted.examples.append(f"{answer}, and a power cut undoes it ({left.value})")
            return

    def _again(self, answer: "_Answer", table: Morning, before: Found) -> None:
        """The same scan once the disk works: it is recorded, and only once."""
        said = _said(table, answer.trial.code)
        after = self._found(answer.disk)
        new = len(after.events - before.events)
        kept = before.events <= after.events
        if said != "yes" or after.faults or not kept or new != self._usual(answer.trial):
            self.counted.lost += 1
            self.counted.examples.append(f"{answer}, and again {said}: {new} events {after.faults}")

    def _before(self, trial: Trial, disk: Disk) -> Found:
        """What is in the file before the scan: at each point the same."""
        if trial not in self._known_before:
            self._known_before[trial] = self._found(disk)
        return self._known_before[trial]

    def _usual(self, trial: Trial) -> int:
        """How many events the scan writes on a disk that works."""
        if trial not in self._usually:
            with self._table(trial, self._as_before("usual")) as table:
                before = table.count()
                table.scan(trial.code)
                self._usually[trial] = table.count() - before
        return self._usually[trial]

    def _found(self, disk: Disk) -> Found:
        """What another program finds that opens these files now."""
        return self._inspector.inspect(disk.now())


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was said of a scan that was refused something."""

    trial: Trial
    point: Point
    disk: RefusingDisk
    said: str

    def __str__(self) -> str:
        kind = "FULL" if self.point.full else "IOERR"
        often = "from then on" if self.point.for_good else "once"
        return (
            f"{self.trial.code} after {self.trial.before}, operation {self.point.number}"
            f" ({self.disk.refused[0]}) {kind} {often}: said recorded: {self.said}"
        )


def a_deterministic_office(path: Path) -> Office:
    """An office whose ids are the same at each point, so that equal files are known again."""
    return Office(open_database(path), FixedClock(), CountedEntropy(5_000))


def _said(table: Morning, code: str) -> str:
    """Whether the app says that a scan is recorded: yes, no, or unsure."""
    try:
        table.scan(code)
    except NotRecorded as error:
        return "unsure" if isinstance(error, PerhapsRecorded) else "no"
    except ChampionError:
        return "no"
    return "yes"
