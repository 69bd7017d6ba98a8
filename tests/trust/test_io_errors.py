"""A disk that refuses: what was confirmed stays, and what the app says of a scan is so.

Every operation of a scan is refused in turn, once or from then on, with an I/O error or because
the disk is full. Afterwards the file is opened as another program would, as it is and as a power
cut may leave it. Then the disk works again, and a scan that was not recorded is scanned once more.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from inventory.errors import NotRecorded
from inventory.services.office import Done, Office
from inventory.store import events
from inventory.store.connection import PerhapsRecorded, Unreadable
from inventory.store.database import Database, open_database
from tests.builders import CountedEntropy, FixedClock
from tests.trust.figures import keep
from tests.trust.inspection import Inspector
from tests.trust.refusals import (
    FULL_ONCE,
    MORE_TRIALS,
    TRIALS,
    WAYS,
    Counted,
    OfficeOf,
    Trial,
    Trier,
)
from tests.trust.refused_scenes import Refusals, RefusedScene
from tests.trust.scenes import SCENES, memory_folder, small_school

SEED = 20_261_122


class TakesAnErrorForASuccess(Office):
    """Does not look at how the commit ended."""

    def write(self, work: Callable[[], Done]) -> Done:
        """Run the work, and say that it is done whatever the disk said."""
        done: list[Done] = []
        try:
            with self.database.immediate():
                done.append(work())
        except NotRecorded:
            if not done:
                raise
        return done[0]


def _careless(path: Path) -> Office:
    return TakesAnErrorForASuccess(open_database(path), FixedClock(), CountedEntropy(5_000))


def _only_read_back(database: Database, event_id: str) -> bool:
    """Does not see to it that what it read back is on the disk."""
    try:
        return bool(database.value("SELECT 1 FROM event WHERE event_id = ?", event_id))
    except Unreadable as error:
        raise PerhapsRecorded("", "") from error


def _tried(
    trials: Sequence[Trial], ways: Sequence[tuple[bool, bool]] = WAYS,
    office_of: OfficeOf | None = None,
) -> Counted:  # fmt: skip
    with memory_folder() as folder:
        trier = Trier(small_school, folder, office_of)
        for trial in trials:
            trier.try_everywhere(trial, ways)
        return trier.counted


def _are_sound(counted: Counted) -> None:
    assert (counted.lost, counted.untrue) == (0, 0), "\n".join(counted.examples[:9])
    assert counted.unsure_though_it_works == 0, "the disk works again, so it can be told"
    assert counted.recorded
    assert counted.refused
    assert counted.recorded + counted.refused + counted.unsure == counted.points


def test_what_is_said_of_a_scan_is_so_wherever_the_disk_refuses() -> None:
    """Recorded, not recorded, or not known: and never a word that the file denies."""
    began = perf_counter()
    counted = _tried(TRIALS)
    _are_sound(counted)
    careless = _tried(TRIALS[1:2], FULL_ONCE, _careless)
    assert careless.untrue
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "was_recorded", _only_read_back)
        unsynced = _tried(TRIALS[1:2], FULL_ONCE)
    assert unsynced.lost
    assert not unsynced.untrue
    keep(
        "io-errors",
        {
            "points": counted.points,
            "lost": counted.lost,
            "untrue": counted.untrue,
            "said to be unknown": counted.unsure,
        },
        {
            "takes an error for a success": f"{careless.untrue} of {careless.points} times it said"
            " recorded of a scan that was not",
            "reads back and syncs nothing": f"{unsynced.lost} of {unsynced.points} times a power"
            " cut undid what it had called recorded",
        },
        seconds=perf_counter() - began,
    )


def _refused(points: int, seed: int) -> Refusals:
    found = Refusals()
    with memory_folder() as folder:
        inspector = Inspector(folder)
        for scene in SCENES:
            tried = RefusedScene(scene, inspector)
            tried.try_some(points, Random(seed))
            found += tried.found
    wrong = found.lost, found.untrue, found.tracebacks
    assert wrong == (0, 0, 0), "\n".join(found.examples[:9])
    return found


def test_an_import_an_audit_a_purge_are_refused_in_a_sentence_and_are_whole_or_not_there() -> None:
    """Some operations of each piece of work; a migration, a backup and a restoring as well."""
    print(f"seed {SEED}")
    found = _refused(12, SEED)
    assert found.refused > len(SCENES) * 6


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_more_operations_of_each_piece_of_work_are_refused(seed: int) -> None:
    """Hundreds of each."""
    assert _refused(250, seed).points > 1_000


@pytest.mark.long
def test_more_kinds_of_scans_on_a_disk_that_refuses() -> None:
    """Places, things that are parked as another scan comes, another school's device."""
    _are_sound(_tried(MORE_TRIALS))
