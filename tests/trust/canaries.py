"""A school full of people who left, whose names stand wherever a name can get to."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from inventory.journal.event import digest
from inventory.journal.lines import as_line
from inventory.model import Draft, Kind, Mode, Person, PersonStatus
from inventory.rules.duties import Operator
from inventory.services import backups, packets, second_backups
from inventory.services.office import Office
from inventory.store import events, imports
from inventory.store.database import Database
from inventory.store.imports import ImportRecord
from inventory.text import fold
from tests.builders import (
    FixedClock,
    a_device,
    a_person,
    a_place,
    enrol,
    open_school,
)
from tests.inventory.counting import Round, furnish
from tests.inventory.services.at_the_table import Morning

BEFORE = "2026-11-22"
FIRST = ("Anaïs", "BAYO", "Mary-Jane", "Ðorđe", "O'Dell", "de la", "Zoë")
SOLID = ("龘", "靐", "齉")
DEAD = 4_000_000
"""The number of a process that there isn't."""


def the_names(count: int) -> Iterator[tuple[str, str]]:
    """First and last names; nobody else has such a last name."""
    letters = product("aeiou", "bdfgklmnprst", "aeiou")
    for number, parts in zip(range(count), letters, strict=False):
        last = f"Qux{''.join(parts)}zz"
        yield FIRST[number % len(FIRST)], last.upper() if number % 11 == 3 else last
    yield from (("小" + one, "鱻" + one) for one in SOLID)


def who_left(count: int) -> list[Person]:
    """The people who are to be purged: students, staff, and some who were typed at the table."""
    people = []
    for number, (first, last) in enumerate(the_names(count - len(SOLID))):
        is_typed = number % 12 == 5
        mail = "" if is_typed else f"{fold(first).replace(' ', '')}.{fold(last)}@mail.example"
        people.append(
            a_person(
                f"77{number:04d}",
                first_name="" if number % 24 == 17 else first,
                last_name=last,
                email=mail,
                status=PersonStatus.UNKNOWN if is_typed else PersonStatus.LEFT,
                left_on="" if is_typed else "2026-06-12",
                block=f"{first} {last} owes" if number % 9 == 0 else "",
            )
        )
    return people


def full(person: Person) -> str:
    """The name as it is typed."""
    return f"{person.first_name} {person.last_name}".strip()


STAYS = (
    a_person("2050", first_name="Hollis", last_name="Kestenbaum"),
    a_person("2051", first_name="Imre", last_name="Ravensdale", email="i.ravensdale@mail.example"),
    a_person("2052", first_name="Jonah", last_name="Twinfield"),
)
NAMESAKE = a_person(
    "770900", first_name="Jonah", last_name="Twinfield", status=PersonStatus.LEFT,
    left_on="2026-06-12",
)  # fmt: skip
"""Left, and is called like somebody who stays."""
HOLDER = a_person(
    "770901", first_name="Kit", last_name="Holdfast", status=PersonStatus.LEFT,
    left_on="2026-06-12",
)  # fmt: skip
"""Left, and still has a device."""
WAITS = a_person(
    "770902", first_name="Lou", last_name="Parkhurst", status=PersonStatus.LEFT,
    left_on="2026-06-12",
)  # fmt: skip
"""Left, and something is parked for them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder with its second folder for backups."""

    folder: Path

    @property
    def database(self) -> Path:
        """The database."""
        return self.folder / "data" / "school.db"

    @property
    def second(self) -> Path:
        """Where second backups go."""
        return self.folder / "stick"

    def files(self) -> list[Path]:
        """Every file there is."""
        return sorted(one for one in self.folder.rglob("*") if one.is_file())

    def copied(self, folder: Path) -> "Place":
        """The same, elsewhere; its setting for second backups goes along."""
        shutil.copytree(self.folder, folder)
        return Place(folder)


def hits(files: Iterable[Path], people: Iterable[Person]) -> dict[str, list[str]]:
    """File → the last names that stand in its bytes, in capitals, small letters or as written."""
    marks = {
        mark: one.last_name
        for one in people
        for name in (one.last_name, one.last_name.lower(), one.last_name.upper())
        for mark in (name.encode(), fold(name).encode())
    }
    found = {}
    for file in files:
        content = file.read_bytes()
        names = {name for mark, name in marks.items() if mark in content}
        if names:
            found[file.name] = sorted(names)
    return found


def make_school(place: Place, clock: FixedClock, count: int) -> list[Person]:
    """Make the school, and everything that the app keeps beside it; who is to be purged."""
    place.database.parent.mkdir(parents=True, mode=0o700)
    place.second.mkdir()
    people = who_left(count)
    with closing(_school(place, clock, people)) as office:
        _audited(office, clock, people, place.folder / "outside")
        office.write(lambda: _written(office, clock, people))
        clock.advance(3_600)
        backups.back_up_by_itself(office)
        _set_aside(office.database, people)
        clock.advance(3_600)
        backups.back_up_by_itself(office)
        second_backups.copy_newest(office)
    shutil.rmtree(place.folder / "outside")
    _leftovers(place, people)
    return people


def _school(place: Place, clock: FixedClock, people: list[Person]) -> Office:
    office = open_school(Office.create(place.database, clock))
    devices = [
        a_device(
            f"PG-{number:03d}",
            notes=f"was with {full(one)}, home room {number}",
            assigned_to=one.email.upper(),
        )
        for number, one in enumerate(people)
    ]
    places = [a_place(f"Locker {full(one)}") for one in people[:10]]
    enrol(office, devices, [*people, *STAYS, NAMESAKE, HOLDER, WAITS], places)
    office.change_setting("backup_folder", str(place.second))
    return office


def _written(office: Office, clock: FixedClock, people: list[Person]) -> None:
    """What was done and typed about each, as the services write it into events."""
    for number, one in enumerate(people):
        clock.advance(5)
        name, device = full(one), f"PG-{number:03d}"
        last_first = f"{one.last_name}, {one.first_name}".strip(", ")
        if number % 6 == 0:
            office.operator = Operator(name)
        drafts = [
            Draft(Kind.STUB, person=one.person_id),
            Draft(Kind.ISSUE, device, one.person_id, {"place": f"Locker {name}", "scan": device}),
            Draft(Kind.SERVICE, device, None, {"service": "READY", "note": "his mum knows"}),
            Draft(
                Kind.RETURN, device, one.person_id,
                {"received_from": "2050", "grade": "C", "cause": "accident",
                 "note": f"{name.upper()} dropped it, says {one.email or name}"},
            ),
            Draft(
                Kind.NOTE, None, "2051",
                {"override": [{"code": "left", "reason": f"brother of {last_first}"}],
                 "verdict": "left", "scan": "2051", "mode": "out"},
            ),
            Draft(
                Kind.SIGHT, device, None,
                {"at_place": f"Locker {name}", "in_hands_of": one.person_id},
            ),
        ]  # fmt: skip
        office.record(drafts, office.new_id())
        park = Draft(
            Kind.PARK, None, None,
            {"code": "unlisted", "scan": last_first, "mode": "out", "claim": f"P-9{number:03d}",
             "place": name},
        )  # fmt: skip
        parked = office.record([park], office.new_id())[0]
        settled = Draft(Kind.SETTLE, body={"parked": parked.event_id, "outcome": f"ask {name}"})
        office.record([settled], office.new_id())
        office.operator = None
    kept = [
        Draft(Kind.ISSUE, "NS-102", HOLDER.person_id, {"scan": "NS-102"}),
        Draft(
            Kind.PARK, None, WAITS.person_id,
            {"code": "unknown_person", "scan": WAITS.person_id, "mode": "out", "claim": "P-9999"},
        ),
        Draft(
            Kind.SERVICE, "NS-103", None,
            {"service": "NEEDS_CHECK", "note": "Jonah Twinfield said so"},
        ),
    ]  # fmt: skip
    office.record(kept, office.new_id())


def _audited(office: Office, clock: FixedClock, people: list[Person], folder: Path) -> None:
    """An audit that expected devices with them, explained with their names, signed and sent."""
    table = furnish(Morning(office, clock, Mode.OUT))
    drafts = [
        Draft(Kind.ISSUE, f"PG-{number:03d}", one.person_id, {"scan": one.person_id})
        for number, one in enumerate(people[: len(people) // 6])
    ]
    office.write(lambda: office.record(drafts, office.new_id()))
    walk = Round(Morning(office, clock, Mode.AUDIT))
    walk.scan("Room 204", "NS-401", full(people[-4]), f"Locker {full(people[2])}", "PG-001")
    table.clock.advance(5)
    walk.table.desk.describe(f"black HP, {full(people[-5])} wrote on it")
    walk.lock()
    for number in range(len(people) - 5, len(people)):
        walk.explain(
            f"PG-{number:03d}", disposition="reported_lost", detail="+1 555 0100",
            note=f"{full(people[number])} moved",
        )  # fmt: skip
    walk.explain(note=f"see {full(people[-6])}")
    clock.advance(60)
    walk.audit = packets.sign(office, walk.audit, "Ada Park", "librarian")
    folder.mkdir()
    packets.submit(office, walk.audit, folder)


def _set_aside(database: Database, people: list[Person]) -> None:
    """What came of other stations with the id of another event, and files that were named so."""
    known = next(one for one in events.everything(database) if one.kind == Kind.RETURN)
    odd = replace(known, body={"note": f"twin of {full(people[3])}"})
    odd = replace(odd, hash=digest(odd))
    with database.immediate():
        database.write(
            "INSERT INTO quarantine VALUES (?,?,?,?)", odd.hash, odd.event_id, odd.station_id,
            as_line(odd),
        )  # fmt: skip
        imports.log(
            database,
            ImportRecord("i1", "people", f"list of {full(people[4])}.csv", "0" * 64, "own",
                         "2026-08-01", 1, 1, 0, 0, 0, 0),
        )  # fmt: skip


def _leftovers(place: Place, people: list[Person]) -> None:
    """What programs that were killed, and older restores, left behind."""
    said = "\n".join(map(full, people)).encode()
    folder = place.database.parent / "backups"
    for file in (
        place.database.with_name(f".school.db.{DEAD}.new"),
        place.database.with_name(f".school.db.{DEAD}.new-journal"),
        place.database.with_name(f".rehearsal-{DEAD}-a_1") / "school.db",
        folder / f".school-2026-11-20-120000-9-ab.db.{DEAD}.new",
        folder / "unreadable-school-2026-10-02-101010.db",
        folder / "unreadable-school-2026-10-02-101010.db-journal",
    ):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(said)
    copy = next(folder.glob("school-2026-11-*.db"))
    for name in ("replaced-2026-10-03-101010", "rescued-2026-10-04-101010", "format-4-9-0123abcd"):
        shutil.copy(copy, folder / f"school-{name}.db")
    sealed = next(place.second.glob("*.db"))
    shutil.copy(sealed, sealed.with_name(f"{sealed.name}.age"))
