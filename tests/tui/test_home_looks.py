"""Pictures of Home on every kind of day.

After a change that is meant: ``pytest tests/tui/test_home_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Mapping

import pytest

from inventory.rules.duties import Operator, Role
from inventory.services import rehearsal
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.forms import FORMS, LARGE, SMALL, Compare, Looks, Step, playing
from tests.tui.home_states import STATES
from tui.app import ChampionApp
from tui.seat import sit
from tui.theme import LIGHT

READ = "?Audit Q"
TO_A_BAR = ("home", "down", "down", "down", "down")
KEYS: Mapping[str, tuple[str, tuple[Step, ...]]] = {
    "by-grade": ("running", ("tab", *TO_A_BAR)),
    "by-homeroom": ("auditing", ("tab", *TO_A_BAR)),
    "last-bars": ("crowded", ("tab", "tab", *TO_A_BAR, *["down"] * 14)),
    "stray-scan": ("running", ("~0012352", "?0012352")),
}
"""What was pressed on a day, once Home had read all of it."""


@FORMS
@pytest.mark.parametrize("state", STATES)
def test_home_looks_as_it_did(
    looks: Looks, sample_office: Office, clock: FixedClock, state: str
) -> None:
    """Bars with a pattern for each part, words, and the cursor."""
    STATES[state](sample_office, clock)
    read = "?Welcome" if state == "empty" else READ
    assert looks(ChampionApp(sample_office), playing(read))


@FORMS
@pytest.mark.parametrize("what", KEYS)
def test_home_after_keys_looks_as_it_did(
    looks: Looks, sample_office: Office, clock: FixedClock, what: str
) -> None:
    """Other bars, the cursor on one of them; what a scan says that arrives here."""
    state, keys = KEYS[what]
    STATES[state](sample_office, clock)
    assert looks(ChampionApp(sample_office), playing(READ, *keys))


@FORMS
def test_a_helpers_home_in_a_rehearsal_looks_as_it_did(looks: Looks, sample_office: Office) -> None:
    """The bar says both before anything else."""
    rehearsal.mark(sample_office)
    app = ChampionApp(sample_office, rehearsal=True)
    sit(app, Operator("Bartholomew Featherstonehaugh-Wu", Role.HELPER))
    assert looks(app, playing(READ))


@pytest.mark.parametrize(
    ("state", "size"), [("wanting", SMALL), ("running", LARGE)], ids=["80x24", "120x40"]
)
def test_home_on_a_light_ground_looks_as_it_did(
    snap_compare: Compare,
    sample_office: Office,
    clock: FixedClock,
    state: str,
    size: tuple[int, int],
) -> None:
    """The same meanings."""
    STATES[state](sample_office, clock)
    app = ChampionApp(sample_office)
    app.theme = LIGHT
    assert snap_compare(app, terminal_size=size, run_before=playing(READ))
