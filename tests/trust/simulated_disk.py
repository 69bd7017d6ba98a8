"""A disk that loses its power: every change in a folder is heard, step by step.

The files are real while the product works on them: SQLite is heard through its VFS
(``heard_disk``), Python by wrapping ``os``. From the log every disk can be built that a power cut
may leave (``possible_disks``).
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.trust.heard_disk import Listener, heard
from tests.trust.possible_disks import (
    Acknowledged,
    Change,
    Contents,
    Cut,
    FolderSynced,
    Moment,
    Named,
    Step,
    Synced,
    Write,
    folder_of,
    take,
)


class Disk(Listener):
    """What happens in one folder, step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.log: list[Step] = []
        self.stages = 0
        self._live: dict[int, bytearray] = {}
        self._files: dict[tuple[int, int], int] = {}
        self._by_sqlite: set[int] = set()
        self._names: dict[str, int] = {}
        self._known: dict[str, str | None] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                self._notice(path)
        self._first = {file: bytes(held) for file, held in self._live.items()}
        self._first_names = dict(self._names)
        self.log.clear()

    def acknowledge(self) -> int:
        """What was done up to now is relied on; the number of the stage that begins."""
        self.stages += 1
        self.log.append(Acknowledged(self.stages))
        return self.stages

    def now(self) -> Contents:
        """Every file as it is, with nothing lost."""
        return {name: bytes(self._live[file]) for name, file in self._names.items()}

    def moments(self) -> Iterator[Moment]:
        """Every step after which the power may be cut, in order; each is changed into the next."""
        moment = self._beginning()
        for number, step in enumerate(self.log, 1):
            moment.at = number
            take(moment, step)
            yield moment

    def last_moment(self) -> Moment:
        """The last of them."""
        moment = self._beginning()
        for step in self.log:
            take(moment, step)
        return moment

    def _beginning(self) -> Moment:
        certain = {file: bytearray(held) for file, held in self._first.items()}
        return Moment(0, 0, certain, dict(self._first_names))

    def opened(self, path: str) -> None:
        """SQLite opened a file; it may have made it."""
        if self._is_here(path):
            self._by_sqlite.add(self._notice(Path(path)))

    def wrote(self, path: str, offset: int, data: bytes) -> None:
        """SQLite wrote."""
        if self._has_name(path):
            self._add(Write(self._file(path), offset, data))

    def truncated(self, path: str, size: int) -> None:
        """SQLite cut a file."""
        if self._has_name(path):
            self._add(Cut(self._file(path), size))

    def synced(self, path: str) -> None:
        """SQLite synced a file."""
        if self._has_name(path):
            self.log.append(Synced(self._file(path)))

    def folder_synced(self, path: str) -> None:
        """The folder of a file was synced."""
        if self._is_here(path):
            self.log.append(FolderSynced(folder_of(self._name(path))))

    def deleted(self, path: str) -> None:
        """A name was removed."""
        name = self._name(path)
        if name in self._names:
            file = self._names[name]
            self._rename((name, None))
            if file not in self._names.values():
                self._forget(file)

    def linked(self, old: str, new: str) -> None:
        """A file got one more name."""
        self._rename((self._name(new), self._notice(Path(old))))

    def renamed(self, old: str, new: str) -> None:
        """A file got another name; what had that name is gone."""
        if self._name(new) in self._names:
            self._forget(self._names[self._name(new)])
        file = self._notice(Path(new), was=old)
        self._rename((self._name(old), None), (self._name(new), file))

    def descriptor_synced(self, descriptor: int) -> None:
        """Python synced a file or a folder."""
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            for folder in (self.folder, *(one for one in self.folder.rglob("*") if one.is_dir())):
                if folder.stat().st_ino == found.st_ino:
                    self.log.append(FolderSynced(folder.relative_to(self.folder).as_posix()))
            return
        for path in self.folder.rglob("*"):
            if path.is_file() and path.stat().st_ino == found.st_ino:
                self.log.append(Synced(self._notice(path)))

    def _notice(self, path: Path, was: str = "") -> int:
        """The number of a file; what Python wrote into it since is taken to be written just now."""
        found, name = path.stat(), self._name(was or str(path))
        key = found.st_dev, found.st_ino
        if key not in self._files:
            self._files[key] = len(self._live) + 1
            self._live[self._files[key]] = bytearray()
        file = self._files[key]
        if self._names.get(name) != file:
            self._rename((name, file))
        if file not in self._by_sqlite and (data := path.read_bytes()) != self._live[file]:
            self._add(Write(file, 0, data))
            if len(data) < len(self._live[file]):
                self._add(Cut(file, len(data)))
        return file

    def _forget(self, file: int) -> None:
        """The number that the system gave the file may be given to another now."""
        self._files = {key: one for key, one in self._files.items() if one != file}

    def _add(self, change: Change) -> None:
        change.apply(self._live[change.file])
        self.log.append(change)

    def _rename(self, *names: tuple[str, int | None]) -> None:
        self.log.append(Named(names))
        Named(names).apply(self._names)

    def _file(self, path: str) -> int:
        return self._names[self._name(path)]

    def _has_name(self, path: str) -> bool:
        """Whether a file is on this disk; one that has lost its name outlives no power cut."""
        return self._is_here(path) and self._name(path) in self._names

    def _is_here(self, path: str) -> bool:
        return self._relative(path) is not None

    def _name(self, path: str) -> str:
        name = self._relative(path)
        assert name is not None, f"{path} is not on this disk"
        return name

    def _relative(self, path: str) -> str | None:
        """The name of a file on this disk; None for one elsewhere."""
        if path not in self._known:
            found = Path(path).absolute()
            here = found.is_relative_to(self.folder)
            self._known[path] = found.relative_to(self.folder).as_posix() if here else None
        return self._known[path]


@contextmanager
def listening(disk: Disk) -> Iterator[None]:
    """All that SQLite and Python do in the disk's folder is logged while this lasts."""
    with pytest.MonkeyPatch.context() as patch:
        _wrap(patch, disk)
        with heard(disk):
            yield


def _wrap(patch: pytest.MonkeyPatch, disk: Disk) -> None:
    fsync, unlink, replace, link = os.fsync, os.unlink, os.replace, os.link

    def heard_fsync(descriptor: int) -> None:
        fsync(descriptor)
        disk.descriptor_synced(descriptor)

    def heard_unlink(path: Any, **options: Any) -> None:
        unlink(path, **options)
        if disk._is_here(str(path)):
            disk.deleted(str(path))

    def heard_replace(source: Any, target: Any, **options: Any) -> None:
        replace(source, target, **options)
        if disk._is_here(str(target)):
            disk.renamed(str(source), str(target))

    def heard_link(source: Any, target: Any, **options: Any) -> None:
        link(source, target, **options)
        if disk._is_here(str(target)):
            disk.linked(str(source), str(target))

    patch.setattr(os, "fsync", heard_fsync)
    patch.setattr(os, "link", heard_link)
    for name in ("unlink", "remove"):
        patch.setattr(os, name, heard_unlink)
    for name in ("replace", "rename"):
        patch.setattr(os, name, heard_replace)
