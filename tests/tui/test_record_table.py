"""The table reads, moves, filters, sorts and tells its owner, by keys and by mouse."""

import pytest
from rich.cells import cell_len
from textual import events

from tests.tui.list_app import EMPTY, ListApp, ListSource, school
from tui.widgets.record_table import RecordTable


async def test_the_first_rows_show_under_title_and_column_names() -> None:
    """Title, names and rows stand in their lines, each exactly as wide as the table."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        lines = app.lines()
        assert lines[0].rstrip() == "Devices · 3,000"
        assert lines[1].split()[:2] == ["Tag", "▴"]
        assert lines[2].startswith("▸ DPS-000001")
        assert lines[3].startswith("  DPS-000002")
        assert {cell_len(line) for line in lines} == {120}
        assert app.table.vertical_scrollbar.region.x == 119
        assert {line[-1] for line in lines} == {" "}
        assert app.highlighted == [1]


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        (["down", "down"], 3),
        (["down", "up", "up"], 1),
        (["pagedown"], 38),
        (["pagedown", "pagedown", "pageup"], 38),
        (["end"], 3000),
        (["end", "down", "pagedown"], 3000),
        (["end", "home"], 1),
        (["end", "pageup"], 2963),
    ],
)
async def test_keys_move_the_cursor_and_keep_it_in_sight(keys: list[str], key: int) -> None:
    """Arrows, pages and ends go to the row that they name, and no further than the last."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.table.cursor_key == key
        assert app.marked().startswith(f"▸ DPS-{key:06}")
        assert app.highlighted[-1] == key


async def test_the_last_row_is_on_the_last_line_at_the_end() -> None:
    """No row is hidden under the pinned lines."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert app.lines()[-1].startswith("▸ DPS-003000")
        assert app.lines()[1].split()[0] == "Tag"


async def test_enter_opens_the_row_and_e_asks_to_save() -> None:
    """Both tell the owner, and name the table."""
    app = ListApp(school(10))
    async with app.run_test() as pilot:
        await pilot.press("down", "enter", "e")
        await pilot.pause()
        assert app.opened == [2]
        saved = app.said[-1]
        assert isinstance(saved, RecordTable.SaveRequested)
        assert saved.control is app.table
        assert list(saved.table.row_keys) == list(range(1, 11))


async def test_typing_after_a_slash_filters_live_and_enter_keeps() -> None:
    """The title shows the filter as it is typed; letters are not taken for keys meanwhile."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", "l", "e")
        await pilot.pause()
        assert app.lines()[0].startswith("Devices · 1,000 of 3,000 · filter: le_")
        assert "Enter keeps · Esc clears" in app.lines()[0]
        await pilot.press("n", "s", "backspace", "enter")
        await pilot.pause()
        assert app.lines()[0].rstrip() == "Devices · 1,000 of 3,000 · filter: len"
        assert not app.table.filtering
        assert app.opened == []
        assert app.table.order == ("tag", False)
        await pilot.press("enter")
        await pilot.pause()
        assert app.opened == [1]


@pytest.mark.parametrize("keys", [["escape"], ["enter", "escape"]])
async def test_escape_clears_the_filter_and_keeps_the_record(keys: list[str]) -> None:
    """All rows are back, with the cursor on the record that was found."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"001234", *keys)
        await pilot.pause()
        assert app.lines()[0].rstrip() == "Devices · 3,000"
        assert app.table.cursor_key == 1234
        assert app.marked().startswith("▸ DPS-001234")


async def test_a_burst_after_a_slash_is_looked_up_once_and_no_letter_is_lost() -> None:
    """Keys that come faster than they are handled stay in order, Enter included."""
    source = school(3000)
    app = ListApp(source)
    async with app.run_test(size=(120, 40)) as pilot:
        before = len(source.asked)
        for char in "/dps-002998":
            app.post_message(events.Key("slash" if char == "/" else char, char))
        app.post_message(events.Key("enter", "\r"))
        app.post_message(events.Key("enter", "\r"))
        await pilot.pause()
        await pilot.pause()
        assert app.table.filter_text == "dps-002998"
        assert app.table.cursor_key == 2998
        assert app.opened == [2998]
        assert len(source.asked) - before < len("dps-002998")


async def test_a_paste_goes_into_the_filter_up_to_its_line_end() -> None:
    """A scanner that pastes its code with a line end filters and keeps."""
    app = ListApp(school(300))
    async with app.run_test() as pilot:
        await pilot.press("slash")
        app.post_message(events.Paste("DPS-000042\r\n"))
        await pilot.pause()
        await pilot.pause()
        assert app.table.filter_text == "DPS-000042"
        assert not app.table.filtering
        assert list(app.table.row_keys) == [42]


async def test_a_whole_code_is_taken_only_while_the_filter_is_typed() -> None:
    """Otherwise the caller hears that the table has no use for it."""
    app = ListApp(school(300))
    async with app.run_test() as pilot:
        assert not app.table.insert_text("DPS-000042")
        await pilot.press("slash", "d")
        assert app.table.insert_text("PS-000042")
        await pilot.pause()
        assert app.table.filtering
        assert list(app.table.row_keys) == [42]


async def test_a_filter_that_finds_nothing_says_how_to_get_back() -> None:
    """No rows are left, the owner hears it, and Enter opens nothing."""
    app = ListApp(school(300))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"zz", "enter", "enter", "down", "end")
        await pilot.pause()
        assert "Nothing matches “zz”. Esc clears the filter." in "\n".join(app.lines())
        assert app.lines()[0].startswith("Devices · 0 of 300 · filter: zz")
        assert app.highlighted[-1] is None
        assert app.opened == []


async def test_an_empty_list_says_what_to_do_first() -> None:
    """The owner's sentence stands where rows would be, and every key is harmless."""
    app = ListApp(ListSource({}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "end", "pageup", "s", "S", "enter")
        await pilot.pause()
        assert app.lines()[3].strip() == EMPTY
        assert app.lines()[0].rstrip() == "Devices · 0"
        assert app.said == []


async def test_s_sorts_by_the_next_column_in_sight_and_shift_s_turns_round() -> None:
    """The cursor stays on its record; the column's name shows which way the order runs."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert app.table.order == ("name", False)
        assert app.table.cursor_key == 1
        assert app.lines()[-1].startswith("▸ DPS-000001")
        await pilot.press("S")
        await pilot.pause()
        assert app.table.order == ("name", True)
        assert "Who has it ▾" in app.lines()[1]
        assert app.lines()[2].startswith("▸ DPS-000001")


async def test_sorting_comes_round_without_columns_that_cannot_be_sorted() -> None:
    """After the last column the first is next; the note is never one of them."""
    app = ListApp(school(30))
    async with app.run_test(size=(120, 40)) as pilot:
        seen = []
        for _ in range(6):
            await pilot.press("s")
            seen.append(app.table.order[0])
        assert seen == ["name", "model", "place", "serial", "age", "tag"]


async def test_refreshing_keeps_the_cursor_on_its_record_and_that_on_its_line() -> None:
    """Rows that come in above move neither; the count follows."""
    source = school(3000)
    app = ListApp(source)
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.table.select_key(1500)
        await pilot.press("up", "up", "up")
        await pilot.pause()
        line = app.lines().index(app.marked())
        for key in range(5001, 5021):
            source.records[key] = ("DPS-000000", *source.records[1][1:])
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.cursor_key == 1497
        assert app.lines().index(app.marked()) == line
        assert app.lines()[0].rstrip() == "Devices · 3,020"


async def test_refreshing_without_the_record_goes_to_the_one_in_its_place() -> None:
    """The cursor never jumps to the top because its record is gone."""
    source = school(30)
    app = ListApp(source)
    async with app.run_test() as pilot:
        app.table.select_key(20)
        del source.records[20]
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.cursor_key == 21
        assert app.highlighted[-1] == 21


async def test_refreshing_under_a_filter_counts_the_rest_again() -> None:
    """Both figures in the title are those of now."""
    source = school(30)
    app = ListApp(source, filter_text="hp")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.lines()[0].rstrip() == "Devices · 10 of 30 · filter: hp"
        del source.records[3], source.records[4]
        app.table.refresh_rows()
        await pilot.pause()
        assert app.lines()[0].rstrip() == "Devices · 9 of 28 · filter: hp"


async def test_a_record_that_is_not_shown_cannot_be_selected() -> None:
    """The answer says so and the cursor stays."""
    app = ListApp(school(30))
    async with app.run_test():
        assert not app.table.select_key(31)
        assert app.table.cursor_key == 1


async def test_a_click_selects_a_double_click_opens_and_the_wheel_scrolls() -> None:
    """The mouse does what the keys do; the wheel leaves the cursor where it is."""
    app = ListApp(school(3000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.click(app.table, offset=(5, 6))
        assert app.table.cursor_key == 5
        await pilot.click(app.table, offset=(5, 7), times=2)
        await pilot.pause()
        assert app.opened == [6]
        top = app.lines()[2]
        app.table.post_message(
            events.MouseScrollDown(app.table, 5, 6, 0, 1, 0, False, False, False)
        )
        await pilot.pause()
        assert app.lines()[2] != top
        assert app.table.cursor_key == 6


async def test_a_click_on_a_columns_name_sorts_and_again_turns_round() -> None:
    """The title line opens the filter."""
    app = ListApp(school(30))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.click(app.table, offset=(18, 1))
        assert app.table.order == ("name", False)
        await pilot.pause(0)
        await pilot.click(app.table, offset=(18, 1))
        assert app.table.order == ("name", True)
        await pilot.click(app.table, offset=(3, 0))
        assert app.table.filtering


async def test_other_keys_still_reach_the_app_while_the_filter_is_typed() -> None:
    """Arrows move among the rows found; only typing belongs to the filter."""
    app = ListApp(school(300))
    async with app.run_test() as pilot:
        await pilot.press("slash", "h", "down", "down")
        await pilot.pause()
        assert app.table.filtering
        assert app.table.cursor_key == app.table.row_keys[2]
        shown = {binding.binding.id for binding in app.screen.active_bindings.values()}
        assert "app.labels" in shown
        assert "list.sort" not in shown


async def test_leaving_the_table_ends_typing_and_keeps_the_filter() -> None:
    """What is typed elsewhere never lands in the filter."""
    app = ListApp(school(300))
    async with app.run_test() as pilot:
        await pilot.press("slash", "h", "p")
        app.screen.set_focus(None)
        await pilot.pause()
        assert not app.table.filtering
        assert app.table.filter_text == "hp"
