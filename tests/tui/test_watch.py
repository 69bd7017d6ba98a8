"""The look every two seconds, at what others did to the file that is open."""

from pathlib import Path

from inventory.services.office import Office
from tests.builders import FixedClock
from tui.app import ChampionApp
from tui.watch import Watch


async def test_prices_that_a_command_set_count_in_the_app_that_is_open(
    tmp_path: Path, clock: FixedClock
) -> None:
    """Else a paper for parents would have other sums than the list of the command."""
    path = tmp_path / "school.db"
    app = ChampionApp(Office.create(path, clock))
    async with app.run_test():
        Watch(app).look()
        beside = Office.open(path, clock)
        beside.change_setting("prices", "Chromebook=320")
        beside.close()
        assert app.office.setting("prices") == ""
        Watch(app).look()
        assert app.office.setting("prices") == "Chromebook=320"
    app.office.close()
