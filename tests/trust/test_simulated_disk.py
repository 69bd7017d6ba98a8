"""After a power cut at any step of the work, whatever of it reached the disk, nothing is missing.

The product's own code runs on the SQLite that it always runs on; only what changes a file is heard
on its way. What this can't show is a disk that says a sync is done when it isn't.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from tests.trust.figures import keep
from tests.trust.inspection import NAME, Inspector
from tests.trust.possible_disks import (
    Cut,
    FolderSynced,
    Left,
    Moment,
    Named,
    Step,
    Synced,
    Write,
    take,
)
from tests.trust.power_cuts import Recording, Tally
from tests.trust.scenes import (
    OUT,
    SCENES,
    Acknowledge,
    Scene,
    at_the_table,
    memory_folder,
    small_school,
)
from tests.trust.simulated_disk import Disk, listening

SEED = 20_261_121
DISKS: Mapping[str, int] = {
    "scans": 6_400,
    "an import": 2_300,
    "a file of version 4": 1_400,
    "a file of version 1": 1_400,
    "an audit": 2_600,
    "a backup and its restoring": 2_600,
    "the first start": 900,
    "a purge": 2_400,
}
"""How many disks are tried of each scene, before those are left out that are alike."""


def _with(*pragmas: str) -> Callable[[Path, Acknowledge], None]:
    """A morning of scans on a connection that was told to be less careful."""

    def act(folder: Path, _: Acknowledge) -> None:
        with at_the_table(folder) as table:
            for pragma in pragmas:
                table.office.database.conn.execute(f"PRAGMA {pragma}")
            table.scan(*OUT)

    return act


def _control(*pragmas: str) -> Tally:
    scene = Scene(", ".join(pragmas), small_school, _with(*pragmas))
    with memory_folder() as folder:
        return Recording(scene, Inspector(folder)).cut_everywhere(400, SEED)


def _cut_everywhere(times: int, seed: int) -> Tally:
    assert set(DISKS) == {scene.name for scene in SCENES}
    tally = Tally()
    with memory_folder() as folder:
        inspector = Inspector(folder)
        for scene in SCENES:
            found = Recording(scene, inspector).cut_everywhere(times * DISKS[scene.name], seed)
            assert (found.lost, found.damaged) == (0, 0), "\n".join(found.examples[:9])
            assert found.states, f"no disk of {scene.name} was tried"
            tally += found
    return tally


def test_what_was_recorded_outlives_a_power_cut_at_every_step() -> None:
    """Scans, an import, a migration, an audit, a backup, a restoring: before or after, whole."""
    print(f"seed {SEED}")
    began = perf_counter()
    tally = _cut_everywhere(1, SEED)
    careless, by_default = _control("synchronous = OFF"), _control(
        "journal_mode = DELETE", "synchronous = FULL"
    )  # fmt: skip
    assert careless.lost
    assert careless.damaged
    assert by_default.lost
    assert not by_default.damaged
    keep(
        "simulated-disk",
        {"states": tally.states, "lost": tally.lost, "damaged": tally.damaged},
        {
            "synchronous OFF": f"{careless.lost} of {careless.states} disks had lost a scan,"
            f" {careless.damaged} were damaged",
            "DELETE and FULL": f"{by_default.lost} of {by_default.states} disks had lost a scan",
        },
        seconds=perf_counter() - began,
    )


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_many_more_disks(seed: int) -> None:
    """Every step of every scene, other chances each time."""
    assert _cut_everywhere(20, seed).states > 30_000


def _moment(*steps: Step) -> Moment:
    moment = Moment(0, 0, {1: bytearray(b"old" * 400)}, {"a": 1})
    for step in steps:
        take(moment, step)
    return moment


def test_what_was_synced_is_there_and_the_rest_may_be() -> None:
    """A write before the sync and one behind it."""
    moment = _moment(Write(1, 0, b"new"), Synced(1), Write(1, 3, b"new"))
    found = [moment.disk(left, Random(1))["a"][:6] for left in (Left.NOTHING, Left.ALL)]
    assert found == [b"newold", b"newnew"]


def test_a_write_may_be_torn_between_two_sectors() -> None:
    """Of 1,024 bytes only the first or the second half is on some disk."""
    moment = _moment(Write(1, 0, b"n" * 1_024))
    found = {moment.disk(Left.SOME_SECTORS, Random(seed))["a"][:1_024] for seed in range(50)}
    old = (b"old" * 400)[:1_024]
    assert {b"n" * 512 + old[512:], old[:512] + b"n" * 512} <= found


def test_a_file_that_was_cut_may_be_whole_again() -> None:
    """The cut was not synced."""
    moment = _moment(Cut(1, 0))
    assert len(moment.disk(Left.NOTHING, Random(1))["a"]) == 1_200
    assert moment.disk(Left.ALL, Random(1))["a"] == b""


def test_a_name_counts_once_its_folder_was_synced() -> None:
    """A file that was removed comes back, one that was renamed has its old name."""
    removed = _moment(Named((("a", None),)))
    renamed = _moment(Named((("a", None), ("b", 1))))
    found = [sorted(one.disk(Left.NOTHING, Random(1))) for one in (removed, renamed)]
    take(renamed, FolderSynced("."))
    assert [*found, sorted(renamed.disk(Left.NOTHING, Random(1)))] == [["a"], ["a"], ["b"]]


def test_a_file_that_grew_may_hold_rubbish() -> None:
    """The size was written, the bytes were not."""
    moment = _moment(Write(1, 1_200, b"n" * 512))
    found = {moment.disk(Left.RUBBISH, Random(seed))["a"][1_200:] for seed in range(20)}
    assert found - {b"", b"n" * 512, bytes(512)}


def test_the_disk_hears_python_as_well(tmp_path: Path) -> None:
    """A file that is written, synced and renamed without SQLite."""
    disk = Disk(tmp_path)
    with listening(disk):
        (tmp_path / "new").write_bytes(b"kept")
        (tmp_path / "new").rename(tmp_path / "name")
    assert disk.now() == {"name": b"kept"}
    assert disk.last_moment().disk(Left.NOTHING, Random(1)) == {}


def test_the_disk_hears_all_that_sqlite_does() -> None:
    """The durable settings show: each scan is synced, and the journal's end as well."""
    with memory_folder() as folder:
        small_school(folder)
        disk = Disk(folder)
        with listening(disk), at_the_table(folder) as table:
            table.scan("2001", "NS-101")
        assert (folder / NAME).read_bytes() == disk.now()[NAME]
        assert disk.last_moment().is_certain
