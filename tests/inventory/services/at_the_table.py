"""A morning at one table: scans two seconds apart, and what each of them wrote."""

from dataclasses import dataclass, field

from inventory.model import Custody, Event, Mode
from inventory.services.desk import Desk
from inventory.services.office import Office
from inventory.store import events, projections
from inventory.verdict import Verdict
from tests.builders import FixedClock

APART = 2.0
"""Seconds between two scans: a second scan, and not the echo of the first."""


@dataclass
class Morning:
    """A desk whose clock goes on by itself."""

    office: Office
    clock: FixedClock
    mode: Mode = Mode.OUT
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.office, self.mode)

    def scan(self, *codes: str, after: float = APART) -> Verdict:
        """Scan one after the other; the verdict on the last."""
        for code in codes:
            self.clock.advance(after)
            verdict = self.desk.scan(code)
        return verdict

    def written_by(self, verdict: Verdict) -> list[Event]:
        """What the scan of a verdict wrote, in order."""
        found = events.by_id(self.office.database, verdict.event or "")
        journal = events.everything(self.office.database)
        return [event for event in journal if found and event.group == found.group]

    def short(self, verdict: Verdict) -> list[tuple[str, str | None, str | None]]:
        """Kind, device and person of what the scan of a verdict wrote."""
        return [(event.kind, event.device, event.person) for event in self.written_by(verdict)]

    def custody(self, device: str) -> Custody:
        """Who or where answers for a device now."""
        return projections.custody_of(self.office.database, device)

    def count(self) -> int:
        """How many events there are."""
        return events.count(self.office.database)
