"""Which files with people's names were written, and when: kept in the journal (34 CFR 99.32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inventory.model import Draft, Event, Kind
from inventory.services.office import Office
from inventory.store import exported


@dataclass(frozen=True, slots=True)
class Export:
    """One file that was written."""

    what: str
    """``list``, ``packet``, ``labels``, ``seed``, ``person report``…"""
    file: str
    """Its name, without the folder."""
    rows: int
    at: str
    by: str
    people: bool
    """Whether it has people's names."""


def log(
    office: Office, what: str, file: Path, rows: int, *, people: bool = True, **more: Any
) -> None:
    """Keep that a file was written, with its name only; never while something is scanned."""
    body: Mapping[str, Any] = {
        "export": what, "file": file.name, "rows": rows, "people": people, **more
    }  # fmt: skip
    group = office.new_id()
    office.write(lambda: office.record([Draft(Kind.NOTE, body=body)], group))


def exports(office: Office) -> list[Export]:
    """All files that were written here and elsewhere, as far as the journal tells; oldest first."""
    return [_export(event) for event in exported.logged(office.database)]


def _export(event: Event) -> Export:
    body = event.body
    what, file, people = str(body.get("export", "")), str(body.get("file", "")), body.get("people")
    if event.kind == Kind.AUDIT_SUBMIT:
        what, file, people = "packet", str(body["packet"]), True
    elif body.get("seed") is True:
        what, file, people = "seed", f"for {body.get('table', '')}", True
    rows = body.get("rows")
    number = rows if isinstance(rows, int) else 0
    return Export(what, file, number, event.wall_time, event.actor, people is True)
