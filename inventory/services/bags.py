"""Taking back by bag: a homeroom's devices come in together, and nobody looks at them yet."""

from collections.abc import Collection
from dataclasses import replace

from inventory.model import Kind
from inventory.rules.case import Case
from inventory.services.office import Office
from inventory.services.table import Table
from inventory.services.turn import Turn
from inventory.store import inspection, projections

UNKNOWN = "?"
"""What stands for the homeroom of a bag as long as no device has said one."""


def told(turn: Turn, case: Case) -> Case:
    """The case with the bag that the device lies in: the first device says whose it is."""
    if turn.table.bag is None:
        return case
    room = case.holder.homeroom if case.holder else ""
    return replace(case, bag=turn.table.bag or room or UNKNOWN)


def keep(turn: Turn, case: Case) -> None:
    """Count a device that came in the bag, and keep whose bag it is."""
    came = turn.record.written_last(Kind.RETURN) or turn.record.written_last(Kind.SIGHT)
    if turn.table.bag is None or came is None or not came.body.get("bag"):
        return
    whose = "" if case.bag == UNKNOWN else case.bag
    turn.table = replace(turn.table, bag=whose, bagged=(*turn.table.bagged, came.event_id))


def without(table: Table, undone: Collection[str]) -> Table:
    """The table without the returns that were undone; an empty bag is nobody's."""
    if table.bag is None or not any(one in undone for one in table.bagged):
        return table
    bagged = tuple(one for one in table.bagged if one not in undone)
    return replace(table, bagged=bagged, bag=table.bag if bagged else "")


def recounted(office: Office, table: Table) -> Table:
    """The table without what was undone elsewhere."""
    return without(table, projections.voided_among(office.database, table.bagged))


def last_bag(office: Office) -> str:
    """In whose bag this laptop's last return of today lies; empty where it was handed over."""
    midnight = office.clock.now().date().isoformat()
    return inspection.last_bag(office.database, office.station_id, midnight)
