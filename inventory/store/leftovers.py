"""What programs that were killed left beside a database: whole copies of it, with names."""

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

SEED_FOLDER = ".seed-"
"""How the folders begin in which seeds are made and opened; the number of the process follows."""

TRIAL_FOLDER = ".trial-"
"""The same of the folders in which programs are killed on a copy, to see that nothing is lost."""

REHEARSAL_FOLDER = ".rehearsal-"
"""The same of the folders with the copy on which a day is rehearsed."""

_LOCK = "held"
"""The file in such a folder that is locked for as long as somebody works there."""

_LONG_AGO = 24 * 3600
"""Seconds after which nothing is being worked on, where it can't be told who works on it."""

_BEGINNINGS = "|".join(map(re.escape, (SEED_FOLDER, TRIAL_FOLDER, REHEARSAL_FOLDER)))
_FOLDER = re.compile(rf"(?:{_BEGINNINGS})(?:(\d+)-)?\w+")


def sweep(database: Path) -> None:
    """Remove what dead programs left in the database's folder and among its backups.

    What a program that runs is working on stays; so does what can't be removed.
    """
    for folder in (database.parent, database.parent / "backups"):
        for path, process in _left_in(folder, database.name):
            if _is_free(path, process):
                _remove(path)


def sweep_rehearsals(database: Path) -> None:
    """Remove the copies of dead rehearsals only: one look into the folder, at every start."""
    for path, process in _rehearsals(database):
        if _is_free(path, process):
            _remove(path)


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Keep a folder from being swept, for as long as this program runs and no longer.

    Nothing with a name may be put there before. Raises OSError where it can't be locked.
    """
    try:
        lock = sqlite3.connect(folder / _LOCK, isolation_level=None)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
        yield


def is_rehearsed(database: Path) -> bool:
    """Whether a copy to rehearse on lies beside the database, and somebody works with it."""
    return any(not _is_free(path, process) for path, process in _rehearsals(database))


def rehearsed_files(database: Path) -> list[Path]:
    """What lies in the folders of rehearsals beside the database, living or dead."""
    found: list[Path] = []
    for folder, _ in _rehearsals(database):
        with suppress(OSError):
            found += filter(_is_content, folder.iterdir())
    return found


def _rehearsals(database: Path) -> Iterator[tuple[Path, int | None]]:
    for path, process in _left_in(database.parent, database.name):
        if path.name.startswith(REHEARSAL_FOLDER):
            yield path, process


def _left_in(folder: Path, name: str) -> Iterator[tuple[Path, int | None]]:
    """What has the name of something unfinished, and the process that made it if it says so."""
    unfinished = re.compile(
        rf"\.(?:{re.escape(name)}|.+\.db)\.(?:(\d+)\.)?new(?:-journal|-wal|-shm)?"
    )
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if found := unfinished.fullmatch(path.name) or _FOLDER.fullmatch(path.name):
                yield path, int(found[1]) if found[1] else None


def _is_free(path: Path, process: int | None) -> bool:
    """Whether nobody works there: by its lock, which no number given twice can deceive.

    A folder in which nothing but the lock lies is just being made: that is told by the process.
    """
    lock = path / _LOCK
    try:
        is_filled = lock.exists() and any(map(_is_content, path.iterdir()))
    except OSError:
        is_filled = False
    return not _is_locked(lock) if is_filled else is_given_up(path, process)


def _is_content(file: Path) -> bool:
    """Whether it is more than the lock, and what SQLite keeps beside that."""
    return file.is_file() and not file.name.startswith(_LOCK)


def _is_locked(lock: Path) -> bool:
    try:
        uri = f"{lock.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)) as asking:
            asking.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return True  # somebody has it, or it is somebody else's
    return False


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
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
