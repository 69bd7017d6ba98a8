"""What a packet tells, told by hand: a few devices, and what each of them came to."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from inventory.audit import Audit, AuditState, Expected, Explanation, Scope
from inventory.counts import Evidence, Find, Found, Line, Result, Variance
from inventory.files.packet import Table, table_bytes
from inventory.files.packet_tables import Story
from inventory.model import Custody, Device, Service
from inventory.rules.audit import Count, cover
from inventory.rules.proposals import Known, propose
from tests.builders import a_custody, a_device, a_person, out_to
from tests.inventory.counting import NINE, a_sighting

TEN = "2026-11-21T10:00:00.000+00:00"
SEPTEMBER = "2026-09-02T08:15:00.000+00:00"
SIGNED = Audit(
    "NORTH-2026-Q4", AuditState.SIGNED, "2026-Q4", "2026-12-15", Scope(), NINE, "5e" * 32, 0,
    left_out={"LOST": 1, "RETIRED": 2}, locked_at=TEN, signed_at="2026-11-21T11:00:00.000+00:00",
    signed_by="Esme Thistlewood", role="librarian",
)  # fmt: skip
PEOPLE = {
    one.person_id: one
    for one in (
        a_person(email="Anais.Q@north.example"),
        a_person("2002", first_name="Bayo", last_name="Zephyrine"),
        a_person("0004711", first_name="Farida", last_name="Nightingale", email="farida@n.example"),
    )
}
NAMES = ("Anaïs", "Quetzalwood", "Bayo", "Zephyrine", "Farida", "Nightingale")


def expected_of(device: Device, custody: Custody, look_in: str = "") -> Expected:
    """The frozen line of a device."""
    return Expected(
        device.device_id, device.tag, device.serial, device.model, device.category, custody.state,
        custody.person or "", custody.place or "", custody.service, custody.seen_at or "",
        look_in or custody.place or "",
    )  # fmt: skip


def known(
    device: Device, custody: Custody, result: Result | None = None, *,
    was: Custody | None = None, **fields: Any,
) -> Known:  # fmt: skip
    """A device with what its line came to; ``was`` is its custody when the list was frozen."""
    custody = replace(custody, device=device.device_id)
    if result is None:
        return Known(device, custody)
    line = Line(expected_of(device, was or custody), result)
    if result.is_sighted:
        event = f"sight-{device.device_id}"
        line = replace(line, evidence=Evidence.E5, evidence_at=NINE, times=1, event=event)
    return Known(device, custody, replace(line, **fields))


def a_find(find: Find, subject: str, raw: str = "", **fields: Any) -> Found:
    """Something that nobody expected, seen in Cart 1."""
    sighting = a_sighting(
        f"sight-{subject}", subject, find=find, place="Cart 1", raw=raw or subject, **fields
    )
    return Found(find, subject, sighting)


def story_of(devices: Sequence[Known], finds: Sequence[Found] = (), **fields: Any) -> Story:
    """All that follows from the devices and finds; ``fields`` say the rest."""
    lines = [one.line for one in devices if one.line]
    people = fields.setdefault("people", PEOPLE)
    said = fields.setdefault("explanations", {})
    variances = [
        *(
            Variance(one.expected.device, one.expected.label, one.result, one, None,
                     said.get(one.expected.device))
            for one in lines
            if one.result and one.result.is_variance
        ),
        *(
            Variance(one.subject, one.sighting.raw, one.find, None, one, said.get(one.subject))
            for one in finds
            if one.find.is_variance
        ),
    ]  # fmt: skip
    prices = {"Chromebook": 320.0}
    scope = fields.get("audit", SIGNED).scope
    made: dict[str, Any] = {
        "school": "North Middle",
        "site": "NORTH",
        "audit": replace(SIGNED, expected=len(lines)),
        "cover": cover(
            Count(tuple(lines), tuple(finds)), lambda one: prices.get(one.category), scope
        ),
        "lines": lines,
        "finds": finds,
        "variances": variances,
        "again": frozenset(),
        "devices": devices,
        "proposals": [said for one in devices for said in propose(one, people)],
        "head": "4e" * 32,
        "next_due": "2027-03-31",
        "due_back": "2027-05-28",
        "places": frozenset({"Room 204", "Cart 1"}),
        "statuses": {"READY": "Ready to Deploy", "IN_REPAIR": "Out for Repair"},
        "username": "id",
    }
    return Story(**{**made, **fields})


SHELF = a_custody(place="Room 204", seen_at=SEPTEMBER, seen_place="Room 204")
CART = a_custody(place="Cart 1", since=TEN, seen_at=TEN, seen_place="Cart 1")
HANDED_OUT = out_to("2001", seen_at="2026-11-21T08:30:00.000+00:00")


def a_school() -> Story:
    """One device for each thing that can become of it, a find of each kind, and what was said."""
    devices = [
        known(a_device("0012345", serial="0099123", place="Room 204"), SHELF, Result.VERIFIED,
              times=2, seen_place="Room 204"),
        known(a_device("NS-102", place="Room 204"), SHELF, Result.WRONG_PLACE, seen_place="Cart 1"),
        known(a_device("NS-103", holder="2002"), out_to("2002"), Result.WRONG_HOLDER,
              seen_with="2001"),
        known(a_device("NS-104", place="Room 204"), HANDED_OUT, Result.STATE_CONFLICT,
              seen_place="Cart 1"),
        known(a_device("NS-105"), out_to("0004711"), Result.ACCOUNTED, evidence=Evidence.E3,
              evidence_at=TEN, evidence_what="attested by the holder"),
        known(a_device("NS-106", place="Room 204"), replace(SHELF, service=Service.MISSING),
              Result.MISSING, was=SHELF, evidence_at=SEPTEMBER),
        known(a_device("NS-107", holder="2002", service=Service.LOST),
              out_to("2002", service=Service.MISSING), Result.MISSING, was=out_to("2002")),
        known(a_device("NS-108", holder="2002"), CART, Result.VERIFIED, was=out_to("2002"),
              seen_with="2002"),
        known(a_device("5CD9", tag="", serial="5CD9", place="Cart 1"),
              a_custody(place="Cart 1"), Result.VERIFIED, seen_place="Cart 1"),
        known(a_device("NS-301", category="Charger", model="Charger 45 W", serial=""),
              out_to("2001"), Result.VERIFIED, seen_with="2001"),
        known(a_device("NS-151", place="Room 204", service=Service.LOST),
              a_custody(place="Room 204", service=Service.NEEDS_CHECK)),
    ]  # fmt: skip
    finds = [
        a_find(Find.LABEL_CONFLICT, "labels:NS-102|NS-103", "5CDNS103"),
        a_find(Find.STRAY, "NS-901"),
        a_find(Find.RESURFACED, "NS-151"),
        a_find(Find.UNLISTED, "code:=1+1", "=1+1"),
        a_find(Find.UNREADABLE, "item:e9", "black HP, no sticker"),
    ]
    said = [
        Explanation("NS-102", "record_corrected"),
        Explanation("NS-106", "no_action", note="-1"),
        Explanation("NS-107", "reported_lost", "+1 (555) 010-0199", '=HYPERLINK("x")'),
        Explanation("item:e9", "tag_unreadable", note='@home, "left" shelf'),
        Explanation("NS-901", "other_school", "0012", "7"),
    ]
    return story_of(
        devices, finds, explanations={one.subject: one for one in said}, again=frozenset({"NS-106"})
    )


def rows_of(table: Table) -> list[dict[str, str]]:
    """The rows as whoever reads the file sees them, by column."""
    encoding = "utf-8-sig" if table.for_spreadsheet else "utf-8"
    text = table_bytes(table).decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def header_of(table: Table) -> str:
    """The first line of the file."""
    return table_bytes(table).decode("utf-8-sig").partition("\r\n")[0]


def faults_in(table: Table) -> list[str]:
    """Each cell that breaks what the table says of itself: blank, not among its values, twice."""
    rows = rows_of(table)
    found = [
        f"{field.name}: {row[field.name]!r}"
        for row in rows
        for field in table.fields
        if (field.required and not row[field.name])
        or (field.values and row[field.name] not in ("", *field.values))
    ]
    keys = [tuple(row[name] for name in table.key) for row in rows]
    return found + [f"twice: {key}" for key in set(keys) if table.key and keys.count(key) > 1]


@dataclass(frozen=True)
class Book:
    """An .xlsx file: the text of every part, and the rows of each sheet."""

    parts: dict[str, bytes]
    sheets: dict[str, list[list[str]]]


def opened(content: bytes) -> Book:
    """The workbook; every cell as its text, a number as Excel stores it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    shared = ElementTree.fromstring(parts["xl/sharedStrings.xml"])
    strings = ["".join(one.itertext()) for one in shared.iterfind("{*}si")]
    named = ElementTree.fromstring(parts["xl/workbook.xml"]).iterfind(".//{*}sheet")
    sheets = {}
    for number, sheet in enumerate(named, 1):
        root = ElementTree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])
        sheets[sheet.get("name", "")] = [
            [_cell(cell, strings) for cell in row.iterfind("{*}c")]
            for row in root.iterfind(".//{*}row")
        ]
    return Book(parts, sheets)


def _cell(cell: ElementTree.Element, strings: Sequence[str]) -> str:
    assert cell.find("{*}f") is None, "nothing is a formula"
    value = cell.findtext("{*}v", "")
    return strings[int(value)] if cell.get("t") == "s" else value
