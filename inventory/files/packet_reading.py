"""A packet's files, out of a folder or a .zip that came from anywhere."""

import os
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from inventory.errors import FileRefused, StaysSealed
from inventory.files.packet_form import DESCRIPTOR, MOST_BYTES, MOST_FILES, SUMS, is_zip_sealed
from inventory.journal.sealing import is_sealed, unseal_with

_NAME_IT = "Name the folder or the .zip that Champion wrote."
DAMAGED = (BadZipFile, EOFError, OverflowError, RuntimeError, ValueError, struct.error, zlib.error)
"""What the library raises for a .zip that is damaged, encrypted, or none at all."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a packet as they are now."""

    files: Mapping[str, bytes]
    """By name; one in a folder within the packet has ``/`` in its name."""
    strays: tuple[str, ...] = ()
    """A sentence for each thing that is no file: a link, an empty folder, a changed .zip."""


def read_packet(path: Path, keys: str = "") -> Contents:
    """Everything in the folder or .zip. Raises FileRefused where it is no packet, or too large.

    At most 256 MB and 1,000 files are read, so that a few bytes can't fill the memory. A .zip that
    is sealed is opened with the secret ``keys``, in memory only.
    """
    try:
        if path.is_dir():
            if not any((path / name).exists() for name in (DESCRIPTOR, SUMS)):
                raise _no_packet(path)
            return _in_folder(path)
        if path.is_file():
            return read_zip(unsealed(_read(path, MOST_BYTES), keys, path), path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileRefused(f"{path} can't be read: {reason}.", "Copy it to this laptop.") from error
    raise FileRefused(f"There is no packet {path}.", _NAME_IT)


def _in_folder(folder: Path) -> Contents:
    files: dict[str, bytes] = {}
    strays: list[str] = []
    left = MOST_BYTES
    for path in _things_in(folder):
        name = path.relative_to(folder).as_posix()
        if not stat.S_ISREG(path.lstat().st_mode):
            strays.append(f"{name} was added; it is a link or an empty folder.")
        else:
            files[name] = _read(path, left)
            left -= len(files[name])
        if len(files) + len(strays) > MOST_FILES:
            raise _too_large(folder)
    return Contents(files, tuple(sorted(strays)))


def _things_in(folder: Path) -> Iterator[Path]:
    """Everything at any depth but folders that hold something."""
    for parent, folders, names in os.walk(folder, onerror=_fail):
        here = Path(parent)
        yield from (here / name for name in names)
        yield from (here / name for name in folders if (here / name).is_symlink())
        if not folders and not names:
            yield here


def _fail(error: OSError) -> NoReturn:
    raise error


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(size, most) + 1)
    if max(len(data), size) > most:
        raise _too_large(path)
    return data


def unsealed(data: bytes, keys: str, path: Path) -> bytes:
    """The bytes of a .zip, opened if they are sealed. Raises FileRefused where they stay sealed."""
    if not is_sealed(data):
        return data
    if not keys:
        raise StaysSealed(
            f"{path} is sealed for a key.", "Open it with that key: --identity KEYFILE."
        )
    return unseal_with(data, keys, str(path))


def read_zip(data: bytes, path: Path) -> Contents:
    """Everything in the bytes of a .zip. Raises FileRefused, naming ``path``, where it is none."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            size = sum(info.file_size for info in infos)
            if len(infos) > MOST_FILES or size > MOST_BYTES:
                raise _too_large(path)
            files, strays = _unpacked(archive, infos)
    except DAMAGED as error:
        raise FileRefused(
            f"{path} is a damaged .zip, or none at all.", f"Have it sent again. {_NAME_IT}"
        ) from error
    if DESCRIPTOR not in files and SUMS not in files:
        raise _no_packet(path)
    if not is_zip_sealed(data):
        strays.append("The .zip was changed or packed anew; unpack it and verify the folder.")
    return Contents(files, tuple(strays))


def _unpacked(archive: ZipFile, infos: list[ZipInfo]) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    strays: list[str] = []
    for info in infos:
        if info.is_dir():
            strays.append(f"{info.filename} was added; it is a folder.")
        elif info.filename in files:
            strays.append(f"{info.filename} is in the .zip more than once.")
        else:
            files[info.filename] = _unpack(archive, info)
    return files, strays


def _unpack(archive: ZipFile, info: ZipInfo) -> bytes:
    """One file, never more of it than it says it has; raises BadZipFile where it has less."""
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(f"{info.filename} is packed in another way")
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise BadZipFile(f"{info.filename} is too short")
    return data


def _no_packet(path: Path) -> FileRefused:
    return FileRefused(f"{path} is no packet: it has neither {DESCRIPTOR} nor {SUMS}.", _NAME_IT)


def _too_large(path: Path) -> FileRefused:
    return FileRefused(
        f"{path} is too large for a packet:"
        f" it has more than {MOST_BYTES >> 20} MB or {MOST_FILES:,} files.",
        _NAME_IT,
    )
