"""A school of some years for the benchmark of Home: every device went out and came back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from inventory.audit import Scope
from inventory.model import Device, Draft, Kind, Person
from inventory.services import audit_draft, audits
from inventory.services.office import Office
from tests.builders import FixedClock, a_device, a_person, a_place, enrol
from tests.terminal.school import last_name, person_id, room, tag
from tui.clock import SystemClock

HOMEROOMS = 40
PER_ROOM = 30
TODAY = 0.02
"""This part of all events was written in the last hour: a day on which devices go out."""


def build_school(path: Path, devices: int, events: int) -> None:
    """Write a database with so many devices, as many students, and a journal of so many events.

    Years of hand-outs and returns, an audit that is open, and a morning that has just begun.
    """
    now = SystemClock().now()
    office = Office.in_memory(FixedClock(now - timedelta(days=700)))
    rooms = sorted({room(number, PER_ROOM) for number in range(devices)})
    enrol(office, map(_device, range(devices)), map(_person, range(devices)), map(a_place, rooms))
    clock = FixedClock(now - timedelta(days=700))
    office.clock = clock
    morning = round(events * TODAY)
    _write(office, clock, _years(devices, events - morning), timedelta(days=690))
    clock.wall = now - timedelta(hours=1)
    audits.open_audit(office, audit_draft.draft(office, Scope()))
    _write(office, clock, _hand_outs(devices, morning), timedelta(minutes=59))
    office.database.conn.execute("VACUUM INTO ?", (str(path),))
    office.close()
    path.chmod(0o600)


def _write(office: Office, clock: FixedClock, drafts: Iterator[Draft], span: timedelta) -> None:
    """Record them, evenly over the span."""
    everything = list(drafts)
    step = span.total_seconds() / max(1, len(everything))
    with office.database.immediate():
        for draft in everything:
            clock.advance(step)
            office.record([draft], office.new_id())


def _years(devices: int, events: int) -> Iterator[Draft]:
    """Everything goes out and comes back, again and again; at the end all is in stock."""
    rounds = max(1, events // (2 * devices))
    for _ in range(rounds):
        for kind in (Kind.ISSUE, Kind.RETURN):
            for number in range(devices):
                person = person_id(number)
                back = {"received_from": person, "place": room(number, PER_ROOM)}
                body = back if kind is Kind.RETURN else {}
                yield Draft(kind, device=tag(number), person=person, body=body)
    for number in range(events - 2 * devices * rounds):
        yield Draft(Kind.SIGHT, device=tag(number % devices))


def _hand_outs(devices: int, events: int) -> Iterator[Draft]:
    for number in range(min(devices, events)):
        yield Draft(Kind.ISSUE, device=tag(number), person=person_id(number))


def _device(number: int) -> Device:
    return a_device(tag(number), serial=f"5CD{number:07d}X", place=room(number, PER_ROOM), site="")


def _person(number: int) -> Person:
    grade, homeroom = str(6 + number % 3), str(101 + number % HOMEROOMS)
    name = last_name(number)
    return a_person(
        person_id(number), first_name="Ada", last_name=name, grade=grade, homeroom=homeroom
    )
