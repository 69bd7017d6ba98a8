"""Rows to records: the devices, people and places that a table lists, by one profile."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from inventory.files import values
from inventory.files.entries import BUILDERS, FILLS, Cells, Entry, identifiers
from inventory.files.profiles import Profile, RegisterKind
from inventory.files.reader import Refused, Table
from inventory.files.values import CellRefused, shown, tidy

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
        present=frozenset(name for field in columns for name in FILLS.get(field, (field,))),
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
        cells = Cells(row.cells, columns, table.header)
        try:
            value, filled = BUILDERS[kind](cells)
            _claim(value, row.line, lines)
        except CellRefused as fault:
            # Only the columns that we read: what was refused must not keep a password either.
            said = table.delimiter.join(filter(None, map(cells.__getitem__, columns)))
            refused.append(Refused(row.line, str(fault), said))
        else:
            given = frozenset(filled)
            records.append(Record(row.line, value, shared.setdefault(given, given)))
    return records, refused


def _claim(value: Entry, line: int, lines: dict[str, int]) -> None:
    """Note that this line has the record's identifiers; refuse those that an earlier line has."""
    codes = identifiers(value)
    for code in codes:
        if code in lines:
            raise CellRefused(f"{shown(code)} is already on line {lines[code]}.")
    lines.update(dict.fromkeys(codes, line))


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
