"""What an import would do, as the screens need it: the plan, and who has what is gone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.files.entries import Reading
from inventory.files.plan import Plan, key_of
from inventory.files.profiles import RegisterKind
from inventory.services import register, reports
from inventory.services.looking import Look
from inventory.services.office import Office
from inventory.services.reports import ListName

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Still:
    """What those who are gone from a file still hold, however many they are."""

    records: int = 0
    """People with a device; of devices, those that are out."""
    devices: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, and which devices of those gone from the file are out."""

    plan: Plan
    look: Look
    reading: Reading
    """What was said of the file before it was read."""
    held: Mapping[str, tuple[str, ...]]
    """What people have, by their ID."""
    holders: Mapping[str, str]
    """Who or which place has a device that is out, by its id."""
    still: Still


def read_preview(
    office: Office, kind: RegisterKind, file: Path, look: Look, reading: Reading,
    progress: Callable[[int], None],
) -> Preview:  # fmt: skip
    """Read a file and compare it with the register; what differs waits in the office."""
    plan = register.prepare(office, kind, file, reading, progress=progress)
    held: dict[str, tuple[str, ...]] = {}
    holders: dict[str, str] = {}
    if plan.gone and kind is not RegisterKind.PLACES:
        for line in reports.device_list(office, ListName.OUT):
            holders[line.device_id] = line.name or line.person or line.place or ""
            if line.person:
                held[line.person] = (*held.get(line.person, ()), line.device)
    return Preview(plan, look, reading, held, holders, _still(office, plan, held, holders))


def _still(
    office: Office,
    plan: Plan,
    held: Mapping[str, tuple[str, ...]],
    holders: Mapping[str, str],
) -> Still:
    """Counted over everything that is gone, of which a plan has only the first at hand."""
    if not plan.gone or not holders:
        return Still()
    gone = [key_of(entry) for entry in register.gone(office, plan)]
    if plan.kind is RegisterKind.DEVICES:
        out = sum(key in holders for key in gone)
        return Still(out, out)
    devices = [len(held[key]) for key in gone if key in held]
    return Still(len(devices), sum(devices))


def about_rows(file: Path) -> int:
    """How many rows a text file has, roughly, by its line ends; 0 where they can't tell.

    A workbook and an archive are packed, and a file that can't be opened is refused later.
    """
    found = 0
    try:
        with file.open("rb") as content:
            while piece := content.read(_PIECE):
                if not found and piece.startswith(b"PK"):
                    return 0
                found += piece.count(b"\n")
    except OSError:
        return 0
    return max(0, found - 1)
