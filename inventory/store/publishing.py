"""Files that are there with all their bytes or not at all, also after a power cut."""

import os
from contextlib import suppress
from pathlib import Path


def publish(unfinished: Path, path: Path) -> None:
    """Give a file that is whole its name, so that it is there with all its bytes or not at all."""
    descriptor = os.open(unfinished, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)
    for name in (unfinished, path):
        drop_leftovers(name)
    unfinished.replace(path)
    sync_folder(path.parent)


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
    for tail in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
