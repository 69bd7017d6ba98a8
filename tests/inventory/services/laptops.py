"""Laptops of one school, each with a database of its own on a disk, and the folder between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inventory.model import Custody, Mode
from inventory.services import exchange, tables
from inventory.services.desk import Desk
from inventory.services.exchange import Exchanged
from inventory.services.office import Office
from inventory.services.tables import Opened
from inventory.store import events, projections
from inventory.store.database import create_database
from inventory.verdict import Verdict
from tests.builders import CountedEntropy, FixedClock, a_person, enrol, open_school


@dataclass
class Laptop:
    """One laptop, whose Champion is running."""

    office: Office
    clock: FixedClock

    @classmethod
    def of_champion(cls, folder: Path) -> "Laptop":
        """The one with the small school, named Table 1."""
        clock = FixedClock()
        database = create_database(folder / "champion" / "champion.db")
        laptop = cls(open_school(Office(database, clock, CountedEntropy())), clock)
        enrol(laptop.office, people=[a_person("2010", first_name="Hana", last_name="Oakes")])
        laptop.office.change_setting("school", "North School")
        return laptop

    @classmethod
    def at(cls, path: Path, clock: FixedClock | None = None) -> "Laptop":
        """The one with the database that is there."""
        clock = clock or FixedClock()
        return cls(Office.open(path, clock), clock)

    @property
    def path(self) -> Path:
        """Its database."""
        assert self.office.database.path
        return self.office.database.path

    def set_up(self, name: str, folder: Path, passphrase: str = "") -> "Laptop":
        """Another laptop that becomes a table by a seed, at the same moment."""
        seed = tables.add_table(self.office, name, folder, passphrase)
        path = folder.parent / name / "champion.db"
        tables.open_seed(seed, path, self.clock, passphrase)
        seed.unlink()
        return Laptop.at(path, FixedClock(self.clock.now()))

    def open_seed(self, seed: Path) -> Opened:
        """Close Champion, open a seed and start again."""
        path = self.path
        self.office.close()
        opened = tables.open_seed(seed, path, self.clock)
        self.office = Office.open(path, self.clock)
        return opened

    def scan(self, *codes: str, mode: Mode = Mode.OUT) -> Verdict:
        """Scan, two seconds apart; the verdict on the last."""
        desk = Desk(self.office, mode)
        for code in codes:
            self.clock.advance(2)
            verdict = desk.scan(code)
        return verdict

    def share(self, folder: Path, passphrase: str = "") -> Exchanged:
        """Share over a folder, a second later."""
        self.clock.advance(1)
        carrier = exchange.open_carrier(self.office, str(folder), passphrase)
        return exchange.share(self.office, carrier)

    def custodies(self) -> dict[str, Custody]:
        """Who has what."""
        return projections.custodies(self.office.database)

    def holder(self, device: str) -> str | None:
        """Who has a device."""
        return self.custodies()[device].person

    def ids(self) -> set[str]:
        """The ids of all events that are here."""
        return {event.event_id for event in events.everything(self.office.database)}


@dataclass
class School:
    """The champion's laptop, three tables, and a folder that all of them reach."""

    folder: Path
    stick: Path = field(init=False)
    champion: Laptop = field(init=False)
    tables: list[Laptop] = field(init=False)

    def __post_init__(self) -> None:
        self.stick = self.folder / "stick"
        self.stick.mkdir()
        self.champion = Laptop.of_champion(self.folder)
        names = ("Table 2", "Table 3", "Table 4")
        self.tables = [self.champion.set_up(name, self.stick) for name in names]

    @property
    def laptops(self) -> list[Laptop]:
        """All four."""
        return [self.champion, *self.tables]


@contextmanager
def a_school(folder: Path) -> Iterator[School]:
    """All laptops, closed in the end."""
    school = School(folder)
    yield school
    for laptop in school.laptops:
        laptop.office.close()
