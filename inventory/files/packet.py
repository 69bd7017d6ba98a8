"""The packet that goes to district IT: tables, what their columns mean, and a hash of each file."""

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from inventory.errors import FileRefused
from inventory.files.packet_form import (
    DESCRIPTOR,
    MOST_BYTES,
    MOST_FILES,
    OWN,
    SUMS,
    csv_rows,
    sealed,
    sha256,
    sums,
)
from inventory.files.packet_saving import save_files, save_sealed
from inventory.files.spreadsheet import Cell, write_csv

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

# https://datapackage.org/standard/table-dialect/; each is said, so that no reader has to guess.
_DIALECT = {
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column, as https://datapackage.org/standard/table-schema/ describes it."""

    name: str
    description: str
    type: Literal["string", "integer", "number", "date", "datetime", "boolean"] = "string"
    """Every identifier is a string, for ``0012345`` must stay ``0012345``."""
    required: bool = False
    values: tuple[str, ...] = ()
    """The only values that it may have; empty where any will do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one CSV file in their order; ValueError where a row isn't as wide as the rest."""

    name: str
    """``audit`` becomes ``audit.csv``."""
    title: str
    fields: tuple[Field, ...]
    rows: Sequence[Sequence[Cell]]
    key: tuple[str, ...] = ()
    """The columns that together are different in every row."""
    refers: tuple[tuple[str, str, str], ...] = ()
    """Own column, other table, its column: what is here is there too, or blank."""
    for_spreadsheet: bool = False
    """Whether people open it: with a byte order mark, and nothing in it runs as a formula."""

    def __post_init__(self) -> None:
        """Compare the widths."""
        if any(len(row) != len(self.fields) for row in self.rows):
            raise ValueError(f"a row of {self.name} has not {len(self.fields)} cells")

    @property
    def file(self) -> str:
        """Its name in the packet."""
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True)
class Plain:
    """A file that is no table for machines: a text, a list, a workbook."""

    file: str
    title: str
    content: bytes
    media_type: str
    """As https://www.iana.org/assignments/media-types/ lists it."""


@dataclass(frozen=True, slots=True)
class Packet:
    """All that one packet holds; the same packet is the same bytes.

    Raises ValueError where two files have one name, or a name that no file should have.
    """

    name: str
    """The folder's name."""
    title: str
    description: str
    created: str
    """ISO 8601 with offset."""
    about: Mapping[str, str] = field(default_factory=dict)
    """What else the descriptor says: the audit, the school, the head of the journal."""
    tables: tuple[Table, ...] = ()
    plains: tuple[Plain, ...] = ()

    def __post_init__(self) -> None:
        """Look at the names."""
        names = [table.file for table in self.tables] + [plain.file for plain in self.plains]
        others = [DESCRIPTOR, SUMS, *(table.name for table in self.tables)]
        taken = Counter(name.casefold() for name in (*names, *others))
        wrong = [n for n in names if not _FILE.fullmatch(n) or taken[n.casefold()] > 1]
        if wrong or "sha256" in self.about:
            raise ValueError(f"not possible in a packet: {', '.join(wrong) or 'sha256'}")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, read back and counted."""

    path: Path
    sha256: str
    """Of ``datapackage.json``, which has the hash of every other file."""
    files: int


def table_bytes(table: Table) -> bytes:
    """The CSV file of a table (RFC 4180): a header, CR LF, quotes only where they are needed.

    Raises FileRefused for text that no file can hold.
    """
    stream = io.BytesIO()
    header = [column.name for column in table.fields]
    try:
        write_csv(stream, header, table.rows, for_spreadsheet=table.for_spreadsheet)
    except UnicodeEncodeError as error:
        raise FileRefused(
            f"{table.file} can't be written: there is text in it that is no Unicode.",
            "Correct the name or note that has it.",
        ) from error
    return stream.getvalue()


def write_packet(
    packet: Packet, folder: Path, *, zipped: bool = False, sealed_for: str = ""
) -> Written:
    """Write the packet as a folder or a .zip in ``folder``: whole and read back, or not at all.

    With the public key ``sealed_for`` it is a .zip that only the secret half of that key opens.

    A packet that is there already is never written over; if it is the same, that is as good as
    written. Raises FileRefused where it is another, where the folder can't be written, and where
    the packet is larger than ``champion verify`` reads.
    """
    if not _NAME.fullmatch(packet.name):
        raise FileRefused(
            f"“{packet.name}” can't be the name of a packet.", "Use letters, digits and dashes."
        )
    files = _files(packet)
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise FileRefused(f"{packet.name} would be too large for a packet.", "Choose fewer events.")
    if not _has_all_rows(packet, files):
        raise FileRefused(f"{packet.name} was not written: rows were lost.", "Try it again.")
    if sealed_for:
        path = save_sealed(files, folder, packet.name, sealed_for)
    else:
        path = save_files(files, folder, packet.name, zipped=zipped)
    return Written(path, sha256(files[DESCRIPTOR]), len(files))


def _has_all_rows(packet: Packet, files: Mapping[str, bytes]) -> bool:
    """Whether every file, read as a table, has all its rows, and every row all its cells."""
    return all(
        [len(cells) for _, cells in csv_rows(files[table.file])]
        == [len(table.fields)] * (len(table.rows) + 1)
        for table in packet.tables
    )


def _files(packet: Packet) -> dict[str, bytes]:
    """Every file of the packet by its name; the descriptor last, for it has the others' hashes."""
    files = {table.file: table_bytes(table) for table in packet.tables}
    files |= {plain.file: plain.content for plain in packet.plains}
    files[SUMS] = sums({name: sha256(content) for name, content in files.items()})
    files[DESCRIPTOR] = sealed(_descriptor(packet, files))
    return files


def _descriptor(packet: Packet, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The descriptor of https://datapackage.org/standard/data-package/, version 2."""
    hashes = Plain(SUMS, "SHA-256 of each file, for sha256sum --check", b"", "text/plain")
    return {
        "$schema": _PROFILE,
        "name": packet.name,
        "title": packet.title,
        "description": packet.description,
        "created": packet.created,
        OWN: {**packet.about, "sha256": ""},
        "resources": [
            *(_table_resource(table, files[table.file]) for table in packet.tables),
            *(_plain_resource(plain, files[plain.file]) for plain in (*packet.plains, hashes)),
        ],
    }


def _table_resource(table: Table, content: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(f) for f in table.fields], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"fields": [own], "reference": {"resource": other, "fields": [theirs]}}
            for own, other, theirs in table.refers
        ]
    return {
        "name": table.name,
        "path": table.file,
        "title": table.title,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if table.for_spreadsheet else "utf-8",
        **_size_and_hash(content),
        "dialect": _DIALECT,
        "schema": schema,
    }


def _field(column: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    described = {"name": column.name, "type": column.type, "description": column.description}
    return {**described, "constraints": constraints} if constraints else described


def _plain_resource(plain: Plain, content: bytes) -> dict[str, Any]:
    """A resource with no format: one named ``xlsx`` would be read as a table."""
    encoding = {"encoding": "utf-8"} if plain.media_type.startswith("text/") else {}
    return {
        "name": plain.file.lower(),
        "path": plain.file,
        "title": plain.title,
        "format": "file",
        "mediatype": plain.media_type,
        **encoding,
        **_size_and_hash(content),
    }


def _size_and_hash(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{sha256(content)}"}
