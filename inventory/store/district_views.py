"""What the district's database is asked: its reports, each as columns and a query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inventory.store import district_notes
from inventory.store.district_file import Target

Kind = Literal["text", "count", "share", "money"]


@dataclass(frozen=True, slots=True)
class View:
    """One report: each column with what its cells hold, and the SELECT that gives them in order."""

    name: str
    """``claimed_twice`` becomes ``claimed_twice.csv``."""
    title: str
    columns: Mapping[str, Kind]
    sql: str
    for_people: bool = True
    """Whether the workbook has it; a list of every device is for machines."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The district on one line."""

    quarter: str
    """The newest quarter that any school delivered."""
    schools: int
    delivered: int
    """Schools whose audit of that quarter is there."""
    devices: int
    events: int
    expected: int
    sighted: int
    accounted: int
    missing: int
    found: int
    """Missing devices that another school has found."""
    claimed_twice: int
    matches: int
    label_conflicts: int
    aside: int
    at_risk: float
    notes: int
    """What the schools noted for IT, and did not withdraw."""


def _texts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, "text")


def _counts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, "count")


_QUARTER = "(SELECT coalesce(max(quarter), '') FROM source)"
_SITES = (
    "(SELECT site_key, max(site) AS site, max(school) AS school FROM (SELECT site_key, site, school"
    " FROM source UNION ALL SELECT site_key, site, name FROM expected_school) AS every_one"
    " GROUP BY site_key)"
)
_AUDIT = "LEFT JOIN source s ON s.site_key = k.site_key AND s.current = 1 AND s.audit <> ''"
_STATE = (
    f"CASE WHEN s.number IS NULL AND o.others > 0 THEN 'events only'"
    " WHEN s.number IS NULL THEN 'nothing'"
    f" WHEN s.quarter < {_QUARTER} THEN 'an older audit only'"
    " ELSE 'delivered' END"
)
_OTHERS = (
    "LEFT JOIN (SELECT site_key,"
    " CAST(sum(CASE WHEN audit <> '' THEN 1 ELSE 0 END) AS INTEGER) AS packets,"
    " CAST(sum(CASE WHEN kind IN ('bundle', 'hub') THEN 1 ELSE 0 END) AS INTEGER) AS others"
    " FROM source GROUP BY site_key) o ON o.site_key = k.site_key"
)
_LISTED = (
    "CASE WHEN NOT EXISTS (SELECT 1 FROM expected_school) THEN ''"
    " WHEN e.site_key IS NULL THEN 'no' ELSE 'yes' END"
)
_RATE = "CASE WHEN s.expected > 0 THEN CAST({part} AS DOUBLE PRECISION) / s.expected END"
_ON_LISTS = (
    "FROM listing l JOIN source s ON s.number = l.source WHERE s.current = 1 AND l.ours = 1"
    " AND s.kind = 'packet'"
)

VIEWS = (
    View(
        "schools", "Schools",
        {
            **_texts("site", "school", "state", "on_the_list", "audit", "quarter", "scope"),
            **_counts("expected", "sighted", "accounted", "missing"),
            "sighting_rate": "share", "accountability": "share",
            **_counts("strays", "resurfaced", "unlisted"), "value_at_risk": "money",
            **_counts("without_price"), **_texts("signed_by", "signed_at"),
            **_counts("packets", "bundles"), **_texts("head"),
        },
        f"SELECT k.site, k.school, {_STATE}, {_LISTED}, s.audit, s.quarter,"
        " CASE WHEN s.whole = 1 THEN 'whole' WHEN s.whole = 0 THEN 'part' END, s.expected,"
        f" s.sighted, s.accounted, s.missing, {_RATE.format(part='s.sighted')},"
        f" {_RATE.format(part='(s.sighted + s.accounted)')}, s.strays, s.resurfaced, s.unlisted,"
        " s.at_risk, s.unpriced, s.signed_by, s.signed_at, coalesce(o.packets, 0),"
        f" coalesce(o.others, 0), s.hash FROM {_SITES} k {_AUDIT} {_OTHERS}"
        " LEFT JOIN expected_school e ON e.site_key = k.site_key ORDER BY k.site_key",
    ),
    View(
        "not_delivered", "Not delivered",
        _texts("site", "school", "state", "last_audit", "signed_at"),
        f"SELECT k.site, k.school, {_STATE}, s.audit, s.signed_at FROM {_SITES} k {_AUDIT}"
        f" {_OTHERS} LEFT JOIN expected_school e ON e.site_key = k.site_key"
        f" WHERE {_STATE} <> 'delivered'"
        " AND (e.site_key IS NOT NULL OR NOT EXISTS (SELECT 1 FROM expected_school))"
        " ORDER BY k.site_key",
    ),
    View(
        "matches", "Found elsewhere",
        _texts(
            "standing", "site", "asset_tag", "serial_number", "model", "device_id", "result",
            "expected_person", "explanation", "found_at_site", "found_as", "matched_by", "scanned",
            "found_at", "found_place", "found_with", "event_id",
        ),
        "SELECT standing, site, tag, serial, model, device_id, result, person, explanation,"
        " found_site, find, matched_by, raw, found_at, found_place, found_with, event_id"
        " FROM device_match ORDER BY CASE standing WHEN 'missing there' THEN 0"
        " WHEN 'accounted for there, not seen' THEN 1 ELSE 2 END, site, device_id, found_site,"
        " event_id",
    ),
    View(
        "missing", "Missing",
        _texts(
            "site", "asset_tag", "serial_number", "model", "category", "device_id", "reason_code",
            "expected_person", "place", "last_seen_at", "last_seen_place", "explanation",
            "explanation_detail", "found_at_site",
        ),
        "SELECT s.site, l.tag, l.serial, l.model, l.category, l.device_id, l.reason, l.person,"
        " l.place, l.seen_at, l.seen_place, l.explanation, l.explanation_detail,"
        " (SELECT min(m.found_site) FROM device_match m WHERE m.site = s.site"
        f" AND m.device_id = l.device_id) {_ON_LISTS} AND l.result = 'MISSING'"
        " ORDER BY s.site_key, l.device_id",
    ),
    View(
        "claimed_twice", "Claimed twice",
        {
            **_texts("device_key", "site", "asset_tag", "serial_number", "model", "device_id",
                     "result", "custody", "person", "place", "seen_at", "seen_place"),
            **_counts("schools"),
        },
        "SELECT l.device_key, s.site, l.tag, l.serial, l.model, l.device_id, l.result, l.custody,"
        " l.person, l.place, l.seen_at, l.seen_place, d.schools FROM device d"
        " CROSS JOIN source s JOIN listing l ON l.source = s.number"
        " WHERE l.device_key = d.device_key AND d.schools > 1 AND s.current = 1 AND l.ours = 1"
        " ORDER BY l.device_key, s.site_key, l.device_id",
    ),
    View(
        "label_conflicts", "Labels disagree",
        _texts("kind", "code", "site", "device_id", "asset_tag", "serial_number", "result"),
        "SELECT kind, code, site, device_id, tag, serial, result FROM label_conflict"
        " ORDER BY kind, code, site, device_id",
    ),
    View(
        "audits", "All audits",
        {
            **_texts("site", "audit", "quarter", "counts"),
            **_counts("expected", "sighted", "accounted", "missing", "strays", "resurfaced",
                      "unlisted"),
            "value_at_risk": "money", **_texts("signed_by", "signed_at", "packet", "taken_at"),
        },
        "SELECT site, audit, quarter, CASE WHEN current = 1 THEN 'yes' ELSE 'no' END, expected,"
        " sighted, accounted, missing, strays, resurfaced, unlisted, at_risk, signed_by, signed_at,"
        " name, taken_at FROM source WHERE audit <> ''"
        " ORDER BY site_key, signed_utc DESC, source_id",
    ),
    View(
        "devices", "Devices",
        {
            **_texts("device_key", "asset_tag", "serial_number", "model", "category", "site"),
            **_counts("claims", "schools"),
            **_texts("custody", "person", "place", "service", "since", "seen_at", "seen_place",
                     "result", "evidence", "evidence_at", "quarter", "device_id"),
        },
        "SELECT device_key, tag, serial, model, category, site, claims, schools, custody, person,"
        " place, service, since, seen_at, seen_place, result, evidence, evidence_at, quarter,"
        " device_id FROM device_list ORDER BY device_key",
        for_people=False,
    ),
)  # fmt: skip


def totals(target: Target) -> Totals:
    """The figures of all schools together: of each one the audit that counts."""
    quarter = str(target.rows(f"SELECT {_QUARTER}")[0][0])
    states = [row[2] for row in target.rows(_view("schools").sql)]
    sums = target.rows(
        "SELECT coalesce(sum(expected), 0), coalesce(sum(sighted), 0), coalesce(sum(accounted), 0),"
        " coalesce(sum(missing), 0), coalesce(sum(at_risk), 0) FROM source"
        " WHERE current = 1 AND audit <> ''"
    )[0]
    found = target.rows(
        "SELECT count(*) FROM (SELECT DISTINCT site, device_id FROM device_match"
        " WHERE standing = 'missing there') AS each_once"
    )
    return Totals(
        quarter=quarter,
        schools=len(states),
        delivered=states.count("delivered"),
        devices=_number(target, "SELECT count(*) FROM device"),
        events=_number(target, "SELECT coalesce(sum(1), 0) FROM event"),
        expected=int(sums[0]),
        sighted=int(sums[1]),
        accounted=int(sums[2]),
        missing=int(sums[3]),
        found=int(found[0][0]),
        claimed_twice=_number(target, "SELECT count(*) FROM device WHERE schools > 1"),
        matches=_number(target, "SELECT count(*) FROM device_match"),
        label_conflicts=_number(
            target, "SELECT count(*) FROM (SELECT DISTINCT kind, code FROM label_conflict) AS each"
        ),
        aside=_number(target, "SELECT count(*) FROM event_aside"),
        at_risk=float(sums[4]),
        notes=district_notes.number(target),
    )


def not_delivered(target: Target) -> list[tuple[str, str, str]]:
    """Code, name and state of each school whose audit of the newest quarter is not there."""
    return [(row[0], row[1], row[2]) for row in target.rows(_view("not_delivered").sql)]


def _view(name: str) -> View:
    return next(view for view in VIEWS if view.name == name)


def _number(target: Target, sql: str) -> int:
    return int(target.rows(sql)[0][0])
