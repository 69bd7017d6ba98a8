"""Files that are there whole or not at all: written beside their place, read back, then named."""

import errno
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from inventory.errors import FileRefused

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What systems say where a file can't have a second name, as on FAT and exFAT."""

_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What systems say of a folder that they can't sync, as on network disks."""


def save_whole(files: Mapping[Path, bytes]) -> None:
    """Write files of one folder: all of them, or none.

    They are written under names with a dot, synced, read back and compared; only then do they get
    their names. Only a machine that dies between two of the names leaves some, each whole. Raises
    FileRefused where one is there already, whatever it holds, and where the folder can't be
    written.
    """
    refuse_no_folder(next(iter(files)))
    for target in files:
        refuse_taken(target)
    try:
        _save({_unfinished(target): target for target in files}, files)
    except OSError as error:
        first = next(iter(files))
        raise FileRefused(
            f"{first} can't be written: {error.strerror or type(error).__name__}.",
            "Choose another folder or name.",
        ) from error


def refuse_taken(target: Path, free: Path | None = None) -> None:
    """Raise FileRefused where something has this name already; ``free`` is one to take instead."""
    if os.path.lexists(target):
        raise FileRefused(
            f"{target} is there already, and nothing is written over it.",
            f"{free.name} is free." if free else "Choose another name.",
        )


def refuse_no_folder(target: Path) -> None:
    """Raise FileRefused where the folder isn't there that a file is to be written into."""
    if not is_folder(target.parent):
        raise FileRefused(
            f"There is no folder {target.parent}.", "Make it first, or choose another one."
        )


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; there is none where even asking fails."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _save(targets: Mapping[Path, Path], files: Mapping[Path, bytes]) -> None:
    named: list[Path] = []
    try:
        for unfinished, target in targets.items():
            discard_leftovers(target.parent, target.name)
            write_file(unfinished, files[target])
            if unfinished.read_bytes() != files[target]:
                raise FileRefused(
                    f"{target} was not written: what was read back is not what it should be.",
                    "Choose another disk.",
                )
        for unfinished, target in targets.items():
            _publish(unfinished, target)
            named.append(target)
        sync_folder(next(iter(files)).parent)
    except BaseException:
        for path in named:
            discard(path)
        raise
    finally:
        for path in targets:
            discard(path)


def _publish(unfinished: Path, target: Path) -> None:
    """Give a file its name, unless something has it by now.

    A second name is refused where it is taken, and so is renaming on Windows; elsewhere renaming
    would replace what is there. Where there are no second names, looking first is all one can do.
    """
    refuse_taken(target)
    try:
        if os.name != "posix" or not _linked(unfinished, target):
            unfinished.rename(target)
    except FileExistsError:
        refuse_taken(target)
        raise


def _linked(unfinished: Path, target: Path) -> bool:
    """Whether the file could be given its name as a second one, and has it alone now."""
    try:
        os.link(unfinished, target)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    discard(unfinished)
    return True


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.new")


def write_file(path: Path, content: bytes) -> None:
    """A new file for its owner only, on disk when this returns."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk when this returns, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise
        finally:
            os.close(descriptor)


def discard_leftovers(folder: Path, name: str) -> None:
    """Remove what a process that died left of a file or folder with this name."""
    pattern = re.compile(rf"\.{re.escape(name)}\.\d+\.new")
    for entry in list(folder.iterdir()):
        if pattern.fullmatch(entry.name):
            discard(entry)


def discard(path: Path) -> None:
    """Remove a file or a folder, as well as that can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
