"""Importing: the file, the preview, the import, and stopping it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual_fspicker.parts import DirectoryNavigation

from inventory.errors import NotRecorded
from inventory.files.reader import Source
from inventory.files.sources import open_source
from inventory.model import PersonStatus
from inventory.services import pages, recent, register, reports, sample
from inventory.store import imports, taking
from tests.tui.bursts import asked, post_keys, until
from tests.tui.screens.importing import (
    PEOPLE,
    as_text,
    many,
    open_imports,
    preview,
    reading_threads,
    roster,
)
from tests.tui.screens.picking import listed, pick
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
from tui.screens.import_preview import ImportPreviewPage
from tui.screens.import_reading import about_rows
from tui.screens.import_words import importing_lines, reading_lines
from tui.screens.imports import ImportsScreen
from tui.screens.pick_file import PickFileScreen
from tui.widgets.record_table import RecordTable


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


async def test_each_kind_shows_when_how_many_and_from_which_file(app: ChampionApp) -> None:
    """The first state says what was imported last."""
    async with app.run_test(notifications=True):
        screen = await open_imports(app)
        rows = [str(option.prompt) for option in screen.kinds.options]
        assert [row.split("(")[0].strip() for row in rows] == ["People", "Devices", "Places"]
        assert rows[0].endswith("09:00 · 238 people · people.csv")
        assert rows[1].endswith("09:00 · 260 devices · devices.csv")


async def test_the_file_is_picked_with_keys(app: ChampionApp, tmp_path: Path) -> None:
    """Enter on a kind opens the picker in the home folder; Enter twice on the file reads it."""
    roster(tmp_path / "roster.csv")
    (tmp_path / "picture.png").write_bytes(b"")
    (tmp_path / "data" / "x.txt").write_text("")
    async with app.run_test(notifications=True) as pilot:
        await open_imports(app)
        await typed(pilot, "enter")
        await asked(app, PickFileScreen)
        await pick(app, pilot, "roster.csv")
        await shown(ImportPreviewPage, app)
        await says(app, "plan", "roster.csv")


async def test_the_picker_shows_every_kind_of_list(app: ChampionApp, tmp_path: Path) -> None:
    """Text, tables, workbooks and archives, whatever the case of the ending; nothing else."""
    folder = tmp_path / "lists"
    folder.mkdir()
    names = ("a.csv", "b.txt", "c.text", "d.tsv", "e.XLSX", "f.zip")
    for name in (*names, "g.png", "h.xls"):
        (folder / name).write_bytes(b"")
    async with app.run_test(notifications=True):
        await open_imports(app)
        app.push_screen(PickFileScreen(folder, "People"))
        await asked(app, PickFileScreen)
        entries = app.screen.query_one(DirectoryNavigation)
        await until(lambda: {one.location.name for one in entries.options[1:]} == set(names))  # type: ignore[attr-defined]


async def test_the_picker_is_left_with_escape(app: ChampionApp) -> None:
    """No file, no reading."""
    async with app.run_test(notifications=True) as pilot:
        screen = await open_imports(app)
        await typed(pilot, "enter")
        await asked(app, PickFileScreen)
        await typed(pilot, "escape")
        await until(lambda: app.screen is screen)
        assert "Reading" not in lines(app, "said")


async def test_a_folder_named_like_markup_opens(app: ChampionApp, tmp_path: Path) -> None:
    """The picker shows names as they are."""
    folder = tmp_path / "[" / "]"
    folder.mkdir(parents=True)
    (folder / "[red].csv").write_text("x")
    async with app.run_test(notifications=True) as pilot:
        screen = await open_imports(app)
        app.push_screen(PickFileScreen(folder, "People"))
        await asked(app, PickFileScreen)
        await listed(app, "[red].csv")
        await typed(pilot, "end", "escape")
        await until(lambda: app.screen is screen)


async def test_a_file_that_is_no_table_is_refused_on_the_page(
    app: ChampionApp, tmp_path: Path
) -> None:
    """The sentence and what to do stand on the page, without markup and without a toast."""
    file = tmp_path / "[red].csv"
    file.write_bytes(b"%PDF-1.4 [/]")
    async with app.run_test(notifications=True):
        screen = await open_imports(app)
        screen.read_file(PEOPLE, file)
        await says(app, "said", "✗ [red].csv is a PDF, not a table.")
        assert "Export the list as CSV or .xlsx instead." in lines(app, "said")
        assert not app._notifications
        await until(lambda: not reading_threads())


async def test_the_preview_says_how_it_was_read_and_what_it_would_change(
    app: ChampionApp, tmp_path: Path
) -> None:
    """File, profile, encoding, delimiter, counts, columns left out; each difference a row."""
    rows = (
        "person_id;first_name;last_name;homeroom;status;Password",
        "8101689;Folake;Asante;306;;x",
        "91;Zoë;[/]Neu;112;;y",
        "92;A;B;1;PERHAPS;z",
    )
    file = tmp_path / "roster.csv"
    file.write_bytes("\n".join(rows).encode("cp1252"))
    async with app.run_test(size=(120, 40), notifications=True):
        screen = await preview(app, file)
        said = lines(app, "plan")
        assert "3 rows · Champion's own headings · read as Windows-1252, parted by" in said
        assert "1 new   1 changed   0 unchanged   237 gone   1 refused" in said
        assert "Never stored: password (“Password”)." in said
        assert "237 of 238 people are gone. Is the file whole?" in said
        table = screen.table
        cells = table.source.rows(table.row_keys)
        first, second, third = (cells[key] for key in (*table.row_keys[:2], table.row_keys[-1]))
        assert first[:2] == ("4", "refused")
        assert first[4].startswith('status "PERHAPS" is not known')
        assert second[1] == "gone"
        assert third == ("3", "new", "91", "Zoë [/]Neu", "homeroom 112")
        table.filter_by("306")
        await until(lambda: len(table.row_keys) == 1)
        (changed,) = table.source.rows(table.row_keys).values()
        assert changed == ("2", "changed", "8101689", "Folake Asante", "homeroom 112 → 306")


async def test_only_the_letter_imports(app: ChampionApp, tmp_path: Path) -> None:
    """Enter changes nothing; I imports, says what, and the new names are found."""
    file = roster(tmp_path / "roster.csv", "9100001,Quirina,Newcombe,6,112,")
    async with app.run_test(notifications=True) as pilot:
        await preview(app, file)
        before = dump(app.office)
        await typed(pilot, "enter")
        assert isinstance(app.screen, ImportPreviewPage)
        assert dump(app.office) == before
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported")
        assert "people: 1 new, " in lines(app, "plan")
        assert pages.person(app.office, "9100001") is not None
        await until(lambda: bool(reports.find_people(app.office, "newcombe")))
        await typed(pilot, "escape")
        await says(app, "said", "✓ Imported")
        assert isinstance(app.screen, ImportsScreen)
        assert str(app.screen.kinds.options[0].prompt).endswith("roster.csv")


async def test_an_i_in_the_filter_is_a_letter(app: ChampionApp, tmp_path: Path) -> None:
    """What is typed into the filter imports nothing and leaves nothing."""
    file = roster(tmp_path / "roster.csv", "9100001,Iris,Lil,6,112,")
    async with app.run_test(notifications=True) as pilot:
        screen = await preview(app, file)
        await typed(pilot, "slash", "i", "l")
        await until(lambda: screen.table.filter_text == "il")
        assert "I imports it" in lines(app, "plan")
        assert app.screen is screen


async def test_escape_leaves_everything_as_it_is(app: ChampionApp, tmp_path: Path) -> None:
    """The preview writes nothing."""
    async with app.run_test(notifications=True) as pilot:
        await open_imports(app)
        before = dump(app.office)
        await preview(app, many(tmp_path / "roster.csv"))
        await typed(pilot, "escape")
        await says(app, "said", "Nothing was changed.")
        assert dump(app.office) == before


@pytest.mark.parametrize("left", [False, True])
async def test_people_gone_are_kept_or_recorded_as_left(
    app: ChampionApp, tmp_path: Path, left: bool
) -> None:
    """L chooses, and the page says what import will do and what they still have."""
    file = many(tmp_path / "roster.csv", 3)
    async with app.run_test(notifications=True) as pilot:
        await preview(app, file)
        assert "238 people gone from the file" in lines(app, "plan")
        assert "still have 140 devices" in lines(app, "plan")
        assert "Import will keep them." in lines(app, "plan")
        if left:
            await typed(pilot, "l")
            assert "Import will record them as left." in lines(app, "plan")
        await typed(pilot, "i")
        await says(app, "plan", "recorded as left" if left else "gone from the file, kept")
        someone = pages.person(app.office, "8101689")
        assert someone is not None
        assert not someone.listed
        assert (someone.status is PersonStatus.LEFT) is left


async def test_nothing_to_do_is_said(app: ChampionApp) -> None:
    """The same file again: there is nothing to import, and I does nothing."""
    async with app.run_test(notifications=True) as pilot:
        await preview(app, sample.sample_folder() / "people.csv")
        before = dump(app.office)
        await says(app, "plan", "Nothing to do: the register says all of it already, 238 people.")
        await typed(pilot, "i", "l")
        assert dump(app.office) == before


async def test_stopping_in_the_middle_leaves_the_register_as_it_was(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc after the first 500 of 1,200 rows undoes them; I imports all of them afterwards."""
    second_step, take, steps = threading.Event(), taking.take, 0

    def held_up(*given: Any) -> None:
        nonlocal steps
        steps += 1
        take(*given)
        if steps == 2:
            assert second_step.wait(10)

    monkeypatch.setattr(register, "STEP", 500)
    monkeypatch.setattr(taking, "take", held_up)
    async with app.run_test(notifications=True) as pilot:
        await preview(app, many(tmp_path / "roster.csv"))
        before = dump(app.office)
        await typed(pilot, "i")
        await says(app, "plan", "500 of 1,200")
        await typed(pilot, "escape")
        await says(app, "plan", "Stopping…")
        second_step.set()
        await says(app, "plan", "Stopped. Nothing was changed.")
        assert dump(app.office) == before
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported 1,200 people: 1,200 new.")


async def test_a_disk_that_refuses_is_said_and_nothing_is_changed(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failure stands on the page; the import can be tried again."""

    def full(*_: Any) -> None:
        raise NotRecorded("The disk is full.", "Free some space.")

    async with app.run_test(notifications=True) as pilot:
        await preview(app, many(tmp_path / "roster.csv", 3))
        before = dump(app.office)
        with monkeypatch.context() as patched:
            patched.setattr(imports, "log", full)
            await typed(pilot, "i")
            await says(app, "plan", "The disk is full. Free some space.")
        assert dump(app.office) == before
        await typed(pilot, "i")
        await says(app, "plan", "✓ Imported 3 people: 3 new.")


async def test_devices_go_out_while_a_file_is_read(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading holds up no scan; the preview waits until Import is in front again."""
    go_on = threading.Event()

    def slowly(path: Path, known: Any) -> Source:
        assert go_on.wait(10)
        return open_source(path, known)

    monkeypatch.setattr(register, "open_source", slowly)
    async with app.run_test(notifications=True):
        screen = await open_imports(app)
        screen.read_file(PEOPLE, many(tmp_path / "roster.csv", 3))
        assert "Reading roster.csv…" in lines(app, "said")
        app.switch_mode("hand_out")
        await shown(HandOutScreen, app)
        post_keys(app, f"8101689\r{DEVICE}\r")
        await until(lambda: recent.verdicts(app.office, 1)[0].subject == DEVICE)
        go_on.set()
        await until(lambda: screen._next is not None)
        assert isinstance(app.screen, HandOutScreen)
        app.switch_mode("imports")
        await shown(ImportPreviewPage, app)


async def test_reading_is_stopped_with_escape(
    app: ChampionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc is answered at once; what the thread read after it is not shown."""
    go_on = threading.Event()

    def slowly(path: Path, known: Any) -> Source:
        assert go_on.wait(10)
        return open_source(path, known)

    monkeypatch.setattr(register, "open_source", slowly)
    async with app.run_test(notifications=True) as pilot:
        screen = await open_imports(app)
        screen.read_file(PEOPLE, many(tmp_path / "roster.csv", 3))
        await typed(pilot, "escape")
        await says(app, "said", "Stopped reading roster.csv. Nothing was changed.")
        go_on.set()
        await until(lambda: not reading_threads())
        await pilot.pause()
        assert app.screen is screen
        assert "Stopped reading" in lines(app, "said")


async def test_a_scan_presses_nothing_on_the_list_of_kinds(app: ChampionApp) -> None:
    """Its Enter opens no picker."""
    async with app.run_test(notifications=True):
        await open_imports(app)
        await scan_presses_nothing(app)


async def test_a_scan_presses_nothing_on_the_preview(app: ChampionApp, tmp_path: Path) -> None:
    """Neither I nor L nor E nor Enter of a scan is a key."""
    async with app.run_test(notifications=True):
        screen = await preview(app, many(tmp_path / "roster.csv", 3))
        at = screen.table.cursor_key
        await scan_presses_nothing(app)
        assert "Import will keep them." in lines(app, "plan")
        table = screen.query_one(RecordTable)
        assert (table.cursor_key, table.filtering, table.filter_text) == (at, False, "")


def test_how_far_an_import_is_comes_with_pace_and_time_left() -> None:
    """Once there is a second to judge by; the bar shows the share without colour too."""
    doing, share, far = map(as_text, importing_lines(0, 1_200, 0.0))
    assert doing == "Importing…"
    assert share == "░" * 30 + "   0 %   Esc stops it"
    assert far == "0 of 1,200"
    _, share, far = map(as_text, importing_lines(500, 1_500, 2.0))
    assert share == "█" * 10 + "░" * 20 + "  33 %   Esc stops it"
    assert far == "500 of 1,500 · 250 a second · 4 seconds left"
    assert as_text(importing_lines(1_000, 1_000_000, 1.0)[2]).endswith("· 17 minutes left")


def test_how_far_a_reading_is_comes_with_a_bar_where_its_rows_could_be_counted() -> None:
    """A workbook's rows are not known before; counted line ends are only about right."""
    _, share, far = map(as_text, reading_lines("a.xlsx", 4_000, 0, 2.0))
    assert share == "Esc stops it"
    assert far == "4,000 rows so far · 2,000 a second"
    _, share, far = map(as_text, reading_lines("a.csv", 4_000, 8_000, 2.0))
    assert share == "█" * 15 + "░" * 15 + "  50 %   Esc stops it"
    assert far.startswith("4,000 of about 8,000 rows")
    _, share, _ = map(as_text, reading_lines("a.csv", 9_000, 8_000, 2.0))
    assert share.startswith("█" * 29 + "░  99 %")


def test_rows_are_counted_roughly_and_only_where_line_ends_can_tell(tmp_path: Path) -> None:
    """A workbook and an archive are packed; a file that is not there is refused elsewhere."""
    file = many(tmp_path / "roster.csv", 20)
    assert about_rows(file) == 20
    file.write_bytes(b"PK\x03\x04\n\n\n")
    assert about_rows(file) == 0
    assert about_rows(tmp_path / "none.csv") == 0
