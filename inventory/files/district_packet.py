"""A school's packet as the district takes it in: verified, then its rows with their keys."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from inventory.audit import Scope
from inventory.counts import Find, Result
from inventory.errors import FileRefused
from inventory.files.district_events import Checked, check
from inventory.files.packet_check import Contents, read_packet
from inventory.files.packet_events import signed_by
from inventory.files.packet_form import DESCRIPTOR, OWN, csv_rows, sha256
from inventory.model import Event, Kind
from inventory.rules.district import (
    MATCHED,
    SIGHTED,
    Delivery,
    Figures,
    Head,
    Row,
    SourceKind,
    code_key,
    device_key,
    find_codes,
    scan_key,
    site_key,
)

_HINT = "Have the school send it again: champion export packet."
_ASSETS = (
    "device_id", "asset_tag", "serial_number", "model", "category", "site", "custody", "person_id",
    "place", "service", "since", "last_seen_at", "last_seen_place", "listed_person",
    "listed_place", "listed_service",
)  # fmt: skip
_AUDIT = (
    "kind", "device_id", "asset_tag", "serial_number", "model", "category", "expected_custody",
    "expected_person", "expected_place", "expected_service", "result", "reason_code", "evidence",
    "evidence_at", "observed_at", "observed_place", "observed_with", "sightings", "event_id",
    "scanned", "explanation", "explanation_detail",
)  # fmt: skip
_NOT_EXPECTED = (0, *[""] * 7, 0, "", "", "")
"""What the audit's part of a listing holds where no line expects the device."""
_LONGEST_NUMBER = 18


def read_packet_delivery(path: Path, keys: str = "") -> Delivery:
    """All that a packet brings. Raises FileRefused with what is wrong with it, the whole of it."""
    contents = read_packet(path, keys)
    checked = check(contents)
    if checked.faults:
        more = len(checked.faults) - 1
        rest = f" And {more} more of the kind: champion verify says them all." if more else ""
        raise FileRefused(f"{path} was refused: {checked.faults[0]}{rest}", _HINT)
    try:
        return _delivery(contents, checked, path.name)
    except _UnfitError as error:
        raise FileRefused(f"{path} was refused: {error}.", _HINT) from error


class _UnfitError(Exception):
    """Why a packet that nobody changed can't be taken in all the same."""


def _delivery(contents: Contents, checked: Checked, name: str) -> Delivery:
    if checked.sign is None:
        raise _UnfitError("there is no signed audit in it")
    _refuse_nul(contents.files)
    assets = {row[0]: row for row in _rows(contents.files, "assets.csv", _ASSETS)}
    lines: dict[str, Sequence[str]] = {}
    seen: list[Sequence[str]] = []
    for row in _rows(contents.files, "audit.csv", _AUDIT):
        if row[0] == "expected":
            lines[row[1]] = row
        else:
            seen.append(row)
    head = _head(contents, checked)
    finds = list(_finds(seen))
    return Delivery(
        kind=SourceKind.PACKET,
        source_id=sha256(contents.files[DESCRIPTOR]),
        name=name,
        head=head,
        figures=_figures(lines.values(), seen, checked.sign),
        events=checked.events,
        listings=list(_listings(assets, lines, site_key(head.site))),
        finds=finds,
        codes=[pair for row in finds for pair in _codes(row, assets)],
        spans=spans(checked.events),
    )


def spans(events: Iterable[Row]) -> list[tuple[str, int, int, str]]:
    """Which numbers of which station are there, and the hash of the last of each run."""
    hashes: dict[str, dict[int, str]] = {}
    for row in events:
        hashes.setdefault(row[1], {})[row[2]] = row[15]
    found: list[tuple[str, int, int, str]] = []
    for station, by_number in sorted(hashes.items()):
        numbers = sorted(by_number)
        ends = [a for a, b in pairwise(numbers) if a + 1 != b] + numbers[-1:]
        begins = numbers[:1] + [b for a, b in pairwise(numbers) if a + 1 != b]
        for first, last in zip(begins, ends, strict=True):
            found.append((station, first, last, by_number[last]))
    return found


def _refuse_nul(files: Mapping[str, bytes]) -> None:
    for name in ("assets.csv", "audit.csv", "events.csv"):
        if b"\0" in files.get(name, b""):
            raise _UnfitError(f"{name} has a character that no database takes (NUL)")


def _rows(files: Mapping[str, bytes], name: str, columns: Sequence[str]) -> Iterator[Sequence[str]]:
    """The rows of a table, the columns in this order; those that are new are passed over."""
    if name not in files:
        raise _UnfitError(f"it has no {name}")
    (_, header), *lines = csv_rows(files[name].removeprefix(b"\xef\xbb\xbf"))
    missing = [column for column in columns if column not in header]
    if missing:
        raise _UnfitError(
            f"{name} has no column {missing[0]}; another version of Champion wrote it"
        )
    chosen = itemgetter(*(header.index(column) for column in columns))
    width = len(header)
    for line, cells in lines:
        if len(cells) != width:
            raise _UnfitError(f"line {line} of {name} has {len(cells)} cells instead of {width}")
        yield chosen(cells)


def _head(contents: Contents, checked: Checked) -> Head:
    sign = checked.sign
    assert sign  # a packet without one was refused
    descriptor = json.loads(contents.files[DESCRIPTOR])
    about = descriptor[OWN]
    audit = str(sign.body.get("audit", ""))
    if (about.get("audit"), about.get("site")) != (audit, sign.site):
        raise _UnfitError(
            f"its descriptor is of {about.get('audit')} at “{about.get('site')}”,"
            f" but what was signed is {audit} at “{sign.site}”"
        )
    school = str(descriptor.get("title", "")).removeprefix(f"Audit {audit}, ")
    opened = _opening(checked.events, audit)
    scope = opened.get("scope")
    return Head(
        site=sign.site.strip() or school,
        school=school,
        audit=audit,
        quarter=str(opened.get("quarter", "")),
        whole=Scope.of(scope).is_whole if isinstance(scope, dict) else True,
        signed_at=sign.wall_time,
        signed_utc=in_utc(sign.wall_time),
        signed_by=signed_by(sign),
        role=str(sign.body.get("role", "")),
        hash=sign.hash,
    )


def in_utc(moment: str) -> str:
    """A moment with its offset as one in UTC, so that two compare as text."""
    try:
        return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        raise _UnfitError(f"“{moment}” is no moment at which something was signed") from None


def _opening(events: Sequence[Row], audit: str) -> Mapping[str, Any]:
    """What the event that opened the audit says of it."""
    for row in events:
        if row[5] == Kind.AUDIT_OPEN:
            body = json.loads(str(row[11]))
            if body.get("audit") == audit and "quarter" in body:
                return dict(body)
    return {}


def _listings(
    assets: Mapping[str, Sequence[str]], lines: Mapping[str, Sequence[str]], own: str
) -> Iterator[Row]:
    for device, row in assets.items():
        yield _listing(row, lines.get(device), own)
    for device, line in lines.items():
        if device not in assets:  # it was frozen on the list, and is in no list any more
            _, _, tag, serial, model, category, state, person, place, service, *_ = line
            row = (device, tag, serial, model, category, "", state, person, place, service,
                   *[""] * 6)  # fmt: skip
            yield _listing(row, line, own)


def _listing(row: Sequence[str], line: Sequence[str] | None, own: str) -> Row:
    (device, tag, serial, model, category, site, custody, person, place, service, since, seen_at,
     seen_place, listed_person, listed_place, listed_service) = row  # fmt: skip
    tag_key, serial_key = code_key(tag), code_key(serial)
    id_key = tag_key if device == tag else code_key(device)
    if not (tag_key or serial_key):
        tag_key = id_key
    ours = int(not site or site_key(site) == own)
    return (
        device, tag, serial, tag_key, serial_key,
        "" if id_key in (tag_key, serial_key) else id_key, device_key(tag_key, serial_key),
        ours, model, category, site, custody, person, place, service, since, seen_at, seen_place,
        listed_person, listed_place, listed_service, *(_audited(line) if line else _NOT_EXPECTED),
    )  # fmt: skip


def _audited(line: Sequence[str]) -> Row:
    (result, reason, evidence, evidence_at, observed_at, place, hands, times, event_id, _,
     explanation, detail) = line[10:]  # fmt: skip
    return (1, result, reason, evidence, evidence_at, observed_at, place, hands, _count(times),
            event_id, explanation, detail)  # fmt: skip


def _count(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    raise _UnfitError(f"“{text}” in audit.csv is no count")


def _finds(rows: Sequence[Sequence[str]]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        (_, device, *_, result, _, _, _, observed_at, place, hands, times, event_id, scanned,
         explanation, detail) = row  # fmt: skip
        yield (number, result, device, scanned, observed_at, place, hands, _count(times), event_id,
               explanation, detail)  # fmt: skip


def _codes(find: Row, assets: Mapping[str, Sequence[str]]) -> list[tuple[int, str]]:
    """By what a find may be known elsewhere: its id, what was scanned, what the school's list says.

    What is no code (the description of a thing without a label) is none.
    """
    number, kind, device, raw = int(find[0] or 0), str(find[1]), str(find[2]), str(find[3])
    if kind not in MATCHED:
        return []
    listed = assets.get(device)
    known = (listed[1], listed[2]) if device and listed else ()
    return find_codes(number, [code_key(device), scan_key(raw), *map(code_key, known)])


def _figures(
    lines: Iterable[Sequence[str]], finds: Sequence[Sequence[str]], sign: Event
) -> Figures:
    results = Counter(line[10] for line in lines)
    found = Counter(row[10] for row in finds)
    risk, unpriced = sign.body.get("value_at_risk"), sign.body.get("unpriced")
    return Figures(
        expected=results.total(),
        sighted=sum(results[one] for one in SIGHTED),
        verified=results[Result.VERIFIED],
        accounted=results[Result.ACCOUNTED],
        missing=results[Result.MISSING],
        strays=found[Find.STRAY],
        resurfaced=found[Find.RESURFACED],
        unlisted=found[Find.UNLISTED],
        at_risk=float(risk) if isinstance(risk, int | float) else None,
        unpriced=unpriced if isinstance(unpriced, int) else None,
    )
