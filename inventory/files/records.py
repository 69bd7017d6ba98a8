"""Rows to records: the devices, people and places that a table lists, by one profile."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from inventory.files import values
from inventory.files.profiles import Profile, RegisterKind
from inventory.files.reader import Refused, Row, Table
from inventory.files.values import CellRefused, identifier, shown, tidy
from inventory.model import Device, Person, PersonStatus, Place

Entry = Device | Person | Place
"""One record of the register."""

_MOST_NOTES = 10


@dataclass(frozen=True, slots=True)
class Record:
    """One row as a record, and which of its fields the row speaks about."""

    line: int
    value: Entry
    given: frozenset[str]
    """The model's fields that had something in their cell; the others are only defaults."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """All that a file says, before it is compared with the register."""

    kind: RegisterKind
    profile: str
    file: str
    sha256: str
    encoding: str
    delimiter: str
    rows: int
    """How many rows the file has below its headings, refused ones included."""
    records: tuple[Record, ...]
    present: frozenset[str]
    """The model's fields that the file has a column for."""
    refused: tuple[Refused, ...]
    dropped_columns: tuple[str, ...]
    """The headings of columns that were not read."""
    notes: tuple[str, ...]
    """What a person should know before the import, as sentences."""
    service_words: Mapping[str, str] = field(default_factory=dict)
    """What the file calls each condition that it has, the word that it uses most."""


class _Cells:
    """One row by field: its text, and what its column is called; blank where there is no column."""

    def __init__(self, row: Row, columns: Mapping[str, int], header: tuple[str, ...]) -> None:
        self._row = row
        self._columns = columns
        self._header = header

    def __getitem__(self, field: str) -> str:
        index = self._columns.get(field)
        return "" if index is None else self._row.cells[index]

    def has(self, field: str) -> bool:
        return field in self._columns

    def heading(self, field: str) -> str:
        return self._header[self._columns[field]] if field in self._columns else field

    def code(self, field: str) -> str:
        return identifier(self[field], self.heading(field))


_Built = tuple[Entry, set[str]]


def read_records(table: Table, kind: RegisterKind, profile: Profile) -> Incoming:
    """The table's rows as records of this kind; a row that can't be one is refused with its line.

    Raises FileRefused where two columns give the same field.
    """
    columns = profile.columns(table.header)
    notes: list[str] = []
    words: Mapping[str, str] = {}
    if kind is RegisterKind.PEOPLE and "username" in profile.headings:
        columns, notes = _choose_person_id(table, columns)
    if kind is RegisterKind.DEVICES and "service" in columns:
        notes = _unknown_services(table, columns["service"])
        words = _service_words(table, columns["service"])
    records, refused = _read_rows(table, kind, columns)
    return Incoming(
        kind=kind,
        profile=profile.name,
        file=table.name,
        sha256=table.sha256,
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=len(table.rows) + len(table.refused),
        records=tuple(records),
        present=frozenset(name for field in columns for name in _FILLS.get(field, (field,))),
        refused=tuple(sorted((*table.refused, *refused), key=lambda row: row.line)),
        dropped_columns=tuple(
            heading
            for index, heading in enumerate(table.header)
            if heading and index not in columns.values()
        ),
        notes=tuple(notes),
        service_words=words,
    )


def _read_rows(
    table: Table, kind: RegisterKind, columns: Mapping[str, int]
) -> tuple[list[Record], list[Refused]]:
    records: list[Record] = []
    refused: list[Refused] = []
    lines: dict[str, int] = {}
    shared: dict[frozenset[str], frozenset[str]] = {}
    for row in table.rows:
        cells = _Cells(row, columns, table.header)
        try:
            value, filled = _BUILDERS[kind](cells)
            _claim(value, row.line, lines)
        except CellRefused as fault:
            # Only the columns that we read: what was refused must not keep a password either.
            said = table.delimiter.join(filter(None, map(cells.__getitem__, columns)))
            refused.append(Refused(row.line, str(fault), said))
        else:
            given = frozenset(filled)
            records.append(Record(row.line, value, shared.setdefault(given, given)))
    return records, refused


# What a column fills in the model, where it is not the field of the same name.
_FILLS = {
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


def _claim(value: Entry, line: int, lines: dict[str, int]) -> None:
    """Note that this line has the record's identifiers; refuse those that an earlier line has."""
    codes = identifiers(value)
    for code in codes:
        if code in lines:
            raise CellRefused(f"{shown(code)} is already on line {lines[code]}.")
    lines.update(dict.fromkeys(codes, line))


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


def _device(cells: _Cells) -> _Built:
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


def _person(cells: _Cells) -> _Built:
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


def _place(cells: _Cells) -> _Built:
    name = cells.code("place")
    if not name:
        raise CellRefused("The row has no place.")
    holds = (
        values.capacity(cells["capacity"], cells.heading("capacity")) if cells["capacity"] else None
    )
    given = {"place", *(field for field in ("kind", "capacity") if cells[field])}
    return Place(name, cells["kind"], holds), given


_BUILDERS: Mapping[RegisterKind, Callable[[_Cells], _Built]] = {
    RegisterKind.DEVICES: _device,
    RegisterKind.PEOPLE: _person,
    RegisterKind.PLACES: _place,
}


def _choose_person_id(table: Table, columns: Mapping[str, int]) -> tuple[dict[str, int], list[str]]:
    """The columns with one of the two as ``person_id``, and a note that says which.

    One column for the whole file: a person who went by the username in one row and by a number in
    the next would be two people.
    """
    rest = dict(columns)
    number, username = rest.pop("employee_number", None), rest.pop("username", None)
    numbered = number is not None and any(tidy(row.cells[number]) for row in table.rows)
    if number is not None and (numbered or username is None):
        return {**rest, "person_id": number}, [f"ID taken from {table.header[number]}."]
    if username is None:
        return rest, []
    why = "there is no Employee Number"
    if number is not None:
        why = f"{table.header[number]} is empty in every row"
    return {**rest, "person_id": username}, [f"ID taken from {table.header[username]}: {why}."]


def _service_words(table: Table, column: int) -> dict[str, str]:
    said = Counter(row.cells[column] for row in table.rows)
    words: dict[str, str] = {}
    for word, _ in said.most_common():
        service, known = values.service(word)
        if word and known:
            words.setdefault(service.value, word)
    return words


def _unknown_services(table: Table, column: int) -> list[str]:
    heading = table.header[column]
    words = Counter(row.cells[column] for row in table.rows if row.cells[column])
    unknown = {word: rows for word, rows in words.items() if not values.service(word)[1]}
    notes = [
        f"{heading} {shown(word)} is not known and reads as READY (rows: {rows})."
        for word, rows in islice(unknown.items(), _MOST_NOTES)
    ]
    if len(unknown) > _MOST_NOTES:
        notes.append(f"So do {len(unknown) - _MOST_NOTES} other values of {heading}.")
    return notes
