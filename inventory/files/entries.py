"""One row as a record: the device, person or place that its cells describe."""

from collections.abc import Callable, Mapping, Sequence

from inventory.files import values
from inventory.files.profiles import RegisterKind
from inventory.files.values import CellRefused, identifier, tidy
from inventory.model import Device, Person, PersonStatus, Place

Entry = Device | Person | Place
"""One record of the register."""


class Cells:
    """One row by field: its text, and what its column is called; blank where there is no column."""

    def __init__(
        self, cells: Sequence[str], columns: Mapping[str, int], header: tuple[str, ...]
    ) -> None:
        self._cells = cells
        self._columns = columns
        self._header = header

    def __getitem__(self, field: str) -> str:
        index = self._columns.get(field)
        return "" if index is None else self._cells[index]

    def has(self, field: str) -> bool:
        return field in self._columns

    def heading(self, field: str) -> str:
        return self._header[self._columns[field]] if field in self._columns else field

    def code(self, field: str) -> str:
        return identifier(self[field], self.heading(field))


Built = tuple[Entry, set[str]]
"""The record, and the model's fields that its row speaks about."""

# What a column fills in the model, where it is not the field of the same name.
FILLS = {
    "checkout_type": ("holder",),
    "status": ("status", "block"),
    "enroll_status": ("status",),
    "last_first": ("last_name", "first_name"),
}


def identifiers(value: Entry) -> tuple[str, ...]:
    """The codes that lead to the record, each once: tag and serial, the person's ID, the name."""
    if isinstance(value, Device):
        return tuple(dict.fromkeys(filter(None, (value.tag, value.serial))))
    return (value.person_id if isinstance(value, Person) else value.place,)


_DEVICE_TEXTS = (
    "tag",
    "serial",
    "model",
    "category",
    "place",
    "site",
    "assigned_to",
    "holder",
    "notes",
)
_PERSON_TEXTS = ("person_id", "first_name", "last_name", "grade", "homeroom", "email")


def _device(cells: Cells) -> Built:
    tag, serial = cells.code("tag"), cells.code("serial")
    if not tag and not serial:
        raise CellRefused("The row has neither an asset tag nor a serial.")
    checked_out_to = cells["checkout_type"].casefold()
    to_person = checked_out_to in ("", "user")
    device = Device(
        device_id=tag or serial,
        tag=tag,
        serial=serial,
        model=cells["model"],
        category=cells["category"],
        place=tidy(cells["place"]),
        service=values.service(cells["service"])[0],
        site=cells["site"],
        assigned_to=tidy(cells["assigned_to"]),
        holder=tidy(cells["holder"]) if to_person else "",
        notes=cells["notes"],
    )
    given = {field for field in _DEVICE_TEXTS if getattr(device, field)}
    if cells["service"]:
        given.add("service")
    checked_in = cells.has("checkout_type") and cells.has("holder") and not checked_out_to
    if not to_person or (checked_in and not device.holder):
        given.add("holder")  # checked in, or out to a place: the list does say that nobody has it
    return device, given


def _person(cells: Cells) -> Built:
    person_id = cells.code("person_id")
    if not person_id:
        raise CellRefused(f"{cells.heading('person_id')} is blank, so there is no ID to go by.")
    state, block, kind = PersonStatus.ENROLLED, "", "student"
    given = set()
    if cells["status"]:
        state, block = values.status(cells["status"], cells.heading("status"))
        given |= {"status", "block"}
    if cells["enroll_status"]:
        state = values.enroll_status(cells["enroll_status"], cells.heading("enroll_status"))
        given.add("status")
    if cells["kind"]:
        kind = values.person_kind(cells["kind"], cells.heading("kind"))
        given.add("kind")
    last, _, first = cells["last_first"].partition(",")
    person = Person(
        person_id=person_id,
        first_name=cells["first_name"] or first.strip(" "),
        last_name=cells["last_name"] or last.strip(" "),
        grade=values.grade(cells["grade"]),
        homeroom=cells["homeroom"],
        email=cells["email"],
        status=state,
        kind=kind,
        block=block,
    )
    return person, given | {field for field in _PERSON_TEXTS if getattr(person, field)}


def _place(cells: Cells) -> Built:
    name = cells.code("place")
    if not name:
        raise CellRefused("The row has no place.")
    holds = (
        values.capacity(cells["capacity"], cells.heading("capacity")) if cells["capacity"] else None
    )
    given = {"place", *(field for field in ("kind", "capacity") if cells[field])}
    return Place(name, cells["kind"], holds), given


BUILDERS: Mapping[RegisterKind, Callable[[Cells], Built]] = {
    RegisterKind.DEVICES: _device,
    RegisterKind.PEOPLE: _person,
    RegisterKind.PLACES: _place,
}
