"""Looking up devices and people: typing, switching, opening, scanning, saving."""

import csv
import os
from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.bursts import asked, post_keys, until
from tests.tui.screens.sample_school import dump, lines, says, scan_presses_nothing, shown
from tui import saving
from tui.app import ChampionApp
from tui.screens.device_page import DeviceScreen
from tui.screens.look_up import LookUpScreen
from tui.screens.person_page import PersonScreen
from tui.screens.save_as import SaveAsScreen
from tui.stray_scans import describe
from tui.widgets.key_bar import KeyBar
from tui.widgets.record_table import RecordTable
from tui.widgets.text_lines import TextLines


async def look_up(app: ChampionApp, pilot: Pilot[str], *keys: str) -> RecordTable:
    """Press F5 and these keys; the list in sight."""
    await pilot.press("f5")
    await shown(LookUpScreen, app)
    await pilot.press(*keys)
    await pilot.pause()
    return table(app)


def table(app: ChampionApp) -> RecordTable:
    """The list in sight."""
    (found,) = [one for one in app.screen.query(RecordTable) if one.display]
    return found


def titles(app: ChampionApp) -> str:
    """The title line of the list in sight."""
    return table(app).render_line(0).text.rstrip()


async def test_typing_at_once_filters_the_devices(school: ChampionApp) -> None:
    """No key is needed first, and the title counts."""
    async with school.run_test(notifications=True) as pilot:
        await look_up(school, pilot, *"okonk")
        assert titles(school).startswith("Devices · 1 of 260 · filter: okonk_")
        await pilot.press("enter", "enter")
        await shown(DeviceScreen, school)
        assert "With Maya Okonkwo (8100442), homeroom 214, since" in lines(school, "record")


async def test_tab_takes_the_filter_along_to_the_people_and_back(school: ChampionApp) -> None:
    """Typing goes on in the other list, and what is typed there comes back."""
    async with school.run_test(notifications=True) as pilot:
        await look_up(school, pilot, *"okon", "tab")
        await until(lambda: table(school).id == "people")
        assert titles(school).startswith("People · 1 of 238 · filter: okon_")
        await pilot.press("k", "tab")
        await until(lambda: table(school).id == "devices")
        assert titles(school).startswith("Devices · 1 of 260 · filter: okonk_")
        assert school.focused is table(school)


async def test_the_line_of_keys_names_the_other_list(school: ChampionApp) -> None:
    """Tab says where it leads to."""
    async with school.run_test(notifications=True) as pilot:
        await look_up(school, pilot)
        bar = school.screen.query_one(KeyBar)
        await until(lambda: ("Tab", "People") in bar.keys)
        await pilot.press("tab")
        await until(lambda: ("Tab", "Devices") in bar.keys)
        assert ("Tab", "People") not in bar.keys


async def test_a_person_is_opened_and_left_again(school: ChampionApp) -> None:
    """Esc leads back to the list with its filter, which typing does not go into any more."""
    async with school.run_test(notifications=True) as pilot:
        await look_up(school, pilot, "tab", *"brandt", "enter", "enter")
        await shown(PersonScreen, school)
        assert "Kai [/] Brandt" in lines(school, "record")
        await pilot.press("escape")
        await shown(LookUpScreen, school)
        assert titles(school).endswith("filter: brandt")


@pytest.mark.parametrize(
    ("code", "listed_in", "says_what"),
    [
        ("NS-104392", "devices", "NS-104392"),
        ("5CD9326FW0", "devices", "NS-104392"),
        ("8102744", "people", "Kai [/] Brandt"),
    ],
)
async def test_a_scan_puts_the_cursor_on_it_and_opens_nothing(
    school: ChampionApp, code: str, listed_in: str, says_what: str
) -> None:
    """The strip says what it is; the screen and the focus stay."""
    async with school.run_test(notifications=True) as pilot:
        before = await look_up(school, pilot, *(["tab"] if listed_in == "people" else []))
        post_keys(school, f"{code}\r")
        await says(school, "strip", says_what)
        assert isinstance(school.screen, LookUpScreen)
        assert school.focused is before is table(school)
        assert before.id == listed_in
        cells = before.source.rows([before.cursor_key or 0])
        assert says_what in next(iter(cells.values()))
        assert before.filter_text == ""


async def test_three_hundred_scans_leave_the_screen_as_it_is(school: ChampionApp) -> None:
    """Only the cursor moves, and the strip says what came last."""
    async with school.run_test(notifications=True) as pilot:
        first = await look_up(school, pilot)
        before = dump(school.office)
        codes = [f"NS-{104101 + number}" for number in range(0, 300, 3)] * 3
        codes = [code for code in codes if describe(school.office, code)[0][1] == "bold"]
        for code in [*codes, "8102744"]:
            post_keys(school, f"{code}\r")
        await says(school, "strip", "Kai [/] Brandt")
        assert len(codes) > 200
        assert len(school.screen_stack) == 1
        assert (school.focused, table(school), first.filter_text) == (first, first, "")
        assert first.filtering
        assert dump(school.office) == before


async def test_a_burst_presses_no_key_once_the_filter_is_closed(school: ChampionApp) -> None:
    """E, S and / in a code save, sort and filter nothing."""
    async with school.run_test(notifications=True) as pilot:
        await look_up(school, pilot, "enter")
        await scan_presses_nothing(school)
        assert table(school).order == ("device", False)


async def open_picker(
    app: ChampionApp, pilot: Pilot[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filter the devices to two and ask to save them."""
    monkeypatch.setattr(saving, "documents", lambda: folder)
    await look_up(app, pilot, *"may", "enter")
    await pilot.press("e")
    await asked(app, SaveAsScreen, Input)
    await pilot.pause()


async def test_the_rows_shown_are_saved_as_csv(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All columns, hidden ones too; the strip says how many rows went where."""
    async with school.run_test(notifications=True) as pilot:
        await open_picker(school, pilot, tmp_path, monkeypatch)
        await pilot.press("enter")
        await shown(LookUpScreen, school)
        await says(school, "strip", "✓ Saved 2 rows to ")
    with (tmp_path / "devices-2026-11-21.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[0] == "Device"
    assert header[-1] == "Serial"
    assert [(row[0], row[3]) for row in rows] == [
        ("NS-104135", "Maya Okonkwo"),
        ("NS-104140", "Isaiah Mayfield"),
    ]


async def test_a_file_that_is_there_is_never_written_over(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another name is suggested, and the old one is refused when it is typed."""
    old = tmp_path / "devices-2026-11-21.csv"
    old.write_text("mine")
    async with school.run_test(notifications=True) as pilot:
        await open_picker(school, pilot, tmp_path, monkeypatch)
        await pilot.press(*old.name, "enter")
        await pilot.pause()
        assert isinstance(school.screen, SaveAsScreen)
        said = school.screen.query_one("Dialog").border_subtitle
        assert said == SaveAsScreen.ERROR_OVERWRITE_IS_NOT_ALLOWED
    assert saving.free_name(tmp_path, "devices-2026-11-21") == "devices-2026-11-21-2.csv"
    assert old.read_text() == "mine"


async def test_a_folder_that_is_typed_is_opened_and_the_name_stays(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the cursor in it, so that the next Enter saves there."""
    (tmp_path / "sub").mkdir()
    async with school.run_test(notifications=True) as pilot:
        await open_picker(school, pilot, tmp_path, monkeypatch)
        field = school.screen.query_one(Input)
        name = field.value
        for typed in (str(tmp_path / "sub"), ".."):
            await pilot.press("ctrl+u", *typed, "enter")
            await until(lambda: field.value == name)
            await pilot.pause()
            assert school.focused is field
        await pilot.press("ctrl+u", *"sub", "enter")
        await until(lambda: field.value == name)
        await pilot.press("enter")
        await says(school, "strip", "✓ Saved 2 rows to ")
    assert (tmp_path / "sub" / name).is_file()


@pytest.mark.parametrize(
    "room", ["x" * 300, "ü" * 300, "教" * 90, "a/b" * 90], ids=["x", "umlaut", "cjk", "slash"]
)
def test_a_name_that_is_too_long_for_a_file_keeps_its_day(tmp_path: Path, room: str) -> None:
    """By bytes, too: file systems count those."""
    name = saving.free_name(tmp_path, f"without-{room}-2026-11-21")
    assert (len(name) <= 64, len(name.encode()) <= 124) == (True, True)
    assert name.startswith("without-")
    assert name.endswith("-2026-11-21.csv")
    (tmp_path / name).touch()
    assert (tmp_path / saving.free_name(tmp_path, f"without-{room}-2026-11-21")).name != name


async def test_a_folder_that_refuses_is_said_in_the_strip(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick was pulled out once the dialog had seen it; the app goes on."""
    monkeypatch.setattr(SaveAsScreen, "_why_not", lambda *_: "")
    async with school.run_test(notifications=True) as pilot:
        await open_picker(school, pilot, tmp_path, monkeypatch)
        await pilot.press(*"no-such-folder/x.csv", "enter")
        await shown(LookUpScreen, school)
        await says(school, "strip", "Nothing was saved.")


async def test_scans_press_nothing_in_the_dialog(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even Enter after a code that the name took: nothing is saved."""
    async with school.run_test(notifications=True) as pilot:
        await open_picker(school, pilot, tmp_path, monkeypatch)
        dialog = school.screen
        for code in ("NS-104392", "7719.X", "8102744"):
            post_keys(school, f"{code}\r")
        await until(lambda: "Kai [/] Brandt" in str(strip_beneath(school)))
        await pilot.pause()
        assert school.screen is dialog
    assert [path.name for path in tmp_path.glob("*.csv")] == []


def strip_beneath(app: ChampionApp) -> str:
    """The strip of the page under the dialog."""
    return app.screen_stack[-2].query_one("#strip", TextLines).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("may.pdf", "This is saved as CSV. Let its name end with .csv."),
        (".xlsx", "This is saved as CSV. Let its name end with .csv."),
        ("Backups/may.csv", "There is no folder “Backups”. Choose one that is there."),
        ("Backups/", "There is no folder “Backups”. Choose one that is there."),
        ("[b]/may.csv", "There is no folder “[b]”. Choose one that is there."),
        (
            f"{'deep' * 20}/may.csv",
            "There is no folder “deepdeepdeepdeepdeepdee…”. Choose one that is there.",
        ),
        ("old.csv/may.csv", "There is no folder “old.csv”. Choose one that is there."),
        ("locked/may.csv", "Nothing can be saved in “locked”. Choose another folder."),
        (
            f"{'m' * 300}.csv",
            "No file can be called so. Choose a shorter name, without special characters.",
        ),
        (
            "~nobody-here/may.csv",
            "No file can be called so. Choose a shorter name, without special characters.",
        ),
        ("", "Type a name for the file."),
        ("old.csv", "There is a file of this name. Choose another one."),
    ],
)
async def test_where_no_file_can_be_the_dialog_stays_and_says_why(
    school: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, said: str
) -> None:
    """In a sentence that its line has room for; nothing is written, and another name works."""
    (tmp_path / "old.csv").write_text("mine")
    (tmp_path / "locked").mkdir()
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).name != "locked" or mode != os.W_OK
    )
    before = sorted(tmp_path.iterdir())
    async with school.run_test(size=(80, 24), notifications=True) as pilot:
        await open_picker(school, pilot, tmp_path, monkeypatch)
        field = school.screen.query_one(Input)
        field.value = typed
        await pilot.press("enter")
        dialog = school.screen.query_one("Dialog")
        await until(lambda: bool(dialog.border_subtitle))
        assert isinstance(school.screen, SaveAsScreen)
        assert Content.from_markup(str(dialog.border_subtitle)).plain == said
        assert len(said) <= dialog.size.width
        assert sorted(tmp_path.iterdir()) == before
        field.value = "may.csv"
        await until(lambda: not dialog.border_subtitle)
        await pilot.press("enter")
        await says(school, "strip", "✓ Saved 2 rows to ")
    assert (tmp_path / "may.csv").is_file()
