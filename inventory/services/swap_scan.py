"""What is known of swaps, brought to a scan: whether this device closes one."""

from dataclasses import replace
from datetime import timedelta

from inventory.model import CustodyState, Device
from inventory.rules.case import Case
from inventory.rules.swaps import Move
from inventory.services import swaps
from inventory.services.turn import Turn
from inventory.store import projections

AT_THE_TABLE = timedelta(days=14)
"""How long after one part of a swap came in the others are still looked for while taking back."""


def told(turn: Turn, case: Case) -> Case:
    """The case with the swap that is closed by a device which another one than its holder brings.

    A pair of which both came in is told by the case's counterpart.
    """
    here, holder = turn.table.person, case.custody.person
    if not here or not holder or here == holder or case.counterpart:
        return case
    step = swaps.step_of(turn.office, case.device, case.custody, here, came_in=True)
    return replace(case, circle=swaps.circle(turn.office, step, AT_THE_TABLE))


def closed_by(turn: Turn, device: Device) -> tuple[Move, ...]:
    """The swap that is closed where the person at the table has a device of another in hands."""
    here = turn.table.person
    custody = projections.custody_of(turn.office.database, device.device_id)
    held = custody.state is CustodyState.WITH_PERSON and not custody.disputed
    if not here or not held or custody.person == here:
        return ()
    return swaps.circle(turn.office, swaps.step_of(turn.office, device, custody, here))
