"""Rehearsing a day on a copy of the school that is thrown away afterwards."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory.errors import ChampionError
from inventory.services.office import REHEARSAL, Clock, Office
from inventory.services.trial import LEADS_AWAY
from inventory.store import labelled, leftovers, rehearsing, settings


def has_a_school(office: Office) -> bool:
    """Whether there are students and devices to rehearse with."""
    database = office.database
    return bool(labelled.number_of_students(database) and labelled.devices_by_site(database))


@contextmanager
def copied(path: Path, clock: Clock) -> Iterator[Path]:
    """A copy of the school's database in a folder of its own beside it; gone afterwards.

    It shares with nobody, keeps no backups elsewhere, and its name says what it is. What happens
    in it is numbered as a laptop's of its own. Raises ChampionError where it can't be made.
    """
    with _folder(path) as folder:
        copy = folder / path.name
        office = Office.open(path, clock)
        try:
            rehearsing.copy_into(office.database, copy)
        except OSError as error:
            raise _no_room(error) from error
        finally:
            office.close()
        _set_apart(copy, clock)
        yield copy


def mark(office: Office) -> None:
    """Let the school's name, on screens and on paper, and the file itself say what it is."""
    with office.database.immediate():
        for key in LEADS_AWAY:
            settings.put_setting(office.database, key, "")
        settings.put_setting(office.database, REHEARSAL, "yes")
        settings.put_setting(office.database, "school", f"{office.school} (rehearsal)")
    office.reload_settings()


def _set_apart(copy: Path, clock: Clock) -> None:
    office = Office.open(copy, clock)
    try:
        mark(office)
    finally:
        office.close()


@contextmanager
def _folder(database: Path) -> Iterator[Path]:
    """A folder beside the database, for its owner only; what a crash left goes at the next start.

    Beside it, because names must not get onto another disk or into a folder that others read.
    """
    leftovers.sweep_rehearsals(database)
    try:
        made = TemporaryDirectory(
            prefix=f"{leftovers.REHEARSAL_FOLDER}{os.getpid()}-", dir=database.parent,
            ignore_cleanup_errors=True,
        )  # fmt: skip
    except OSError as error:
        raise _no_room(error) from error
    with made as folder, ExitStack() as held:
        try:
            held.enter_context(leftovers.holding(Path(folder)))
        except OSError as error:
            raise _no_room(error) from error
        yield Path(folder)


def _no_room(error: OSError) -> ChampionError:
    return ChampionError(
        f"No copy can be made beside the database: {error.strerror or type(error).__name__}.",
        "Allow writing in that folder, and free some space.",
    )
