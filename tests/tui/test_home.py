"""Home, and what the app is at the start."""

from pathlib import Path

import pytest

from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tui.app import ChampionApp
from tui.widgets.text_lines import TextLines


async def test_home_shows_where_the_devices_are(sample_office: Office) -> None:
    """The school, its figures, and the keys that go on from there."""
    async with ChampionApp(sample_office).run_test(size=(80, 24)) as pilot:
        text = pilot.app.screen.query_one("#glance", TextLines).text
        assert "Northside Middle" in text
        assert "with people 140" in text
        assert "140 out and 0 back today" in text
        assert "F2 hand out" in text


async def test_an_empty_database_says_what_to_do(clock: FixedClock) -> None:
    """The first start offers the school's files or the sample school."""
    office = Office.in_memory(clock, CountedEntropy())
    async with ChampionApp(office).run_test(size=(80, 24)) as pilot:
        text = pilot.app.screen.query_one("#glance", TextLines).text
        assert "import my school's files" in text
        await pilot.press("ctrl+e")
    assert pilot.app.return_value == "sample"


@pytest.mark.parametrize("key", ["f2", "f3", "f5", "f6", "f7", "f8", "ctrl+s", "alt+2", "alt+0"])
async def test_every_key_leads_somewhere_and_back_home(sample_office: Office, key: str) -> None:
    """Each big screen opens, has its word in the bar, and F10 comes back."""
    app = ChampionApp(sample_office)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause(0.1)
        assert app.current_mode == ("home" if key == "alt+0" else app.current_mode)
        assert app.current_mode != "home" or key == "alt+0"
        await pilot.press("f10")
        await pilot.pause(0.1)
        assert app.current_mode == "home"


async def test_theme_and_bell_are_kept_for_the_next_start(
    sample_office: Office, tmp_path: Path
) -> None:
    """A change of ground is a preference of this laptop, not of the school."""
    app = ChampionApp(sample_office)
    async with app.run_test() as pilot:
        app.action_toggle_theme()
        app.action_toggle_bell()
        await pilot.pause()
    again = ChampionApp(sample_office)
    assert again.theme == "champion-light"
    kept = list((tmp_path / "profile").rglob("preferences.json"))
    assert [path.read_text("utf-8") for path in kept] == [
        '{"theme": "champion-light", "bell": false}'
    ]


async def test_a_crash_shows_no_name(
    sample_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed after an error inside is one sentence, without the screen's content."""
    app = ChampionApp(sample_office)

    def crash() -> None:
        name = "Maya Okonkwo"
        raise ValueError(name)

    async def run() -> None:
        async with app.run_test() as pilot:
            app.call_later(crash)
            await pilot.pause()

    with pytest.raises(ValueError, match="Maya"):
        await run()
    app._print_error_renderables()
    printed = capsys.readouterr()
    assert "Something went wrong inside Champion (ValueError)" in printed.out + printed.err
    assert "Maya" not in printed.out + printed.err
