"""What the layout says of a device that is about to be handed out."""

from dataclasses import replace

from inventory.model import Mode, Person
from inventory.rules.case import Case
from inventory.rules.phrases import a_list
from inventory.services.turn import Turn
from inventory.store import lay_out


def told(turn: Turn, case: Case) -> Case:
    """The case with what is laid out, for this person and of this device.

    Where nothing is laid out for either, it costs one look-up in an index.
    """
    here = case.person
    if here is None or case.custody.assigned_to == here.person_id:
        return case
    return replace(
        case,
        meant_for=_who_wants(turn, case),
        laid_out=lay_out.laid_out_for(turn.office.database, here.person_id, case.device),
    )


def next_step(turn: Turn, person_id: str) -> str:
    """What to scan for somebody who has just stepped up: what is laid out for them, if anything."""
    waiting = []
    if turn.table.mode is Mode.OUT:
        waiting = lay_out.waiting_for(turn.office.database, person_id)
    return f"Next: scan {a_list(waiting)}, laid out." if waiting else "Next: scan the device."


def _who_wants(turn: Turn, case: Case) -> Person | None:
    """For whom it is laid out who is at the school and has none of the kind yet."""
    if not case.custody.assigned_to:
        return None
    return turn.someone(lay_out.who_wants(turn.office.database, case.device.device_id))
