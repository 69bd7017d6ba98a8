"""Which devices and people belong on which list: SQL over ``device d, custody c, person p``.

Home counts by the same words, so that a number and the list behind it can't differ.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ListName(StrEnum):
    """The lists of devices."""

    DEVICES = "devices"
    OUT = "out"
    OVERDUE = "overdue"
    LEFT = "left"
    STOCK = "stock"
    CONFLICTS = "conflicts"
    KEPT = "kept"
    """All but what the district has retired; each is in exactly one of the next eight."""
    WITH_PEOPLE = "with-people"
    IN_PLACES = "in-places"
    READY = "ready"
    TO_CHECK = "to-check"
    NOWHERE = "nowhere"
    """Nobody knows where."""
    ELSEWHERE = "elsewhere"
    REPAIR = "repair"
    GONE = "gone"
    """Lost, stolen or missing."""
    STILL_OUT = "still-out"
    """With enrolled students."""
    OUT_LONG = "out-long"
    UNSEEN = "unseen"
    OUT_TODAY = "out-today"
    BACK_TODAY = "back-today"
    TO_FIND = "to-find"
    """On the list of the open audit, and not seen yet."""


class PeopleList(StrEnum):
    """The lists of people."""

    PEOPLE = "people"
    WITHOUT = "without"
    """Enrolled, and nothing handed out to them."""
    MANY = "many"
    """With more of one category than one person may have."""
    ENROLLED = "enrolled"
    TO_GO = "to-go"
    """Students with nothing handed out to them to whom the table hands a device."""


@dataclass(frozen=True, slots=True)
class Due:
    """The dates that lists go by, as ISO dates; an empty one makes its list empty."""

    due: str
    """By which devices have to be back."""
    today: str
    out_before: str = ""
    """What has been out since before this day is out too long."""
    unseen_before: str = ""
    """What was seen last before this day should be looked for."""
    first_id: str = ""
    """No event of today has a lower id: ids begin with the time."""

    def values(self) -> dict[str, str]:
        """What the rules of the lists call them."""
        return {
            "due": self.due,
            "today": self.today,
            "tomorrow": day_after(self.today),
            "out_before": self.out_before,
            "unseen_before": self.unseen_before,
            "first_id": self.first_id,
        }


@dataclass(frozen=True, slots=True)
class Within:
    """The part of a list that is looked at; None is everywhere, an empty text is itself a value."""

    homeroom: str | None = None
    grade: str | None = None
    place: str | None = None
    """Where an open audit looks for it."""

    @property
    def where(self) -> str:
        """What is added to the rule of the list."""
        parts = []
        if self.homeroom is not None:
            parts.append(" AND p.homeroom = :homeroom")
        if self.grade is not None:
            parts.append(" AND p.grade = :grade")
        if self.place is not None:
            parts.append(f" AND c.device IN ({_TO_FIND} AND look_in = :look_in)")
        return "".join(parts)

    def values(self) -> dict[str, str | None]:
        """What ``where`` calls them."""
        return {"homeroom": self.homeroom, "grade": self.grade, "look_in": self.place}


EVERYWHERE = Within()


def first_id(milliseconds: int) -> str:
    """What no id of an event is below that was written at or after this Unix time in ms."""
    digits = f"{max(0, milliseconds):012x}"
    return f"{digits[:8]}-{digits[8:]}"


NOT_UNDONE = "event_id NOT IN (SELECT event_id FROM voided)"
"""An event that was not undone."""
LABEL = "CASE WHEN d.tag <> '' THEN d.tag ELSE d.serial END"
"""What is scanned on a device ``d``: its tag, else its serial."""
OURS = "(:site = '' OR d.site = '' OR lower(d.site) = lower(:site))"
"""A device ``d`` of this school; where the school has no code, every one is."""
JOINED = (
    "device d JOIN custody c ON c.device = d.device_id LEFT JOIN person p ON p.person_id = c.person"
)
OUT_OF_ORDER = "('IN_REPAIR', 'LOST', 'STOLEN', 'MISSING', 'RETIRED')"
LOST = "('LOST', 'STOLEN', 'MISSING')"

_WORKS = f"c.service NOT IN {OUT_OF_ORDER}"
_HERE = f"c.state = 'IN_STOCK' AND {_WORKS}"
_NOTHING = "NOT EXISTS(SELECT 1 FROM custody h WHERE h.person = p.person_id)"
_TO_FIND = (
    "SELECT device FROM audit_line WHERE times = 0"
    " AND audit = (SELECT audit_id FROM audit WHERE state = 'OPEN')"
)
FIRST_LIST = "(SELECT min(at) FROM import_log WHERE kind = 'devices')"
"""A device that nobody has seen counts from the day on which its first list came in; before the
school's first one there was none."""
_OWN_LIST = (
    "coalesce((SELECT min(at) FROM (SELECT at, sum(new) OVER (ORDER BY rowid) AS known"
    " FROM import_log WHERE kind = 'devices') WHERE known >= d.position),"
    " (SELECT max(at) FROM import_log WHERE kind = 'devices'))"
)
"""Devices are numbered as they come in; where that says nothing, the newest list counts."""


def day_after(day: str) -> str:
    """The day behind an ISO date; empty for an empty one."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else ""


def of_today(kind: str) -> str:
    """The events of a kind since midnight that were not undone, as a part of a query.

    What a table wrote whose clock runs days ahead is not of today, and not of every day until then.
    """
    return (
        f"FROM event WHERE event_id >= :first_id AND kind = '{kind}' AND wall_time >= :today"
        " AND wall_time < :tomorrow AND body ->> '$.correction' IS NULL"
        f" AND {NOT_UNDONE}"
    )


def enrolled(person: str = "p") -> str:
    """Somebody who is at the school; said only here.

    Whom a newer roster has no more is not, though their status stays: they count as those who left.
    """
    return f"{person}.status = 'ENROLLED' AND {person}.listed = 1"


STUDENTS = (
    f"{enrolled()} AND p.kind = 'student' AND p.grade IN (SELECT value FROM json_each(:grades))"
)
"""A student ``p`` of this school, of one of the grades that are handed devices."""
EXPECTED = f"{STUDENTS} AND p.block = ''"
"""One to whom the table hands a device; said only here: Home and the look before the day count by
it, and it is the same as ``may_receive``, by which a layout goes."""

OF_DEVICES = {
    ListName.DEVICES: "1",
    ListName.OUT: "c.state IN ('WITH_PERSON', 'IN_PLACE')",
    ListName.OVERDUE: "c.state = 'WITH_PERSON' AND :due <> '' AND :due < :today",
    ListName.LEFT: "c.state = 'WITH_PERSON' AND (p.status = 'LEFT' OR p.listed = 0)",
    ListName.STOCK: _HERE,
    ListName.CONFLICTS: "c.disputed IS NOT NULL",
    ListName.KEPT: "c.service <> 'RETIRED'",
    ListName.WITH_PEOPLE: f"c.state = 'WITH_PERSON' AND {_WORKS}",
    ListName.IN_PLACES: f"c.state = 'IN_PLACE' AND {_WORKS}",
    ListName.READY: f"{_HERE} AND c.service <> 'NEEDS_CHECK'",
    ListName.TO_CHECK: f"{_HERE} AND c.service = 'NEEDS_CHECK'",
    ListName.NOWHERE: f"c.state = 'UNKNOWN' AND {_WORKS}",
    ListName.ELSEWHERE: f"c.state IN ('WITH_DISTRICT', 'IN_TRANSIT') AND {_WORKS}",
    ListName.REPAIR: "c.service = 'IN_REPAIR'",
    ListName.GONE: f"c.service IN {LOST}",
    ListName.STILL_OUT: (
        f"c.state = 'WITH_PERSON' AND {_WORKS} AND p.kind = 'student' AND {enrolled()}"
    ),
    ListName.OUT_LONG: f"c.state = 'WITH_PERSON' AND {_WORKS} AND c.since < :out_before",
    ListName.UNSEEN: (
        f"{_WORKS} AND c.state NOT IN ('WITH_DISTRICT', 'IN_TRANSIT')"
        f" AND coalesce(c.seen_at, {FIRST_LIST}) < :unseen_before"
        f" AND (c.seen_at IS NOT NULL OR {_OWN_LIST} < :unseen_before)"
    ),
    ListName.OUT_TODAY: f"c.device IN (SELECT device {of_today('issue')})",
    ListName.BACK_TODAY: f"c.device IN (SELECT device {of_today('return')})",
    ListName.TO_FIND: f"c.device IN ({_TO_FIND})",
}
"""List → the rule that its devices keep."""
OF_PEOPLE = {
    PeopleList.PEOPLE: "1",
    PeopleList.WITHOUT: f"{enrolled()} AND {_NOTHING}",
    PeopleList.MANY: (
        "p.person_id IN (SELECT c.person FROM custody c JOIN device d ON d.device_id = c.device"
        " WHERE c.person IS NOT NULL AND c.disputed IS NULL"
        " AND d.category IN (SELECT value FROM json_each(:single))"
        " GROUP BY c.person, lower(d.category) HAVING count(*) > 1)"
    ),
    PeopleList.ENROLLED: enrolled(),
    PeopleList.TO_GO: f"{EXPECTED} AND {_NOTHING}",
}
"""List → the rule that its people keep."""
