"""What the writer of a packet and its checker agree on: two files of hashes, and how they seal."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from threading import Lock
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DESCRIPTOR = "datapackage.json"
"""The list of files and fields, https://datapackage.org/standard/data-package/."""
SUMS = "SHA256SUMS"
"""The hash of every file but these two, as ``sha256sum --check`` reads them."""
OWN = "champion"
"""The property of the descriptor that is ours; its ``sha256`` protects the descriptor itself."""

MOST_FILES = 1_000
MOST_BYTES = 256 * 1024 * 1024
"""What a packet may hold when it is unpacked; a larger one is refused."""

_OPEN = "0" * 64
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a .zip can name
_OWNERS_ONLY = 0o100600 << 16
_ZIP_SEAL = b"sha256 of all bytes before it: "
_CSV_LIMIT = Lock()


def sha256(data: bytes) -> str:
    """SHA-256 in hex, lower case."""
    return hashlib.sha256(data).hexdigest()


def sums(hashes: Mapping[str, str]) -> bytes:
    """The file of hashes, sorted by name, as ``sha256sum`` writes it."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()


def sealed(descriptor: Mapping[str, Any]) -> bytes:
    """The descriptor as JSON in its one form, with its own SHA-256 in ``champion.sha256``.

    That is the hash of these bytes with 64 zeros in its place; so a descriptor is unchanged if
    sealing it once more gives the same bytes. Raises ValueError for text that no file can hold.
    """
    unsealed = _as_json(descriptor, _OPEN)
    return _as_json(descriptor, sha256(unsealed))


def _as_json(descriptor: Mapping[str, Any], seal: str) -> bytes:
    whole = {**descriptor, OWN: {**descriptor.get(OWN, {}), "sha256": seal}}
    return f"{json.dumps(whole, ensure_ascii=False, indent=2)}\n".encode()


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """The files as a .zip that is the same whenever it is made, sealed by its comment.

    Sealed, because a byte of a .zip can change without changing a file in it.
    """
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in sorted(files):
            info = ZipInfo(name, _EARLIEST)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3  # Unix, also where it is written on Windows
            info.external_attr = _OWNERS_ONLY
            archive.writestr(info, files[name])
        archive.comment = _ZIP_SEAL + _OPEN.encode()
    return _zip_sealed(stream.getvalue())


def is_zip_sealed(data: bytes) -> bool:
    """Whether every byte of the .zip is as it was written."""
    return data == _zip_sealed(data)


def _zip_sealed(data: bytes) -> bytes:
    end = len(data) - len(_OPEN)
    before = data[:end]
    return before + sha256(before).encode() if before.endswith(_ZIP_SEAL) else b""


def csv_rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The records of a CSV file (RFC 4180, UTF-8) with the line on which each ends.

    Cells may be of any length. Raises csv.Error or UnicodeDecodeError where it is none.
    """
    text = data.decode("utf-8")
    with _CSV_LIMIT:  # the limit is the whole process's
        before = csv.field_size_limit()
        csv.field_size_limit(max(before, len(text) + 1))
        try:
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            return [(reader.line_num, cells) for cells in reader]
        finally:
            csv.field_size_limit(before)
