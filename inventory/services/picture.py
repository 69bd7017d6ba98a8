"""The school as a picture, for Home: read after the first frame, and when something changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from inventory.model import Kind
from inventory.rules.morning import Morning as Morning
from inventory.rules.morning import morning
from inventory.services import glance, reports
from inventory.services.office import Office
from inventory.store import figures, imports, parked
from inventory.store import picture as stored
from inventory.store.imports import ImportRecord as ImportRecord
from inventory.store.list_rules import Due
from inventory.store.lists import ListName as ListName
from inventory.store.lists import PeopleList as PeopleList
from inventory.store.lists import Within as Within
from inventory.store.picture import Class

if TYPE_CHECKING:
    from inventory.services.calendar import Coming
    from inventory.services.glance import NextAudit
    from inventory.store.audits import Progress

Direction = Literal["out", "back"]

GROUPS = (
    ListName.WITH_PEOPLE,
    ListName.IN_PLACES,
    ListName.READY,
    ListName.TO_CHECK,
    ListName.NOWHERE,
    ListName.ELSEWHERE,
    ListName.REPAIR,
    ListName.GONE,
)
"""Where a device can be; each one is in exactly one of these."""
WANTING = (ListName.CONFLICTS, ListName.LEFT, ListName.OUT_LONG, ListName.UNSEEN)
"""What needs a person, beside what is parked and what is to be checked."""
_TODAY = (ListName.OUT_TODAY, ListName.BACK_TODAY)

MOST_COMING = 2
_LOOK_AHEAD = 8
COLLECTING = 14
"""Days before the date by which devices are due back, from which a quiet day is about returns."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The students of one homeroom or one grade."""

    name: str
    """Empty where the roster doesn't say."""
    people: int
    """Students who have something, and those who are to go."""
    to_go: int
    """Students with nothing handed out to them to whom the table hands a device."""
    still_out: int
    """Devices that they have and that work."""
    back: int = 0
    """Devices that they brought back today."""

    @property
    def have_one(self) -> tuple[int, int]:
        """How many of the students have a device, and how many are to have one."""
        return self.people - self.to_go, self.people

    @property
    def returned(self) -> tuple[int, int]:
        """How many devices came back today, and how many of them there were to come."""
        return self.back, self.back + self.still_out


@dataclass(frozen=True, slots=True)
class Picture:
    """The school at this moment, and what was done since midnight."""

    school: str
    counts: Mapping[ListName, int]
    people: int
    """Enrolled students and staff."""
    parked: int
    roster: ImportRecord | None
    devices: ImportRecord | None
    direction: Direction
    homerooms: tuple[Bar, ...]
    """Those that have the most to do first."""
    grades: tuple[Bar, ...]
    morning: Morning
    is_long: bool
    """Whether the line takes so long that one more table helps."""
    tables: int
    """How many tables work at it today."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was imported yet."""
        return not (self.counts[ListName.KEPT] or self.people)

    @property
    def left(self) -> int:
        """Students who still come today: to be given a device, or with devices to bring."""
        return sum(_left(bar, self.direction) for bar in self.grades)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes next: read a moment after the picture, for it takes more of the domain."""

    audit: "NextAudit"
    places: "tuple[Progress, ...]"
    """The places of an open audit where something is left to find, the most first; a blind audit
    names none."""
    swaps: int
    """Swaps that can be corrected now."""
    coming: "tuple[Coming, ...]"
    """What comes next in the year beside that audit."""


def mark(office: Office) -> object:
    """Another value once anything was written, or once another minute has begun."""
    now = office.clock.now()
    return figures.mark(office.database), now.date(), now.hour, now.minute


def if_free(office: Office) -> AbstractContextManager[None]:
    """Read without waiting for another program that has the file for itself: skip it then."""
    return stored.if_free(office.database)


def picture(office: Office) -> Picture:
    """Counted from the projections and today's events."""
    database, due = office.database, reports.dates(office)
    counts = stored.counts(database, (ListName.KEPT, *GROUPS, *WANTING, *_TODAY), due)
    direction = _direction(counts, due)
    classes = stored.classes(database, reports.grades_with_devices(office))
    kind = Kind.ISSUE if direction == "out" else Kind.RETURN
    read = stored.given_out if direction == "out" else stored.brought_back
    served = read(database, due)
    done = morning(_moments(one.at for one in served), office.clock.now())
    back = [] if direction == "out" else served
    grades = _bars(
        ((one.grade, one) for one in classes), Counter(one.grade for one in back), direction
    )
    left = sum(_left(bar, direction) for bar in grades)
    return Picture(
        school=office.school,
        counts=counts,
        people=stored.people(database),
        parked=parked.count(database),
        roster=imports.newest(database, "people"),
        devices=imports.newest(database, "devices"),
        direction=direction,
        homerooms=_bars(
            ((one.homeroom, one) for one in classes),
            Counter(one.homeroom for one in back),
            direction,
        ),
        grades=grades,
        morning=done,
        is_long=done.calls_for_a_second_table(left, office.policy.line_minutes),
        tables=stored.tables(database, kind, due),
    )


def ahead(office: Office) -> Ahead:
    """The audit that has to be seen to next and how far it is, swaps, and the next days."""
    from inventory.services import swaps
    from inventory.store import audits

    audit = glance.next_audit(office)
    places: tuple[Progress, ...] = ()
    if audit.state == "OPEN" and not audit.blind and (found := glance.open_audit(office)):
        left = [one for one in audits.progress(office.database, found.audit_id) if one.left]
        places = tuple(sorted(left, key=lambda one: (-one.left, one.place)))
    return Ahead(audit, places, swaps.count(office), _other_days(office))


def _other_days(office: Office) -> "tuple[Coming, ...]":
    """The next day of each kind but audits, of which the next one has a line of its own."""
    from inventory.services import calendar

    found: dict[str, Coming] = {}
    for day in calendar.coming(office, most=_LOOK_AHEAD):
        if not day.is_audit:
            found.setdefault(day.title, day)
    return tuple(found.values())[:MOST_COMING]


def _direction(counts: Mapping[ListName, int], due: Due) -> Direction:
    """What today is about: what was done more often; on a quiet day, whether devices are due."""
    out, back = (counts[name] for name in _TODAY)
    if out != back:
        return "out" if out > back else "back"
    if not due.due:
        return "out"
    soon = datetime.fromisoformat(due.today) + timedelta(days=COLLECTING)
    return "back" if soon.date().isoformat() >= due.due else "out"


def _bars(
    classes: Iterable[tuple[str, Class]], back: Mapping[str, int], direction: Direction
) -> tuple[Bar, ...]:
    """One bar for each name, the one with the longest way to go first."""
    sums: dict[str, list[int]] = {}
    for name, one in classes:
        numbers = sums.setdefault(name, [0, 0, 0])
        for at, number in enumerate((one.people, one.to_go, one.still_out)):
            numbers[at] += number
    bars = [
        Bar(name, people, to_go, still_out, back.get(name, 0))
        for name, (people, to_go, still_out) in sums.items()
    ]
    return tuple(sorted(bars, key=lambda bar: _worst_first(bar, direction)))


def _worst_first(bar: Bar, direction: Direction) -> tuple[float, int, int, str]:
    done, of = bar.have_one if direction == "out" else bar.returned
    return done / of if of else 1.0, -_left(bar, direction), len(bar.name), bar.name


def _left(bar: Bar, direction: Direction) -> int:
    return bar.to_go if direction == "out" else bar.still_out


def _moments(times: Iterable[str]) -> list[datetime]:
    """As this laptop's clock tells the time; what no clock can show is left out."""
    found = []
    for when in times:
        with suppress(ValueError, OverflowError):
            found.append(datetime.fromisoformat(when).astimezone())
    return found
