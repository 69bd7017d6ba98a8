"""Pictures of a swap, in the Inbox and by itself, and of a device as of another day.

After a change that is meant: ``pytest tests/tui/test_swap_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Mapping
from datetime import date

import pytest

from inventory.model import Mode
from inventory.rules.duties import Operator, Role
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui import swapped
from tests.tui.forms import FORMS, Looks, Step, playing
from tests.tui.swapped import AMA, AMAS, MAYA, MAYAS, PATRICK, PATRICKS
from tests.two_tables import scan
from tui.app import ChampionApp
from tui.screens.device_page import DeviceScreen

ROUND: Mapping[str, tuple[Step, ...]] = {
    "inbox": ("f6", "?7719-X"),
    "swap": ("f6", "?7719-X", "home", "enter", "?On record with"),
    "enter": ("f6", "?7719-X", "home", "enter", "?On record with", "enter", "?Enter does nothing"),
    "helper": ("f6", "?7719-X", "home", "enter", "?On record with", "y", "?Bea is a helper"),
    "corrected": ("f6", "?7719-X", "home", "enter", "?On record with", "y", "?✓ Corrected"),
    "audit": ("f4", f"={AMA}", f"={PATRICKS}"),
}
"""Three went round, one of them came in."""


@FORMS
@pytest.mark.parametrize("state", ROUND)
def test_a_swap_looks_as_it_did(looks: Looks, sample_office: Office, state: str) -> None:
    """Three went round, one of them came in; the scan that closes it says the rest."""
    swapped.begin(sample_office)
    scan(sample_office, "7719-X", mode=Mode.BACK)
    swapped.show(sample_office, (PATRICK, MAYAS))
    scan(sample_office, MAYA, AMAS, mode=Mode.BACK)
    if state != "audit":
        swapped.show(sample_office, (AMA, PATRICKS))
    if state == "helper":
        sample_office.operator = Operator("Bea", Role.HELPER)
    assert looks(ChampionApp(sample_office), playing(*ROUND[state]))


OPEN_ENDS = {
    "waits": [(AMA, MAYAS)],
    "carried": [(AMA, MAYAS), (AMA, AMAS)],
}
"""Somebody had another's device: their own was not seen yet, or was seen with them too."""


@FORMS
@pytest.mark.parametrize("state", OPEN_ENDS)
def test_what_is_not_sure_looks_as_it_did(looks: Looks, sample_office: Office, state: str) -> None:
    """It says for what it waits, or whom to ask."""
    swapped.begin(sample_office)
    for seen in OPEN_ENDS[state]:
        swapped.show(sample_office, seen)
    play = playing("f6", "?seen with another", "home", "enter", "?On record with")
    assert looks(ChampionApp(sample_office), play)


@FORMS
def test_a_long_round_looks_as_it_did(looks: Looks, sample_office: Office) -> None:
    """More devices than there is room for: it can be seen that there are more below."""
    swapped.long_round(sample_office)
    play = playing("f6", "?swap", "home", "enter", "?On record with", "down", "down")
    assert looks(ChampionApp(sample_office), play)


@FORMS
def test_a_device_as_of_a_day_looks_as_it_did(
    looks: Looks, sample_office: Office, clock: FixedClock
) -> None:
    """The bar says of which day it is, and so does the page."""
    clock.advance(2 * 86_400)
    scan(sample_office, MAYAS, mode=Mode.BACK)
    show: Step = lambda app: app.push_screen(DeviceScreen(MAYAS, date(2026, 11, 21)))  # noqa: E731
    assert looks(ChampionApp(sample_office), playing(show, "?As of"))
