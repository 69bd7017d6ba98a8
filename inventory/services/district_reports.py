"""What the district's database says, as reports for IT."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from inventory.files.district_reading import Refused
from inventory.files.district_report import Report, Written, write_reports
from inventory.files.workbook import Cover
from inventory.rules.phrases import count
from inventory.store import district_notes, district_taking
from inventory.store.district_file import Target
from inventory.store.district_views import VIEWS, Totals, not_delivered, totals

__all__ = ["Totals", "gaps", "not_delivered", "totals", "write"]


def gaps(target: Target) -> list[str]:
    """A sentence for each run of numbers that lies between what came of one station."""
    return [
        f"{site or 'A school without a code'}: {_numbers(span.first, span.last)} of station"
        f" {span.station[:8]} missing"
        for site, span in district_taking.gaps(target)
    ]


def _numbers(first: int, last: int) -> str:
    return f"event {first}" if first == last else f"events {first}–{last}"


def write(target: Target, folder: Path, *, refused: Sequence[Refused], now: datetime) -> Written:
    """Write every report into a new folder. Raises FileRefused where that can't be."""
    reports = [
        Report(view.name, view.title, view.columns, partial(target.each, view.sql), view.for_people)
        for view in VIEWS
    ]
    reports.insert(1, _refused(refused))
    reports.insert(-1, _notes(target))
    return write_reports(reports, _cover(target, refused, now), folder, now)


def _notes(target: Target) -> Report:
    columns = district_notes.COLUMNS
    rows = partial(district_notes.rows, target)
    return Report("notes", "Notes for IT", columns, rows, for_spreadsheet=True)


def _refused(refused: Sequence[Refused]) -> Report:
    rows = [(one.path, one.reason) for one in refused]
    return Report("refused", "Refused", {"delivery": "text", "reason": "text"}, lambda: iter(rows))


def _cover(target: Target, refused: Sequence[Refused], now: datetime) -> Cover:
    said = totals(target)
    absent = len(not_delivered(target))
    states = {"delivered": said.delivered, "not delivered": absent}
    return Cover(
        f"The district's devices, {said.quarter or 'no audit yet'}",
        (
            ("Made", now.isoformat(timespec="minutes")),
            ("Deliveries refused", count(len(refused), "delivery", "deliveries")),
            ("Gaps", "; ".join(gaps(target)) or "none"),
        ),
        (
            ("Schools", said.schools, "count"),
            ("Devices", said.devices, "count"),
            ("Expected", said.expected, "count"),
            ("Sighted", said.sighted, "count"),
            ("Accounted for, not seen", said.accounted, "count"),
            ("Missing", said.missing, "count"),
            ("Missing, and found at another school", said.found, "count"),
            ("Claimed by two schools", said.claimed_twice, "count"),
            ("Value at risk", said.at_risk, "money"),
            ("Notes for IT", said.notes, "count"),
            ("Sighting rate", said.sighted / said.expected if said.expected else None, "share"),
        ),
        tuple(states.items()),
        "Who has delivered",
    )
