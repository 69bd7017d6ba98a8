"""Files that are there with all their bytes or not at all, also after a power cut."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What systems say where a file can't have a second name, as on FAT and exFAT; they can then only
look first."""


def publish(unfinished: Path, path: Path) -> None:
    """Give a file that is whole its name, so that it is there with all its bytes or not at all."""
    _sync(unfinished)
    for name in (unfinished, path):
        drop_leftovers(name)
    unfinished.replace(path)
    sync_folder(path.parent)


def publish_new(unfinished: Path, path: Path, stale: Iterable[Path]) -> bool:
    """The same for a file that replaces nothing; False where something has the name by now.

    ``stale`` is what lay beside the name while nothing had it. What lies there later may be the
    journal of a program that was quicker, and has the file open.
    """
    _sync(unfinished)
    drop_leftovers(unfinished)
    for one in stale:
        one.unlink(missing_ok=True)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            return False
        unfinished.rename(path)
    unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Put on the disk what the files of a folder are called, and which were deleted."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def discard(unfinished: Path) -> None:
    """Remove a file that did not get its name, and what is beside it; a folder may be lacking."""
    with suppress(OSError):
        unfinished.unlink(missing_ok=True)
        drop_leftovers(unfinished)


def drop_leftovers(path: Path) -> None:
    """Remove the journal beside a closed file, or what a crash left beside one that is replaced.

    SQLite would play the old journal into the new file of that name
    (https://www.sqlite.org/howtocorrupt.html, section 1.4).
    """
    for one in leftovers(path):
        one.unlink(missing_ok=True)


def leftovers(path: Path) -> list[Path]:
    """What SQLite left beside a file of this name."""
    beside = (path.with_name(path.name + tail) for tail in ("-journal", "-wal", "-shm"))
    return [one for one in beside if os.path.lexists(one)]


def _sync(unfinished: Path) -> None:
    descriptor = os.open(unfinished, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)
