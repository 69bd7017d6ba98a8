"""What is typed while screens give way to each other, however long that takes."""

import pytest

from inventory.services.office import Office
from tests.builders import FixedClock
from tests.tui.bursts import until
from tests.tui.scanning import running
from tui import hand_over
from tui.hand_over import HandOver
from tui.screens.home import HomeScreen

AMA, MAYA, BEN = "8101839", "8100442", "8102590"


async def test_who_goes_to_and_fro_for_long_has_every_scan_where_it_was_meant(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it waits at once: a scan at the table, the keys of two screens, the next scan."""
    monkeypatch.setattr(hand_over, "PATIENCE", 40)
    codes = [AMA, MAYA, BEN] * 10
    async with running(sample_office, clock, "f2") as table:
        for code in codes:
            table.type_keys(f"{code}\r")
            table.type_key("f10")
            table.type_key("f2")
        await until(lambda: len(table.verdicts) >= len(codes))
        assert [verdict.scan for verdict in table.verdicts] == codes
        await table.pilot.pause()


async def test_keys_that_nothing_lets_through_are_handed_on_all_the_same(
    sample_office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue that was closed with the answer in it: after many looks the next key works."""
    monkeypatch.setattr(hand_over, "PATIENCE", 20)
    async with running(sample_office, clock, "f2") as table:
        monkeypatch.setattr(HandOver, "_go_through", lambda *_: None)
        table.type_key("f10")
        await until(lambda: isinstance(table.app.screen, HomeScreen))
