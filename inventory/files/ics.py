"""The calendar as an iCalendar file (RFC 5545), for Google Calendar, Outlook and the like.

Loaded only where one is saved.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event, vText

from inventory.rules.calendar import Entry, What

_OURS = UUID("6ad0b0e4-6f4b-5d1c-9d0e-6d4f0f0c8a51")
"""The namespace of the UIDs (RFC 9562, section 6.5); as it is changed, so are they all."""

_REMINDED = timedelta(days=-7)


def calendar_file(days: Iterable[Entry], school: str, name: str, now: datetime) -> bytes:
    """The file: a whole day for each entry, a reminder a week before each audit.

    ``school`` tells one school's days from another's in one calendar, ``name`` is what the
    calendar is called.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Champion//Champion//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(name))  # else its commas are left as they are
    for day in days:
        calendar.add_component(_event(day, school, now))
    content: bytes = calendar.to_ical()
    return content


def _event(day: Entry, school: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid5(_OURS, f"{school}|{day.key}")))
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", f"{day.title} is due" if day.is_due else day.title)
    event.add("description", day.about)
    event.add("transp", "TRANSPARENT")  # nobody is busy all day by it
    if day.what is What.AUDIT and not day.is_signed:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", _REMINDED)
        alarm.add("description", f"{day.title} is due in a week.")
        event.add_component(alarm)
    return event
