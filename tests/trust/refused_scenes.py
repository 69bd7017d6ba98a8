"""Whole pieces of work on a disk that refuses somewhere: an import, an audit, a purge."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from inventory.errors import ChampionError
from inventory.store.connection import PerhapsRecorded
from tests.trust.inspection import NAME, Found, Inspector
from tests.trust.possible_disks import Contents
from tests.trust.power_cuts import acknowledging
from tests.trust.refusals import WAYS, Point, RefusingDisk
from tests.trust.scenes import Scene, memory_folder
from tests.trust.simulated_disk import listening


@dataclass
class Refusals:
    """What came of it."""

    points: int = 0
    refused: int = 0
    lost: int = 0
    untrue: int = 0
    """Something was refused and is there all the same, whole."""
    tracebacks: int = 0
    examples: list[str] = field(default_factory=list)

    def __add__(self, other: "Refusals") -> "Refusals":
        return Refusals(
            self.points + other.points, self.refused + other.refused, self.lost + other.lost,
            self.untrue + other.untrue, self.tracebacks + other.tracebacks,
            [*self.examples, *other.examples],
        )  # fmt: skip


class RefusedScene:
    """One scene, again and again, each time refused something else."""

    def __init__(self, scene: Scene, inspector: Inspector) -> None:
        self._scene = scene
        self._inspector = inspector
        self.found = Refusals()
        with memory_folder() as folder:
            scene.furnish(folder)
            paths = [path for path in folder.rglob("*") if path.is_file()]
            self._furnished: Contents = {
                path.relative_to(folder).as_posix(): path.read_bytes() for path in paths
            }
        self.operations = self._run(Point(10**9)).done

    def try_some(self, points: int, chance: Random) -> None:
        """Refuse some of the operations, each in one of the ways."""
        numbers = sorted(chance.sample(range(1, self.operations + 1), min(points, self.operations)))
        for number in numbers:
            self._run(Point(number, *chance.choice(WAYS)))

    def _run(self, point: Point) -> RefusingDisk:
        with memory_folder() as folder:
            _put(self._furnished, folder)
            disk = RefusingDisk(folder)
            relied = [disk.now()]
            disk.point = point

            def acknowledge() -> None:
                relied.append(disk.now())

            said, unsure = "", False
            try:
                with listening(disk), acknowledging(folder / NAME, acknowledge):
                    self._scene.act(folder, acknowledge)
            except ChampionError as error:
                said, unsure = error.message, isinstance(error, PerhapsRecorded)
            except Exception as error:  # whatever it is, a user would see a traceback
                self.found.tracebacks += 1
                self._tell(disk, repr(error))
            if disk.refused:
                self._judge(disk, self._inspector.inspect(relied[-1]), said, unsure)
        return disk

    def _judge(self, disk: RefusingDisk, relied: Found, said: str, unsure: bool) -> None:
        self.found.points += 1
        self.found.refused += bool(said)
        found = self._inspector.inspect(disk.now())
        if found.faults or not relied.events <= found.events:
            self.found.lost += 1
            self._tell(disk, f"{said} {found.faults}")
        elif found.digest != relied.digest and not unsure:
            self.found.untrue += 1
            self._tell(disk, f"“{said}”, and it is there")

    def _tell(self, disk: RefusingDisk, what: str) -> None:
        kind = (disk.refused or ["nothing"])[0]
        self.found.examples.append(f"{self._scene.name}, {disk.point} ({kind}): {what}")


def _put(contents: Contents, folder: Path) -> None:
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
