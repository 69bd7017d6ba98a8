"""What a disk may hold after a power cut: what was done to it in order, and what of that is sure.

What was synced is there. Of the rest there is nothing, or all, or some writes, or some 512-byte
sectors of them, in another order, or the file has grown but holds rubbish. Names are like that too:
one that was made, changed or removed counts only once its folder was synced. The disk itself is
taken to be honest: a sync that returned did its work.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from random import Random

SECTOR = 512

Contents = dict[str, bytes]
"""Every file of a disk by its name, relative to the folder."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes were written into a file."""

    file: int
    offset: int
    data: bytes

    def apply(self, held: bytearray) -> None:
        """Do it; what lies between the old end and the offset is zero."""
        held.extend(bytes(max(0, self.offset - len(held))))
        held[self.offset : self.offset + len(self.data)] = self.data

    def sectors(self) -> Iterator["Write"]:
        """The same in the pieces that a disk writes whole or not at all."""
        start = 0
        while start < len(self.data):
            end = start + SECTOR - (self.offset + start) % SECTOR
            yield Write(self.file, self.offset + start, self.data[start:end])
            start = end


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was cut to a size."""

    file: int
    size: int

    def apply(self, held: bytearray) -> None:
        """Do it."""
        del held[self.size :]

    def sectors(self) -> Iterator["Cut"]:
        """It is done or not."""
        yield self


@dataclass(frozen=True, slots=True)
class Named:
    """Names lead to other files now, or to none; a renaming is two of them at once."""

    names: tuple[tuple[str, int | None], ...]

    def apply(self, held: dict[str, int]) -> None:
        """Do it."""
        for name, file in self.names:
            held.pop(name, None)
            if file is not None:
                held[name] = file


@dataclass(frozen=True, slots=True)
class Synced:
    """What a file holds is on the disk."""

    file: int


@dataclass(frozen=True, slots=True)
class FolderSynced:
    """The names in a folder are on the disk."""

    folder: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """From here on somebody relies on what was done; ``stage`` counts how often."""

    stage: int


Change = Write | Cut
Step = Write | Cut | Named | Synced | FolderSynced | Acknowledged


class Left(Enum):
    """What the power cut left of what was not synced."""

    NOTHING = "nothing"
    ALL = "all"
    FILES_ONLY = "what is in files, no names"
    NAMES_ONLY = "names, nothing in files"
    SOME_WRITES = "some writes"
    SOME_SECTORS = "some sectors"
    REORDERED = "some writes in another order"
    RUBBISH = "some sectors, and rubbish where the file had grown"


@dataclass
class Moment:
    """What is on the disk for certain at one step, and what may be."""

    at: int
    stage: int
    certain: dict[int, bytearray]
    names: dict[str, int]
    perhaps: dict[int, list[Change]] = field(default_factory=dict)
    perhaps_named: list[Named] = field(default_factory=list)

    @property
    def is_certain(self) -> bool:
        """Whether there is only one disk that it can be."""
        return not self.perhaps_named and not any(self.perhaps.values())

    def disk(self, left: Left, chance: Random) -> Contents:
        """One disk that may be found after the cut."""
        names = dict(self.names)
        for renaming in self._names_left(left, chance):
            renaming.apply(names)
        return {name: self._file(file, left, chance) for name, file in names.items()}

    def _names_left(self, left: Left, chance: Random) -> list[Named]:
        if left in (Left.NOTHING, Left.FILES_ONLY):
            return []
        if left in (Left.ALL, Left.NAMES_ONLY):
            return self.perhaps_named
        return [one for one in self.perhaps_named if chance.random() < 0.5]

    def _file(self, file: int, left: Left, chance: Random) -> bytes:
        held = bytearray(self.certain.get(file, b""))
        changes = self.perhaps.get(file, [])
        if not changes or left in (Left.NOTHING, Left.NAMES_ONLY):
            return bytes(held)
        if left is Left.RUBBISH:
            self._grow(held, changes, chance)
        for change in _changes_left(changes, left, chance):
            change.apply(held)
        return bytes(held)

    @staticmethod
    def _grow(held: bytearray, changes: list[Change], chance: Random) -> None:
        end = max((len(one.data) + one.offset for one in changes if isinstance(one, Write)),
                  default=0)  # fmt: skip
        held.extend(chance.randbytes(max(0, end - len(held))))


def _changes_left(changes: list[Change], left: Left, chance: Random) -> list[Change]:
    if left in (Left.ALL, Left.FILES_ONLY):
        return changes
    pieces: list[Change] = changes
    if left in (Left.SOME_SECTORS, Left.RUBBISH):
        pieces = [piece for one in changes for piece in one.sectors()]
    share = chance.choice((0.1, 0.5, 0.9))
    some = [one for one in pieces if chance.random() < share]
    if left is Left.REORDERED:
        chance.shuffle(some)
    return some


def take(moment: Moment, step: Step) -> None:
    """Bring a moment to the next step."""
    match step:
        case Write() | Cut():
            moment.perhaps.setdefault(step.file, []).append(step)
        case Synced():
            held = moment.certain.setdefault(step.file, bytearray())
            for change in moment.perhaps.pop(step.file, []):
                change.apply(held)
        case Named():
            moment.perhaps_named.append(step)
        case FolderSynced():
            stays = []
            for renaming in moment.perhaps_named:
                if any(folder_of(name) == step.folder for name, _ in renaming.names):
                    renaming.apply(moment.names)
                else:
                    stays.append(renaming)
            moment.perhaps_named = stays
        case Acknowledged():
            moment.stage = step.stage


def folder_of(name: str) -> str:
    """The folder that a name is in."""
    return Path(name).parent.as_posix()
