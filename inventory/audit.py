"""The words of the audit as frozen records: its steps, its scope, its list, what is said of it."""

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

    @property
    def is_whole(self) -> bool:
        """Whether it asks for all that the school answers for, as a quarter's audit does."""
        return not (self.places or self.categories or self.sample)

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
