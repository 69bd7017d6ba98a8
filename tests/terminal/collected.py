"""What a collection day comes to, counted without the app; and the steps of which it consists."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tests.terminal.keys import NO_SCAN, key
from tests.terminal.school import tag

STUDENTS, ROOMS, SPARES = 300, 12, 4
BAGGED_ROOMS = range(101, 107)
"""The homerooms that send a bag; the others come in line."""

STRAYS = ("RS-900001", "RS-900002")
STICKER, UNKNOWN_CARD, LATE = "LIB-77", "2000999", "Nia Late"
PRICES = {
    part: Decimal(price)
    for part, price in (
        ("charger", "38.50"), ("screen", "65.10"), ("keyboard", "42.25"), ("hinge", "55"),
        ("power", "79.99"), ("damage", "24.95"),
    )
}  # fmt: skip
NEW_DEVICE = Decimal("319.99")
RETURNED, NONE, FAULTY, EXTRA = (
    "returned", "not returned", "returned faulty", "returned, and one too many",
)  # fmt: skip


def room(number: int) -> int:
    """The homeroom of a student, by number."""
    return 101 + number % ROOMS


@dataclass(frozen=True, slots=True)
class Step:
    """What goes over the keyboard at once, and what the screen shows once it was taken."""

    sent: bytes
    seen: str
    """A pattern."""
    pause: float = 0.0
    """Seconds that go by before."""


@dataclass(frozen=True)
class Said:
    """What was said of a return, all of it."""

    charger: str = ""
    grade: str = ""
    cause: str = ""
    parts: list[str] = field(default_factory=list)

    @property
    def body(self) -> dict[str, object]:
        """The fields of the event that says so; what was not said is left out."""
        accessories = {"charger": self.charger} if self.charger else {}
        said = {"accessories": accessories, "grade": self.grade, "cause": self.cause}
        return {key: value for key, value in {**said, "parts": self.parts}.items() if value}


@dataclass
class Count:
    """What the day comes to."""

    out: dict[str, str] = field(default_factory=dict)
    """Device → who still has it."""
    bags: dict[str, str] = field(default_factory=dict)
    """Device → whose bag it came in."""
    brought: dict[str, str] = field(default_factory=dict)
    """Device → who brought it, where a card was scanned before."""
    said: dict[str, Said] = field(default_factory=dict)
    """Device → what holds of its return."""
    service: dict[str, str] = field(default_factory=dict)
    """Device → its shape, where it is not ready."""
    settled: list[str] = field(default_factory=list)
    """What the Inbox settled, code by code, in its order."""
    undone: int = 0
    """How many returns were taken back."""

    def say(self, device: str, **said: str | list[str]) -> None:
        """Count a word about a return, by the fields of ``Said``; the later ones add to it."""
        self.said[device] = replace(self.said.get(device, Said()), **said)  # type: ignore[arg-type]
        if grade := said.get("grade"):
            self.service.pop(device, None)
            if grade in ("C", "D"):
                self.service[device] = "DAMAGED_USABLE" if grade == "C" else "NEEDS_CHECK"

    @property
    def in_stock(self) -> int:
        """How many devices are there, spares and the other school's included."""
        return STUDENTS + SPARES + len(STRAYS) - len(self.out)

    @property
    def costs(self) -> set[tuple[str, str, Decimal]]:
        """Device, what, price: all that is to be charged for."""
        found = set()
        for device, said in self.said.items():
            if said.charger in (NONE, FAULTY):
                found.add((device, f"charger {said.charger}", PRICES["charger"]))
            if said.grade in ("C", "D"):
                works = "damaged" if said.grade == "C" else "does not work"
                parts = {(device, part, PRICES[part]) for part in said.parts}
                found |= parts or {(device, f"{works}, no part named", PRICES["damage"])}
        lost = {one for one, service in self.service.items() if service == "LOST"}
        return found | {(device, "device lost", NEW_DEVICE) for device in lost}


def code(text: str) -> bytes:
    """A code as a scanner types it."""
    return text.encode("ascii") + b"\r"


def scan(text: str, seen: str) -> Step:
    """One scan."""
    return Step(code(text), seen)


def checked(number: int) -> Step:
    """One device at the inspection, as usual so far."""
    return scan(tag(number), rf"CHECKED +{tag(number)}")


def press(name: str, seen: str) -> Step:
    """One key."""
    return Step(key(name), seen)


def write(text: str) -> Step:
    """Words into a field."""
    return Step(text.encode("ascii"), re.escape(text))


def enter(seen: str) -> Step:
    """Enter, so long after words that it can't be a scanner's."""
    return Step(key("enter"), seen, pause=NO_SCAN)
