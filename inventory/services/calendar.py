"""The school's calendar: what comes next, and all of it as a file for anybody's own calendar.

Small on its own, because Home asks what comes next.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inventory.services.office import Office
from inventory.store import settings

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.rules.calendar import Dates, Entry
    from inventory.rules.schedule import Due
    from inventory.rules.school_year import SchoolYear

_CALENDAR = "calendar"
"""The setting that keeps what the marks of the days rest on; nobody sets it by hand."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next in the year."""

    on: date
    title: str
    """``Audit 2026-Q4``."""
    say: str
    """The whole of it: ``Audit 2026-Q4 is due Tuesday 15 December, in 24 days``."""
    is_audit: bool = False


def coming(office: Office, most: int = 2) -> list[Coming]:
    """What comes next, an overdue audit first; ``most`` at the most."""
    from inventory.rules.calendar import What, still_to_come

    today = office.clock.now().date()
    found = still_to_come(entries(office), today)[:most]
    return [Coming(one.on, one.title, one.say(today), one.what is What.AUDIT) for one in found]


def entries(office: Office) -> "list[Entry]":
    """All days of the school year that is on or comes next, in order."""
    from inventory.rules import calendar
    from inventory.services import audit_draft

    today = office.clock.now().date()
    signed = audit_draft.signed_quarters(office)
    due = _left_open(office, today) or audit_draft.next_due(office)
    return calendar.entries(_dates(office), today, signed, due)


def school_year(office: Office) -> "tuple[SchoolYear, bool]":
    """The school year that is on or comes next, and whether the setting names it."""
    from inventory.rules import calendar

    dates, today = _dates(office), office.clock.now().date()
    return calendar.served_year(dates.year, today), calendar.is_known(dates.year, today)


def save_ics(office: Office, path: "Path") -> int:
    """Write the calendar as an iCalendar file (RFC 5545) and return how many days it has.

    A day keeps its UID when it is moved or the school gets another name, so that a file imported
    again can move it too. Raises FileRefused where the path is taken or can't be written.
    """
    from inventory.files.ics import calendar_file
    from inventory.files.whole import save_whole
    from inventory.services import export_log

    days = entries(office)
    name, now = f"{office.school}, devices", office.clock.now()
    save_whole({path: calendar_file(days, _calendar_id(office), name, now)})
    export_log.log(office, "calendar", path, len(days), people=False)
    return len(days)


def _calendar_id(office: Office) -> str:
    """What tells this school's calendar from others': chosen with its first file, and kept."""
    known = settings.value(office.database, _CALENDAR)
    if known:
        return known
    chosen = office.policy.site or office.policy.school or office.station_id
    with office.database.immediate():
        settings.put_setting(office.database, _CALENDAR, chosen)
    return chosen


def _left_open(office: Office, today: date) -> "Due | None":
    """The newest audit, where its day has passed and nobody signed it; one of a part is none."""
    from inventory.rules.schedule import due_dates
    from inventory.store import audits

    newest = next(iter(audits.all_audits(office.database)), None)
    if newest is None or newest.state.is_closed or not newest.scope.is_whole:
        return None
    late = (due for due in due_dates(office.policy.quarters, today) if due.on < today)
    return next((due for due in late if due.quarter == newest.quarter), None)


def _dates(office: Office) -> "Dates":
    from inventory.rules.calendar import Dates
    from inventory.rules.school_year import read_session, read_year

    return Dates(
        office.policy.quarters,
        read_year(office.setting("year")),
        read_session(office.setting("session")),
        _a_day(office.setting("due_back")),
        _a_day(office.setting("survey")),
    )


def _a_day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
