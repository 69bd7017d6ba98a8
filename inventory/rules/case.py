"""What a rule is told about one scan of a device, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inventory.model import Custody, Device, Draft, Kind, Person, Service
from inventory.rules.condition import Condition
from inventory.rules.phrases import moment
from inventory.rules.policy import Policy
from inventory.rules.swaps import Move
from inventory.verdict import Code

SETTLED = "Tables disagreed on it: that is settled now"
"""What is said where a device that lies on the table ends a dispute about it."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """How a device last came in, and what was said of it since."""

    event: str
    """Its return; where there is none, the scan by which it was seen."""
    person: str | None = None
    """Whose it was."""
    bag: str = ""
    """In which homeroom's bag it lay; empty where it was handed over."""
    said: Condition = field(default_factory=Condition)
    checked_at: str = ""
    """When it was inspected; empty as long as nobody did."""
    damaged_before: bool = False
    """Whether it was known as damaged but usable when it came in a bag."""


@dataclass(frozen=True, slots=True)
class Case:
    """A device has been scanned: all that bears on what it means."""

    now: datetime
    policy: Policy
    device: Device
    custody: Custody
    holder: Person | None = None
    """Who has it, where a person has it."""
    person: Person | None = None
    """Who stands at the table."""
    place: str | None = None
    """The place that was scanned before."""
    holdings: tuple[Device, ...] = ()
    """What the person at the table has already."""
    counterpart: Device | None = None
    """A device of the person at the table that its present holder brought in earlier."""
    meant_for: Person | None = None
    """For whom else the device is laid out, where that person is enrolled."""
    laid_out: Device | None = None
    """Another device of its category that waits in stock for the person at the table."""
    bag: str = ""
    """Whose bag it comes in, a homeroom or ``?``; empty where it is handed over."""
    came: CameIn | None = None
    """On Inspect: how it came in."""
    district_decides: bool = False
    """On Inspect: whether it is to be checked only because it was stolen or retired before."""
    circle: tuple[Move, ...] = ()
    """The moves of a swap that this device closes, its own first; empty where it closes none."""
    waived: Mapping[Code, str] = field(default_factory=dict)
    """Questions that were answered yes, and stops that were overridden, each with its reason."""

    @property
    def same_kind(self) -> tuple[Device, ...]:
        """The person's devices of this device's category, this one left out."""
        category = self.device.category.casefold()
        return tuple(
            held
            for held in self.holdings
            if held.category.casefold() == category and held.device_id != self.device.device_id
        )

    @property
    def is_stray(self) -> bool:
        """Whether the district's list gives the device to another school."""
        ours, theirs = self.policy.site, self.device.site
        return bool(ours and theirs and ours.casefold() != theirs.casefold())

    @property
    def what(self) -> str:
        """The device in words: its model, else its category."""
        return self.device.model or self.device.category or "no model in the list"

    def draft(self, kind: Kind, **body: object) -> Draft:
        """An event about this device, without a person."""
        return Draft(kind, device=self.device.device_id, body=_without_blanks(body))

    def draft_for(self, kind: Kind, person: str | None, **body: object) -> Draft:
        """An event about this device and a person."""
        return Draft(kind, device=self.device.device_id, person=person, body=_without_blanks(body))

    def comes_back(self, device: Device, person: str | None, **body: object) -> Draft:
        """A return with the normal outcome: as worn as it was, and all that went out with it."""
        with_it = self.policy.accessories_for(device.category)
        said = {"grade": "B", "accessories": dict.fromkeys(with_it, "returned"), **body}
        return Draft(
            Kind.RETURN, device=device.device_id, person=person, body=_without_blanks(said)
        )

    def set_service(self, service: Service) -> Draft:
        """The event that changes its shape, with what it was before."""
        return self.draft(Kind.SERVICE, service=service.value, was=self.custody.service.value)


def _without_blanks(body: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in body.items() if value not in (None, "", [], {})}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write and what to say; nothing has happened yet."""

    code: Code
    say: str
    next: str = ""
    drafts: tuple[Draft, ...] = ()
    """Empty: only the scan itself is written down, as a note."""
    asks: bool = True
    """Whether an ASK can be answered by scanning the same code again."""
    parks: bool = False
    """Whether a question that is left unanswered gets a claim number."""
    again: bool = True
    """Whether the same code again is a yes; in an audit it is a second look, and only YES is."""


def resurfaced(case: Case, taken: tuple[Draft, ...], *, then: str, asks: bool = True) -> Decision:
    """A device that nobody expected again: the sighting is kept at once, and it needs a check."""
    service = case.custody.service
    since = case.custody.service_since
    when = f" {moment(since, case.now)}" if since else ""
    word = {
        Service.LOST: f"Reported lost{when}",
        Service.STOLEN: f"Reported stolen{when}",
        Service.MISSING: f"Not found in an audit{when}",
        Service.RETIRED: "The district says it is retired",
    }[service]
    return Decision(
        Code.RESURFACED,
        f"{case.what}. {word}; now marked to be checked.",
        then,
        (*taken, case.set_service(Service.NEEDS_CHECK)),
        asks=asks,
    )


def stray(case: Case) -> Decision:
    """Another school's device: taken in and set aside, never absorbed."""
    park = case.draft(Kind.PARK, code=Code.STRAY.value, place=case.place)
    return Decision(
        Code.STRAY,
        f"{case.what}. The district's list says it belongs to {case.device.site}.",
        "Set it aside: it is in the Inbox. It stays the other school's.",
        (park,),
        asks=False,
    )
