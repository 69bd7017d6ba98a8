"""What taking back by bag and the inspection look like.

After a change that is meant: ``pytest tests/tui/test_inspection_looks.py --snapshot-update``; look
at them.
"""

from collections.abc import Mapping

import pytest

from inventory.model import Mode, Service
from inventory.services import inspection, pages, service_state
from inventory.services.desk import Desk
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.forms import FORMS, Looks, Step, playing
from tests.tui.home_states import empty
from tui.app import ChampionApp

MAYAS = "NS-104135"
OTHERS = "NS-104392"
"""With somebody of another homeroom than Maya."""

IN_A_BAG: tuple[Step, ...] = ("f3", "ctrl+b", f"={MAYAS}", f"={OTHERS}")
LOOKED_AT: tuple[Step, ...] = (*IN_A_BAG, "ctrl+k", f"={MAYAS}")
STATES: Mapping[str, tuple[Step, ...]] = {
    "bag": IN_A_BAG[:3],
    "bag-of-another": IN_A_BAG,
    "idle": (*IN_A_BAG, "ctrl+k", "?Scan a device that you looked at"),
    "checked": LOOKED_AT,
    "parts": (*LOOKED_AT, "d", "?touchpad"),
    "causes": (*LOOKED_AT, "d", "?touchpad", "s", "?misuse"),
    "damaged": (*LOOKED_AT, "d", "?touchpad", "s", "?misuse", "a", "?Condition C"),
    "grades": (*LOOKED_AT, "g", "?normal wear"),
    "charger": (*LOOKED_AT, "c", "?not returned", "?charger is here"),
    "note": (*LOOKED_AT, "n", "?Note on"),
    "note-kept": (*LOOKED_AT, "n", "?Note on", *"cable_frayed", "enter", "?NOTED"),
    "not-back": ("ctrl+k", f"={MAYAS}"),
    "unknown": ("ctrl+k", "=7719-X"),
    "undone": ("ctrl+k", "ctrl+z"),
    "left-open": ("ctrl+k", f"={MAYAS}", "f5", "?LOOK UP", "ctrl+k", "?Nobody answered"),
    "many": ("ctrl+k", "?Scan a device that you looked at"),
    "nothing-left": ("f3", "ctrl+b", f"={MAYAS}", "ctrl+k", f"={MAYAS}"),
    "empty": ("ctrl+k", "?Scan a device that you looked at"),
}


def prepare(office: Office, clock: FixedClock, state: str) -> None:
    """The school for a state: nobody in it, nothing left to check, or more than there is room."""
    if state == "empty":
        empty(office, clock)
    if state == "nothing-left":
        for one in inspection.left(office, 500):
            device_id = pages.device_page(office, one.device).device.device_id
            service_state.set_service(office, device_id, Service.READY)
    if state == "many":
        desk = Desk(office, Mode.BACK)
        out = "SELECT d.tag FROM device d JOIN custody c ON c.device = d.device_id"
        desk.scan("ZZBAG")
        for (tag,) in office.database.rows(
            f"{out} WHERE c.person IS NOT NULL AND d.tag <> '' ORDER BY d.tag LIMIT 45"
        ):
            clock.advance(4)
            desk.scan(tag)


@FORMS
@pytest.mark.parametrize("state", STATES)
def test_the_inspection_looks_as_it_did(
    looks: Looks, sample_office: Office, clock: FixedClock, state: str
) -> None:
    """The bag in the bar; what is left; the keys under a device that was checked."""
    prepare(sample_office, clock, state)
    assert looks(ChampionApp(sample_office), playing(*STATES[state]))
