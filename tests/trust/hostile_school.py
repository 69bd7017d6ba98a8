"""A school whose every name, note and scan is hostile text, as a file and as the app sees it."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from inventory.audit import Scope
from inventory.model import Device, Mode, Person, PersonStatus, Place, Service
from inventory.rules.duties import Operator, Role
from inventory.services import audit_draft, audits
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import operators, settings
from tests.builders import SITE, FixedClock, enrol
from tests.terminal.school import School
from tests.trust.hostile import PAYLOADS, repeated
from tests.two_tables import dispute

COUNT = len(PAYLOADS)
OUT = 12
"""Devices that are handed out before the app is opened."""
DISPUTED = 3
BADGE = "BADGE-01"
"""Of one of those who work at the table."""


def person_id(number: int) -> str:
    """The number of a student: it is what a scanner reads, and harmless."""
    return f"90{number:04}"


def serial(number: int) -> str:
    """The serial of a device, by which it can be scanned."""
    return f"5CDX{number:04}"


def build(path: Path, shift: int = 0, *, locked: bool = True) -> None:
    """Make the school's file; each shift puts other texts into the same places."""
    clock = FixedClock(datetime.now(UTC) - timedelta(days=2))
    office = Office.create(path, clock)
    try:
        _fill(office, clock, shift, locked)
    finally:
        office.close()


def _fill(office: Office, clock: FixedClock, shift: int, locked: bool) -> None:
    texts = (text.replace("\0", "\x01") for text in repeated(shift))
    enrol(office, _devices(shift), _people(shift), _places(shift))
    office.change_setting("site", SITE)
    with office.database.immediate():
        settings.put_setting(office.database, "school", next(texts))
        settings.put_setting(office.database, "table", next(texts))
        for name in islice(texts, 4):
            operators.put(office.database, Operator(name, Role.CHAMPION))
        operators.put(office.database, Operator(next(texts), Role.CHAMPION, BADGE))
    office.reload_settings()
    _hand_out(office, clock)
    _park(office, clock, shift)
    _dispute(office)
    _audit(office, clock, shift, locked)
    clock.advance(24 * 3600)


def _devices(shift: int) -> list[Device]:
    texts = repeated(shift)
    return [
        Device(
            f"{next(texts)} {number}".replace("\0", "\x01"), tag=next(texts).replace("\0", "\x01"),
            serial=serial(number), model=next(texts), category="Chromebook", site=SITE,
            place=_place(shift, number % 8), notes=next(texts),
            service=Service.LOST if number % 9 == 8 else Service.READY,
        )
        for number in range(COUNT)
    ]  # fmt: skip


def _people(shift: int) -> list[Person]:
    texts = repeated(shift)
    return [
        Person(
            person_id(number), next(texts), next(texts), grade=next(texts), homeroom=next(texts),
            email=next(texts), block=next(texts) if number % 10 == 9 else "",
            status=PersonStatus.LEFT if number % 10 == 8 else PersonStatus.ENROLLED,
        )
        for number in range(COUNT)
    ]  # fmt: skip


def _place(shift: int, number: int) -> str:
    return f"{PAYLOADS[(shift + number) % COUNT].text} {number}".replace("\0", "\x01")


def _places(shift: int) -> list[Place]:
    return [Place(_place(shift, number), "room", 30) for number in range(8)]


def _scan(office: Office, clock: FixedClock, mode: Mode, *codes: str) -> Desk:
    desk = Desk(office, mode)
    for code in codes:
        clock.advance(5)
        desk.scan(code)
    return desk


def _hand_out(office: Office, clock: FixedClock) -> None:
    for number in range(OUT):
        _scan(office, clock, Mode.OUT, person_id(number), serial(number))
    desk = _scan(office, clock, Mode.BACK, serial(0))
    desk.amend(note=PAYLOADS[0].text)
    for each in PAYLOADS[1:8]:
        desk = _scan(office, clock, Mode.BACK, serial(0))
        desk.amend(note=each.text)


def _park(office: Office, clock: FixedClock, shift: int) -> None:
    for each in (PAYLOADS[(shift + number) % COUNT] for number in range(COUNT)):
        _scan(office, clock, Mode.OUT, f"UNKNOWN {each.text}"[:300])


def _dispute(office: Office) -> None:
    first = OUT + 10
    for number in range(first, first + DISPUTED):
        code = serial(number)
        dispute(office, [person_id(number), code], [[person_id(number + 5), code]])


def _audit(office: Office, clock: FixedClock, shift: int, locked: bool) -> None:
    """An audit with finds of every sort; where it is locked, it waits for explanations."""
    audit = audits.open_audit(office, audit_draft.draft(office, Scope()))
    codes = [
        _place(shift, 0),
        *map(serial, range(20, 30)),
        *(f"FOUND {p.text}" for p in PAYLOADS[:6]),
    ]
    desk = _scan(office, clock, Mode.AUDIT, *codes)
    desk.describe(PAYLOADS[shift % COUNT].text)
    if locked:
        audits.lock(office, audit)


def files(folder: Path) -> None:
    """Files with hostile names, for the dialogs that choose one."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in PAYLOADS:
        name = each.text.replace("/", "_").replace("\0", "")[:60]
        (folder / f"{name}.csv").write_text("person_id,name\n1,Ada\n", "utf-8")
    raw = b"\xff\xfe\x1b]0;M98\x07.csv"  # no text in any encoding that the system knows
    Path(
        bytes(folder).decode("utf-8", "surrogateescape")
        + "/"
        + raw.decode("utf-8", "surrogateescape")
    ).touch()


def people_csv(path: Path, shift: int = 0) -> None:
    """A student list with the texts in every column but the number, and one unknown column.

    Without the one that no list may hold: a NUL is refused, as the file is no text then.
    """
    texts = (text for text in repeated(shift) if "\0" not in text)
    rows = [
        "person_id,first_name,last_name,grade,homeroom,email,status,kind,"
        + _cell("extra [/] \x1b]0;M97\x07")
    ]
    for number in range(COUNT):
        cells = [
            person_id(500 + number),
            *(next(texts)[:200] for _ in range(5)),
            "ENROLLED",
            "student",
            next(texts)[:200],
        ]
        rows.append(",".join(map(_cell, cells)))
    path.write_text("\r\n".join(rows) + "\r\n", "utf-8", "surrogatepass")


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def make(folder: Path, shift: int, *, locked: bool = True) -> School:
    """A hostile school in a folder of its own, its home folder with hostile files."""
    home = folder / "home"
    home.mkdir(parents=True)
    files(home / "odd")
    people_csv(home / "0people.csv", shift)
    build(folder / "school.db", shift, locked=locked)
    return School(folder)
