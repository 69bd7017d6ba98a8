"""What every verb needs: the open database, the clock, the station, the settings.

Words, rules and journal are loaded with the first scan: the first frame does not wait for them.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from inventory.errors import NotRecorded
from inventory.store import settings
from inventory.store.database import Database, create_database, memory_database, open_database

if TYPE_CHECKING:
    from inventory.model import Draft, Event
    from inventory.rules.duties import Duty, Operator
    from inventory.rules.policy import Policy
    from inventory.rules.scanner_profile import ScannerProfile
    from inventory.services.claims import Refused
    from inventory.store.staging import Staging

Done = TypeVar("Done")

REHEARSAL = "rehearsal"
"""The setting that tells the copy of a rehearsal from the school; nobody sets it by hand."""


class Clock(Protocol):
    """Where the time comes from; the domain has no clock of its own."""

    def now(self) -> datetime:
        """The wall clock, with its offset."""

    def monotonic(self) -> float:
        """Seconds that never go back, for telling a bounce from a second scan."""


class Office:
    """One school's database, open, with who writes into it and by what rules."""

    def __init__(
        self, database: Database, clock: Clock, entropy: Callable[[int], bytes] = os.urandom
    ) -> None:
        self.database = database
        self.clock = clock
        self._entropy = entropy
        self._newest = ""
        self.station_id = self._find_station()
        self._values = settings.all_settings(database)
        self._policy: Policy | None = None
        self._operator: Operator | None = None
        self._seated: Operator | None = None
        self._seen = -1
        """What the file's version was when settings were looked for last."""
        self.wrong_pins: dict[str, tuple[int, float]] = {}
        """By name: how many were typed here in a row, and the monotonic second of the last one."""
        self.groups: set[str] = set()
        """The scans and commands that wrote through this office."""
        self.began = settings.newest_position(database)
        """The position of the last event that was there when this office was opened."""
        self.refused: dict[str, tuple[Refused, float]] = {}
        """By device: the hand-out that the hub refused, and the monotonic second it was heard."""
        self.aside: Staging | None = None
        """The file that was read last on this connection, and waits for a yes."""
        self.scanner: ScannerProfile | None = None
        """What the scanner check found on this laptop; None where it was not done."""

    @classmethod
    def open(cls, path: Path, clock: Clock) -> "Office":
        """Open a database that is there; StoreRefused with a sentence where it must not be."""
        return cls(open_database(path), clock)

    @classmethod
    def create(cls, path: Path, clock: Clock) -> "Office":
        """Make a new, empty database; AlreadyThere where there is one, made just now or before."""
        return cls(create_database(path), clock)

    @classmethod
    def in_memory(cls, clock: Clock, entropy: Callable[[int], bytes] = os.urandom) -> "Office":
        """A whole office that leaves nothing behind."""
        return cls(memory_database(), clock, entropy)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    @property
    def school(self) -> str:
        """The school's name for the screen."""
        return self._values.get("school") or "Your school"

    @property
    def policy(self) -> "Policy":
        """The school's rules, as the settings say them."""
        if self._policy is None:
            from inventory.rules.settings import make_policy

            self._policy = make_policy(self._values)
        return self._policy

    @property
    def table(self) -> str:
        """What this laptop is called."""
        return self.setting("table")

    @property
    def is_table(self) -> bool:
        """Whether this laptop was set up by a seed from the champion's."""
        return self._values.get("role") == "table"

    @property
    def is_rehearsal(self) -> bool:
        """Whether this is the copy on which a day is rehearsed."""
        return bool(self._values.get(REHEARSAL))

    def refuse_rehearsal(self) -> None:
        """Raise NotAllowed in a rehearsal: nothing of it may get anywhere, nor anything into it."""
        if self.is_rehearsal:
            from inventory.errors import NotAllowed

            raise NotAllowed(
                "This is a rehearsal: nothing of it leaves this copy.",
                "Ctrl+Q leaves it; the school's own records are as they were.",
            )

    @property
    def number_of_operators(self) -> int:
        """How many are on the list of those who work at the table; none where nobody made one."""
        return settings.operators(self.database)

    @property
    def operator(self) -> "Operator":
        """Who is at the table: whoever took over in this window, else whom the setting names."""
        if self._seated is not None:
            return self._seated
        if self._operator is None:
            from inventory.rules.duties import Operator
            from inventory.store import operators

            name = self.setting("operator")
            self._operator = operators.named(self.database, name) or Operator(name)
        return self._operator

    @operator.setter
    def operator(self, operator: "Operator | None") -> None:
        self._seated = operator

    def write_for(self, window: "Office") -> None:
        """Write as a window does that has the same file open: as its operator, for its undo."""
        self.groups = window.groups
        self._seated = window._seated

    def refuse_helper(self, duty: "Duty") -> None:
        """Raise NotAllowed where the duty is the champion's and a helper is at the table.

        The list is asked again: the role may have been changed in another window. In a rehearsal
        nobody writes names out: the list of such files would go with the copy.
        """
        from inventory.rules.duties import Duty, refuse_helper
        from inventory.store import operators

        here = self.operator
        refuse_helper(operators.named(self.database, here.name) or here, duty)
        if duty is Duty.EXPORT:
            self.refuse_rehearsal()

    def setting(self, key: str) -> str:
        """One setting's value as text, its default where nobody set it."""
        from inventory.rules.settings import BY_KEY

        return self._values.get(key, BY_KEY[key].default)

    def settings(self) -> dict[str, str]:
        """Every setting with its value."""
        from inventory.rules.settings import BY_KEY

        return {key: self.setting(key) for key in BY_KEY}

    def change_setting(self, key: str, value: str) -> None:
        """Check and keep one setting; refused where it can't be that, and to a helper."""
        from inventory.rules.duties import Duty
        from inventory.rules.settings import checked

        self.refuse_helper(Duty.SETTINGS)
        value = checked(key, value)
        with self.database.immediate():
            settings.put_setting(self.database, key, value)
        self.reload_settings()

    def reload_settings(self) -> None:
        """Take up settings that were changed in the database."""
        self._values = settings.all_settings(self.database)
        self._policy = None
        self._operator = None

    def take_up_changes(self) -> None:
        """Take up settings that another program set in the file meanwhile; cheap where none did."""
        version = int(self.database.value("PRAGMA data_version"))
        if version != self._seen:
            self._seen = version
            self.reload_settings()

    def new_id(self) -> str:
        """The id of a scan or command: a UUIDv7."""
        from inventory.journal.event import unix_ms, uuid7

        return uuid7(unix_ms(self.clock.now()), self._entropy(10))

    def write(self, work: Callable[[], Done]) -> Done:
        """Run one scan's work as one durable transaction, and be sure of how it ended.

        A commit that fails may still have reached the disk, so the last event is read back by its
        id: stored counts as done, not stored raises NotRecorded.
        """
        done: list[Done] = []
        self._newest = ""
        try:
            with self.database.immediate():
                done.append(work())
        except NotRecorded:
            from inventory.store import events

            if done and events.was_recorded(self.database, self._newest):
                return done[0]
            raise
        return done[0]

    def record(self, drafts: "Iterable[Draft]", group: str) -> "list[Event]":
        """Append events and bring the projections up to them, inside ``write``.

        What undoing changes is folded once for all of them, and before more is said of a device.
        """
        from inventory.journal.event import Stamp
        from inventory.model import Kind
        from inventory.store import audit_sightings, events, projections

        stamp = Stamp(
            self.station_id,
            self.policy.site,
            self.operator.name,
            self.clock.now(),
            group,
        )
        written = []
        to_refold: list[str] = []
        self.groups.add(group)
        for draft in audit_sightings.in_an_open_audit(self.database, drafts):
            if draft.kind is not Kind.VOID or draft.device in to_refold:
                projections.refold(self.database, to_refold)
                to_refold = []
            custody = projections.custody_of(self.database, draft.device) if draft.device else None
            event = events.append(
                self.database,
                draft,
                stamp,
                parents=custody.heads if custody else (),
                known=custody.service_hlc if custody else "",
                entropy=self._entropy,
            )
            to_refold += projections.apply(self.database, event)
            written.append(event)
            self._newest = event.event_id
        projections.refold(self.database, to_refold)
        return written

    def begin_station(self) -> None:
        """Go on with numbers of one's own where another laptop writes under the same ones."""
        with self.database.immediate():
            settings.end_station(self.database)
        self.station_id = self._find_station()

    def follow_station(self) -> None:
        """Write as the station that the file names now: sharing beside may have begun a new one."""
        self.station_id = self._find_station()

    def _find_station(self) -> str:
        """This installation's id; a copied or restored file gets a new one, and its own numbers."""
        mark = fingerprint(self.database.path)
        known = settings.current_station(self.database)
        if known and known[1] == mark:
            return known[0]
        now = self.clock.now()
        station_id = self.new_id()
        try:
            with self.database.immediate():
                known = settings.current_station(self.database)
                if known and known[1] == mark:  # another process was the first, a moment ago
                    return known[0]
                settings.put_station(self.database, station_id, mark, now.isoformat())
        except NotRecorded:
            if not settings.has_station(self.database, station_id):
                raise
        return station_id


def fingerprint(path: Path | None, file: Path | None = None) -> str:
    """What tells this file on this laptop from a copy of it elsewhere.

    ``file`` is what will have the path, where another file has it still.
    """
    if path is None:
        return "memory"
    where = f"{platform.node()}|{path.resolve()}|{(file or path).stat().st_ino}"
    return hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()
