"""Pictures of laying out: the preview, what was written, what the table asks.

After a change that is meant: ``pytest tests/tui/test_lay_out_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Mapping

import pytest

from inventory.rules.duties import Operator, Role
from inventory.services import lay_out
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.forms import FORMS, Looks, Step, playing
from tests.tui.home_states import empty
from tui.app import ChampionApp
from tui.seat import sit

AMA, DEVS = "8101839", "NS-104292"

WRITE = ("+2", "enter")
"""Enter writes nothing close to another key."""
PAGE: Mapping[str, tuple[Step, ...]] = {
    "preview": ("?Enter lays",),
    "room": ("h", "?Which homeroom?"),
    "one-room": ("h", "?Which homeroom?", "down", "enter", "?in homeroom 112"),
    "kind": ("c", "?Which kind of device?"),
    "too-few": ("c", "?Which kind of device?", "down", "down", "enter", "?No device is left"),
    "too-soon": ("enter", "?Enter by itself"),
    "filtered": ("/", *"Ama", "enter", *WRITE, "?clears the filter"),
    "written": (*WRITE, "?✓ Laid out"),
    "nothing-to-do": (*WRITE, "?✓ Laid out", *WRITE, "?Nothing to do"),
    "clear": ("x", "?for nobody then"),
    "cleared": ("x", "?for nobody then", *WRITE, "?✓ Cleared", "?nothing to clear"),
    "helper": (*WRITE, "?Bea is a helper"),
    "no-device": (),
    "empty": (),
}


def prepare(office: Office, clock: FixedClock, state: str) -> None:
    """The school for a state: nothing in stock, or nothing at all."""
    if state == "empty":
        empty(office, clock)
    if state == "no-device":
        office.database.conn.execute("UPDATE custody SET state = 'UNKNOWN' WHERE person IS NULL")


@FORMS
@pytest.mark.parametrize("state", PAGE)
def test_the_page_looks_as_it_did(
    looks: Looks, sample_office: Office, clock: FixedClock, state: str
) -> None:
    """Sentences, a line for each student, what Enter does."""
    prepare(sample_office, clock, state)
    app = ChampionApp(sample_office)
    if state == "helper":
        sit(app, Operator("Bea", Role.HELPER))
    assert looks(app, playing("@lay_out", "?Lay out", *PAGE[state]))


@FORMS
def test_the_question_looks_as_it_did(looks: Looks, sample_office: Office) -> None:
    """Ama is there, and what is laid out for Dev is scanned: whose it is, and what is theirs."""
    lay_out.apply(sample_office, lay_out.plan(sample_office))
    assert looks(ChampionApp(sample_office), playing("f2", f"={AMA}", f"={DEVS}"))
