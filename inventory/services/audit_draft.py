"""An audit before it is opened: which devices it asks for, where to look, and when it is due."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from inventory.audit import Audit, Expected, Scope
from inventory.errors import ChampionError
from inventory.journal.event import as_json
from inventory.model import CustodyState, Service
from inventory.rules import schedule
from inventory.rules.schedule import Due
from inventory.services.office import Office
from inventory.store import audit_sightings, audits, register
from inventory.store.audits import Candidate
from inventory.text import loose

_LEFT_OUT_SERVICES = frozenset({Service.LOST, Service.STOLEN, Service.RETIRED})
_DISTRICT_KINDS = frozenset({"district", "districtit", "districtstore"})


@dataclass(frozen=True, slots=True)
class AuditDraft:
    """An audit before it is opened: what would be frozen."""

    audit_id: str
    due: Due
    scope: Scope
    expected: tuple[Expected, ...]
    left_out: dict[str, int]
    left_devices: tuple[str, ...]
    list_sha256: str


def draft(office: Office, scope: Scope, quarter: str = "") -> AuditDraft:
    """What opening an audit now would freeze; nothing is written.

    Raises ChampionError where an audit is open, nothing would be expected, or the scope names a
    place or category that the list does not have.
    """
    refuse_second(office)
    if scope.sample < 0 or scope.floor < 0:
        raise ChampionError("A sample of less than nothing can't be drawn.", "As: 25 and 25.")
    due = _due(office, quarter)
    candidates = [one for one in audits.candidates(office.database) if _is_ours(office, one)]
    if not candidates:
        raise ChampionError(
            "There are no devices to audit yet.",
            "Import the district's list: F7, or champion import devices FILE.",
        )
    ours, left = _expectable(office, candidates)
    left_out = {reason: len(devices) for reason, devices in left.items()}
    _check_scope(scope, ours)
    asked = [one for one in ours if _is_asked(scope, one)]
    if scope.sample:
        asked = _drawn(asked, scope)
    if out := len(ours) - len(asked):
        left_out["OUT_OF_SCOPE"] = out
    if not asked:
        raise ChampionError("Nothing is in this scope.", "Choose another place or category.")
    return AuditDraft(
        _free_id(office, due.quarter), due, scope, tuple(asked), left_out,
        tuple(sorted(device for devices in left.values() for device in devices)), _sha256(asked),
    )  # fmt: skip


def refuse_second(office: Office) -> None:
    """Raise ChampionError while an audit is open: a scan can count for one only."""
    if open_id := audit_sightings.open_audit_id(office.database):
        raise ChampionError(
            f"{open_id} is still being scanned.", "Finish it first: champion audit lock."
        )


def next_due(office: Office) -> Due:
    """The audit that has to be made next; one of a part of the school makes none of a quarter."""
    today = office.clock.now().date()
    return schedule.next_due(office.policy.quarters, today, signed_quarters(office))


def signed_quarters(office: Office) -> set[str]:
    """The quarters whose audit of the whole allocation is signed."""
    every = audits.all_audits(office.database)
    return {one.quarter for one in every if one.state.is_closed and one.scope.is_whole}


def late(office: Office, audit: Audit) -> list[str]:
    """Devices that came to the allocation after the list was frozen, by tag."""
    if not audit.scope.is_whole:
        return []
    known = {line.expected.device for line in audits.lines(office.database, audit.audit_id)}
    known |= set(audit.left_devices)
    ours = [one for one in audits.candidates(office.database) if _is_ours(office, one)]
    now, _ = _expectable(office, ours)
    return [one.device for one in now if one.device not in known]


def _due(office: Office, quarter: str) -> Due:
    if not quarter:
        return next_due(office)
    dues = schedule.due_dates(office.policy.quarters, office.clock.now().date())
    named = next((due for due in dues if due.quarter.casefold() == quarter.casefold()), None)
    if named is None:
        raise ChampionError(
            f"There is no quarter {quarter}.", f"As: {', '.join(due.quarter for due in dues)}."
        )
    return named


def _free_id(office: Office, quarter: str) -> str:
    """``SITE-2026-Q4``; the second one of a quarter gets a number."""
    site = re.sub(r"[^A-Za-z0-9]+", "-", office.policy.site).strip("-").upper() or "SCHOOL"
    taken = {one.audit_id for one in audits.all_audits(office.database)}
    name = f"{site}-{quarter}"
    number = 2
    while name in taken:
        name, number = f"{site}-{quarter}-{number}", number + 1
    return name


def _is_ours(office: Office, one: Candidate) -> bool:
    ours = office.policy.site.casefold()
    return not (ours and one.site and one.site.casefold() != ours)


def _expectable(
    office: Office, candidates: Iterable[Candidate]
) -> tuple[list[Expected], dict[str, list[str]]]:
    """What to look for and where; and what nobody expects to see, by the reason."""
    places = register.places(office.database)
    by_name = {loose(place.place): place.place for place in places}
    district = {one.place for one in places if loose(one.kind) in _DISTRICT_KINDS}
    ours: list[Expected] = []
    left_out: dict[str, list[str]] = {}
    for candidate in candidates:
        expected = candidate.expected
        if expected.service in _LEFT_OUT_SERVICES:
            left_out.setdefault(expected.service.value, []).append(expected.device)
        elif expected.state is CustodyState.WITH_DISTRICT or expected.place in district:
            left_out.setdefault(CustodyState.WITH_DISTRICT.value, []).append(expected.device)
        else:
            ours.append(replace(expected, look_in=_look_in(candidate, by_name)))
    return ours, left_out


def _look_in(one: Candidate, places: dict[str, str]) -> str:
    """The recorded place, else the place that is named for the holder's homeroom."""
    if one.expected.place or not one.homeroom:
        return one.expected.place
    room = one.homeroom
    return places.get(loose(room)) or places.get(loose(f"room {room}")) or f"Homeroom {room}"


def _check_scope(scope: Scope, ours: Iterable[Expected]) -> None:
    known = {one.look_in.casefold() for one in ours}
    kinds = {one.category.casefold() for one in ours}
    for place in scope.places:
        if place.casefold() not in known:
            raise ChampionError(
                f"The list has nothing in “{place}”.", "Write the place as it is in the list."
            )
    for category in scope.categories:
        if category.casefold() not in kinds:
            raise ChampionError(
                f"The list has no category “{category}”.", "Write it as it is in the list."
            )


def _is_asked(scope: Scope, one: Expected) -> bool:
    kinds = {category.casefold() for category in scope.categories}
    places = {place.casefold() for place in scope.places}
    return (not places or one.look_in.casefold() in places) and (
        not kinds or one.category.casefold() in kinds
    )


def _drawn(ours: list[Expected], scope: Scope) -> list[Expected]:
    """As many as the sample asks for, by the seed: anybody can draw the same ones again."""
    by_chance = sorted(
        ours, key=lambda one: hashlib.sha256(f"{scope.seed}|{one.device}".encode()).digest()
    )
    drawn = {one.device for one in by_chance[: scope.sample]}
    return [one for one in ours if one.device in drawn]


def _sha256(expected: Iterable[Expected]) -> str:
    """SHA-256 over the frozen list: each line as JSON in the order of its fields, LF between."""
    rows = "\n".join(as_json(one.as_row()) for one in expected)
    return hashlib.sha256(rows.encode()).hexdigest()
