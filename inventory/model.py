"""The words of the trade as frozen records: what a device, a person, a place, an event is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class CustodyState(StrEnum):
    """Who or where answers for the device now."""

    IN_STOCK = "IN_STOCK"
    WITH_PERSON = "WITH_PERSON"
    IN_PLACE = "IN_PLACE"
    WITH_DISTRICT = "WITH_DISTRICT"
    IN_TRANSIT = "IN_TRANSIT"
    UNKNOWN = "UNKNOWN"


class Service(StrEnum):
    """What shape the device is in; never mixed with who has it."""

    READY = "READY"
    NEEDS_CHECK = "NEEDS_CHECK"
    DAMAGED_USABLE = "DAMAGED_USABLE"
    IN_REPAIR = "IN_REPAIR"
    LOST = "LOST"
    STOLEN = "STOLEN"
    MISSING = "MISSING"
    RETIRED = "RETIRED"


GONE = frozenset({Service.LOST, Service.STOLEN, Service.MISSING, Service.RETIRED})
"""Nobody expects to see such a device again: seeing it is news."""


class PersonStatus(StrEnum):
    """Whether the roster knows the person."""

    ENROLLED = "ENROLLED"
    LEFT = "LEFT"
    UNKNOWN = "UNKNOWN"


class Grade(StrEnum):
    """Condition at return."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    X = "X"

    @property
    def words(self) -> str:
        """The grade in words, as the screen says it."""
        return _GRADE_WORDS[self]


_GRADE_WORDS = {
    Grade.A: "as new",
    Grade.B: "normal wear",
    Grade.C: "damaged but works",
    Grade.D: "does not work",
    Grade.X: "parts only",
}


class CameBack(StrEnum):
    """How an accessory came back with its device."""

    RETURNED = "returned"
    NOT = "not returned"
    FAULTY = "returned faulty"
    WRONG = "wrong type"
    NEVER = "never issued"
    EXTRA = "returned, and one too many"


class Mode(StrEnum):
    """What a scan of a device means at this table now."""

    OUT = "out"
    BACK = "back"
    AUDIT = "audit"
    CHECK = "check"


class Kind(StrEnum):
    """The kinds of events that this version writes or folds; others are kept and passed on."""

    ISSUE = "issue"
    RETURN = "return"
    AMEND = "amend"
    SIGHT = "sight"
    MOVE = "move"
    SERVICE = "service"
    ASSIGN = "assign"
    RETAG = "retag"
    STUB = "stub"
    PARK = "park"
    SETTLE = "settle"
    NOTE = "note"
    VOID = "void"
    RESOLVE = "resolve"
    AUDIT_OPEN = "audit_open"
    AUDIT_LOCK = "audit_lock"
    AUDIT_REOPEN = "audit_reopen"
    EXPLAIN = "explain"
    AUDIT_SIGN = "audit_sign"
    AUDIT_SUBMIT = "audit_submit"
    AUDIT_ANSWER = "audit_answer"
    PURGE = "purge"


PURGED = "[purged]"
"""What stands in an event where somebody's name stood before they were purged."""


@dataclass(frozen=True, slots=True)
class Device:
    """What the district's register says of one device; every identifier is text."""

    device_id: str
    """The first tag that it was known by; its serial where it has no tag. Never changes."""
    tag: str = ""
    serial: str = ""
    model: str = ""
    category: str = ""
    place: str = ""
    """Its home in the district's list."""
    service: Service = Service.READY
    site: str = ""
    """The school that answers for it; empty where the district's list names none."""
    assigned_to: str = ""
    """Whose it is meant to be: an intent, not a custody."""
    holder: str = ""
    """Who has it, as far as the district's list says that it is checked out to a person."""
    notes: str = ""
    listed: bool = True
    """Whether the newest import of devices still had it."""
    google_id: str = ""
    """Google's own key of a Chromebook (``deviceId``); with it an update hits no other device."""
    synced_at: str = ""
    """When Google last heard of it, as its list says (RFC 3339)."""

    @property
    def label(self) -> str:
        """What is on its sticker: the tag, else the serial."""
        return self.tag or self.serial or self.device_id


@dataclass(frozen=True, slots=True)
class Person:
    """What the roster says of one student or member of staff."""

    person_id: str
    first_name: str = ""
    last_name: str = ""
    grade: str = ""
    homeroom: str = ""
    email: str = ""
    status: PersonStatus = PersonStatus.ENROLLED
    left_on: str = ""
    """ISO date, where the roster gives one."""
    kind: str = "student"
    block: str = ""
    """Why nothing may be handed out, in at most five words; empty where nothing stands against."""
    listed: bool = True

    @property
    def name(self) -> str:
        """First and last name as one line; the ID where the roster has no name."""
        return f"{self.first_name} {self.last_name}".strip(" ") or self.person_id


@dataclass(frozen=True, slots=True)
class Place:
    """A room, cart, cabinet, repair shelf, or the district's own store; known by its name."""

    place: str
    kind: str = ""
    capacity: int | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as written: never edited, never deleted."""

    event_id: str
    """UUIDv7 (RFC 9562), lower case with dashes."""
    station_id: str
    seq: int
    """1, 2, 3… without a gap for each station."""
    hlc: str
    """Hybrid logical clock, ``milliseconds.counter``; for display and tie-break only."""
    wall_time: str
    """ISO 8601 with offset, to the millisecond."""
    kind: str
    site: str
    device: str | None
    person: str | None
    parents: tuple[str, ...]
    """The newest events of this device that the station knew."""
    group: str
    """The id of the scan or command that caused it; a swap's two events share one."""
    body: Mapping[str, Any]
    actor: str
    schema: int
    prev_hash: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a number: what a rule decided should be written."""

    kind: Kind
    device: str | None = None
    person: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Custody:
    """What follows from register and journal for one device; exactly one for each device."""

    device: str
    state: CustodyState = CustodyState.IN_STOCK
    person: str | None = None
    place: str | None = None
    since: str | None = None
    """Wall time of the event that set it; None while only the register speaks."""
    loan: str | None = None
    """The issue event that is open, which is the loan's id."""
    settled_by: str | None = None
    """The last event that set state, person or place; None while only the register speaks."""
    service: Service = Service.READY
    service_since: str | None = None
    service_hlc: str = ""
    """The clock of the import that last changed the district's word on the shape."""
    grade: Grade | None = None
    assigned_to: str | None = None
    seen_at: str | None = None
    seen_place: str | None = None
    heads: tuple[str, ...] = ()
    """The newest events of the device; more than one is a fork."""
    disputed: str | None = None
    """The id of the conflict, where tables disagree: then this is only what the clocks propose."""


@dataclass(frozen=True, slots=True)
class Loan:
    """One time that a device was out: from its issue to what ended it."""

    loan_id: str
    """Its issue event."""
    device: str
    person: str | None
    place: str | None
    since: str
    until: str | None = None
    ended_by: str | None = None
    received_from: str | None = None
    accessories: Mapping[str, str] = field(default_factory=dict)
    disputed: str | None = None
    """The conflict that keeps it open beside another one."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A scan that waits for a person's decision."""

    event_id: str
    claim: str
    """What the person is told, ``P-07``."""
    code: str
    """Which verdict parked it."""
    raw: str
    device: str | None
    person: str | None
    place: str | None
    mode: str
    at: str
    settled_by: str | None = None
    outcome: str | None = None
    """What was done about it, in the words of who settled it."""
