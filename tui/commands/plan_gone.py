"""What a file no longer has, and who or what of it is still out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inventory.files.entries import Entry
from inventory.files.plan import Plan, key_of
from inventory.files.profiles import RegisterKind
from inventory.model import Device, Person
from inventory.services import register, reports
from inventory.services.office import Office
from inventory.services.reports import DeviceLine, ListName


@dataclass(frozen=True, slots=True)
class Gone:
    """One record that was listed and that the file does not have."""

    entry: Entry
    devices: tuple[str, ...] = ()
    """What the person still has."""
    out: DeviceLine | None = None
    """Who or which place has the device; None where nobody has."""

    @property
    def label(self) -> str:
        """What the screen calls it."""
        if isinstance(self.entry, Person):
            return f"{self.entry.person_id} {self.entry.name}"
        return self.entry.label if isinstance(self.entry, Device) else self.entry.place

    @property
    def holder(self) -> str:
        """Who or which place has the device, in words."""
        return (self.out.name or self.out.person or self.out.place or "") if self.out else ""

    def as_json(self) -> dict[str, Any]:
        """Its key and its name, and what of it is still out."""
        known: dict[str, Any] = {"key": key_of(self.entry)}
        if isinstance(self.entry, Person):
            return {**known, "name": self.entry.name, "devices": list(self.devices)}
        if isinstance(self.entry, Device):
            out = self.out
            whom = {"person": out.person, "name": out.name, "place": out.place} if out else _NOBODY
            return {**known, "device": self.label, **whom}
        return known


_NOBODY = {"person": None, "name": "", "place": None}


def gone_records(office: Office, plan: Plan) -> Iterator[Gone]:
    """Everything that is gone from the plan's file."""
    if not plan.counts.gone:
        return
    held: dict[str, tuple[str, ...]] = {}
    out: dict[str, DeviceLine] = {}
    if plan.kind is not RegisterKind.PLACES:
        for line in reports.device_list(office, ListName.OUT):
            out[line.device_id] = line
            if line.person:
                held[line.person] = (*held.get(line.person, ()), line.device)
    for entry in register.gone(office, plan):
        key = key_of(entry)
        is_person = isinstance(entry, Person)
        yield Gone(
            entry, held.get(key, ()) if is_person else (), None if is_person else out.get(key)
        )
