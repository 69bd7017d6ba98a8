"""Pictures of the papers: what there is, what is asked, and what stands on one.

After a change that is meant: ``pytest tests/tui/test_paper_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from inventory.model import Mode
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.forms import FORMS, Looks, Step, playing
from tests.tui.home_states import empty
from tests.two_tables import scan
from tui.app import ChampionApp
from tui.screens.paper_page import PaperPage

BROKEN = ("NS-104135", "ZZSCREEN", "ZZMISUSE", "ZZCHNONE", "0012352")
DOOR, COSTS = ("enter", "?Last names"), ("down", "down", "enter", "?As PDF on")
RECEIPT, SHEET, SUPPORT = (("down",) * at + ("enter",) for at in (3, 4, 5))


def save(path: str) -> Step:
    """As if this name was typed."""

    def start(app: ChampionApp) -> None:
        assert isinstance(app.screen, PaperPage)
        app.screen._start(Path(path))

    return start


STATES: Mapping[str, tuple[Step, ...]] = {
    "papers": (),
    "door": DOOR,
    "initials": (*DOOR, "i", "?one letter"),
    "a4": (*DOOR, "p", "?A4"),
    "saved": (*DOOR, save("not-returned.csv"), "?✓ Saved"),
    "not-saved": (*DOOR, save("not-returned.docx"), "?Nothing was saved"),
    "leavers": ("down", "enter", "?As PDF on"),
    "costs": COSTS,
    "receipt": (*RECEIPT, "?People ·"),
    "a-receipt": (*RECEIPT, "?People ·", *"Maya", "enter", "enter", "?As PDF on"),
    "room": (*SHEET, "?Which place?"),
    "a-room": (*SHEET, "?Which place?", "enter", "?As PDF on"),
    "device": (*SUPPORT, "?Devices ·"),
    "no-support": (*SUPPORT, "?Devices ·", *"104135", "enter", "enter", "?It is not set"),
    "broken": (*SUPPORT, "?Devices ·", *"104135", "enter", "enter", "?What is broken?"),
    "slip": (
        *SUPPORT, "?Devices ·", *"104135", "enter", "enter", "?What is broken?", "enter",
        "?As PDF on",
    ),
    "empty": (),
    "empty-door": DOOR,
    "empty-room": (*SHEET, "?No device is in a room"),
}  # fmt: skip


@pytest.fixture
def school(
    sample_office: Office, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The sample school, where Maya's device came back broken."""
    monkeypatch.chdir(tmp_path)
    sample_office.change_setting("part_prices", "charger=38; screen=65")
    sample_office.change_setting("due_back", "2027-05-28")
    scan(sample_office, *BROKEN, mode=Mode.BACK)
    return sample_office


@FORMS
@pytest.mark.parametrize("state", STATES)
def test_a_paper_looks_as_it_did(
    looks: Looks, school: Office, clock: FixedClock, state: str
) -> None:
    """Counts and what each is for; the rows with what they add up to; what is asked before."""
    if state in ("broken", "slip"):
        school.change_setting("support", "555 0100")
    if state.startswith("empty"):
        empty(school, clock)
        school.database.conn.execute("DELETE FROM place")
    assert looks(ChampionApp(school), playing("@papers", "?shows a paper", *STATES[state]))
