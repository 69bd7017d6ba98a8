"""The preview: what it says of a file, and what may be said of the file before it is imported."""

import csv
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from textual.widgets import Input

from inventory.services import pages, recent, register
from tests.inventory.files.built import FIXTURES
from tests.tui.bursts import asked, post_keys, until
from tests.tui.screens.importing import (
    DEVICES,
    PEOPLE,
    SPLIT,
    many,
    open_imports,
    preview,
    reading_threads,
    roster,
)
from tests.tui.screens.sample_school import (
    DEVICE,
    dump,
    lines,
    sample_app,
    says,
    scan_presses_nothing,
    shown,
    typed,
)
from tui.app import ChampionApp
from tui.screens.hand_out import HandOutScreen
from tui.screens.import_choices import MendPage, SchoolPage, UsersPage
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.imports import ImportsScreen
from tui.screens.save_as import SaveAsScreen

SYSTEMS = {
    "apple-students.csv": (PEOPLE, "Apple School Manager"),
    "clever-students.csv": (PEOPLE, "Clever"),
    "clever-teachers.csv": (PEOPLE, "Clever"),
    "gam-cros.csv": (DEVICES, "Google (GAM)"),
    "google-users.csv": (PEOPLE, "Google Workspace"),
    "intune-devices.csv": (DEVICES, "Microsoft Intune"),
    "oneroster-1.1-users.csv": (PEOPLE, "OneRoster"),
    "oneroster-1.2-users.csv": (PEOPLE, "OneRoster"),
    "powerschool.csv": (PEOPLE, "PowerSchool"),
    "sds-1-student.csv": (PEOPLE, "Microsoft School Data Sync"),
    "sds-1-teacher.csv": (PEOPLE, "Microsoft School Data Sync"),
    "sds-2-users.csv": (PEOPLE, "Microsoft School Data Sync"),
    "sds-2.1-users.csv": (PEOPLE, "Microsoft School Data Sync"),
    "snipe-it-importer.csv": (DEVICES, "Snipe-IT"),
    "snipe-it-list.csv": (DEVICES, "Snipe-IT"),
    "snipe-it-report.csv": (DEVICES, "Snipe-IT"),
    "snipe-it-users.csv": (PEOPLE, "Snipe-IT"),
}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


def cells(screen: ImportPreviewPage) -> str:
    """All that the table of differences holds."""
    rows = screen.table.source.rows(screen.table.row_keys)
    return "\n".join(" | ".join(row) for row in rows.values())


def test_every_systems_fixture_is_tried() -> None:
    """A new fixture has to be added here."""
    assert {path.name for path in FIXTURES.glob("*.csv")} == set(SYSTEMS)


@pytest.mark.parametrize("name", SYSTEMS)
async def test_every_systems_file_is_recognised_and_shows_nothing_private(
    app: ChampionApp, name: str
) -> None:
    """The preview names it and how it was read, and is imported; private cells are nowhere."""
    kind, title = SYSTEMS[name]
    async with app.run_test(notifications=True, size=(120, 40)) as pilot:
        screen = await preview(app, FIXTURES / name, kind)
        said = " ".join(lines(app, "plan").split())
        assert f" · {title} · read as UTF-8, parted by commas" in said
        assert "PRIVATE" not in said + cells(screen)
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported")
        assert not [line for line in dump(app.office) if "PRIVATE" in line]


async def test_a_workbook_is_read_and_said_to_be_one(app: ChampionApp, tmp_path: Path) -> None:
    """Without knowing its rows before, and zeros at the front of text stay."""
    file = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Roster")
        for line, row in enumerate((("person_id", "last_name"), ("0091", "Ng"))):
            sheet.write_row(line, 0, row)
    async with app.run_test(size=(120, 40)):
        screen = await preview(app, file)
        assert 'read as the sheet "Roster" of a workbook' in lines(app, "plan")
        assert "2 | new | 0091 | Ng" in cells(screen)


async def test_private_columns_are_said_to_be_never_stored(
    app: ChampionApp, tmp_path: Path
) -> None:
    """By what they hold; other columns that are not read stand beside them."""
    file = tmp_path / "roster.csv"
    file.write_text("person_id,last_name,Dob,Age,Password,Shoe\n91,Ng,2015,9,x,42\n")
    async with app.run_test(size=(120, 40)):
        await preview(app, file)
        said = lines(app, "plan")
        assert "Never stored: age or birth (“Dob”, “Age”); password (“Password”)." in said
        assert "Columns that are not read: “Shoe”." in said


async def test_a_part_of_a_list_makes_nothing_gone(app: ChampionApp, tmp_path: Path) -> None:
    """P says so and reads again; it is suggested where most of what is known would be gone."""
    async with app.run_test() as pilot:
        screen = await preview(app, many(tmp_path / "roster.csv", 3))
        assert "238 of 238 people are gone. Is the file whole?   P no, only a part" in lines(
            app, "plan"
        )
        await typed(pilot, "p")
        await says(app, "plan", "The file is only a part: nothing is gone.   P it is whole")
        assert "3 new   0 changed   0 unchanged   0 gone   0 refused" in lines(app, "plan")
        assert len(screen.table.row_keys) == 3
        await typed(pilot, "p")
        await says(app, "plan", "238 gone")
        await typed(pilot, "P", "i")
        await says(app, "plan", "✓ Imported 3 people: 3 new.")
        someone = pages.person(app.office, "8101689")
        assert someone is not None
        assert someone.listed


async def test_split_names_are_mended_after_they_were_shown(
    app: ChampionApp, tmp_path: Path
) -> None:
    """N shows the first three as they would be, without what is never stored, and reads again."""
    file = tmp_path / "roster.csv"
    file.write_text(SPLIT)
    async with app.run_test() as pilot:
        await preview(app, file)
        assert "N mends 4 names split by a comma" in lines(app, "plan")
        await typed(pilot, "n")
        await shown(MendPage, app)
        said = lines(app, "question")
        assert "91 · Ng, Ada · 5" in said
        assert "93 · Ray, Cy · 5" in said
        assert "Fox" not in said
        assert "2015" not in said
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "plan", "5 new")
        assert "Split names are mended.   N leaves them refused" in lines(app, "plan")
        await typed(pilot, "n")
        await says(app, "plan", "4 refused")


async def test_split_names_are_left_refused_with_escape(app: ChampionApp, tmp_path: Path) -> None:
    """Nothing is read again."""
    file = tmp_path / "roster.csv"
    file.write_text(SPLIT)
    async with app.run_test() as pilot:
        await preview(app, file)
        await typed(pilot, "n")
        await shown(MendPage, app)
        await typed(pilot, "escape")
        await shown(ImportPreviewPage, app)
        assert "4 refused" in lines(app, "plan")


async def test_users_become_holders_only_after_a_warning(app: ChampionApp) -> None:
    """U says what speaks against it; the first choice changes nothing."""
    async with app.run_test() as pilot:
        await preview(app, FIXTURES / "gam-cros.csv", DEVICES)
        assert "U takes 1 user as holders" in lines(app, "plan")
        await typed(pilot, "u")
        await shown(UsersPage, app)
        assert "often the account that enrolled the device" in lines(app, "question")
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        assert "U takes 1 user as holders" in lines(app, "plan")
        await typed(pilot, "u")
        await shown(UsersPage, app)
        await typed(pilot, "down", "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "plan", "Users count as holders.   U leaves them out")


async def test_one_school_of_several_is_chosen(app: ChampionApp) -> None:
    """O lists them with their rows; rows of the others are left out, and all come back."""
    async with app.run_test() as pilot:
        await preview(app, FIXTURES / "powerschool.csv")
        assert "O reads only one of 2 schools" in lines(app, "plan")
        await typed(pilot, "o")
        await shown(SchoolPage, app)
        await typed(pilot, "escape")
        await shown(ImportPreviewPage, app)
        await typed(pilot, "o")
        await shown(SchoolPage, app)
        await typed(pilot, "down", "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "plan", "Only Northside Middle is read.   O another one")
        assert "0 new   1 changed" in lines(app, "plan")
        assert "1 row is of other schools" in lines(app, "plan")
        await typed(pilot, "o")
        await shown(SchoolPage, app)
        await typed(pilot, "home", "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "plan", "1 new   1 changed")


async def test_refused_rows_are_saved_beside_the_file(app: ChampionApp, tmp_path: Path) -> None:
    """R suggests a free name, writes every refused row with its reason, and changes nothing."""
    file = roster(tmp_path / "roster.csv", "91,A,B,6,112,PERHAPS", "92,C,D,6,112,SOON")
    (tmp_path / "roster-refused.csv").write_text("")
    async with app.run_test(size=(120, 40)) as pilot:
        await preview(app, file)
        before = dump(app.office)
        await typed(pilot, "r")
        await asked(app, SaveAsScreen, Input)
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "strip", "✓ Saved 2 refused rows to ")
        assert dump(app.office) == before
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported")
    with (tmp_path / "roster-refused-2.csv").open(encoding="utf-8-sig") as saved:
        rows = list(csv.DictReader(saved))
    assert [row["person_id"] for row in rows] == ["91", "92"]
    assert rows[0]["reason"].startswith('status "PERHAPS" is not known')


async def test_a_file_changed_meanwhile_is_said_and_not_saved(
    app: ChampionApp, tmp_path: Path
) -> None:
    """The rows that were refused are not there any more."""
    file = roster(tmp_path / "roster.csv", "91,A,B,6,112,PERHAPS")
    async with app.run_test(size=(120, 40)) as pilot:
        await preview(app, file)
        roster(file, "91,A,B,6,112,LEFT")
        await typed(pilot, "r")
        await asked(app, SaveAsScreen, Input)
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "strip", "Nothing was saved. roster.csv was changed since it was read.")


async def test_keys_without_a_meaning_for_the_file_do_nothing(
    app: ChampionApp, tmp_path: Path
) -> None:
    """Nothing is refused, split, of several schools or noted; nor do the keys stand below."""
    async with app.run_test() as pilot:
        screen = await preview(app, roster(tmp_path / "roster.csv", "91,A,B,6,112,"))
        for key in "rnuo":
            await typed(pilot, key)
            assert app.screen is screen
        active = [one for one in screen.active_bindings.values() if one.enabled]
        shown_keys = {one.binding.description for one in active}
        assert shown_keys.isdisjoint({"Refused", "Names", "Users", "School"})


async def test_of_very_many_differences_the_title_says_how_many_are_shown(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan has the first of each sort at hand, and the numbers of all of them."""
    monkeypatch.setattr("inventory.services.comparing.MOST_KEPT", 100)
    async with app.run_test() as pilot:
        screen = await preview(app, many(tmp_path / "roster.csv", 300))
        assert screen.table.heading == "Differences, the first 200 of 538"
        assert "still have 140 devices" in lines(app, "plan")
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported 300 people")


async def test_a_file_that_is_gone_when_it_is_read_again_ends_the_preview(
    app: ChampionApp, tmp_path: Path
) -> None:
    """It is said, nothing can be imported any more, and Esc goes back."""
    file = many(tmp_path / "roster.csv", 3)
    async with app.run_test() as pilot:
        await preview(app, file)
        before = dump(app.office)
        file.unlink()
        await typed(pilot, "p")
        await says(app, "plan", "✗ ")
        await typed(pilot, "i", "p")
        assert dump(app.office) == before
        await typed(pilot, "escape")
        await says(app, "said", "Nothing was changed.")


async def test_no_thread_and_no_open_database_stay_behind_a_preview(
    app: ChampionApp, tmp_path: Path
) -> None:
    """The thread waits while the preview is there, and ends when it is left."""
    async with app.run_test() as pilot:
        await preview(app, many(tmp_path / "roster.csv", 3))
        assert [thread.daemon for thread in reading_threads()] == [True]
        await typed(pilot, "escape")
        await until(lambda: not reading_threads())
        assert isinstance(app.screen, ImportsScreen)


async def test_quitting_with_a_preview_open_ends_its_thread(
    app: ChampionApp, tmp_path: Path
) -> None:
    """The app does not wait for it, and nothing was written."""
    before = dump(app.office)
    async with app.run_test() as pilot:
        await preview(app, many(tmp_path / "roster.csv", 3))
        (thread,) = reading_threads()
        await pilot.press("ctrl+q")
    thread.join(5)
    assert not thread.is_alive()
    assert dump(app.office) == before


async def test_quitting_while_a_file_is_read_ends_its_thread(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its next step, without a word to an app that is gone."""
    go_on, reached = threading.Event(), threading.Event()
    prepare = register.prepare

    def slowly(*given: object, **named: object) -> object:
        reached.set()
        assert go_on.wait(10)
        return prepare(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(register, "prepare", slowly)
    async with app.run_test():
        (await open_imports(app)).read_file(PEOPLE, many(tmp_path / "roster.csv", 3))
        await until(reached.is_set)
        (thread,) = reading_threads()
    go_on.set()
    thread.join(5)
    assert not thread.is_alive()


async def test_devices_go_out_while_a_preview_is_open(app: ChampionApp, tmp_path: Path) -> None:
    """Waiting for a person's word locks nothing, and the import goes through afterwards."""
    async with app.run_test() as pilot:
        await preview(app, many(tmp_path / "roster.csv", 3))
        app.switch_mode("hand_out")
        await shown(HandOutScreen, app)
        post_keys(app, f"8101689\r{DEVICE}\r")
        await until(lambda: recent.verdicts(app.office, 1)[0].subject == DEVICE)
        app.switch_mode("imports")
        await shown(ImportPreviewPage, app)
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported 3 people")


async def test_reading_again_is_stopped_with_escape(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before is gone then, so the preview is left; nothing was changed."""
    async with app.run_test() as pilot:
        await preview(app, many(tmp_path / "roster.csv", 3))
        before, go_on, prepare = dump(app.office), threading.Event(), register.prepare

        def slowly(*given: object, **named: object) -> object:
            assert go_on.wait(10)
            return prepare(*given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(register, "prepare", slowly)
        await typed(pilot, "p")
        await says(app, "plan", "Reading roster.csv…")
        await typed(pilot, "i", "escape")
        await says(app, "said", "Stopped reading roster.csv. Nothing was changed.")
        go_on.set()
        await until(lambda: not reading_threads())
        assert dump(app.office) == before


async def test_a_scan_presses_nothing_on_the_pages_that_ask(
    app: ChampionApp, tmp_path: Path
) -> None:
    """A scanner's Enter mends no names."""
    file = tmp_path / "roster.csv"
    file.write_text(SPLIT)
    async with app.run_test() as pilot:
        await preview(app, file)
        await typed(pilot, "n")
        await shown(MendPage, app)
        await scan_presses_nothing(app)
