"""The words of the audit as frozen records: what was expected, what was seen, what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inventory.model import CustodyState, Service


class AuditState(StrEnum):
    """How far an audit is; each step is an event."""

    DRAFT = "DRAFT"
    """The scope is chosen; nothing is frozen yet."""
    OPEN = "OPEN"
    LOCKED = "LOCKED"
    """All is scanned; variances wait for their explanation."""
    EXPLAINED = "EXPLAINED"
    SIGNED = "SIGNED"
    SUBMITTED = "SUBMITTED"
    ANSWERED = "ANSWERED"

    @property
    def is_closed(self) -> bool:
        """Whether it was signed: nothing can change its figures any more."""
        return self in (AuditState.SIGNED, AuditState.SUBMITTED, AuditState.ANSWERED)


class Result(StrEnum):
    """What an expected line came to; exactly one, the best that its sightings show."""

    VERIFIED = "VERIFIED"
    WRONG_PLACE = "WRONG_PLACE"
    WRONG_HOLDER = "WRONG_HOLDER"
    STATE_CONFLICT = "STATE_CONFLICT"
    ACCOUNTED = "ACCOUNTED"
    MISSING = "MISSING"

    @property
    def is_sighted(self) -> bool:
        """Whether the device itself was seen."""
        return self not in (Result.ACCOUNTED, Result.MISSING)

    @property
    def is_variance(self) -> bool:
        """Whether the school has to explain it."""
        return self not in (Result.VERIFIED, Result.ACCOUNTED)


class Find(StrEnum):
    """What a scan outside the expected list is."""

    LABEL_CONFLICT = "LABEL_CONFLICT"
    STRAY = "STRAY"
    RESURFACED = "RESURFACED"
    UNLISTED = "UNLISTED"
    UNREADABLE = "UNREADABLE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    """One of ours that this audit does not ask for, or that came after the list was frozen."""

    @property
    def is_variance(self) -> bool:
        """Whether the school has to explain it."""
        return self is not Find.OUT_OF_SCOPE


class Evidence(StrEnum):
    """How well it is known that a device exists, best first; printed with its age."""

    E5 = "E5"
    E4 = "E4"
    E3 = "E3"
    E2 = "E2"
    E1 = "E1"
    E0 = "E0"

    @property
    def words(self) -> str:
        """What the grade stands for."""
        return _EVIDENCE_WORDS[self]


_EVIDENCE_WORDS = {
    Evidence.E5: "sighted in this audit",
    Evidence.E4: "sighted since the last audit",
    Evidence.E3: "attested by the holder or a teacher",
    Evidence.E2: "seen online by another system",
    Evidence.E1: "on paper: a ticket or a transfer slip",
    Evidence.E0: "none",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an audit asks for; without places, categories and sample it is the whole allocation."""

    places: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sample: int = 0
    """How many devices of the list are drawn to be found on the floor; 0 draws none."""
    floor: int = 0
    """How many devices are picked on the floor to be found on the list."""
    seed: str = ""
    """What the sample was drawn with: the same list and seed give the same sample."""
    blind: bool = False
    """Whether the screen hides what is expected."""

    def as_json(self) -> dict[str, object]:
        """The scope as an event keeps it."""
        return {
            "places": list(self.places),
            "categories": list(self.categories),
            "sample": self.sample,
            "floor": self.floor,
            "seed": self.seed,
            "blind": self.blind,
        }

    @classmethod
    def of(cls, said: Mapping[str, object]) -> "Scope":
        """The scope that an event kept; what it does not know has its default."""
        places, categories = said.get("places"), said.get("categories")
        sample, floor = said.get("sample"), said.get("floor")
        return cls(
            places=tuple(map(str, places)) if isinstance(places, list) else (),
            categories=tuple(map(str, categories)) if isinstance(categories, list) else (),
            sample=sample if isinstance(sample, int) else 0,
            floor=floor if isinstance(floor, int) else 0,
            seed=str(said.get("seed", "")),
            blind=bool(said.get("blind")),
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the frozen list: what the record said of a device when the audit was opened."""

    device: str
    tag: str = ""
    serial: str = ""
    model: str = ""
    category: str = ""
    state: CustodyState = CustodyState.IN_STOCK
    person: str = ""
    place: str = ""
    service: Service = Service.READY
    seen_at: str = ""
    """When it was seen last before the audit, ISO 8601; empty where never."""
    look_in: str = ""
    """Where to look for it: its place, or its holder's homeroom."""

    @property
    def label(self) -> str:
        """What is on its sticker: the tag, else the serial."""
        return self.tag or self.serial or self.device

    def as_row(self) -> list[str]:
        """The line as the opening event keeps it, in the order of the fields."""
        return [
            self.device, self.tag, self.serial, self.model, self.category, self.state.value,
            self.person, self.place, self.service.value, self.seen_at, self.look_in,
        ]  # fmt: skip

    @classmethod
    def of_row(cls, row: list[str]) -> "Expected":
        """The line that the opening event kept."""
        (device, tag, serial, model, category, state, person, place, service, seen_at,
         look_in) = row  # fmt: skip
        return cls(
            device, tag, serial, model, category, CustodyState(state), person, place,
            Service(service), seen_at, look_in,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event of the audit's window that shows a device, or something that may be one."""

    event: str
    subject: str
    """What it is a sighting of: a device's id, or ``code:…``, ``labels:…``, ``item:…``."""
    at: str
    """Wall time, ISO 8601 with offset."""
    result: Result = Result.VERIFIED
    """What it says of an expected line."""
    find: Find = Find.OUT_OF_SCOPE
    """What it is where no line expects it."""
    place: str = ""
    person: str = ""
    """In whose hands it was."""
    raw: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence for a device that was not seen."""

    evidence: Evidence
    at: str
    """ISO 8601: the age is counted from here."""
    what: str
    """A few words: the ticket, who attested."""


@dataclass(frozen=True, slots=True)
class Line:
    """One expected device with its one result."""

    expected: Expected
    result: Result | None
    """None while the audit is open and it has not been seen."""
    evidence: Evidence = Evidence.E0
    evidence_at: str = ""
    evidence_what: str = ""
    times: int = 0
    """How often it was sighted; more than once is a counter, not a line."""
    event: str = ""
    seen_place: str = ""
    seen_with: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One unexpected find, however often it was scanned."""

    find: Find
    subject: str
    sighting: Sighting
    times: int = 1


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """How a sample audit came out, as auditors count it."""

    listed: int
    """Drawn from the list."""
    listed_passed: int
    """Found on the floor as the record says."""
    picked: int
    """Picked on the floor, each thing once."""
    picked_passed: int
    """Found on the list as the record says."""

    @property
    def pass_rate(self) -> float | None:
        """Passed of all, from 0 to 1; None where nothing was drawn or picked."""
        total = self.listed + self.picked
        return (self.listed_passed + self.picked_passed) / total if total else None


@dataclass(frozen=True, slots=True)
class Cover:
    """The figures of the cover sheet: gross counts of distinct devices, never netted."""

    expected: int
    results: Mapping[Result, int]
    finds: Mapping[Find, int]
    duplicates: int
    """Sightings beyond the first of each device or find."""
    value_at_risk: float
    """What replacing the missing devices costs, as far as the price list knows."""
    unpriced: int
    """Missing devices that the price list has no price for."""
    sample: SampleFigures | None = None

    @property
    def sighted(self) -> int:
        """Lines whose device was seen."""
        return sum(number for result, number in self.results.items() if result.is_sighted)

    @property
    def accounted(self) -> int:
        """Lines that rest on evidence on file."""
        return self.results.get(Result.ACCOUNTED, 0)

    @property
    def missing(self) -> int:
        """Lines that were neither seen nor accounted for; none while the audit is open."""
        return self.results.get(Result.MISSING, 0)

    @property
    def found(self) -> int:
        """Strays, resurfaced and unlisted things together."""
        return sum(self.finds.get(one, 0) for one in (Find.STRAY, Find.RESURFACED, Find.UNLISTED))

    @property
    def sighting_rate(self) -> float | None:
        """Sighted of expected, from 0 to 1; None where nothing was expected."""
        return self.sighted / self.expected if self.expected else None

    @property
    def accountability(self) -> float | None:
        """Sighted or accounted for, of expected."""
        return (self.sighted + self.accounted) / self.expected if self.expected else None

    @property
    def accuracy(self) -> float | None:
        """Verified of sighted."""
        return self.results.get(Result.VERIFIED, 0) / self.sighted if self.sighted else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The school's word on one variance."""

    subject: str
    disposition: str
    detail: str = ""
    """What the disposition asks for: a date, a reference, a place."""
    note: str = ""
    at: str = ""
    by: str = ""
    outcome: str = ""
    """What the variance was when it was explained; of another it says nothing."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit, as far as it is."""

    audit_id: str
    """``SITE-2026-Q4``."""
    state: AuditState
    quarter: str
    """``2026-Q4``."""
    due: str
    """ISO date."""
    scope: Scope
    opened_at: str
    list_sha256: str
    expected: int
    since: str = ""
    """When the audit before it was locked: evidence E4 counts from here."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Listed devices that were not expected, by the reason."""
    left_devices: tuple[str, ...] = ()
    """Those devices, but for what is outside the scope."""
    late: tuple[str, ...] = ()
    """Devices that came to the school after the list was frozen; known once it is locked."""
    locked_at: str = ""
    signed_at: str = ""
    signed_by: str = ""
    role: str = ""
    submitted_at: str = ""
    packet: str = ""
    answered_at: str = ""
    at_risk: float | None = None
    """Value at risk by the prices of the day of the signature; None before it."""
    unpriced: int | None = None
    """Missing devices that had no price that day."""


@dataclass(frozen=True, slots=True)
class Variance:
    """One thing that the school has to explain."""

    subject: str
    label: str
    """The tag, the serial, the scanned text, or the description."""
    outcome: Result | Find
    line: Line | None = None
    found: Found | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change of its list that the school proposes to the district, and what became of it."""

    device: str
    field: str
    """``place``, ``holder`` or ``service``."""
    base: str
    """What the district's list said."""
    proposed: str
    """What it should say; empty proposes to clear a holder."""
    reason: str
    """A reason code of the packet."""
    outcome: str = ""
    """``accepted``, ``ignored`` or ``changed``; empty until the district answered."""
    answer: str = ""
    """What the corrected list says."""
