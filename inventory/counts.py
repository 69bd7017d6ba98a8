"""What a count comes to, as frozen records: results, finds, evidence, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inventory.audit import Expected, Explanation


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
class Variance:
    """One thing that the school has to explain."""

    subject: str
    label: str
    """The tag, the serial, the scanned text, or the description."""
    outcome: Result | Find
    line: Line | None = None
    found: Found | None = None
    explanation: Explanation | None = None
