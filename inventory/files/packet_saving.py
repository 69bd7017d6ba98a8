"""Files that belong together, written as one folder or one .zip: all of them or none."""

import os
from collections.abc import Mapping
from pathlib import Path

from inventory.errors import FileRefused
from inventory.files.packet_form import as_zip
from inventory.files.packet_reading import Contents, read_packet, read_zip
from inventory.files.whole import discard, discard_leftovers, save_whole, sync_folder, write_file
from inventory.journal.sealing import seal_for

Files = Mapping[str, bytes]


def save_sealed(files: Files, folder: Path, name: str, key: str) -> Path:
    """Write the files as ``folder/name.zip.age``, which only the secret half of the key opens.

    It is read back before it gets its name. What is there already is never written over: sealed
    twice, the same files are other bytes. Raises FileRefused as ``save_files`` does.
    """
    archive = as_zip(files)
    target = folder / f"{name}.zip.age"
    if read_zip(archive, target) != Contents(files):
        raise FileRefused(f"{target} was not written: files were lost.", "Try it again.")
    save_whole({target: seal_for(archive, key)})
    return target


def save_files(files: Files, folder: Path, name: str, *, zipped: bool) -> Path:
    """Write the files as ``folder/name`` or ``folder/name.zip``, and return where they are.

    They are written beside it under a name with a dot, synced, read back and compared; only then
    do they get their name. What is there already is never written over, and needn't be if it
    holds the same bytes. Raises FileRefused where it holds others, and where the folder can't be
    written.
    """
    target = folder / (f"{name}.zip" if zipped else name)
    archive = as_zip(files) if zipped else None
    try:
        if not os.path.lexists(target):
            discard_leftovers(folder, name)
            _save(folder / f".{name}.{os.getpid()}.new", target, files, archive)
        elif not _holds(target, files, archive):
            raise _is_there(target)
    except OSError as error:
        raise FileRefused(
            f"{target} can't be written: {error.strerror or type(error).__name__}.",
            "Choose another folder.",
        ) from error
    return target


def _save(unfinished: Path, target: Path, files: Files, archive: bytes | None) -> None:
    """Write, read back, and give it its name; what breaks off leaves nothing."""
    try:
        _write(unfinished, files, archive)
        if not _gives_back(unfinished, files):
            raise FileRefused(
                f"{target} was not written: what was read back is not what it should be.",
                "Choose another disk.",
            )
        _publish(unfinished, target)
    finally:
        discard(unfinished)


def _holds(target: Path, files: Files, archive: bytes | None) -> bool:
    """Whether exactly these bytes are there already."""
    if archive is not None:
        return target.is_file() and target.read_bytes() == archive
    return target.is_dir() and _gives_back(target, files)


def _gives_back(path: Path, files: Files) -> bool:
    """Whether the folder or .zip can be read, and has these files and nothing else."""
    try:
        there = read_packet(path)
    except FileRefused:
        return False
    return there.files == files and not there.strays


def _write(unfinished: Path, files: Files, archive: bytes | None) -> None:
    if archive is not None:
        write_file(unfinished, archive)
        return
    unfinished.mkdir(mode=0o700)
    for name, content in files.items():
        write_file(unfinished / name, content)
    sync_folder(unfinished)


def _publish(unfinished: Path, target: Path) -> None:
    """Give the whole its name; what came there meanwhile is left alone."""
    if os.path.lexists(target):
        raise _is_there(target)
    unfinished.rename(target)
    sync_folder(target.parent)


def _is_there(target: Path) -> FileRefused:
    return FileRefused(
        f"{target} is there already, and holds something else.", "Choose another folder."
    )
