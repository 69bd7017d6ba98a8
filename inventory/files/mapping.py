"""Which column is which, where no system is known: guessed by name, or said by a person and kept.

A guess is never made where two columns could be meant, nor of "model", "Model Number" and "name",
which mean different things in different lists. What a person says is kept by the header that it was
said of, and used again for the next file with that header.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inventory.errors import FileRefused
from inventory.files.layout import Profile, RegisterKind, heading_key, numbered
from inventory.files.private import is_private
from inventory.files.values import shown

_DEVICES, _PEOPLE, _PLACES = RegisterKind

SYNONYMS: Mapping[RegisterKind, Mapping[str, tuple[str, ...]]] = {
    _DEVICES: {
        "tag": (
            *("assettag", "assetid", "annotatedassetid", "barcode", "itembarcode", "tagnumber"),
            *("districttag", "propertytag", "asset", "districtidentifier"),
        ),
        "serial": (
            *("serialnumber", "serial", "serialno", "sn", "annotatedserial", "servicetag"),
            "deviceserialnumber",
        ),
        "category": ("category", "devicetype"),
        "place": ("location", "annotatedlocation", "room", "place"),
        "service": ("status", "condition"),
        "site": ("school", "site"),
        "school": ("schoolid", "locationid"),
        "notes": ("notes", "note", "comments"),
    },
    _PEOPLE: {
        "person_id": (
            *("studentnumber", "studentid", "sisid", "employeeid", "employeenumber", "employeeno"),
            *("personnumber", "identifier", "localid", "patronbarcode", "personid"),
        ),
        "last_first": ("lastfirst", "studentslastfirst"),
        "first_name": ("firstname", "givenname"),
        "last_name": ("lastname", "familyname", "surname"),
        "grade": ("gradelevel", "grade", "grades"),
        "homeroom": ("homeroom", "homeroomteacher", "room"),
        "email": ("email", "emailaddress", "studentemail"),
        "status": ("status",),
        "school": (
            *("schoolid", "orgsourcedids", "primaryorgsourcedid", "schoolsisid", "locationid"),
            "school",
        ),
    },
    _PLACES: {
        "place": ("place", "room", "location", "cart"),
        "kind": ("kind", "type"),
        "capacity": ("capacity", "seats"),
    },
}
"""Field → what lists that no profile knows call its column, as ``heading_key`` has it."""

# What could be the field, but is another one in some lists: only ever asked about.
_ASKED: Mapping[RegisterKind, Mapping[str, tuple[str, ...]]] = {
    _DEVICES: {
        "model": ("model", "modelname", "modelnumber", "modelno", "productname", "name"),
        "holder": ("user", "checkedoutto", "assignedto", "username", "studentid", "studentnumber"),
        "google_id": ("deviceid",),
    },
    _PEOPLE: {
        "grade": ("classof", "graduationyear"),
        "homeroom": ("location", "annotatedlocation"),
        "last_first": ("fullname", "name", "studentname"),
        "kind": ("kind", "type", "role"),
    },
    _PLACES: {"place": ("name", "roomname", "roomnumber")},
}

_UNIQUE = frozenset({"tag", "serial", "person_id", "place"})


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can be said to be."""

    key: str
    words: str
    """As the screen says it."""
    needed: bool = False
    """Whether it is one of those of which a list has to have one at least."""


_FIELDS: Mapping[RegisterKind, tuple[Field, ...]] = {
    _DEVICES: (
        Field("tag", "Asset tag", needed=True),
        Field("serial", "Serial number", needed=True),
        Field("model", "Model"),
        Field("category", "Category"),
        Field("place", "Home place"),
        Field("service", "Condition"),
        Field("site", "School that answers for it"),
        Field("assigned_to", "Person it is meant for (ID)"),
        Field("holder", "Person who has it (ID, user name or mail)"),
        Field("notes", "Notes"),
        Field("google_id", "Google's device ID"),
        Field("synced_at", "Last contact with Google"),
        Field("school", "School (only to choose rows by)"),
    ),
    _PEOPLE: (
        Field("person_id", "ID on the card", needed=True),
        Field("first_name", "First name"),
        Field("last_name", "Last name"),
        Field("last_first", "Name as Last, First"),
        Field("grade", "Grade"),
        Field("homeroom", "Homeroom"),
        Field("email", "School mail"),
        Field("status", "Status (enrolled or left)"),
        Field("kind", "Student or staff"),
        Field("school", "School (only to choose rows by)"),
    ),
    _PLACES: (
        Field("place", "Name of the place", needed=True),
        Field("kind", "Kind of place"),
        Field("capacity", "Devices that it holds"),
    ),
}


def fields(kind: RegisterKind) -> tuple[Field, ...]:
    """What a column of such a list can be said to be, in the order in which to ask."""
    return _FIELDS[kind]


def fingerprint(header: Sequence[str]) -> str:
    """The header as a short code: the same for the same headings in any order and any case."""
    keys = sorted(heading_key(heading) for heading in header if heading)
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """What a person said about the columns of one sort of file."""

    name: str
    kind: RegisterKind
    columns: Mapping[str, tuple[str, int]]
    """Field → its heading as written, and which of the columns called so, from 1."""
    fingerprint: str = ""
    """Of the header that it was said of."""

    def as_json(self) -> str:
        """All of it as JSON, to be kept."""
        told = {field: [heading, nth] for field, (heading, nth) in self.columns.items()}
        return json.dumps(
            {
                "name": self.name,
                "kind": self.kind.value,
                "columns": told,
                "fingerprint": self.fingerprint,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "SavedMapping":
        """What ``as_json`` wrote. Raises ValueError for anything else."""
        try:
            told = json.loads(text)
            columns = {str(key): _pick(value) for key, value in told["columns"].items()}
            name, print_ = told["name"], told["fingerprint"]
            kind = RegisterKind(told["kind"])
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("This is not a saved mapping.") from error
        unknown = columns.keys() - {one.key for one in fields(kind)}
        private = any(is_private(heading) for heading, _ in columns.values())
        if not (isinstance(name, str) and isinstance(print_, str)) or unknown or private:
            raise ValueError("This is not a saved mapping.")
        return cls(name, kind, columns, print_)

    def columns_in(self, header: Sequence[str]) -> dict[str, int]:
        """Field → index of its column here. Raises FileRefused naming a heading that is missing."""
        return self.profile().columns(header)

    def profile(self) -> Profile:
        """The mapping as a profile of its own name."""
        headings = {field: (heading,) for field, (heading, _) in self.columns.items()}
        needs = (tuple(self.columns),)
        return Profile(
            self.name, self.kind, headings, needs, title=self.name, picks=dict(self.columns)
        )


def _pick(value: Any) -> tuple[str, int]:
    heading, nth = value
    if not isinstance(heading, str) or type(nth) is not int or nth < 1:
        raise ValueError("This is not a saved mapping.")
    return heading, nth


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns of an unknown list seem to be."""

    columns: dict[str, int] = field(default_factory=dict)
    """Field → index of the one column that it can be."""
    unsure: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Field → the columns that could be it, where a person has to say."""


def guess(kind: RegisterKind, header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Guess:
    """What the columns seem to be, by their headings.

    Of ``rows``, some of the file's, it is only asked whether a column that would be an identifier
    says the same twice: then it isn't one, or not surely.
    """
    columns: dict[str, int] = {}
    unsure: dict[str, tuple[int, ...]] = {}
    for one in fields(kind):
        sure = _called(header, SYNONYMS[kind].get(one.key, ()))
        asked = _called(header, _ASKED[kind].get(one.key, ()))
        if len(sure) == 1 and not (one.key in _UNIQUE and _repeats(rows, sure[0])):
            columns[one.key] = sure[0]
        elif sure or asked:
            unsure[one.key] = (*sure, *asked)
    return Guess(columns, unsure)


def _called(header: Sequence[str], names: Sequence[str]) -> list[int]:
    return [
        index
        for index, heading in enumerate(header)
        if heading and heading_key(heading) in names and not is_private(heading)
    ]


def _repeats(rows: Sequence[Sequence[str]], column: int) -> bool:
    said = Counter(row[column] for row in rows if column < len(row) and row[column])
    return any(times > 1 for times in said.values())


def by_hand(
    kind: RegisterKind, pairs: Sequence[str], header: Sequence[str], name: str = "by hand"
) -> SavedMapping:
    """What was said as ``tag=Inventarnr.`` or, by the column's number from 1, as ``tag=3``.

    Raises FileRefused where a field or a column is unknown or said twice, where a heading is there
    more than once, where a column is never stored, and where what is needed is missing.
    """
    known = [one.key for one in fields(kind)]
    columns: dict[str, tuple[str, int]] = {}
    for pair in pairs:
        key, equals, column = (part.strip() for part in pair.partition("="))
        if not (key and equals and column):
            raise FileRefused(f"{shown(pair)} does not say which column is which.", "Write tag=3.")
        if key not in known:
            raise FileRefused(
                f"{shown(key)} is nothing that a list of {kind} has.", f"Use {', '.join(known)}."
            )
        if key in columns:
            raise FileRefused(f"{shown(key)} is said twice.", "Name one column for it.")
        columns[key] = _said(header, column)
    needed = [one for one in fields(kind) if one.needed]
    if not any(one.key in columns for one in needed):
        words = " or ".join(one.words for one in needed)
        keys = " or ".join(f"{one.key}=…" for one in needed)
        raise FileRefused(f"No column is said to be: {words}.", f"Say it with {keys}.")
    return SavedMapping(name, kind, columns, fingerprint(header))


def _said(header: Sequence[str], column: str) -> tuple[str, int]:
    """The heading of the column that is meant, and which of that name; raises FileRefused."""
    key = heading_key(column)
    called = [index for index, name in enumerate(header) if name and heading_key(name) == key]
    if not called and column.isascii() and column.isdigit() and 0 < int(column[:9]) <= len(header):
        called = [int(column) - 1]
    if not called:
        there = ", ".join(shown(heading) for heading in header[:12] if heading)
        raise FileRefused(f"There is no column {shown(column)}.", f"Its columns are {there}.")
    if len(called) > 1:
        which = " and ".join(numbered(header, index) for index in called)
        raise FileRefused(
            f"Columns {which} are called the same.", "Say the number of the one that is meant."
        )
    heading = header[called[0]]
    if not heading:
        raise FileRefused(f"Column {column} has no heading.", "Give it one, then import again.")
    if what := is_private(heading):
        raise FileRefused(
            f"Column {numbered(header, called[0])} is never stored ({what}).", "Leave it out."
        )
    key = heading_key(heading)
    return heading, sum(heading_key(name) == key for name in header[: called[0] + 1])
