"""Labels: what can be printed, the sheet with its preview, wrong input, saving."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from inventory.errors import NotAllowed
from inventory.files.labels.bars import Symbology, encode
from inventory.rules.duties import Operator, Role
from inventory.services import labels, lay_out
from inventory.services.labels import Form, Kind, Which
from inventory.services.office import Office
from tests.tui.bursts import asked, post_keys, until
from tests.tui.screens.labelling import (
    drawn,
    head,
    large,
    mark,
    open_labels,
    open_sheet,
    pick,
    picture,
    values,
    written,
)
from tests.tui.screens.picking import pick as pick_file
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
from tui.screens.label_choices import ChoicePage
from tui.screens.label_file import sheet_file
from tui.screens.label_notes import NotesScreen
from tui.screens.label_sheet import LabelSheetScreen
from tui.screens.labels import PRINTS, LabelsScreen
from tui.screens.save_as import SaveAsScreen
from tui.screens.scanner_check import ScannerCheckScreen
from tui.widgets.label_picture import bar_cells
from tui.widgets.record_table import RecordTable

UNFIT = "5CD34441KK"
"""A serial where there is no tag; it is too wide for Avery 5167."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for documents."""
    documents = tmp_path / "documents"
    documents.mkdir()
    monkeypatch.setattr("tui.screens.label_job.documents", lambda: documents)
    monkeypatch.setattr("tui.screens.label_asking.documents", lambda: documents)
    return documents


@pytest.fixture
def app(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


async def saved(app: ChampionApp, pilot, name: str = "") -> None:  # type: ignore[no-untyped-def]
    """Answer the dialog with the name that is suggested or another one."""
    await asked(app, SaveAsScreen, Input)
    field = app.screen.query_one(Input)
    await until(lambda: field.has_focus)
    if name:
        field.value = name
    await typed(pilot, "enter")
    await until(lambda: not isinstance(app.screen, SaveAsScreen))


async def test_each_thing_to_print_shows_its_count(app: ChampionApp) -> None:
    """Retired devices, other schools' and people who left are not counted."""
    async with app.run_test(notifications=True) as pilot:
        screen = await open_labels(app, pilot)
        rows = {
            name: " ".join(str(screen.prints.get_option(name).prompt).split()) for name in PRINTS
        }
        assert rows == {
            "devices": "Device labels 257 asset tag, model, school",
            "students": "Student cards 224 ID, name, homeroom",
            "places": "Place labels 18 rooms and carts",
            "commands": "Command sheet 29 barcodes to scan instead of keys",
            "scanner": "Scanner check page 4 barcodes that test a scanner",
            "border": "Border test page shows where the printer puts labels",
            "check": "Check the scanner now with that page, sixty seconds",
        }


@pytest.mark.parametrize(
    ("what", "says_so", "name"),
    [
        ("devices", "257 device labels on 9 sheets of Avery 5160", "devices-labels-2026-11-21.pdf"),
        ("students", "224 student cards on 8 sheets", "students-labels-2026-11-21.pdf"),
        ("places", "18 place labels on 1 sheet of", "places-labels-2026-11-21.pdf"),
        ("border", "Border test page for Avery 5160", "labels-border-2026-11-21.pdf"),
    ],
)
async def test_sheets_are_seen_and_saved(
    app: ChampionApp, folder: Path, what: str, says_so: str, name: str
) -> None:
    """P suggests a name in Documents; Enter writes a PDF, and Esc goes back step by step."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, what)
        assert says_so in head(app)
        await typed(pilot, "p")
        await saved(app, pilot)
        await says(app, "strip", "✓ Saved ")
        assert "at 100 %" in lines(app, "strip")
        assert name in head(app).replace("\n", "")
        assert (folder / name).read_bytes().startswith(b"%PDF")
        assert app.screen is page
        await typed(pilot, "escape")
        await shown(LabelsScreen, app)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("commands", "command-sheet-2026-11-21.pdf"),
        ("scanner", "scanner-check-2026-11-21.pdf"),
    ],
)
async def test_whole_pages_ask_for_the_paper_and_are_saved(
    app: ChampionApp, folder: Path, what: str, name: str
) -> None:
    """The paper of the last time stands first."""
    async with app.run_test(notifications=True) as pilot:
        screen = await open_labels(app, pilot)
        screen.prints.highlighted = screen.prints.get_option_index(what)
        await typed(pilot, "enter")
        await shown(ChoicePage, app)
        await typed(pilot, "down", "enter")
        await saved(app, pilot)
        await says(app, "strip", "✓ Saved ")
        assert (folder / name).read_bytes().startswith(b"%PDF")
        assert labels.remembered_paper(app.office) == "a4"


async def test_the_scanner_can_be_checked_from_here(app: ChampionApp) -> None:
    """The last line opens the check; Esc leads back."""
    async with app.run_test(notifications=True) as pilot:
        await open_labels(app, pilot)
        await typed(pilot, "end", "enter")
        await shown(ScannerCheckScreen, app)
        await typed(pilot, "escape")
        await shown(LabelsScreen, app)


async def test_the_preview_shows_each_sheet_with_its_codes(app: ChampionApp) -> None:
    """PgDn and PgUp turn the sheets, the arrows choose the label that is shown large."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        assert page.laid
        codes = [label.code for label in page.laid.fitting]
        assert "Sheet 1 of 9" in picture(page)
        assert all(code in picture(page) for code in codes[:30])
        assert codes[30] not in picture(page)
        await typed(pilot, "pagedown")
        assert "Sheet 2 of 9" in picture(page)
        assert all(code in picture(page) for code in codes[30:60])
        assert large(page).splitlines()[-1] == codes[30]
        await typed(pilot, "right")
        assert large(page).splitlines()[-1] == codes[31]
        await typed(pilot, "left", "left")
        assert "Sheet 1 of 9" in picture(page)
        assert large(page).splitlines()[-1] == codes[29]
        await typed(pilot, *["pagedown"] * 9)
        assert "Sheet 9 of 9" in picture(page)
        await typed(pilot, *["pageup"] * 9)
        assert "Sheet 1 of 9" in picture(page)


async def test_the_large_label_has_the_real_bars(app: ChampionApp) -> None:
    """Half blocks of the very modules that are printed, for both kinds of bars."""
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        code = large(page).splitlines()[-1]
        assert bar_cells(encode(code).modules) in large(page)
        mark(page, "bars")
        await typed(pilot, "enter")
        await drawn(page)
        assert values(page)["bars"] == "Code 39"
        assert bar_cells(encode(code, Symbology.CODE39).modules) in large(page)


def test_bars_are_drawn_two_modules_to_a_cell() -> None:
    """An odd one at the end is followed by white."""
    assert bar_cells("11100100101") == "█▌▐ ▌▌"


async def test_labels_begin_where_the_sheet_does(app: ChampionApp) -> None:
    """What is gone from the sheet is shown as such, and the last free label counts on."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "places")
        await written(app, pilot, page, "start", "7")
        assert values(page)["start"] == "label 7"
        await until(lambda: "next free: 25" in head(app))
        body = picture(page).splitlines()[1:-1]
        assert [row.count("░") > 10 for row in body[:3]] == [True, True, False]
        assert "next free" in head(app)


@pytest.mark.parametrize(
    ("row", "text", "why"),
    [
        ("start", "31", "There is no label 31 to start at: 5160 has 30 labels a page."),
        ("start", "0", "There is no label 0 to start at"),
        ("start", "x", "“x” is no number. Write 1 to 30."),
        ("start", "1e999", "“1e999” is no number."),
        ("right", "x", "“x” is no length. Write millimetres, such as 0.5 or -1."),
        ("down", "nan", "The nudge down is nan mm"),
        ("down", "99", "The nudge down is 99 mm, and it can be 5 either way."),
    ],
)
async def test_wrong_input_is_said_in_place(
    app: ChampionApp, row: str, text: str, why: str
) -> None:
    """One sentence under the field, what was typed stays, and Esc leaves all as it was."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        before = values(page), picture(page)
        await written(app, pilot, page, row, text)
        assert why in page.field.text
        assert page.query_one(Input).has_focus
        assert page.query_one(Input).value == text
        await typed(pilot, "escape")
        assert page.rows.has_focus
        assert (values(page), picture(page)) == before
        assert app.screen is page


@pytest.mark.parametrize("size", ["0x5", "x", "9999x9999", "[/]", ""])
async def test_a_size_that_can_not_be_is_said_in_place(app: ChampionApp, size: str) -> None:
    """An own size is typed; a wrong one keeps the field open."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        await pick(app, pilot, page, "sheet", 3)
        await until(lambda: page.query_one(Input).has_focus)
        await typed(pilot, "ctrl+u")
        page.query_one(Input).value = size
        await typed(pilot, "enter")
        assert page.field.text.startswith("✗ ")
        await typed(pilot, "end", "ctrl+u", *"50x25", "enter")
        await drawn(page)
        await until(lambda: "one on each page" in head(app))
        assert "Label 1 of 257" in picture(page)


async def test_letters_are_no_keys_while_something_is_typed(app: ChampionApp) -> None:
    """P, L and N land in the field."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        mark(page, "search")
        await typed(pilot, "enter", "p", "l", "n")
        assert page.query_one(Input).value == "pln"
        await typed(pilot, "enter")
        await drawn(page)
        assert "Nothing matches all of these rows." in head(app)
        await typed(pilot, "p")
        assert "There are no labels to print." in lines(app, "strip")


async def test_labels_are_chosen_by_words_homeroom_and_place(app: ChampionApp) -> None:
    """Each of them leaves fewer, together as well; the first choice is all again."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        await written(app, pilot, page, "search", "Dell")
        await until(lambda: len(page.chosen.labels) < 257)
        dells = len(page.chosen.labels)
        assert dells
        await pick(app, pilot, page, "homeroom", 1)
        assert 0 < len(page.chosen.labels) < dells
        await pick(app, pilot, page, "homeroom", 0)
        assert len(page.chosen.labels) == dells
        await written(app, pilot, page, "search", "")
        await pick(app, pilot, page, "place", 1)
        assert page.plan
        assert page.plan.which
        assert page.plan.which.place
        mark(page, "order")
        await typed(pilot, "enter")
        assert values(page)["order"] == "by homeroom"
        await pick(app, pilot, page, "place", 0)
        mark(page, "order")
        await typed(pilot, "enter")
        await until(lambda: values(page)["order"] == "as laid out")
        assert [one.code for one in page.chosen.labels] == [
            one.label for one in lay_out.laid_out(app.office)
        ]
        assert page.chosen.labels[0].title
        await typed(pilot, "enter")
        await until(lambda: values(page)["order"] == "by asset tag")


async def test_what_does_not_fit_is_named_and_only_left_out_on_purpose(
    app: ChampionApp, folder: Path
) -> None:
    """P saves nothing until L leaves it out; N shows all of it."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        await pick(app, pilot, page, "sheet", 1)
        await until(lambda: f"1 of 257 can't be printed. {UNFIT}" in head(app))
        assert "Avery 5160 takes it." in " ".join(head(app).split())
        assert UNFIT not in picture(page)
        await typed(pilot, "p")
        assert "Nothing is saved while something can't be printed." in lines(app, "strip")
        await typed(pilot, "n")
        await shown(NotesScreen, app)
        table = app.screen.query_one(RecordTable)
        assert len(table.row_keys) == 2  # and one code that is a student's too, which is printed
        await typed(pilot, "escape")
        await shown(LabelSheetScreen, app)
        await drawn(page)
        await typed(pilot, "l")
        assert "1 label is left out." in head(app)
        await typed(pilot, "p")
        await saved(app, pilot, "skipped.svg")
        await says(app, "strip", "✓ Saved 256 labels on 4 sheets")
        assert len(list(folder.glob("skipped-0*.svg"))) == 4
        assert labels.remembered(app.office).stock.name == "5167"
        await typed(pilot, "l")
        assert "can't be printed" in head(app)


async def test_leaving_out_holds_only_for_what_was_seen(app: ChampionApp) -> None:
    """Other labels that don't fit on other stock are asked about anew."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        await pick(app, pilot, page, "sheet", 1)
        await typed(pilot, "l")
        assert page.leaves_out
        mark(page, "bars")
        await typed(pilot, "enter")
        await drawn(page)
        assert page.laid
        assert len(page.laid.sheet.unfit) > 1
        assert not page.leaves_out


async def test_a_file_that_can_not_be_is_refused(app: ChampionApp, folder: Path) -> None:
    """The strip says why, and nothing is written."""
    async with app.run_test(notifications=True) as pilot:
        await open_sheet(app, pilot, "places")
        await typed(pilot, "p")
        await saved(app, pilot, "cards.doc")
        said = "a name can't end in .doc here. Let it end in .pdf or .svg or .zpl."
        await says(app, "strip", said)
        assert list(folder.iterdir()) == []


async def test_the_end_of_the_name_says_what_kind_of_file_it_is(
    app: ChampionApp, folder: Path
) -> None:
    """ZPL for a label printer; without an end it is a PDF."""
    async with app.run_test(notifications=True) as pilot:
        await open_sheet(app, pilot, "places")
        await typed(pilot, "p")
        await saved(app, pilot, "roll.zpl")
        await says(app, "strip", "18 labels. Send the file to the label printer as it is.")
        assert (folder / "roll.zpl").read_bytes().count(b"^XZ") == 18
        await typed(pilot, "p")
        await saved(app, pilot, "plain")
        await says(
            app, "strip", "✓ Saved 18 labels on 1 sheet. Print at 100 %. Next free label: 19."
        )
        assert (folder / "plain.pdf").read_bytes().startswith(b"%PDF")


async def test_students_labels_are_not_written_for_a_helper_who_sat_down_meanwhile(
    app: ChampionApp, folder: Path
) -> None:
    """Whoever is at the table when the dialog ends is who has them written."""
    async with app.run_test(notifications=True) as pilot:
        await open_sheet(app, pilot, "students")
        await typed(pilot, "p")
        await asked(app, SaveAsScreen, Input)
        app.office.operator = Operator("Bea Lind", Role.HELPER)
        await saved(app, pilot)
        await says(app, "strip", "Nothing was saved. Bea Lind is a helper: writing names is")
        assert list(folder.iterdir()) == []


def test_name_labels_of_what_is_laid_out_are_the_champions_too(sample_office: Office) -> None:
    """They have names on them, as cards have; the bare label of a device has none."""
    sheet = labels.sheet((), labels.remembered(sample_office))
    sample_office.operator = Operator("Bea Lind", Role.HELPER)
    with pytest.raises(NotAllowed, match="writing names"):
        sheet_file(sample_office, Which(Kind.DEVICES, laid_out=True), sheet).refuse()
    sheet_file(sample_office, Which(Kind.DEVICES), sheet).refuse()


async def test_a_file_that_takes_long_can_be_stopped(
    app: ChampionApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app stays usable meanwhile; after Esc nothing is left of it, though it was written."""
    begun, go_on = threading.Event(), threading.Event()
    write = labels.save

    def slowly(*args, **named):  # type: ignore[no-untyped-def]
        begun.set()
        go_on.wait(10)
        return write(*args, **named)

    monkeypatch.setattr(labels, "save", slowly)
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "places")
        await typed(pilot, "p")
        await saved(app, pilot)
        await until(begun.is_set)
        assert "Drawing 18 labels…" in lines(app, "strip")
        await typed(pilot, "pagedown", "f10", "f9")
        await until(lambda: app.screen is page)
        await says(app, "strip", "Drawing 18 labels…")
        await typed(pilot, "escape")
        assert "Stopped. Nothing was saved." in lines(app, "strip")
        go_on.set()
        await until(lambda: not [one for one in threading.enumerate() if one.name == "labels"])
        assert list(folder.iterdir()) == []
        assert app.screen is page


async def test_a_file_that_was_written_meanwhile_is_told_on_coming_back(
    app: ChampionApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever handed out a device in between still hears where the labels are."""
    go_on = threading.Event()
    write = labels.save

    def slowly(*args, **named):  # type: ignore[no-untyped-def]
        go_on.wait(10)
        return write(*args, **named)

    monkeypatch.setattr(labels, "save", slowly)
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "places")
        await typed(pilot, "p")
        await saved(app, pilot)
        await typed(pilot, "f10")
        go_on.set()
        await until(lambda: not page.is_saving)
        await typed(pilot, "f9")
        await until(lambda: app.screen is page)
        await says(app, "strip", "✓ Saved 18 labels")
        assert [one.suffix for one in folder.iterdir()] == [".pdf"]


async def test_a_list_from_a_file_is_printed(app: ChampionApp, folder: Path) -> None:
    """Codes that nobody knows are named above the sheet."""
    (folder / "list.txt").write_text(f"{DEVICE}\nWHAT-IS-THIS\n{DEVICE}\n", "utf-8")
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        mark(page, "list")
        await typed(pilot, "enter", "down", "enter")
        await until(lambda: type(app.screen).__name__ == "PickFileScreen")
        await pick_file(app, pilot, "list.txt")
        await until(lambda: app.screen is page)
        await until(lambda: "1 code of the list is unknown: WHAT-IS-THIS." in head(app))
        assert "1 device label" in head(app)
        assert [note[0] for note in page.notes] == ["WHAT-IS-THIS", DEVICE]


async def test_scans_make_a_list(app: ChampionApp) -> None:
    """Each scan adds one; what nobody knows and what is there already is said."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "devices")
        await pick(app, pilot, page, "list", 2)
        assert page.chosen.labels == ()
        await until(lambda: "Scan what needs a label" in head(app))
        before = dump(app.office)
        for code, said, number in (
            (DEVICE, f"✓ On the sheet: {DEVICE}", 1),
            ("NS-104102", "✓ On the sheet: NS-104102", 2),
            (DEVICE, f"{DEVICE} is on the sheet already.", 2),
            ("ILES/SEIL", "No device has the code ILES/SEIL.", 2),
        ):
            post_keys(app, f"{code}\r")
            await says(app, "strip", said)
            assert len(page.chosen.labels) == number
        await drawn(page)
        assert "2 device labels" in head(app)
        assert dump(app.office) == before


@pytest.mark.parametrize("what", ["devices", "border"])
async def test_a_scan_is_answered_and_presses_nothing(app: ChampionApp, what: str) -> None:
    """Neither on the first page nor on the sheet."""
    async with app.run_test(notifications=True) as pilot:
        await open_labels(app, pilot)
        await scan_presses_nothing(app)
        await open_sheet(app, pilot, what)
        await scan_presses_nothing(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15), (20, 6)])
async def test_the_sheet_fits_any_size(app: ChampionApp, size: tuple[int, int]) -> None:
    """Nothing breaks while a window is pulled small and large again."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "students")
        await pick(app, pilot, page, "sheet", 1)
        await pilot.resize_terminal(*size)
        await pilot.pause(0.1)
        width = page.query_one("#picture").content_size.width
        assert all(len(line) <= max(width, 9) for line in picture(page).splitlines())
        await pilot.resize_terminal(120, 40)
        await pilot.pause(0.1)
        assert len(picture(page).splitlines()) == 22


async def test_hostile_names_are_shown_safely(app: ChampionApp) -> None:
    """Markup, escape codes, wide letters and long names neither act nor break the columns."""
    names = ("[/] [red]", "\x1b[31mred", "李小龍李小龍李小龍李小龍", "x" * 300)
    database = app.office.database
    with database.immediate():
        for name in names:
            database.write(
                "UPDATE person SET first_name = ?, homeroom = ?, indexed = 0 WHERE position ="
                " (SELECT min(position) FROM person WHERE homeroom GLOB '[0-9]*'"
                " AND kind = 'student' AND status = 'ENROLLED')",
                name,
                name,
            )
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        page = await open_sheet(app, pilot, "students")
        assert {"[/] [red]", "x" * 300} <= set(labels.homerooms(app.office))
        for _ in page.chosen.labels:
            page.action_step_label(1)
            assert "\x1b" not in picture(page) + large(page)
            assert len({cell_len(line) for line in picture(page).splitlines()}) == 1
        for at in range(1, len(labels.homerooms(app.office)) + 1):
            if labels.homerooms(app.office)[at - 1] in names:
                await pick(app, pilot, page, "homeroom", at)
                assert len(page.chosen.labels) == 1
                assert "\x1b" not in "".join(values(page).values())
        await written(app, pilot, page, "search", "[/]")
        assert app.screen is page


async def test_a_test_page_of_a_sheet_has_the_number_of_each_label(app: ChampionApp) -> None:
    """Its stock and nudge are asked for, and are those of the next labels too."""
    async with app.run_test(notifications=True) as pilot:
        page = await open_sheet(app, pilot, "border")
        assert list(values(page)) == ["sheet", "right", "down"]
        assert " 30 " in picture(page)
        await written(app, pilot, page, "right", "0,5")
        assert values(page)["right"] == "0.5 mm"
        await typed(pilot, "p")
        await saved(app, pilot)
        await says(app, "strip", "All is moved 0.5 mm to the right.")
        assert labels.remembered(app.office).right == 0.5


def test_every_form_is_offered() -> None:
    """The names' ends are those that the service writes."""
    assert [form.value for form in Form] == ["pdf", "svg", "zpl"]
