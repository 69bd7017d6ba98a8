"""A dozen pictures: what a change to a screen looks like is seen before it is kept.

After a change that is meant: ``pytest tests/tui/test_looks.py --snapshot-update``; look at them.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from inventory.audit import Scope
from inventory.services import audit_draft, audits
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.scanning import Driver
from tui.app import ChampionApp
from tui.theme import LIGHT

AMA, READY, MAYAS, LEFT, LONG = "8101839", "0012352", "NS-104135", "8100508", "8100673"
MAYA = "8100442"

SMALL, LARGE = (80, 24), (120, 40)

Compare = Callable[..., bool]
Play = Callable[[Pilot[Any]], Awaitable[None]]


def playing(clock: FixedClock, *steps: str) -> Play:
    """Press keys (``f2``) and scan codes (``=8101839``), one after the other."""

    async def play(pilot: Pilot[Any]) -> None:
        for step in steps:
            if step.startswith("="):
                assert isinstance(pilot.app, ChampionApp)
                await Driver(pilot.app, pilot, clock).scan(step[1:])
            else:
                await pilot.press(step)
            await pilot.pause(0.25)

    return play


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(("f10",), id="home"),
        pytest.param(("f2", f"={AMA}", f"={READY}"), id="out-ok"),
        pytest.param(("f2", f"={AMA}", f"={MAYAS}"), id="out-ask"),
        pytest.param(("f2", f"={LEFT}"), id="out-stop"),
        pytest.param(("f3", f"={LONG}", f"={MAYAS}"), id="back-hot"),
    ],
)
def test_a_screen_looks_as_it_did(
    snap_compare: Compare,
    sample_office: Office,
    clock: FixedClock,
    steps: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    """Zones, words, colours and columns are where they were."""
    app = ChampionApp(sample_office)
    assert snap_compare(app, terminal_size=size, run_before=playing(clock, *steps))


CART, HERE, ELSEWHERE = "Library cart 3", "NS-104102", "NS-104101"
OPENED = ("f4", "enter", "enter")
"""The audit of the quarter, opened and ready to be scanned."""


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(("f4",), id="due"),
        pytest.param((*OPENED, f"={CART}", f"={HERE}", f"={ELSEWHERE}"), id="wrong-place"),
        pytest.param((*OPENED, f"={CART}", f"={MAYA}"), id="card"),
        pytest.param((*OPENED, f"={CART}", f"={HERE}", "escape"), id="overview"),
        pytest.param((*OPENED, f"={CART}", f"={HERE}", "ctrl+l", "enter"), id="locked"),
    ],
)
def test_the_audit_looks_as_it_did(
    snap_compare: Compare,
    sample_office: Office,
    clock: FixedClock,
    steps: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    """Where I stand, what is left here, what did not match; and the overview's next step."""
    app = ChampionApp(sample_office)
    assert snap_compare(app, terminal_size=size, run_before=playing(clock, *steps))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_a_blind_audit_looks_as_it_did(
    snap_compare: Compare, sample_office: Office, clock: FixedClock, size: tuple[int, int]
) -> None:
    """Nothing that is expected is on the screen."""
    audits.open_audit(sample_office, audit_draft.draft(sample_office, Scope(blind=True)))
    app = ChampionApp(sample_office)
    play = playing(clock, "f4", f"={CART}", f"={HERE}", f"={ELSEWHERE}")
    assert snap_compare(app, terminal_size=size, run_before=play)


def test_the_light_theme_looks_as_it_did(
    snap_compare: Compare, sample_office: Office, clock: FixedClock
) -> None:
    """The same meanings on a light ground."""
    app = ChampionApp(sample_office)
    app.theme = LIGHT
    play = playing(clock, "f2", f"={AMA}", f"={READY}")
    assert snap_compare(app, terminal_size=SMALL, run_before=play)


def test_monochrome_keeps_word_and_glyph(
    snap_compare: Compare,
    sample_office: Office,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without colour the word and the glyph carry everything."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = ChampionApp(sample_office)
    play = playing(clock, "f2", f"={AMA}", f"={MAYAS}")
    assert snap_compare(app, terminal_size=SMALL, run_before=play)
