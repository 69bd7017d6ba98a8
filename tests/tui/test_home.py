"""Home, and what the app is at the start."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inventory.audit import AuditState
from inventory.services.glance import NextAudit
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import until
from tui.app import ChampionApp
from tui.screens.audit_due import home_line
from tui.widgets.text_lines import TextLines


async def test_home_shows_where_the_devices_are(sample_office: Office) -> None:
    """The school, its figures, and the keys that go on from there."""
    async with ChampionApp(sample_office).run_test(size=(80, 24)) as pilot:
        text = pilot.app.screen.query_one("#glance", TextLines).text
        assert "Northside Middle" in text
        assert "with people 140" in text
        assert "140 out and 0 back today" in text
        assert "F2 hand out" in text


@pytest.mark.parametrize(
    ("day", "audit", "line"),
    [
        ("2026-11-21", {}, "Audit Q4 2026   due 15 December · not open yet"),
        ("2026-12-16", {}, "Audit Q4 2026   overdue since 15 December · not open yet"),
        ("2027-01-07", {}, "Audit Q4 2026   overdue since 15 December 2026 · not open yet"),
        ("2026-12-15", {"state": "OPEN"}, "Audit Q4 2026   due 15 December · 612 of 655 seen"),
        ("2026-12-15", {"state": "OPEN", "blind": True}, "due 15 December · being scanned"),
        ("2026-12-15", {"state": "LOCKED"}, "due 15 December · 43 variances to explain"),
        ("2026-12-15", {"state": "EXPLAINED"}, "due 15 December · to be signed"),
        ("2026-12-31", {"state": "SIGNED"}, "due 15 December · signed, the packet for IT is next"),
    ],
)
def test_home_names_the_audit_that_is_next(day: str, audit: dict[str, Any], line: str) -> None:
    """When it is due and how far it is, and the key that leads there in the column of the keys."""
    audit["state"] = AuditState(audit["state"]) if "state" in audit else None
    seen_to = NextAudit("2026-Q4", date(2026, 12, 15), seen=612, expected=655, unexplained=43)
    parts = home_line(replace(seen_to, **audit), date.fromisoformat(day))
    text = "".join(text for text, _ in parts)
    assert line in text
    assert len(text) <= 74
    assert text.index("F4") in (65, len(text) - 2)
    assert ("overdue" in text) == any(tone == "ask" for _, tone in parts)


async def test_the_line_of_the_audit_follows_the_first_frame(sample_office: Office) -> None:
    """It stands below what it does not move."""
    async with ChampionApp(sample_office).run_test(size=(80, 24)) as pilot:
        glance = pilot.app.screen.query_one("#glance", TextLines)
        await until(lambda: "Audit Q4 2026" in glance.text.splitlines()[-1])
        assert glance.text.splitlines()[-1].endswith("F4")


def test_the_first_frame_loads_nothing_of_the_audit() -> None:
    """What is imported with the app is what Home's zones need."""
    code = "import sys, tui.app; print({'inventory.audit', 'inventory.model'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


async def test_an_empty_database_says_what_to_do(clock: FixedClock) -> None:
    """The first start offers the school's files or the sample school."""
    office = Office.in_memory(clock, CountedEntropy())
    async with ChampionApp(office).run_test(size=(80, 24)) as pilot:
        text = pilot.app.screen.query_one("#glance", TextLines).text
        assert "import my school's files" in text
        await pilot.press("ctrl+e")
    assert pilot.app.return_value == "sample"


@pytest.mark.parametrize(
    "key", ["f2", "f3", "f4", "f5", "f6", "f7", "f8", "ctrl+s", "alt+4", "alt+0"]
)
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
