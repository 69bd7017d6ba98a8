"""Several laptops of one small school, each with a database of its own, and a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.app import App
from textual.screen import Screen

from inventory.services import exchange, tables
from inventory.services.desk import Desk
from inventory.services.exchange import Exchanged
from inventory.services.office import Office
from tests.builders import FixedClock, open_school
from tests.tui.bursts import until


@dataclass(frozen=True, slots=True)
class Laptops:
    """Where the databases and the stick are."""

    folder: Path
    clock: FixedClock

    @property
    def stick(self) -> Path:
        """The folder that goes from laptop to laptop."""
        stick = self.folder / "stick"
        stick.mkdir(exist_ok=True)
        return stick

    def path(self, name: str) -> Path:
        """The database of a laptop."""
        return self.folder / f"{name}.db"

    @contextmanager
    def champion(self) -> Iterator[Office]:
        """The champion's laptop, with the small school."""
        path = self.path("champion")
        if path.exists():
            office = Office.open(path, self.clock)
        else:
            office = Office.create(path, self.clock)
            open_school(office)
            office.change_setting("school", "Northside Middle")
        try:
            yield office
        finally:
            office.close()

    @contextmanager
    def table(self, name: str) -> Iterator[Office]:
        """A laptop that was set up by a seed from the champion's."""
        path = self.path(name)
        if not path.exists():
            with self.champion() as office:
                seed = tables.add_table(office, name, self.stick)
            tables.open_seed(seed, path, self.clock)
        office = Office.open(path, self.clock)
        try:
            yield office
        finally:
            office.close()


async def dialog(kind: type[Screen[Any]], app: App[Any]) -> None:
    """Wait until a dialog of this kind is in front and stands."""
    await until(lambda: isinstance(app.screen, kind) and app.screen.is_mounted)


def hand_out(office: Office, person: str, *devices: str) -> None:
    """Devices go to a person."""
    desk = Desk(office)
    desk.scan(person)
    for device in devices:
        assert desk.scan(device).event, device


def share(office: Office, folder: Path) -> Exchanged:
    """Exchange with a folder."""
    carrier = exchange.open_carrier(office, str(folder))
    try:
        return exchange.share(office, carrier)
    finally:
        carrier.close()
