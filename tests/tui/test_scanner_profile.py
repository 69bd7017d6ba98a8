"""What the scanner check found, where the app and the commands open the school."""

from pathlib import Path

import pytest

import tui.run
from inventory.rules.scanner_profile import ScannerProfile
from inventory.services.office import Office
from tests.builders import FixedClock
from tui import preferences, scanner_profile
from tui.app import ChampionApp
from tui.commands.common import School
from tui.run import run

KEPT = ScannerProfile("enter", ("D", "B"), {"ß": "-"}, 8.0, "2026-11-21T09:00:00-05:00")


def test_it_comes_back_as_it_was_kept() -> None:
    """Beside the preferences, with nothing left over from writing."""
    assert scanner_profile.load() is None
    scanner_profile.keep(KEPT)
    scanner_profile.keep(KEPT)
    assert scanner_profile.load() == KEPT
    assert [file.name for file in preferences.beside("x").parent.iterdir()] == ["scanner.json"]


def test_the_commands_that_take_scans_read_them_by_it(tmp_path: Path) -> None:
    """What is typed on a command line is never read as anything else."""
    path = tmp_path / "school.db"
    Office.create(path, FixedClock()).close()
    with School(path).office(scans=True) as office:
        assert office.scanner is None
    scanner_profile.keep(KEPT)
    with School(path).office(scans=True) as office:
        assert office.scanner == KEPT
    with School(path).office() as office:
        assert office.scanner is None


def test_the_app_reads_scans_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is this laptop's, whatever school is opened."""
    seen = []
    monkeypatch.setattr(tui.run, "is_at_a_terminal", lambda: True)
    monkeypatch.setattr(ChampionApp, "run", lambda app: seen.append(app.office.scanner))
    for profile in (None, KEPT):
        if profile:
            scanner_profile.keep(profile)
        run(tmp_path / "school.db", demo=True)
    assert seen == [None, KEPT]


async def test_the_palette_leads_to_the_check(sample_office: Office) -> None:
    """By its name."""
    app = ChampionApp(sample_office)
    async with app.run_test():
        assert "Check the scanner" in [one.title for one in app.get_system_commands(app.screen)]
