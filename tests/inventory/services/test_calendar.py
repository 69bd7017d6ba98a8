"""The school's calendar as the settings make it, and as a file."""

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from inventory.audit import Scope
from inventory.errors import FileRefused
from inventory.services import audit_draft, audits, calendar, export_log
from inventory.services.office import Office
from tests.builders import FixedClock

YEAR = "2026-08-24 to 2027-06-11"


def test_home_is_told_what_comes_next(office: Office) -> None:
    """As many as it has room for, the next first, each with its day and its sentence."""
    first, second = calendar.coming(office)
    assert (first.on, first.title) == (date(2026, 12, 8), "Champions' session")
    assert second.say == "Audit 2026-Q4 is due Tuesday 15 December, in 24 days"
    assert len(calendar.coming(office, most=5)) == 5


def test_each_setting_moves_its_day(office: Office) -> None:
    """Sessions go where none are set; what is empty is no day."""
    for key, value in (
        ("year", YEAR), ("session", "last Friday"), ("due_back", "2027-05-28"),
        ("survey", "2027-04-30"), ("quarters", "fall=10-30"),
    ):  # fmt: skip
        office.change_setting(key, value)
    days = {one.key: one.on for one in calendar.entries(office)}
    assert days["session-2026-12"] == date(2026, 12, 25)
    assert days["due-back-2026"] == date(2027, 5, 28)
    assert days["survey-2026"] == date(2027, 4, 30)
    assert days["year-starts-2026"] == date(2026, 8, 24)
    assert [key for key in days if key.startswith("audit")] == [
        "audit-2026-fall",
        "audit-2027-fall",
    ]
    assert calendar.school_year(office)[1]
    for key in ("session", "survey", "due_back"):
        office.change_setting(key, "")
    kinds = {one.what.value for one in calendar.entries(office)}
    assert kinds == {"audit", "year starts", "year ends"}


def test_an_open_audit_whose_day_has_passed_is_overdue(office: Office, clock: FixedClock) -> None:
    """Be it the first one that the school makes; whoever began it has to sign it."""
    audits.open_audit(office, audit_draft.draft(office, Scope()))
    assert not any(one.is_overdue for one in calendar.entries(office))
    clock.advance(24 * 86_400)
    assert not any(one.is_overdue for one in calendar.entries(office)), "it is due today"
    clock.advance(86_400)
    assert [one.key for one in calendar.entries(office) if one.is_overdue] == ["audit-2026-Q4"]
    first = calendar.coming(office)[0]
    assert first.say == "Audit 2026-Q4 was due Tuesday 15 December, 1 day ago"


def test_an_open_audit_of_a_sample_is_none_of_the_quarter(
    office: Office, clock: FixedClock
) -> None:
    """It makes none, so it is late for none."""
    sample = Scope(sample=1, floor=1, seed="a")
    audits.open_audit(office, audit_draft.draft(office, sample))
    clock.advance(50 * 86_400)
    assert not any(one.is_overdue for one in calendar.entries(office))


def test_the_file_has_every_day_and_is_logged_without_names(
    office: Office, tmp_path: Path, clock: FixedClock
) -> None:
    """Nothing is written over; the same state gives the same file but for the time of writing."""
    office.change_setting("year", YEAR)
    path = tmp_path / "year.ics"
    written = calendar.save_ics(office, path)
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert len(events) == written == len(calendar.entries(office))
    (logged,) = [one for one in export_log.exports(office) if one.what == "calendar"]
    assert (logged.file, logged.rows, logged.people) == ("year.ics", written, False)
    with pytest.raises(FileRefused, match="nothing is written over it"):
        calendar.save_ics(office, path)
    again = tmp_path / "again.ics"
    calendar.save_ics(office, again)
    assert again.read_bytes() == path.read_bytes()


def test_the_marks_of_the_days_stay_whatever_the_school_is_called(
    office: Office, tmp_path: Path
) -> None:
    """A new name, another code, a laptop of its own: the calendar is the one that it was."""

    def marks(file: str) -> set[str]:
        calendar.save_ics(office, tmp_path / file)
        events = Calendar.from_ical((tmp_path / file).read_bytes()).walk("VEVENT")
        return {str(one["uid"]) for one in events}

    first = marks("a.ics")
    office.change_setting("site", "NORTH-2")
    office.change_setting("school", "Northside")
    office.begin_station()
    assert marks("b.ics") == first
    assert "calendar" not in office.settings()
