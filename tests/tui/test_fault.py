"""The one clear screen where the disk refuses, and what it keeps from happening."""

from inventory.errors import ChampionError
from inventory.services import pages
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.scanning import running
from tui.screens.fault import FaultScreen
from tui.widgets.text_lines import TextLines

AMA, READY = "8101839", "0012352"


async def test_a_disk_that_refuses_stops_scanning_until_a_person_says_go_on(
    sample_office: Office, clock: FixedClock
) -> None:
    """Nothing is recorded meanwhile, not even in another mode; Ctrl+R goes back, and it works."""
    async with running(sample_office, clock, "f2") as table:
        await table.scan(AMA)
        sample_office.database.conn.execute("PRAGMA query_only = ON")
        table.type_keys(f"{READY}\r")
        await table.pilot.pause(0.2)
        assert isinstance(table.app.screen, FaultScreen)
        assert "NOT RECORDED" in table.app.screen.query_one("#fault", TextLines).text
        sample_office.database.conn.execute("PRAGMA query_only = OFF")
        await table.pilot.press("f3")
        table.type_keys(f"{READY}\r")
        await table.pilot.pause(0.3)
        assert isinstance(table.app.screen, FaultScreen)
        assert f"Not recorded: {READY}." in table.app.screen.query_one("#strip", TextLines).text
        assert pages.device_page(sample_office, READY).custody.person is None
        await table.pilot.press("ctrl+r")
        band = await table.scan(READY)
        assert band[0] == f"✓ HANDED OUT    {READY}"


async def test_a_finding_of_the_check_is_not_called_an_unrecorded_scan(
    sample_office: Office, clock: FixedClock
) -> None:
    """What the screen says is what is true."""
    async with running(sample_office, clock, "f2") as table:
        table.app.stop_scanning(ChampionError("The file is damaged.", "Restore a backup."))
        await table.pilot.pause()
        text = table.app.screen.query_one("#fault", TextLines).text
        assert text.startswith("✗ STOPPED")
