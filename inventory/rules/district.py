"""What a district knows of its schools' deliveries: how codes compare, and the rows that are kept.

The rows are plain tuples in the order of the columns named here, for hundreds of thousands of them
go from one process to another.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from inventory.counts import Find, Result
from inventory.rules.codes import clean

Row: TypeAlias = tuple[Any, ...]

EVENT = (
    "event_id", "station_id", "seq", "hlc", "wall_time", "kind", "site", "device", "person",
    "parents", "group", "body", "actor", "schema", "prev_hash", "hash",
)  # fmt: skip
"""The columns of an event; parents and body are JSON in canonical form."""

LISTING = (
    "device_id", "tag", "serial", "tag_key", "serial_key", "id_key", "device_key", "ours", "model",
    "category", "site", "custody", "person", "place", "service", "since", "seen_at", "seen_place",
    "listed_person", "listed_place", "listed_service", "expected", "result", "reason", "evidence",
    "evidence_at", "observed_at", "observed_place", "observed_with", "sightings", "event_id",
    "explanation", "explanation_detail",
)  # fmt: skip
"""The columns of a listing: a device as one school's delivery has it."""

FIND = (
    "number", "find", "device_id", "raw", "at", "place", "person", "sightings", "event_id",
    "explanation", "explanation_detail",
)  # fmt: skip
"""The columns of a find: what a school saw that it did not expect."""

MATCHED = frozenset({Find.STRAY, Find.UNLISTED, Find.RESURFACED, Find.LABEL_CONFLICT})
"""Finds that may be another school's device."""

SIGHTED = frozenset(one for one in Result if one.is_sighted)


class Standing(StrEnum):
    """What the school that answers for a device says of it, which another school found."""

    MISSING = "missing there"
    ACCOUNTED = "accounted for there, not seen"
    SEEN_TOO = "seen there too"
    NOT_ASKED = "not asked for there"


def standing(result: str, *, expected: bool) -> Standing:
    """The same, from the result of its line."""
    if not expected:
        return Standing.NOT_ASKED
    if result == Result.MISSING:
        return Standing.MISSING
    return Standing.ACCOUNTED if result == Result.ACCOUNTED else Standing.SEEN_TOO


class SourceKind(StrEnum):
    """What a delivery came as."""

    PACKET = "packet"
    BUNDLE = "bundle"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Figures:
    """The cover sheet of an audit, counted anew from its lines."""

    expected: int = 0
    sighted: int = 0
    verified: int = 0
    accounted: int = 0
    missing: int = 0
    strays: int = 0
    resurfaced: int = 0
    unlisted: int = 0
    at_risk: float | None = None
    """What replacing the missing devices costs, as the signature says; None where it doesn't."""
    unpriced: int | None = None

    @property
    def finds(self) -> int:
        """Strays, resurfaced and unlisted things together."""
        return self.strays + self.resurfaced + self.unlisted


@dataclass(frozen=True, slots=True)
class Head:
    """Whose delivery it is, of which audit, and who signed."""

    site: str
    """The school's code; its name where it has none."""
    school: str = ""
    audit: str = ""
    quarter: str = ""
    """``2026-Q4``; empty where the delivery has no audit, or the audit's opening is not in it."""
    whole: bool = True
    """Whether the audit was of all that the school answers for."""
    signed_at: str = ""
    signed_utc: str = ""
    """The same moment in UTC, so that two compare as text."""
    signed_by: str = ""
    role: str = ""
    hash: str = ""
    """Of the event that signed."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one packet or bundle brings, verified."""

    kind: SourceKind
    source_id: str
    """SHA-256 of the packet's ``datapackage.json``, or of the bundle."""
    name: str
    head: Head
    figures: Figures = field(default_factory=Figures)
    events: Sequence[Row] = ()
    listings: Sequence[Row] = ()
    finds: Sequence[Row] = ()
    codes: Sequence[tuple[int, str]] = ()
    """For each find's number every code that it may be found by."""
    spans: Sequence[tuple[str, int, int, str]] = ()
    """Which numbers are in it: station, first, last, and the hash of the last."""


def code_key(code: str) -> str:
    """A tag or serial as it is compared in the whole district: but for case, exactly.

    ``0012345`` and ``12345`` are two devices, ``ns-101`` and ``NS-101`` one.
    """
    if not code.isascii():
        code = unicodedata.normalize("NFC", code)
    return code.strip().casefold()


def scan_key(raw: str) -> str:
    """The same of a text that was scanned: without what a scanner or a link puts around it."""
    return code_key(clean(raw))


def site_key(site: str) -> str:
    """A school's code as it is compared."""
    return code_key(site)


def device_key(tag_key: str, serial_key: str) -> str:
    """By what a device is one in the whole district: the maker's serial, else its tag.

    A tag is what the district glued on; where two serials have it, they are two devices.
    """
    return f"serial:{serial_key}" if serial_key else f"tag:{tag_key}"


def find_codes(number: int, codes: Iterable[str]) -> list[tuple[int, str]]:
    """The codes of a find, each once and none of them blank."""
    return [(number, code) for code in sorted(set(codes) - {""})]
