"""Events that came without an audit, from a bundle or a hub, as the district takes them in."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from inventory.counts import Find
from inventory.errors import FileRefused
from inventory.files.district_events import row_of
from inventory.files.district_packet import spans
from inventory.journal.bundle import Bundle, unpack
from inventory.journal.sealing import is_sealed, unseal
from inventory.model import Event, Kind
from inventory.rules.district import (
    Delivery,
    Head,
    Row,
    SourceKind,
    code_key,
    find_codes,
    scan_key,
)

_LARGEST_FILE = 256 * 1024**2
_FINDS = {"stray": Find.STRAY, "unlisted": Find.UNLISTED, "label_conflict": Find.LABEL_CONFLICT}
"""What was set aside at a table, by the code of its verdict."""


def read_bundle_delivery(path: Path, passphrase: str = "") -> Delivery:
    """All that a bundle brings. Raises FileRefused with what is wrong with it."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FileRefused(f"{path} is too large for a bundle.", "Ask where it comes from.")
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(
            f"{path} can't be read: {error.strerror or type(error).__name__}.",
            "Copy it to this computer.",
        ) from error
    opened = unseal(data, passphrase, path.name) if passphrase and is_sealed(data) else data
    bundle = unpack(opened, str(path))
    source_id = hashlib.sha256(data).hexdigest()
    return bundle_delivery(bundle, SourceKind.BUNDLE, source_id, path.name)


def bundle_delivery(bundle: Bundle, kind: SourceKind, source_id: str, name: str) -> Delivery:
    """The same of a bundle that has been unpacked."""
    rows = [row_of(event) for event in bundle.events]
    if any("\0" in cell for row in rows for cell in row if isinstance(cell, str)):
        raise FileRefused(
            f"{name} was refused: it has a character that no database takes (NUL).",
            "Show it to who keeps Champion at that school.",
        )
    pairs = list(_finds(bundle.events))
    return Delivery(
        kind=kind,
        source_id=source_id,
        name=name,
        head=Head(site=bundle.manifest.site),
        events=rows,
        finds=[find for find, _ in pairs],
        codes=[code for _, codes in pairs for code in codes],
        spans=spans(rows),
    )


def _finds(events: tuple[Event, ...]) -> Iterator[tuple[Row, list[tuple[int, str]]]]:
    """What was set aside and not settled since, as far as it may be another school's device."""
    done = {str(event.body.get("parked")) for event in events if event.kind == Kind.SETTLE}
    number = 0
    for event in events:
        find = _FINDS.get(str(event.body.get("code", "")))
        if event.kind != Kind.PARK or find is None or event.event_id in done:
            continue
        number += 1
        body, device = event.body, event.device or ""
        raw = str(body.get("scan", ""))
        place = str(body.get("place") or body.get("at_place") or "")
        row = (number, find.value, device, raw, event.wall_time, place,
               str(body.get("in_hands_of") or ""), 1, event.event_id, "", "")  # fmt: skip
        read = str(body.get("code_read") or raw)
        yield row, find_codes(number, [code_key(device), scan_key(read), scan_key(raw)])
