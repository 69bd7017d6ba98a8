"""Any text stands in its column, at any width; what is out of sight is not read."""

import pytest
from rich.cells import cell_len
from textual.binding import Binding

from tests.tui.list_app import COLUMNS, MODEL_AT_80, ListApp, school, with_names
from tui.widgets.columns import Column, place_columns
from tui.widgets.record_list import HELD, WINDOW, RecordList
from tui.widgets.table_keys import TABLE_BINDINGS, type_filter
from tui.widgets.table_text import fit, head, tail


async def test_a_record_removed_behind_the_table_shows_as_such() -> None:
    """Until the next refresh its line says that it is gone, and nothing fails."""
    source = school(300)
    app = ListApp(source)
    async with app.run_test(size=(120, 40)) as pilot:
        del source.records[200]
        app.table.select_key(200)
        await pilot.pause()
        assert app.marked().startswith("▸ (not listed")


@pytest.mark.parametrize(
    "name", ["[/]", "[/x] Lee", "[@click=app.quit]Kim", "Robert [Bob] Lee", "$x \\[red]"]
)
async def test_brackets_are_shown_as_they_are(name: str) -> None:
    """A name is never read as markup."""
    app = ListApp(with_names(name))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", "left_square_bracket", "slash", "escape")
        await pilot.pause()
        assert name in app.marked()


async def test_control_characters_do_not_reach_the_screen() -> None:
    """An escape sequence or a change of direction in a cell shows as a replacement mark."""
    app = ListApp(with_names("Kim\x1b]52;c;AA\x07\u202e\nLee"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Kim\ufffd]52;c;AA\ufffd\ufffd\ufffdLee" in app.marked()


async def test_names_in_every_script_keep_the_next_column_in_its_place() -> None:
    """Wide, combining and joined characters leave the model in the same cell of each line."""
    names = (
        "Ann Lee",
        "王小明王小明王小明王小明王小明王小明王小明王小明王小明",
        "あ王ｱ한국 Kim",
        "Zoe\u0301 N\u0303un\u0303ez",
        "👩\u200d👩\u200d👧 Fam",
        "ක\u200dෂ සිංහල",
        "\u0301leading mark",
    )
    app = ListApp(with_names(*names))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = app.lines()[2 : 2 + len(names)]
        assert {cell_len(row) for row in rows} == {80}
        assert {cell_len(row[: row.index("  HP  ")]) for row in rows} == {MODEL_AT_80 - 2}
        assert "…" in rows[1]


async def test_columns_of_low_priority_are_hidden_at_80_and_shown_at_120() -> None:
    """Note goes first, then serial; a change of width chooses anew."""
    app = ListApp(school(30))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.lines()[1].split() == ["Tag", "▴", "Who", "has", "it", "Model", "Place", "Days"]
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        for title in ("Serial", "Note", "Days"):
            assert title in app.lines()[1]
        await pilot.resize_terminal(24, 10)
        await pilot.pause()
        assert app.lines()[1].split() == ["Tag", "▴"]


async def test_a_narrow_screen_keeps_the_end_of_a_long_filter_in_sight() -> None:
    """What was typed last is what a person looks for; the line stays as wide as it was."""
    app = ListApp(school(30))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("slash", *"abcdefghijklmnopqrstuvwxyz")
        await pilot.pause()
        assert app.lines()[0].rstrip().endswith("wxyz_")
        assert cell_len(app.lines()[0]) == 40


@pytest.mark.parametrize("size", [(1, 1), (4, 2), (14, 3), (20, 9)])
async def test_no_screen_is_too_small(size: tuple[int, int]) -> None:
    """Whatever the window, every key works and every line is as wide as the table."""
    app = ListApp(school(3000))
    async with app.run_test(size=size) as pilot:
        await pilot.press("end", "pageup", "slash", "h", "enter", "s", "down")
        await pilot.pause()
        assert {cell_len(line) for line in app.lines()} == {size[0]}
        assert app.table.filter_text == "h"


def test_every_key_has_an_id_a_label_and_a_tooltip_of_its_own() -> None:
    """Footer, palette and help are drawn from this list."""
    bindings = [binding for binding in TABLE_BINDINGS if isinstance(binding, Binding)]
    assert len(bindings) == len(TABLE_BINDINGS)
    assert all(binding.description and binding.tooltip for binding in bindings)
    assert len({binding.id for binding in bindings}) == len(bindings)


def test_only_the_windows_in_use_are_read_and_held() -> None:
    """However far a person goes, no more than a few thousand rows are held."""
    source = school(20_000)
    records = RecordList(source, "tag", False, "")
    records.read()
    assert source.fetched == []
    records.cells(10_000)
    assert len(source.fetched) == WINDOW
    for place in range(0, 20_000, WINDOW):
        records.cells(place)
    source.fetched.clear()
    records.cells(19_999)
    assert source.fetched == []
    records.cells(19_999 - WINDOW * HELD)
    assert len(source.fetched) == WINDOW


@pytest.mark.parametrize(
    ("text", "width", "start", "end"),
    [
        ("Anna", 4, "Anna", "Anna"),
        ("Annabel", 4, "Ann…", "…bel"),
        ("王小明", 4, "王…", "…明"),
        ("王小明", 5, "王小…", "…小明"),
        ("Zoe\u0301e\u0301e\u0301", 4, "Zoe\u0301…", "…e\u0301e\u0301e\u0301"),
        ("Anna", 1, "…", "…"),
        ("Anna", 0, "", ""),
        ("", 3, "", ""),
    ],
)
def test_text_is_cut_at_whole_characters(text: str, width: int, start: str, end: str) -> None:
    """Nothing is cut through, a mark stays with its letter, and the cut shows."""
    assert head(text, width) == start
    assert tail(text, width) == end
    assert cell_len(fit(text, width)) == width


def test_a_number_stands_at_the_right_of_its_column() -> None:
    """Filled on the left, cut on the right."""
    assert fit("42", 5, "right") == "   42"
    assert fit("1234567", 5, "right") == "1234…"


def test_columns_share_the_width_by_weight_to_the_last_cell() -> None:
    """The spare cells go to the weighted columns; none is left over."""
    columns = (
        Column("a", "A", width=10),
        Column("b", "B", weight=2),
        Column("c", "C", weight=1),
    )
    placed = place_columns(columns, 61)
    assert [(place.start, place.width) for place in placed] == [(0, 10), (12, 28), (42, 19)]


def test_one_column_is_left_however_narrow() -> None:
    """The column of the highest priority stays, cut to what there is."""
    placed = place_columns(COLUMNS, 5)
    assert [(place.column.name, place.width) for place in placed] == [("tag", 5)]


@pytest.mark.parametrize("sizes", [(0, 0), (5, 1)])
def test_a_column_has_either_a_width_or_a_weight(sizes: tuple[int, int]) -> None:
    """Both or neither is a mistake that shows at once."""
    with pytest.raises(ValueError, match="either a width or a weight"):
        Column("a", "A", width=sizes[0], weight=sizes[1])


@pytest.mark.parametrize(
    ("key", "character", "after"),
    [
        ("p", "p", ("hp", True)),
        ("space", " ", ("h ", True)),
        ("backspace", "\x7f", ("", True)),
        ("enter", "\r", ("h", False)),
        ("ctrl+j", "\n", ("h", False)),
        ("tab", "\t", ("h", False)),
        ("escape", "\x1b", ("", False)),
        ("down", None, None),
        ("f2", None, None),
        ("ctrl+z", "\x1a", None),
    ],
)
def test_typing_a_filter(key: str, character: str | None, after: tuple[str, bool] | None) -> None:
    """Each key either changes the filter, ends typing, or is left to others."""
    assert type_filter("h", key, character) == after
