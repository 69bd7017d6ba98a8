"""Cuts the power of a simulated disk after every step, and counts what the school would miss."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from inventory.store.database import Database
from tests.trust.inspection import NAME, Found, Inspector
from tests.trust.possible_disks import Contents, Left, Moment
from tests.trust.scenes import Scene, memory_folder
from tests.trust.simulated_disk import Disk, listening


@dataclass(frozen=True, slots=True)
class Stage:
    """What somebody relies on from one moment on."""

    found: Found
    files: Mapping[str, Found]
    """Whole databases beside, the backups."""


@dataclass
class Tally:
    """How many disks were tried, and what was wrong with some."""

    states: int = 0
    lost: int = 0
    damaged: int = 0
    examples: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.states + other.states, self.lost + other.lost, self.damaged + other.damaged,
            [*self.examples, *other.examples],
        )  # fmt: skip


class Recording:
    """A scene as it went on a disk that worked: the steps, and what was relied on when."""

    def __init__(self, scene: Scene, inspector: Inspector) -> None:
        self.scene = scene
        self._inspector = inspector
        self.stages: list[Stage] = []
        with memory_folder() as folder:
            scene.furnish(folder)
            self.disk = Disk(folder)
            self._rely()
            with listening(self.disk), acknowledging(folder / NAME, self.acknowledge):
                scene.act(folder, self.acknowledge)
            real = {name: (folder / name).read_bytes() for name in self.disk.now()}
        assert real == self.disk.now(), "the log is not what happened"

    def acknowledge(self) -> None:
        """What is there now has been promised."""
        self.disk.acknowledge()
        self._rely()

    def _rely(self) -> None:
        contents = self.disk.now()
        found = self._inspector.inspect(contents)
        beside = {name: self._inspector.inspect(contents, name) for name in _finished(contents)}
        assert not found.faults, found.faults
        self.stages.append(Stage(found, beside))

    def cut_everywhere(self, at_most: int, seed: int) -> Tally:
        """Try what the disk may hold after each step; of a long log, after steps all along it."""
        tally, chance = Tally(), Random(seed)
        share = min(1.0, at_most / (len(Left) * len(self.disk.log)))
        for moment in self.disk.moments():
            if chance.random() < share:
                for left, contents in _disks(moment, chance):
                    tally.states += 1
                    self._judge(contents, moment, left, tally)
        return tally

    def _judge(self, contents: Contents, moment: Moment, left: Left, tally: Tally) -> None:
        before = self.stages[moment.stage]
        after = self.stages[min(moment.stage + 1, len(self.stages) - 1)]
        found = self._inspector.inspect(contents)
        wrong = list(found.faults)
        lost = self._is_lost(found, before, after, moment.stage)
        if not (lost or wrong) and found.digest not in (before.found.digest, after.found.digest):
            wrong.append("neither as before nor as after")
        for name in _finished(contents):
            copy = self._inspector.inspect(contents, name)
            known = before.files.get(name) or after.files.get(name)
            wrong += copy.faults if known is None else []
            if known is not None and copy.digest != known.digest:
                wrong.append(f"{name} is not what it was")
        if self.scene.deletes:
            back = set(_finished(contents)) - before.files.keys() - after.files.keys()
            wrong += [f"{name} came back" for name in back]
        missing = before.files.keys() & after.files.keys() - contents.keys()
        tally.lost += bool(lost or missing)
        tally.damaged += bool(wrong)
        if lost or missing or wrong:
            what = "; ".join([*wrong, *(["lost"] if lost else []), *missing])
            tally.examples.append(
                f"{self.scene.name}, step {moment.at} of {len(self.disk.log)},"
                f" {left.value} left: {what}"
            )

    def _is_lost(self, found: Found, before: Stage, after: Stage, stage: int) -> bool:
        """Whether something is missing that was relied on."""
        if found.digest in (before.found.digest, after.found.digest) or found.faults:
            return False
        earlier = {one.found.digest for one in self.stages[:stage]}
        kept = before.found.events & after.found.events
        return found.digest in earlier or not kept <= found.events


def _disks(moment: Moment, chance: Random) -> Iterator[tuple[Left, Contents]]:
    """The disks that may be found after a step, each only once."""
    tried: list[Contents] = []
    for left in (Left.NOTHING,) if moment.is_certain else Left:
        contents = moment.disk(left, chance)
        if contents not in tried:
            tried.append(contents)
            yield left, contents


def _finished(contents: Contents) -> list[str]:
    """The databases that have their name, beside the one that is worked on."""
    return [
        name
        for name in contents
        if name.endswith(".db") and name != NAME and not Path(name).name.startswith(".")
    ]


@contextmanager
def acknowledging(path: Path, acknowledge: object) -> Iterator[None]:
    """Whatever is committed to the database of that path is relied on from then on."""
    assert callable(acknowledge)
    immediate = Database.immediate

    @contextmanager
    def then_relied_on(database: Database) -> Iterator[None]:
        with immediate(database):
            yield
        if database.path == path:
            acknowledge()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "immediate", then_relied_on)
        yield
