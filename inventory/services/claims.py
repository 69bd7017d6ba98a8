"""Claims: what was handed out here is told to the hub, which knows what other tables handed out.

The hand-out is on disk before anybody asks, and stays there whatever the hub says.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from inventory.model import Custody, Event, Kind
from inventory.rules.custody import came_in, rests_on
from inventory.services.office import Office
from inventory.store import custody_rows, events, loans, register
from inventory.verdict import Code, Verdict

if TYPE_CHECKING:
    from inventory.exchange.postgres_claims import ClaimResult, Claims

JUST_NOW = 60.0
"""Seconds after a return in which the device still lies on the table: whatever the hub knew of it
is over."""

_SILENT = "The hub does not answer."
_TOLD = frozenset({Kind.ISSUE, Kind.RETURN, Kind.VOID, Kind.RESOLVE})


@dataclass(frozen=True, slots=True)
class Refused:
    """A hand-out of this table that another table was before."""

    hand_out: Event
    table: str
    seconds_ago: float
    """By the hub's clock."""
    person: str | None
    """To whom, there."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the hub said to all that it was told."""

    refused: tuple[Refused, ...] = ()
    why_offline: str = ""
    """A sentence where it did not answer; what it was not told waits for the next time."""
    waiting: int = 0
    """How many devices it was not told of."""


class Claimer:
    """Tells the hub where each device of this table stands, in the order of the scans.

    It reads the journal and not the screen, so that a settling in the Inbox counts as a scan does;
    of a device that changed hands twice meanwhile only what holds now is told.
    """

    def __init__(
        self, office: Office, hub: "Claims", own: Container[str] | None = None,
        since: int | None = None,
    ) -> None:  # fmt: skip
        """What is written behind the position ``since``, by the groups in ``own`` only.

        Without them it is what this office writes from its opening on.
        """
        self._office = office
        self._hub = hub
        self._own = office.groups if own is None else own
        self._read_until = office.began if since is None else since
        self._waiting: dict[str, Event] = {}
        """The last event by device, in the order of these events."""
        self._refused: list[Refused] = []
        """What the hub refused and nobody has heard of yet."""

    @property
    def waiting(self) -> int:
        """How many devices the hub has not been told of."""
        return len(self._waiting)

    def tell(self) -> Heard:
        """Tell the hub all that is new, and hear what it refused; never longer than it answers."""
        if self._office.is_rehearsal:
            return self._heard("A rehearsal tells the hub nothing.")
        self._read()
        if not self._waiting and not self._hub.warm_up():
            return self._heard(_SILENT)
        for device, event in [*self._waiting.items()]:
            said = self._tell(device, event)
            if said and said[1].state == "offline":
                return self._heard(said[1].why or _SILENT)
            del self._waiting[device]
            if said and said[0].kind == Kind.ISSUE and said[1].state == "refused":
                one = Refused(said[0], said[1].table, said[1].seconds_ago, said[1].person)
                self._refused.append(one)
        return self._heard()

    def _heard(self, why_offline: str = "") -> Heard:
        """All that was refused since it was last said, however often an error came between."""
        refused, self._refused = self._refused, []
        return Heard(tuple(refused), why_offline, len(self._waiting))

    def _read(self) -> None:
        database, station = self._office.database, self._office.station_id
        for position, event in events.own_since(database, station, self._read_until):
            self._read_until = position
            told = event.kind in _TOLD or came_in(event)
            if event.device and told and event.group in self._own:
                self._waiting.pop(event.device, None)
                self._waiting[event.device] = event

    def _tell(self, device: str, event: Event) -> "tuple[Event, ClaimResult] | None":
        """What was told of a device, and the answer; None where there is nothing to tell."""
        database = self._office.database
        custody = custody_rows.custody_of(database, device)
        if custody.disputed:
            return None  # the tables know of each other already
        out = [one for one in events.of_device(database, device) if one.kind == Kind.ISSUE]
        if custody.loan is None:
            return event, self._release(event, [one.event_id for one in out])
        loan = next((one for one in out if one.event_id == custody.loan), None)
        if loan is None or loan.station_id != self._office.station_id:
            return None
        return loan, self._hub.claim(
            self._office.policy.site, device, loan.event_id, loan.station_id, self._office.table,
            loan.person, after=[one.event_id for one in out if one is not loan],
        )  # fmt: skip

    def _release(self, event: Event, known: list[str]) -> "ClaimResult":
        """Say that it is free: by a return of just now, of whatever was before."""
        age = (self._office.clock.now() - datetime.fromisoformat(event.wall_time)).total_seconds()
        here = (event.kind == Kind.RETURN or came_in(event)) and abs(age) < JUST_NOW
        return self._hub.release(
            self._office.policy.site, str(event.device), event.event_id, event.station_id,
            self._office.table, ended=None if here else known,
        )  # fmt: skip


def remember(office: Office, refused: Refused) -> None:
    """Keep it for the next scan of this device, as long as the office is open."""
    heard = office.clock.monotonic()
    office.refused[str(refused.hand_out.device)] = refused, heard


def standing(office: Office, custody: Custody) -> Refused | None:
    """The refused hand-out that the device is still out by; None where it was undone or settled."""
    refused, heard = office.refused.get(custody.device, (None, 0.0))
    if refused is None:
        return None
    device_loans = loans.of_device(office.database, custody.device)
    if not rests_on(custody, refused.hand_out.event_id, device_loans):
        return None
    since = office.clock.monotonic() - heard
    return replace(refused, seconds_ago=refused.seconds_ago + since)


def as_verdict(office: Office, refused: Refused) -> Verdict:
    """The stop that the table is shown: where else the device went, and what to do now."""
    hand_out = refused.hand_out
    device = register.device(office.database, str(hand_out.device))
    label = device.label if device else str(hand_out.device)
    there = register.person(office.database, refused.person) if refused.person else None
    here = register.person(office.database, hand_out.person) if hand_out.person else None
    to = f", to {there.name if there else refused.person}" if refused.person else ""
    return Verdict(
        scan="",
        code=Code.CLAIMED,
        say=f"Handed out at {refused.table or 'another table'}, {ago(refused.seconds_ago)}{to}.",
        next=_what_to_do(office, hand_out),
        subject=label,
        device=label,
        person=hand_out.person,
        event=hand_out.event_id,
        at=office.clock.now().isoformat(timespec="milliseconds"),
        name=here.name if here else "",
        homeroom=here.homeroom if here else "",
    )


def _what_to_do(office: Office, hand_out: Event) -> str:
    """The undo, as long as it is this hand-out that it would undo."""
    from inventory.services import undo

    last = undo.last_action(office)
    if any(event.event_id == hand_out.event_id for event in last):
        return "Take it back from the student now: Ctrl+Z."
    return "Have it brought back: F3 and a scan take it back. The Inbox (F6) settles whose it is."


def is_recent(office: Office, refused: Refused, seconds: float) -> bool:
    """Whether the student may still stand there."""
    at = datetime.fromisoformat(refused.hand_out.wall_time)
    return abs((office.clock.now() - at).total_seconds()) <= seconds


def ago(seconds: float) -> str:
    """``40 s ago``, ``12 min ago``, ``3 h ago``."""
    if seconds < 90:
        return f"{seconds:.0f} s ago"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago"
