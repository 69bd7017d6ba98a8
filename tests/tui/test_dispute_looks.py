"""Pictures of a disputed device: in the Inbox, on its own screen, at the table.

After a change that is meant: ``pytest tests/tui/test_dispute_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable

import pytest

from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.test_looks import playing
from tests.two_tables import call, dispute, scan
from tui.app import ChampionApp

AMA, PATRICK, JAYDEN = "8101839", "8102590", "8102963"
DEVICE = "NS-104101"

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
Compare = Callable[..., bool]
Size = tuple[int, int]


@pytest.fixture
def disputed(sample_office: Office) -> Office:
    """A scan is parked; Table 1 gave NS-104101 to Ama, and Table 2 to Patrick."""
    call(sample_office, "Table 1")
    scan(sample_office, PATRICK, "7719-X")
    dispute(sample_office, [AMA, DEVICE], [[PATRICK, DEVICE]])
    return sample_office


@SIZES
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(("f6",), id="inbox"),
        pytest.param(("f6", "enter"), id="two-stories"),
        pytest.param(("f6", "enter", "1"), id="settled"),
        pytest.param(("f2", f"={JAYDEN}", f"={DEVICE}"), id="hand-out"),
        pytest.param(("f3", f"={DEVICE}"), id="take-back"),
    ],
)
def test_a_disputed_device_looks_as_it_did(
    snap_compare: Compare,
    disputed: Office,
    clock: FixedClock,
    steps: tuple[str, ...],
    size: Size,
) -> None:
    """What is the matter, what each table says, what comes next."""
    app = ChampionApp(disputed)
    assert snap_compare(app, terminal_size=size, run_before=playing(clock, *steps))


@SIZES
def test_three_stories_look_as_they_did(
    snap_compare: Compare, sample_office: Office, clock: FixedClock, size: Size
) -> None:
    """All of them in sight."""
    call(sample_office, "Table 1")
    dispute(sample_office, [AMA, DEVICE], [[PATRICK, DEVICE], [JAYDEN, DEVICE]])
    app = ChampionApp(sample_office)
    assert snap_compare(app, terminal_size=size, run_before=playing(clock, "f6", "enter"))
