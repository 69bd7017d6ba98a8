"""The sample school: fictional, with a distribution morning behind it, to try things out on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from inventory.errors import StoreRefused
from inventory.files.profiles import RegisterKind
from inventory.model import Mode
from inventory.services import register, upkeep
from inventory.services.desk import Desk
from inventory.services.office import Clock, Office

_SCHOOL = "Northside Middle"
_STEP = timedelta(seconds=20)


@dataclass(slots=True)
class _Morning:
    """A clock that plays the scans of a morning that has just ended."""

    real: Clock
    behind: timedelta

    def now(self) -> datetime:
        return self.real.now() - self.behind

    def monotonic(self) -> float:
        return -self.behind.total_seconds()


def sample_folder() -> Path:
    """Where the sample files are: inside an installed package, or at the top of a checkout."""
    inside = Path(str(resources.files("inventory"))) / "sample_data"
    folder = inside if inside.is_dir() else inside.parents[1] / "sample_data"
    if not (folder / "devices.csv").is_file():
        raise StoreRefused("The sample school's files are missing.", "Install Champion again.")
    return folder


def fill(office: Office, *, morning: bool = True) -> None:
    """Import the sample school into an empty database and play its morning's scans."""
    folder = sample_folder()
    for kind in (RegisterKind.PLACES, RegisterKind.PEOPLE, RegisterKind.DEVICES):
        register.apply(office, register.prepare(office, kind, folder / f"{kind}.csv"))
    office.change_setting("school", _SCHOOL)
    if morning:
        _play(office, (folder / "morning.txt").read_text("ascii").split())
    upkeep.index_all(office)


def _play(office: Office, scans: list[str]) -> None:
    real = office.clock
    clock = _Morning(real, _STEP * len(scans))
    office.clock = clock
    desk = Desk(office, Mode.OUT)
    for scan in scans:
        desk.scan(scan)
        clock.behind -= _STEP
    office.clock = real
