"""The calendar as a file, read back by the library that calendars are read with."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from icalendar import Calendar

from inventory.files.ics import calendar_file
from inventory.rules.calendar import Entry, What

NOW = datetime(2026, 11, 21, 9, 0, 0, 1, timezone(timedelta(hours=-5)))
AUDIT = Entry("audit-2026-Q4", What.AUDIT, date(2026, 12, 15), "Audit 2026-Q4", "Count, and sign.")
SESSION = Entry("session-2026-12", What.SESSION, date(2026, 12, 8), "Champions' session", "Meet.")


def the_file(*days: Entry, school: str = "NORTH") -> bytes:
    """A file of these days."""
    return calendar_file(days or (SESSION, AUDIT), school, "North; a school, of devices", NOW)


def read_back(content: bytes) -> Any:
    """What a calendar makes of it."""
    return Calendar.from_ical(content)


def test_the_days_are_read_back_as_they_were() -> None:
    """Whole days without an hour or a zone, named, and nobody is busy by them."""
    read = read_back(the_file())
    events = read.walk("VEVENT")
    assert [str(one["summary"]) for one in events] == ["Champions' session", "Audit 2026-Q4 is due"]
    assert [one["dtstart"].dt for one in events] == [SESSION.on, AUDIT.on]
    assert [one["dtend"].dt - one["dtstart"].dt for one in events] == [timedelta(1)] * 2
    assert {str(one["transp"]) for one in events} == {"TRANSPARENT"}
    assert {one["dtstamp"].dt for one in events} == {datetime(2026, 11, 21, 14, tzinfo=UTC)}
    assert b"X-WR-CALNAME:North\\; a school\\, of devices\r\n" in the_file()
    assert not any(one.errors for one in read.walk())


def test_an_audit_rings_a_week_before_and_a_session_does_not() -> None:
    """A signed audit rings no more."""
    session, audit = read_back(the_file()).walk("VEVENT")
    assert not session.walk("VALARM")
    (alarm,) = audit.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(-7)
    assert str(alarm["action"]) == "DISPLAY"
    signed = Entry(AUDIT.key, AUDIT.what, AUDIT.on, AUDIT.title, AUDIT.about, is_signed=True)
    assert b"VALARM" not in the_file(signed)


def test_a_day_that_is_moved_keeps_its_uid() -> None:
    """So a calendar moves it and does not show it twice; another school's is another one."""
    moved = Entry(AUDIT.key, AUDIT.what, date(2026, 12, 17), AUDIT.title, AUDIT.about)
    ids = [
        [str(one["uid"]) for one in read_back(file).walk("VEVENT")]
        for file in (the_file(AUDIT), the_file(moved), the_file(AUDIT, school="SOUTH"))
    ]
    assert ids[0] == ids[1] != ids[2]
    assert UUID(ids[0][0]).version == 5


def test_the_lines_are_as_the_standard_wants_them() -> None:
    """CRLF, at most 75 octets, the same bytes for the same state (RFC 5545, section 3.1)."""
    long = Entry("survey-2027", What.SURVEY, date(2027, 4, 30), "É" * 60, "a\nb\\c;d,e" * 9)
    content = the_file(long)
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    (event,) = read_back(content).walk("VEVENT")
    assert str(event["summary"]) == f"{long.title} is due"
    assert str(event["description"]) == long.about
    assert content == the_file(long)
