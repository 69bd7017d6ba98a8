"""Windows that are opened together where there is no database yet: each program is a process."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from inventory.errors import ChampionError
from inventory.services.office import Office
from tests.builders import FixedClock
from tui.clock import SystemClock
from tui.run import _open_or_make

TIMES = 10
_START_SECONDS = 120

Told = list[tuple[str, str]]
"""For each time the station that a program works as, and what refused it."""


def _app(path: Path) -> Office:
    return _open_or_make(path, SystemClock())


def _maker(path: Path) -> Office:
    return Office.create(path, FixedClock())


def _one(open_it: Callable[[Path], Office], folder: Path, both: Barrier, end: Connection) -> None:
    """Open it together with the other program, and write once both have it open."""
    told: Told = []
    for number in range(TIMES):
        path = folder / f"{number}" / "school.db"
        both.wait()
        station, refused, office = "", "", None
        try:
            office = open_it(path)
        except ChampionError as error:
            refused = error.message
        both.wait()
        if office is not None:
            try:
                office.change_setting("school", "Northside")
                station = office.station_id
            except ChampionError as error:
                refused = error.message
            office.close()
        told.append((station, refused))
    end.send(told)


def _both(open_it: Callable[[Path], Office], folder: Path) -> list[Told]:
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(2, timeout=_START_SECONDS)
    processes, ends = [], []
    for _ in range(2):
        here, there = spawn.Pipe(duplex=False)
        process = spawn.Process(target=_one, args=(open_it, folder, barrier, there))
        process.start()
        there.close()
        processes.append(process)
        ends.append(here)
    try:
        return [end.recv() for end in ends]
    finally:
        for process, end in zip(processes, ends, strict=True):
            process.join()
            end.close()


def test_two_windows_that_are_opened_together_on_no_database_both_open_one(tmp_path: Path) -> None:
    """Whichever makes it, the other opens that one; both write, as the same station."""
    one, other = _both(_app, tmp_path)
    assert [refused for _, refused in one + other] == [""] * 2 * TIMES
    assert one == other
    for number in range(TIMES):
        assert [
            path.name for path in (tmp_path / f"{number}").iterdir() if path.stat().st_size
        ] == ["school.db"]


def test_of_two_that_make_a_database_at_once_one_is_refused_and_replaces_nothing(
    tmp_path: Path,
) -> None:
    """What the first one made stays the file of this name, and is written to."""
    one, other = _both(_maker, tmp_path)
    for number, pair in enumerate(zip(one, other, strict=True)):
        path = tmp_path / f"{number}" / "school.db"
        assert sorted(refused for _, refused in pair) == ["", f"{path} is there already."]
