"""The inspection: how a device came in, what is left to look at, how much was looked at today."""

from dataclasses import dataclass, replace

from inventory.model import Custody, Event, Kind, Mode, Service
from inventory.rules.case import Case
from inventory.rules.condition import Condition
from inventory.rules.inspect import came_in, district_decides, unusual
from inventory.services.office import Office
from inventory.services.table import Hot
from inventory.services.turn import Turn
from inventory.store import events, inspection, projections
from inventory.store.inspection import ToCheck as ToCheck


@dataclass(frozen=True, slots=True)
class Count:
    """How far the inspection is."""

    left: int
    """Devices in stock that nobody has looked at since they had to be checked."""
    done: int
    """Devices that were looked at today."""


def told(turn: Turn, case: Case) -> Case:
    """The case with how the device came in."""
    history, voided = _history(turn, case.device.device_id)
    custody = case.custody
    aside = custody.service is Service.NEEDS_CHECK and district_decides(
        history, voided, custody.service_hlc
    )
    return replace(case, came=came_in(history, voided), district_decides=aside)


def is_the_districts(turn: Turn, custody: Custody) -> bool:
    """Whether a device that is to be checked turned up after it was stolen or retired."""
    return district_decides(*_history(turn, custody.device), custody.service_hlc)


def _history(turn: Turn, device_id: str) -> tuple[list[Event], frozenset[str]]:
    """All events of a device, and which of them were undone."""
    history = events.of_device(turn.office.database, device_id)
    ids = [event.event_id for event in history]
    return history, projections.voided_among(turn.office.database, ids)


def hot(turn: Turn, case: Case) -> Hot | None:
    """What a key or a barcode can say more of, now that the device was looked at."""
    device_id = case.device.device_id
    settled_by = projections.custody_of(turn.office.database, device_id).settled_by
    with_it = dict.fromkeys(case.policy.accessories_for(case.device.category), "returned")
    back, came = turn.record.written_last(Kind.RETURN), case.came
    if back is None and came:
        return Hot(came.event, device_id, came.person, with_it, settled_by, came.bag)
    written = back or turn.record.written_last(Kind.SIGHT)
    if written is None:
        return None
    said = written.body.get("accessories", {})
    return Hot(written.event_id, device_id, written.person, said, settled_by)


def count(office: Office) -> Count:
    """How many devices are left to check, and how many were checked since midnight."""
    midnight = office.clock.now().date().isoformat()
    return Count(
        inspection.count_left(office.database),
        inspection.checked_since(office.database, midnight, Mode.CHECK),
    )


def left(office: Office, most: int) -> list[ToCheck]:
    """The first devices that are left to check, bag by bag."""
    return inspection.left(office.database, most)


def news(said: Condition) -> str:
    """What is not as usual of all that was said; all of it where everything is."""
    return unusual(said).in_words() or said.in_words()
