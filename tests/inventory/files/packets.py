"""Packets to write, change and verify: a signed audit of a dozen devices, and a tiny one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from inventory.files.packet import Field, Packet, Plain, Table, table_bytes, write_packet
from inventory.files.packet_check import Contents, read_packet
from inventory.files.packet_events import COLUMNS
from inventory.files.packet_form import DESCRIPTOR, SUMS, sealed, sha256, sums
from inventory.files.spreadsheet import Cell
from inventory.journal.event import as_json
from inventory.model import Event, Kind
from tests.builders import Journal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = (
    "Anaïs Quetzalwood", "Ng, Ada", "O'Brien \"Bo\"", "小林 さくら", "Нина Ёлкина", "علي حسن",
    "=1+1", "+cmd|' /C calc'!A0", "two\r\nlines", "lone\rreturn", " spaces ", "",
)  # fmt: skip


def assets(names: Sequence[str] = NAMES) -> Table:
    """A device for each name, with tags that a spreadsheet would spoil."""
    fields = (
        Field("asset_tag", "The district's sticker", required=True),
        Field("serial", "As the maker printed it"),
        Field("holder", "Who has it"),
        Field("state", "Who answers for it", values=("IN_STOCK", "WITH_PERSON")),
        Field("seen_on", "Day of the last sighting", "date"),
        Field("sightings", "How often it was seen", "integer"),
        Field("listed", "Whether the district's list has it", "boolean"),
    )
    rows: list[tuple[Cell, ...]] = [
        (f"{12345 + n:07d}", f"5E1023{n}", name, "WITH_PERSON", "2026-11-21", n, "true")
        for n, name in enumerate(names)
    ]
    return Table(
        "assets", "Devices", fields, [*rows[:-1], (*rows[-1][:3], *[None] * 4)], ("asset_tag",)
    )


def audit(tags: Sequence[str]) -> Table:
    """A result for each tag."""
    fields = (
        Field("asset_tag", "The district's sticker", required=True),
        Field("result", "What was found", required=True, values=("VERIFIED", "MISSING")),
        Field("sighted_at", "When", "datetime"),
    )
    rows = [(tag, "VERIFIED", "2026-11-21T09:00:00.000+00:00") for tag in tags]
    refers = (("asset_tag", "assets", "asset_tag"),)
    return Table("audit", "Results", fields, rows, ("asset_tag",), refers)


def discrepancies(sentence: str) -> Table:
    """What people read in a spreadsheet."""
    fields = (Field("reason_code", "For machines"), Field("sentence", "For people"))
    return Table(
        "discrepancies", "Variances", fields, [("not_found", sentence)], for_spreadsheet=True
    )


def event_row(event: Event) -> tuple[Cell, ...]:
    """An event as ``events.csv`` has it."""
    parents, body = as_json(list(event.parents)), as_json(event.body)
    fields: Mapping[str, Any] = {name: getattr(event, name) for name in COLUMNS}
    return tuple({**fields, "parents": parents, "body": body}.values())


def event_table(events: Sequence[Event]) -> Table:
    """The journal's part."""
    counts, times = ("seq", "schema"), ("wall_time",)
    fields = tuple(
        Field(name, "", "integer" if name in counts else "datetime" if name in times else "string")
        for name in COLUMNS
    )
    return Table("events", "Events", fields, [event_row(e) for e in events], ("event_id",))


def sign(journal: Journal, *tables: Table) -> Event:
    """Somebody signs these tables."""
    files = {table.file: sha256(table_bytes(table)) for table in tables}
    signer = {"name": "Esme Thistlewood", "role": "librarian"}
    return journal.write(Kind.AUDIT_SIGN, None, None, {**signer, "files": files})


def a_packet(**changes: Any) -> Packet:
    """A dozen devices with awkward names in four tables, a signature, three files for people."""
    everything = assets()
    results = audit([str(row[0]) for row in everything.rows])
    variances = discrepancies('=HYPERLINK("http://example.org")')
    journal = Journal()
    for n, name in enumerate(NAMES):
        journal.write(Kind.ISSUE, f"{12345 + n:07d}", "2001", {"note": name})
    sign(journal, results, variances)
    packet = Packet(
        name="recon_NORTH_20261121",
        title="Audit NORTH-2026-Q4",
        description="What was counted, what was not found, and why.",
        created="2026-11-21T15:00:00+00:00",
        about={"audit": "NORTH-2026-Q4", "site": "NORTH"},
        tables=(everything, results, variances, event_table(journal.written)),
        plains=(
            Plain("summary.txt", "In words", "Zwölf Geräte, 小林.\n".encode(), "text/plain"),
            Plain("barcodes_found.txt", "Tags", b"0012345\r\n0012346\r\n", "text/plain"),
            Plain("reconciliation.xlsx", "For people", bytes(range(256)), WORKBOOK),
        ),
    )
    return replace(packet, **changes)


def a_small_packet(**changes: Any) -> Packet:
    """One device, two events, and little else."""
    only = Table("audit", "", (Field("tag", ""),), [("0012345",)])
    journal = Journal()
    journal.write(Kind.SIGHT)
    sign(journal, only)
    tables = (only, event_table(journal.written))
    plain = Plain("a.txt", "", b"2 lines\nhere", "text/plain")
    packet = Packet("p", "P", "", "2026-11-21T15:00:00Z", {}, tables, (plain,))
    return replace(packet, **changes)


def written(packet: Packet, folder: Path) -> Contents:
    """The packet's files, written and read."""
    return read_packet(write_packet(packet, folder).path)


def forged(contents: Contents, changes: Mapping[str, bytes]) -> Contents:
    """Changed files with both lists of hashes made anew, as somebody who knows how would do it."""
    files = {**contents.files, **changes}
    listed = [name for name in files if name not in (DESCRIPTOR, SUMS)]
    files[SUMS] = sums({name: sha256(files[name]) for name in listed})
    descriptor = json.loads(files[DESCRIPTOR])
    for resource in descriptor["resources"]:
        resource["hash"] = f"sha256:{sha256(files[resource['path']])}"
    return Contents({**files, DESCRIPTOR: sealed(descriptor)})
