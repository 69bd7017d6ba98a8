"""Tables: who has delivered, a new table and becoming one, by keys only."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from inventory.services import seeds, tables
from inventory.services.office import Office
from tests.builders import CountedEntropy, FixedClock
from tests.tui.bursts import until
from tests.tui.screens.picking import pick
from tests.tui.screens.sample_school import lines, says, scan_presses_nothing, shown, typed
from tests.tui.tabling import Laptops, dialog, hand_out, share
from tui.app import ChampionApp
from tui.screens.ask_text import AskTextScreen
from tui.screens.help import HelpScreen
from tui.screens.pick_file import PickFileScreen
from tui.screens.pick_folder import PickFolderScreen
from tui.screens.tables_page import TablesPage
from tui.seeds import BecomeTable, SeedWritten, become_table

pytestmark = pytest.mark.usefixtures("sealed_lightly")


@pytest.fixture
def laptops(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Laptops:
    """No laptop yet; the home folder is the test's."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return Laptops(tmp_path, clock)


def rows(app: ChampionApp) -> list[str]:
    """The tables' lines without the space between their columns."""
    page = app.screen
    assert isinstance(page, TablesPage)
    return [" ".join(str(option.prompt).split()) for option in page.tables.options]


async def open_page(app: ChampionApp, pilot: object) -> None:
    """F8, then T."""
    await typed(pilot, "f8", "t")  # type: ignore[arg-type]
    await shown(TablesPage, app)
    page = app.screen
    assert isinstance(page, TablesPage)
    await until(lambda: page.tables.option_count > 0)


async def test_a_school_with_one_laptop_is_told_how_to_set_up_another(laptops: Laptops) -> None:
    """It isn't called provisional: nothing is missing."""
    with laptops.champion() as office:
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            assert lines(app, "state").startswith("This laptop is the only table.\nN sets up")
            assert rows(app)[0].startswith("Table 1 this laptop, ")


async def test_each_table_says_whether_it_delivered_and_what_is_missing(laptops: Laptops) -> None:
    """Delivered, not heard of, numbers that did not arrive, a clock that is ahead."""
    with laptops.champion() as office:
        with laptops.table("Table 2") as second, laptops.table("Table 3") as third:
            hand_out(second, "2001", "NS-101")
            share(second, laptops.stick)
            laptops.clock.wall += timedelta(hours=1)
            hand_out(third, "2005", "NS-102")
            share(third, laptops.stick)
            hand_out(third, "2002", "NS-201")
            share(third, laptops.stick)
            laptops.clock.wall -= timedelta(hours=1)
            lost = min((laptops.stick / "champion-share").glob("*Table-3*"), key=_first_number)
            lost.unlink()
        tables.add_table(office, "Table 4", laptops.stick)
        share(office, laptops.stick)
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            assert lines(app, "state").startswith("Results are provisional.\nTable 4: nothing")
            own, second_row, third_row, fourth_row = rows(app)
            assert own.startswith("Table 1 this laptop")
            assert second_row.startswith("Table 2 delivered 09:00, ")
            assert second_row.endswith("events")
            assert third_row.endswith("missing, clock 1 h off")
            assert fourth_row == "Table 4 not heard of yet"
            await typed(pilot, "end")
            await says(app, "about", "share at that table, then here.")
            await typed(pilot, "up")
            await says(app, "about", "missing: share once more there, then here.")


def _first_number(file: Path) -> str:
    return file.name.partition("Table-3_")[2]


async def test_a_new_table_is_set_up_by_keys(laptops: Laptops) -> None:
    """A name, a folder, a passphrase or none; then what to do at the other laptop."""
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            await typed(pilot, "n")
            await shown(AskTextScreen, app)
            assert app.screen.query_one(Input).value == "Table 2"
            await typed(pilot, "enter")
            await dialog(PickFolderScreen, app)
            await typed(pilot, "ctrl+y")
            await shown(AskTextScreen, app)
            await typed(pilot, *"plum", "enter")
            await shown(SeedWritten, app)
            assert "Ctrl+T on its first screen, or F8, T, O" in lines(app, "question")
            assert "It asks for the passphrase." in lines(app, "question")
            await typed(pilot, "enter")
            await shown(TablesPage, app)
            assert "Table 2 not heard of yet" in rows(app)
        (seed,) = laptops.stick.glob("*.seed.age")
        assert seeds.is_sealed(seed)
        opened = tables.open_seed(seed, laptops.path("two"), laptops.clock, "plum")
        assert opened.table == "Table 2"


async def test_a_name_that_is_taken_is_refused_in_a_sentence(laptops: Laptops) -> None:
    """The page stays, with what is wrong below."""
    with laptops.champion() as office:
        office.change_setting("share", str(laptops.stick))
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            await typed(pilot, "n")
            await shown(AskTextScreen, app)
            app.screen.query_one(Input).value = "Table 1"
            await typed(pilot, "enter")
            await dialog(PickFolderScreen, app)
            await typed(pilot, "ctrl+y")
            await shown(AskTextScreen, app)
            await typed(pilot, "enter")
            await shown(TablesPage, app)
            await says(app, "strip", "This laptop is Table 1 itself.")


@pytest.mark.parametrize("passphrase", ["", "plum"])
async def test_an_empty_laptop_becomes_a_table_by_keys(laptops: Laptops, passphrase: str) -> None:
    """Ctrl+T on its first screen, the file, its passphrase, one question."""
    with laptops.champion() as office:
        seed = tables.add_table(office, "Table 2", laptops.stick, passphrase)
    path = laptops.path("two")
    office = Office.create(path, laptops.clock)
    office.change_setting("share", str(laptops.stick))
    app = ChampionApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "Ctrl+T" in lines(app, "glance"))
        await typed(pilot, "ctrl+t")
        await dialog(PickFileScreen, app)
        await pick(app, pilot, seed.name)
        if passphrase:
            await shown(AskTextScreen, app)
            await typed(pilot, *passphrase, "enter")
        await shown(BecomeTable, app)
        await typed(pilot, "enter")
        await pilot.pause(0.1)
    office.close()
    assert app.return_value == "seed"
    assert app.seed == (seed, passphrase)
    assert become_table(path, seed, passphrase).startswith(
        "This laptop is Table 2 of Northside Middle."
    )
    again = Office.open(path, laptops.clock)
    assert (again.table, again.setting("share")) == ("Table 2", str(laptops.stick))
    again.close()


def test_a_seed_that_can_t_be_opened_leaves_the_laptop_as_it_is(laptops: Laptops) -> None:
    """The reason is what the screen says first."""
    with laptops.champion() as office:
        seed = tables.add_table(office, "Table 2", laptops.stick)
    said = become_table(laptops.path("champion"), seed, "")
    assert said.startswith("This laptop did not become a table. This is the laptop from which")


async def test_the_sample_school_is_not_shared(sample_office: Office) -> None:
    """Each key says so; nothing is written."""
    app = ChampionApp(sample_office, demo=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot)
        for key in ("s", "n", "o"):
            app.screen.query_one("#strip").show([])  # type: ignore[attr-defined]
            await typed(pilot, key)
            await says(app, "strip", "The sample school is not shared.")


async def test_a_scan_presses_nothing(laptops: Laptops, sample_bytes: bytes) -> None:
    """Letters of a code are no keys here either."""
    office = Office.in_memory(laptops.clock, CountedEntropy())
    office.database.conn.deserialize(sample_bytes)
    app = ChampionApp(Office(office.database, laptops.clock, CountedEntropy(7)))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot)
        await scan_presses_nothing(app)


async def test_two_laptops_of_one_name_are_told(laptops: Laptops) -> None:
    """They give the same claim numbers."""
    with laptops.champion() as office:
        seed = tables.add_table(office, "Table 2", laptops.stick)
        for name in ("a", "b"):
            tables.open_seed(seed, laptops.path(name), laptops.clock)
            table = Office.open(laptops.path(name), laptops.clock)
            share(table, laptops.stick)
            table.close()
        share(office, laptops.stick)
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            assert "Two laptops are called Table 2: give one another name with Ctrl+S." in lines(
                app, "state"
            )


async def test_letters_work_as_they_stand_on_the_screen(laptops: Laptops) -> None:
    """The screen says S, T, N and O: with and without Shift."""
    with laptops.champion() as office:
        app = ChampionApp(office, demo=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await typed(pilot, "f8", "S")
            await says(app, "strip", "The sample school is not shared.")
            await typed(pilot, "T")
            await shown(TablesPage, app)
            for key in ("S", "N", "O"):
                app.screen.query_one("#strip").show([])  # type: ignore[attr-defined]
                await typed(pilot, key)
                await says(app, "strip", "The sample school is not shared.")


async def test_help_names_each_letter_of_the_lists_once(laptops: Laptops) -> None:
    """S and T of F8, though both cases of them work."""
    with laptops.champion() as office:
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await typed(pilot, "f8", "f1")
            await shown(HelpScreen, app)
            told = [" ".join(line.split()) for line in lines(app, "help").splitlines()]
            assert told.count("S Share with the tables") == 1
            assert told.count("T Who has delivered") == 1


async def test_a_typed_name_takes_the_place_of_the_proposed_one(laptops: Laptops) -> None:
    """Not behind it."""
    with laptops.champion() as office:
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            await typed(pilot, "n")
            await shown(AskTextScreen, app)
            await typed(pilot, *"Desk", "9")
            assert app.screen.query_one(Input).value == "Desk9"


async def test_a_table_added_by_mistake_is_taken_back(laptops: Laptops) -> None:
    """R on its line; one that delivered stays, with a sentence."""
    with laptops.champion() as office:
        with laptops.table("Table 2") as second:
            share(second, laptops.stick)
        share(office, laptops.stick)
        tables.add_table(office, "Table 9", laptops.stick)
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            await typed(pilot, "end")
            await says(app, "about", "R removes one added by mistake.")
            await typed(pilot, "r")
            await says(app, "strip", "✓ Table 9 is not expected any more.")
            assert [row.partition(" d")[0] for row in rows(app)[1:]] == ["Table 2"]
            await typed(pilot, "end", "R")
            await says(app, "strip", "Table 2 has delivered, so it can't be removed.")
            assert len(rows(app)) == 2


async def test_that_something_goes_out_is_said_only_where_something_waits(
    laptops: Laptops,
) -> None:
    """Before the first sharing, after the next scan, and not in between."""
    with laptops.champion() as office:
        hand_out(office, "2001", "NS-101")
        app = ChampionApp(office)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_page(app, pilot)
            await says(app, "about", "What is recorded here goes out with the next sharing.")
            share(office, laptops.stick)
            app.screen.refresh_page()  # type: ignore[attr-defined]
            await says(app, "about", "Nothing recorded here waits to go out.")
            hand_out(office, "2002", "NS-102")
            app.screen.refresh_page()  # type: ignore[attr-defined]
            await says(app, "about", "What is recorded here goes out with the next sharing.")
