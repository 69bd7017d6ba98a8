"""The last events on a scan screen: what is said of each is read whole."""

import pytest

from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import Driver
from tui.app import ChampionApp
from tui.widgets.event_feed import ABOVE, INDENT, LEAST, EventFeed, column_widths

AMA, KOFI, READY, MAYAS = "8101839", "8100374", "0012352", "NS-104135"

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def drawn(app: ChampionApp) -> list[str]:
    """The last events as they are drawn, the newest first."""
    feed = app.screen.query_one(EventFeed)
    lines = [feed.render_line(y).text for y in range(ABOVE, feed.size.height)]
    return [line.strip() for line in lines if line.strip()]


@SIZES
async def test_a_question_that_was_left_says_which_scan_is_parked_as_what(
    sample_office: Office, clock: FixedClock, size: tuple[int, int]
) -> None:
    """The claim number, why, and what was scanned: it is looked for in the Inbox by any of them."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f2")
        table = Driver(app, pilot, clock)
        await table.scan(AMA, MAYAS, KOFI)
        await until(lambda: any("parked" in line for line in drawn(app)))
        (parked,) = (line for line in drawn(app) if "parked" in line)
        assert [part.strip() for part in parked.split("  ") if part.strip()][1:] == [
            "· parked", MAYAS, "P-01 not answered before",
        ]  # fmt: skip


@SIZES
@pytest.mark.parametrize("key", ["f2", "f3"])
async def test_a_name_has_as_much_room_beside_what_is_known_of_a_person_as_without(
    sample_office: Office, clock: FixedClock, key: str, size: tuple[int, int]
) -> None:
    """A wider terminal cuts no name that a small one shows."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=size) as pilot:
        await pilot.press(key)
        await until(lambda: bool(app.screen.query(EventFeed)))
        await pilot.pause()
        feed = app.screen.query_one(EventFeed)
        assert column_widths(feed.size.width - 2 * INDENT).name >= LEAST.name
