"""Where the deliveries lie: packets and bundles, one by one or anywhere in a folder of many."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from inventory.errors import FileRefused
from inventory.files.packet_form import DESCRIPTOR, SUMS, sha256
from inventory.files.packet_reading import DAMAGED
from inventory.rules.district import SourceKind

_PACKETS = (".zip", ".zip.age")
_BUNDLES = (".bundle", ".bundle.age")
_LARGEST_DESCRIPTOR = 16 * 1024**2
_HINT = "Name packets, bundles, or folders in which they lie."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that looks like a delivery."""

    path: Path
    kind: SourceKind


def search(paths: Iterable[Path]) -> list[Found]:
    """Every packet and bundle that is named, or that lies at any depth in a folder that is named.

    In the order of the paths, then by name, each once. In a folder only what ends in ``.zip``,
    ``.bundle``, or one of them with ``.age`` counts, and folders that hold a packet; names that
    begin with a dot are of files that are not finished. Raises FileRefused where a path is not
    there, or is a file of another kind.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        for one in _at(path):
            found.setdefault(one.path.absolute(), one)
    return list(found.values())


def _at(path: Path) -> Iterator[Found]:
    try:
        if path.is_dir():
            yield from _in_folder(path)
            return
        if not path.is_file():
            raise FileRefused(f"There is no {path}.", _HINT)
    except OSError as error:
        raise _unreadable(path, error) from error
    kind = _kind_of(path)
    if kind is None:
        raise FileRefused(f"{path} is neither a packet nor a bundle.", _HINT)
    yield Found(path, kind)


def _in_folder(folder: Path) -> Iterator[Found]:
    def fail(error: OSError) -> None:
        raise _unreadable(Path(error.filename), error) from error

    for parent, folders, names in os.walk(folder, onerror=fail):
        here = Path(parent)
        if DESCRIPTOR in names or SUMS in names:
            folders.clear()
            yield Found(here, SourceKind.PACKET)
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            kind = None if name.startswith(".") else _kind_of(here / name)
            if kind:
                yield Found(here / name, kind)


def _kind_of(path: Path) -> SourceKind | None:
    name = path.name.casefold()
    if name.endswith(_PACKETS):
        return SourceKind.PACKET
    return SourceKind.BUNDLE if name.endswith(_BUNDLES) else None


def source_id(found: Found) -> str:
    """By what a delivery is known again: SHA-256 of the bundle, or of the packet's descriptor.

    The descriptor has the hash of every other file, so a packet is the same one as a folder and as
    a .zip. Empty where it can't be read, as where it is sealed: then reading the whole tells.
    """
    try:
        if found.kind is SourceKind.BUNDLE:
            with found.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        return sha256(_descriptor(found.path))
    except (OSError, KeyError, FileRefused, *DAMAGED):
        return ""


def _descriptor(path: Path) -> bytes:
    if path.is_dir():
        with (path / DESCRIPTOR).open("rb") as file:
            data = file.read(_LARGEST_DESCRIPTOR + 1)
    else:
        with ZipFile(path) as archive, archive.open(DESCRIPTOR) as packed:
            data = packed.read(_LARGEST_DESCRIPTOR + 1)
    if len(data) > _LARGEST_DESCRIPTOR:
        raise FileRefused(f"{path} is too large for a packet.")
    return data


def _unreadable(path: Path, error: OSError) -> FileRefused:
    return FileRefused(
        f"{path} can't be read: {error.strerror or type(error).__name__}.",
        "Copy it to this computer.",
    )
