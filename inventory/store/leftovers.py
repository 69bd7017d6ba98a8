"""What programs that were killed left beside a database: whole copies of it, with names."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SEED_FOLDER = ".seed-"
"""How the folders begin in which seeds are made and opened; the number of the process follows."""

TRIAL_FOLDER = ".trial-"
"""The same of the folders in which programs are killed on a copy, to see that nothing is lost."""

_LONG_AGO = 24 * 3600
"""Seconds after which nothing is being worked on, where it can't be told who works on it."""

_FOLDER = re.compile(rf"(?:{re.escape(SEED_FOLDER)}|{re.escape(TRIAL_FOLDER)})(?:(\d+)-)?\w+")


def sweep(database: Path) -> None:
    """Remove what dead programs left in the database's folder and among its backups.

    What a program that runs is working on stays; so does what can't be removed.
    """
    for folder in (database.parent, database.parent / "backups"):
        for path, process in _left_in(folder, database.name):
            if is_given_up(path, process):
                _remove(path)


def _left_in(folder: Path, name: str) -> Iterator[tuple[Path, int | None]]:
    """What has the name of something unfinished, and the process that made it if it says so."""
    unfinished = re.compile(
        rf"\.(?:{re.escape(name)}|.+\.db)\.(?:(\d+)\.)?new(?:-journal|-wal|-shm)?"
    )
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if found := unfinished.fullmatch(path.name) or _FOLDER.fullmatch(path.name):
                yield path, int(found[1]) if found[1] else None


def is_given_up(path: Path, process: int | None) -> bool:
    """Whether nobody works on something unfinished any more, by the process that made it."""
    if os.name == "posix" and process is not None:
        return not _runs(process)
    try:
        return time.time() - path.lstat().st_mtime > _LONG_AGO
    except OSError:
        return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # it is somebody else's
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
