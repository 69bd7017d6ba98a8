"""Saying which column is which, where no known system wrote the file or the guess was wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.files.mapping import fields
from inventory.files.profiles import RegisterKind
from inventory.services import looking, mappings, pages
from inventory.services.looking import Look
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.inventory.files.built import FIXTURES
from tests.tui.bursts import until
from tests.tui.screens.importing import (
    DEVICES,
    PEOPLE,
    as_text,
    open_imports,
    preview,
    reading_threads,
    roster,
)
from tests.tui.screens.sample_school import (
    dump,
    lines,
    sample_app,
    says,
    scan_presses_nothing,
    shown,
    typed,
)
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.import_choices import ColumnPage
from tui.screens.import_columns import ColumnChoice, column_line, field_line, sample_lines
from tui.screens.import_mapping import ImportMappingPage
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.imports import ImportsScreen

OFFICE_LIST = """Inventarnr.;S/N;Model;Name;Raum;Dob;Password
A-1001;5CDX1;[/]G9;Cart 1;Room 1;2015;secret
A-1002;5CDX2;G9;Cart 2;Room 2;2016;secret
"""

TWICE = """Asset Tag,Serial Number,Model Name,Notes,Notes,Location
A-1001,5CDX1,G9,old,new,Room 1
A-1002,5CDX2,G9,old,newer,Room 2
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


def office_list(folder: Path, text: str = OFFICE_LIST, name: str = "office.csv") -> Path:
    """A list that no known system writes."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


async def mapping(app: ChampionApp, path: Path, kind: RegisterKind = DEVICES) -> ImportMappingPage:
    (await open_imports(app)).read_file(kind, path)
    await shown(ImportMappingPage, app)
    await until(lambda: bool(lines(app, "sample")))
    assert isinstance(app.screen, ImportMappingPage)
    return app.screen


def row(screen: ImportMappingPage, key: str) -> str:
    """The line of a field."""
    return str(screen.fields.get_option(key).prompt)


async def test_an_unknown_list_asks_which_column_is_which(app: ChampionApp, tmp_path: Path) -> None:
    """How it is read and why it is asked; guesses stand there, unsure ones say what they may be."""
    async with app.run_test(size=(120, 40), notifications=True):
        screen = await mapping(app, office_list(tmp_path))
        said = lines(app, "facts")
        assert "office.csv   read as UTF-8, parted by semicolons" in said
        assert "This can't be read as a list of devices: its columns are" in said
        assert "Never stored: age or birth (“Dob”); password (“Password”)." in said
        assert "Enter chooses a column" in said
        assert row(screen, "tag").split() == ["*", "Asset", "tag", "–"]
        assert row(screen, "serial").startswith("* Serial number")
        assert row(screen, "serial").endswith("2  S/N")
        assert row(screen, "model").endswith("?  Model or Name")
        assert not app._notifications


async def test_nothing_private_is_offered_or_shown(app: ChampionApp, tmp_path: Path) -> None:
    """Neither in the rows below nor among the columns to choose from."""
    async with app.run_test(size=(120, 40)) as pilot:
        await mapping(app, office_list(tmp_path))
        assert "secret" not in lines(app, "sample")
        await typed(pilot, "enter")
        await shown(ColumnPage, app)
        page = app.screen
        assert isinstance(page, ColumnPage)
        offered = [words for _, words in page.choices()]
        assert [words.split()[1] for words in offered[:5]] == [
            "Inventarnr.",
            "S/N",
            "Model",
            "Name",
            "Raum",
        ]
        assert len(offered) == 6
        assert "secret" not in "".join(offered)


async def test_columns_are_chosen_with_keys_kept_and_known_the_next_time(
    app: ChampionApp, tmp_path: Path
) -> None:
    """Enter and arrows choose, G asks for a name; the same headings then need no word."""
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await mapping(app, office_list(tmp_path))
        assert row(screen, "serial").endswith("2  S/N")
        await typed(pilot, "right")
        assert row(screen, "tag").endswith("1  Inventarnr.")
        await typed(pilot, "down", "down", "enter")
        await shown(ColumnPage, app)
        await typed(pilot, "enter")
        await shown(ImportMappingPage, app)
        assert row(screen, "model").endswith("3  Model")
        assert "A-1001     5CDX1          [/]G9" in lines(app, "sample")
        await typed(pilot, "G")
        await shown(AskTextScreen, app)
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        assert "columns as kept under “office”" in lines(app, "plan")
        assert "2 new" in lines(app, "plan")
        assert [one.name for one in mappings.saved_mappings(app.office, DEVICES)] == ["office"]
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported 2 devices: 2 new.")
        await typed(pilot, "escape")
        await shown(ImportsScreen, app)
        await preview(app, office_list(tmp_path, name="next.csv"), DEVICES)
        assert "columns as kept under “office”" in lines(app, "plan")
        assert "2 unchanged" in lines(app, "plan")
    device = pages.look_up(app.office, "A-1001")
    assert isinstance(device, pages.DevicePage)
    assert (device.device.serial, device.device.model) == ("5CDX1", "[/]G9")


async def test_what_is_needed_has_to_have_a_column(app: ChampionApp, tmp_path: Path) -> None:
    """G says what is missing, and goes nowhere."""
    async with app.run_test() as pilot:
        screen = await mapping(app, office_list(tmp_path, "Nummer,Was\n1,G9\n"))
        await typed(pilot, "g")
        await says(app, "strip", "No column is said to be “Asset tag” or “Serial number” yet.")
        assert app.screen is screen


async def test_without_a_name_it_is_for_this_once(app: ChampionApp, tmp_path: Path) -> None:
    """Nothing is kept, and the file is read all the same."""
    async with app.run_test() as pilot:
        await mapping(app, office_list(tmp_path))
        await typed(pilot, "right", "g")
        await shown(AskTextScreen, app)
        await typed(pilot, *["backspace"] * len("office"), "enter")
        await shown(ImportPreviewPage, app)
        assert "columns as you said" in lines(app, "plan")
        assert mappings.saved_mappings(app.office, DEVICES) == ()


async def test_a_name_that_cant_be_kept_is_said(app: ChampionApp, tmp_path: Path) -> None:
    """A known system's own name is refused, and the columns stand as they were."""
    async with app.run_test() as pilot:
        screen = await mapping(app, office_list(tmp_path))
        await typed(pilot, "right", "g")
        await shown(AskTextScreen, app)
        await typed(pilot, *["backspace"] * len("office"), *"gam", "enter")
        await shown(ImportMappingPage, app)
        await says(app, "strip", "gam is a known system's name.")
        assert row(screen, "tag").endswith("1  Inventarnr.")


@pytest.mark.parametrize("key", ["delete", "backspace"])
async def test_a_choice_is_taken_away(app: ChampionApp, tmp_path: Path, key: str) -> None:
    """Then no column is it."""
    async with app.run_test() as pilot:
        screen = await mapping(app, office_list(tmp_path))
        await typed(pilot, "right")
        assert row(screen, "tag").endswith("1  Inventarnr.")
        await typed(pilot, key)
        assert row(screen, "tag").endswith("–")


async def test_escape_leaves_the_file_alone(app: ChampionApp, tmp_path: Path) -> None:
    """Nothing was changed, and no thread stays."""
    async with app.run_test() as pilot:
        await open_imports(app)
        before = dump(app.office)
        await mapping(app, office_list(tmp_path))
        await typed(pilot, "right", "escape")
        await says(app, "said", "Nothing was changed.")
        assert dump(app.office) == before
        await until(lambda: not reading_threads())


async def test_two_columns_for_one_thing_are_told_apart_by_their_number(
    app: ChampionApp, tmp_path: Path
) -> None:
    """The reason is said, what is sure is filled in, and either of them can be picked."""
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await mapping(app, office_list(tmp_path, TWICE))
        assert "both give the notes" in lines(app, "facts")
        assert row(screen, "tag").endswith("1  Asset Tag")
        assert row(screen, "notes").endswith("?  Notes or Notes")
        at = [field.key for field in fields(DEVICES)].index("notes")
        await typed(pilot, *["down"] * at, "enter")
        await shown(ColumnPage, app)
        await typed(pilot, "down", "enter")
        await shown(ImportMappingPage, app)
        assert row(screen, "notes").endswith("5  Notes")
        await typed(pilot, "g")
        await shown(AskTextScreen, app)
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported 2 devices")
    device = pages.look_up(app.office, "A-1002")
    assert isinstance(device, pages.DevicePage)
    assert device.device.notes == "newer"


async def test_a_list_of_another_kind_is_read_as_that(app: ChampionApp, tmp_path: Path) -> None:
    """K, where the headings are a known system's: nobody has to choose the file again."""
    async with app.run_test(size=(120, 40)) as pilot:
        await mapping(app, FIXTURES / "snipe-it-list.csv", PEOPLE)
        assert "K reads it as a list of devices" in lines(app, "facts")
        await typed(pilot, "k")
        await shown(ImportPreviewPage, app)
        assert "Snipe-IT" in lines(app, "plan")
        await until(lambda: len(reading_threads()) == 1)


async def test_k_means_nothing_where_the_kind_is_not_known(
    app: ChampionApp, tmp_path: Path
) -> None:
    """An unknown list may be anything."""
    async with app.run_test() as pilot:
        screen = await mapping(app, office_list(tmp_path))
        await typed(pilot, "k")
        assert app.screen is screen


async def test_a_wrong_guess_is_put_right_from_the_preview(
    app: ChampionApp, tmp_path: Path
) -> None:
    """M starts with what was read, and reads again with what is said; a kept name is offered."""
    file = roster(tmp_path / "roster.csv", "91,Ada,Ng,6,112,")
    async with app.run_test(size=(120, 40)) as pilot:
        await preview(app, file)
        await typed(pilot, "m")
        await shown(ImportMappingPage, app)
        screen = app.screen
        assert isinstance(screen, ImportMappingPage)
        assert row(screen, "homeroom").endswith("5  homeroom")
        at = [field.key for field in fields(PEOPLE)].index("homeroom")
        await typed(pilot, *["down"] * at, "delete", "g")
        await shown(AskTextScreen, app)
        await typed(pilot, "enter")
        await shown(ImportPreviewPage, app)
        await says(app, "plan", "columns as kept under “roster”")
        assert "Columns that are not read: “homeroom”." in lines(app, "plan")
        await typed(pilot, "m")
        await shown(ImportMappingPage, app)
        await until(lambda: bool(lines(app, "sample")))
        screen = app.screen
        assert isinstance(screen, ImportMappingPage)
        assert row(screen, "homeroom").endswith("–")
        await typed(pilot, "escape")
        await shown(ImportPreviewPage, app)
        assert "columns as kept under “roster”" in lines(app, "plan")


async def test_a_scan_presses_nothing_while_columns_are_chosen(
    app: ChampionApp, tmp_path: Path
) -> None:
    """Its letters go on to nothing, its Enter opens no list."""
    async with app.run_test() as pilot:
        screen = await mapping(app, office_list(tmp_path))
        await scan_presses_nothing(app)
        assert row(screen, "tag").endswith("–")
        await typed(pilot, "enter")
        await shown(ColumnPage, app)
        await scan_presses_nothing(app)


def looked_at(folder: Path, text: str, kind: RegisterKind = DEVICES) -> Look:
    office = Office.in_memory(FixedClock())
    try:
        return looking.look(office, kind, office_list(folder, text))
    finally:
        office.close()


def test_a_column_is_only_one_thing(tmp_path: Path) -> None:
    """Chosen for another field, it is taken from the first; stepping passes it over."""
    choice = ColumnChoice(DEVICES, looked_at(tmp_path, OFFICE_LIST))
    tag, serial, model, *_ = choice.fields
    choice.choose(tag, 1)
    choice.choose(serial, 1)
    assert choice.chosen == {"serial": 1, **{k: v for k, v in choice.chosen.items() if v != 1}}
    choice.choose(tag, 0)
    choice.step(model, 1)
    assert choice.chosen["model"] == 2
    choice.step(model, -1)
    assert "model" not in choice.chosen
    choice.step(model, -1)
    assert choice.chosen["model"] == 4


def test_a_column_of_the_same_name_is_kept_by_its_number(tmp_path: Path) -> None:
    """A heading that is a number, and one that is there twice, lead to the very column."""
    choice = ColumnChoice(DEVICES, looked_at(tmp_path, "2,X,X,1\na,b,c,d\n"))
    tag, serial, model, *_ = choice.fields
    for field, column in ((tag, 1), (serial, 2), (model, 3)):
        choice.choose(field, column)
    kept = choice.saved("by number")
    assert kept.columns == {"tag": ("X", 1), "serial": ("X", 2), "model": ("1", 1)}
    assert kept.columns_in(choice.look.header) == choice.chosen


def test_the_rows_show_the_column_of_the_field_even_far_to_the_right(tmp_path: Path) -> None:
    """As many columns as fit, that of the cursor among them; wide names keep in line."""
    header = "Asset Tag,Serial,Category,Location,Status,School,Notes"
    cells = ",".join(f"{letter}界" * 8 for letter in "ABCDEFG")
    choice = ColumnChoice(DEVICES, looked_at(tmp_path, f"{header}\n{cells}\n"))
    notes = next(field for field in choice.fields if field.key == "notes")
    title, first = sample_lines(choice, notes, 60, 4)
    assert "Notes" in as_text(title)
    assert "G界" in as_text(first)
    assert "A界" in as_text(sample_lines(choice, choice.fields[0], 60, 4)[1])


def test_a_column_says_its_number_its_heading_and_what_is_in_it(tmp_path: Path) -> None:
    """And what it is said to be already; markup is text."""
    choice = ColumnChoice(DEVICES, looked_at(tmp_path, OFFICE_LIST))
    tag, _, model, *_ = choice.fields
    assert column_line(choice, 2, model, 74).split() == ["?", "3", "Model", "[/]G9,", "G9"]
    choice.choose(tag, 2)
    assert "(now: Asset tag)" in column_line(choice, 2, model, 74)
    assert field_line(choice, tag, 74).endswith("3  Model")
