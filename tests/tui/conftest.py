"""The app in tests: nobody's own preferences, a clock that stands still, the sample school."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.widgets import Input

from inventory.services import sample
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.inventory.exchange.server import empty_url, hub_url, server
from tests.tui.forms import looks
from tests.tui.rest import rest

__all__ = ["empty_url", "hub_url", "looks", "server"]


@pytest.fixture(scope="session", autouse=True)
def styles_read_once() -> Iterator[None]:
    """Read each style sheet once for each theme, and not anew for each app.

    Textual changes no rule that it has read: a sheet keeps them in the same way for its own app.
    """
    read, known = Stylesheet._parse_rules, dict[Any, list[RuleSet]]()

    def read_once(self: Stylesheet, *where: Any, **how: Any) -> list[RuleSet]:
        key = (where, *how.items(), *self._variables.items())
        if key not in known:
            known[key] = read(self, *where, **how)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", read_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def keys_have_worked() -> Iterator[None]:
    """Go on behind a key that was pressed, and behind a pause, once no key is on its way."""
    press, pause = Pilot.press, Pilot.pause

    async def pressed(pilot: Pilot[Any], *keys: str) -> None:
        await press(pilot, *keys)
        await rest(pilot)

    async def paused(pilot: Pilot[Any], delay: float | None = None) -> None:
        await pause(pilot, delay)
        await rest(pilot)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pilot, "press", pressed)
        patch.setattr(Pilot, "pause", paused)
        yield


@pytest.fixture(scope="session", autouse=True)
def cursors_stand_still() -> Iterator[None]:
    """Let no cursor blink: half of the time a picture of the same screen would be another one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Input, "_toggle_cursor", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def no_preferences_of_the_developer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test start with the defaults, and leave nothing behind."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "profile"))


@pytest.fixture(scope="session")
def sample_bytes() -> bytes:
    """The sample school's database with its morning, made once."""
    office = Office.in_memory(FixedClock(), CountedEntropy())
    sample.fill(office)
    content = office.database.conn.serialize()
    office.close()
    return content


@pytest.fixture
def sample_office(sample_bytes: bytes, clock: FixedClock) -> Office:
    """The sample school in memory, after its morning."""
    office = Office.in_memory(clock, CountedEntropy(1_000_000))
    office.database.conn.deserialize(sample_bytes)
    return Office(office.database, clock, CountedEntropy(2_000_000))
