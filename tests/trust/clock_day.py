"""One day at a table in so many steps, and all that must come of it whatever the clock says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inventory.audit import Audit, Scope
from inventory.model import Mode
from inventory.rules.commands import Command
from inventory.services import audit_draft, audits, pages, recent, reports, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.services.reports import ListName
from inventory.store import audits as stored
from inventory.store import loans
from inventory.store.database import create_database, memory_database
from tests.builders import DEVICES, PEOPLE, CountedEntropy, FixedClock, open_school

CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=CHICAGO)
MISSING = "NS-153"

Set = Callable[[FixedClock, int], None]
"""Sets the wall clock before a step, by the step's number."""


class Day:
    """A table, in memory where no file is named; between two steps the clock may be set."""

    def __init__(self, path: Path | None, wall: datetime) -> None:
        self.path = path
        self.clock = FixedClock(wall)
        self.undone: list[str] = []
        database = create_database(path) if path else memory_database()
        self.office = open_school(Office(database, self.clock, CountedEntropy()))
        self._sit_down()

    def _sit_down(self) -> None:
        self.out = Desk(self.office, Mode.OUT)
        self.back = Desk(self.office, Mode.BACK)
        self.seen = Desk(self.office, Mode.AUDIT)

    def restart(self) -> None:
        """Close the app and open it again."""
        assert self.path
        self.office.close()
        self.office = Office.open(self.path, self.clock)
        self._sit_down()

    def play(self, set_clock: Set, restarts: frozenset[int] = frozenset()) -> None:
        """All steps, each five seconds after the one before by the clock that nobody sets."""
        for number, step in enumerate(STEPS):
            set_clock(self.clock, number)
            if number in restarts:
                self.restart()
            self.clock.advance(5)
            step(self)

    def hand(self, *codes: str) -> None:
        """Scan these at the table that hands out, one after the other."""
        self._scan(self.out, codes)

    def take(self, *codes: str) -> None:
        """Scan these at the table that takes back."""
        self._scan(self.back, codes)

    def see(self, *codes: str) -> None:
        """Scan these in the audit."""
        self._scan(self.seen, codes)

    def _scan(self, desk: Desk, codes: tuple[str, ...]) -> None:
        for code in codes:
            self.clock.advance(2)
            desk.scan(code)

    def undo(self) -> None:
        """Take back what was last."""
        self.undone.append(self.out.command(Command.UNDO).subject)

    def open_audit(self) -> None:
        """Open an audit of everything."""
        audits.open_audit(self.office, audit_draft.draft(self.office, Scope()))

    def lock(self) -> None:
        """Scanning is finished."""
        audits.lock(self.office, self.audit)

    def explain(self, note: str) -> None:
        """The school's word on what is missing; the newest one counts."""
        audits.explain(self.office, self.audit, [MISSING], "no_action", note=note)

    @property
    def audit(self) -> Audit:
        """The audit of the day."""
        return audits.find(self.office)


STEPS: tuple[Callable[[Day], None], ...] = (
    lambda day: day.hand("2001", "NS-101"),
    lambda day: day.hand("2002", "NS-102"),
    lambda day: day.take("NS-101"),
    lambda day: day.hand("2005", "NS-101"),
    lambda day: day.hand("2001", "NS-103"),
    lambda day: day.take("NS-103"),
    lambda day: day.hand("2001", "NS-103"),
    lambda day: day.take("NS-103"),
    lambda day: day.hand("UNKNOWN-7"),
    lambda day: day.hand("2001", "NS-201"),
    Day.undo,
    lambda day: day.hand("2001", "NS-103", "NS-201"),
    Day.open_audit,
    lambda day: day.see("Room 204", "NS-156"),
    lambda day: day.see("Cart 1", "NS-156"),
    lambda day: day.see("Cart 2", "NS-155"),
    lambda day: day.see("Room 204", "NS-155"),
    lambda day: day.take("NS-102"),
    lambda day: day.hand("2002", "NS-102"),
    Day.lock,
    lambda day: day.explain("the first word"),
    lambda day: day.explain("the second word"),
    lambda day: day.explain("the last word"),
    lambda day: day.take("NS-201"),
    Day.undo,
    lambda day: day.take("NS-101"),
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the clock does in the course of a day."""

    name: str
    set_clock: Set
    start: datetime = NOON
    restarts: frozenset[int] = field(default_factory=frozenset)
    goes_back: bool = True
    """Whether sorting by the clock has to go wrong here."""


def at(step: int, *, by: timedelta) -> Set:
    """The clock is set once, before this step."""

    def set_clock(clock: FixedClock, number: int) -> None:
        if number == step:
            clock.wall += by

    return set_clock


def to(step: int, when: datetime, back: int = -1) -> Set:
    """The clock jumps to a moment before one step, and is right again before another."""
    away: list[timedelta] = []

    def set_clock(clock: FixedClock, number: int) -> None:
        if number == step:
            away.append(when - clock.wall)
            clock.wall = when
        if number == back:
            clock.wall -= away.pop()

    return set_clock


def zone(step: int, other: tzinfo) -> Set:
    """The same moment goes by another name from this step on."""

    def set_clock(clock: FixedClock, number: int) -> None:
        if number >= step:
            clock.wall = clock.wall.astimezone(other)

    return set_clock


def each(change: Callable[[int], timedelta]) -> Set:
    """The clock is set before every step."""

    def set_clock(clock: FixedClock, number: int) -> None:
        clock.wall += change(number)

    return set_clock


def local(clock: FixedClock, number: int) -> None:
    """A clock that goes by Chicago's time, summer and winter, also across the change."""
    moment = clock.wall.timestamp() + 300 * (number > 0)
    clock.wall = datetime.fromtimestamp(moment, CHICAGO)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDDLE = 6
SITUATIONS = (
    Situation("an hour back", at(MIDDLE, by=-HOUR)),
    Situation("a day back", at(MIDDLE, by=-DAY)),
    Situation("1970", to(MIDDLE, datetime(1970, 1, 1, 0, 0, 1, tzinfo=CHICAGO))),
    Situation("1970 for an hour, then right", to(3, datetime(1970, 1, 2, tzinfo=CHICAGO), 14)),
    Situation("the end of summer time", local, datetime(2026, 11, 1, 1, 10, tzinfo=CHICAGO)),
    Situation(
        "the beginning of summer time", local, datetime(2027, 3, 14, 1, 10, tzinfo=CHICAGO),
        goes_back=False,
    ),
    Situation("a zone to the west", zone(MIDDLE, ZoneInfo("Pacific/Honolulu"))),
    Situation("a zone to the east", zone(MIDDLE, ZoneInfo("Asia/Tokyo")), goes_back=False),
    # From the first hand-out on that the audit goes by: a proof from before would rightly be old.
    Situation("2099", to(3, datetime(2099, 5, 1, tzinfo=CHICAGO)), goes_back=False),
    Situation("2099, then right", to(3, datetime(2099, 5, 1, tzinfo=CHICAGO), 14)),
    Situation("back and forth", each(lambda number: 3 * HOUR if number % 2 else -3 * HOUR)),
    Situation("three minutes back each time", each(lambda _: timedelta(minutes=-3))),
    Situation("a restart two hours back", at(MIDDLE, by=-2 * HOUR), restarts=frozenset({MIDDLE})),
    Situation(
        "a restart in 1970", to(9, datetime(1970, 1, 1, tzinfo=CHICAGO)), restarts=frozenset({9})
    ),
    Situation(
        "restarts with another time each", each(lambda n: DAY if n % 3 else -5 * DAY),
        restarts=frozenset(range(2, len(STEPS), 3)),
    ),
    Situation("a year back in the audit", at(14, by=-365 * DAY)),
    Situation("back while it is explained", at(22, by=-DAY)),
    Situation(
        "an offset that no zone has", zone(MIDDLE, timezone(timedelta(hours=-11, minutes=-37)))
    ),
)  # fmt: skip


def what_came(day: Day) -> dict[str, Any]:
    """All that the screens and lists say, without a time in it."""
    office = day.office
    found: dict[str, Any] = {"undone": tuple(day.undone)}
    for device in (one.device_id for one in DEVICES):
        page = pages.device_page(office, device)
        found[f"custody of {device}"] = (
            page.custody.state, page.custody.person, page.custody.place, page.custody.service,
        )  # fmt: skip
        found[f"history of {device}"] = [(one.kind, one.person) for one in page.history]
        found[f"loans of {device}"] = [
            (one.person, one.until is None) for one in loans.of_device(office.database, device)
        ]
    for person in (one.person_id for one in PEOPLE):
        page_of = pages.person_page(office, person)
        found[f"held by {person}"] = [one.device_id for one in page_of.holdings]
        found[f"history of {person}"] = [(one.kind, one.device) for one in page_of.history]
        found[f"loans of {person}"] = [
            (one.device, one.until is None) for one in loans.of_person(office.database, person)
        ]
    audit = day.audit.audit_id
    for line in stored.lines(office.database, audit):
        found[f"audit line {line.expected.device}"] = (
            line.result, line.times, line.seen_place, line.seen_with, line.evidence,
        )  # fmt: skip
    found["sightings"] = [
        (one.subject, one.result, one.place) for one in stored.sightings(office.database, audit)
    ]
    said = stored.explanations(office.database, audit)
    found["explained"] = {key: one.note for key, one in said.items()}
    found["feed"] = [(one.code, one.subject, one.scan) for one in recent.verdicts(office, 100)]
    found["parked"] = [one.raw for one in reports.parked_now(office)]
    found["out"] = [one.device_id for one in reports.device_list(office, ListName.OUT)]
    found["state"] = day.audit.state
    return found


def is_well(day: Day) -> list[str]:
    """What the check finds, and whether replaying gives what is shown."""
    same = [] if upkeep.rebuild(day.office) else ["the replay came to something else"]
    return [*upkeep.check(day.office).findings, *same]
