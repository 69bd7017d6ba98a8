"""The app on the sample school after its morning."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.model import Mode
from inventory.services.desk import Desk
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.screens.sample_school import sample_app
from tui.app import ChampionApp


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on a copy of the sample school, in a home folder of its own."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


@pytest.fixture
def school(sample_office: Office) -> ChampionApp:
    """The app, with nothing parked."""
    return ChampionApp(sample_office)


@pytest.fixture
def parked_school(sample_office: Office, clock: FixedClock) -> ChampionApp:
    """The app with one parked scan of each sort: P-01 to P-05."""
    desk = Desk(sample_office, Mode.OUT)
    # Patrick O'Neill is at the table: an unknown code, Maya's device, another school's device.
    for code in ("8102590", "7719-X", "NS-104135", "NS-104446", "ZZPARK", "8109999"):
        clock.advance(60)
        desk.scan(code)
    return ChampionApp(sample_office)
