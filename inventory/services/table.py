"""What stands on the table between two scans; replaced as a whole once a scan is on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inventory.model import Mode
from inventory.verdict import Code


@dataclass(frozen=True, slots=True)
class Question:
    """A verdict that waits for the same code again, or that may be overridden."""

    code: Code
    scanned: str
    """The cleaned code that was scanned."""
    raw: str
    group: str
    """The scan that raised it."""
    device: str | None = None
    person: str | None = None
    place: str | None = None
    waived: Mapping[Code, str] = field(default_factory=dict)
    settled_by: str | None = None
    """What had settled the device's custody when it was asked: an answer is to that."""
    assigned_to: str | None = None
    """For whom it was laid out then."""
    holdings: tuple[str, ...] = ()
    """What the person at the table had then."""
    parks: bool = False
    """Whether it gets a claim number when something else is scanned instead."""
    again: bool = True
    """Whether the same code again is a yes, or only YES itself."""


@dataclass(frozen=True, slots=True)
class Held:
    """A device that was scanned before its person, and waits for one."""

    device: str
    scanned: str
    raw: str
    group: str


@dataclass(frozen=True, slots=True)
class Hot:
    """The last device that came in, of which a key or a barcode can still say what is wrong."""

    event: str
    """Its return; its sighting where it was not out."""
    device: str
    person: str | None
    accessories: Mapping[str, str] = field(default_factory=dict)
    """What came back with it as usual."""
    settled_by: str | None = None
    """What had settled the device's custody then: a word about it is about that."""
    bag: str = ""
    """In whose bag it came; empty where it was handed over."""


@dataclass(frozen=True, slots=True)
class Label:
    """Which label of which device was read last in an audit, to compare with the next."""

    device: str
    name: str
    is_tag: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """Who stands here, where things go, what is held, what was asked."""

    mode: Mode
    person: str | None = None
    place: str | None = None
    held: tuple[Held, ...] = ()
    """Devices that wait for a person, oldest first."""
    asked: Question | None = None
    stopped: Question | None = None
    """What Ctrl+O would override."""
    cleared: Mapping[Code, str] = field(default_factory=dict)
    """Stops that were overridden for the person at the table, with their reasons."""
    unknown: tuple[str, str] | None = None
    """The unknown person's ID that Ctrl+N would enter by hand, and its parked event."""
    hot: Hot | None = None
    label: Label | None = None
    bag: str | None = None
    """While taking back by bag its homeroom, empty until a device says it; None for the line."""
    bagged: tuple[str, ...] = ()
    """The returns of what came in it, and the sightings of what was in stock by the record."""
    served: bool = False
    """Whether the person at the table was given something: the next card may be the next one's."""

    @property
    def in_bag(self) -> int:
        """How many came in the bag."""
        return len(self.bagged)
