"""A school with tablets in every shape to be laid out, and what was laid out there."""

from inventory.model import Device, Person, Service
from inventory.services import lay_out
from inventory.services.office import Office
from inventory.store import custody_rows
from tests.builders import a_device, a_person, enrol

ROOM = "214"


def tablet(number: int, **fields: object) -> Device:
    """One of the devices that are laid out here; the small school has none of them."""
    return a_device(f"TB-{number}", category="Tablet", model="Tablet 9", **fields)


def student(number: int, **fields: object) -> Person:
    """A student of homeroom 214, by number in the order of their names."""
    fields = {
        "first_name": f"Kid{number}",
        "last_name": f"Amber{number}",
        "homeroom": ROOM,
    } | fields
    return a_person(f"80{number:02}", **fields)


def stocked(office: Office) -> Office:
    """The small school with four students of homeroom 214 and tablets in every shape."""
    enrol(
        office,
        [
            tablet(1), tablet(2), tablet(3),
            tablet(4, service=Service.NEEDS_CHECK), tablet(5, service=Service.IN_REPAIR),
            tablet(6, service=Service.LOST), tablet(7, site="RIVERSIDE"), tablet(8, holder="8003"),
        ],
        [student(0), student(1), student(2), student(3)],
    )  # fmt: skip
    return office


def laid(office: Office) -> dict[str, str]:
    """Device by device for whom it is laid out, where it is for anybody."""
    found = custody_rows.custodies(office.database)
    return {one.device: one.assigned_to for one in found.values() if one.assigned_to}


def do(office: Office, *homerooms: str, category: str = "Tablet") -> lay_out.Plan:
    """Lay out, and give what was written."""
    plan = lay_out.plan(office, category, homerooms)
    lay_out.apply(office, plan)
    return plan
