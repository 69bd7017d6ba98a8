"""The letters of a list act only when they are typed alone: a slow scanner's code presses none."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Input

import tui
from tests.tui.bursts import post_keys, until
from tests.tui.screens.sample_school import page, sample_app, says, typed
from tui.app import ChampionApp
from tui.refused import RefusedApp
from tui.screens.dispute import DisputeScreen
from tui.screens.save_as import SaveAsScreen
from tui.screens.swap import SwapScreen
from tui.widgets.letter_keys import LetterKey, counts_alone
from tui.widgets.mark_table import MarkTable
from tui.widgets.record_table import RecordTable
from tui.widgets.strokes import Stroke

SLOW = 0.09
"""Seconds between two keys of a slow scanner: too far apart for a burst, too close for a person."""


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


WAYS = {
    "Look up": ("f5", "enter"),
    "Device": ("f5", "enter", "enter"),
    "Inbox": ("f6",),
    "Lists": ("f8", "enter"),
    "Paper": ("f8", "p", "enter"),
    "Year": ("f10", "y"),
    "Who serves": ("f10", "y", "t"),
    "Notes for IT": ("f10", "n"),
    "Lay out": ("f10", "l"),
}
"""The words of the pages with a list, and the keys that lead there."""


async def open_list(app: ChampionApp, pilot: Pilot[Any], *keys: str) -> RecordTable:
    """The list to which these keys lead, once it stands."""
    for key in keys:
        await typed(pilot, key)
        await until(lambda: app.screen.is_mounted and app.focused is not None)
    assert isinstance(app.focused, RecordTable)
    return app.focused


def standing(app: ChampionApp, table: RecordTable) -> tuple[object, ...]:
    """The page in front and how its list stands."""
    marked = table.marked_keys if isinstance(table, MarkTable) else []
    return app.screen, app.focused, table.order, table.filter_text, marked


@pytest.mark.parametrize("word", WAYS)
async def test_a_slow_scan_presses_no_letter_of_a_list(school: ChampionApp, word: str) -> None:
    """It is told in the strip as any stray scan; nothing is sorted, marked or saved."""
    async with school.run_test(notifications=True) as pilot:
        table = await open_list(school, pilot, *WAYS[word])
        assert word == page(school).WORD
        before = standing(school, table)
        for at, code in enumerate(("ESAE", "E1S2", "SE")):
            post_keys(school, f"{code}\r", start=1_000.0 + 10 * at, gap=SLOW)
            await says(school, "strip", code)
            assert standing(school, table) == before


async def test_letters_typed_alone_sort_turn_round_and_save(school: ChampionApp) -> None:
    """As a person types them."""
    async with school.run_test(notifications=True) as pilot:
        table = await open_list(school, pilot, "f8", "enter")
        column, descending = table.order
        await typed(pilot, "S")
        await until(lambda: table.order == (column, not descending))
        await typed(pilot, "s")
        await until(lambda: table.order[0] != column)
        await typed(pilot, "e")
        await until(lambda: isinstance(school.focused, Input))
        assert isinstance(school.screen, SaveAsScreen)


async def test_what_is_typed_into_the_filter_waits_for_nothing(school: ChampionApp) -> None:
    """Letters that are keys beside it are text at once."""
    async with school.run_test() as pilot:
        table = await open_list(school, pilot, "f8", "enter", "slash")
        assert table.filtering
        assert not any(
            counts_alone(school.screen, stroke)
            for stroke in (Stroke("e", "e", 0), Stroke("S", "S", 0))
        )
        await pilot.press("e", "s", "e")
        await until(lambda: table.filter_text == "ese")


def every_kind_of_page() -> list[type[DOMNode]]:
    """Every class of the product that has keys: pages, their lists and fields, the apps."""
    for module in walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    kinds: list[type[DOMNode]] = [DOMNode]
    found: dict[type[DOMNode], None] = {}
    while kinds:
        kind = kinds.pop()
        if kind.__module__.startswith("tui."):
            found[kind] = None
        kinds += kind.__subclasses__()
    return list(found)


def test_every_letter_and_digit_of_every_page_is_such_a_key() -> None:
    """A plain binding of a character would be pressed by a code."""
    kinds = every_kind_of_page()
    assert {RecordTable, MarkTable, SwapScreen, DisputeScreen, RefusedApp} <= set(kinds)
    plain = [
        (kind.__name__, binding)
        for kind in kinds
        for binding in vars(kind).get("BINDINGS", ())
        if not isinstance(binding, LetterKey) and _has_one_character(binding)
    ]
    assert plain == []


def _has_one_character(binding: BindingType) -> bool:
    keys = binding.key if isinstance(binding, Binding) else binding[0]
    return any(len(key) == 1 for key in keys.split(","))
