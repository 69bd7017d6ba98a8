"""The papers page: what there is, what is shown, what is saved."""

from functools import partial
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from textual.widgets import Input

from inventory.errors import NotRecorded
from inventory.model import Mode
from inventory.services import export_log, papers, reports
from inventory.services.desk import Desk
from inventory.services.papers import Kind
from inventory.services.reports import ListName
from tests.tui.bursts import asked, post_keys, until
from tests.tui.screens.sample_school import DEVICE, lines, opened, says, scan_presses_nothing, shown
from tests.tui.screens.sample_school import typed as type_keys
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.device_page import DeviceScreen
from tui.screens.exports import LISTS
from tui.screens.fault import FaultScreen
from tui.screens.find_device import FindDeviceScreen
from tui.screens.find_person import FindPersonScreen
from tui.screens.label_choices import ChoicePage
from tui.screens.paper_page import PaperPage, column_of
from tui.screens.papers import PAPERS, PapersScreen
from tui.screens.save_as import SaveAsScreen
from tui.screens.take_back import TakeBackScreen
from tui.widgets.columns import place_columns
from tui.widgets.key_bar import KeyBar
from tui.widgets.record_table import RecordTable
from tui.widgets.scan_input import ScanInput


async def open_papers(app: ChampionApp) -> PapersScreen:
    app.action_show_page("papers")
    screen = await opened(PapersScreen, app)
    await until(lambda: screen.papers.option_count == len(PAPERS))
    return screen


async def open_paper(app: ChampionApp, kind: Kind) -> PapersScreen:
    screen = await open_papers(app)
    screen.papers.highlighted = list(PAPERS).index(kind)
    screen.papers.action_select()
    return screen


def table(app: ChampionApp) -> RecordTable:
    return app.screen.query_one(RecordTable)


async def test_the_papers_show_their_counts(app: ChampionApp) -> None:
    """Those of the lists; a scan presses no key."""
    async with app.run_test(notifications=True):
        screen = await open_papers(app)
        out = reports.device_list(app.office, ListName.OUT)
        held = sum(line.custody == "WITH_PERSON" for line in out)
        said = [str(screen.papers.get_option(kind.value).prompt) for kind in PAPERS]
        assert said[0].split()[:3] == ["Not", "returned", str(held)]
        assert [line.rstrip()[-1].isalpha() for line in said] == [True] * len(PAPERS)
        await scan_presses_nothing(app)


def test_no_paper_is_called_as_a_list_is() -> None:
    """What is overdue and what is out are two numbers, on the pages and in the names of files."""
    lists = {name for key, listing in LISTS.items() for name in (key, listing.title)}
    assert not lists & {"not-returned", *(paper.title for paper in PAPERS.values())}


@pytest.mark.parametrize("end", ["pdf", "xlsx", "csv"])
async def test_what_is_shown_is_saved_as_the_name_says(
    app: ChampionApp, tmp_path: Path, end: str
) -> None:
    """With the number of rows, and a note that it was."""
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await open_paper(app, Kind.DOOR)
        await shown(PaperPage, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        rows = len(table(app).row_keys)
        assert rows == len(papers.door(app.office).rows)
        await type_keys(pilot, "e")
        await asked(app, SaveAsScreen, Input)
        field = app.screen.query_one(Input)
        assert field.value.startswith("not-returned-2026-11-21")
        path = tmp_path / f"door.{end}"
        field.value = str(path)
        await pilot.press("enter")
        await shown(PaperPage, app)
        await says(app, "strip", "Saved")
        assert path.name in lines(app, "strip")
        (logged,) = export_log.exports(app.office)
        assert (logged.what, logged.rows) == ("paper", rows)
        if end == "pdf":
            assert len(pypdfium2.PdfDocument(path)) == len(papers.door(app.office).parts)
        elif end == "xlsx":
            sheet = openpyxl.load_workbook(path).worksheets[1]
            assert sheet.max_row == rows + 1
        else:
            assert path.read_text("utf-8-sig").count("\n") == rows + 1


async def filtered(app: ChampionApp, text: str) -> int:
    """How many rows the filter leaves of the paper in front."""
    await until(lambda: bool(app.screen.query(RecordTable)))
    table(app).filter_by(text)
    return len(table(app).row_keys)


@pytest.mark.parametrize("end", ["pdf", "xlsx", "csv"])
async def test_only_the_rows_that_the_filter_leaves_are_saved(
    app: ChampionApp, tmp_path: Path, end: str
) -> None:
    """The door of one homeroom has no other's names; the strip says how many of how many."""
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await open_paper(app, Kind.DOOR)
        await shown(PaperPage, app)
        whole = len(papers.door(app.office).rows)
        rows = await filtered(app, "210")
        wanted = papers.door(app.office, homerooms=["210"])
        assert 0 < rows == len(wanted.rows) < whole
        path = tmp_path / f"door.{end}"
        await type_keys(pilot, "e")
        await until(lambda: isinstance(app.focused, Input))
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await shown(PaperPage, app)
        await says(app, "strip", f"✓ Saved {rows} of {whole} rows to ")
        (logged,) = export_log.exports(app.office)
        assert logged.rows == rows
        if end == "pdf":
            (printed,) = pypdfium2.PdfDocument(path)
            assert "Homeroom 210" in printed.get_textpage().get_text_bounded()
        elif end == "xlsx":
            cells = openpyxl.load_workbook(path).worksheets[1].values
            assert {row[0] for row in list(cells)[1:]} == {"210"}
        else:
            assert path.read_text("utf-8-sig").count("\n") == rows + 1


async def test_the_heading_counts_the_rows_that_the_filter_leaves(app: ChampionApp) -> None:
    """And all of them again without one."""
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await open_paper(app, Kind.DOOR)
        await shown(PaperPage, app)
        whole = papers.door(app.office).figures
        said = " · ".join(f"{label} {number}" for label, number in whole)
        await says(app, "about", said)
        part = papers.door(app.office, homerooms=["210"]).figures
        left_out = int(whole[0][1]) - await filtered(app, "210")
        here = [*part, ("Left out", left_out)]
        await says(app, "about", " · ".join(f"{label} {number}" for label, number in here))
        table(app).filter_by("nobody has this")
        await says(app, "about", f"Devices 0 · People 0 · Left out {whole[0][1]}")
        table(app).filter_by("")
        await says(app, "about", said)
        assert "Left out" not in lines(app, "about")
        assert pilot.app is app


@pytest.mark.parametrize("kind", [Kind.DOOR, Kind.SHEET])
async def test_a_filter_that_leaves_no_paper_is_refused(app: ChampionApp, kind: Kind) -> None:
    """No row at all is not that all is back, and what is signed is signed as a whole."""
    async with app.run_test(notifications=True) as pilot:
        await open_paper(app, kind)
        if kind is Kind.SHEET:
            await shown(ChoicePage, app)
            await pilot.press("enter")
        await shown(PaperPage, app)
        text = "nobody has this" if kind is Kind.DOOR else "NS-104221"
        assert bool(await filtered(app, text)) == (kind is Kind.SHEET)
        await type_keys(pilot, "e")
        await says(app, "strip", "Esc clears the filter first.")
        assert isinstance(app.screen, PaperPage)
        assert list(export_log.exports(app.office)) == []


async def test_initials_and_the_paper_are_turned_by_a_key(app: ChampionApp) -> None:
    """No ID is shown then; the paper is kept for the next time."""
    async with app.run_test(notifications=True, size=(120, 40)) as pilot:
        await open_paper(app, Kind.DOOR)
        await shown(PaperPage, app)
        await says(app, "about", "Last names: whole")
        assert "person" in {column.name for column in table(app).columns}
        await type_keys(pilot, "i")
        await says(app, "about", "Last names: one letter")
        await until(lambda: bool(app.screen.query(RecordTable)))
        assert "person" not in {column.name for column in table(app).columns}
        await until(lambda: table(app).has_focus)
        await type_keys(pilot, "p")
        await says(app, "about", "A4")
        assert papers.remembered_paper(app.office) == "a4"
        await type_keys(pilot, "enter")
        await shown(DeviceScreen, app)


async def test_a_full_disk_stops_scanning_where_the_paper_is_turned(
    app: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the screen of a fault, not with the end of the app."""

    def full(*_: object) -> None:
        raise NotRecorded("The disk is full.", "Free some space.")

    async with app.run_test(notifications=True) as pilot:
        await open_paper(app, Kind.LEAVERS)
        await shown(PaperPage, app)
        monkeypatch.setattr(papers, "remember_paper", full)
        await type_keys(pilot, "p")
        await shown(FaultScreen, app)


async def test_a_charger_that_turned_up_is_said_by_a_key(app: ChampionApp) -> None:
    """B, as long as one is missing of the device on the table."""
    out = reports.device_list(app.office, ListName.OUT)[0]
    async with app.run_test(notifications=True) as pilot:
        app.action_show_mode("take_back")
        await shown(TakeBackScreen, app)
        screen = app.screen
        assert isinstance(screen, TakeBackScreen)
        screen.desk.scan(out.device)
        screen.draw_verdict(screen.desk.scan("ZZCHNONE"))
        assert screen.desk.lacking() == ("charger",)
        await type_keys(pilot, "b")
        await until(lambda: screen.desk.lacking() == ())
        assert "b" not in screen.query_one(ScanInput).hot_keys


async def test_a_receipt_asks_for_whom(app: ChampionApp) -> None:
    """And shows what they have."""
    person = next(line.person for line in reports.device_list(app.office, ListName.OUT))
    assert person
    async with app.run_test(notifications=True) as pilot:
        await open_paper(app, Kind.RECEIPT)
        await shown(FindPersonScreen, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        table(app).filter_by(person)
        await until(lambda: len(table(app).row_keys) == 1)
        await pilot.press("enter", "enter")
        await shown(PaperPage, app)
        await says(app, "about", person)
        assert len(table(app).row_keys) == 1


def without_one(app: ChampionApp) -> str:
    """Somebody of the roster who has nothing, and is not the first of the list."""
    people = reports.person_lines(app.office, reports.person_keys(app.office))
    return next(one.person for one in people[1:] if not one.devices)


@pytest.mark.parametrize("typed", ["", "zzz"])
async def test_a_scanned_card_is_whose_receipt_opens(app: ChampionApp, typed: str) -> None:
    """Never another's: not of somebody who has nothing, and whatever the filter hides."""
    person = without_one(app)
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        await open_paper(app, Kind.RECEIPT)
        await shown(FindPersonScreen, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        table(app).filter_by(typed)
        post_keys(app, f"{person}\r")
        await says(app, "strip", "has nothing")
        await until(lambda: table(app).filter_text == "")
        await pilot.press("enter", "enter")
        await shown(PaperPage, app)
        await says(app, "about", person)


async def test_a_finder_says_which_kind_of_code_it_wants(app: ChampionApp) -> None:
    """A device is no person, and a card is no device; Enter would pick another's row."""
    card = without_one(app)
    app.office.change_setting("support", "555 0100")
    async with app.run_test(notifications=True, size=(80, 24)) as pilot:
        screen = await open_paper(app, Kind.RECEIPT)
        await shown(FindPersonScreen, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        post_keys(app, f"{DEVICE}\r")
        await says(app, "strip", f"{DEVICE} is a device. Scan a person's card")
        await pilot.press("escape", "escape")
        await shown_again(app)
        screen.papers.highlighted = list(PAPERS).index(Kind.SUPPORT)
        await pilot.press("enter")
        await shown(FindDeviceScreen, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        post_keys(app, f"{card}\r")
        await says(app, "strip", f"{card} is a person. Scan a device")
        post_keys(app, f"{DEVICE}\r")
        await says(app, "strip", f"{DEVICE}  ")
        await pilot.press("enter", "enter")
        await opened(AskTextScreen, app)


async def test_a_place_is_picked_and_a_slip_is_asked_about(app: ChampionApp) -> None:
    """The slip says first what is not set, then what is broken as it was said."""
    out = reports.device_list(app.office, ListName.OUT)[0]
    for code in (out.device, "ZZSCREEN"):
        Desk(app.office, Mode.BACK).scan(code)
    desk = Desk(app.office, Mode.BACK)
    desk.scan(reports.device_list(app.office, ListName.OUT)[0].device)
    async with app.run_test(notifications=True) as pilot:
        await open_paper(app, Kind.SHEET)
        await shown(ChoicePage, app)
        await pilot.press("enter")
        await shown(PaperPage, app)
        assert len(table(app).row_keys) == papers.places(app.office)[0].devices
        await pilot.press("escape")
        screen = await shown_again(app)
        screen.papers.highlighted = list(PAPERS).index(Kind.SUPPORT)
        await pilot.press("enter")
        await shown(FindDeviceScreen, app)
        await until(lambda: bool(app.screen.query(RecordTable)))
        await pilot.press("enter", "enter")
        await shown(PapersScreen, app)
        await says(app, "strip", "It is not set yet")
        await says(app, "strip", "Ctrl+S, IT support centre; or champion settings support")
        app.office.change_setting("support", "555 0100")
        await pilot.press("enter")
        await shown(FindDeviceScreen, app)
        await pilot.press("enter", "enter")
        await shown(AskTextScreen, app)
        assert dict(app.screen.query_one(KeyBar).keys) == {"F1": "Help", "esc": "Leave it"}
        app.screen.query_one(Input).value = "no sound"
        await pilot.press("enter")
        await shown(PaperPage, app)
        assert "no sound" in {cells[1] for cells in table(app).source.rows([0, 1, 2, 3]).values()}
        assert [column.title for column in table(app).columns] == ["What", "On the slip"]
        await pilot.press("enter")
        await says(app, "strip", "Enter opens no device here. E saves it.")


async def test_where_no_room_has_a_device_it_says_how_they_get_there(
    app: ChampionApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than ask which one."""
    monkeypatch.setattr(papers, "places", lambda _: [])
    async with app.run_test(notifications=True):
        await open_paper(app, Kind.SHEET)
        await says(app, "strip", "No device is in a room or cart by the record.")
        await says(app, "strip", "F3: scan the place, then its devices.")


def test_a_column_is_no_wider_than_what_stands_in_it_needs() -> None:
    """What came with a device is of more use at 80 cells than an empty end behind what was done."""
    condition = "charger not returned, condition C (damaged but works), screen, cause: misuse"

    def widths(**cells: str) -> dict[str, int]:
        columns = tuple(
            column_of(papers.Column(key, key.capitalize()), [cell]) for key, cell in cells.items()
        )
        return {place.column.name: place.width for place in place_columns(columns, 70)}

    device = {"device": "NS-104135", "serial": "5CD1042DDK", "model": "HP Chromebook 11 G9"}
    receipt = widths(what="brought back", **device, with_it=condition, when="09:00")
    assert receipt["what"] >= len("brought back")
    assert receipt["with_it"] >= 40
    sheet = widths(place="Library cart 3", **device, category="Tablet", condition="retired")
    assert sheet["place"] >= len("Library cart 3")
    assert sheet["condition"] >= len("Condition")
    costs = widths(
        name="Ann Ode", grade="7", homeroom="214", **device, what="charger not returned",
        cause="", price="38.00",
    )  # fmt: skip
    assert costs["what"] >= len("charger not returned")


async def test_a_slip_stays_when_the_setting_is_emptied_behind_it(app: ChampionApp) -> None:
    """It says so, and the app goes on."""
    app.office.change_setting("support", "555 0100")
    device = reports.device_list(app.office, ListName.DEVICES)[0].device_id
    make = partial(papers.support, device_id=device)
    async with app.run_test(notifications=True):
        app.push_screen(PaperPage(Kind.SUPPORT, make, make(app.office)))
        await shown(PaperPage, app)
        app.office.change_setting("support", "")
        app.push_screen(PapersScreen())
        await shown(PapersScreen, app)
        app.pop_screen()
        await says(app, "strip", "It is not set yet")
        assert len(table(app).row_keys) == 5


async def shown_again(app: ChampionApp) -> PapersScreen:
    """The papers, in front once more."""
    await shown(PapersScreen, app)
    assert isinstance(app.screen, PapersScreen)
    return app.screen
