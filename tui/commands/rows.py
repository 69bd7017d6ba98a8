"""A line of a list as the object that ``--json`` prints; tables and CSV files follow from it."""

from inventory.model import Parked
from inventory.services import disputes, pages, reports
from inventory.services.lay_out import LaidOut
from inventory.services.office import Office
from inventory.services.reports import DeviceLine, PersonLine

Row = dict[str, str | int | None]

DEVICE_KEYS = (
    "device", "serial", "model", "category", "service", "custody", "person", "name", "grade",
    "homeroom", "place", "since", "event",
)  # fmt: skip
PARKED_KEYS = (*DEVICE_KEYS, "claim", "code", "scan")
CONFLICT_KEYS = (*DEVICE_KEYS, "conflict", "story", "table", "proposed")
LAID_OUT_KEYS = (
    "device", "model", "category", "service", "person", "name", "grade", "homeroom",
)  # fmt: skip
PERSON_KEYS = ("person", "name", "grade", "homeroom", "kind", "status", "devices")


_NO_DEVICE: Row = dict.fromkeys(DEVICE_KEYS)


def device_row(line: DeviceLine) -> Row:
    """One device with who or where answers for it."""
    return dict(line.as_json())


def laid_out_row(one: LaidOut) -> Row:
    """One device with the person for whom it is laid out."""
    return {"device": one.label, **{key: getattr(one, key) for key in LAID_OUT_KEYS[1:]}}


def person_row(line: PersonLine) -> Row:
    """One person with how many devices they have."""
    return {key: getattr(line, key) for key in PERSON_KEYS}


def parked_row(office: Office, parked: Parked) -> Row:
    """One parked scan: its device where it is known, who was told the claim number, and when."""
    line = reports.device_line(office, parked.device) if parked.device else None
    someone = pages.person(office, parked.person) if parked.person else None
    row: Row = device_row(line) if line else _NO_DEVICE
    return {
        **row,
        "device": row["device"] or parked.device,
        "person": parked.person,
        "name": someone.name if someone else "",
        "grade": someone.grade if someone else "",
        "homeroom": someone.homeroom if someone else "",
        "place": parked.place,
        "since": parked.at,
        "event": parked.event_id,
        "claim": parked.claim,
        "code": parked.code,
        "scan": parked.raw,
    }


def conflict_rows(office: Office) -> list[Row]:
    """Each story about each disputed device, with who or where answers for it by that story."""
    rows: list[Row] = []
    for view in disputes.waiting(office):
        line = reports.device_line(office, view.device_id)
        row: Row = device_row(line) if line else {**_NO_DEVICE, "device": view.device}
        for story in view.stories:
            custody, holder = story.custody, story.holder
            rows.append({
                **row,
                "custody": custody.state.value,
                "person": custody.person,
                "name": holder.name if holder else "",
                "grade": holder.grade if holder else "",
                "homeroom": holder.homeroom if holder else "",
                "place": custody.place,
                "since": custody.since,
                "event": story.head,
                "conflict": view.conflict_id,
                "story": story.number,
                "table": story.table,
                "proposed": story.number == view.proposal,
            })  # fmt: skip
    return rows


def where(row: Row) -> str:
    """Who has the device, else where it is, in words."""
    if row["person"]:
        homeroom = f", homeroom {row['homeroom']}" if row["homeroom"] else ""
        return f"{row['name'] or row['person']}{homeroom}"
    custody = str(row["custody"] or "").replace("_", " ").lower()
    return f"{custody}, {row['place']}" if row["place"] else custody


def day_and_time(row: Row) -> str:
    """``2026-11-21 09:12``, as the clock on the wall had it."""
    return str(row["since"] or "")[:16].replace("T", " ")
