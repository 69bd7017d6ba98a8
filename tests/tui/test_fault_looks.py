"""Pictures of the clear screens, one for each thing that can be the matter.

After a change that is meant: ``pytest tests/tui/test_fault_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory.errors import ChampionError, NotRecorded, StoreRefused
from inventory.services import faults
from inventory.services.faults import ClockBehind, Situation, Trouble, found_wanting
from inventory.services.office import Office
from inventory.store.connection import PerhapsRecorded, Replaced, explain
from tests.builders import FixedClock
from tests.tui.test_looks import playing
from tui.app import ChampionApp
from tui.refused import RefusedApp

Compare = Callable[..., bool]
Size = tuple[int, int]
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])

AMA, READY, MEANWHILE = "8101839", "0012352", "NS-104101"
DATABASE = Path("/home/library/.local/share/champion/champion.db")
BACKUP = DATABASE.parent / "backups" / "champion-2026-11-21-084500-212-5f0c1d2e.db"


class SaidError(Exception):
    """An error as the database gives one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sqlite_errorname = name


def refused(name: str, kind: type[ChampionError] = NotRecorded) -> ChampionError:
    """A refusal for what the database said."""
    fault = kind(*explain(SaidError(name)))
    fault.__cause__ = SaidError(name)
    return fault


PERHAPS = PerhapsRecorded(
    "The database can't be read back, so it is not known whether the scan was recorded.",
    "Stop scanning. Look the device up after the next start.",
)
PERHAPS.__cause__ = SaidError("SQLITE_IOERR_READ")
MOVED = f"The database {DATABASE} was moved, deleted or replaced while it was open."
BEHIND = ClockBehind(
    "The laptop's clock says 09:00 on 1970-11-21, but what was recorded last is 56 years later"
    " than that.",
    "Look at the laptop's date, time and time zone.",
)
WANTING = found_wanting(("The file is damaged: row 31 missing from index event_hash.", "More."))
FAULTS = [
    pytest.param(refused("SQLITE_FULL"), Trouble.FULL, READY, 212_000, id="full"),
    pytest.param(refused("SQLITE_READONLY"), Trouble.READ_ONLY, READY, 23e9, id="read-only"),
    pytest.param(Replaced(MOVED, "Put it back."), Trouble.GONE, READY, 23e9, id="gone"),
    pytest.param(Replaced(MOVED, "Put it back."), Trouble.REPLACED, "", 23e9, id="replaced"),
    pytest.param(refused("SQLITE_BUSY"), Trouble.BUSY, READY, 23e9, id="busy"),
    pytest.param(PERHAPS, Trouble.DISK, READY, 23e9, id="not-known"),
    pytest.param(BEHIND, Trouble.CLOCK, "", 23e9, id="clock"),
    pytest.param(WANTING, Trouble.DAMAGED, "", 23e9, id="damaged"),
]


@SIZES
@pytest.mark.parametrize(("fault", "trouble", "scan", "free"), FAULTS)
def test_a_fault_looks_as_it_did(
    snap_compare: Compare, sample_office: Office, clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch, fault: ChampionError, trouble: Trouble, scan: str,
    free: float, size: Size,
) -> None:  # fmt: skip
    """What happened, what is safe, what to do, where the file and its backups lie."""
    how = Situation(trouble, DATABASE, int(free), BACKUP, "08:45", fault is PERHAPS)
    monkeypatch.setattr(faults, "situation", lambda *_: how)
    monkeypatch.setattr(faults, "trouble_of", lambda *_: trouble)
    app = ChampionApp(sample_office)
    play = playing(clock, "f2", f"={AMA}")

    async def stop(pilot: Pilot[str]) -> None:
        await play(pilot)
        app.stop_scanning(fault, scan)
        await pilot.pause(0.3)
        app.refuses_scan(MEANWHILE, clock.monotonic())
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=stop)


REFUSALS = [
    pytest.param(refused("SQLITE_CORRUPT", StoreRefused), Trouble.DAMAGED, id="damaged"),
    pytest.param(refused("SQLITE_BUSY", StoreRefused), Trouble.BUSY, id="busy"),
    pytest.param(
        StoreRefused(
            f"{DATABASE} was written by a newer Champion (format 7, this one knows 6).",
            "Update Champion on this laptop; the file was not touched.",
        ),
        Trouble.OTHER, id="newer",
    ),
    pytest.param(
        StoreRefused(
            "champion.db lies in “OneDrive”, a folder that is synced to a cloud: the copy there"
            " would tear the database.",
            "Choose a folder outside it; put backups and exports there.",
        ),
        Trouble.OTHER, id="synced",
    ),
]  # fmt: skip


@SIZES
@pytest.mark.parametrize(("refusal", "trouble"), REFUSALS)
def test_a_refusal_at_the_start_looks_as_it_did(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, refusal: ChampionError,
    trouble: Trouble, size: Size,
) -> None:  # fmt: skip
    """The same layout, before there is anything to scan into."""
    how = Situation(trouble, DATABASE, 23_000_000_000, BACKUP, "08:45", False)
    monkeypatch.setattr(faults, "situation_of", lambda *_: how)
    assert snap_compare(RefusedApp(refusal, DATABASE), terminal_size=size)
