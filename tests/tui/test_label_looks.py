"""Pictures of the labels pages: what can be printed, and sheets as they will come out.

After a change that is meant: ``pytest tests/tui/test_label_looks.py --snapshot-update``; look at
them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.screens.labelling import drawn, mark, open_labels, open_sheet, pick, written
from tests.tui.screens.sample_school import sample_app, typed
from tui.app import ChampionApp

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])

Compare = Callable[..., bool]
Size = tuple[int, int]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChampionApp]:
    """The app on the sample school."""
    with sample_app(tmp_path, monkeypatch) as app:
        yield app


@SIZES
def test_what_can_be_printed_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, size: Size
) -> None:
    """Each thing with its count."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_labels(app, pilot)
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
@pytest.mark.parametrize(
    ("what", "stock", "start", "keys"),
    [
        pytest.param("devices", 0, "", ("pagedown", "right"), id="devices-5160"),
        pytest.param("devices", 1, "7", ("l",), id="devices-5167-start-7"),
        pytest.param("devices", 1, "", (), id="devices-unfit"),
        pytest.param("students", 2, "", (), id="students-l7160"),
    ],
)
def test_a_sheet_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, size: Size,
    what: str, stock: int, start: str, keys: tuple[str, ...],
) -> None:  # fmt: skip
    """How many on what, the rows, the sheet in proportion, one label large."""

    async def play(pilot: Pilot[Any]) -> None:
        page = await open_sheet(app, pilot, what)
        if stock:
            await pick(app, pilot, page, "sheet", stock)
        if start:
            await written(app, pilot, page, "start", start)
        await drawn(page)
        await typed(pilot, *keys)
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_an_own_size_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, size: Size
) -> None:  # fmt: skip
    """It is typed where the counts stand; what can't be is said below."""

    async def play(pilot: Pilot[Any]) -> None:
        page = await open_sheet(app, pilot, "places")
        await pick(app, pilot, page, "sheet", 3)
        await typed(pilot, *"50x25", "enter")
        await drawn(page)
        mark(page, "right")
        await typed(pilot, "enter", "end", "x", "enter")
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)


@SIZES
def test_the_test_page_of_a_sheet_looks_as_it_did(
    snap_compare: Compare, app: ChampionApp, size: Size
) -> None:
    """The numbers by which labels are counted."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_sheet(app, pilot, "border")
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=play)
