"""The school at a glance: what Home and the line under a scan screen say.

Small on its own, because it is loaded before the first frame.
"""

from dataclasses import dataclass
from datetime import datetime

from inventory.model import Kind
from inventory.services.office import Office
from inventory.store import figures, imports, parked
from inventory.store.figures import Figures as Figures
from inventory.store.figures import GradeLine as GradeLine
from inventory.store.imports import ImportRecord as ImportRecord


@dataclass(frozen=True, slots=True)
class Today:
    """Home at a glance."""

    school: str
    figures: Figures
    grades: tuple[GradeLine, ...]
    roster: ImportRecord | None
    devices: ImportRecord | None
    handed_out: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures under a scan screen."""

    out: int
    to_go: int
    done: int
    """Hand-outs, or returns, of today."""
    parked: int


def today(office: Office) -> Today:
    """The school at this moment, and what was done since midnight."""
    database = office.database
    midnight = _midnight(office.clock.now())
    return Today(
        school=office.school,
        figures=figures.figures(database),
        grades=tuple(figures.by_grade(database)),
        roster=imports.newest(database, "people"),
        devices=imports.newest(database, "devices"),
        handed_out=figures.events_since(database, Kind.ISSUE, midnight),
        taken_back=figures.events_since(database, Kind.RETURN, midnight),
    )


def tally(office: Office, kind: Kind) -> Tally:
    """How far the day is; ``kind`` is what this screen does, issue or return."""
    database = office.database
    return Tally(
        out=figures.out_now(database),
        to_go=figures.still_to_go(database),
        done=figures.events_since(database, kind, _midnight(office.clock.now())),
        parked=parked.count(database),
    )


def parked_now(office: Office) -> int:
    """How many scans wait in the Inbox."""
    return parked.count(office.database)


def _midnight(now: datetime) -> str:
    return now.date().isoformat()
