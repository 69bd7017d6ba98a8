"""Marking rows: by keys, under a filter, through a change of order, and never by a scan."""

import pytest
from rich.cells import cell_len
from textual import events

from tests.tui.list_app import COLUMNS, EMPTY, ListApp, ListSource, school
from tui.widgets.mark_table import MarkTable


class MarkApp(ListApp):
    """The list app with a table whose rows can be marked."""

    def __init__(self, source: ListSource) -> None:
        super().__init__(source)
        self.marks = MarkTable(source, COLUMNS, heading="Devices", empty=EMPTY)
        self.table = self.marks


async def test_space_marks_a_row_and_goes_one_down() -> None:
    """The mark stands before the row, and the title counts."""
    app = MarkApp(school(30))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "down", "space")
        await pilot.pause()
        assert app.marks.marked_keys == [1, 3]
        assert app.table.cursor_key == 4
        lines = app.lines()
        assert lines[0].rstrip() == "Devices · 30 · 2 marked"
        assert lines[2].startswith("  ■ DPS-000001")
        assert lines[3].startswith("    DPS-000002")
        assert lines[5].startswith("▸   DPS-000004")
        assert {cell_len(line) for line in lines} == {80}


async def test_space_again_takes_the_mark_away() -> None:
    """On the last row the cursor stays."""
    app = MarkApp(school(2))
    async with app.run_test() as pilot:
        await pilot.press("end", "space")
        assert app.marks.marked_keys == [2]
        assert app.lines()[3].startswith("▸ ■ DPS-000002")
        await pilot.press("space")
        assert app.marks.marked_keys == []
        assert app.lines()[0].rstrip() == "Devices · 2"


async def test_a_marks_all_rows_shown_and_again_none_of_them() -> None:
    """A filter and A is how many of a kind are marked; others keep their marks."""
    app = MarkApp(school(30))
    async with app.run_test() as pilot:
        await pilot.press("down", "space", "slash", *"lenovo", "enter", "A")
        assert app.marks.marked_keys == list(range(1, 31, 3))
        await pilot.pause()
        assert app.lines()[0].startswith("Devices · 10 of 30 · 10 marked · filter: lenovo")
        await pilot.press("escape")
        assert len(app.marks.marked_keys) == 11
        await pilot.press("slash", *"lenovo", "enter", "a", "escape")
        assert app.marks.marked_keys == [2]


async def test_a_mark_that_the_filter_hides_counts_for_nothing() -> None:
    """What is done is done with rows in sight; the mark is back when its row is."""
    app = MarkApp(school(30))
    async with app.run_test() as pilot:
        await pilot.press("space", "space", "slash", *"000002", "enter")
        assert app.marks.marked_keys == [2]
        await pilot.press("escape")
        assert app.marks.marked_keys == [1, 2]


async def test_marks_stay_on_their_rows_when_the_order_changes() -> None:
    """They are given in the order shown."""
    app = MarkApp(school(30))
    async with app.run_test() as pilot:
        await pilot.press("space", "space", "S")
        assert app.marks.marked_keys == [2, 1]


async def test_space_and_a_are_text_while_the_filter_is_typed() -> None:
    """And the footer leaves them out meanwhile."""
    app = MarkApp(school(30))
    async with app.run_test() as pilot:
        await pilot.press("slash", "a", "space", "A")
        assert app.table.filtering
        assert app.lines()[0].startswith("Devices · 0 of 30 · filter: a A_")
        shown = {binding.binding.id for binding in app.screen.active_bindings.values()}
        assert not shown & {"list.mark", "list.mark_all"}
        await pilot.press("escape")
        assert app.marks.marked_keys == []


async def test_a_row_that_goes_takes_its_mark_along() -> None:
    """The next reading does not find it; nothing else is marked in its place."""
    source = school(30)
    app = MarkApp(source)
    async with app.run_test() as pilot:
        await pilot.press("space")
        del source.records[1]
        app.table.refresh_rows()
        assert app.marks.marked_keys == []


async def test_the_owner_can_take_all_marks_away() -> None:
    """Once what they were for is done."""
    app = MarkApp(school(3))
    async with app.run_test() as pilot:
        await pilot.press("a")
        app.marks.mark(())
        assert app.marks.marked_keys == []


async def test_an_empty_list_has_nothing_to_mark() -> None:
    """Both keys are harmless."""
    app = MarkApp(ListSource({}))
    async with app.run_test() as pilot:
        await pilot.press("space", "a")
        assert app.marks.marked_keys == []


@pytest.mark.parametrize(("x", "name"), [(6, "tag"), (20, "name")])
async def test_a_click_finds_the_column_under_the_wider_margin(x: int, name: str) -> None:
    """The columns begin behind the marks."""
    app = MarkApp(school(30))
    async with app.run_test(size=(120, 40)) as pilot:
        app.table.sort_by("age")
        await pilot.click(app.table, offset=(x, 1))
        assert app.table.order == (name, False)


async def test_keys_that_come_at_once_mark_each_row_once() -> None:
    """Space held down marks row after row, in order."""
    app = MarkApp(school(300))
    async with app.run_test() as pilot:
        for _ in range(50):
            app.post_message(events.Key("space", " "))
        await pilot.pause()
        await pilot.pause()
        assert app.marks.marked_keys == list(range(1, 51))
