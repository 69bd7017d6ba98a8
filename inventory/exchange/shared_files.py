"""The bundles that lie in a shared folder: read, checked, and those that can't be read named."""

import hashlib
import os
import re
import stat
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inventory.errors import ChampionError, FileRefused
from inventory.journal.bundle import LARGEST, Bundle, Manifest, check, unpack
from inventory.journal.sealing import is_sealed, refuse_other, unseal
from inventory.text import safe

_BUNDLE = re.compile(r"[^.].*\.bundle(\.age)?", re.IGNORECASE | re.DOTALL)
"""A name with a dot in front is a file that isn't finished, or what macOS leaves on a stick."""

_MOST_HELD = 32 * 1024**2
"""Bytes of what was unsealed that are held until they are taken in, to be unsealed once only."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What is to be remembered of a file."""

    manifest: Manifest
    written: str = ""
    """Its name where this laptop wrote it: nothing in it is new here."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in a file as it was when it was looked at."""

    size: int
    changed_ns: int
    manifest: Manifest | None
    error: ChampionError | None = None
    is_unproven: bool = False
    """Whether it is sealed and was known, so that the passphrase was not tried on it."""


class Shelf:
    """The bundle files of one folder. One that can't be read stands in nobody's way.

    ``known`` has the manifests of files that were read before, by the SHA-256 of the file: they
    are not unsealed or unpacked to be told again, which takes seconds for each sealed one.
    """

    def __init__(
        self, folder: Path, passphrase: str, known: Mapping[str, Manifest] | None = None
    ) -> None:
        self.folder = folder
        self.learned: dict[str, Learned] = {}
        """What was not known before, of files that are whole; by SHA-256."""
        self._passphrase = passphrase
        self._known = known or {}
        self._read: dict[str, _Read] = {}
        self._hashes: dict[str, frozenset[tuple[str, int, str]]] = {}
        self._just_opened: dict[str, bytes] = {}

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
                self._forget(name)  # somebody took the file away
        found = {}
        for name in names:
            if manifest := self._look(name):
                found[name] = manifest
        return found

    def bundle(self, name: str) -> Bundle | None:
        """All that is in a file; None where that can't be read, which ``refused`` then tells."""
        read = self._read[name]
        try:
            data = self._just_opened.pop(name, None)
            if data is None:
                data = self._unsealed(self._bytes(name, read.size), name)
            return unpack(data, name)
        except FileRefused as error:
            self._read[name] = _Read(read.size, read.changed_ns, None, error)
            return None

    def hashes(self, name: str) -> frozenset[tuple[str, int, str]]:
        """Station, number and hash of each event in a file, which is read once for it."""
        if name not in self._hashes:
            bundle = self.bundle(name)
            events = bundle.events if bundle else ()
            self._hashes[name] = frozenset((e.station_id, e.seq, e.hash) for e in events)
        return self._hashes[name]

    def learn(self, data: bytes, manifest: Manifest, written: str = "") -> None:
        """Keep what a file with these bytes has, and its name if it was written here."""
        self.learned[hashlib.sha256(data).hexdigest()] = Learned(manifest, written)

    def let_go(self) -> None:
        """Forget the content of all files."""
        self._just_opened.clear()

    def refuse_other_passphrase(self) -> None:
        """Raise FileRefused where files were sealed with another passphrase than is given now.

        Where one was opened, or none is sealed, that is known; else the newest one is tried.
        """
        unproven = [name for name, read in self._read.items() if read.is_unproven]
        proven = any(read.manifest and not read.is_unproven for read in self._read.values())
        if unproven and not proven:
            name = max(unproven, key=lambda one: self._read[one].changed_ns)
            read = self._read[name]
            refuse_other(self._bytes(name, read.size), self._passphrase, name)
            self._read[name] = replace(read, is_unproven=False)

    def _forget(self, name: str) -> None:
        del self._read[name]
        self._hashes.pop(name, None)
        self._just_opened.pop(name, None)

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
            self._hashes.pop(name, None)
        return read.manifest

    def _checked(self, name: str, size: int, changed_ns: int) -> _Read:
        self._just_opened.pop(name, None)
        try:
            data = self._bytes(name, size)
            sealed = is_sealed(data)
            known = self._known.get(hashlib.sha256(data).hexdigest())
            if known and (self._passphrase or not sealed):
                return _Read(size, changed_ns, known, is_unproven=sealed)
            plain = self._unsealed(data, name)
            manifest = check(plain, name)
            self.learn(data, manifest)
            if sealed and self._has_room_for(plain):
                self._just_opened[name] = plain
            return _Read(size, changed_ns, manifest)
        except FileRefused as error:
            return _Read(size, changed_ns, None, error)

    def _has_room_for(self, plain: bytes) -> bool:
        return sum(map(len, self._just_opened.values())) + len(plain) <= _MOST_HELD

    def _bytes(self, name: str, size: int) -> bytes:
        if size > LARGEST:
            raise FileRefused(
                f"{safe(name)} is larger than {LARGEST // 1024**2} MB, so it is no bundle.",
                "Take it out of the folder.",
            )
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise _unreadable(name, error) from error

    def _unsealed(self, data: bytes, name: str) -> bytes:
        if is_sealed(data) and self._passphrase:
            return unseal(data, self._passphrase, name)
        return data


def _unreadable(name: str, error: OSError) -> FileRefused:
    return FileRefused(
        f"{safe(name)} can't be read: {error.strerror or type(error).__name__}.",
        "Try again, or have it written again where it comes from.",
    )
