"""The file of a seed: a line that says what it is, and behind it a whole database, compressed."""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from inventory.errors import FileRefused, StaysSealed
from inventory.journal.event import as_json
from inventory.journal.sealing import is_sealed, seal, unseal
from inventory.text import safe

FORMAT = "champion-seed/1"
LARGEST = 4 * 1024**3
"""In bytes, unpacked; a school of 100,000 devices has 150 MB."""

_NEWER = re.compile(r"champion-seed/[1-9][0-9]{0,8}")
_LONGEST_LINE = 16_384
_CHUNK = 1024**2
_SQLITE = b"SQLite format 3\0"
_AGAIN = "Have it written again on the champion's laptop: champion table add NAME FOLDER."


@dataclass(frozen=True, slots=True)
class Label:
    """What a seed says of itself on its first line."""

    table: str
    school: str
    site: str
    station: str
    """Who wrote it."""
    written_at: str
    size: int
    """Of the database, in bytes."""
    sha256: str
    """Of the database, in hex."""


def pack(label: Label, database: bytes, passphrase: str = "") -> bytes:
    """The file's bytes; sealed where there is a passphrase."""
    plain = _first_line(label) + b"\n" + gzip.compress(database, compresslevel=6, mtime=0)
    return seal(plain, passphrase) if passphrase else plain


def unpack(data: bytes, name: str, passphrase: str = "") -> tuple[Label, bytes]:
    """Label and database. Raises FileRefused, naming ``name``, at all that is no whole seed.

    A passphrase that isn't needed is not looked at.
    """
    if is_sealed(data):
        if not passphrase:
            raise StaysSealed(
                f"{safe(name)} is sealed with a passphrase.", "Give the passphrase to open it."
            )
        data = unseal(data, passphrase, name)
    line = data[:_LONGEST_LINE].partition(b"\n")[0]
    label = _label(line, data, name)
    database = b"".join(_inflated(data[len(line) + 1 :], label.size, name))
    if len(database) != label.size or hashlib.sha256(database).hexdigest() != label.sha256:
        raise _damaged(name)
    return label, database


def _first_line(label: Label) -> bytes:
    said = {"format": FORMAT, **asdict(label)}
    own = hashlib.sha256(as_json(said).encode()).hexdigest()
    return as_json({**said, "label": own}).encode()


def _label(line: bytes, data: bytes, name: str) -> Label:
    try:
        said: Any = json.loads(line.decode())
    except (ValueError, RecursionError):
        said = None
    kind = said.get("format") if isinstance(said, dict) else None
    if not isinstance(kind, str) or not _NEWER.fullmatch(kind):
        raise _foreign(data, name)
    if kind != FORMAT:
        raise FileRefused(
            f"{safe(name)} was written by a newer Champion.", "Update Champion on this laptop."
        )
    try:
        label = Label(**{field.name: said[field.name] for field in fields(Label)})
        whole = _first_line(label) == line and 0 <= label.size <= LARGEST
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(name) from error
    if not whole:
        raise _damaged(name)
    return label


def _inflated(packed: bytes, size: int, name: str) -> Iterator[bytes]:
    """What is packed, piece by piece, and never more than it should be."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    done = 0
    rest = packed
    try:
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, _CHUNK)
            done += len(piece)
            if done > size:
                raise _damaged(name)
            yield piece
            rest = inflater.unconsumed_tail
    except zlib.error as error:
        raise _damaged(name) from error
    if not inflater.eof or inflater.unused_data:
        raise _damaged(name)


def _damaged(name: str) -> FileRefused:
    return FileRefused(f"{safe(name)} was changed, cut or damaged on its way.", _AGAIN)


def _foreign(data: bytes, name: str) -> FileRefused:
    if data.startswith(_SQLITE):
        return FileRefused(
            f"{safe(name)} is a database, such as a backup, and not the seed of a table.", _AGAIN
        )
    what = "is not the seed of a table" if data else "is empty"
    return FileRefused(f"{safe(name)} {what}.", _AGAIN)
