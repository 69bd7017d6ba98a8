"""Reading and importing a file in a thread, with a connection of its own, and stopping it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from textual.worker import get_current_worker

from inventory.errors import ChampionError
from inventory.files.entries import Entry
from inventory.files.plan import Plan
from inventory.files.profiles import RegisterKind
from inventory.model import Device, Person
from inventory.services import register, reports, upkeep
from inventory.services.office import Clock, Office
from inventory.services.register import Applied
from inventory.services.reports import ListName


class Stopped(ChampionError):  # noqa: N818
    """A person stopped the work; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, and which devices of those gone from the file are out."""

    plan: Plan
    held: Mapping[str, tuple[str, ...]]
    """What people have, by their ID."""
    holders: Mapping[str, str]
    """Who or which place has a device that is out, by its id."""


class Halt:
    """A wish to stop, said by the screen and asked for by the thread."""

    def __init__(self) -> None:
        self._said = Event()

    @property
    def said(self) -> bool:
        """Whether the thread is to stop."""
        return self._said.is_set()

    def say(self) -> None:
        """Ask the thread to stop at its next step."""
        self._said.set()

    def obey(self) -> None:
        """Raise Stopped where the screen asked for it, or where the app is closing."""
        if self._said.is_set() or get_current_worker().is_cancelled:
            raise Stopped("Stopped.", "Nothing was changed.")


def entry_id(entry: Entry) -> str:
    """The key of a record: the device's id, the person's ID, the place's name."""
    if isinstance(entry, Device):
        return entry.device_id
    return entry.person_id if isinstance(entry, Person) else entry.place


def read_preview(
    path: Path, clock: Clock, kind: RegisterKind, file: Path, progress: Callable[[int], None]
) -> Preview:
    """Read a file and compare it with the register in the database at ``path``."""
    with _own_office(path, clock) as office:
        plan = register.prepare(office, kind, file, progress=progress)
        held: dict[str, tuple[str, ...]] = {}
        holders: dict[str, str] = {}
        if plan.gone and kind is not RegisterKind.PLACES:
            for line in reports.device_list(office, ListName.OUT):
                holders[line.device_id] = line.name or line.person or line.place or ""
                if line.person:
                    held[line.person] = (*held.get(line.person, ()), line.device)
        return Preview(plan, held, holders)


def write_plan(
    path: Path, clock: Clock, plan: Plan, mark_left: bool, progress: Callable[[int, int], None]
) -> Applied:
    """Import into the database at ``path``, all or nothing; what ``progress`` raises undoes it."""
    with _own_office(path, clock) as office:
        return register.apply(office, plan, mark_left=mark_left, progress=progress)


def index_imported(path: Path, clock: Clock) -> None:
    """Make what was imported findable, a piece at a time, so that scans come in between."""
    with _own_office(path, clock) as office:
        while upkeep.index_some(office) and not get_current_worker().is_cancelled:
            pass


@contextmanager
def _own_office(path: Path, clock: Clock) -> Iterator[Office]:
    office = Office.open(path, clock)
    try:
        yield office
    finally:
        office.close()


def as_refusal(error: Exception) -> ChampionError:
    """An error at the edge of a thread as a sentence, for nobody else would hear of it."""
    if isinstance(error, ChampionError):
        return error
    return ChampionError(
        f"That failed ({type(error).__name__}).", "Nothing was changed. Try again."
    )
