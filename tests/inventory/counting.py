"""What an audit's tests count with: expected lines, sightings, and an audit at one table."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inventory.audit import Audit, AuditState, Expected, Explanation, Scope
from inventory.counts import Find, Line, Result, Sighting, Variance
from inventory.files.profiles import RegisterKind
from inventory.model import CustodyState, Device, Mode
from inventory.rules.audit import Count
from inventory.services import audit_draft, audit_figures, audits, register
from inventory.services.audit_figures import Status
from inventory.services.office import Office
from inventory.store import audits as stored
from inventory.verdict import Verdict
from tests.builders import a_device, a_place, enrol
from tests.inventory.services.at_the_table import Morning

NINE = "2026-11-21T09:00:00.000+00:00"


def an_expected(device: str = "NS-101", **fields: Any) -> Expected:
    """A Chromebook that the list has in Room 204."""
    expected = Expected(
        device, tag=device, serial=f"5CD{device}".replace("-", ""), model="HP Chromebook 11",
        category="Chromebook", place="Room 204", look_in="Room 204",
    )  # fmt: skip
    return replace(expected, **fields)


def held_by(person: str, device: str = "NS-101", **fields: Any) -> Expected:
    """A Chromebook that the list has with a person."""
    return an_expected(device, state=CustodyState.WITH_PERSON, person=person, place="", **fields)


def a_sighting(event: str = "e1", subject: str = "NS-101", **fields: Any) -> Sighting:
    """The device was seen at nine o'clock, as the record says."""
    return replace(Sighting(event, subject, NINE), **fields)


def an_audit(**fields: Any) -> Audit:
    """An audit of the fourth quarter that is open."""
    audit = Audit(
        "NORTH-2026-Q4", AuditState.OPEN, "2026-Q4", "2026-12-15", Scope(), NINE, "0" * 64, 1
    )
    return replace(audit, **fields)


DEVICE_FIELDS = ["asset_tag", "serial", "model", "category", "place", "service", "site"]


def a_row(device: Device, **fields: str) -> dict[str, str]:
    """A device as the district's file has it."""
    row = {
        "asset_tag": device.tag, "serial": device.serial, "model": device.model,
        "category": device.category, "place": device.place, "service": device.service.value,
        "site": device.site,
    }  # fmt: skip
    return {**row, **fields}


def import_devices(office: Office, folder: Path, rows: Iterable[dict[str, str]]) -> None:
    """Import a list of the district; what it does not have is no longer listed."""
    path = folder / "devices.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, DEVICE_FIELDS)
        writer.writeheader()
        writer.writerows(rows)
    register.apply(office, register.prepare(office, RegisterKind.DEVICES, path))


@dataclass
class Round:
    """An audit that is walked with one scanner, on the small school."""

    table: Morning
    scope: Scope = field(default_factory=Scope)
    audit: Audit = field(init=False)

    def __post_init__(self) -> None:
        self.audit = audits.open_audit(
            self.table.office, audit_draft.draft(self.table.office, self.scope)
        )

    def scan(self, *codes: str, after: float = 20.0) -> Verdict:
        """Scan one after the other, each a thing of its own; the verdict on the last."""
        return self.table.scan(*codes, after=after)

    def lock(self) -> Audit:
        """Scanning is finished."""
        self.table.clock.advance(60)
        self.audit = audits.lock(self.table.office, self.audit)
        return self.audit

    def reopen(self, reason: str = "one more room") -> Audit:
        """Scan on."""
        self.table.clock.advance(60)
        self.audit = audits.reopen(self.table.office, self.audit, reason)
        return self.audit

    def explain(
        self, *subjects: str, disposition: str = "no_action", detail: str = "",
        note: str = "looked everywhere",
    ) -> Audit:  # fmt: skip
        """The school's word on some variances, else on all that have none."""
        named = subjects or tuple(one.subject for one in self.variances() if not one.explanation)
        self.audit = audits.explain(
            self.table.office, self.audit, named, disposition, detail=detail, note=note
        )
        return self.audit

    def variances(self) -> list[Variance]:
        """What has to be explained."""
        return audit_figures.variances(self.table.office, self.audit)

    def sign(self) -> Audit:
        """Sign what is explained."""
        self.table.clock.advance(60)
        self.audit = audits.close(
            self.table.office, self.audit, "Ada Park", "librarian", lambda: {"a.csv": "0" * 64}
        )
        return self.audit

    def close(self) -> Audit:
        """Lock, explain what is left, and sign."""
        self.lock()
        self.explain()
        return self.sign()

    def take(self, step: str) -> object:
        """One step of the life, by its name."""
        steps: dict[str, Callable[[], object]] = {
            "open": lambda: audit_draft.draft(self.table.office, Scope()),
            "lock": self.lock,
            "reopen": self.reopen,
            "explain": lambda: self.explain("NS-101"),
            "sign": self.sign,
        }
        return steps[step]()

    def next(self) -> "Round":
        """The audit after it, two months later."""
        self.table.clock.advance(60 * 86_400)
        return Round(self.table)

    def facts(self) -> str:
        """All that is signed, as one text."""
        audit = audits.find(self.table.office, self.audit.audit_id)
        figures = audit_figures.status(self.table.office, audit).as_json()
        return repr((audit, self.counted(), figures, self.explanations(), self.variances()))

    def line(self, device: str) -> Line:
        """What one expected device came to."""
        found = stored.line(self.table.office.database, self.audit.audit_id, device)
        assert found, f"{device} is not on the list"
        return found

    def result(self, device: str) -> Result | None:
        """The result of one expected device."""
        return self.line(device).result

    def counted(self) -> Count:
        """Every line and every find."""
        return audit_figures.counted(self.table.office, self.audit)

    def finds(self) -> dict[str, tuple[Find, int]]:
        """What was found that nobody expected, with how often it was scanned."""
        return {one.subject: (one.find, one.times) for one in self.counted().finds}

    def status(self) -> Status:
        """The figures."""
        return audit_figures.status(self.table.office, self.audit)

    def explanations(self) -> dict[str, Explanation]:
        """The school's word on each variance that has one."""
        return {one.subject: one.explanation for one in self.variances() if one.explanation}


EXTRA = (
    a_device("NS-401", place="Room 204"),
    a_device("NS-402", place="Cart 1"),
    a_device("NS-403", holder="2001"),
    a_device("NS-404", holder="2001", category="Hotspot", model="Hotspot M2"),
)
"""What the small school lacks for an audit: devices that have a place, and one person's two."""
EXPECTED = [
    *["0004711", "NS-101", "NS-102", "NS-103", "NS-110", "NS-153", "NS-155", "NS-156"],
    *["NS-201", "NS-301", "NS-401", "NS-402", "NS-403", "NS-404"],
]
"""What an audit of the furnished small school asks for, in the order of its list."""


def furnish(table: Morning) -> Morning:
    """The small school with devices in places, and a room for the second homeroom."""
    enrol(table.office, EXTRA, (), (a_place("Room 210"),))
    return table


def another(table: Morning, mode: Mode) -> Morning:
    """The same laptop, and another way of scanning beside the audit."""
    return Morning(table.office, table.clock, mode)
