"""The bundles that lie in a shared folder: read, checked, and those that can't be read named."""

import os
import re
import stat
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from inventory.errors import ChampionError, FileRefused
from inventory.journal.bundle import LARGEST, Bundle, Manifest, check, unpack
from inventory.journal.sealing import is_sealed, unseal
from inventory.text import safe

_BUNDLE = re.compile(r"[^.].*\.bundle(\.age)?", re.IGNORECASE | re.DOTALL)
"""A name with a dot in front is a file that isn't finished, or what macOS leaves on a stick."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in a file as it was when it was looked at."""

    size: int
    changed_ns: int
    manifest: Manifest | None
    error: ChampionError | None = None


class Shelf:
    """The bundle files of one folder. One that can't be read stands in nobody's way."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self.folder = folder
        self._passphrase = passphrase
        self._read: dict[str, _Read] = {}

    @property
    def refused(self) -> list[ChampionError]:
        """Why files could not be read, in order of their names."""
        found = sorted(self._read.items())
        return [read.error for _, read in found if read.error]

    def manifests(self, without: Container[str] = ()) -> dict[str, Manifest]:
        """The manifest of each whole bundle, by its file's name.

        Raises OSError where the folder can't be listed; one that isn't there yet is empty.
        """
        names = [name for name in sorted(self._names()) if name not in without]
        for name in [*self._read]:
            if name not in names and name not in without:
                del self._read[name]  # somebody took the file away
        found = {}
        for name in names:
            if manifest := self._look(name):
                found[name] = manifest
        return found

    def bundle(self, name: str) -> Bundle | None:
        """All that is in a file; None where that can't be read, which ``refused`` then tells."""
        read = self._read[name]
        try:
            return unpack(self._bytes(name, read.size), name)
        except FileRefused as error:
            self._read[name] = _Read(read.size, read.changed_ns, None, error)
            return None

    def _names(self) -> Iterator[str]:
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if _BUNDLE.fullmatch(entry.name):
                        yield entry.name
        except FileNotFoundError:
            if not self.folder.parent.is_dir():
                raise

    def _look(self, name: str) -> Manifest | None:
        try:
            status = (self.folder / name).stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._read[name] = _Read(-1, 0, None, _unreadable(name, error))
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        read = self._read.get(name)
        if not read or (read.size, read.changed_ns) != (status.st_size, status.st_mtime_ns):
            read = self._checked(name, status.st_size, status.st_mtime_ns)
            self._read[name] = read
        return read.manifest

    def _checked(self, name: str, size: int, changed_ns: int) -> _Read:
        try:
            return _Read(size, changed_ns, check(self._bytes(name, size), name))
        except FileRefused as error:
            return _Read(size, changed_ns, None, error)

    def _bytes(self, name: str, size: int) -> bytes:
        if size > LARGEST:
            raise FileRefused(
                f"{safe(name)} is larger than {LARGEST // 1024**2} MB, so it is no bundle.",
                "Take it out of the folder.",
            )
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            raise _unreadable(name, error) from error
        if is_sealed(data) and self._passphrase:
            return unseal(data, self._passphrase, name)
        return data


def _unreadable(name: str, error: OSError) -> FileRefused:
    return FileRefused(
        f"{safe(name)} can't be read: {error.strerror or type(error).__name__}.",
        "Try again, or have it written again where it comes from.",
    )
